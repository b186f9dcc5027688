package render

import (
	"html/template"
	"slices"
	"strings"

	"policybook/generator/handbook"
)

// HomePage is what home.html is given. Lists are markup, and empty when they have nothing to show.
type HomePage struct {
	Page
	Summary    string
	Text       template.HTML // the home page's own text
	Categories template.HTML // cards
	Documents  template.HTML // cards of the documents that stand in no section
	StartHere  template.HTML
	Due        template.HTML // reviews that are late or due soon, the latest first
	Recent     template.HTML // what came into force or was revised last
	Register   string        // URL
	Changes    string        // URL of the page that has all changes, or ""
	Feed       string        // URL of the feed of changes, or ""
}

const (
	dueShown    = 8
	recentShown = 5
)

func (s *site) homePage(path string) (any, error) {
	root := s.Handbook.Root
	page, err := s.sitePage(path, s.Title, or(root.Summary, strings.TrimSpace(s.Organization+" "+s.Title)))
	if err != nil {
		return nil, err
	}
	page.Crumbs = ""
	if root.Source != nil {
		s.label(&page, path, s.Title, root.Source.File(), s.Contact)
		page.HeadingID = root.Source.Body.TitleID
	}
	part := func(write func(m *markup)) template.HTML {
		m := s.markup(path)
		write(m)
		return m.html()
	}
	changes := ""
	if s.has("changes.html") {
		changes = s.to(path, "changes.html")
	}
	return &HomePage{
		Page:       page,
		Summary:    root.Summary,
		Text:       template.HTML(root.HTML(nil, s.hrefs(path), s.say)),
		Categories: part(func(m *markup) { m.sectionCards(root.Sections) }),
		Documents:  part(func(m *markup) { m.documentCards(root.Policies, nil) }),
		StartHere:  part(func(m *markup) { m.policies(s.StartHere, linkedShown) }),
		Due:        part((*markup).due),
		Recent:     part((*markup).recent),
		Register:   s.to(path, "register.html"),
		Changes:    changes,
		Feed:       s.feed(path, "changes.atom"),
	}, nil
}

// due lists the reviews that are late or come soon.
func (m *markup) due() {
	var due []*handbook.Policy
	for _, p := range m.site.Policies {
		switch p.Judgement.Flag {
		case handbook.DueSoon, handbook.DueToday, handbook.Overdue, handbook.Lapsed:
			due = append(due, p)
		}
	}
	if len(due) == 0 {
		return
	}
	slices.SortStableFunc(due, func(a, b *handbook.Policy) int { return a.Judgement.Due.Compare(b.Judgement.Due) })
	m.raw(`<ul class="documents">`)
	for _, p := range due[:min(dueShown, len(due))] {
		m.raw(`<li>`)
		m.policy(p)
		m.spacedFlag(p)
		m.raw(` <span class="meta">`)
		m.date(p.Judgement.Due)
		m.raw(`</span></li>`)
	}
	if more := len(due) - dueShown; more > 0 {
		m.raw(`<li>`, m.counted(more, "more-document"), `</li>`)
	}
	m.raw(`</ul>`)
}

// recent lists the documents in force that changed last.
func (m *markup) recent() {
	var changes []handbook.Change
	last := m.site.changed().last
	for _, c := range m.site.changed().all {
		if of := last[c.Policy]; c.Policy.InForce() && of.Day == c.Day && of.Version == c.Version {
			if changes = append(changes, c); len(changes) == recentShown {
				break
			}
		}
	}
	if len(changes) == 0 {
		return
	}
	m.raw(`<ul class="documents">`)
	for _, c := range changes {
		m.raw(`<li>`)
		m.policy(c.Policy)
		m.raw(` <span class="meta">`)
		if v := c.Version; v != "" {
			m.sentence("label-version", func(string) { m.text(v) })
			m.raw(" · ")
		}
		m.change(c)
		m.raw(`</span></li>`)
	}
	m.raw(`</ul>`)
}

// change says when a document changed, and how.
func (m *markup) change(c handbook.Change) {
	if c.Summary == "" {
		m.date(c.Day)
		return
	}
	m.sentence("change", func(place string) {
		if place == "date" {
			m.date(c.Day)
		} else {
			m.text(c.Summary)
		}
	})
}
