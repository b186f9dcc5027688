package handbook

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestGlossary(t *testing.T) {
	t.Parallel()
	terms := []*Term{{Term: "asset"}, {Term: "Data owner", Acronym: "DO"}, {Term: "kelvin", Synonyms: []string{"Ärger", "e-mail"}}, {Term: "of the"},
		{Term: "İstanbul"}, {Term: "ȺB"}, {Term: "d"}}
	g := glossary{first: map[string][]phrase{}}
	for _, term := range terms {
		g.add(term.Term, term, false)
		g.add(term.Acronym, term, true)
		for _, s := range term.Synonyms {
			g.add(s, term, false)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"assets are no asset-owner's", ""},
		{"An ASSET, (asset).", "asset"},
		{"The data\nOWNER of the asset", "asset, Data owner, of the"},
		{"do it", ""},
		{"the DO.", "Data owner"},
		{"data", ""},
		{"\u212Aelvin", "kelvin"}, // whose lower case is an ASCII k
		{"kelviN", "kelvin"},
		{"ÄRGER!", "kelvin"},
		{"E-Mail", "kelvin"},
		{"e–mail e mail", ""},
		{"of—the", "of the"},
		{"İSTANBUL", "İstanbul"}, // whose first letter has one byte in lower case
		{"ⱥb", "ȺB"},             // whose first letter has three bytes in lower case
		{"d", "d"},
		{"ad éd d’", "d"},
	} {
		var got []string
		for _, term := range g.find(c.text) {
			got = append(got, term.Term)
		}
		if list := strings.Join(got, ", "); list != c.want {
			t.Errorf("%q uses %q, want %q", c.text, list, c.want)
		}
	}
}

func FuzzNextWord(f *testing.F) {
	f.Add("The data–owner's \xff e-mail, 2 of Ärger")
	f.Fuzz(func(t *testing.T, text string) {
		want := strings.FieldsFunc(text, func(c rune) bool {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '\''
		})
		var got []string
		for word, rest := nextWord(text); word != ""; word, rest = nextWord(rest) {
			got = append(got, word)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: words %q, want %q", text, got, want)
		}
	})
}

// FuzzGlossary holds the search against one that tries every phrase at every word.
func FuzzGlossary(f *testing.F) {
	terms := []*Term{{Term: "asset"}, {Term: "Data owner"}, {Term: "kelvin"}, {Term: "Ärger"}, {Term: "a"}}
	g := glossary{first: map[string][]phrase{}}
	for _, t := range terms {
		g.add(t.Term, t, false)
	}
	f.Add("An ASSET–data\nOWNER, \u212Aelvin's ärger; a-b \xffa")
	f.Add("Data data owner")
	f.Fuzz(func(t *testing.T, text string) {
		var want []*Term
		for word, rest := nextWord(text); word != ""; word, rest = nextWord(rest) {
			for _, list := range g.first {
				for _, ph := range list {
					if _, begins := ph.begins(word, rest); begins && !slices.Contains(want, ph.term) {
						want = append(want, ph.term)
					}
				}
			}
		}
		slices.SortFunc(want, func(a, b *Term) int { return strings.Compare(fold(a.Term), fold(b.Term)) })
		if got := g.find(text); !slices.Equal(got, want) {
			t.Errorf("%q uses %d terms, want %d", text, len(got), len(want))
		}
	})
}
