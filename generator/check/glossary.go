package check

import (
	"fmt"
	"strings"

	"policybook/generator/handbook"
)

func termConflict(p *pass, report report) {
	taken := map[string]*handbook.Term{}
	for _, t := range p.Terms {
		for _, w := range words(t) {
			other := taken[strings.ToLower(w)]
			if other == nil {
				taken[strings.ToLower(w)] = t
			} else if other != t {
				report(t.Pos, fmt.Sprintf("%q means both %q and %q", w, other.Term, t.Term),
					"each word stands for one term: take it away from one of them")
			}
		}
	}
}

// words gives everything that a term is called.
func words(t *handbook.Term) []string {
	all := append([]string{t.Term}, t.Synonyms...)
	if t.Acronym != "" {
		all = append(all, t.Acronym)
	}
	return all
}

// glossaryUnused reports once for the whole glossary: it is one thing to tidy.
func glossaryUnused(p *pass, report report) {
	var unused []string
	var first *handbook.Term
	for _, t := range p.Terms {
		if len(t.UsedIn) == 0 {
			if first == nil {
				first = t
			}
			unused = append(unused, t.Term)
		}
	}
	if first != nil {
		report(first.Pos, fmt.Sprintf("no document uses %s of the glossary: %s", count(len(unused), "term"), some(unused)),
			"remove them, or list the words that the texts use as their synonyms")
	}
}
