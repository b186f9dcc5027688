package render

// A document that is revised has two pages: its own, with what readers have of it, and
// beside it that of the next version. The latter is made of another handbook, that
// has the next versions, as a site of its own whose pages stand in the first: in its
// frame, and with links to its pages.

import (
	"html/template"
	"io/fs"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
)

// nextFiles are the pages of the next versions, which stand in the files of a folder.
func (s *site) nextFiles(next *handbook.Handbook, folder fs.FS) (files []output.File) {
	n := newSite(Input{Handbook: next, Theme: s.theme, Version: s.version, Editions: s.editions, Edition: s.edition})
	kept := texts{}
	n.content = kept
	n.main, n.mains = s, make(map[*handbook.Policy]*handbook.Policy, len(s.Policies))
	s.next = map[*handbook.Policy]*handbook.Policy{}
	byFile := make(map[string]*handbook.Policy, len(next.Policies))
	for _, p := range next.Policies {
		byFile[p.Source.Path] = p
	}
	add := func(section *handbook.Section) {
		for i, p := range section.Policies {
			following := byFile[p.Source.Path]
			if following == nil {
				continue
			}
			n.mains[following] = p
			if !following.Next || p.Standing == nil {
				continue
			}
			s.next[p] = following
			if raw, err := fs.ReadFile(folder, following.Source.File()); err == nil {
				kept[following.Source.File()] = raw
			}
			files = append(files, s.page(policyPath(following), documentTemplate(following), func(path string) (any, error) {
				return n.nextPage(path, following, section, i)
			}))
		}
	}
	add(s.Root)
	for _, section := range s.Sections {
		add(section)
	}
	return files
}

// texts are files as they were when the site was made, by their path: its pages must
// not change when somebody edits them.
type texts map[string][]byte

func (t texts) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (t texts) ReadFile(name string) ([]byte, error) {
	if text, ok := t[name]; ok {
		return text, nil
	}
	_, err := t.Open(name)
	return nil, err
}

// nextAttachments are the files that only next versions refer to.
func (s *site) nextAttachments(next *handbook.Handbook) (files []*handbook.Attachment) {
	known := make(map[string]bool, len(s.Files))
	for _, a := range s.Files {
		known[a.Path] = true
	}
	for _, a := range next.Files {
		if !known[a.Path] {
			files = append(files, a)
		}
	}
	return files
}

// nextPage makes the page of a next version, whose document stands in a section of
// the main site at index.
func (s *site) nextPage(path string, p *handbook.Policy, section *handbook.Section, index int) (*DocumentPage, error) {
	d, err := s.documentPage(path, p, section, index)
	if err != nil {
		return nil, err
	}
	d.NoIndex, d.Canonical = true, s.absolute(mainPath(p))
	d.HeadTitle = s.word("next-version") + ": " + d.HeadTitle
	d.Sheet = sheet(sheetName(p)+" · "+s.word("state-"+p.Judgement.State.String())) + "<style>" + template.HTML(redlineCSS) + "</style>\n"
	return d, nil
}

// mainPath is the page of a document or, of a next version, that of its release in force.
func mainPath(p *handbook.Policy) string {
	return p.Path + ".html"
}

// linked gives the document to which a link leads that names p: on the page of a
// next version other documents are those in force.
func (m *markup) linked(p *handbook.Policy) *handbook.Policy {
	if main := m.site.mains[p]; main != nil && policyPath(p) != m.from {
		return main
	}
	return p
}

// targetPath gives the page to which a link from a page leads that means a document:
// the next version of another one only where that alone has the anchor.
func (s *site) targetPath(from string, t handbook.Target) string {
	p := t.Policy
	if main := s.mains[p]; main != nil && policyPath(p) != from && (t.Anchor == "" || main.Body().HasAnchor(t.Anchor)) {
		return policyPath(main)
	}
	return policyPath(p)
}

// hasPage reports whether there is a page about a person.
func (s *site) hasPage(p *handbook.Person) bool {
	if s.main == nil {
		return len(p.Owns) > 0
	}
	main := s.main.people()[strings.ToLower(p.ID)]
	return main != nil && len(main.Owns) > 0 && main.Slug == p.Slug
}

