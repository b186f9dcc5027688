package render

import (
	"html/template"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
)

// DocumentPage is what policy.html and procedure.html are given; procedures and
// forms have the latter. Fragments that have nothing to show are empty. A template
// places a fragment whole, between tags; all but Label are filled in when it is done.
type DocumentPage struct {
	Page
	Label    template.HTML     // kind and number in a line
	Summary  string            // one sentence, or ""
	TextAttr template.HTMLAttr // lang and dir of the document's title, summary and text, where they are not the page's
	Banner   template.HTML     // what a reader must know first, unless the document is plainly in force
	Facts    template.HTML     // rows of a <dl>: status, owner, scope, dates, version, what it carries out
	Details  template.HTML     // rows of a <dl>: everything else on record
	Planning template.HTML     // rows of a <dl>: why and how the document was made
	Contents template.HTML     // items of a list of headings; "" for short texts
	Body     template.HTML     // the text
	Changes  template.HTML     // of a next version: what it changes

	// What follows the text: sections, each under its heading.
	Tandem   template.HTML // the procedures of a policy, the policies of a procedure
	Practice template.HTML // granted exceptions, measures of success, rollout
	Links    template.HTML // related documents, references, documents that cite this one
	Record   template.HTML // revisions, approvals, reviews

	Pager template.HTML // links to the neighbours in the section
}

const (
	fewHeadings = 3  // from here on a text has a contents list
	citedShown  = 20 // documents listed that cite this one
	linkedShown = 40 // documents listed that are linked otherwise
)

func (s *site) documentFiles() []output.File {
	files := make([]output.File, 0, len(s.Policies))
	add := func(section *handbook.Section) {
		for i, p := range section.Policies {
			files = append(files, s.page(policyPath(p), documentTemplate(p), func(path string) (any, error) { return s.documentPage(path, p, section, i) }))
		}
	}
	add(s.Root)
	for _, section := range s.Sections {
		add(section)
	}
	return files
}

func isProcedure(p *handbook.Policy) bool { return p.Type == "procedure" || p.Type == "form" }

func documentTemplate(p *handbook.Policy) string {
	if isProcedure(p) {
		return "procedure.html"
	}
	return "policy.html"
}

// documentPage makes the page of a document, which stands in a section of the site at index.
func (s *site) documentPage(path string, p *handbook.Policy, section *handbook.Section, index int) (*DocumentPage, error) {
	page, err := s.newPage(path, section, index, p.Title, or(p.Summary, excerpt(p.Body().Text)))
	if err != nil {
		return nil, err
	}
	s.labelWith(&page, path, sheetName(p), p.Source.File(), s.contactOf(p), p.HistoryPage())
	page.HeadingID = p.Body().TitleID
	d := &DocumentPage{
		Page:     page,
		Summary:  p.Summary,
		TextAttr: template.HTMLAttr(s.foreign(p)),
	}
	m := page.own
	part := func(write func(*markup, *handbook.Policy)) template.HTML {
		write(m, p)
		return m.part()
	}
	m.label(p)
	d.Label = m.short()
	d.Banner = part((*markup).banners)
	d.Facts = part((*markup).facts)
	d.Details = part((*markup).details)
	d.Planning = part((*markup).planning)
	m.contents(p, func() { m.chips(p) })
	d.Contents = m.part()
	d.Body = part((*markup).body)
	if p.Next {
		if err := m.changes(p); err != nil {
			return nil, err
		}
		d.Changes = m.part()
	}
	d.Tandem = part((*markup).tandem)
	d.Practice = part((*markup).practice)
	d.Links = part((*markup).links)
	d.Record = part((*markup).record)
	m.pager(section.Policies, index)
	d.Pager = m.part()
	return d, nil
}

// label says what the document is, in a line.
func (m *markup) label(p *handbook.Policy) {
	m.text(m.site.kind(p))
	if p.ID != "" {
		m.raw(` · <span class="number">`)
		m.text(p.ID)
		m.raw(`</span>`)
	}
}

// sheetName names a document on paper and in letters: IT-101 v3.2.
func sheetName(p *handbook.Policy) string {
	name := or(p.ID, p.Title)
	if p.Version != "" {
		name += " v" + p.Version
	}
	return name
}

