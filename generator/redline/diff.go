package redline

import "slices"

// A segment is a stretch of words that both lists have, or one that stands in
// the place of another.
type segment struct {
	equal          bool
	a0, a1, b0, b1 int
}

// Bounds of the comparison of two lists of words.
const (
	maxGrid  = 250_000 // pairs of words that are compared with each other
	adjacent = 2       // what it counts that two pairs stand side by side
)

// diff compares two lists of words.
func (c *comparison) diff(a, b []word) []segment {
	var pairs []link
	i, n := 0, min(len(a), len(b))
	for i < n && a[i].id == b[i].id {
		pairs = append(pairs, link{i, i, 0})
		i++
	}
	k := 0
	for k < n-i && a[len(a)-1-k].id == b[len(b)-1-k].id {
		k++
	}
	pairs = c.match(pairs, a, b, i, len(a)-k, i, len(b)-k)
	for ; k > 0; k-- {
		pairs = append(pairs, link{len(a) - k, len(b) - k, 0})
	}
	return segments(pairs, len(a), len(b))
}

// match appends the pairs of words in a stretch. One that is large is divided at
// words that stand in it once.
func (c *comparison) match(pairs []link, a, b []word, a0, a1, b0, b1 int) []link {
	if a0 == a1 || b0 == b1 || c.left < 0 {
		return pairs
	}
	if (a1-a0)*(b1-b0) <= maxGrid {
		return c.grid(pairs, a[a0:a1], b[b0:b1], a0, b0)
	}
	c.left -= a1 - a0 + b1 - b0
	count := map[int32][4]int{}
	for i := a0; i < a1; i++ {
		n := count[a[i].id]
		count[a[i].id] = [4]int{n[0] + 1, i, n[2], n[3]}
	}
	for j := b0; j < b1; j++ {
		n := count[b[j].id]
		count[b[j].id] = [4]int{n[0], n[1], n[2] + 1, j}
	}
	var links []link
	for i := a0; i < a1; i++ {
		if n := count[a[i].id]; n[0] == 1 && n[2] == 1 {
			links = append(links, link{i, n[3] - b0, int(c.sizes[a[i].id]) + 1})
		}
	}
	chosen := heaviest(links, b1-b0)
	if len(chosen) == 0 {
		return pairs
	}
	for base, i := b0, 0; i < len(chosen); i++ {
		k := chosen[i]
		k.j += base
		pairs = append(c.match(pairs, a, b, a0, k.i, b0, k.j), k)
		a0, b0 = k.i+1, k.j+1
	}
	return c.match(pairs, a, b, a0, a1, b0, b1)
}

// grid appends the pairs that count most, those side by side more than others.
func (c *comparison) grid(pairs []link, a, b []word, a0, b0 int) []link {
	n, m := len(a), len(b)
	c.left -= n * m
	any := make([]int32, (n+1)*(m+1))   // the best for a[:i] and b[:j]
	ended := make([]int32, (n+1)*(m+1)) // the best that ends with the pair of their last words, 0 if these differ
	for i := 1; i <= n; i++ {
		for j := 1; j <= m; j++ {
			at := i*(m+1) + j
			any[at] = max(any[at-1], any[at-m-1])
			if a[i-1].id != b[j-1].id {
				continue
			}
			up := at - m - 2
			ended[at] = any[up]
			if ended[up] > 0 {
				ended[at] = max(ended[at], ended[up]+adjacent)
			}
			ended[at] += 2*c.sizes[a[i-1].id] + 1
			any[at] = max(any[at], ended[at])
		}
	}
	start := len(pairs)
	run := false // the pair must end at i, j
	for i, j := n, m; i > 0 && j > 0; {
		at := i*(m+1) + j
		if !run && any[at] == any[at-m-1] {
			i--
			continue
		}
		if !run && any[at] == any[at-1] {
			j--
			continue
		}
		up := at - m - 2
		run = ended[up] > 0 && ended[up]+adjacent >= any[up]
		i, j = i-1, j-1
		pairs = append(pairs, link{a0 + i, b0 + j, 0})
	}
	slices.Reverse(pairs[start:])
	return pairs
}

