// The search of the pages, as the package search describes it: the same rules, step by step,
// over files that lie beside this one. They come as scripts, for these load from a disk too,
// and what they hold is text and numbers, never run. Or a server searches, if the page names one.
(() => {
'use strict';
const here = document.currentScript.src;
const server = document.querySelector('meta[name=policybook-search]')?.content;
const sum = list => list.reduce((a, b) => a + b, 0);

// porter gives the stem of an English word.
const porter = (() => {
  const C = '[^aeiou][^aeiouy]*', V = '[aeiouy][aeiou]*', from = `^(?:${C})?`;
  const some = RegExp(from + V + C), more = RegExp(`${from}(?:${V}${C}){2}`), single = RegExp(`${from}${V}${C}(?:${V})?$`);
  const vowel = RegExp(from + '[aeiouy]'), short = RegExp(`^${C}[aeiouy][^aeiouwxy]$`), twice = /([^aeiouylsz])\1$/;
  const endings = text => {
    const to = new Map(text.split(' ').map(e => e.split(':')));
    const pattern = RegExp(`^(.+?)(${[...to.keys()].join('|')})$`);
    return word => word.replace(pattern, (all, stem, end) => some.test(stem) ? stem + to.get(end) : all);
  };
  const second = endings('ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble logi:log');
  const third = endings('icate:ic ative: alize:al iciti:ic ical:ic ful: ness:');
  const fourth = /^(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$|^(.+?[st])ion$/;
  return word => {
    if (word.length < 3) return word;
    let w = word.replace(/^y/, 'Y').replace(/^(.+?(?:ss|i))es$|^(.+?[^s])s$/, '$1$2');
    const past = /^(.+?)(?:ed|ing)$/.exec(w)?.[1];
    if (/^.+eed$/.test(w)) w = some.test(w.slice(0, -3)) ? w.slice(0, -1) : w;
    else if (past && vowel.test(past)) w = /(?:at|bl|iz)$/.test(past) || short.test(past) && !twice.test(past) ? past + 'e' : past.replace(twice, '$1');
    w = w.replace(/^(.+)y$/, (all, s) => vowel.test(s) ? s + 'i' : all);
    w = third(second(w)).replace(fourth, (all, a, b) => more.test(a ?? b) ? a ?? b : all);
    w = w.replace(/^(.+)e$/, (all, s) => more.test(s) || single.test(s) && !short.test(s) ? s : all);
    return (/ll$/.test(w) && more.test(w) ? w.slice(0, -1) : w).replace('Y', 'y');
  };
})();

// Words of texts.
const alone = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]`;
const token = RegExp(String.raw`${alone}|(?:(?!${alone})[\p{L}\p{N}\p{M}])+(?:['’](?:(?!${alone})\p{L})+)*`, 'gu');
const folded = {ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i', ς: 'σ', '’': "'"};
const fold = text => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[ßæœøđłıς’]/g, c => folded[c]).normalize();
const idKey = text => fold(text).replace(/[^\p{L}\p{N}]/gu, '');
const analyzer = ({stem, elide, stop}) => {
  const stops = new Set(stop.split(' ')), known = new Map();
  const word = text => elide ? fold(text).replace(/^.*'/s, '') : fold(text).replace(/'s?$/, '');
  const stemOf = word => stem && /^[a-z']+$/.test(word) ? porter(word) : word;
  // tokens gives the words of a text; a stop word has no stem
  const tokens = text => [...text.matchAll(token)].map(({0: raw, index}) => {
    if (!known.has(raw)) {
      const w = word(raw);
      known.set(raw, {word: w, stem: stops.has(w) ? '' : stemOf(w)});
    }
    return {start: index, end: index + raw.length, ...known.get(raw)};
  });
  return {tokens, stemOf};
};

// distance counts the letters to leave out, put in or exchange to make one word of another.
const distance = (a, b) => {
  const rows = [];
  for (let i = 0; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      rows[i][j] = !i ? j : Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]),
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2][j - 2] + 1 : 99);
    }
  }
  return rows[a.length][b.length];
};

