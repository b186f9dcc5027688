// Unpacks raw deflate, RFC 1951, for browsers that have nothing for it; search.js asks for
// this file only there.
(() => {
'use strict';
HB.inflate = packed => {
  const out = [];
  let at = 0, held = 0, have = 0;
  const bits = n => {
    for (; have < n; have += 8) {
      if (at === packed.length) throw Error('cut off');
      held |= packed[at++] << have;
    }
    const value = held & (1 << n) - 1;
    held >>>= n;
    have -= n;
    return value;
  };
  const codes = lengths => {
    const counts = Array(16).fill(0), next = [0, 0], symbols = [];
    for (const n of lengths) if (n) counts[n]++;
    for (let n = 1; n < 15; n++) next[n + 1] = next[n] + counts[n];
    lengths.forEach((n, symbol) => n && (symbols[next[n]++] = symbol));
    return () => {
      for (let n = 1, code = 0, first = 0, index = 0; n < 16; n++) {
        code += bits(1);
        if (code < first + counts[n]) return symbols[index + code - first];
        index += counts[n];
        first = 2 * (first + counts[n]);
        code *= 2;
      }
      throw Error('no such code');
    };
  };
  const extra = (i, most) => i < 2 * most ? i : (most + i % most << (i / most | 0) - 1) + bits((i / most | 0) - 1);
  for (let last = 0; !last;) {
    last = bits(1);
    const kind = bits(2), lengths = [];
    if (!kind) {
      have = held = 0;
      const end = at + 4 + packed[at] + 256 * packed[at + 1];
      for (at += 4; at < end;) out.push(packed[at++]);
      continue;
    }
    let literals = 288;
    if (kind === 1) for (let i = 0; i < 318; i++) lengths.push(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : i < 288 ? 8 : 5);
    else {
      literals = 257 + bits(5);
      const all = literals + 1 + bits(5), own = Array(19).fill(0), order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
      for (let n = 4 + bits(4), i = 0; i < n; i++) own[order[i]] = bits(3);
      for (const next = codes(own); lengths.length < all;) {
        const s = next(), value = s < 16 ? s : s === 16 ? lengths.at(-1) : 0;
        for (let n = s < 16 ? 1 : s === 16 ? 3 + bits(2) : s === 17 ? 3 + bits(3) : 11 + bits(7); n; n--) lengths.push(value);
      }
    }
    const literal = codes(lengths.slice(0, literals)), distance = codes(lengths.slice(literals));
    for (let s; (s = literal()) !== 256;) {
      if (s < 256) {
        out.push(s);
        continue;
      }
      for (let n = s === 285 ? 258 : 3 + extra(s - 257, 4), back = 1 + extra(distance(), 2); n; n--) out.push(out[out.length - back]);
    }
  }
  return Uint8Array.from(out);
};
})();
