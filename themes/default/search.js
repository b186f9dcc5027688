// The search of the pages, as the package search describes it: the same rules, step by step,
// over files that lie beside this one. They come as scripts, for these load from a disk too,
// and what they hold is text and numbers, never run. Or a server searches, if the page names one.
(() => {
'use strict';
const here = document.currentScript.src;
const server = document.querySelector('meta[name=policybook-search]')?.content;
const {max, min} = Math, sum = list => list.reduce((a, b) => a + b, 0);

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
    let w = word.replace(/^y/, 'Y').replace(/^(.*?(?:ss|i))es$|^(.+?[^s])s$/, '$1$2');
    const past = /^(.+?)(?:ed|ing)$/.exec(w)?.[1];
    if (/eed$/.test(w)) w = some.test(w.slice(0, -3)) ? w.slice(0, -1) : w;
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
const analyzer = ({stem, elide, stop, weak = ''}) => {
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
  return {tokens, stemOf, weak: weak.split(' ')};
};

// distance counts the letters to leave out, put in or exchange to make one word of another.
const distance = (a, b) => {
  const rows = [];
  for (let i = 0; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      rows[i][j] = !i ? j : min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]),
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
  const [body, heading, title] = [[d.body, k.bBody], [d.heading, k.bHead], [d.title, k.bTitle]].map(([list, b]) => {
    const mean = sum(list) / n || 1;
    return doc => 1 - b + b * list[doc] / mean;
  });
  // a term has its words, and how much each document is about it
  const shard = i => file('t' + i, bytes => {
    const {number, word} = reader(bytes), terms = new Map();
    for (let left = number(), last = none; left; left--) {
      last = word(last);
      const t = {text: text(last), words: [], uses: new Map()};
      for (let words = number(); words; words--) t.words.push(text(word(last)));
      t.docs = Array(number());
      terms.set(t.text, t);
    }
    for (const {docs} of terms.values()) for (let i = 0, doc = 0; i < docs.length; i++) docs[i] = doc += number();
    for (const {docs, uses} of terms.values()) for (const doc of docs) {
      const use = number(), w = (use & 1 ? k.title / title(doc) : 0) + (use & 2 ? k.head / heading(doc) : 0) + (use > 3 ? (use >> 2) / body(doc) : 0);
      uses.set(doc, {value: w * (k.k1 + 1) / (w + k.k1), titled: use & 1});
    }
    return terms;
  }, shards[i][1]);
  const place = term => shards.reduce((at, [first], i) => first <= term ? i : at, 0);
  return index = {
    ...d, ...analyzer(d.options), archived: new Set(running(d.archived)),
    term: async term => (await shard(place(term))).get(term),
    // terms gives those that begin with a prefix, in order
    terms: async prefix => {
      const found = await Promise.all(shards.map(([first], i) => (i === place(prefix) || first.startsWith(prefix)) && shard(i)));
      return found.flatMap(terms => terms ? [...terms.values()].filter(t => t.text.startsWith(prefix)) : []);
    },
    vocabulary: () => file('words', bytes => {
      const {number, word} = reader(bytes), all = [];
      for (let left = number(), last = none; left; left--) all.push({letters: [...text(last = word(last))], common: number()});
      return all;
    }, d.words),
    facets: () => file('facets', json, d.facets),
    page: doc => file((d.texts ?? 'd/') + names[doc].toString(16), json),
  };
}, again ? 'r=' + again : '');