// Files. A wrong check means that docs.js is of another build than the rest.
let kept = {}, again = 0, index;
const HB = window.HB = (name, ...data) => HB[name] = data;
const load = file => new Promise((resolve, reject) => {
  const {href: src} = new URL(file, here);
  const script = [...document.scripts].find(s => s.src === src) ?? document.head.appendChild(Object.assign(document.createElement('script'), {src}));
  const done = then => () => {
    script.remove();
    then(Error(file));
  };
  script.addEventListener('load', done(resolve));
  script.addEventListener('error', done(reject));
});
const unpack = async packed => {
  let stream;
  try {
    stream = new DecompressionStream('deflate-raw');
  } catch {
    await (kept.inflate ??= load('inflate.js'));
    return HB.inflate(packed);
  }
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(stream)).arrayBuffer());
};
const file = (name, read, mark) => kept[name] ??= (async () => {
  await load(name + '.js' + (mark ? '?' + mark : ''));
  const [data, check] = HB[name];
  delete HB[name];
  if (mark?.length === 4 && mark !== check) throw Error(name);
  return read(await unpack(Uint8Array.from(atob(data), c => c.charCodeAt(0))));
})();
const text = bytes => new TextDecoder().decode(bytes);
const json = bytes => JSON.parse(text(bytes));
const running = deltas => deltas.map((at => delta => at += delta)(0));
// reader gives functions that read one number, and one word that begins as another does.
const reader = bytes => {
  let at = 0;
  const number = () => {
    let value = 0, unit = 1, b;
    do {
      value += ((b = bytes[at++]) & 127) * unit;
      unit *= 128;
    } while (b > 127);
    return value;
  };
  const word = like => {
    const shared = number(), n = number();
    at += n;
    return Uint8Array.of(...like.subarray(0, shared), ...bytes.subarray(at - n, at));
  };
  return {number, word};
};
const none = new Uint8Array();

// open gives the index: what docs.js holds, and access to the rest.
const open = () => file('docs', bytes => {
  const d = json(bytes), {k, n, shards} = d, names = running(d.names);
  const mean = list => sum(list) / n || 1, means = {body: mean(d.body), heading: mean(d.heading), title: mean(d.title)};
  const shard = i => file('t' + i, bytes => {
    const {number, word} = reader(bytes), terms = new Map();
    for (let left = number(), last = none; left; left--) {
      last = word(last);
      const t = {text: text(last), words: []};
      for (let s = number(); s; s--) t.words.push(text(word(last)));
      t.docs = Array(number());
      terms.set(t.text, t);
    }
    for (const {docs} of terms.values()) for (let i = 0, doc = 0; i < docs.length; i++) docs[i] = doc += number();
    for (const t of terms.values()) {
      t.title = [];
      t.sat = t.docs.map((doc, i) => {
        const use = number(), count = use >> 2, norm = (field, b) => 1 - b + b * d[field][doc] / means[field];
        t.title[i] = use & 1;
        const w = (use & 1 ? k.title / norm('title', k.bTitle) : 0) + (use & 2 ? k.head / norm('heading', k.bHead) : 0) + (count ? count / norm('body', k.bBody) : 0);
        return w * (k.k1 + 1) / (w + k.k1);
      });
    }
    return terms;
  }, shards[i][1]);
  const place = term => shards.reduce((at, [first], i) => first <= term ? i : at, 0);
  return index = {
    ...d, ...analyzer(d.options), archived: new Set(running(d.archived)),
    term: async term => n ? (await shard(place(term))).get(term) : undefined,
    // terms gives those that begin with a prefix, in order
    terms: async prefix => {
      const from = place(prefix), found = await Promise.all(shards.map(([first], i) => n && (i === from || i > from && first.startsWith(prefix)) && shard(i)));
      return found.flatMap(terms => terms ? [...terms.values()].filter(t => t.text.startsWith(prefix)) : []);
    },
    vocabulary: () => file('words', bytes => {
      const {number, word} = reader(bytes), all = [];
      for (let left = number(), last = none; left; left--) all.push({letters: [...text(last = word(last))], common: number()});
      return all;
    }, d.words),
    facets: () => file('facets', json, d.facets),
    page: doc => file('d/' + names[doc].toString(16), json),
  };
}, again ? 'r=' + again : '');

