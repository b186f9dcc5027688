package markdown

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	chromalexers "github.com/alecthomas/chroma/v2/lexers"
)

// patience is how long a lexer may look for one token. Chroma's own limit of a quarter
// of a second passes by itself on a machine that is busy with other things, and the
// code would be colored otherwise than on the next day.
const patience = 20 * time.Second

// coloring has the lexers of all languages, made when the first code is colored.
var coloring = sync.OnceValue(func() *chroma.LexerRegistry {
	all := chroma.NewLexerRegistry()
	for _, name := range slices.Compact(slices.Sorted(maps.Values(languages))) {
		all.Register(patientLexer(chromalexers.Get(name).(*chroma.RegexLexer)))
	}
	return all
})

// patientLexer gives a lexer with the same rules.
func patientLexer(hasty *chroma.RegexLexer) *chroma.RegexLexer {
	return chroma.MustNewLexer(hasty.Config(), func() chroma.Rules {
		rules, err := hasty.Rules()
		if err != nil {
			panic("markdown: internal error: " + err.Error())
		}
		rules = rules.Clone()
		rules["root"] = append(rules["root"], chroma.Rule{Mutator: patient{}})
		return rules
	})
}

// patient is the mark of a rule that changes the others when they are compiled, and goes.
type patient struct{}

func (patient) MutatorKind() string { return "patient" }

func (patient) Mutate(*chroma.LexerState) error { return nil }

// MutateLexer sets the limit of all rules, as chroma.LexerMutator has it.
func (patient) MutateLexer(rules chroma.CompiledRules, state string, rule int) error {
	for _, of := range rules {
		for _, r := range of {
			r.Regexp.MatchTimeout = patience
		}
	}
	rules[state] = slices.Delete(slices.Clone(rules[state]), rule, rule+1)
	return nil
}
