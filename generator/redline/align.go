package redline

import (
	"cmp"
	"maps"
	"slices"
)

// How alike two units must be to be one that changed, in hundredths.
const (
	alike  = 50 // in any order
	akin   = 25 // between two pairs, when nothing else is more alike
	twin   = 70 // at another place
	room   = 40_000
	ofNote = 12 // what a unit must count to be found at another place
	ofUnit = 20 // what a unit counts, and its words at most twice as much, when it is asked which ones were moved
)

// alignment pairs units of two lists: each with at most one.
type alignment struct {
	*comparison
	a, b  []*unit
	of    []int  // by index in a: the index in b, or -1
	from  []int  // the other way round
	moved []bool // by index in b: its pair stands elsewhere
}

// align pairs what belongs together, in order and then what was moved.
func (c *comparison) align(a, b []*unit) *alignment {
	l := &alignment{comparison: c, a: a, b: b, of: make([]int, len(a)), from: make([]int, len(b)), moved: make([]bool, len(b))}
	for i := range l.of {
		l.of[i] = -1
	}
	for j := range l.from {
		l.from[j] = -1
	}
	i, n := 0, min(len(a), len(b))
	for i < n && a[i].key == b[i].key {
		l.pair(i, i)
		i++
	}
	for k := 1; k <= n-i && a[len(a)-k].key == b[len(b)-k].key; k++ {
		l.pair(len(a)-k, len(b)-k)
	}
	l.chain(l.unique())
	l.gaps(func(a0, a1, b0, b1 int) { l.between(a0, a1, b0, b1, alike) })
	l.gaps(func(a0, a1, b0, b1 int) { l.between(a0, a1, b0, b1, akin) })
	l.headings()
	l.moves()
	return l
}

func (l *alignment) pair(i, j int) { l.of[i], l.from[j] = j, i }

// A link is a pair that may be made.
type link struct{ i, j, weight int }

// unique gives the pairs of units that are the only ones of their words, or that
// have the same id of their author.
func (l *alignment) unique() []link {
	count := map[string][4]int{} // how often in a, where, how often in b, where
	for i, u := range l.a {
		if l.of[i] < 0 {
			n := count[u.name()]
			count[u.name()] = [4]int{n[0] + 1, i, n[2], n[3]}
		}
	}
	for j, u := range l.b {
		if l.from[j] < 0 {
			n := count[u.name()]
			count[u.name()] = [4]int{n[0], n[1], n[2] + 1, j}
		}
	}
	var links []link
	for i, u := range l.a {
		if n := count[u.name()]; l.of[i] < 0 && n[0] == 1 && n[2] == 1 && u.compatible(l.b[n[3]]) {
			links = append(links, link{i, n[3], min(u.size, 2*ofUnit) + ofUnit})
		}
	}
	return links
}

// name is what a unit is known by: the id that its author gave it, or its words.
func (u *unit) name() string {
	if u.pin != "" {
		return "#" + u.pin
	}
	return " " + u.key
}

func (u *unit) compatible(v *unit) bool {
	return u.Kind == v.Kind || u.Kind != "table" && v.Kind != "table" && u.Kind != "code" && v.Kind != "code"
}

// chain makes those of the links, which are in the order of a, that stand in the
// same order in both lists: those that count most together.
func (l *alignment) chain(links []link) {
	for _, k := range heaviest(links, len(l.b)) {
		l.pair(k.i, k.j)
	}
}

// heaviest gives those of the links, which are sorted by i, that rise in j too
// and count most together. All j are below n.
func heaviest(links []link, n int) []link {
	best := make([]int, n+1) // a Fenwick tree of maxima: 1 + the index of the link
	total := make([]int, len(links)+1)
	before := make([]int, len(links)+1)
	last := 0
	for n, k := range links {
		n++
		for j := k.j; j > 0; j -= j & -j {
			if total[best[j]] > total[before[n]] {
				before[n] = best[j]
			}
		}
		total[n] = total[before[n]] + k.weight
		if total[n] > total[last] {
			last = n
		}
		for j := k.j + 1; j < len(best); j += j & -j {
			if total[n] > total[best[j]] {
				best[j] = n
			}
		}
	}
	var out []link
	for ; last > 0; last = before[last] {
		out = append(out, links[last-1])
	}
	slices.Reverse(out)
	return out
}