// parse takes apart what a reader typed.
const white = '\\0- \\xa0\\u3000';
const item = RegExp(`(-(?=[^${white}-]))?(?:(owner|category|section|type|kind|state|status|tag|audience):(?=[^${white}])(?:"([^"]*)"?|([^${white}]+))|"([^"]*)"?|([^${white}"]+))`, 'gi');
const fields = {section: 'category', kind: 'type', status: 'state'};
const parse = ({k, tokens}, typed) => {
  const text = [...typed].slice(0, k.maxQuery).join('').replace(/[“”„]/g, '"');
  const q = {text, words: [], not: [], filters: [], keys: new Set()};
  const key = text => [...idKey(text)].length > 1 && q.keys.add(idKey(text));
  const room = () => q.words.length + q.not.length < k.maxTerms;
  let joined = '', last;
  for (const {1: not, 2: name, 3: quoted, 4: bare, 5: phrase, 6: plain, index} of text.matchAll(item)) {
    last = 0;
    if (name) {
      const field = name.toLowerCase(), value = fold(quoted ?? bare);
      if (value) q.filters.push({field: fields[field] ?? field, value, not});
      continue;
    }
    const all = tokens(phrase ?? plain).filter(t => t.word), told = all.filter(t => t.stem), stems = told.map(t => t.stem);
    if (plain && !not) {
      key(plain);
      joined += plain;
      const at = t => ({...t, start: index + t.start, end: index + t.end});
      for (const t of told) if (room()) q.words.push({...at(t), stems: [t.stem]});
      last = {plain, token: all.length ? at(all.at(-1)) : {}};
    } else if (stems.length && room()) not ? q.not.push(stems) : q.words.push({stems, phrase: true});
  }
  key(joined);
  if (last && !RegExp(`[${white}]$`).test(text)) {
    const start = idKey(last.plain), {token} = last, word = q.words.at(-1);
    if (/\p{N}/u.test(start) && [...start].length > 2) q.idStart = start;
    if (word?.start === token.start) word && (word.prefix = token.word);
    else if (!word && token.word) q.words.push({...token, stems: [], prefix: token.word});
  }
  return q;
};

// expand gives the words of a query that stand for something, each with its ways: terms that
// must all be there, and what they are worth. It corrects the text of the query.
const expand = async (d, q) => {
  const {k, n, term} = d;
  const known = async stems => {
    const terms = await Promise.all(stems.map(term));
    return stems.length && terms.every(t => t) && terms;
  };
  const add = (word, worth, terms) => {
    const key = terms.map(t => t.text).join(' '), same = word.ways.find(way => way.key === key);
    if (same) same.worth = Math.max(same.worth, worth);
    else word.ways.push({key, terms, worth});
  };
  const run = (words, stems) => words.length === stems.length && words.every((w, i) => !w.phrase && w.stems[0] === stems[i]);
  const means = d.syn.flatMap(group => group.flatMap(member => q.words.flatMap((_, at) => {
    const stems = member.split(' '), words = q.words.slice(at, at + stems.length);
    return run(words, stems) ? group.filter(other => other !== member).map(other => ({words, terms: known(other.split(' '))})) : [];
  })));
  await Promise.all(q.words.map(async word => {
    const {stems, prefix = ''} = word, letters = [...prefix];
    word.ways = [];
    const [exact, begun] = await Promise.all([known(stems), letters.length >= k.minPrefix ? d.terms(letters.slice(0, k.minPrefix).join('')) : []]);
    if (exact) add(word, 1, exact);
    word.df = exact && Math.min(...exact.map(t => t.docs.length));
    const fit = begun.filter(t => t.words.some(w => w.startsWith(prefix)));
    for (const t of fit.sort((a, b) => b.docs.length - a.docs.length).slice(0, k.maxPrefix)) add(word, k.prefix, [t]);
  }));
  for (const {words, terms} of means) if (await terms) for (const w of words) add(w, k.syn, await terms);
  let at = 0, corrected = '';
  for (const word of q.words) {
    const letters = [...word.word ?? ''], {length} = letters, most = length < 8 ? 1 : 2;
    if (!word.ways.length && word.stems.length && length > 3 && length < 25 && !/\p{N}/u.test(word.word)) {
      const found = (await d.vocabulary()).filter(v => Math.abs(v.letters.length - length) <= most).map(v => ({...v, far: distance(letters, v.letters)}));
      const least = Math.min(most, ...found.map(v => v.far)), same = v => v.letters[0] === letters[0];
      const meant = found.filter(v => v.far === least).sort((a, b) => same(b) - same(a) || b.common - a.common).slice(0, k.maxTypo).map(v => v.letters.join(''));
      for (const m of meant) add(word, least > 1 ? k.typo2 : k.typo1, [await term(d.stemOf(m))]);
      if (meant.length) {
        corrected += q.text.slice(at, word.start) + meant[0];
        at = word.end;
      }
    }
    const df = word.df || Math.min(n, sum(word.ways.map(w => Math.min(...w.terms.map(t => t.docs.length)))));
    word.idf = Math.floor(Math.log(1 + (n - df + .5) / (df + .5)) * 4096 + .5) / 4096;
  }
  return corrected && corrected + q.text.slice(at);
};

