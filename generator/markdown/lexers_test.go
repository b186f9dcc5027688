package markdown

import (
	"testing"

	"github.com/alecthomas/chroma/v2"
	chromalexers "github.com/alecthomas/chroma/v2/lexers"
)

// A lexer that waits longer finds the same tokens, also where it asks another one.
func TestLexersArePatient(t *testing.T) {
	t.Parallel()
	const code = "# a b\nfunc main() { x := \"y\" }\n<p class='a'>b</p><style>p{color:red}</style><script>let a = 1</script>\n" +
		"$ ls -l | grep 'x'\nFROM a\nRUN echo \"$A\"\nCMD [\"a\"]\nall: b\n\techo $(X)\nkey: [1, two]\n"
	tokens := func(l chroma.Lexer) []chroma.Token {
		all, err := chroma.Tokenise(chroma.Coalesce(l), nil, code)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	for _, name := range languages {
		got, want := tokens(coloring().Get(name)), tokens(chromalexers.Get(name))
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("%s: %d tokens, want %d; they differ from %d on", name, len(got), len(want), i)
				break
			}
		}
	}
}

// Each expression of a lexer waits, those of states that are put together included.
func TestPatienceReachesAllRules(t *testing.T) {
	t.Parallel()
	var limits []string
	look := &ruleMutator{func(rules chroma.CompiledRules) {
		for state, of := range rules {
			for _, r := range of {
				if r.Regexp != nil && r.Regexp.MatchTimeout != patience {
					limits = append(limits, state+": "+r.Pattern)
				}
			}
		}
	}}
	l := chroma.MustNewLexer(&chroma.Config{Name: "test"}, func() chroma.Rules {
		return chroma.Rules{"root": {{Pattern: "a", Type: chroma.Text}, chroma.Include("other"), {Mutator: patient{}}, {Mutator: look}}, "other": {{Pattern: "b", Type: chroma.Text}}}
	})
	if _, err := chroma.Tokenise(l, nil, "ab"); err != nil {
		t.Fatal(err)
	}
	if len(limits) > 0 {
		t.Errorf("rules with another limit: %q", limits)
	}
}

type ruleMutator struct{ look func(chroma.CompiledRules) }

func (*ruleMutator) MutatorKind() string { return "look" }

func (*ruleMutator) Mutate(*chroma.LexerState) error { return nil }

func (m *ruleMutator) MutateLexer(rules chroma.CompiledRules, state string, rule int) error {
	m.look(rules)
	rules[state] = append(rules[state][:rule:rule], rules[state][rule+1:]...)
	return nil
}
