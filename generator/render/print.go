package render

// A page for printing is a book: a cover, numbered contents and the documents of
// the whole handbook or of one section. Links between its documents stay within
// it. Many documents on one page need ids that differ: the ids of a document begin
// with its own anchor, "/" and its path, which no other id does.

import (
	"bufio"
	"bytes"
	"html/template"
	"io"
	"strconv"
	"strings"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// BookPage is what print.html is given.
type BookPage struct {
	Page
	ID        string        // anchor of the cover
	Whole     bool          // it is the whole handbook, not one section
	Summary   string        // one sentence, or ""
	Count     string        // "42 documents"
	Contents  template.HTML // items of a list
	Documents template.HTML // stands for the documents, which are written one by one; "" when they are too many for one page
}

// documentsMark is what a template prints where the documents of a book stand.
const documentsMark template.HTML = "<!--documents-->"

// inBook ends the path of a page from which markup of a book is written, so that
// links to what the book has lead there.
const inBook = "#"

// bookAnchor is the id of a document or section within a book.
func bookAnchor(path string) string {
	if folder, ok := strings.CutSuffix(path, "/index.html"); ok {
		return "/" + folder + "/"
	}
	return "/" + strings.TrimSuffix(path, ".html")
}

// bound reports whether a book has the document or section whose page is at path.
func (s *site) bound(book, path string) bool {
	for at := s.places()[path]; at != nil; at = at.Parent {
		if at.Book() == book {
			return true
		}
	}
	return false
}

func (s *site) placesByPath() map[string]*handbook.Section {
	places := make(map[string]*handbook.Section, len(s.Policies)+len(s.Sections))
	for _, p := range s.Policies {
		places[policyPath(p)] = p.Section
	}
	for _, section := range s.Sections {
		if section.Documents() > 0 {
			places[sectionPath(section)] = section
		}
	}
	return places
}

// bookFiles are the pages for printing.
func (s *site) bookFiles() []output.File {
	var files []output.File
	add := func(section *handbook.Section) {
		path := section.Book()
		if s.has(path) && section.Documents() > 0 {
			files = append(files, output.File{Path: path, Write: func(w io.Writer) error { return s.writeBook(w, path, section) }})
		}
	}
	add(s.Root)
	for _, section := range s.Sections {
		if section.Book() != s.Root.Book() { // a folder that is called index
			add(section)
		}
	}
	return files
}

// writeBook writes the page document by document: a book may be long.
func (s *site) writeBook(w io.Writer, path string, section *handbook.Section) error {
	page, err := s.bookPage(path, section)
	if err != nil {
		return err
	}
	b := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(b)
	b.Reset()
	if err := s.execute(b, "print.html", page); err != nil {
		return err
	}
	own := page.fragments()
	defer s.fragments.Put(own)
	head, tail, found := bytes.Cut(b.Bytes(), []byte(documentsMark))
	if err := own.fill(w, head); err != nil || !found {
		return err
	}
	m := s.pooled(path + inBook)
	defer s.fragments.Put(m)
	book := &book{m, bufio.NewWriter(w), nil}
	if err := book.foreword(section); err != nil {
		return err
	}
	if err := s.walkBook(section, "", 2, book.section, book.document); err != nil {
		return err
	}
	if err := book.w.Flush(); err != nil {
		return err
	}
	return own.fill(w, tail)
}

func (s *site) bookPage(path string, section *handbook.Section) (*BookPage, error) {
	page, err := s.newPage(path, section, 0, section.Title, s.word("print-lead"))
	if err != nil {
		return nil, err
	}
	page.HeadTitle = s.sentence("print-title", func(string) string { return page.HeadTitle })
	page.NoIndex = true
	page.Crumbs = s.crumbs(path, s.Root)
	name := s.Title
	if section != s.Root {
		name += ": " + section.Title
		crumb := s.markup(path)
		crumb.raw(`<li>`)
		crumb.page(s.Root.Book(), s.word("print-link"))
		crumb.raw(`</li>`)
		page.Crumbs += crumb.html()
	}
	page.Sheet = sheet(s.sentence("print-sheet", func(place string) string {
		if place == "title" {
			return name
		}
		return s.dateText(s.Today)
	}))
	id := bookAnchor(sectionPath(section))
	page.HeadingID = titleID(id, sectionTitleID(section))
	b := &BookPage{Page: page, ID: id, Whole: section == s.Root, Summary: section.Summary, Count: s.counted(section.Documents(), "document")}
	if !section.FitsBook() {
		b.Contents = s.sectionBooks(path, section)
		return b, nil
	}
	m := s.markup(path + inBook)
	s.walkBook(section, "", 2,
		func(section *handbook.Section, number string, level int) error {
			m.raw(`<li class="chapter"><span class="number">`, number, `</span> `)
			m.page(sectionPath(section), section.Title)
			m.raw(`</li>`)
			return nil
		},
		func(p *handbook.Policy, number string, level int) error {
			m.raw(`<li><span class="number">`, number, `</span> <span>`)
			m.policy(p)
			m.raw(`</span></li>`)
			return nil
		})
	b.Contents, b.Documents = m.html(), documentsMark
	return b, nil
}

// sectionBooks leads from a handbook that is too large for one page to the pages of its sections.
func (s *site) sectionBooks(path string, at *handbook.Section) template.HTML {
	m := s.markup(path)
	for i, sub := range at.Sections {
		m.raw(`<li><span class="number">`, strconv.Itoa(i+1), `</span> `)
		if book := sub.Book(); s.has(book) {
			m.page(book, sub.Title)
		} else {
			m.page(sectionPath(sub), sub.Title)
		}
		m.raw(`</li>`)
	}
	return m.html()
}

// walkBook goes through what stands in a section and below, in reading order,
// with the number and the level of the heading of each.
func (s *site) walkBook(at *handbook.Section, prefix string, level int,
	section func(*handbook.Section, string, int) error, document func(*handbook.Policy, string, int) error) error {
	n := 0
	number := func() string {
		n++
		return prefix + strconv.Itoa(n)
	}
	for _, p := range at.Policies {
		if err := document(p, number(), level); err != nil {
			return err
		}
	}
	for _, sub := range at.Sections {
		if sub.Documents() == 0 {
			continue
		}
		no := number()
		if err := section(sub, no, level); err != nil {
			return err
		}
		if err := s.walkBook(sub, no+".", min(level+1, 4), section, document); err != nil {
			return err
		}
	}
	return nil
}

// book writes the documents of a page for printing.
type book struct {
	*markup
	w     *bufio.Writer
	homed []byte // a text with the ids and headings that it has in the book
}

// heading begins a part of the book under its number.
func (b *book) heading(id, attributes, number, title string, level int) {
	h := "h" + strconv.Itoa(level)
	b.raw(`<`, h)
	if id != "" {
		b.raw(` id="`)
		b.text(id)
		b.raw(`"`)
	}
	b.raw(attributes, `><span class="number">`, number, `</span> `)
	b.text(title)
	b.raw(`</`, h, `>`)
}

// flush writes what has been made.
func (b *book) flush() error {
	_, err := b.w.Write(b.b)
	b.b = b.b[:0]
	return err
}

// foreword writes the text of the section that the book is about.
func (b *book) foreword(section *handbook.Section) error {
	if section.Source == nil {
		return nil
	}
	b.raw(`<div class="text">`)
	empty := len(b.b)
	b.home(bookAnchor(sectionPath(section)), "", 1, func() { b.b = section.HTML(b.b, b.site.hrefs(b.from), b.site.say) })
	if len(b.b) == empty { // a text of a title alone
		b.b = b.b[:0]
		return nil
	}
	b.raw("</div>\n")
	return b.flush()
}

// titleID gives the anchor that the title of a text has in a book, or "".
func titleID(id, title string) string {
	if title == "" {
		return ""
	}
	return id + "/" + title
}

// sectionTitleID gives the anchor of the title of a section's text, or "".
func sectionTitleID(section *handbook.Section) string {
	if section.Source == nil {
		return ""
	}
	return section.Source.Body.TitleID
}

// section writes the beginning of a section: its title and its own text.
func (b *book) section(section *handbook.Section, number string, level int) error {
	id := bookAnchor(sectionPath(section))
	b.raw(`<section class="book-section" id="`)
	b.text(id)
	b.raw(`">`)
	b.heading(titleID(id, sectionTitleID(section)), "", number, section.Title, level)
	b.paragraph(section.Summary, "")
	b.home(id, number, level, func() { b.b = section.HTML(b.b, b.site.hrefs(b.from), b.site.say) })
	b.raw("</section>\n")
	return b.flush()
}

// document writes a document with its control block.
func (b *book) document(p *handbook.Policy, number string, level int) error {
	id, attributes, steps := bookAnchor(policyPath(p)), b.site.foreign(p), ""
	if isProcedure(p) {
		steps = " steps"
	}
	b.raw(`<article class="document book-document" id="`)
	b.text(id)
	b.raw(`"><p class="kind">`)
	b.label(p)
	b.raw(`</p>`)
	b.heading(titleID(id, p.Body().TitleID), attributes, number, p.Title, level)
	b.paragraph(p.Summary, ` class="lead"`+attributes)
	b.banners(p)
	b.raw(`<div class="facts"><dl>`)
	b.facts(p)
	b.raw(`</dl></div><div class="text`, steps, `"`, attributes, ">\n")
	b.home(id, number, level, func() { b.body(p) })
	b.raw(`</div>`)
	b.home(id, number, level, func() { b.practice(p) })
	b.raw("</article>\n")
	return b.flush()
}

// home adds what write writes as it stands in the document with the given anchor
// and number, whose heading has the given level.
func (b *book) home(id, number string, level int, write func()) {
	start := len(b.b)
	write()
	b.homed = rehome(b.homed[:0], b.b[start:], id, number, level-1)
	b.b = append(b.b[:start], b.homed...)
}

// rehome adds markup of ours to dst: ids and links to them begin with id/, names
// with number, headings are down levels lower. A link to another place of the
// book begins with #/ already.
func rehome(dst, markup []byte, id, number string, down int) []byte {
	for len(markup) > 0 {
		open := bytes.IndexByte(markup, '<')
		if open < 0 {
			break
		}
		end := tagEnd(markup[open:])
		dst = append(dst, markup[:open]...)
		dst = rehomeTag(dst, markup[open:open+end], id, number, down)
		markup = markup[open+end:]
	}
	return append(dst, markup...)
}

// tagEnd gives the length of the tag that begins a text.
func tagEnd(s []byte) int {
	quoted := false
	for i, c := range s {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '>' && !quoted:
			return i + 1
		}
	}
	return len(s)
}