// failing gives a function that gives the fields whose filters a document does not pass.
const columns = {category: ['section', 'section', 'category'], owner: ['owner', 'owner'], type: ['kind', 'kind'], state: ['state', 'state'], tag: ['tag', 'tags'], audience: ['audience', 'audiences']};
const failing = (filters, f) => {
  const tests = filters.map(({field, value, not}) => {
    const [values, ...lists] = columns[field];
    const fits = f[values].map(v => {
      const [id, label] = [v].flat().map(fold);
      return id === value || ` ${label ?? ''}`.includes(' ' + value) || field === 'category' && id.startsWith(value + '/');
    });
    return {field, not, has: doc => lists.some(list => [f.d[list][doc]].flat().some(i => fits[i]))};
  });
  return doc => {
    const found = tests.filter(t => t.has(doc));
    return [...new Set(tests.filter(t => t.not ? found.includes(t) : !found.some(o => !o.not && o.field === t.field)).map(t => t.field))];
  };
};

const compare = (a, b) => b.exact - a.exact || a.archived - b.archived || b.score - a.score || a.doc - b.doc;

// rank gives the documents that have what was asked for, the best first; among them those that a filter keeps back.
const rank = (d, words, not, ids, fails, needed) => {
  const {k, n} = d, list = () => new Float64Array(n);
  const both = (a, b) => {
    const t = {docs: [], sat: [], title: []}, at = new Map(b.docs.map((doc, j) => [doc, j]));
    a.docs.forEach((doc, i) => {
      const j = at.get(doc);
      if (j === undefined) return;
      t.docs.push(doc);
      t.sat.push(Math.min(a.sat[i], b.sat[j]));
      t.title.push(a.title[i] && b.title[j]);
    });
    return t;
  };
  const total = sum(words.map(w => w.idf)), sums = list(), matched = list(), titled = list(), titles = list(), phrases = list(), excluded = list();
  for (const {ways, idf, phrase} of words) {
    const best = list(), title = list();
    for (const {terms, worth} of ways) {
      const t = terms.reduce(both);
      t.docs.forEach((doc, i) => {
        best[doc] = Math.max(best[doc], worth * t.sat[i]);
        if (t.title[i]) title[doc] = Math.max(title[doc], worth);
      });
    }
    best.forEach((value, doc) => {
      if (!value) return;
      sums[doc] += idf * value;
      matched[doc] += idf;
      titled[doc] += title[doc] * idf;
      titles[doc] += title[doc] > 0;
      phrases[doc] += !!phrase;
    });
  }
  for (const terms of not) for (const doc of terms.reduce(both).docs) excluded[doc] = 1;
  const wanted = words.filter(w => w.phrase).length, found = [];
  for (let doc = 0; doc < n; doc++) {
    if (!excluded[doc] && phrases[doc] === wanted && (!needed || matched[doc] || ids[doc])) found.push({doc, exact: ids[doc] === 2, archived: d.archived.has(doc), fails: fails(doc)});
  }
  const most = Math.max(0, ...found.filter(c => !c.fails.length && matched[c.doc]).map(c => matched[c.doc] / total));
  return found.filter(({doc}) => ids[doc] || !matched[doc] || matched[doc] / total >= k.keep * most).map(c => {
    const {doc} = c;
    let score = matched[doc] && sums[doc] * (matched[doc] / total) + k.cover * (titled[doc] / total) * Math.min(1, titles[doc] / Math.max(1, d.title[doc]));
    if (ids[doc] === 1) score += k.id;
    return {...c, score};
  }).sort(compare);
};