// gaps calls f for each stretch of units between two pairs.
func (l *alignment) gaps(f func(a0, a1, b0, b1 int)) {
	type gap struct{ a0, a1, b0, b1 int }
	var all []gap
	a0, b0 := 0, 0
	for i := 0; i <= len(l.a); i++ {
		j := len(l.b)
		if i < len(l.a) {
			if j = l.of[i]; j < 0 {
				continue
			}
		}
		if i > a0 && j > b0 {
			all = append(all, gap{a0, i, b0, j})
		}
		a0, b0 = i+1, j+1
	}
	for _, g := range all {
		f(g.a0, g.a1, g.b0, g.b1)
	}
}

// between pairs what is alike in a stretch, so that the pairs have the most in
// common. A stretch that is too large is first divided at pairs that share words
// which stand nowhere else.
func (l *alignment) between(a0, a1, b0, b1, enough int) {
	n, m := a1-a0, b1-b0
	if n*m > room {
		if enough == alike {
			l.divide(a0, a1, b0, b1)
		}
		return
	}
	best := make([]int32, (n+1)*(m+1)) // the most that a[:i] and b[:j] have in common
	take := make([]bool, (n+1)*(m+1))
	for i := 1; i <= n; i++ {
		for j := 1; j <= m; j++ {
			at := i*(m+1) + j
			best[at] = max(best[at-1], best[at-m-1])
			if s := l.score(l.a[a0+i-1], l.b[b0+j-1], enough); s > 0 && best[at-m-2]+int32(s) > best[at] {
				best[at], take[at] = best[at-m-2]+int32(s), true
			}
		}
	}
	for i, j := n, m; i > 0 && j > 0; {
		switch at := i*(m+1) + j; {
		case take[at]:
			l.pair(a0+i-1, b0+j-1)
			i, j = i-1, j-1
		case best[at] == best[at-1]:
			j--
		default:
			i--
		}
	}
}

// divide pairs units of a large stretch that share words which stand in no other
// unit of it, and then what lies between them.
func (l *alignment) divide(a0, a1, b0, b1 int) {
	links := l.rare(slices.Collect(span(a0, a1)), slices.Collect(span(b0, b1)), alike)
	slices.SortFunc(links, func(x, y link) int { return cmp.Compare(x.i, y.i) })
	l.chain(links)
	from, to := a0, b0
	for i := a0; i <= a1; i++ {
		j := b1
		if i < a1 {
			if j = l.of[i]; j < 0 {
				continue
			}
		}
		if (i-from)*(j-to) <= room && i > from && j > to {
			l.between(from, i, to, j, alike)
		} else {
			l.walk(from, i, to, j)
		}
		from, to = i+1, j+1
	}
}

// walk pairs what is alike in a stretch that is too large for anything else: each
// unit with the next one that is only a few units away.
func (l *alignment) walk(a0, a1, b0, b1 int) {
	const few = 6
	for a0 < a1 && b0 < b1 && l.left > 0 {
		i, j := a0, b0
		for away := 0; away < few && l.of[i] < 0; away++ {
			for x := 0; x <= away; x++ {
				if i, j = a0+x, b0+away-x; i < a1 && j < b1 && l.score(l.a[i], l.b[j], alike) > 0 {
					l.pair(i, j)
					break
				}
				i, j = a0, b0
			}
		}
		a0, b0 = i+1, j+1
	}
}

func span(from, to int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := from; i < to && yield(i); i++ {
		}
	}
}

