// Which version of a document applied on a day. The answer is in the rows of the table,
// which are complete without this script.
(() => {
'use strict';
const {all, make, written} = policybook;
const made = document.documentElement.dataset.day;
// from the first release on
const releases = all('[data-days]').reverse().map(link => ({link, days: link.dataset.days.split(' ').filter(Boolean).map(d => d.split('/'))}));
const first = releases.flatMap(r => r.days).map(([from]) => from).sort()[0];
// fill puts elements and texts at the places of a message.
const fill = (message, places) => message.split(/\{(\w+)\}/).map((part, i) => i % 2 ? places[part] : part);

const answer = make('p', {role: 'status'});
const show = () => {
  const day = field.value;
  if (!day) {
    answer.replaceChildren();
    return;
  }
  const found = releases.find(({days}) => days.some(([from, to]) => from <= day && (!to || day <= to)));
  const message = found
    ? day > made ? {{t "applied-planned"}} : {{t "applied"}}
    : day > made ? {{t "applied-none-planned"}} : day < first ? {{t "applied-before"}} : {{t "applied-none"}};
  answer.replaceChildren(...fill(message, {
    date: written(day), known: written(made), first: first && written(first),
    version: found && make('a', {href: found.link.href}, {{t "version"}} + ' ' + found.link.textContent),
  }));
};
const field = make('input', {type: 'date', oninput() {
  try {
    history.replaceState(null, '', '#' + (field.value && 'on=' + field.value));
  } catch {
    // a browser that keeps the address of a file as it is
  }
  show();
}});
const ask = () => {
  field.value = new URLSearchParams(location.hash.slice(1)).get('on') ?? field.value;
  show();
};
const [question] = all('#on');
field.setAttribute('aria-labelledby', 'on');
question.append(' ', field);
question.after(answer);
addEventListener('hashchange', ask);
ask();
})();