// sight looks at texts for the words of a query.
const sight = ({k, tokens}, words) => {
  const means = new Map(), last = words.length - 1;
  words.forEach(({ways}, g) => ways.forEach(({terms, worth}) => terms.forEach(t => {
    const m = means.get(t.text) ?? new Map();
    means.set(t.text, m.set(g, Math.max(m.get(g) ?? 0, worth)));
  })));
  const meant = t => means.get(t.stem) ?? [];
  const scan = (text, factor, pairs) => {
    const weights = words.map(() => 0), counts = [...weights], places = [...weights];
    tokens(text).filter(t => t.stem).forEach((t, i) => {
      const at = i + 1, m = [...meant(t)];
      const pair = (g, other, value) => places[other] && at - places[other] <= k.near && (pairs[g] = Math.max(pairs[g], value / (at - places[other])));
      for (const [g, worth] of m) {
        weights[g] = Math.max(weights[g], worth);
        counts[g]++;
        if (g > 0) pair(g - 1, g - 1, factor);
        if (g < last) pair(g, g + 1, factor * .5);
      }
      for (const [g] of m) places[g] = at;
    });
    return [weights, counts];
  };
  const nearness = pairs => pairs.length && k.prox * sum(pairs) / pairs.length;
  const look = (heading, text) => {
    const pairs = Array(Math.max(0, last)).fill(0), [heads] = scan(heading, 2, pairs), [bodies, counts] = scan(text, 1, pairs);
    const score = sum(words.map(({idf}, g) => k.head * (heads[g] * idf) + (counts[g] && bodies[g] * (idf * counts[g]) / (counts[g] + k.k1))));
    return {pairs, score: score + nearness(pairs)};
  };
  const row = (text, stems) => ` ${tokens(text).map(t => t.stem).filter(s => s).join(' ')} `.includes(` ${stems.join(' ')} `);
  const snippet = text => {
    const all = tokens(text), pieces = [];
    let begin = 0, best = 0;
    all.forEach(({stem, start}, i) => {
      if (!means.has(stem)) return;
      const seen = new Set();
      for (let j = i; j < all.length && all[j].end <= start + k.snippet - k.before; j++) for (const [g] of meant(all[j])) seen.add(g);
      if (seen.size <= best) return;
      best = seen.size;
      for (begin = i; begin && all[begin - 1].start >= start - k.before;) begin--;
    });
    const from = begin && all[begin].start;
    let to = text.length;
    if (to - from > k.snippet) {
      let end = begin;
      while (all[end + 1]?.end <= from + k.snippet) end++;
      to = all[end]?.end ?? k.snippet - /[\ud800-\udbff]/.test(text[k.snippet - 1]);
    }
    const put = (text, mark) => {
      const before = pieces.at(-1);
      if (before && !before.mark && !mark) before.text += text;
      else if (text) pieces.push({text, mark});
    };
    let done = from;
    if (from) put('… ', false);
    for (const t of all.slice(begin)) if (t.end <= to && means.has(t.stem)) {
      put(text.slice(done, t.start), false);
      put(text.slice(t.start, t.end), true);
      done = t.end;
    }
    put(text.slice(done, to), false);
    if (to < text.length) put(' …', false);
    return pieces;
  };
  return {look, nearness, row, snippet, means};
};

