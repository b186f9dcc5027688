package render

import (
	"html/template"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
)

// HistoryPage is what history.html is given: the versions of a document that were
// approved, the latest first.
type HistoryPage struct {
	Page
	Document template.HTML // a link to the document as it is today
	Versions template.HTML // a table: version, days in force, who approved it, what changed, commit
}

// historyFiles are the pages about the past of documents, for those that have one.
func (s *site) historyFiles() (files []output.File) {
	add := func(section *handbook.Section) {
		for i, p := range section.Policies {
			if path := p.HistoryPage(); path != "" {
				files = append(files, s.page(path, "history.html", func(path string) (any, error) { return s.historyPage(path, p, i) }))
				files = append(files, s.releaseFiles(p, i)...)
			}
		}
	}
	add(s.Root)
	for _, section := range s.Sections {
		add(section)
	}
	return files
}

func (s *site) historyPage(path string, p *handbook.Policy, index int) (*HistoryPage, error) {
	page, err := s.newPage(path, p.Section, index, s.sentence("history-of", func(string) string { return p.Title }), s.word("history-lead"))
	if err != nil {
		return nil, err
	}
	s.label(&page, path, sheetName(p), "", s.contactOf(p))
	h := &HistoryPage{Page: page}
	m := page.own
	m.policy(p)
	h.Document = m.part()
	m.releases(p)
	h.Versions = m.part()
	return h, nil
}

// releases lists the versions that were approved, the latest first.
func (m *markup) releases(p *handbook.Policy) {
	all := p.Past.Releases
	m.table("versions", []string{"version", "in-force", "approved-by", "what-changed", "commit"}, len(all), func(row, column int) {
		switch r := all[len(all)-1-row]; column {
		case 0:
			m.release(r, p)
		case 1:
			m.inForce(r, p)
		case 2:
			m.approvers(r)
		case 3:
			m.reason(r.Summary, r.Material)
			if r.Changes != "" {
				if r.Material || r.Summary != "" {
					m.raw(` `)
				}
				m.page(r.Changes, m.site.sentence("changes-in", func(string) string { return r.Version }))
			}
		case 4:
			m.commit(r.Commit)
		}
	})
}

// release adds a link to the text of a release, with the days on which it was in force:
// first/last, without last while there is no end, one after the other.
func (m *markup) release(r handbook.Release, p *handbook.Policy) {
	m.raw(`<a data-days="`)
	for i, d := range stretches(r, p) {
		if i > 0 {
			m.raw(` `)
		}
		m.raw(d.First.String(), `/`)
		if !d.Last.IsZero() {
			m.raw(d.Last.String())
		}
	}
	m.raw(`" href="`)
	m.text(m.site.to(m.from, r.Page))
	m.raw(`">`)
	m.text(r.Version)
	m.raw(`</a>`)
}

// reason adds why a document changed, as somebody put it, and whether readers must act
// differently.
func (m *markup) reason(summary string, material bool) {
	if material {
		m.raw(`<strong>`, m.word("material"), `</strong> `)
	}
	m.text(summary)
}

// inForce adds the days on which a release was in force.
func (m *markup) inForce(r handbook.Release, p *handbook.Policy) {
	if len(r.Days) == 0 {
		m.raw(m.word("never-in-force"))
	}
	m.days(r, p, "days-range", m.shortDate)
}

// stretches are the days on which a release was in force. The last one ends with its
// document, which may be superseded or retired.
func stretches(r handbook.Release, p *handbook.Policy) []handbook.Stretch {
	days := slices.Clone(r.Days)
	for i, d := range days {
		if end := p.LastDay; p.Archived() && !end.IsZero() && !end.Before(d.First) && (d.Last.IsZero() || end.Before(d.Last)) {
			days[i].Last = end
		}
	}
	return days
}

// days adds the days on which a release was in force; both is the sentence for those
// that have an end.
func (m *markup) days(r handbook.Release, p *handbook.Policy, both string, date func(calendar.Date)) {
	for i, d := range stretches(r, p) {
		if i > 0 {
			m.raw(m.word("semicolon"))
		}
		key := both
		switch {
		case d.Last.IsZero() && (d.First.After(m.site.Today) || p.Archived()):
			key = "days-from"
		case d.Last.IsZero():
			key = "days-since"
		}
		m.sentence(key, func(place string) {
			date(map[string]calendar.Date{"from": d.First, "to": d.Last}[place])
		})
	}
}

func (m *markup) approvers(r handbook.Release) {
	people := m.site.people()
	for i, a := range r.Approvals {
		if i > 0 {
			m.raw(m.word("semicolon"))
		}
		if p := people[strings.ToLower(a.By)]; p != nil {
			m.person(p)
		} else {
			m.text(a.By)
		}
		if a.By != "" && !a.Date.IsZero() {
			m.raw(m.word("comma"))
		}
		m.shortDate(a.Date)
	}
}

// commit adds the day and the name of a commit.
func (m *markup) commit(c *handbook.Commit) {
	m.shortDate(c.Day)
	m.raw(` <span class="number">`)
	m.text(abbreviated(c))
	m.raw(`</span>`)
}

// abbreviated is as much of a commit's name as tells it from others; "" for no commit.
func abbreviated(c *handbook.Commit) string {
	if c == nil {
		return ""
	}
	return c.ID[:min(10, len(c.ID))]
}
