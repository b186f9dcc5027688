package render

import (
	"html/template"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// SincePage is what since.html is given: what changed from an edition to the one after it.
type SincePage struct {
	Page
	Lead    template.HTML // from which day to which
	Changes template.HTML // a list for each kind of change, or ""
}

// sincePath is where it is told, in the whole site, what changed since an edition.
func (e *Editions) sincePath(at int) string { return "editions/" + e.all[at].Name + ".changes.html" }

// sinceFiles are the pages that tell what changed since each edition.
func (s *site) sinceFiles() (files []output.File) {
	if s.editions == nil {
		return nil
	}
	for at := 1; at < len(s.editions.all); at++ {
		files = append(files, s.page(s.editions.sincePath(at), "since.html", func(path string) (any, error) { return s.sincePage(path, at) }))
	}
	return files
}

func (s *site) sincePage(path string, at int) (*SincePage, error) {
	old, new := s.editions.all[at], s.editions.all[at-1]
	page, err := s.sitePage(path, s.sentence("edition-since", func(string) string { return old.Title }), "")
	if err != nil {
		return nil, err
	}
	page.NoIndex = true
	p := &SincePage{Page: page}
	m := page.own
	key := "edition-since-next"
	if at == 1 {
		key = "edition-since-today"
	}
	m.sentence(key, func(place string) {
		switch place {
		case "from":
			m.date(old.Handbook.Today)
		case "to":
			m.date(new.Handbook.Today)
		default:
			m.editionTitle(at - 1)
		}
	})
	p.Lead = m.part()
	changes := handbook.Compare(old.Handbook, new.Handbook)
	for i, c := range changes {
		if i == 0 || changes[i-1].Kind != c.Kind {
			m.raw(`<section class="part"><h2>`, m.word("since-"+c.Kind.String()), `</h2><ul class="documents changes">`)
		}
		m.sinceItem(c, at)
		if i == len(changes)-1 || changes[i+1].Kind != c.Kind {
			m.raw("</ul></section>\n")
		}
	}
	p.Changes = m.part()
	return p, nil
}

// sinceItem adds what happened to a document since the edition at an index.
func (m *markup) sinceItem(c handbook.Change, at int) {
	e, p := m.site.editions, c.Policy
	folder := e.folder(at - 1)
	if c.Kind == handbook.Removed {
		folder = e.folder(at)
	}
	m.raw(`<li>`)
	m.link(m.site.to(m.from, folder+policyPath(p)), p.Title)
	if p.ID != "" {
		m.raw(` <span class="number">`)
		m.text(p.ID)
		m.raw(`</span>`)
	}
	if c.Kind != handbook.Removed {
		m.raw(`<p>`)
		m.text(m.site.changeKind(c))
		if c.Material || c.Summary != "" {
			m.raw(`<br>`)
			m.reason(c.Summary, c.Material)
		}
		m.raw(`</p>`)
		if c.Policy = e.lineage().Find(p, at-1, 0); c.Policy != nil {
			if to := changeDetails(c); to != "" {
				m.raw(`<p class="meta">`)
				m.changeLink(c, to)
				m.raw(`</p>`)
			}
		}
	}
	m.raw("</li>\n")
}