// parse takes apart what a reader typed.
const white = '\\0- \\xa0\\u3000';
const fields = {__proto__: null, owner: 'owner', category: 'section', section: 'section', type: 'kind', kind: 'kind', state: 'state', status: 'state', tag: 'tag', audience: 'audience'};
const item = RegExp(`(-(?=[^${white}-]))?(?:(${Object.keys(fields).join('|')}):(?=[^${white}])(?:"([^"]*)"?|([^${white}]+))|"([^"]*)"?|([^${white}"]+))`, 'gi');
const parse = ({k, tokens, weak}, typed, chosen) => {
  const text = [...typed].slice(0, k.maxQuery).join('').replace(/[“”„]/g, '"');
  const q = {text, words: [], not: [], filters: [], keys: new Set()};
  const key = text => [...idKey(text)].length > 1 && q.keys.add(idKey(text));
  const room = () => q.words.length + q.not.length < k.maxTerms;
  const filter = (name, value, not) => fields[name] && fold(value) && q.filters.push({field: fields[name], value: fold(value), not});
  let joined = '', last, sentence;
  for (const {1: not, 2: name, 3: quoted, 4: bare, 5: phrase, 6: plain, index} of text.matchAll(item)) {
    last = 0;
    if (name) {
      filter(name.toLowerCase(), quoted ?? bare, not);
      continue;
    }
    const all = tokens(phrase ?? plain).filter(t => t.word), told = all.filter(t => t.stem), stems = told.map(t => t.stem);
    if (plain && !not) {
      key(plain);
      joined += plain;
      sentence ||= all.length > told.length;
      const at = t => ({...t, start: index + t.start, end: index + t.end});
      for (const t of told) if (room()) q.words.push({...at(t), stems: [t.stem], weak: sentence && weak.includes(t.word)});
      last = {plain, ...all.length && at(all.at(-1))};
    } else if (stems.length && room()) not ? q.not.push(stems) : q.words.push({stems, phrase: true});
  }
  key(joined);
  if (q.words.length) q.words.at(-1).weak = false; // what comes last is what is asked for
  if (last && !RegExp(`[${white}]$`).test(text)) {
    const start = idKey(last.plain), word = q.words.at(-1);
    if (/\p{N}/u.test(start) && [...start].length > 2) q.number = start;
    if (word && word.start === last.start) word.prefix = last.word;
    else if (!word && last.word) q.words.push({...last, stems: [], prefix: last.word});
  }
  for (const [name, values] of Object.entries(chosen)) for (const v of [values].flat()) filter(name, v);
  return q;
};

// expand gives each word of a query its ways: terms that must all be there, and what they are
// worth. It gives the query with its mistyped words corrected.
const expand = async (d, q) => {
  const {k, n, term} = d;
  const known = async stems => {
    const terms = await Promise.all(stems.map(term));
    return stems.length && terms.every(t => t) && terms;
  };
  const add = (word, worth, terms) => {
    const key = terms.map(t => t.text).join(' ');
    word.ways[key] = {terms, worth: max(worth, word.ways[key]?.worth ?? 0)};
  };
  const least = terms => min(...terms.map(t => t.uses.size));
  const means = (d.syn ?? []).flatMap(group => group.flatMap(member => q.words.flatMap((_, at) => {
    const stems = member.split(' '), words = q.words.slice(at, at + stems.length);
    return words.length === stems.length && words.every((w, i) => !w.phrase && w.stems[0] === stems[i])
      ? group.filter(other => other !== member).map(other => ({words, terms: known(other.split(' '))})) : [];
  })));
  await Promise.all(q.words.map(async word => {
    const {stems, prefix = ''} = word, letters = [...prefix];
    word.ways = {};
    const [exact, begun] = await Promise.all([known(stems), letters.length >= k.minPrefix ? d.terms(letters.slice(0, k.minPrefix).join('')) : []]);
    if (exact) add(word, 1, exact);
    word.df = exact && least(exact);
    const fit = begun.filter(t => t.words.some(w => w.startsWith(prefix))).sort((a, b) => b.uses.size - a.uses.size);
    for (const t of fit.slice(0, k.maxPrefix)) add(word, k.prefix, [t]);
  }));
  for (const {words, terms} of means) if (await terms) for (const w of words) add(w, k.syn, await terms);
  let at = 0, corrected = '';
  for (const word of q.words) {
    const letters = [...word.word ?? ''], {length} = letters, most = length < 8 ? 1 : 2;
    if (!Object.keys(word.ways).length && word.stems.length && length > 3 && length < 25 && !/\p{N}/u.test(word.word)) {
      const found = (await d.vocabulary()).filter(v => Math.abs(v.letters.length - length) <= most).map(v => ({...v, far: distance(letters, v.letters)}));
      const nearest = min(most, ...found.map(v => v.far)), same = v => v.letters[0] === letters[0];
      const meant = found.filter(v => v.far === nearest).sort((a, b) => same(b) - same(a) || b.common - a.common).slice(0, k.maxTypo).map(v => v.letters.join(''));
      for (const m of meant) add(word, nearest > 1 ? k.typo2 : k.typo1, [await term(d.stemOf(m))]);
      if (meant.length) {
        corrected += q.text.slice(at, word.start) + meant[0];
        at = word.end;
      }
    }
    word.ways = Object.values(word.ways);
    const df = word.df || min(n, sum(word.ways.map(w => least(w.terms))));
    word.idf = Math.floor(Math.log(1 + (n - df + .5) / (df + .5)) * 4096 + .5) / 4096 * (word.weak || /^\d\d?$/.test(word.word) ? k.weak : 1);
  }
  return corrected && corrected + q.text.slice(at);
};