// nextNotice says, on the page of a document, that there is a next version, and which
// approved ones come before it. On the day on which one comes into force the script says so.
func (m *markup) nextNotice(p, next *handbook.Policy) {
	for _, r := range p.Past.Releases {
		if len(r.Days) == 0 || !r.Days[0].First.After(m.site.Today) || next.Status == handbook.StatusApproved && r.Version == next.Version {
			continue
		}
		name, first := versionOf(m.site, r), r.Days[0].First
		m.notice(p, r.Page, func() { m.ahead(handbook.StatusApproved, name, first) })
		m.comes(r.Page, name, first)
	}
	m.notice(p, policyPath(next), func() { m.nextState(next) })
	if next.Status == handbook.StatusApproved {
		m.comes(policyPath(next), m.site.nextName(next), next.Record.Effective)
	}
}

// notice leads from the page of a document to a version that is to follow it.
func (m *markup) notice(p *handbook.Policy, page string, state func()) {
	once := ""
	if p.Judgement.State == handbook.InForce { // else another banner is that of the state
		once = " data-banner"
	}
	m.raw(`<p class="banner banner-next"`, once, `>`)
	state()
	m.raw(" ")
	m.page(page, m.site.word("next-read"))
	m.raw(`</p>`)
}

// comes is what the script says from the day on on which a version comes into force.
func (m *markup) comes(page, name string, first calendar.Date) {
	m.raw(`<template data-from="`, first.String(), `"><p class="banner banner-superseded" data-banner><strong>`)
	m.sentence("banner-state", func(string) { m.raw(m.word("next-late")) })
	m.raw(`</strong> `)
	m.sentence("next-now", func(place string) {
		if place == "date" {
			m.date(first)
		} else {
			m.text(name)
		}
	})
	m.raw(" ")
	m.page(page, m.site.word("next-read"))
	m.raw(`</p></template>`)
}

// nextBanner says, on the page of a next version, that it is none yet, and leads to
// the text in force or, where none is, to what was before.
func (m *markup) nextBanner(p *handbook.Policy) {
	m.raw(`<p class="banner banner-`, p.Judgement.State.String(), `" data-banner><strong>`)
	m.sentence("banner-state", func(string) { m.raw(m.word("next-version")) })
	m.raw(`</strong> `)
	m.nextState(p)
	m.raw(" ")
	key := "next-in-force"
	if m.site.mains[p].Archived() {
		key = "next-after"
	}
	m.sentence(key, func(string) { m.page(mainPath(p), m.site.standing(p)) })
	m.raw(` <a href="#`, changesID, `">`, m.word("next-changes"), `</a></p>`)
}

// changesID is the anchor of what a next version changes. The ids of a redline begin like it.
const changesID = "redline-all"

// changes says what a next version changes of the one before it.
func (m *markup) changes(p *handbook.Policy) error {
	m.raw(`<section class="part" id="`, changesID, `"><h2>`, m.word("next-changes"), `</h2><p>`)
	key := "next-compared"
	if m.site.mains[p].Archived() {
		key = "next-compared-after"
	}
	m.sentence(key, func(string) { m.page(mainPath(p), m.site.standing(p)) })
	m.raw(`</p>`)
	if err := m.redline(m.site.mains[p], p); err != nil {
		return err
	}
	m.raw(`</section>`)
	return nil
}

// standing names the version in force.
func (s *site) standing(p *handbook.Policy) string {
	return s.sentence("label-version", func(string) string { return p.Standing.Version })
}

// nextState says how far a next version is.
func (m *markup) nextState(p *handbook.Policy) {
	m.ahead(p.Status, m.site.nextName(p), p.Record.Effective)
}

// ahead says how far a version is that is not in force yet.
func (m *markup) ahead(status handbook.Status, name string, first calendar.Date) {
	m.sentence("ahead-"+status.String(), func(place string) {
		if place == "date" {
			m.date(first)
		} else {
			m.text(name)
		}
	})
}

// nextName is what a next version is called: its authors may give it its number later.
func (s *site) nextName(p *handbook.Policy) string {
	if p.Version == "" || p.Version == p.Standing.Version {
		return s.word("next-unnumbered")
	}
	return s.sentence("label-version", func(string) string { return p.Version })
}
