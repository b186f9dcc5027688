// What follows the handbook in a browser. The same file runs in every page and, where there
// are shared workers, once more as the one that listens for all of them.
(() => {
'use strict';
const own = '/_policybook/', name = 'policybook preview';

// stream listens to the server and tells every tab which build is shown. One stream serves a
// whole browser: it may have six connections, and tabs need them for pages.
function stream() {
  const channel = new BroadcastChannel(name);
  let last = {};
  const say = message => channel.postMessage(last = message);
  channel.onmessage = ({data}) => data === 'hello' && last.build && say(last);
  const open = () => {
    const source = new EventSource(own + 'events');
    source.onopen = () => say({build: last.build});
    source.onmessage = ({lastEventId}) => say({build: lastEventId});
    source.onerror = () => {
      say({build: last.build, lost: true});
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 1000);
    };
  };
  open();
}
if (!self.document) return stream();

const script = document.currentScript;
const bar = document.querySelector('body > aside[data-policybook]:has(+ script)');
const root = document.documentElement;
const parse = text => new DOMParser().parseFromString(text, 'text/html');
const load = async url => parse(await (await fetch(url, {cache: 'no-cache'})).text());
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// A browser without declarative shadow roots is helped.
let shadow = bar?.shadowRoot;
if (bar && !shadow) {
  shadow = bar.attachShadow({mode: 'open'});
  shadow.append(bar.querySelector('template').content);
}

// What the page is made of besides its HTML, by address, with the tag that the server gave it.
const tags = new Map(), renewed = new Map();
const parts = () => [...document.querySelectorAll('link[rel=stylesheet][href], script[src], img[src]')];
const address = part => {
  const {origin, pathname} = new URL(part.href || part.src || 'data:', location);
  return origin === location.origin ? pathname : '';
};
const tag = async (url, options) => {
  const {ok, headers} = await fetch(url, options);
  return ok ? headers.get('ETag') : '';
};
async function remember() {
  for (const url of new Set(parts().map(address))) {
    if (url && !tags.has(url)) {
      tags.set(url, '');
      tags.set(url, await tag(url, {cache: 'force-cache'}));
    }
  }
}

// renew fetches what has changed: styles and pictures take the place of the old ones, a script
// needs a fresh page.
async function renew() {
  await Promise.all([...tags].map(async ([url, old]) => {
    const now = await tag(url, {method: 'HEAD', cache: 'no-store'});
    if (!now || now === old) return;
    tags.set(url, now);
    renewed.set(url, url + '?' + now.replace(/\W/g, ''));
  }));
  for (const part of parts()) {
    const url = renewed.get(address(part));
    if (!url || (part.getAttribute('href') ?? part.getAttribute('src')) === url) continue;
    if (part.localName === 'script') return location.reload();
    if (part.localName === 'img') {
      part.src = url;
      continue;
    }
    const fresh = part.cloneNode();
    fresh.onload = fresh.onerror = () => part.remove();
    fresh.href = url;
    part.after(fresh);
  }
}

// An element is found again by its id, or by its place.
const path = element => {
  const steps = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (at.id) return ['#' + CSS.escape(at.id), ...steps];
    steps.unshift([...at.parentElement.children].indexOf(at));
  }
  return ['body', ...steps];
};
const find = ([first, ...steps]) => steps.reduce((at, i) => at?.children[i], document.querySelector(first));
// What may come twice is found again by its text, and by how many before it have the same.
const numbered = (selector, label) => {
  const seen = {}, elements = new Map();
  for (const element of document.querySelectorAll(selector)) {
    const text = label(element);
    seen[text] = (seen[text] ?? 0) + 1;
    elements.set(seen[text] + text, element);
  }
  return elements;
};
const folds = () => numbered('body details', fold => fold.querySelector('summary')?.textContent ?? '');
const blocks = () => numbered('main :is(h1, h2, h3, h4, h5, h6, p, li, tr, pre, dt, dd)', block => block.localName + block.textContent);
const top = element => element.getBoundingClientRect().top;

// held gives what tells where the reader is: the block at the top of the window, or one near
// it, since that block may be the one that changes.
function held() {
  if (!scrollY) return [];
  const all = [...blocks()], at = Math.max(0, all.findLastIndex(([, block]) => top(block) <= 1));
  return [...all.slice(at, at + 50), ...all.slice(Math.max(0, at - 50), at).reverse()].map(([key, block]) => [key, top(block)]);
}

// swap puts another text of the page in the place of the present one. The reader stays where
// the text was: at the same lines, in the same field, with the same details open.
function swap(page) {
  const open = new Map([...folds()].map(([label, fold]) => [label, fold.open]));
  const active = document.activeElement, focus = active && active !== document.body && active !== bar ? path(active) : null;
  const scrolled = [...document.querySelectorAll('body *')].filter(e => e.scrollTop || e.scrollLeft).map(e => [path(e), e.scrollTop, e.scrollLeft]);
  const {scrollX, scrollY} = window, before = held();

  for (const {name, value} of page.documentElement.attributes) root.setAttribute(name, value);
  document.title = page.title;
  const ours = new Set([bar.previousElementSibling, bar, script]);
  const theirs = page.querySelector('body > aside[data-policybook]:has(+ script)');
  for (const node of [theirs.previousElementSibling, theirs.nextElementSibling, theirs]) node.remove();
  for (const node of [...document.body.childNodes]) if (!ours.has(node)) node.remove();
  bar.previousElementSibling.before(...page.body.childNodes);

  for (const [label, fold] of folds()) if (open.has(label)) fold.open = open.get(label);
  for (const [where, top, left] of scrolled) find(where)?.scrollTo({top, left, behavior: 'instant'});
  scrollTo({left: scrollX, top: scrollY, behavior: 'instant'});
  const now = blocks(), same = before.find(([key]) => now.has(key));
  if (same) scrollBy({top: top(now.get(same[0])) - same[1], behavior: 'instant'});
  if (focus) find(focus)?.focus({preventScroll: true});
  // The theme's scripts have seen the old text only.
  for (const {src} of document.head.querySelectorAll('script[src]')) {
    const again = make('script', {src});
    again.onload = again.onerror = () => again.remove();
    document.head.append(again);
  }
}