// failing gives a function that gives the fields whose filters a document does not pass.
const failing = (filters, f) => {
  const tests = filters.map(({field, value, not}) => {
    const fits = f[field].map(v => {
      const [id, label = ''] = [v].flat().map(fold);
      return id === value || ` ${label}`.includes(' ' + value) || field === 'section' && id.startsWith(value + '/');
    });
    const lists = [f.d[field] ?? f.d[field + 's'], field === 'section' ? f.d.category : []];
    return {field, not, has: doc => lists.flatMap(list => list[doc]).some(i => fits[i])};
  });
  return doc => {
    const has = tests.filter(t => t.has(doc));
    return tests.filter(t => t.not ? has.includes(t) : !has.some(o => !o.not && o.field === t.field)).map(t => t.field);
  };
};

const compare = (a, b) => (b.id > 1) - (a.id > 1) || b.score - a.score || a.archived - b.archived || a.doc - b.doc;

// rank gives the documents that have what was asked for, the best first; among them those
// that a filter keeps back.
const rank = (d, q, words, not, [begun, exact], fails) => {
  const {k} = d, total = sum(words.map(w => w.idf)), found = new Map();
  const at = doc => found.get(doc) ?? found.set(doc, {doc, id: 0, sum: 0, matched: 0, titled: 0, titles: 0, phrases: 0, score: 0, archived: d.archived.has(doc), fails: fails(doc)}).get(doc);
  const each = (terms, f) => terms[0]?.uses.forEach((_, doc) => {
    const uses = terms.map(t => t?.uses.get(doc));
    if (uses.every(u => u)) f(doc, min(...uses.map(u => u.value)), uses.every(u => u.titled));
  });
  for (const {ways, idf, phrase} of words) {
    const best = new Map(), title = new Map(), raise = (map, doc, value) => map.set(doc, max(map.get(doc) ?? 0, value));
    for (const {terms, worth} of ways) each(terms, (doc, value, titled) => {
      raise(best, doc, worth * value);
      if (titled) raise(title, doc, worth);
    });
    for (const [doc, value] of best) {
      const c = at(doc);
      c.sum += idf * value;
      c.matched += idf;
      c.titled += (title.get(doc) ?? 0) * idf;
      c.titles += title.has(doc);
      c.phrases += !!phrase;
    }
  }
  for (const doc of begun) at(doc).id = 1;
  for (const doc of exact) at(doc).id = 2;
  if (q.filters.length && !q.words.some(w => w.stems.length)) for (let doc = 0; doc < d.n; doc++) at(doc);
  else for (const c of found.values()) c.matched || c.id || found.delete(c.doc);
  for (const terms of not) each(terms, doc => found.delete(doc));
  const wanted = words.filter(w => w.phrase).length, all = [...found.values()].filter(c => c.phrases === wanted);
  const most = all.reduce((most, c) => c.fails.length ? most : max(most, c.matched / total || 0), 0);
  const kept = all.filter(c => c.id || !c.matched || c.matched / total >= k.keep * most), least = new Map();
  for (const c of kept) {
    const {doc, id, matched} = c;
    if (matched) c.score = c.sum * (matched / total) + k.cover * (c.titled / total) * min(1, c.titles / max(1, d.title[doc]));
    if (id === 1) c.score += k.id;
    if (!c.archived) least.set(matched, min(c.score, least.get(matched) ?? c.score));
  }
  // what is archived stands behind all that has as much of the query and is not
  for (const c of kept) if (c.archived) for (const [matched, score] of least) if (matched >= c.matched) c.score = min(c.score, score);
  return kept.sort(compare);
};

