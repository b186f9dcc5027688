package redline

import (
	"slices"
	"strings"

	"policybook/generator/markdown"
)

// A step is a pair of units, or one alone, in the order in which they are shown.
type step struct {
	i, j int // -1 where there is none
	away bool
}

// steps gives the units of both lists: those of the new one in their order, and
// removed ones where they stood, before what was added there.
func (l *alignment) steps() []step {
	var out []step
	i := 0
	old := func() { // up to the next pair in order
		for ; i < len(l.a); i++ {
			switch j := l.of[i]; {
			case j == gone:
			case j < 0:
				out = append(out, step{i, -1, false})
			case l.moved[j]:
				out = append(out, step{i, j, true})
			default:
				return
			}
		}
	}
	old()
	for j := range l.b {
		k := l.from[j]
		if k == gone {
			continue
		}
		out = append(out, step{k, j, false})
		if k >= 0 && !l.moved[j] {
			i = k + 1
			old()
		}
	}
	return out
}

// gone marks a unit that was joined with the one beside it.
const gone = -2

// blocks compares the two texts.
func (c *comparison) blocks() []Block {
	l := c.align(c.a, c.b)
	l.joins()
	out := []Block{}
	for _, s := range l.steps() {
		out = append(out, l.block(s))
	}
	return out
}

func (l *alignment) block(s step) Block {
	var b Block
	var u, v *unit
	if s.i >= 0 {
		u = l.a[s.i]
		b.Old = &u.Place
	}
	if s.j >= 0 {
		v = l.b[s.j]
		b.New = &v.Place
	}
	switch {
	case s.away:
		b.Op = Away
		return b
	case u == nil:
		b.Op = Added
	case v == nil:
		b.Op = Removed
	case l.moved[s.j]:
		b.Op = Moved
	case u.key == v.key && u.Kind == v.Kind && u.Level == v.Level:
		b.Op = Equal
	default:
		b.Op = Changed
	}
	if (u == nil || u.Kind == "table") && (v == nil || v.Kind == "table") {
		b.Rows = l.table(u, v)
	} else {
		b.Runs = l.runs(wordsOf(u), wordsOf(v), b.Place().Kind == "code")
	}
	return b
}

func wordsOf(u *unit) []word {
	if u == nil {
		return nil
	}
	return u.words
}

// runs compares the words of two blocks or cells.
func (c *comparison) runs(a, b []word, code bool) []Run {
	s := c.diff(a, b)
	if !code {
		s = c.tidy(s, a, b)
	}
	var out []Run
	for _, x := range s {
		if x.equal {
			out = appendRuns(out, Equal, b[x.b0:x.b1], code)
			continue
		}
		out = appendRuns(out, Removed, a[x.a0:x.a1], code)
		out = appendRuns(out, Added, b[x.b0:x.b1], code)
	}
	return out
}

func appendRuns(out []Run, op Op, words []word, lines bool) []Run {
	for i := 0; i < len(words); {
		first := words[i]
		var text strings.Builder
		for ; i < len(words) && words[i].style == first.style && words[i].end == first.end; i++ {
			if words[i].space {
				text.WriteByte(' ')
			}
			text.WriteString(words[i].text)
			if lines {
				text.WriteByte('\n')
			}
			if first.end || first.style >= markdown.Destination { // stand alone
				i++
				break
			}
		}
		out = append(out, Run{op, text.String(), first.style, first.end})
	}
	return out
}

// joins finds paragraphs and items that were split or joined: the parts become
// one unit.
func (l *alignment) joins() {
	for i := range l.a {
		j := l.of[i]
		if j < 0 || l.a[i].key == l.b[j].key || !l.a[i].text() || !l.b[j].text() {
			continue
		}
		l.grow(l.a[i], l.b, j, l.from)
		l.grow(l.b[j], l.a, i, l.of)
	}
}

func (u *unit) text() bool { return u.Kind == "paragraph" || u.Kind == "item" }

// grow joins list[at], the pair of u, with those beside it that hold words of u
// and have no pair.
func (l *alignment) grow(u *unit, list []*unit, at int, pairs []int) {
	join := func(i, before, after int) bool {
		if i < 0 || i >= len(list) || pairs[i] != -1 || list[i].Kind != list[at].Kind || list[i].Level != list[at].Level || list[i].size < 8 || l.left < 0 {
			return false
		}
		whole := l.whole(list[before], list[after])
		if 10*(l.common(u.bag, whole.bag)-l.common(u.bag, list[at].bag)) < 6*list[i].size {
			return false
		}
		pairs[i] = gone
		list[at] = whole
		return true
	}
	for i := at + 1; join(i, at, i); i++ {
	}
	for i := at - 1; join(i, i, at); i-- {
	}
}

// whole gives two units as one.
func (c *comparison) whole(u, v *unit) *unit {
	w := &unit{Place: u.Place, pin: u.pin}
	w.Count += v.Count
	end := c.word("\x00", 0, false)
	end.text, end.end, end.space = "¶", true, true
	w.words = append(append(slices.Clone(u.words), end), v.words...)
	if len(v.words) > 0 {
		w.words[len(u.words)+1].space = true
	}
	c.finish(w)
	return w
}
