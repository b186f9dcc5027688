package render

import (
	"html/template"
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
			if hasHistory(p) {
				files = append(files, s.page(historyPath(p), "history.html", func(path string) (any, error) { return s.historyPage(path, p, i) }))
			}
		}
	}
	add(s.Root)
	for _, section := range s.Sections {
		add(section)
	}
	return files
}

// hasHistory reports whether a document has a page about its past.
func hasHistory(p *handbook.Policy) bool { return p.Past != nil && len(p.Past.Releases) > 0 }

func historyPath(p *handbook.Policy) string {
	return strings.TrimSuffix(policyPath(p), ".html") + ".history.html"
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
			m.text(r.Version)
		case 1:
			m.inForce(r, p)
		case 2:
			m.approvers(r)
		case 3:
			if r.Material {
				m.raw(`<strong>`, m.word("material"), `</strong> `)
			}
			m.text(r.Summary)
		case 4:
			m.commit(r.Commit)
		}
	})
}

// inForce adds the days on which a release was in force. The last one ends with its
// document, which may be superseded or retired.
func (m *markup) inForce(r handbook.Release, p *handbook.Policy) {
	if len(r.Days) == 0 {
		m.raw(m.word("never-in-force"))
	}
	for i, d := range r.Days {
		if i > 0 {
			m.raw(m.word("semicolon"))
		}
		last := d.Last
		if end := p.LastDay; p.Archived() && !end.IsZero() && !end.Before(d.First) && (last.IsZero() || end.Before(last)) {
			last = end
		}
		key := "days-range"
		switch {
		case last.IsZero() && (d.First.After(m.site.Today) || p.Archived()):
			key = "days-from"
		case last.IsZero():
			key = "days-since"
		}
		m.sentence(key, func(place string) {
			day := map[string]calendar.Date{"from": d.First, "to": last}[place]
			m.shortDate(day)
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