// sight looks at texts for the words of a query.
const sight = ({k, tokens}, words) => {
  const means = new Map(), last = words.length - 1;
  words.forEach(({ways}, g) => ways.forEach(({terms, worth}) => terms.forEach(t => {
    const m = means.get(t.text) ?? new Map();
    means.set(t.text, m.set(g, max(m.get(g) ?? 0, worth)));
  })));
  const stems = text => tokens(text).map(t => t.stem).filter(s => s);
  const scan = (text, factor, pairs) => {
    const found = words.map(() => ({worth: 0, count: 0, at: -99}));
    stems(text).forEach((stem, at) => {
      const m = means.get(stem) ?? [];
      const pair = (g, other, value) => {
        const far = at - found[other]?.at;
        if (far <= k.near) pairs[g] = max(pairs[g], value / far);
      };
      for (const [g, worth] of m) {
        found[g].worth = max(found[g].worth, worth);
        found[g].count++;
        pair(g - 1, g - 1, factor);
        pair(g, g + 1, factor * .5);
      }
      for (const [g] of m) found[g].at = at;
    });
    return found;
  };
  const nearness = pairs => last > 0 && k.prox * sum(pairs) / last;
  const look = ([, heading, text]) => {
    const pairs = Array(max(0, last)).fill(0), heads = scan(heading, 2, pairs), bodies = scan(text, 1, pairs);
    return {pairs, score: sum(words.map(({idf}, g) => {
      const {worth, count} = bodies[g];
      return k.head * (heads[g].worth * idf) + worth * (idf * count) / (count + k.k1);
    })) + nearness(pairs)};
  };
  const row = (text, wanted) => ` ${stems(text).join(' ')} `.includes(` ${wanted.join(' ')} `);
  const snippet = text => {
    const all = tokens(text), pieces = [];
    let begin = 0, best = 0;
    all.forEach(({stem, start}, i) => {
      if (!means.has(stem)) return;
      const seen = new Set();
      for (let j = i; all[j]?.end <= start + k.snippet - k.before; j++) for (const [g] of means.get(all[j].stem) ?? []) seen.add(g);
      if (seen.size <= best) return;
      best = seen.size;
      for (begin = i; all[begin - 1]?.start >= start - k.before;) begin--;
    });
    let done = begin && all[begin].start, to = text.length, plain = begin ? '… ' : '';
    if (to - done > k.snippet) {
      let end = begin;
      while (all[end + 1]?.end <= done + k.snippet) end++;
      to = all[end]?.end ?? k.snippet - /[\ud800-\udbff]/.test(text[k.snippet - 1]);
    }
    const put = (text, mark) => text && pieces.push({text, mark});
    for (const {stem, start, end} of all.slice(begin)) if (end <= to && means.has(stem)) {
      put(plain + text.slice(done, start), false);
      put(text.slice(start, done = end), true);
      plain = '';
    }
    put(plain + text.slice(done, to) + (to < text.length ? ' …' : ''), false);
    return pieces;
  };
  return {look, nearness, row, snippet};
};

