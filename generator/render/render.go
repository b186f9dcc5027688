// Package render makes what people and machines read of a handbook: its pages
// and data files.
//
// # Files
//
//	index.html             home: categories, where to start, what is due, what changed
//	<section>/index.html   a section: its text, subsections and documents
//	<path>.html            a document, as a policy or as a procedure
//	<path>.next.html       the version that follows the one in force, while that is written or waits for its day
//	<path>.history.html    the versions of a document that were approved, when its past is known
//	<path>.v<version>.html  an earlier version; <path>.v<version>.changes.html what changed with a version
//	register.html          every document in one table; also register.csv, register.json
//	owners/index.html      who owns what; owners/<name>.html one owner
//	audiences/index.html   who is bound by what; audiences/<id>.html what applies to one audience
//	coverage.html          which topics the documents cover, and which none does
//	controls/index.html    how far standards are met; controls/<standard>.html control by control, also .csv
//	reviews.html           when each document is reviewed; also reviews.ics, owners/<name>.ics
//	archive.html           superseded, retired and expired documents
//	changes.html           what changed lately and what is to come; changes-<year>.html in a year before
//	changes.atom           the same as a feed, when the handbook says where it is published; also <section>/changes.atom, audiences/<id>.atom
//	a-z.html               all titles, terms and acronyms by letter
//	glossary.html          terms, and where they are used
//	about-this-handbook.html   how to read the states; which day this edition shows
//	404.html               what a server shows in place of a missing page
//	id/<number>.html       a permanent address for each document number
//	api/pages.json         every document, for programs
//	editions/<name>/       the handbook as it stood when an edition was made, a site like this one
//	editions/<name>.changes.html   what changed from that edition to the one after it
//	search/e/              the texts that are found in editions
//	print/index.html       the whole handbook on one page, for printing; print/<section>.html one section
//	search.html            what the search finds
//	assets/style.css       the theme's stylesheet with the team's accent colour
//	assets/logo.svg        the team's logo, or logo.png
//	assets/site.js         the theme's script
//	assets/register.js     its script for the register
//	assets/history.js      its script for histories
//	assets/changes.js      its script for the pages of changes
//	assets/search.css, search/search.js   its stylesheet and scripts for the search, which pages fetch when it is used
//	sitemap.xml, robots.txt   when the handbook says where it is published
//	*.pdf                  when there is somebody who prints: beside each document and each page below print/
//
// and a redirect for each old path, and the attachments.
//
// Links are relative and name the file, so that the same files work on any host,
// under any path, and from a disk. 404.html alone links from the root of the host.
//
// # Pages
//
// A page is a pure function of the handbook and its path, rendered when its
// output.File is written; pages may be written at the same time, in any order,
// and give the same bytes each time. Each kind of page has a struct, which says
// what its template is given. What pages of a folder have in common (header,
// navigation, footer) is rendered once. No page grows with the handbook but
// the register, the pages for printing, the data files and the sitemap.
//
// # Templates
//
// A theme's templates are html/template. A page's template defines "main", which
// base.html puts between header and footer, and may define "head" for what the
// page needs in its head; parts.html holds pieces for several
// kinds. Texts are escaped by the template; fields of type template.HTML are
// markup that is already safe.
//
// # Words
//
// Every word of the interface is a message in the theme's words files, one file
// for each language: words/en.json has them all, words/de.json says them in
// German. A file is one JSON object:
//
//	"home": "Home"                                        a word
//	"as-of": "States as of {date}"                        a sentence with a place for a value
//	"document": {"one": "# document", "other": "# documents"}   a number of things
//
// The texts of a number of things are chosen by the categories of CLDR (zero, one,
// two, few, many, other); # stands for the number, and other is always there.
// Months, the patterns of dates (of {d}, {dd}, {m}, {mm}, {mon}, {month}, {yyyy})
// and separators are messages too.
//
// The handbook's language decides: for de-AT a message is taken from de-AT.json,
// else de.json, else en.json, each as the team's theme overrides it, key by key.
// A translation has the keys and places of English, in any order of words.
//
// Go code asks site.word, counted and sentence for text, and the methods of
// markup with the same names for markup. In files of the theme words are filled
// in when the theme is made, so they cost a page nothing:
//
//	{{t "home"}}                    in a template or, between quotes, in style.css: the word, escaped for its place
//	{{t "as-of" "date" .Date}}      in a template: a sentence with what stands at its places
//	{{t "document"}}                in a script: a JavaScript string with places as they are, or an object of strings by category
//
// Two words stand in no file: language is the tag of the words file in use, dir
// is ltr or rtl, as the handbook's language is written.
package render

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// site is what the pages of one handbook share.
type site struct {
	*handbook.Handbook
	*words  // of the interface
	theme   *Theme
	content fs.FS // the folder that the handbook was read from
	version string
	base    string // path of the site on its host, with slashes at both ends
	edit    string // pattern of the addresses at which sources are edited, or ""

	main     *site                                 // whose next versions this one has; nil for the site itself
	next     map[*handbook.Policy]*handbook.Policy // next versions, by the documents of Handbook
	mains    map[*handbook.Policy]*handbook.Policy // the other way round, of all documents; nil but with main
	editions *Editions                             // nil when there is but one
	edition  int                                   // which of them this is; 0 is today's

	pdfs  map[string]string      // page → its PDF; nil when there are none
	first map[string]output.File // template → the first page made with it, when the team has files of its own

	frames     sync.Map                                          // frameKey → func() (Frame, error), computed once
	exceptions func() map[*handbook.Policy][]*handbook.Exception // by document
	procedures func() map[*handbook.Section][]*handbook.Policy   // that put a section's documents into practice from elsewhere
	people     func() map[string]*handbook.Person                // by id, in lower case
	json       func() (map[*handbook.Policy][]byte, error)       // each document as an Entry
	places     func() map[string]*handbook.Section               // of documents and sections, by output path
	stub       func() []string                                   // the redirect in pieces, or nil
	changed    func() *changed                                   // what happened to the documents
	feeds      func() map[string]*feedOf                         // by path
	buffers    sync.Pool                                         // of *bytes.Buffer
	fragments  sync.Pool                                         // of *markup
}

