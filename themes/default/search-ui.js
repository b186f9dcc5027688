// What a browser shows of the search: the list below the field, what the search page finds,
// and the marks on the page that a hit leads to. The engine gives plain text, and as text it
// is put into the page. It holds search.css, which so costs no request.
(() => {
'use strict';
const {words, all, one, make, button, say, marks, judge} = policybook;
const field = one('.search input'), {form} = field, page = one('.search-page');
const ask = (text, options) => globalThis.policybookSearch?.query(text, options) ?? Promise.reject(Error('there is no search engine'));
const failed = {{t "search-failed"}};
if (!page) { // which has the styles already
  const style = new CSSStyleSheet();
  style.replaceSync({{style}});
  document.adoptedStyleSheets.push(style);
}
const kinds = {
  policy: {{t "type-policy"}}, standard: {{t "type-standard"}}, procedure: {{t "type-procedure"}}, guideline: {{t "type-guideline"}},
  plan: {{t "type-plan"}}, form: {{t "type-form"}}, charter: {{t "type-charter"}},
  section: {{t "category"}}, page: {{t "search-kind"}}, audience: {{t "audience"}}, owner: {{t "owner"}}, glossary: {{t "glossary"}},
};
const link = url => new URL(url, form.action).href;
const about = (sentence, query) => sentence.replace('{query}', () => query);
const counted = ({total, query, corrected}) => !total ? about({{t "search-none"}}, query)
  : about(corrected ? {{t "search-corrected"}} : {{t "search-for"}}, corrected || query).replace('{count}', () => say({{t "search-result"}}, total));
const span = (className, ...children) => make('span', {className}, ...children);
// spaced puts the parts of a line one behind the other that do not just repeat the title
const spaced = (title, ...parts) => parts.filter(part => part && part !== title).join(' \u00B7 ');

// status tells screen readers how many there are, when nobody has typed for half a second.
const status = make('p', {role: 'status', className: 'unseen'});
form.after(status);
const pause = 60; // milliseconds after a key, so that who types fast is asked for once
let resting;
const announce = text => {
  clearTimeout(resting);
  if (text !== status.textContent) resting = setTimeout(() => { status.textContent = text; }, 500);
};

// chip gives the state of a hit, judged on the day on which the page is read.
function chip({state, record}) {
  if (!state) return '';
  const mark = span('chip state-' + state, words.states[state] ?? state), within = span('state', mark);
  if (record) {
    mark.dataset.state = record;
    judge(within);
  }
  return within;
}
const number = ({id}) => id ? [span('number', id), ' '] : [];
const way = hit => hit.headings.join(' \u203A ');
const snippet = hit => hit.snippet.map(({text, mark}) => mark ? make('mark', {}, text) : text);

let shown = null; // the result in sight

// What leads to a hit leaves the words there, to be marked on the page that comes next.
function follow(event) {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !event.target.closest('[data-hit]')) return;
  try {
    sessionStorage[marks] = shown?.corrected || shown?.query || field.value;
  } catch {
    // the device remembers nothing
  }
}

// The list below the field.
function combobox() {
  const note = make('p', {className: 'found'});
  const list = make('div', {id: 'search-list', role: 'listbox', ariaLabel: {{t "search-results"}}});
  const box = make('div', {className: 'search-list', hidden: true, onclick: follow}, note, list);
  form.append(box);
  field.setAttribute('aria-controls', list.id);
  let options = [], chosen = -1;

  const choose = to => {
    options[chosen]?.removeAttribute('aria-selected');
    chosen = to;
    const option = options[chosen];
    field.setAttribute('aria-activedescendant', option?.id ?? '');
    if (!option) field.removeAttribute('aria-activedescendant');
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({block: 'nearest'});
  };
  const open = on => {
    box.hidden = !on;
    field.ariaExpanded = String(on && options.length > 0);
    if (!on) choose(-1);
  };
  const option = (properties, ...children) => {
    const a = make('a', {role: 'option', tabIndex: -1, id: 'search-option-' + options.length, ...properties}, ...children);
    options.push(a);
    return a;
  };
  const show = (text, ...hits) => {
    note.replaceChildren(...text);
    list.replaceChildren(...hits);
    list.hidden = !hits.length;
    choose(-1);
    open(true);
  };
  const hit = h => {
    const a = option({href: link(h.url)}, span('title', h.title), ' ', ...number(h), chip(h),
      span('meta', spaced(h.title, h.section.label, h.owner.label, way(h))), span('snippet', ...snippet(h)));
    a.dataset.hit = '';
    return a;
  };
  let asked = '', typing;
  async function find() {
    clearTimeout(typing);
    asked = field.value.trim();
    if (!asked) {
      options = [];
      shown = null;
      announce('');
      open(false);
      return;
    }
    const text = asked;
    try {
      const result = await ask(text, {limit: 8});
      if (text !== asked) return;
      shown = result;
      options = [];
      const hits = result.hits.map(hit);
      const query = new URLSearchParams({q: text});
      hits.push(result.total ? option({href: form.action + '?' + query, className: 'all'}, say({{t "search-all"}}, result.total))
        : option({href: link('a-z.html'), className: 'all'}, {{t "search-a-z"}}));
      const said = counted(result);
      show([said], ...hits);
      announce(said);
    } catch (error) {
      console.warn(error);
      options = [];
      show([failed]);
      announce(failed);
    }
    if (!form.contains(document.activeElement)) open(false);
  }

  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(find, pause);
  });
  field.addEventListener('keydown', event => {
    const {key} = event, last = options.length - 1;
    if (event.isComposing) return;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (box.hidden) {
        field.value.trim() === asked && asked ? open(true) : find();
        if (box.hidden) return;
      }
      const down = key === 'ArrowDown';
      choose(down ? (chosen < last ? chosen + 1 : 0) : chosen > 0 ? chosen - 1 : last);
    } else if (key === 'Enter' && options[chosen] && !box.hidden) {
      event.preventDefault();
      options[chosen].click();
    } else if (key === 'Escape' && !box.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  field.addEventListener('click', () => { if (box.hidden && asked && field.value.trim() === asked) open(true); });
  for (const away of ['pointerdown', 'focusin']) document.addEventListener(away, ({target}) => { if (!form.contains(target)) open(false); });
  if (document.activeElement === field && field.value) find();
}

// The search page: what was asked and chosen stands in its address.
function results() {
  const names = ['section', 'kind', 'owner', 'state'], labels = [{{t "category"}}, {{t "type"}}, {{t "owner"}}, {{t "status"}}];
  const first = 10, help = one('.search-help') ?? make('div');
  let limit = first, restored;
  const count = make('p', {className: 'found'}), list = make('ol', {className: 'hits', onclick: follow});
  const selects = names.map(name => make('select', {name, onchange: () => go(true)}));
  selects.forEach(s => s.setAttribute('form', form.id));
  const clear = button({{t "filter-clear"}}, () => {
    for (const s of selects) s.replaceChildren();
    go(true);
    field.focus();
  });
  const filter = make('fieldset', {className: 'filter'}, make('legend', {}, {{t "filter"}}), ...selects.map((s, i) => make('label', {}, labels[i], s)), clear);
  const more = button({{t "search-more"}}, async () => {
    const before = list.children.length;
    limit += 2 * first;
    await find();
    one('.hits > :nth-child(' + (before + 1) + ') a')?.focus();
  });
  const rest = make('p', {className: 'more'}, more);
  page.replaceChildren(count, filter, list, rest);

  const choices = () => Object.fromEntries(selects.filter(s => s.value).map(s => [s.name, s.value]));
  const fill = (select, options, value) => {
    const some = [...(options ?? [])];
    if (value && !some.some(o => o.value === value)) some.push({value, label: value, count: 0});
    const known = {kind: kinds, state: words.states}[select.name], name = o => known?.[o.value] ?? o.label;
    select.replaceChildren(new Option({{t "filter-any"}}, ''), ...some.map(o => new Option(name(o) + ' (' + o.count + ')', o.value, false, o.value === value)));
    select.parentElement.hidden = some.length < 2 && !value;
  };
  const hit = h => {
    const a = make('a', {href: link(h.url)}, h.title);
    a.dataset.hit = '';
    return make('li', {}, make('h2', {}, a), ' ', ...number(h), chip(h), make('p', {className: 'meta'}, spaced(h.title, h.section.label, kinds[h.kind] ?? h.kind, h.owner.label)),
      ...(h.headings.length ? [make('p', {className: 'way'}, way(h))] : []), make('p', {className: 'snippet'}, ...snippet(h)));
  };
  // a server puts the question in front of the title
  const title = document.title.slice(field.defaultValue && field.defaultValue.length + 3);
  const draw = result => {
    const some = result?.total > 0, filters = choices();
    shown = result;
    document.title = result ? result.query + ' \u2013 ' + title : title;
    count.textContent = result ? counted(result) : '';
    list.replaceChildren(...(result?.hits ?? []).map(hit));
    selects.forEach((s, i) => fill(s, result?.facets[names[i]], filters[s.name] ?? ''));
    clear.hidden = !Object.keys(filters).length;
    filter.hidden = !result || selects.every(s => s.parentElement.hidden);
    rest.hidden = !some || result.hits.length >= result.total;
    list.hidden = !some;
    help.hidden = some;
    announce(count.textContent);
  };
  let asked = 0;
  async function find() {
    const text = field.value.trim(), mine = ++asked;
    if (!text) return draw(null);
    try {
      const result = await ask(text, {filters: choices(), limit, facets: true});
      if (mine === asked) draw(result);
    } catch (error) {
      console.warn(error);
      draw(null);
      count.textContent = failed;
    }
  }

  // go looks again; what was looked at before can be returned to when it is a new step.
  const go = step => {
    const query = new URLSearchParams([['q', field.value.trim()], ...Object.entries(choices())].filter(([, v]) => v));
    const url = location.pathname + (query.size ? '?' + query : '');
    limit = first;
    try {
      if (url !== location.pathname + location.search) history[step ? 'pushState' : 'replaceState'](null, '', url);
    } catch {
      // a browser that keeps the address of a file as it is
    }
    return find();
  };
  const read = () => {
    const asks = new URLSearchParams(location.search);
    field.value = asks.get('q') ?? '';
    names.forEach((name, i) => fill(selects[i], [], asks.get(name) ?? ''));
    limit = first;
    return find();
  };
  field.addEventListener('input', () => {
    clearTimeout(restored);
    restored = setTimeout(() => go(false), pause);
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(restored);
    go(true);
  });
  field.addEventListener('keydown', event => {
    const a = one('.hits a');
    if (event.key !== 'ArrowDown' || !a) return;
    event.preventDefault();
    a.focus();
  });
  list.addEventListener('keydown', event => {
    const links = all('a', list), at = links.indexOf(event.target), to = {ArrowDown: at + 1, ArrowUp: at - 1}[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    (links[to] ?? (to < 0 ? field : links[0])).focus();
  });
  addEventListener('popstate', read);

  const typed = document.activeElement === field && field.value;
  typed ? go(false) : read();
}

// The marks on the page that a hit led to. They go when the reader wants, with Escape too.
function mark(query) {
  const found = [];
  for (const part of all('main h1, main .lead, main .text')) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), nodes = [];
    while (texts.nextNode()) if (!texts.currentNode.parentElement.closest('.chip, .anchor, .no, .ticks, script, style')) nodes.push(texts.currentNode);
    for (const node of nodes) {
      for (const [from, to] of globalThis.policybookSearch.marks(node.data, query).toReversed()) {
        node.splitText(to);
        const word = make('mark');
        node.after(word);
        word.append(node.splitText(from));
        found.push(word);
      }
    }
  }
  if (!found.length) return;
  const clear = () => {
    for (const word of found) {
      const parent = word.parentNode;
      word.replaceWith(...word.childNodes);
      parent?.normalize();
    }
    bar.remove();
    document.removeEventListener('keydown', escape);
  };
  const escape = ({key, target}) => { if (key === 'Escape' && target !== field) clear(); };
  const bar = make('p', {className: 'marked'}, about({{t "search-marked"}}, query) + ' ', button({{t "search-unmark"}}, clear));
  document.addEventListener('keydown', escape);
  one('main').append(bar);
}

let wanted = '';
try {
  wanted = sessionStorage[marks];
  sessionStorage.removeItem(marks);
} catch {
  // the device remembers nothing
}
page ? results() : combobox();
if (wanted && !page) ask('').then(() => mark(wanted)).catch(console.warn);
})();