// contents lists the headings of level 2 and 3, below what the document is and, as seal
// writes it, how it stands.
func (m *markup) contents(p *handbook.Policy, seal func()) {
	headings := p.Body().Headings
	if !p.TOC || len(headings) < fewHeadings {
		return
	}
	m.raw(`<li class="seal"><a href="#main">`)
	m.text(or(p.ID, p.Title))
	m.raw(`</a> `)
	seal()
	m.raw(`</li>`)
	numbered := numbersHeadings(p)
	for _, h := range headings {
		switch {
		case h.Text == "":
			continue
		case h.Level == 2:
			m.raw(`<li>`)
		case h.Level == 3:
			m.raw(`<li class="sub">`)
		default:
			continue
		}
		m.raw(`<a href="`)
		m.text(fragment(h.ID))
		m.raw(`">`)
		if numbered {
			m.raw(`<span class="no">`, h.Number, `</span> `)
		}
		m.text(h.Text)
		m.raw(`</a></li>`)
	}
}

// facts are what a reader looks for first.
func (m *markup) facts(p *handbook.Policy) {
	m.row("status", func() { m.state(p) })
	m.row("version", func() {
		m.text(p.Version)
		if p.Next {
			m.raw(` <a href="#`, changesID, `">`, m.word("see-changes"), `</a>`)
		} else if past := p.HistoryPage(); past != "" && m.from == policyPath(p) {
			m.raw(" ")
			m.page(past, m.site.word("see-changes"))
		} else if len(p.Revisions) > 0 && m.from == policyPath(p) && !p.Body().HasAnchor(recordID) {
			m.raw(` <a href="#`, recordID, `">`, m.word("see-changes"), `</a>`)
		}
	})
	m.dateRow(beginning(p), p.Record.Effective)
	if p.LastDay.IsZero() || !p.Archived() {
		m.row("next-review", func() { m.nextReview(p) })
	}
	m.row("last-day", func() { m.lastDay(p.LastDay) })
	m.classRow(`<div class="mid">`, "owner", func() { m.people(one(p.Owner)) })
	m.longRow("scope", func() { m.text(m.site.scope(p.Scope)) })
	m.longRow("implements", func() { m.inline(p.Implements) })
	m.address(p)
}

// address adds where a printed copy came from, on paper only.
func (m *markup) address(p *handbook.Policy) {
	if url := m.site.absolute(policyPath(p)); url != "" {
		m.raw(`<div class="long paper"><dt>`, m.word("address"), `</dt><dd>`)
		m.text(url)
		m.raw(`</dd></div>`)
	}
}

// lastDay adds the last day in force and, while it lies ahead, how far away it is.
func (m *markup) lastDay(last calendar.Date) {
	m.date(last)
	if last.After(m.site.Today) {
		m.raw(" ")
		m.ago(last)
	}
}

// beginning names the first day in force as it must be read today.
func beginning(p *handbook.Policy) string {
	switch {
	case p.InForce():
		return "in-force-since"
	case p.Archived():
		return "was-in-force-from"
	case p.Judgement.State == handbook.NotYetEffective:
		return "in-force-from"
	}
	return "planned-from"
}

// inline adds the first few documents of a list, as links in a row.
func (m *markup) inline(list []*handbook.Policy) {
	const few = 3
	for i, p := range list[:min(few, len(list))] {
		if i > 0 {
			m.raw(m.word("comma"))
		}
		m.title(p)
	}
	if more := len(list) - few; more > 0 {
		m.raw(m.word("comma"), m.counted(more, "more-document"))
	}
}

// scope says whom a document binds, in a line.
func (s *site) scope(of handbook.Scope) string {
	switch {
	case of.Everyone:
		return s.word("everyone")
	case len(of.Audiences) > 0:
		titles := make([]string, len(of.Audiences))
		for i, a := range of.Audiences {
			titles[i] = a.Title
		}
		return strings.Join(titles, s.word("semicolon"))
	}
	return of.Text
}

// one gives the person as a list, or nothing for nobody.
func one(p *handbook.Person) []*handbook.Person {
	if p == nil {
		return nil
	}
	return []*handbook.Person{p}
}

// pager leads to the documents before and after the one at index.
func (m *markup) pager(list []*handbook.Policy, index int) {
	link := func(i int, rel string) {
		if i < 0 || i >= len(list) {
			return
		}
		m.raw(`<a rel="`, rel, `" href="`)
		m.text(m.site.to(m.from, policyPath(list[i])))
		m.raw(`"><span>`, m.word(rel), `</span> `)
		open, shut := "", ""
		if attributes := m.site.foreign(list[i]); attributes != "" {
			open, shut = `<bdi`+attributes+`>`, `</bdi>`
		}
		m.raw(open)
		m.text(list[i].Title)
		m.raw(shut, `</a>`)
	}
	link(index-1, "prev")
	link(index+1, "next")
}
