// An engine of the search for tests of what is shown: it finds what has a word of the query,
// in the order below. It cannot be replaced.
(() => {
  const docs = [
    ['security/authentication.html#3-passphrases', 'Authentication', 'IT-POL-012', 'policy', 'in-force', 'Security', 'security', 'Chief Information Security Officer', 'ciso', 'Passphrases', 'A passphrase must have at least 14 characters. Four unrelated words make a good one. It must not stand in the list of leaked passwords; the system checks this by itself.'],
    ['security/recover-an-account.html', 'Recover an account', 'IT-PRO-011', 'procedure', 'in-force', 'Security', 'security', 'Service Desk Lead', 'service-desk-lead', '', 'Somebody who has lost a key or forgotten a password gets back into the account within one working day.'],
    ['acceptable-use/acceptable-use.html', 'Acceptable use of IT', 'IT-POL-001', 'policy', 'in-force', 'Acceptable use', 'acceptable-use', 'IT Director', 'it-director', 'Accounts', 'Keep your password to yourself, and lock the screen when you leave.'],
    ['security/passwords.html', 'Passwords', 'IT-POL-009', 'policy', 'superseded', 'Security', 'security', 'Chief Information Security Officer', 'ciso', '', 'Every account has a password of its own.'],
    ['operations/backup.html', 'Backup', 'IT-POL-050', 'policy', 'in-force', 'Operations', 'operations', 'Infrastructure Lead', 'infrastructure-lead', '', 'What is backed up, how often, and for how long it is kept.'],
    ['service/hostile.html', '<img src=x onerror=alert(1)>', '<b>7</b>', 'form', 'draft', '<i>Service</i>', 'service', '"><script>alert(2)</script>', 'x', '&amp;', '<script>alert(3)</script> hostile & text'],
  ].map(([url, title, id, kind, state, section, s, owner, o, heading, text]) =>
    ({url, title, id, kind, state, section: {value: s, label: section}, owner: {value: o, label: owner}, headings: heading ? [heading] : [], text}));
  const record = {superseded: 'approved 2021-01-01 - - - 2026-02-16', draft: 'draft', 'in-force': 'approved 2026-02-16 2027-03-31 2027-02-15'};
  const escape = s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = text => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean).map(escape);
    return words.length ? new RegExp('(' + words.join('|') + ')\\p{L}*', 'giu') : /(?!)/g;
  };
  const marks = (text, query) => [...text.matchAll(pattern(query))].map(m => [m.index, m.index + m[0].length]);
  const pieces = (text, query) => {
    const out = [];
    let done = 0;
    for (const [from, to] of marks(text, query)) {
      if (from > done) out.push({text: text.slice(done, from), mark: false});
      out.push({text: text.slice(from, to), mark: true});
      done = to;
    }
    if (done < text.length) out.push({text: text.slice(done), mark: false});
    return out;
  };
  const count = (hits, of) => {
    const all = new Map();
    for (const h of hits) {
      const {value, label} = of(h);
      all.set(value, {value, label, count: (all.get(value)?.count ?? 0) + 1});
    }
    return [...all.values()];
  };
  globalThis.asked = ''; // the last query
  const engine = {
    marks,
    async query(query, {filters = {}, limit = 10, facets = false} = {}) {
      asked = query;
      if (query === 'broken') throw Error('broken');
      const corrected = query.startsWith('pasword') ? 'password' : '', look = corrected || query;
      const has = h => look === 'everything' || look && pattern(look).test([h.title, h.id, ...h.headings, h.text].join(' '));
      const found = docs.filter(has), all = look === 'everything' ? Array.from({length: 45}, (_, i) => ({...docs[i % 5], title: docs[i % 5].title + ' ' + i})) : found;
      const hits = all.filter(h => Object.entries(filters).every(([name, v]) => (h[name].value ?? h[name]) === v));
      const list = f => facets ? count(hits, f) : [];
      return {
        query, corrected, total: hits.length,
        hits: hits.slice(0, limit).map(h => ({...h, record: record[h.state], snippet: pieces(h.text, look), score: 1})),
        facets: {section: list(h => h.section), owner: list(h => h.owner), kind: list(h => ({value: h.kind, label: h.kind})), state: list(h => ({value: h.state, label: h.state}))},
      };
    },
  };
  Object.defineProperty(globalThis, 'policybookSearch', {get: () => engine, set() {}});
})();
