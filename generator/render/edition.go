package render

import (
	"html/template"
	"slices"
	"strings"
	"sync"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// Edition is a state of the handbook that the site shows.
type Edition struct {
	Name     string // of its folder below editions/; "" for today's, which is the site itself
	Title    string // as readers call it; "" for today's
	Handbook *handbook.Handbook
}

// Editions are all states of a handbook that a site shows: today's and, in folders of
// their own, earlier ones. They are safe for concurrent use.
type Editions struct {
	all     []Edition                // today's, then the latest first
	lineage func() *handbook.Lineage // of their handbooks, in the same order
	pages   []func() edition         // the same
	bodies  *bodies
}

// edition has the pages of one state that can be found from another.
type edition struct {
	documents map[string]*handbook.Policy // by page
	others    map[string]bool             // pages of sections and about the handbook
	terms     string                      // its glossary, to be compared with others
}

// NewEditions gives the editions of a handbook, the latest first after today's.
func NewEditions(today *handbook.Handbook, past []Edition) *Editions {
	e := &Editions{all: append([]Edition{{Handbook: today}}, past...), bodies: newBodies(past)}
	e.lineage = sync.OnceValue(func() *handbook.Lineage {
		var handbooks []*handbook.Handbook
		for _, one := range e.all {
			handbooks = append(handbooks, one.Handbook)
		}
		return handbook.NewLineage(handbooks)
	})
	for _, one := range e.all {
		e.pages = append(e.pages, sync.OnceValue(func() edition { return pagesOf(one.Handbook) }))
	}
	return e
}

func pagesOf(h *handbook.Handbook) edition {
	p := edition{documents: make(map[string]*handbook.Policy, len(h.Policies)), others: map[string]bool{}, terms: termsOf(h)}
	for _, doc := range h.Policies {
		p.documents[policyPath(doc)] = doc
	}
	for _, page := range h.Pages {
		p.others[page] = !strings.HasPrefix(page, "print/") // of which an edition has none
	}
	for _, s := range h.Sections {
		p.others[sectionPath(s)] = true
	}
	return p
}

// page gives the page of the edition at index in that shows what a page of the one at
// index at does: the same document or what came in its place, the page with the same
// path, else the home page. Of a page beside a document's own it is the document's.
func (e *Editions) page(from string, at, in int) (path string, same bool) {
	return e.pageOf(e.document(from, at), from, at, in)
}

// pageOf is page for the page of a document, or of none.
func (e *Editions) pageOf(p *handbook.Policy, from string, at, in int) (path string, same bool) {
	if p != nil {
		if other := e.lineage().Find(p, at, in); other != nil {
			return policyPath(other), true
		}
	} else if e.pages[in]().others[from] {
		return from, true
	}
	return "index.html", false
}

// document gives the document that a page is of, or nil.
func (e *Editions) document(from string, at int) *handbook.Policy {
	documents := e.pages[at]().documents
	stem, html := strings.CutSuffix(from, ".html")
	for html {
		if p := documents[stem+".html"]; p != nil {
			return p
		}
		dot := strings.LastIndexByte(stem, '.')
		if dot <= strings.LastIndexByte(stem, '/') {
			break
		}
		stem = stem[:dot]
	}
	return nil
}

// editionFolder is where an edition stands in the whole site.
func editionFolder(name string) string { return "editions/" + name + "/" }

// folder is where the edition at an index stands in the whole site, "" for today's.
func (e *Editions) folder(at int) string {
	if at == 0 {
		return ""
	}
	return editionFolder(e.all[at].Name)
}

// inside gives the handbook of an edition as it stands in the whole site. There it is not
// printed as a book: that would be every text once more, for each edition.
func (e *Editions) inside(at int, h *handbook.Handbook) *handbook.Handbook {
	below := *h
	if h.BaseURL != "" {
		below.BaseURL += escapePath(e.folder(at))
	}
	below.Pages = slices.DeleteFunc(slices.Clone(h.Pages), func(page string) bool { return strings.HasPrefix(page, "print/") })
	return &below
}

// toWhole gives the URL that leads from a page of this edition to a file of the whole site.
func (s *site) toWhole(from, path string) string {
	if s.edition == 0 {
		return s.to(from, path)
	}
	return s.root(from) + ups(2) + escapePath(path)
}

// switchMark stands in a header and navigation for the switcher, whose links are other
// ones on each page. A theme need not have a place for it.
const switchMark = template.HTML("<!--editions-->")

// switched adds a part of the frame with the switcher in its place.
func (m *markup) switched(part, list string) {
	before, after, _ := strings.Cut(part, string(switchMark))
	if len(before) == len(part) {
		list = ""
	}
	m.raw(before, list, after)
}

// switcher gives the list of editions as it stands on a page, "" without editions.
func (s *site) switcher(from string) string {
	if s.editions == nil {
		return ""
	}
	p := s.editions.document(from, s.edition)
	m := s.pooled(from)
	defer s.fragments.Put(m)
	m.raw(`<details class="editions"><summary>`, m.word("edition"), `: `)
	m.editionTitle(s.edition)
	m.raw(`</summary><ul>`)
	for at := range s.editions.all {
		m.raw(`<li>`)
		if at == s.edition {
			m.raw(`<b aria-current="true">`)
			m.editionTitle(at)
			m.raw(`</b>`)
		} else {
			path, _ := s.editions.pageOf(p, from, s.edition, at)
			m.raw(`<a href="`, s.toWhole(from, s.editions.folder(at)+path), `">`)
			m.editionTitle(at)
			m.raw(`</a>`)
		}
		m.raw(`</li>`)
	}
	m.raw(`</ul></details>`)
	return string(m.b)
}

func (m *markup) editionTitle(at int) {
	if at == 0 {
		m.raw(m.word("edition-today"))
		return
	}
	m.text(m.site.editions.all[at].Title)
}

// past gives a page of an earlier state what tells it from one of today: a banner, and
// the page that search engines are to show in its place.
func (s *site) past(p *Page, from string) {
	if !s.OfThePast() {
		return
	}
	p.NoIndex, p.Canonical = true, ""
	m := s.markup(from)
	m.raw(`<p class="banner banner-past"><strong>`)
	if s.editions == nil {
		m.sentence("banner-as-of", func(string) { m.date(s.Today) })
		m.raw(`</strong> `, m.word("banner-past"), "</p>\n")
		p.Banner = m.html()
		return
	}
	key := "banner-edition"
	day := s.Today
	if s.edition > 1 {
		key, day = "banner-edition-replaced", s.editions.all[s.edition-1].Handbook.Today
	}
	m.sentence(key, func(place string) {
		if place == "edition" {
			m.editionTitle(s.edition)
		} else {
			m.date(day)
		}
	})
	now, same := s.editions.page(from, s.edition, 0)
	word := "edition-home"
	if same {
		word = "edition-current"
		if today := s.editions.all[0].Handbook.BaseURL; today != "" {
			p.Canonical = today + escapePath(now)
		}
	}
	m.raw(`</strong> `)
	if from == searchPath {
		m.raw(m.word("edition-search"), " ")
	}
	m.raw(`<a href="`, s.toWhole(from, now), `">`, m.word(word), `</a> · <a href="`, s.toWhole(from, s.editions.sincePath(s.edition)), `">`, m.word("edition-changes"), "</a></p>\n")
	p.Banner = m.html()
}

// Inside gives the files of an edition's site as they stand in the whole site.
func Inside(name string, edition *output.Site) []output.File {
	files := make([]output.File, len(edition.Files()))
	for i, f := range edition.Files() {
		files[i] = output.File{Path: editionFolder(name) + f.Path, Write: f.Write}
	}
	return files
}