// Input is what a site is made of.
type Input struct {
	Handbook *handbook.Handbook // without errors
	Next     *handbook.Handbook // the same with the next versions of documents, without errors; nil when there are none
	Theme    *Theme
	Content  fs.FS         // the folder that Attachment.Source is relative to
	Version  string        // of the generator, for the about page
	Print    Print         // makes a PDF of each document, section and of the whole handbook; nil for none
	More     []output.File // further files of the site
	Last     *output.Site  // an earlier site of the same handbook, from which the order of the files is taken over; or nil
	Same     bool          // the paths are those of Last: nothing has changed but texts

	Editions *Editions // of which the handbook is one; nil when there are no others
	Edition  int       // which of them it is: 0 is today's, 1 the latest before
}

// Site gives the compiled site of a handbook. Nothing is rendered yet: each file
// is when it is written. Site fails when two files claim the same path. Try makes
// the first page of each kind, if the team has files of its own, and fails with a
// *Problem when a template of the team's does: it is found before anything is
// published.
func Site(in Input) (all *output.Site, try func() error, err error) {
	s := newSite(in)
	s.content = in.Content
	lists := s.lists(in)
	if in.Print != nil {
		var files []output.File
		for _, list := range lists {
			files = append(files, list()...)
		}
		files = append(files, s.printed(files, in.Print, &all)...)
		lists = []func() []output.File{func() []output.File { return files }}
	}
	if in.Same && len(s.theme.ours) == 0 { // else the first page of each kind is wanted at once
		return in.Last.Later(lists...), s.try, nil
	}
	all, err = in.Last.Again(lists...)
	return all, s.try, err
}

// lists gives the files of the site in parts, each to be made when it is needed.
func (s *site) lists(in Input) []func() []output.File {
	lists := []func() []output.File{s.lookFiles, s.handbookFiles, s.sectionFiles, s.documentFiles, s.historyFiles, s.ownerFiles, s.audienceFiles,
		s.controlFiles, s.bookFiles, s.changeFiles}
	if in.Edition == 0 { // nobody has an address of an edition that is not a page of it
		lists = append(lists, s.redirectFiles, s.permalinkFiles, s.sitemapFiles, s.sinceFiles, func() []output.File {
			return []output.File{s.page(notFound, "notfound.html", s.notFoundPage)}
		})
	}
	content, more, attachments := in.Content, in.More, in.Handbook.Files // not in itself, which has the last site
	if in.Next != nil {
		files := s.nextFiles(in.Next, in.Content) // now: the pages of their documents lead to them
		lists = append(lists, func() []output.File { return files })
		attachments = append(slices.Clip(attachments), s.nextAttachments(in.Next)...)
	}
	return append(lists, func() []output.File { return s.copies(content, attachments) }, func() []output.File { return more })
}

// copies are the files of the handbook's folder that are published as they are.
func (s *site) copies(content fs.FS, attachments []*handbook.Attachment) (files []output.File) {
	add := func(path, source string) {
		files = append(files, output.File{Path: path, Write: func(w io.Writer) error { return copyFile(w, content, source) }})
	}
	if logo := s.Logo; logo != nil {
		add(logo.Path, logo.Source)
	}
	for _, a := range attachments {
		add(a.Path, a.Source)
	}
	return files
}

