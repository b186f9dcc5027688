// What a browser adds to the pages. They are complete without it: whatever needs this
// script is made by it. Scripts that not all pages need, register.js, history.js and search-ui.js,
// come later and find what they share in policybook.
(() => {
'use strict';
const words = {
  states: {
    superseded: {{t "state-superseded"}}, retired: {{t "state-retired"}}, draft: {{t "state-draft"}},
    'in-review': {{t "state-in-review"}}, 'not-yet-effective': {{t "state-not-yet-effective"}},
    expired: {{t "state-expired"}}, pilot: {{t "state-pilot"}}, 'in-force': {{t "state-in-force"}},
  },
  reviews: {
    'due-soon': {{t "review-due-soon"}}, 'due-today': {{t "review-due-today"}},
    overdue: {{t "review-overdue"}}, lapsed: {{t "review-lapsed"}},
  },
  near: [{{t "yesterday"}}, {{t "today"}}, {{t "tomorrow"}}],
  in: [{{t "in-days"}}, {{t "in-months"}}, {{t "in-years"}}],
  ago: [{{t "ago-days"}}, {{t "ago-months"}}, {{t "ago-years"}}],
};
const root = document.documentElement, {lang} = root;
const plural = new Intl.PluralRules({{t "language"}});
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = selector => document.querySelector(selector);
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const button = (label, onclick, properties) => make('button', {type: 'button', onclick, ...properties}, label);
// say puts a number into words; message is a text or has one for each plural form.
const say = (message, n) => (message[plural.select(n)] ?? message.other ?? message).replace('#', n);
const written = day => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, {dateStyle: 'long', timeZone: 'UTC'}).format(Date.parse(day));
// kept reads what this device remembers, and remembers value when there is one; null forgets.
const kept = (key, value) => {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage[value === null ? 'removeItem' : 'setItem'](key, value);
  } catch {
    // the device remembers nothing
  }
  return null;
};

// Colours: as the device has them, light or dark. The page is not shown before this has run.
const theme = 'policybook theme';
const colour = name => { name ? root.dataset.theme = name : delete root.dataset.theme };
colour(kept(theme));
const header = one('body > header');
if (header) {
  const choices = [['', '\u25D0', {{t "colours-system"}}], ['light', '\u25CB', {{t "colours-light"}}], ['dark', '\u25CF', {{t "colours-dark"}}]]
    .map(([value, sign, title]) => button(sign, () => choose(value), {value, title, ariaLabel: title}));
  const choose = value => {
    kept(theme, value || null);
    colour(value);
    for (const c of choices) c.ariaPressed = c.value === value;
  };
  choose(root.dataset.theme ?? '');
  header.append(make('div', {className: 'theme', role: 'group', ariaLabel: {{t "colours"}}}, ...choices));
}

// States and reviews, judged again on the day on which the page is read: a page that was
// made last month must not say "in force" of what has ended since. The rules are those of
// handbook.Record, and days are compared as they are written, YYYY-MM-DD.
const made = root.dataset.day;
let today = made;
try {
  // Swedish days are YYYY-MM-DD
  today = new Date().toLocaleDateString('sv', {timeZone: root.dataset.zone});
} catch {
  // a browser that does not know the zone, or a page of the past, which has none
}
const until = day => (Date.parse(day) - Date.parse(today)) / 864e5;

function judge(record) {
  const [status, first, last, due, phases, replaced] = [...record.split(' '), '', '', '', '', ''].map(w => w === '-' ? '' : w);
  const some = (list, is) => list !== '' && list.split(',').some(is);
  const isReplaced = some(replaced, s => {
    const [from, to] = s.split('/');
    return from <= today && (!to || today <= to);
  });
  const state = isReplaced ? 'superseded'
    : status === 'review' ? 'in-review'
    : status !== 'approved' ? status
    : today < first ? 'not-yet-effective'
    : last && today > last ? 'expired'
    : some(phases, d => d <= today) && some(phases, d => d > today) ? 'pilot' : 'in-force';
  if (!/force|pilot|effective/.test(state)) return {state, flag: 'none'};
  if (!due) return {state, flag: 'unscheduled'};
  const days = until(due);
  const flag = days > 30 ? 'current' : days > 0 ? 'due-soon' : days === 0 ? 'due-today' : days >= -90 ? 'overdue' : 'lapsed';
  return {state, flag, due, days: Math.abs(days)};
}

function relative(day) {
  const days = until(day), n = Math.abs(days), months = Math.floor((2 * n + 30) / 61);
  const [inDays, inMonths, inYears] = days < 0 ? words.ago : words.in;
  return words.near[days + 1] ?? (n <= 45 ? say(inDays, n) : months < 24 ? say(inMonths, months) : say(inYears, Math.floor((2 * n + 365) / 730)));
}

// judgeStates judges the chips of states within an element.
function judgeStates(within) {
  for (const chip of all('[data-state]', within)) {
    const {state} = judge(chip.dataset.state);
    chip.className = 'chip state-' + state;
    chip.textContent = words.states[state];
    const hide = 'plain' in chip.dataset && state === 'in-force';
    if (hide !== chip.hidden) hide ? chip.previousSibling.remove() : chip.before(' ');
    chip.hidden = hide;
  }
}