func rehomeTag(dst, tag []byte, id, number string, down int) []byte {
	at := 1
	if len(tag) > 1 && tag[1] == '/' {
		at = 2
	}
	if len(tag) > at+1 && tag[at] == 'h' && '1' <= tag[at+1] && tag[at+1] <= '6' {
		dst = append(dst, tag[:at+1]...)
		dst = append(dst, min('6', tag[at+1]+byte(down)))
		tag = tag[at+2:]
	}
	for quoted := false; ; quoted = true {
		at, attribute := nextAttribute(tag, quoted)
		if attribute == "" {
			return append(dst, tag...)
		}
		dst = append(dst, tag[:at+len(attribute)]...)
		tag = tag[at+len(attribute):]
		switch {
		case attribute == landmark && number != "": // each has a name of its own
			dst = append(append(dst, number...), ' ')
		case attribute == landmark:
		case attribute == ` href="#` && bytes.HasPrefix(tag, []byte("/")):
		case bytes.HasPrefix(tag, []byte(`"`)): // the top of the page is the top of the document
			dst = append(dst, id...)
		default:
			dst = append(append(dst, id...), '/')
		}
	}
}

// landmark is the attribute that names a part of a page.
const landmark = ` aria-label="`

// nextAttribute finds the first attribute of a tag that differs in a book. Quoted
// says whether the text begins within the value of another.
func nextAttribute(tag []byte, quoted bool) (at int, attribute string) {
	for at, c := range tag {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ' ' && !quoted:
			for _, a := range []string{` id="`, ` href="#`, ` for="`, ` aria-labelledby="`, ` aria-describedby="`, landmark} {
				if bytes.HasPrefix(tag[at:], []byte(a)) {
					return at, a
				}
			}
		}
	}
	return 0, ""
}