// newSite gives a site without files. All that is shared is made when it is first asked for.
func newSite(in Input) *site {
	h, t := in.Handbook, in.Theme
	if in.Edition > 0 {
		h = in.Editions.inside(in.Edition, h)
	}
	s := &site{Handbook: h, words: t.words, theme: t, version: in.Version, base: basePath(h.BaseURL), editions: in.Editions, edition: in.Edition}
	if !h.OfThePast() {
		s.edit = editPattern(&h.Config)
	}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	s.fragments.New = func() any { return new(markup) }
	s.exceptions = sync.OnceValue(s.exceptionsByPolicy)
	s.procedures = sync.OnceValue(s.proceduresBySection)
	s.people = sync.OnceValue(s.peopleByID)
	s.json = sync.OnceValues(s.allEntries)
	s.places = sync.OnceValue(s.placesByPath)
	s.stub = sync.OnceValue(s.newStub)
	s.changed = sync.OnceValue(s.allChanges)
	s.feeds = sync.OnceValue(s.allFeeds)
	return s
}

// try makes the first page of each kind: a template may work on an empty page only.
func (s *site) try() error {
	if len(s.theme.ours) == 0 {
		return nil
	}
	for _, kind := range slices.Sorted(maps.Keys(s.first)) {
		if err := s.first[kind].Write(io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// lookFiles are the theme's stylesheets and scripts.
func (s *site) lookFiles() (files []output.File) {
	for i, l := range looks {
		if l.path == "" || i > 0 && looks[i-1].path == l.path || l.file == editionsFile && s.editions == nil {
			continue
		}
		files = append(files, output.File{Path: l.path, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, s.theme.look(l.path, s.Accent))
			return err
		}})
	}
	return files
}

// handbookFiles are the pages and files about the whole handbook.
func (s *site) handbookFiles() []output.File {
	all := []output.File{
		s.page("index.html", "home.html", s.homePage),
		s.page("register.html", "register.html", s.registerPage),
		{Path: "register.csv", Write: s.registerCSV},
		{Path: "register.json", Write: s.registerJSON},
		s.page("owners/index.html", "owners.html", s.ownersPage),
		s.page("archive.html", "archive.html", s.archivePage),
		s.page("a-z.html", "a-z.html", s.indexPage),
		s.page(searchPath, "search.html", s.searchPage),
		s.page("glossary.html", "glossary.html", s.glossaryPage),
		s.page("about-this-handbook.html", "about.html", s.aboutPage),
		s.page("coverage.html", "coverage.html", s.coveragePage),
		s.page("reviews.html", "reviews.html", s.reviewsPage),
		{Path: "reviews.ics", Write: s.reviewsCalendar},
	}
	all = slices.DeleteFunc(all, func(f output.File) bool { return !s.has(f.Path) })
	return append(all, output.File{Path: "api/pages.json", Write: s.pagesJSON})
}

// has reports whether the handbook has a page or file about itself.
func (s *site) has(path string) bool { return slices.Contains(s.Pages, path) }

// page gives the file of a page: data makes what the template is given.
func (s *site) page(path, template string, data func(path string) (any, error)) output.File {
	f := output.File{Path: path, Write: func(w io.Writer) error {
		page, err := data(path)
		if err == nil {
			err = s.render(w, template, page)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	}}
	if len(s.theme.ours) == 0 {
		return f
	}
	if s.first == nil {
		s.first = map[string]output.File{}
	}
	if _, ok := s.first[template]; !ok {
		s.first[template] = f
	}
	return f
}

// render writes a whole page or nothing.
func (s *site) render(w io.Writer, file string, data any) error {
	b := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(b)
	b.Reset()
	if err := s.execute(b, file, data); err != nil {
		return err
	}
	if p, ok := data.(interface{ fragments() *markup }); ok {
		m := p.fragments()
		defer s.fragments.Put(m)
		return m.fill(w, b.Bytes())
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (s *site) execute(b *bytes.Buffer, file string, data any) error {
	t, ok := s.theme.pages[file]
	if !ok {
		return fmt.Errorf("the theme has no usable %s", file)
	}
	if err := t.Execute(b, data); err != nil {
		p := s.theme.problem(file, err)
		return &p
	}
	return nil
}

// fragment renders a template that stands alone, for use in many pages.
func (s *site) fragment(file string, data any) (template.HTML, error) {
	var b bytes.Buffer
	err := s.execute(&b, file, data)
	return template.HTML(b.String()), err
}

func copyFile(w io.Writer, fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
