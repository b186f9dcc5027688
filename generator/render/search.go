package render

import (
	"html/template"
	"io"
	"slices"
	"strings"

	"policybook/generator/handbook"
	"policybook/generator/search"
)

// SearchPage is what search.html is given. The script of the search shows there what it
// finds. As it is published the page helps readers on whose browser no script runs; a server
// that answers the form itself gives what was found.
type SearchPage struct {
	Page
	Answer  *Answer       // what was found; nil on the page as it is published
	Letters template.HTML // links to the letters of the index
	Groups  []IndexLetter // the index itself, unless it is long
	Help    template.HTML // items of a list: where else to look
}

// Answer is what was found, as search.html shows it.
type Answer struct {
	Count  string   // "12 results for “passwords”", or that nothing was found
	Facets []Choice // by which the results can be narrowed
	Hits   []Hit    // the best first
	More   string   // of a page that shows more of them, or ""
}

// Hit is a document that was found, by its best part.
type Hit struct {
	URL             string        // with the anchor of the part
	Title, ID, Meta string        // Meta is the section, kind and owner in a line; what there is not is ""
	Heading         string        // of the part, behind those that it stands in; "" before the first
	State           template.HTML // a chip, or ""
	Snippet         template.HTML // of the text, with marks
}

// Choice is a property by which results can be narrowed.
type Choice struct {
	Name, Label string // in the address; for readers
	Options     []Option
}

// Option is a value to choose.
type Option struct {
	Value, Label string
	Count        int // results that have it
	Chosen       bool
}

// Found is what a server found for a question.
type Found struct {
	search.Result
	Chosen map[string]string // the values that the reader chose, by section, kind, owner and state
	More   string            // URL of a page that shows more hits, or ""
}

const (
	searchPath = "search.html"
	// longIndex is how many entries the index on the search page has at most: it must not
	// grow with the handbook.
	longIndex = 250
)

func (s *site) searchPage(path string) (any, error) {
	p, err := s.newSearchPage(path)
	if err != nil {
		return nil, err
	}
	entries := s.indexEntries()
	target := ""
	if len(entries) > longIndex {
		target = s.to(path, "a-z.html")
	}
	m := s.markup(path)
	for _, g := range byLetter(s.Language, s.word("other-sign"), entries, func(e indexEntry) string { return e.name }) {
		m.raw(`<li>`)
		m.link(target+fragment(g.id), g.letter)
		m.raw(`</li>`)
		if target != "" {
			continue
		}
		letter := s.markup(path)
		for _, e := range g.items {
			letter.indexEntry(e)
		}
		p.Groups = append(p.Groups, IndexLetter{g.id, g.letter, letter.html()})
	}
	p.Letters = m.html()
	return p, nil
}

// newSearchPage gives the page without an index. It has no style of its own in its head: a
// host may forbid that.
func (s *site) newSearchPage(path string) (*SearchPage, error) {
	page, err := s.sitePage(path, s.word("search"), s.word("search-lead"))
	if err != nil {
		return nil, err
	}
	page.Sheet = ""
	m := s.markup(path)
	for _, link := range []pageLink{{"search-a-z", "a-z.html"}, {"not-found-register", "register.html"}, {"search-owners", "owners/index.html"}} {
		if s.has(link.path) {
			m.raw(`<li>`)
			m.page(link.path, s.word(link.title))
			m.raw(`</li>`)
		}
	}
	if ask := askURL(&s.Config, s.Contact, s.word("search-missing"), s.absolute(path)); ask != "" {
		m.raw(`<li>`)
		m.link(ask, s.word("search-missing"))
		m.raw(`</li>`)
	}
	return &SearchPage{Page: page, Help: m.html()}, nil
}

// Search writes search.html of a site with what was found for a question, for a server that
// answers the form of the search itself.
func Search(w io.Writer, in Input, found Found) error {
	s := newSite(in)
	p, err := s.newSearchPage(searchPath)
	if err != nil {
		return err
	}
	frame := p.Frame
	frame.Query = found.Query
	if frame.Header, err = s.fragment("header.html", &frame); err != nil {
		return err
	}
	p.own.switched(string(frame.Header), s.switcher(searchPath))
	p.Header, p.Query, p.NoIndex = p.own.part(), found.Query, true
	p.HeadTitle = found.Query + " – " + p.HeadTitle
	p.Answer = s.answer(found)
	return s.render(w, "search.html", p)
}

func (s *site) answer(found Found) *Answer {
	a := &Answer{Count: s.countOf(found.Result), More: found.More}
	policies := make(map[string]*handbook.Policy, len(s.Policies))
	for _, p := range s.Policies {
		policies[escapePath(policyPath(p))] = p
	}
	for _, h := range found.Hits {
		page, _, _ := strings.Cut(h.URL, "#")
		a.Hits = append(a.Hits, s.hit(h, policies[page]))
	}
	for _, f := range []struct {
		name, label string
		known       func(value string) string
		values      []search.Facet
	}{
		{"section", "category", nil, found.Facets.Section},
		{"kind", "type", s.kindLabel, found.Facets.Kind},
		{"owner", "owner", nil, found.Facets.Owner},
		{"state", "status", func(v string) string { return s.known("state-", v) }, found.Facets.State},
	} {
		c := Choice{Name: f.name, Label: s.word(f.label)}
		for _, v := range f.values {
			o := Option{Value: v.Value, Label: v.Label.Label, Count: v.Count, Chosen: found.Chosen[f.name] == v.Value}
			if f.known != nil {
				o.Label = f.known(v.Value)
			}
			c.Options = append(c.Options, o)
		}
		if len(c.Options) > 1 || found.Chosen[f.name] != "" {
			a.Facets = append(a.Facets, c)
		}
	}
	return a
}

// countOf says how much was found, and for what.
func (s *site) countOf(r search.Result) string {
	count := s.counted(r.Total, "search-result")
	fill := func(place string) string {
		switch {
		case place == "count":
			return count
		case r.Corrected != "" && r.Total > 0:
			return r.Corrected
		}
		return r.Query
	}
	switch {
	case r.Total == 0:
		return s.sentence("search-none", fill)
	case r.Corrected != "":
		return s.sentence("search-corrected", fill)
	}
	return s.sentence("search-for", fill)
}

// kindLabel gives the word for what was found: the type of a document, or what a page is that
// is none.
func (s *site) kindLabel(kind string) string {
	switch kind {
	case "section":
		return s.word("category")
	case "page":
		return s.word("search-kind")
	case "audience", "owner", "glossary":
		return s.word(kind)
	}
	return s.known("type-", kind)
}

// hit gives a hit as the page shows it. P is its document, or nil.
func (s *site) hit(h search.Hit, p *handbook.Policy) Hit {
	m := s.markup(searchPath)
	for _, piece := range h.Snippet {
		if piece.Mark {
			m.raw(`<mark>`)
			m.text(piece.Text)
			m.raw(`</mark>`)
		} else {
			m.text(piece.Text)
		}
	}
	meta := slices.DeleteFunc([]string{h.Section.Label, s.kindLabel(h.Kind), h.Owner.Label}, func(part string) bool { return part == "" || part == h.Title })
	out := Hit{URL: h.URL, Title: h.Title, ID: h.ID, Meta: strings.Join(meta, " · "), Heading: strings.Join(h.Headings, " › "), Snippet: m.html()}
	if p != nil {
		chip := s.markup(searchPath)
		chip.state(p)
		out.State = chip.html()
	}
	return out
}