// refresh brings the page to the present build.
const frame = page => [...page.head.querySelectorAll('link[rel=stylesheet], script[src]')].map(e => e.outerHTML).join();
const first = frame(document);
async function refresh() {
  if (!bar) {
    if (root.dataset.build !== build) location.reload();
    return;
  }
  const page = await load(location.pathname + location.search);
  const next = page.querySelector('body > aside[data-policybook]:has(+ script)');
  if (!next || frame(page) !== first) return location.reload();
  const {dataset} = next, inner = next.querySelector('template').content.querySelector('.bar');
  const changed = dataset.page !== bar.dataset.page;
  if (changed) swap(page);
  Object.assign(bar.dataset, dataset);
  const old = shadow.querySelector('.bar');
  for (const fold of inner.querySelectorAll('details')) fold.open = old.querySelector('.' + fold.className).open;
  old.replaceWith(inner);
  dress();
  await remembered;
  await renew();
  await overlay();
  if (changed) remembered = remember().catch(() => {});
}

// overlay lists the errors above the last good page until they are mended or the reader hides it.
const hidden = 'policybook hidden';
let shown = null;
const hide = () => {
  shown?.remove();
  shown = null;
};
async function overlay() {
  if (!Number(bar.dataset.errors) || sessionStorage.getItem(hidden) === build) return hide();
  const main = (await load(bar.dataset.problems)).querySelector('main');
  const close = make('button', {type: 'button', textContent: 'Hide (Escape)', onclick: dismiss});
  const all = make('p', {}, make('a', {href: bar.dataset.problems, textContent: 'All findings'}), '. Below is the last good build. This goes by itself when the errors are mended.');
  const box = make('div', {className: 'overlay', role: 'alertdialog', ariaLabel: main.querySelector('h1').textContent, tabIndex: -1},
    make('div', {className: 'head'}, main.querySelector('h1'), close), ...main.querySelectorAll('.errors > ul'), all);
  hide();
  shadow.append(shown = box);
}
function dismiss() {
  sessionStorage.setItem(hidden, build);
  hide();
}
addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !shown) return;
  event.preventDefault();
  dismiss();
}, true);

// What is known of the server: the build it shows, and whether it is gone.
let build, lost = false, busy = false, again = false;

// dress gives the bar what needs a script.
const views = ['date', 'audience', 'classification'];
function dress() {
  shadow.querySelector('.status').textContent = lost ? 'serve has stopped' : '';
  const day = shadow.querySelector('.day'), input = day.querySelector('input');
  day.hidden = false;
  day.nextSibling.textContent = ' ';
  input.onchange = () => {
    if (!input.value) return;
    const to = new URL(location);
    to.searchParams.set('date', input.value);
    location.assign(to);
  };
  const edit = shadow.querySelector('.edit'), lines = Object.entries(JSON.parse(bar.dataset.lines || '{}') ?? {});
  if (edit) edit.onpointerdown = edit.onclick = () => {
    // at the end of the page its last heading counts, wherever it stands in the window
    const line = innerHeight * Math.max(1 / 3, scrollY / (root.scrollHeight - innerHeight));
    const above = lines.filter(([id]) => document.getElementById(id)?.getBoundingClientRect().top < line);
    edit.href = bar.dataset.editor.replace('{line}', Math.max(1, ...above.map(([, line]) => line)));
  };
}
// Links keep the view.
const carry = event => {
  const link = event.target.closest?.('a[href]'), here = new URLSearchParams(location.search);
  if (!link || link.origin !== location.origin) return;
  const to = new URL(link.href);
  for (const key of views) if (here.has(key) && !to.searchParams.has(key)) to.searchParams.set(key, here.get(key));
  if (to.href !== link.href) link.href = to.href;
};
addEventListener('pointerdown', carry, true);
addEventListener('click', carry, true);

// hear acts on what the stream says, one build after the other.
async function hear({build: number, lost: gone}) {
  lost = gone;
  if (bar) dress();
  if (!number || number === build) return;
  build = number;
  again = true;
  if (busy) return;
  busy = true;
  while (again) {
    again = false;
    // The server is gone: what comes first when it is back is followed.
    await refresh().catch(() => build = undefined);
  }
  busy = false;
}
if (bar) dress();
let remembered = bar && remember().catch(() => {});
const channel = new BroadcastChannel(name), hello = () => channel.postMessage('hello');
channel.onmessage = ({data}) => data.build !== undefined || data.lost ? hear(data) : null;
if (self.SharedWorker) new SharedWorker(script.src, {name});
else if (navigator.locks) navigator.locks.request(name, () => new Promise(stream)); // held until the tab is closed
else stream();
hello();
addEventListener('pageshow', hello);
document.addEventListener('visibilitychange', hello);
})();
