package render

import (
	"html/template"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// SectionPage is what section.html is given.
type SectionPage struct {
	Page
	Summary   string
	Text      template.HTML // the section's own text
	Sections  template.HTML // its subsections, as cards
	Documents template.HTML // its documents, as cards
	Related   template.HTML // documents of other sections that put its documents into practice, as a list
	Book      string        // URL of its page for printing, or ""
	Feed      string        // URL of the feed of its changes, or ""
}

func (s *site) sectionFiles() []output.File {
	files := make([]output.File, len(s.Sections))
	for i, section := range s.Sections {
		files[i] = s.page(sectionPath(section), "section.html", func(path string) (any, error) { return s.sectionPage(path, section) })
	}
	return files
}

func (s *site) sectionPage(path string, section *handbook.Section) (*SectionPage, error) {
	page, err := s.newPage(path, section, 0, section.Title, section.Summary)
	if err != nil {
		return nil, err
	}
	if section.Parent != nil {
		page.Crumbs = s.crumbs(path, section.Parent)
	}
	file := ""
	if section.Source != nil {
		file = section.Source.File()
		page.HeadingID = section.Source.Body.TitleID
	}
	s.label(&page, path, section.Title, file, s.Contact)
	sections, documents, related := s.markup(path), s.markup(path), s.markup(path)
	sections.sectionCards(section.Sections)
	documents.documentCards(section.Policies, nil)
	related.policies(s.procedures()[section], linkedShown)
	book := ""
	if to := section.Book(); section.Documents() > 0 && s.has(to) {
		book = s.to(path, to)
	}
	return &SectionPage{
		Page:      page,
		Summary:   section.Summary,
		Text:      template.HTML(section.HTML(nil, s.hrefs(path), s.say)),
		Sections:  sections.html(),
		Documents: documents.html(),
		Related:   related.html(),
		Book:      book,
		Feed:      s.feed(path, sectionFeed(section)),
	}, nil
}

// sectionCards adds a card for each section.
func (m *markup) sectionCards(list []*handbook.Section) {
	if len(list) == 0 {
		return
	}
	m.raw(`<ul class="cards">`)
	for _, section := range list {
		m.raw(`<li class="card"><h3>`)
		m.page(sectionPath(section), section.Title)
		m.raw(`</h3>`)
		m.paragraph(section.Summary, "")
		m.raw(`<p class="meta">`, m.counted(section.Documents(), "document"), `</p></li>`)
	}
	m.raw(`</ul>`)
}

// documentCards adds a card for each document. Its owner is left out where the page is about them.
func (m *markup) documentCards(list []*handbook.Policy, owner *handbook.Person) {
	if len(list) == 0 {
		return
	}
	m.raw(`<ul class="entries">`)
	for _, p := range list {
		m.raw(`<li class="entry"><h3>`)
		m.title(p)
		m.raw(`</h3> `)
		m.chips(p)
		m.paragraph(p.Summary, m.site.foreign(p))
		m.raw(`<p class="meta">`)
		m.text(m.site.kind(p))
		if p.ID != "" {
			m.raw(" · ")
			m.text(p.ID)
		}
		if p.Owner != nil && p.Owner != owner {
			m.raw(" · ")
			m.person(p.Owner)
		}
		m.raw(`</p></li>`)
	}
	m.raw(`</ul>`)
}

// paragraph adds a text in a paragraph with the given attributes, unless it is empty.
func (m *markup) paragraph(text, attributes string) {
	if text == "" {
		return
	}
	m.raw(`<p`, attributes, `>`)
	m.text(text)
	m.raw(`</p>`)
}

// proceduresBySection finds, for each section, the documents that stand
// elsewhere and put one of its documents into practice.
func (s *site) proceduresBySection() map[*handbook.Section][]*handbook.Policy {
	by := map[*handbook.Section][]*handbook.Policy{}
	for _, p := range s.Policies {
		for _, target := range p.Implements {
			list := by[target.Section]
			if target.Section == p.Section || len(list) > 0 && list[len(list)-1] == p {
				continue
			}
			by[target.Section] = append(list, p)
		}
	}
	return by
}
