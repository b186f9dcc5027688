// What a browser adds to the pages. They are complete without it: whatever needs this
// script is made by it.
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
  // a browser that does not know the zone
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
  for (const chip of all('[data-state]')) {
    const {state} = judge(chip.dataset.state);
    chip.className = 'chip state-' + state;
    chip.textContent = words.states[state];
    const hide = 'plain' in chip.dataset && state === 'in-force';
    if (hide !== chip.hidden) hide ? chip.previousSibling.remove() : chip.before(' ');
    chip.hidden = hide;
  }
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

// The register: sorted by any column, filtered, and the choice kept in the address.
function register(tables) {
  // rows that a table shows until the reader asks for all
  const most = 300;
  const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const value = cell => cell.querySelector('time')?.dateTime ?? cell.textContent;
  const {compare} = new Intl.Collator(lang, {numeric: true});
  const filters = all('[data-filter]', tables[0]), names = filters.map(th => th.dataset.filter);
  const labels = [{{t "filter-words"}}, ...filters.map(th => th.textContent)], options = names.map(() => new Map());
  let every = false, total = 0;

  const lists = tables.map(table => {
    const heads = all('thead th', table), body = table.tBodies[0];
    const rows = [...body.rows].map(row => {
      const {cells} = row;
      const values = names.map((name, i) => {
        const cell = cells[heads.findIndex(th => th.dataset.filter === name)];
        if (name !== 'status') {
          options[i].set(cell.dataset.v, cell.textContent);
          return [cell.dataset.v];
        }
        return all('.chip:not([hidden])', cell).map(chip => {
          const [, kind, id] = /(state|flag)-(\S+)/.exec(chip.className);
          options[i].set(id, kind === 'state' ? words.states[id] : say(words.reviews[id], '\u2026'));
          return id;
        });
      });
      return {row, values, keys: [...cells].map(value), text: fold(row.textContent)};
    });
    total += rows.length;
    heads.forEach((th, i) => th.replaceChildren(button(th.textContent, () => {
      const up = th.ariaSort !== 'ascending';
      for (const h of heads) h.ariaSort = null;
      th.ariaSort = up ? 'ascending' : 'descending';
      rows.sort(({keys: {[i]: a}}, {keys: {[i]: b}}) => !a - !b || (up ? compare(a, b) : compare(b, a)));
      show();
    })));
    return {table, body, rows};
  });
  for (const {table} of lists) all('th', table)[0].ariaSort = 'ascending';

  const status = make('p', {role: 'status'});
  const more = button({{t "show-all"}}, () => {
    every = true;
    show();
  });
  const show = () => {
    const wanted = fold(search.value).split(/\s+/);
    let shown = 0;
    more.hidden = true;
    for (const {table, body, rows} of lists) {
      const hits = rows.filter(({text, values}) => wanted.every(w => text.includes(w)) && selects.every((s, i) => !s.value || values[i].includes(s.value)));
      shown += hits.length;
      more.hidden &&= every || hits.length <= most;
      body.replaceChildren(...hits.slice(0, every ? total : most).map(h => h.row));
      (table.closest('.part') ?? table).hidden = !hits.length;
    }
    status.textContent = say({{t "shown"}}, total).replace('{n}', shown);
  };
  const chosen = new URLSearchParams(location.search || location.hash.slice(1));
  const keep = () => {
    const query = new URLSearchParams(fields.map(f => [f.name, f.value]).filter(([, v]) => v));
    try {
      history.replaceState(null, '', location.pathname + (query.size ? '?' + query : ''));
    } catch {
      // a browser that keeps the address of a file as it is
    }
    show();
  };
  const search = make('input', {name: 'words', inputMode: 'search', value: chosen.get('words') ?? '', oninput: keep});
  const selects = names.map((name, i) => make('select', {name, onchange: keep}, new Option({{t "filter-any"}}, ''),
    ...[...options[i]].filter(([v]) => v).sort(([, a], [, b]) => compare(a, b)).map(([v, text]) => new Option(text, v, false, v === chosen.get(name)))));
  const fields = [search, ...selects];
  const clear = button({{t "filter-clear"}}, () => {
    for (const f of fields) f.value = '';
    keep();
    search.focus();
  });
  tables[0].parentElement.before(
    make('fieldset', {className: 'filter'}, make('legend', {}, {{t "filter"}}), ...fields.map((f, i) => make('label', {}, labels[i], f)), clear),
    make('div', {className: 'shown'}, status, more));
  addEventListener('beforeprint', more.onclick);
  show();
}
const tables = all('table.register');
if (tables.length) register(tables);

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

// What does not scroll needs no stop for the keyboard.
for (const box of all('main section[tabindex]')) if (box.scrollWidth <= box.clientWidth) box.removeAttribute('tabindex');

// The day of printing and the address, on paper.
const title = one('main h1');
const printed = make('p', {className: 'printed'});
addEventListener('beforeprint', () => {
  printed.textContent = {{t "printed-on"}}.replace('{date}', written(today)) + ' \u00B7 ' + location.href;
  title?.after(printed);
});
addEventListener('afterprint', () => printed.remove());
})();
