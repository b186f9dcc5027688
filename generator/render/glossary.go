package render

import (
	"html/template"
	"strings"
)

// GlossaryPage is what glossary.html is given.
type GlossaryPage struct {
	Page
	Terms []GlossaryTerm
}

// GlossaryTerm is one entry of the glossary.
type GlossaryTerm struct {
	ID         string // anchor of the entry
	Term       string
	Acronym    string
	Definition string
	Synonyms   string        // in one line, or ""
	UsedIn     template.HTML // links to the first documents that use it, or ""
}

const usedInShown = 6

func (s *site) glossaryPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("glossary"), s.word("glossary-lead"))
	if err != nil {
		return nil, err
	}
	g := &GlossaryPage{Page: page}
	for _, t := range s.Terms {
		m := s.markup(path)
		for i, p := range t.UsedIn[:min(usedInShown, len(t.UsedIn))] {
			if i > 0 {
				m.raw(m.word("comma"))
			}
			m.title(p)
		}
		if more := len(t.UsedIn) - usedInShown; more > 0 {
			m.raw(m.word("comma"), m.counted(more, "more-document"))
		}
		g.Terms = append(g.Terms, GlossaryTerm{
			ID:         t.ID(),
			Term:       t.Term,
			Acronym:    t.Acronym,
			Definition: t.Definition,
			Synonyms:   strings.Join(t.Synonyms, s.word("comma")),
			UsedIn:     m.html(),
		})
	}
	return g, nil
}