// rare gives for units of b the unit of a that shares most of the words that
// stand in one unit of each list only, if they are alike enough.
func (l *alignment) rare(as, bs []int, enough int) []link {
	owner := func(units []*unit, of []int) map[int32]int {
		m := map[int32]int{}
		for _, i := range of {
			l.left -= len(units[i].bag)
			for _, id := range units[i].bag {
				if other, ok := m[id]; ok && other != i {
					m[id] = -1
				} else if !ok {
					m[id] = i
				}
			}
		}
		return m
	}
	inA, inB := owner(l.a, as), owner(l.b, bs)
	taken := map[int]bool{}
	var links []link
	for _, j := range bs {
		votes := map[int]int{}
		for _, id := range slices.Compact(slices.Clone(l.b[j].bag)) {
			if i, ok := inA[id]; ok && i >= 0 && inB[id] == j {
				votes[i] += int(l.sizes[id])
			}
		}
		best := -1
		for _, i := range slices.Sorted(maps.Keys(votes)) {
			if !taken[i] && (best < 0 || votes[i] > votes[best]) {
				best = i
			}
		}
		if best < 0 {
			continue
		}
		if s := l.score(l.a[best], l.b[j], enough); s > 0 {
			taken[best] = true
			links = append(links, link{best, j, s})
		}
	}
	return links
}

// score says how much two units have in common; 0 if they are not alike enough.
func (c *comparison) score(u, v *unit, enough int) int {
	if !u.compatible(v) || c.left < 0 {
		return 0
	}
	if u.key == v.key {
		return 2 + u.size + u.size/2
	}
	if u.pin != "" && u.pin == v.pin {
		return 2 + u.size + v.size
	}
	if u.pin != "" && v.pin != "" || enough == akin && u.Kind != v.Kind {
		return 0
	}
	common := c.common(u.bag, v.bag)
	likeness := 200 * common / max(1, u.size+v.size)
	if u.label != "" && u.label == v.label {
		likeness += 40
	}
	if few := min(u.size, v.size); few >= 20 && enough != twin {
		likeness = max(likeness, 70*common/few) // the longer one may hold the shorter one
	}
	if u.Kind != v.Kind || u.Level != v.Level {
		likeness -= 10
	}
	if likeness < enough {
		return 0
	}
	return 1 + common
}

// common says how much the words count that two sorted bags share.
func (c *comparison) common(a, b []int32) int {
	c.left -= len(a) + len(b)
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n += int(c.sizes[a[i]])
			i++
			j++
		}
	}
	return n
}

// headings pairs a heading with the one that took its place above the same text.
func (l *alignment) headings() {
	for i := range len(l.a) - 1 {
		j := l.of[i+1] - 1
		if l.of[i] < 0 && j >= 0 && l.from[j] < 0 && l.a[i].Kind == "heading" && l.b[j].Kind == "heading" && l.a[i].Level == l.b[j].Level && l.a[i+1].Kind != "heading" {
			l.pair(i, j)
		}
	}
}

// moves pairs what stands elsewhere in the other list.
func (l *alignment) moves() {
	at := map[string][]int{}
	for i, u := range l.a {
		if l.of[i] < 0 && (u.size >= ofNote || u.Kind == "heading" || u.pin != "") {
			at[u.name()] = append(at[u.name()], i)
		}
	}
	for j, u := range l.b {
		if is := at[u.name()]; l.from[j] < 0 && len(is) > 0 && u.compatible(l.a[is[0]]) {
			l.move(is[0], j)
			at[u.name()] = is[1:]
		}
	}
	long := func(units []*unit, of []int) (out []int) {
		for i, u := range units {
			if of[i] < 0 && u.size >= 3*ofNote {
				out = append(out, i)
			}
		}
		return out
	}
	for _, k := range l.rare(long(l.a, l.of), long(l.b, l.from), twin) {
		l.move(k.i, k.j)
	}
	for j := range l.b { // what stands below and above a moved one may have come with it
		if l.moved[j] {
			l.along(j, 1)
		}
	}
	for j := len(l.b) - 1; j >= 0; j-- {
		if l.moved[j] {
			l.along(j, -1)
		}
	}
}

func (l *alignment) move(i, j int) {
	l.pair(i, j)
	l.moved[j] = true
}

// along pairs the neighbour of a moved unit with that of its old place.
func (l *alignment) along(j, step int) {
	i, j := l.from[j]+step, j+step
	if i >= 0 && i < len(l.a) && j >= 0 && j < len(l.b) && l.of[i] < 0 && l.from[j] < 0 && l.score(l.a[i], l.b[j], alike) > 0 {
		l.move(i, j)
	}
}