const search = async (typed, {filters = {}, limit, offset = 0, facets: counted = false}) => {
  const d = await open(), {k, term} = d, q = parse(d, typed), end = offset + Math.min(limit || 10, 50);
  const result = {query: typed, corrected: '', total: 0, hits: [], facets: {section: [], owner: [], kind: [], state: []}};
  const own = Object.entries(filters).flatMap(([name, values]) => [values].flat().filter(v => v).map(value => ({field: ({section: 'category', kind: 'type'})[name] ?? name, value: fold(value)})));
  q.filters.push(...own);
  const number = async key => (await term(key + '#'))?.docs ?? [];
  const begun = async () => q.idStart ? (await d.terms(q.idStart)).filter(t => t.text.endsWith('#')).slice(0, k.maxPrefix).flatMap(t => t.docs) : [];
  const [corrected, f, start, exact, not] = await Promise.all([expand(d, q), counted || q.filters.length ? d.facets() : 0, begun(),
    Promise.all([...q.keys].map(number)), Promise.all(q.not.map(stems => Promise.all(stems.map(term))))]);
  result.corrected = corrected;
  const words = q.words.filter(w => w.ways.length), ids = {};
  if (q.words.some(w => w.phrase && !w.ways.length)) return result;
  for (const doc of start) ids[doc] = 1;
  for (const doc of exact.flat()) ids[doc] = 2;
  const needed = !q.filters.length || q.words.some(w => w.stems.length);
  let found = rank(d, words, not.filter(terms => terms.every(t => t)), ids, q.filters.length ? failing(q.filters, f) : () => [], needed);
  const sights = sight(d, words);
  const read = async c => c.page ??= await d.page(c.doc).then(p => ({...p, s: (p.s.length ? p.s : [['', '', '']]).map(([anchor, heading, ...rest], i) => [anchor, i ? heading : p.t, ...rest])}));
  const phrases = words.filter(w => w.phrase);
  if (phrases.some(p => p.stems.length > 1)) {
    const first = found.filter(c => !c.fails.length).slice(0, k.phrases);
    await Promise.all(first.map(read));
    found = first.filter(c => phrases.every(p => c.page.s.some(([, heading, text]) => sights.row(heading, p.stems) || sights.row(text, p.stems))));
  }
  if (f) for (const [name, field, list, values] of [['section', 'category', 'category', 'section'], ['owner', 'owner', 'owner', 'owner'], ['kind', 'type', 'kind', 'kind'], ['state', 'state', 'state', 'state']]) {
    const counts = new Map();
    for (const c of found) {
      const i = f.d[list][c.doc];
      if (i >= 0 && c.fails.every(other => other === field)) counts.set(i, (counts.get(i) ?? 0) + 1);
    }
    result.facets[name] = [...counts].map(([i, count]) => {
      const [value, label = value] = [f[values][i]].flat();
      return {value, label, count};
    }).sort((a, b) => b.count - a.count || order(a.label, b.label) || order(a.value, b.value));
  }
  found = found.filter(c => !c.fails.length);
  result.total = found.length;
  const first = found.slice(0, k.rerank);
  await Promise.all([...first, ...found.slice(offset, end)].map(read));
  for (const c of first) {
    const best = Array(Math.max(0, words.length - 1)).fill(0);
    for (const [, heading, text] of c.page.s) sights.look(heading, text).pairs.forEach((p, i) => best[i] = Math.max(best[i], p));
    c.score += sights.nearness(best);
  }
  found = [...first.sort(compare), ...found.slice(k.rerank)];
  result.hits = found.slice(offset, end).map(({page, archived, score}) => {
    let best = 0, most = 0;
    page.s.forEach(([, heading, text], i) => {
      const {score} = sights.look(heading, text);
      if (score > most) [best, most] = [i, score];
    });
    const [anchor, , text] = page.s[best], [owner, section] = [page.o, page.c].map(([value, label]) => ({value, label})), headings = [];
    for (let i = anchor ? best : 0, above = 9; i; i--) {
      const [, heading, , level] = page.s[i];
      if (level < above) {
        headings.unshift(heading);
        above = level;
      }
    }
    return {url: page.u + (anchor && '#' + anchor), title: page.t, id: page.i, kind: page.k, state: page.e, archived, section, owner, record: page.r, headings,
      snippet: sights.snippet((text || page.s[0][2]).replaceAll('\n', ' ')), score};
  });
  return result;
};
const order = (a, b) => a < b ? -1 : +(a > b);

const query = async (typed, options = {}) => {
  if (server) {
    const url = new URL(server, location), {filters, ...rest} = options;
    for (const [name, values] of Object.entries({q: typed, ...filters, ...rest})) for (const v of [values].flat()) url.searchParams.append(name, v);
    const answer = await fetch(url);
    if (!answer.ok) throw Error(answer.status);
    return answer.json();
  }
  try {
    return await search(typed, options);
  } catch {
    // files of two builds, or one that did not come: all anew, once
    kept = {};
    again++;
    return search(typed, options);
  }
};
// marks gives where a text has words that a query means, as far as these are told by the text alone.
const marks = (text, typed) => {
  const d = index ?? {...analyzer({stop: ''}), k: {maxQuery: 256, maxTerms: 16}}, {words} = parse(d, typed);
  return d.tokens(text).filter(t => words.some(w => w.stems.includes(t.stem) || w.word?.length > 2 && t.word.startsWith(w.word))).map(t => [t.start, t.end]);
};
if (!server) open().catch(() => {});
window.policybookSearch = {query, marks};
})();
