package render

import (
	"html/template"
	"slices"
	"strings"

	"policybook/generator/handbook"
)

// GlossaryPage is what glossary.html is given.
type GlossaryPage struct {
	Page
	Letters template.HTML   // links to the letters, or "" for a short glossary
	Groups  []GlossaryGroup // one without a letter for a short glossary
}

// GlossaryGroup has the terms that begin with one letter.
type GlossaryGroup struct {
	ID, Letter string
	Terms      []GlossaryTerm
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

const (
	usedInShown = 6
	manyTerms   = 30 // from here on a glossary has letters
)

func (s *site) glossaryPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("glossary"), s.word("glossary-lead"))
	if err != nil {
		return nil, err
	}
	g := &GlossaryPage{Page: page}
	letters := s.markup(path)
	for _, group := range byLetter(s.Language, s.word("other-sign"), slices.Clone(s.Terms), func(t *handbook.Term) string { return t.Term }) {
		if len(s.Terms) >= manyTerms {
			letters.letterLink(group.id, group.letter)
			g.Groups = append(g.Groups, GlossaryGroup{ID: group.id, Letter: group.letter})
		} else if len(g.Groups) == 0 {
			g.Groups = make([]GlossaryGroup, 1)
		}
		last := &g.Groups[len(g.Groups)-1]
		for _, t := range group.items {
			last.Terms = append(last.Terms, s.glossaryTerm(path, t))
		}
	}
	g.Letters = letters.html()
	return g, nil
}

func (s *site) glossaryTerm(path string, t *handbook.Term) GlossaryTerm {
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
	return GlossaryTerm{
		ID:         t.ID(),
		Term:       t.Term,
		Acronym:    t.Acronym,
		Definition: t.Definition,
		Synonyms:   strings.Join(t.Synonyms, s.word("comma")),
		UsedIn:     m.html(),
	}
}
