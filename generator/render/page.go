package render

import (
	"html/template"
	"path"
	"strconv"
	"strings"
	"sync"

	"policybook/generator/handbook"
)

// Page is what every page is given; base.html prints it.
type Page struct {
	Frame
	Heading     string        // the page's title and h1
	HeadingID   string        // anchor of the h1, or ""
	HeadTitle   string        // of the browser's window: "Passwords – IT Handbook"
	Description string        // one sentence
	Canonical   string        // full URL, or "" when nobody said where the site is published
	NoIndex     bool          // search engines leave the page out
	Banner      template.HTML // that the page is of an earlier state of the handbook, or ""
	Sheet       template.HTML // a <style> that names the document on each printed sheet
	PDF         string        // URL of the page, or of the section it is about, as a PDF, or ""
	Actions     template.HTML // what readers can do about the page, in a line: edit it, ask about it

	own *markup // has the fragments that stand in the page as marks
}

// fragments gives what fills in the page's marks.
func (p *Page) fragments() *markup { return p.own }

// Frame is what pages of one folder share; header.html, nav.html and footer.html
// print it, once for all of them, as Header, Nav and Footer.
type Frame struct {
	Lang         string // language tag of the handbook
	Handbook     string // its title
	Organization string
	Day, Zone    string        // the day for which states are judged, YYYY-MM-DD; the time zone in which days begin, "" for a page of the past, which time leaves as it is
	Logo         string        // URL of a picture, or ""
	Root         string        // URL of the site's root: "", "../" and so on
	Reports      template.CSS  // reports.css, for a page that is not a document
	Home         string        // URL of the home page
	Search       string        // URL of the search page
	Query        string        // what the reader asked, on the answer of a server; else ""
	Note         string        // the team's line at the foot of each page
	Date         template.HTML // the day for which states are judged
	Commit       string        // the commit at which the handbook stands, abbreviated, or ""
	Links        []Link        // the pages about the whole handbook
	Sections     []Link        // the navigation
	More         []Link        // further pages about the whole handbook
	Editions     template.HTML // stands for the list of editions, "" without any

	Header, Nav, Footer template.HTML
	Crumbs              template.HTML // the way from the home page to the page's section, as items of a list
}

// Link leads to a page.
type Link struct {
	Title, URL string
	Items      []Link // what stands in a section that is open
	More       bool   // it leads to the rest of a list that is cut here
}

// pageLink names a page about the whole handbook, by a word of the interface.
type pageLink struct{ title, path string }

// sitePages stand in the header of each page, as many as fit on one line,
// morePages at its foot; the menu of a phone has both.
var (
	sitePages = []pageLink{
		{"register", "register.html"},
		{"a-z", "a-z.html"},
		{"audiences-link", "audiences/index.html"},
		{"review-link", "reviews.html"},
		{"about-link", "about-this-handbook.html"},
	}
	morePages = []pageLink{
		{"changes", "changes.html"},
		{"owners", "owners/index.html"},
		{"glossary", "glossary.html"},
		{"archive", "archive.html"},
		{"coverage", "coverage.html"},
		{"standards", "controls/index.html"},
		{"print-link", "print/index.html"},
	}
)

type frameKey struct {
	folder  string // of the page
	section *handbook.Section
	chunk   int // which stretch of the section's documents the navigation shows
}

// newPage gives what a page of a section begins with. Index is its place among
// the section's documents, for the navigation; pages about the whole handbook
// stand in the root.
func (s *site) newPage(from string, section *handbook.Section, index int, heading, description string) (Page, error) {
	frame, err := s.frame(from, section, index)
	p := Page{Frame: frame, Heading: heading, HeadTitle: heading, Description: description, own: s.pooled(from)}
	if heading != s.Title {
		p.HeadTitle += " – " + s.Title
	}
	if description == "" {
		p.Description = p.HeadTitle
	}
	list, here := s.switcher(from), ""
	if from == notFound {
		p.NoIndex = true
	} else {
		p.Canonical, p.PDF = s.absolute(from), s.pdf(from)
		s.past(&p, from)
		here = template.HTMLEscapeString(rel(from, from))
	}
	for _, part := range []*template.HTML{&p.Nav, &p.Header, &p.Footer} {
		*part = p.own.placed(*part, here, list)
	}
	return p, err
}

// sitePage begins a page about the whole handbook.
func (s *site) sitePage(from, heading, description string) (Page, error) {
	p, err := s.newPage(from, s.Handbook.Root, 0, heading, description)
	if from != notFound {
		s.label(&p, from, heading, "", s.Contact)
	}
	return p, err
}

// label gives a page the name that is printed on each sheet, and what readers
// can do about it. File is what the page is made of, "" for a page without source.
func (s *site) label(p *Page, from, name, file, contact string) {
	s.labelWith(p, from, name, file, contact, "")
}

