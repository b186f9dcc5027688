package render

import (
	"html/template"
	"slices"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// Every release of a document has a page with its text as it was, unless that is what
// the page of the document shows, and every one but the first a page that says what
// changed. They are made from the past when they are written. No list has them but the
// history of their document, and search engines are led to the document itself.

// RedlinePage is what redline.html is given: what changed from one version of a document to the next.
type RedlinePage struct {
	Page
	Style   template.CSS  // of Redline
	Texts   template.HTML // which versions, as links
	Summary string        // what somebody said of the change, or ""
	Redline template.HTML // what changed
}

// releaseFiles are the pages of a document's releases; index is its place in the section.
func (s *site) releaseFiles(p *handbook.Policy, index int) (files []output.File) {
	for i, r := range p.Past.Releases {
		if !p.Current(r) {
			files = append(files, s.page(r.Page, documentTemplate(p), func(string) (any, error) { return s.releasePage(p, r, index) }))
		}
		if r.Changes != "" {
			before := p.Past.Releases[i-1]
			files = append(files, s.page(r.Changes, "redline.html", func(string) (any, error) { return s.redlinePage(p, before, r, index) }))
		}
	}
	return files
}

// pastPage begins a page about an earlier state of a document.
func (s *site) pastPage(path string, p *handbook.Policy, index int, name, heading, description string) (Page, error) {
	page, err := s.newPage(path, p.Section, index, heading, description)
	page.Canonical, page.NoIndex = s.absolute(policyPath(p)), true
	s.labelWith(&page, path, name, "", s.contactOf(p), p.HistoryPage())
	return page, err
}

// releasePage is the page of a release. When its text cannot be read, the page says so.
func (s *site) releasePage(p *handbook.Policy, r handbook.Release, index int) (*DocumentPage, error) {
	q, lost := s.Released(p, r)
	if lost != nil {
		q = &handbook.Policy{Source: p.Source, Page: r.Page, ID: p.ID, Type: p.Type, Title: p.Title, Version: r.Version}
	}
	page, err := s.pastPage(r.Page, p, index, sheetName(q), q.Title, s.sentence("release-of", func(place string) string {
		return map[string]string{"version": r.Version, "title": q.Title}[place]
	}))
	if err != nil {
		return nil, err
	}
	page.HeadTitle = q.Title + s.word("comma") + versionOf(s, r) + " – " + s.Title
	d := &DocumentPage{Page: page, Summary: q.Summary, TextAttr: template.HTMLAttr(s.foreign(q))}
	m := page.own
	part := func(write func()) template.HTML {
		write()
		return m.part()
	}
	m.label(q)
	d.Label = m.short()
	d.Banner = part(func() { m.releaseBanner(p, r) })
	d.Facts = part(func() { m.releaseFacts(p, q, r) })
	if lost != nil {
		d.Body = part(func() { m.raw(`<p>`, m.word("release-lost"), `</p>`) })
		return d, nil
	}
	d.HeadingID = q.Body().TitleID
	d.Details = part(func() { m.details(q) })
	d.Planning = part(func() { m.planning(q) })
	d.Contents = part(func() { m.contents(q, func() { m.text(versionOf(s, r)) }) })
	d.Body = part(func() { m.body(q) })
	d.Practice = part(func() { m.success(q); m.rollout(q) })
	d.Links = part(func() { m.references(q) })
	d.Record = part(func() { m.record(q) })
	return d, nil
}

// versionOf names a release in a line: Version 2.1.
func versionOf(s *site, r handbook.Release) string { return s.word("version") + " " + r.Version }

// releaseFacts are what a reader of an earlier text looks for first: q is p as it was released.
func (m *markup) releaseFacts(p, q *handbook.Policy, r handbook.Release) {
	m.textRow("version", r.Version)
	m.row("in-force", func() { m.inForce(r, p) })
	m.row("approved-by", func() { m.approvers(r) })
	m.row("what-changed", func() { m.reason(r.Summary, r.Material) })
	m.classRow(`<div class="mid">`, "owner", func() { m.people(one(q.Owner)) })
	m.longRow("scope", func() { m.text(m.site.scope(q.Scope)) })
	m.address(q)
}

// releaseBanner says that a text is not that of its document's page, and leads there.
func (m *markup) releaseBanner(p *handbook.Policy, r handbook.Release) {
	key, kind := "release-past", handbook.Superseded.String()
	days := stretches(r, p)
	switch {
	case len(days) == 0:
		key = "release-never"
	case days[0].First.After(m.site.Today):
		key, kind = "release-ahead", handbook.NotYetEffective.String()
	case slices.ContainsFunc(days, func(d handbook.Stretch) bool { return d.Has(m.site.Today) }) && !p.Archived():
		key, kind = "release-now", "implied"
	}
	m.raw(`<p class="banner banner-`, kind, `"><strong>`)
	m.text(versionOf(m.site, r))
	m.raw(`</strong> `)
	m.sentence(key, func(place string) {
		if place == "version" {
			m.text(r.Version)
		} else {
			m.days(r, p, "release-range", m.date)
		}
	})
	m.raw(" ")
	m.today(p)
	m.raw(`</p>`)
}

// today leads from an earlier text to what binds readers now.
func (m *markup) today(p *handbook.Policy) {
	now, ok := p.Past.InForce(m.site.Today)
	switch {
	case p.Archived():
		m.sentence("release-ended", func(string) { m.policy(p) })
	case ok && now.Page != m.from && !p.Current(now):
		m.sentence("release-current", func(string) { m.page(now.Page, versionOf(m.site, now)) })
	case ok && p.Current(now):
		m.sentence("release-current", func(string) {
			m.title(p)
			m.raw(m.word("comma"))
			m.text(versionOf(m.site, now))
		})
	default:
		m.sentence("release-document", func(string) { m.policy(p) })
	}
}

// redlinePage is the page that says what changed from one release to the next.
func (s *site) redlinePage(p *handbook.Policy, before, r handbook.Release, index int) (*RedlinePage, error) {
	heading := s.sentence("changes-in-of", func(place string) string {
		return map[string]string{"version": r.Version, "title": p.Title}[place]
	})
	page, err := s.pastPage(r.Changes, p, index, or(p.ID, p.Title)+" v"+before.Version+"–"+r.Version, heading, r.Summary)
	if err != nil {
		return nil, err
	}
	m := page.own
	m.sentence("changes-between", func(place string) {
		of := map[string]handbook.Release{"old": before, "new": r}[place]
		m.page(of.Page, versionOf(s, of))
		m.raw(` (`)
		m.inForce(of, p)
		m.raw(`)`)
	})
	l := &RedlinePage{Page: page, Style: redlineCSS, Texts: m.part(), Summary: r.Summary}
	old, lost := s.Released(p, before)
	new, err := s.Released(p, r)
	if lost == nil && err == nil {
		err = m.redline(old, new)
	}
	if lost != nil || err != nil {
		m.raw(`<p>`, m.word("changes-lost"), `</p>`)
	}
	l.Redline = m.part()
	return l, nil
}
