package search

import (
	"slices"
	"strings"

	"policybook/generator/handbook"
)

// Page is what readers see of a page that the handbook makes about itself.
type Page struct{ Title, Lead string }

// source is a page that can be found, before anything is read from it.
type source struct {
	url   string
	entry func() Entry
}

// reports are the handbook's own pages that can be found.
var reports = []string{"register.html", "owners/index.html", "glossary.html", "archive.html", "about-this-handbook.html", "a-z.html",
	"reviews.html", "coverage.html", "audiences/index.html", "controls/index.html"}

// sources lists the pages of a handbook that can be found: its documents but for
// those that ask not to be, its sections, owners and audiences, and its own pages.
func sources(h *handbook.Handbook, pages map[string]Page) []source {
	var all []source
	add := func(url string, entry func() Entry) { all = append(all, source{url, entry}) }
	for _, p := range h.Policies {
		if p.Search {
			add(p.Page, func() Entry { return document(p) })
		}
	}
	for _, s := range append([]*handbook.Section{h.Root}, h.Sections...) {
		add(sectionPage(s), func() Entry { return section(s) })
	}
	for _, p := range h.People {
		if len(p.Owns) > 0 {
			add("owners/"+p.Slug+".html", func() Entry { return owner(p) })
		}
	}
	for _, a := range h.ShownAudiences() {
		add(a.Page(), func() Entry { return Entry{Title: a.Title, Kind: "audience"} })
	}
	for _, path := range reports {
		switch {
		case !slices.Contains(h.Pages, path):
		case path == "glossary.html":
			add(path, func() Entry { return glossary(h, pages[path]) })
		default:
			add(path, func() Entry {
				return Entry{Title: pages[path].Title, Kind: "page", Sections: []Text{{Text: pages[path].Lead}}}
			})
		}
	}
	for _, s := range h.Standards {
		if slices.Contains(h.Pages, s.Page()) {
			add(s.Page(), func() Entry { return Entry{Title: s.Name, Kind: "page"} })
		}
	}
	return all
}

// URLs gives the URLs of what can be found of a handbook.
func URLs(h *handbook.Handbook) []string {
	var all []string
	for _, s := range sources(h, nil) {
		all = append(all, s.url)
	}
	return all
}

// Entries gives what can be found of a handbook. Pages has what readers see of its
// own pages, by output path.
func Entries(h *handbook.Handbook, pages map[string]Page) []Entry {
	sources := sources(h, pages)
	all := make([]Entry, len(sources))
	for i, s := range sources {
		all[i] = s.entry()
		all[i].URL = s.url
	}
	return all
}

// Synonyms gives the words that a handbook takes for each other: those it says so
// of, and each term of the glossary with its acronym and its own synonyms.
func Synonyms(h *handbook.Handbook) [][]string {
	all := append([][]string(nil), h.Synonyms...)
	for _, t := range h.Terms {
		all = append(all, append([]string{t.Term, t.Acronym}, t.Synonyms...))
	}
	return all
}

func document(p *handbook.Policy) Entry {
	e := Entry{Title: p.Title, ID: p.ID, Kind: p.Type, State: p.Judgement.State.String(), Archived: p.Archived(), Record: p.Record.String(),
		Tags: p.Tags, Keywords: p.Keywords, Section: label(p.Section), Category: label(category(p.Section))}
	if p.Owner != nil {
		e.Owner = Label{p.Owner.ID, p.Owner.Label()}
	}
	for _, a := range p.Scope.Audiences {
		e.Audience = append(e.Audience, Label{a.ID, a.Title})
	}
	text, headings := p.Body().Text, p.Body().Headings
	end := len(text)
	if len(headings) > 0 {
		end = headings[0].Section
	}
	e.Sections = make([]Text, 1, 1+len(headings))
	e.Sections[0].Text = join(p.Summary, text[:end])
	for i, head := range headings {
		end = len(text)
		if i+1 < len(headings) {
			end = headings[i+1].Section
		}
		e.Sections = append(e.Sections, Text{head.ID, head.Text, head.Level, strings.TrimSpace(text[head.Section:end])})
	}
	return e
}

func section(s *handbook.Section) Entry {
	e := Entry{Title: s.Title, Kind: "section"}
	if s.Parent != nil {
		e.Section, e.Category = label(s.Parent), label(category(s))
	}
	text := ""
	if s.Source != nil {
		text = s.Source.Body.Text
	}
	e.Sections = []Text{{Text: join(s.Summary, text)}}
	return e
}

func owner(p *handbook.Person) Entry {
	return Entry{Title: p.Label(), Kind: "owner", Owner: Label{p.ID, p.Label()}, Sections: []Text{{Text: p.Name}}}
}

func glossary(h *handbook.Handbook, page Page) Entry {
	e := Entry{Title: page.Title, Kind: "glossary", Sections: []Text{{Text: page.Lead}}}
	for _, t := range h.Terms {
		e.Sections = append(e.Sections, Text{t.ID(), t.Term, 2, join(t.Acronym, join(t.Definition, strings.Join(t.Synonyms, ", ")))})
	}
	return e
}

// join puts two texts one below the other.
func join(a, b string) string {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a != "" && b != "" {
		a += "\n"
	}
	return a + b
}

func label(s *handbook.Section) Label {
	if s == nil || s.Parent == nil {
		return Label{}
	}
	return Label{s.Path, s.Title}
}

func category(s *handbook.Section) *handbook.Section {
	for s != nil && s.Parent != nil && s.Parent.Parent != nil {
		s = s.Parent
	}
	return s
}

func sectionPage(s *handbook.Section) string {
	return strings.TrimPrefix(s.Slug+"/index.html", "/")
}