// labelWith is label for a page with a history, whose path may be "" for none.
func (s *site) labelWith(p *Page, from, name, file, contact, history string) {
	p.Sheet = sheet(name)
	about := name
	if name != p.Heading {
		about += ": " + p.Heading
	}
	p.Actions = s.actions(from, about, file, contact, history)
}

// excerpt gives the beginning of a text, for those who find its page by a search.
func excerpt(text string) string {
	const most = 160 // bytes
	if len(text) > most {
		text = text[:max(0, strings.LastIndexAny(text[:most], " \n"))] + "…"
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// sheet gives the style that prints a name in the margin of each sheet. What
// might end the text or the style is escaped.
func sheet(name string) template.HTML {
	b := append(make([]byte, 0, len(name)+64), `<style>:root{--doc:"`...)
	for i := range len(name) {
		switch c := name[i]; {
		case c < ' ' || strings.IndexByte("\"\\<>&", c) >= 0:
			b = append(b, '\\')
			b = strconv.AppendUint(b, uint64(c), 16)
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
	}
	return template.HTML(append(b, " · \"}</style>\n"...))
}

// logo gives the URL of the handbook's logo as seen from a page, or "".
func (s *site) logo(from string) string {
	if s.Logo == nil {
		return ""
	}
	return s.to(from, s.Logo.Path)
}

// placed gives a part of the frame as it stands on one page: the link to the page itself, href,
// is marked, unless it is "", and the list of editions stands in its place.
func (m *markup) placed(part template.HTML, href, list string) template.HTML {
	before, after, current := string(part), "", false
	link := ` href="` + href + `"`
	if href != "" {
		before, after, current = strings.Cut(before, link)
	}
	if !current && (list == "" || !strings.Contains(before, string(switchMark))) {
		return part
	}
	m.switched(before, list)
	if current {
		m.raw(link, ` aria-current="page"`)
		m.switched(after, list)
	}
	return m.part()
}

// frame gives what a page shares with others; it is made when the first of them asks.
func (s *site) frame(from string, section *handbook.Section, index int) (Frame, error) {
	if s.main != nil {
		return s.main.frame(from, section, index)
	}
	key := frameKey{folder: path.Dir(from), section: section, chunk: navChunk(section, index)}
	if from == notFound {
		key.folder = notFound
	}
	if f, ok := s.frames.Load(key); ok {
		return f.(func() (Frame, error))()
	}
	f, _ := s.frames.LoadOrStore(key, sync.OnceValues(func() (Frame, error) {
		return s.newFrame(from, section, key.chunk)
	}))
	return f.(func() (Frame, error))()
}

func (s *site) newFrame(from string, section *handbook.Section, chunk int) (Frame, error) {
	day := s.markup(from)
	day.date(s.Today)
	f := Frame{
		Lang:         s.Language,
		Handbook:     s.Title,
		Organization: s.Organization,
		Day:          s.Today.String(),
		Zone:         s.Zone,
		Root:         s.root(from),
		Reports:      template.CSS(s.theme.files[reportsFile]),
		Home:         s.to(from, "index.html"),
		Search:       s.to(from, searchPath),
		Logo:         s.logo(from),
		Note:         s.Handbook.Footer,
		Date:         day.html(),
		Commit:       abbreviated(s.Commit),
		Sections:     s.navigation(from, section, chunk),
		Crumbs:       s.crumbs(from, section),
	}
	links := func(pages []pageLink) (links []Link) {
		for _, p := range pages {
			if s.has(p.path) && (p.path != "glossary.html" || len(s.Terms) > 0) {
				links = append(links, Link{Title: s.word(p.title), URL: s.to(from, p.path)})
			}
		}
		return links
	}
	f.Links, f.More = links(sitePages), links(morePages)
	if s.OfThePast() {
		f.Zone = ""
	}
	if s.editions != nil {
		f.Editions = switchMark
	}
	var err error
	for _, part := range []struct {
		to   *template.HTML
		file string
	}{{&f.Header, "header.html"}, {&f.Nav, "nav.html"}, {&f.Footer, "footer.html"}} {
		if *part.to, err = s.fragment(part.file, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// crumbs gives the way down to a section, the section included.
func (s *site) crumbs(from string, section *handbook.Section) template.HTML {
	m := s.markup(from)
	var walk func(*handbook.Section)
	walk = func(at *handbook.Section) {
		title := at.Title
		if at.Parent != nil {
			walk(at.Parent)
		} else {
			title = s.word("home")
		}
		m.raw(`<li>`)
		m.page(sectionPath(at), title)
		m.raw(`</li>`)
	}
	walk(section)
	return m.html()
}