// segments gives what lies between pairs and the stretches of pairs side by side.
func segments(pairs []link, n, m int) []segment {
	var out []segment
	a, b := 0, 0
	for _, k := range append(slices.Clip(pairs), link{n, m, 0}) {
		if k.i > a || k.j > b {
			out = append(out, segment{false, a, k.i, b, k.j})
		}
		if k.i == n && k.j == m {
			break
		}
		if last := len(out) - 1; last >= 0 && out[last].equal {
			out[last].a1, out[last].b1 = k.i+1, k.j+1
		} else {
			out = append(out, segment{true, k.i, k.i + 1, k.j, k.j + 1})
		}
		a, b = k.i+1, k.j+1
	}
	return out
}

// tidy makes a comparison of words one that people read: no small words left
// equal between long changes, and changes that begin where a phrase does.
func (c *comparison) tidy(s []segment, a, b []word) []segment {
	s = c.joinChanges(s, a, b)
	equal, least := 0, min(c.count(a), c.count(b))
	for _, x := range s {
		if x.equal {
			equal += c.count(a[x.a0:x.a1])
		}
	}
	if len(s) > 2 && 10*equal < 3*least {
		return []segment{{false, 0, len(a), 0, len(b)}}
	}
	for i := range s {
		if !s[i].equal && i > 0 && i+1 < len(s) {
			slide(s[i-1:i+2], a, b)
		}
	}
	return slices.DeleteFunc(s, func(x segment) bool { return x.a0 == x.a1 && x.b0 == x.b1 })
}

func (c *comparison) count(words []word) int {
	n := 0
	for _, w := range words {
		n += int(c.sizes[w.id])
	}
	return n
}

// joinChanges takes equal stretches for changed that count little beside the
// changes around them.
func (c *comparison) joinChanges(s []segment, a, b []word) []segment {
	type weighed struct {
		segment
		old, new int // how much its words count
	}
	var out []weighed
	for _, s := range s {
		x := weighed{s, c.count(a[s.a0:s.a1]), c.count(b[s.b0:s.b1])}
		for n := len(out); !x.equal && n >= 2; n = len(out) {
			before, mid := out[n-2], out[n-1]
			replaces := (before.a0 < before.a1 || x.a0 < x.a1) && (before.b0 < before.b1 || x.b0 < x.b1)
			if !replaces || 2*mid.old > min(max(before.old, before.new), max(x.old, x.new)) || slices.ContainsFunc(a[mid.a0:mid.a1], func(w word) bool { return w.end }) {
				break
			}
			x.a0, x.b0 = before.a0, before.b0
			x.old, x.new = before.old+mid.old+x.old, before.new+mid.new+x.new
			out = out[:n-2]
		}
		out = append(out, x)
	}
	joined := make([]segment, len(out))
	for i, x := range out {
		joined[i] = x.segment
	}
	return joined
}

// slide moves a stretch that was only added or only removed to where a sentence
// or a phrase begins, if the words around it allow. s is an equal segment, the
// change and an equal one.
func slide(s []segment, a, b []word) {
	x := &s[1]
	words, from, to := b, x.b0, x.b1
	if x.a1 > x.a0 {
		words, from, to = a, x.a0, x.a1
	}
	if x.a1 > x.a0 && x.b1 > x.b0 {
		return
	}
	best, by := -1, 0
	try := func(d int) {
		if v := beginning(words, from+d) + beginning(words, to+d); v > best || v == best && d > by {
			best, by = v, d
		}
	}
	try(0)
	for d := 1; d <= s[2].a1-s[2].a0 && words[from+d-1].id == words[to+d-1].id; d++ {
		try(d)
	}
	for d := 1; d <= s[0].a1-s[0].a0 && words[from-d].id == words[to-d].id; d++ {
		try(-d)
	}
	s[0].a1, s[0].b1 = s[0].a1+by, s[0].b1+by
	s[2].a0, s[2].b0 = s[2].a0+by, s[2].b0+by
	*x = segment{false, x.a0 + by, x.a1 + by, x.b0 + by, x.b1 + by}
}

// beginning says how well a change begins or ends before words[i].
func beginning(words []word, i int) int {
	if i == 0 || i == len(words) || words[i-1].end || words[i].end {
		return 4
	}
	switch words[i-1].text {
	case ".", "!", "?", "。":
		return 3
	case ";", ":", "(", "—", "–":
		return 2
	case ",":
		return 1
	}
	return 0
}
