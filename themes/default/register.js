// What the browser adds to the register: it is sorted by any column, filtered, and the
// choice is kept in the address.
(() => {
'use strict';
const {words, lang, all, make, button, say} = policybook;
const tables = all('table.register');
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
})();