const order = (a, b) => a < b ? -1 : +(a > b);
const search = async (typed, {filters = {}, limit, offset = 0, facets}) => {
  const d = await open(), {k, term} = d, q = parse(d, typed, filters), end = offset + min(limit || 10, 50);
  const result = {query: typed, corrected: '', total: 0, hits: [], facets: {section: [], owner: [], kind: [], state: []}};
  const numbers = terms => terms.flatMap(t => t ? [...t.uses.keys()] : []);
  const [corrected, f, begun, exact, not] = await Promise.all([expand(d, q), (facets || q.filters.length) && d.facets(), q.number ? d.terms(q.number) : [],
    Promise.all([...q.keys].map(key => term(key + '#'))), Promise.all(q.not.map(stems => Promise.all(stems.map(term))))]);
  result.corrected = corrected;
  const words = q.words.filter(w => w.ways.length), phrases = words.filter(w => w.phrase), {look, nearness, row, snippet} = sight(d, words);
  if (q.words.some(w => w.phrase && !w.ways.length)) return result;
  let found = rank(d, q, words, not, [numbers(begun.filter(t => t.text.endsWith('#')).slice(0, k.maxPrefix)), numbers(exact)], q.filters.length ? failing(q.filters, f) : () => []);
  const passing = () => found.filter(c => !c.fails.length);
  // the sections of a document are looked at with the title as the first heading
  const read = list => Promise.all(list.map(async c => {
    c.page ??= await d.page(c.doc);
    c.sections ??= (c.page.s.length ? c.page.s : [['', '', '']]).map(([anchor, heading, ...rest], i) => [anchor, i ? heading : c.page.t, ...rest]);
  }));
  if (phrases.some(p => p.stems.length > 1)) {
    found = passing().slice(0, k.phrases);
    await read(found);
    found = found.filter(c => phrases.every(p => c.sections.some(([, heading, text]) => row(heading, p.stems) || row(text, p.stems))));
  }
  if (f) for (const name in result.facets) {
    const counts = f[name].map(v => {
      const [value, label = value] = [v].flat();
      return {value, label, count: 0};
    });
    for (const {doc, fails} of found) if (fails.every(other => other === name)) (counts[f.d[name === 'section' ? 'category' : name][doc]] ?? {}).count++;
    result.facets[name] = counts.filter(c => c.count).sort((a, b) => b.count - a.count || order(a.label, b.label) || order(a.value, b.value));
  }
  found = passing();
  result.total = found.length;
  const first = found.splice(0, k.rerank);
  await read([...first, ...found.slice(max(0, offset - k.rerank), max(0, end - k.rerank))]);
  for (const c of first) if (!c.archived) {
    const pairs = c.sections.map(s => look(s).pairs);
    c.score += nearness(pairs[0].map((_, i) => max(...pairs.map(p => p[i]))));
  }
  result.hits = [...first.sort(compare), ...found].slice(offset, end).map(({page: {u, t: title, i: id, k: kind, e: state, r: record, o, c}, sections, archived, score}) => {
    const scores = sections.map(s => look(s).score), best = scores.indexOf(max(...scores)), [anchor, , text] = sections[best], headings = [];
    for (let i = anchor ? best : 0, above = 9; i; i--) if (sections[i][3] < above) {
      headings.unshift(sections[i][1]);
      above = sections[i][3];
    }
    const label = ([value, label]) => ({value, label});
    return {url: u + (anchor && '#' + anchor), title, id, kind, state, archived, section: label(c), owner: label(o), record, headings,
      snippet: snippet((text || sections[0][2]).replaceAll('\n', ' ')), score};
  });
  return result;
};

const query = async (typed, options = {}) => {
  if (server) {
    const url = new URL(server, location), {filters, ...rest} = options;
    for (const [name, values] of Object.entries({q: [...typed].slice(0, 256).join(''), ...filters, ...rest})) for (const v of [values].flat()) url.searchParams.append(name, v);
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
// marks gives where a text has words that a query means, as far as the text alone tells.
const marks = (text, typed) => {
  const d = index ?? {...analyzer({stop: ''}), k: {maxQuery: 256, maxTerms: 16}}, {words} = parse(d, typed, {});
  return d.tokens(text).filter(t => words.some(w => w.stems.includes(t.stem) || w.word?.length > 2 && t.word.startsWith(w.word))).map(t => [t.start, t.end]);
};
if (!server) open().catch(() => {});
window.policybookSearch = {query, marks};
})();