if (today > made) {
  const turned = all('template[data-from]').filter(t => t.dataset.from <= today).pop();
  if (turned) {
    one('[data-banner]')?.remove();
    turned.replaceWith(turned.content);
  }
  for (const banner of all('[data-overdue]')) {
    const {flag} = judge(banner.dataset.overdue), {content} = banner;
    if (/overdue|lapsed/.test(flag)) {
      (content?.firstChild ?? banner).className = 'banner banner-' + flag;
      if (content) banner.replaceWith(content);
    } else if (!content) banner.remove();
  }
  judgeStates(document);
  for (const chip of all('[data-flag]')) {
    const {flag, due, days} = judge(chip.dataset.flag || chip.previousElementSibling.dataset.state);
    const distance = flag === 'current' && 'distance' in chip.dataset;
    const text = distance ? relative(due) : flag in words.reviews ? say(words.reviews[flag], days) : '';
    chip.className = (distance ? 'ago flag-' : 'chip flag-') + flag;
    chip.hidden = text === '';
    chip.textContent = text;
  }
  for (const ago of all('[data-ago]')) ago.textContent = relative(ago.dataset.ago);
  one('body > footer')?.append(make('p', {}, {{t "judged-on"}}.replace('{date}', written(today))));
}

// Boxes to tick off, kept for each page on this device by the text beside them.
const boxes = all('main label > input[type=checkbox]');
if (boxes.length) {
  const key = 'policybook ticks ' + location.pathname;
  const text = box => box.parentElement.textContent.trim();
  const names = boxes.map((box, i) => text(box) + boxes.slice(0, i).filter(b => text(b) === text(box)).length);
  const initially = boxes.map(b => b.checked), list = JSON.parse(kept(key));
  boxes.forEach((box, i) => {
    if (list) box.checked = list.includes(names[i]);
    box.onchange = () => kept(key, JSON.stringify(names.filter((_, i) => boxes[i].checked)));
  });
  const clear = button({{t "ticks-clear"}}, () => {
    kept(key, null);
    boxes.forEach((box, i) => box.checked = initially[i]);
  });
  (boxes[0].closest('main .text > *') ?? boxes[0]).before(make('p', {className: 'ticks'}, clear, ' ' + {{t "ticks-note"}}));
}

// The search: its field is in the header of every page, all else is fetched when somebody
// turns to it, has asked, or comes from one of its hits.
const field = one('.search input'), page = one('.search-page'), slash = 'policybook slash', marks = 'policybook marks';
let fetched = false;
const fetchSearch = () => {
  if (fetched) return;
  fetched = true;
  // a server that searches itself says so, and needs no data here
  const files = one('meta[name=policybook-search]') ? ['search'] : ['search', 'docs'];
  for (const file of files) document.head.append(make('script', {src: new URL('search/' + file + '.js', field.form.action).href, async: false}));
};
if (field) {
  const asked = page && /[?&]q=[^&]/.test(location.search);
  if (asked) one('.search-help')?.setAttribute('hidden', '');
  if (page) {
    const box = make('input', {type: 'checkbox', checked: kept(slash) !== 'off', onchange: () => kept(slash, box.checked ? null : 'off')});
    page.parentElement.append(make('p', {className: 'slash'}, make('label', {}, box, {{t "search-slash"}})));
  } else Object.assign(field, {role: 'combobox', ariaExpanded: 'false', ariaAutoComplete: 'list'});
  let marked = '', before;
  try {
    marked = sessionStorage[marks];
  } catch {
    // the device remembers nothing
  }
  if (asked || marked || document.activeElement === field) fetchSearch();
  field.onfocus = fetchSearch;
  field.onblur = () => { before = null };
  addEventListener('keydown', event => {
    const {key, altKey, target} = event, command = event.ctrlKey || event.metaKey;
    if (key === 'Escape' && target === field && before) {
      const [element, y] = before;
      field.blur();
      element.focus({preventScroll: true});
      scrollTo(scrollX, y);
    }
    const wanted = key === '/' ? !command && !altKey && kept(slash) !== 'off' && !target.closest?.('input, select, textarea, [contenteditable]')
      : key?.toLowerCase() === 'k' && command && !altKey && !event.shiftKey;
    if (!wanted) return;
    event.preventDefault();
    const from = target === field ? before : [target, scrollY];
    field.focus();
    field.select();
    before = from;
  });
}

// What does not scroll needs no stop for the keyboard.
const wide = all('main section[tabindex]');
const stops = () => { for (const box of wide) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; };
stops();
addEventListener('resize', stops);

// The day of printing and the address, on paper.
const title = one('main h1');
const printed = make('p', {className: 'printed'});
addEventListener('beforeprint', () => {
  printed.textContent = {{t "printed-on"}}.replace('{date}', written(today)) + ' \u00B7 ' + location.href;
  title?.after(printed);
});
addEventListener('afterprint', () => printed.remove());

globalThis.policybook = {words, lang, all, one, make, button, say, written, marks, judge: within => { if (today > made) judgeStates(within); }};
})();
