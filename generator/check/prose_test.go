package check

import (
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text                     string
		words, sentences         int
		vague, passive, acronyms []string
	}{
		{text: ""},
		{text: "Lock the screen when you leave.", words: 6, sentences: 1},
		{text: "A heading without a stop\nLock the screen, e. g. with a key. Then leave the room.", words: 12, sentences: 2},
		{text: "Yes. No.", words: 0, sentences: 0},
		{text: "Keep it as needed, where possible, as soon as possible.", words: 10, sentences: 1,
			vague: []string{"as needed", "where possible", "as possible"}},
		{text: "It is possible. It is needed and required at intervals.", words: 7, sentences: 1},
		{text: "Appropriate care is taken in a Timely manner.", words: 8, sentences: 1, vague: []string{"Appropriate", "Timely"}},
		{text: "Logs must be reviewed weekly. Logs must be reviewed by the owner.", words: 12, sentences: 2,
			passive: []string{"must be reviewed"}},
		{text: "- it will be ensured\nby the owner", passive: []string{"will be ensured"}},
		{text: "Ask the ABX. The ABX, or an ABY (any bounded y), or a third kind (ABZ). ABZs cost. PDF, AES-256, DO NOT ENTER, A/BC, IT.",
			words: 21, sentences: 2, acronyms: []string{"ABX"}},
	} {
		got := scan(c.text)
		if got.words != c.words || got.sentences != c.sentences {
			t.Errorf("%q: %d words in %d sentences, want %d in %d", c.text, got.words, got.sentences, c.words, c.sentences)
		}
		var acronyms []span
		for _, a := range got.acronyms {
			acronyms = append(acronyms, a.span)
		}
		for _, f := range []struct {
			kind string
			got  []span
			want []string
		}{{"vague", got.vague, c.vague}, {"passive", got.passive, c.passive}, {"acronyms", acronyms, c.acronyms}} {
			var words []string
			for _, at := range f.got {
				words = append(words, c.text[at.from:at.to])
			}
			if !slices.Equal(words, f.want) {
				t.Errorf("%q: %s %q, want %q", c.text, f.kind, words, f.want)
			}
		}
	}
}

// Lines are read alone: two texts, one below the other, say what both say.
func FuzzScan(f *testing.F) {
	f.Add("Keep it as needed. It must be ensured.", "The ABX (any box) is APIs e. g. 's.")
	f.Add("A-B must be\nreviewed by", "é ABC\xff.")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y, both := scan(a), scan(b), scan(a+"\n"+b)
		if both.words != x.words+y.words || both.sentences != x.sentences+y.sentences || both.says != x.says|y.says {
			t.Errorf("%q and %q: words %d + %d is %d, sentences %d + %d is %d", a, b, x.words, y.words, both.words, x.sentences, y.sentences, both.sentences)
		}
		for _, p := range []struct{ x, y, both []span }{{x.vague, y.vague, both.vague}, {x.passive, y.passive, both.passive}} {
			for i := range p.y {
				p.y[i].from += len(a) + 1
				p.y[i].to += len(a) + 1
			}
			if !slices.Equal(p.both, slices.Concat(p.x, p.y)) {
				t.Errorf("%q and %q: %v and %v is %v", a, b, p.x, p.y, p.both)
			}
		}
		for _, acr := range both.acronyms {
			if w := (a + "\n" + b)[acr.from:acr.to]; w != strings.ToUpper(w) || acr.uses < 1 {
				t.Errorf("%q is no acronym, or is never used", w)
			}
		}
	})
}

func TestLower(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b        string
		lower, same bool
	}{
		{"1.9", "1.10", true, false},
		{"1.10", "1.9", false, false},
		{"2", "2.0", false, true},
		{"v2.0", "2", false, true},
		{"2.1", "2026.1", true, false},
		{"2.0", "2.0.1", true, false},
		{"1.0-beta", "2.0", false, false},
		{"1.0-beta", "1.0-beta", false, true},
	} {
		if got := lower(c.a, c.b); got != c.lower {
			t.Errorf("lower(%q, %q) = %v", c.a, c.b, got)
		}
		if got := sameVersion(c.a, c.b); got != c.same {
			t.Errorf("sameVersion(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
