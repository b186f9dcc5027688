package render

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// AudiencesPage is what audiences.html is given: who is bound by how much.
type AudiencesPage struct {
	Page
	Rows []AudienceRow
}

// AudienceRow is one audience, with numbers of documents.
type AudienceRow struct {
	Audience template.HTML // a link
	Named    int           // that bind it by name
	Confirm  int           // of all that bind it, those that its members must confirm
}

// AudiencePage is what audience.html is given: what applies to one audience.
// Lists are markup, and empty when they have nothing to show.
type AudiencePage struct {
	Page
	Members  template.HTML // people, in a line
	Count    string        // "42 documents", those for everyone included
	Confirm  template.HTML // documents that must be confirmed, and how often
	New      template.HTML // what came into force or was revised lately
	Named    template.HTML // documents that name the audience, by category
	Everyone template.HTML // documents for everyone, by category
	Feed     string        // URL of the feed of changes, or ""
	Unclear  template.HTML // documents whose scope is said in words
	Excluded template.HTML // documents that do not bind the audience, with what they say of it
}

const (
	newDays         = 90 // how long a document is new
	newShown        = 8
	audienceShown   = 40 // documents listed of a category, or as unclear or excluded
	confirmingShown = 40
)

func (s *site) audienceFiles() []output.File {
	audiences := s.ShownAudiences()
	if len(audiences) == 0 {
		return nil
	}
	files := []output.File{s.page("audiences/index.html", "audiences.html", s.audiencesPage)}
	for _, a := range audiences {
		files = append(files, s.page(a.Page(), "audience.html", func(path string) (any, error) { return s.audiencePage(path, a) }))
	}
	return files
}

// reach sorts the documents that are not over by how they stand to an audience.
func (s *site) reach(a *handbook.Audience) map[handbook.Reach][]*handbook.Policy {
	by := map[handbook.Reach][]*handbook.Policy{}
	for _, p := range s.Policies {
		if r := p.Reach(a); r != handbook.Apart && !p.Archived() {
			by[r] = append(by[r], p)
		}
	}
	return by
}

// confirmed gives the documents in force that readers must confirm.
func confirmed(lists ...[]*handbook.Policy) []*handbook.Policy {
	return slices.DeleteFunc(slices.Concat(lists...), func(p *handbook.Policy) bool {
		return !p.InForce() || p.Acknowledge == "" || p.Acknowledge == "none"
	})
}

func (s *site) audiencesPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("audiences"), s.word("audiences-lead"))
	if err != nil {
		return nil, err
	}
	g := &AudiencesPage{Page: page}
	for _, a := range s.ShownAudiences() {
		m := s.markup(path)
		m.page(a.Page(), a.Title)
		by := s.reach(a)
		g.Rows = append(g.Rows, AudienceRow{
			Audience: m.html(),
			Named:    len(by[handbook.Named]),
			Confirm:  len(confirmed(by[handbook.Named], by[handbook.General])),
		})
	}
	return g, nil
}

func (s *site) audiencePage(path string, a *handbook.Audience) (*AudiencePage, error) {
	page, err := s.sitePage(path, a.Title, s.word("audience-lead"))
	if err != nil {
		return nil, err
	}
	crumb := s.markup(path)
	crumb.raw(`<li>`)
	crumb.page("audiences/index.html", s.word("audiences"))
	crumb.raw(`</li>`)
	page.Crumbs += crumb.html()
	by := s.reach(a)
	named, everyone := by[handbook.Named], by[handbook.General]
	part := func(write func(m *markup)) template.HTML {
		m := s.markup(path)
		write(m)
		return m.html()
	}
	return &AudiencePage{
		Page:     page,
		Feed:     s.feed(path, audienceFeed(a)),
		Count:    s.counted(len(named)+len(everyone), "document"),
		Members:  part(func(m *markup) { m.members(a) }),
		Confirm:  part(func(m *markup) { m.confirming(confirmed(named, everyone)) }),
		New:      part(func(m *markup) { m.newest(slices.Concat(named, everyone)) }),
		Named:    part(func(m *markup) { m.byCategory(named) }),
		Everyone: part(func(m *markup) { m.byCategory(everyone) }),
		Unclear:  part(func(m *markup) { m.scoped(by[handbook.Unclear]) }),
		Excluded: part(func(m *markup) { m.scoped(by[handbook.Excluded]) }),
	}, nil
}

// members names the people and roles of an audience.
func (m *markup) members(a *handbook.Audience) {
	people := m.site.people()
	for i, id := range a.Members {
		if i > 0 {
			m.raw(", ")
		}
		if p := people[strings.ToLower(id)]; p != nil {
			m.person(p)
		} else {
			m.text(id)
		}
	}
}

// list adds documents, each with what write says of it.
func (m *markup) list(documents []*handbook.Policy, limit int, write func(p *handbook.Policy)) {
	if len(documents) == 0 {
		return
	}
	m.raw(`<ul class="documents">`)
	for _, p := range documents[:min(limit, len(documents))] {
		m.raw(`<li>`)
		m.policy(p)
		m.raw(` <span class="meta">`)
		write(p)
		m.raw(`</span></li>`)
	}
	if more := len(documents) - limit; more > 0 {
		m.raw(`<li>`, m.counted(more, "more-document"), `</li>`)
	}
	m.raw(`</ul>`)
}

// confirming lists documents with how often they must be confirmed.
func (m *markup) confirming(documents []*handbook.Policy) {
	m.list(documents, confirmingShown, func(p *handbook.Policy) { m.text(m.site.known("acknowledge-", p.Acknowledge)) })
}

// scoped lists documents with what they say of whom they bind.
func (m *markup) scoped(documents []*handbook.Policy) {
	m.list(documents, audienceShown, func(p *handbook.Policy) { m.text(cmp.Or(p.Scope.Note, p.Scope.Text)) })
}

// newest lists the documents in force that changed lately, the latest first.
func (m *markup) newest(documents []*handbook.Policy) {
	since := m.site.Today.AddDays(-newDays)
	changed := m.site.changed().last
	list := slices.DeleteFunc(documents, func(p *handbook.Policy) bool {
		return !p.InForce() || !changed[p].Day.After(since)
	})
	slices.SortStableFunc(list, func(a, b *handbook.Policy) int {
		return cmp.Or(changed[b].Day.Compare(changed[a].Day), cmp.Compare(a.Path, b.Path))
	})
	m.list(list, newShown, func(p *handbook.Policy) { m.date(changed[p].Day) })
}

// byCategory lists documents under the category of each, as headings of level 3.
// A long list ends with a link to the section's page.
func (m *markup) byCategory(documents []*handbook.Policy) {
	for len(documents) > 0 {
		at := documents[0].Category
		n := slices.IndexFunc(documents, func(p *handbook.Policy) bool { return p.Category != at })
		if n < 0 {
			n = len(documents)
		}
		m.raw(`<h3>`)
		if at != nil {
			m.page(sectionPath(at), at.Title)
		} else {
			m.raw(m.word("other-documents-where"))
		}
		m.raw(`</h3>`)
		m.policies(documents[:n], audienceShown)
		documents = documents[n:]
	}
}
