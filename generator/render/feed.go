package render

import (
	"cmp"
	"encoding/xml"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
)

// Feeds of changes are Atom (RFC 4287): one for the handbook, one for each section with
// all that stands below it, one for each audience with what binds it. An entry needs an
// id that no other handbook has and a link that works in the reader's program, so there
// are feeds only when the handbook says where it is published. What was committed after its
// first day is as new as its commit: programs pass over what is older than what they know.

const feedEntries = 50 // the latest

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// feedOf is what a feed tells: at most the latest feedEntries changes.
type feedOf struct {
	path, page string // of the feed, and of the page about the same documents
	title      string
	changes    []handbook.Change
}

// allFeeds gives the feeds that have entries, by path.
func (s *site) allFeeds() map[string]*feedOf {
	feeds := map[string]*feedOf{}
	if s.BaseURL == "" || s.OfThePast() {
		return feeds
	}
	whole, sections := &feedOf{path: "changes.atom", page: "changes.html", title: s.Title}, map[*handbook.Section]*feedOf{}
	for _, section := range s.Sections {
		sections[section] = &feedOf{path: sectionFeed(section), page: sectionPath(section), title: section.Title}
	}
	audiences := s.ShownAudiences()
	bound := make([]*feedOf, len(audiences))
	for i, a := range audiences {
		bound[i] = &feedOf{path: audienceFeed(a), page: a.Page(), title: a.Title}
	}
	changes := slices.Clone(s.Changes())
	slices.SortStableFunc(changes, func(a, b handbook.Change) int { return b.Told.Compare(a.Told) })
	for _, c := range changes {
		whole.add(c)
		for at := c.Policy.Section; at.Parent != nil; at = at.Parent {
			sections[at].add(c)
		}
		for i, f := range bound {
			if f.full() {
				continue
			}
			if r := c.Policy.Reach(audiences[i]); r == handbook.Named || r == handbook.General {
				f.add(c)
			}
		}
	}
	for _, f := range slices.Concat([]*feedOf{whole}, slices.Collect(maps.Values(sections)), bound) {
		if len(f.changes) > 0 {
			feeds[f.path] = f
		}
	}
	return feeds
}

func (f *feedOf) full() bool { return len(f.changes) == feedEntries }

func (f *feedOf) add(c handbook.Change) {
	if !f.full() {
		f.changes = append(f.changes, c)
	}
}

func sectionFeed(s *handbook.Section) string { return path.Join(s.Slug, "changes.atom") }

func audienceFeed(a *handbook.Audience) string {
	return strings.TrimSuffix(a.Page(), ".html") + ".atom"
}

func (s *site) feedFiles() (files []output.File) {
	for path, f := range s.feeds() {
		files = append(files, output.File{Path: path, Write: func(w io.Writer) error { return s.writeFeed(w, f) }})
	}
	slices.SortFunc(files, func(a, b output.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// feed gives the URL of a feed as seen from a page, or "" when there is none.
func (s *site) feed(from, path string) string {
	if s.feeds()[path] == nil {
		return ""
	}
	return s.to(from, path)
}

func (s *site) writeFeed(w io.Writer, f *feedOf) error {
	title := s.word("changes")
	if f.title != s.Title {
		title += ": " + f.title
	}
	feed := atomFeed{
		Lang: s.Language, ID: s.absolute(f.path), Title: title + " – " + s.Title, Author: cmp.Or(s.Organization, s.Title),
		Updated: instant(f.changes[0].Told),
		Links:   []atomLink{{"self", "application/atom+xml", s.absolute(f.path)}, {"alternate", "text/html", s.absolute(f.page)}},
	}
	for _, c := range f.changes {
		feed.Entries = append(feed.Entries, s.feedEntry(c))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *site) feedEntry(c handbook.Change) atomEntry {
	p := c.Policy
	e := atomEntry{
		ID: s.changeID(c), Title: p.Title + " – " + s.changeKind(c), Updated: instant(c.Told),
		Links:      []atomLink{{"alternate", "text/html", s.absolute(policyPath(p))}},
		Categories: []atomCategory{{c.Kind.String()}},
	}
	var said []string
	if c.Material {
		e.Categories = append(e.Categories, atomCategory{"material"})
		said = append(said, s.word("material"))
	}
	said = append(said, cmp.Or(c.Summary, s.changeKind(c)))
	if scope := s.scope(p.Scope); scope != "" {
		said = append(said, "("+s.word("scope")+": "+scope+")")
	}
	e.Summary = strings.Join(said, " ")
	if to := changeDetails(c); to != "" {
		e.Links = append(e.Links, atomLink{"related", "text/html", s.absolute(to)})
	}
	return e
}

// changeID names a change for ever: by the handbook's host, the day, the number of the
// document or where it stands, and its version or what became of it.
func (s *site) changeID(c handbook.Change) string {
	host := ""
	if u, err := url.Parse(s.BaseURL); err == nil {
		host = strings.ToLower(u.Hostname())
	}
	what := cmp.Or(c.Version, "version")
	if !c.Kind.Starts() {
		what = c.Kind.String()
	}
	return "tag:" + host + "," + c.Day.String() + ":" + url.PathEscape(cmp.Or(strings.ToLower(c.Policy.ID), c.Policy.Path)) + "/" + url.PathEscape(what)
}

// instant gives the beginning of a day as RFC 3339 has it.
func instant(d calendar.Date) string { return d.String() + "T00:00:00Z" }
