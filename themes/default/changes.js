// What the browser adds to the pages of changes: readers see those of their group, or
// only those that ask something else of them.
(() => {
'use strict';
const {all, one, make, say} = policybook;
const items = all('[data-for]'), frame = one('template.filter');
const status = make('p', {role: 'status'});
frame.after(frame.content, make('div', {className: 'shown'}, status));
const audience = one('.filter select'), material = one('.filter input');
const show = () => {
  const {value} = audience ?? '';
  for (const item of items) item.hidden = value && !item.dataset.for.split(' ').includes(value) || material.checked && !('material' in item.dataset);
  for (const part of all('main > .part:has([data-for])')) part.hidden = !part.querySelector('[data-for]:not([hidden])');
  status.textContent = say({{t "changes-shown"}}, items.length).replace('{n}', items.filter(i => !i.hidden).length);
};
for (const field of [audience, material]) field?.addEventListener('change', show);
show();
})();
