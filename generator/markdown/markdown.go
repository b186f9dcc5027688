// Package markdown turns the text of a policy into HTML, links, headings and
// plain text. It is the one door to goldmark and chroma.
//
// # The language
//
// CommonMark 0.31.2 with tables, strikethrough, bare links and task lists as
// on GitHub, footnotes, definition lists, and for handbooks:
//
//   - Callouts. A quote whose first line is [!NOTE], [!TIP], [!IMPORTANT],
//     [!WARNING] or [!CAUTION].
//   - Legal lists. Lines that begin with a. a) (a) i. i) (i) A) (A) or (1) are
//     a list if they begin at the first value and a second item follows.
//   - Pinned ids. A heading, a list item or a paragraph that ends in {#id} has
//     that id, however it is reworded; a heading may also carry {.class}.
//
// # Ids
//
// A heading without a pinned id gets one from its words (see [Slug]), a clause
// (an item of a numbered list that stands in no other block, and the items
// numbered below it) gets s<heading>-<clause>: s3.1-2 is the second clause under
// the heading numbered 3.1, s3.1-2-b its second sub-clause, and s3.1-l2-1 the
// first clause of the second list there. Ids are unique within a text; one
// that is taken gets -2, -3. Names that scripts look up in a document get the
// prefix h-.
//
// # What is left out
//
// The leading level-1 heading is the title: pages print it themselves. Raw
// HTML is never rendered, <br> excepted. A link whose scheme is not http,
// https, mailto or tel, and an image that is not part of the handbook, are
// rendered as text with a mark. Control characters, headings without words,
// footnotes that nothing refers to, and attributes of headings but id and class
// are dropped. All of that, but for HTML comments and <br>, is said in
// [Doc.Problems].
//
// # Limits
//
// A text beyond a limit is not rendered at all: its Doc holds one Problem with
// the rule limit-exceeded. The limits keep the time to parse any text near
// linear in its length; see limit.go for the figures.
package markdown

import (
	"slices"
	"strings"
)

// A Doc is one text, parsed and rendered but for the destinations of its
// links. It is immutable and safe for concurrent use.
type Doc struct {
	// Title is the text of the first level-1 heading, "" if there is none.
	Title string

	// TitleID is the id of the level-1 heading that HTML leaves out because the
	// text begins with it, "" if there is none. The page gives it to its own
	// heading.
	TitleID string

	Headings []Heading // in order of the text, without the one that HTML leaves out
	Clauses  []Clause  // in order of the text
	Links    []Link    // links and images, in order of the text, without refused ones
	Problems []Problem // sorted by Offset

	// Text is the plain text of paragraphs, lists, tables and code, without
	// headings. Blocks and table cells are separated by "\n".
	Text string

	Words     int // words in Text
	Steps     int // items of the longest numbered list that stands in no other block
	TaskItems int // list items with a check box

	html    string   // without links' opening and closing tags, images and words
	holes   []hole   // where those stand, sorted by at
	notes   []string // ids of footnotes and of the references to them
	anchors []uint32 // every id in html, and TitleID, as numbers of anchor; sorted by the ids
}

// A Heading is a heading of a text.
type Heading struct {
	Level   int    // as rendered: 2..6, at most one more than that of the heading above it
	ID      string // unique within the text
	Number  string // 1, 1.1, …, counted by Level; not part of the HTML
	Text    string // plain text
	Offset  int    // of the heading's first byte in the source
	Pinned  bool   // ID was given by {#id}
	Section int    // offset in Doc.Text of the text below the heading; it ends where that of the next heading begins
}

// A Clause is a numbered list item that can be cited, or any list item or
// paragraph with a pinned id.
type Clause struct {
	ID     string // unique within the text
	Number string // 3.1.2.b: the number of the heading, if any, and those of the items; "" for a pinned item of another list
	Offset int    // of the item's first byte in the source
	Pinned bool   // ID was given by {#id}
}

// A Link is a link or an image.
type Link struct {
	Dest   string // as written, escapes and character references resolved
	Text   string // plain text of the link, alternative text of the image
	Image  bool
	Offset int // of the destination's first byte in the source; of a reference link: in its definition
}

// A Problem is something the author of the text can mend.
type Problem struct {
	Offset int    // in bytes, from the start of the source
	Rule   string // what kind of problem
	Text   string // what is wrong
	Hint   string // how to mend it
}

// A Target is where a link leads.
type Target struct {
	// Href is the value of the href or src attribute. What may not stand in a
	// URL is percent-encoded.
	Href string

	// Broken links are rendered as text with a mark, broken images as their
	// alternative text; Href is ignored.
	Broken bool
}

// A Word is something that the page says in its own words: the title of a
// callout, the name of a table. Texts are parsed whatever the language of the page.
type Word struct {
	// Key says what: callout-note, callout-tip, callout-important, callout-warning,
	// callout-caution, left-out (a mark where words are missing), link-to (the
	// anchor of the heading Text), footnotes, footnote-back and footnote-back-place
	// (to where footnote Number is referred to, and there the place Text), table
	// (the table Number) and table-named (with the header Text).
	Key    string
	Number int
	Text   string // as HTML
}

// HTML returns the text as HTML; resolve says where Links[i] leads, and say
// appends a word to the HTML dst.
func (d *Doc) HTML(resolve func(i int) Target, say func(dst []byte, w Word) []byte) []byte {
	return d.AppendHTML(make([]byte, 0, len(d.html)+64*len(d.holes)), resolve, say)
}

// AppendHTML appends what HTML returns to dst.
func (d *Doc) AppendHTML(dst []byte, resolve func(i int) Target, say func(dst []byte, w Word) []byte) []byte {
	var open []bool // of the links around the current position: are they broken?
	pos := uint32(0)
	for _, h := range d.holes {
		dst = append(dst, d.html[pos:h.at]...)
		pos = h.at
		if h.kind == linkEnd {
			dst = append(dst, linkClose[open[len(open)-1]]...)
			open = open[:len(open)-1]
			continue
		}
		attributes := d.html[h.at : h.at+h.attributes]
		pos += h.attributes
		if h.kind >= wordHole {
			dst = say(dst, Word{Key: wordKeys[h.kind-wordHole], Number: int(h.link), Text: attributes})
			continue
		}
		t := resolve(int(h.link))
		switch {
		case h.kind == linkStart:
			open = append(open, t.Broken)
			dst = appendLinkStart(dst, t, attributes)
		case t.Broken:
			dst = appendBroken(dst, d.Links[h.link].Text)
		default:
			dst = append(dst, `<img src="`...)
			dst = appendHref(dst, t.Href)
			dst = append(append(append(dst, '"'), attributes...), '>')
		}
	}
	return append(dst, d.html[pos:]...)
}

// HasAnchor reports whether the text has an element with the given id: a
// heading, a clause or a footnote.
func (d *Doc) HasAnchor(id string) bool {
	_, ok := slices.BinarySearchFunc(d.anchors, id, func(i uint32, id string) int { return strings.Compare(d.anchor(int(i)), id) })
	return ok
}

// SameAnchors reports whether two texts have elements with the same ids.
func (d *Doc) SameAnchors(o *Doc) bool {
	return slices.EqualFunc(d.anchors, o.anchors, func(i, j uint32) bool { return d.anchor(int(i)) == o.anchor(int(j)) })
}

// anchor gives the id number i: that of the title, of the headings, of the
// clauses and of the footnotes.
func (d *Doc) anchor(i int) string {
	if i == 0 {
		return d.TitleID
	}
	if i--; i < len(d.Headings) {
		return d.Headings[i].ID
	}
	if i -= len(d.Headings); i < len(d.Clauses) {
		return d.Clauses[i].ID
	}
	return d.notes[i-len(d.Clauses)]
}

func (d *Doc) sortAnchors() {
	n := 1 + len(d.Headings) + len(d.Clauses) + len(d.notes)
	d.anchors = make([]uint32, 0, n)
	for i := range n {
		if i > 0 || d.TitleID != "" {
			d.anchors = append(d.anchors, uint32(i))
		}
	}
	slices.SortFunc(d.anchors, func(a, b uint32) int { return strings.Compare(d.anchor(int(a)), d.anchor(int(b))) })
}

// Anchor returns the id that the fragment of a URL means: the fragment itself,
// decoded, or the [Slug] of it, so that links written for other generators'
// ids are found. It returns false if there is none.
func (d *Doc) Anchor(fragment string) (id string, ok bool) {
	plain := unescapePercent(fragment)
	slug := Slug(plain)
	for _, id := range []string{fragment, plain, slug, safeID(slug)} {
		if d.HasAnchor(id) {
			return id, true
		}
	}
	return "", false
}

// A hole is a place in the HTML where a link's tag, an image or a word is filled in.
type hole struct {
	at         uint32 // in html
	link       uint32 // in Links; of a word its Number
	attributes uint32 // length of the attributes that stand in html at the hole; of a word, of its Text
	kind       holeKind
}

type holeKind uint8

const (
	linkStart holeKind = iota
	linkEnd
	image
	wordHole // and on: wordKeys
)

var wordKeys = [...]string{"callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution", "left-out",
	"link-to", "footnotes", "footnote-back", "footnote-back-place", "table", "table-named"}

// word leaves a place for a word of the page; text, if any, is plain.
func (r *renderer) word(key string, number int, text string) {
	at := len(r.out)
	r.escaped(text)
	r.holes = append(r.holes, hole{at: uint32(at), link: uint32(number), attributes: uint32(len(r.out) - at), kind: wordHole + holeKind(slices.Index(wordKeys[:], key))})
}

var linkClose = map[bool]string{false: "</a>", true: "</span>"}

func appendLinkStart(dst []byte, t Target, attributes string) []byte {
	if t.Broken {
		return append(dst, brokenStart...)
	}
	dst = append(dst, `<a href="`...)
	dst = appendHref(dst, t.Href)
	dst = append(dst, '"')
	dst = append(dst, attributes...)
	return append(dst, '>')
}

const brokenStart = `<span class="broken-link">`

func appendBroken(dst []byte, text string) []byte {
	dst = append(dst, brokenStart...)
	dst = appendEscaped(dst, text)
	return append(dst, "</span>"...)
}

// appendHref appends a URL as the value of an attribute. What may not stand in
// a URL is percent-encoded; what is so already stays.
func appendHref(dst []byte, url string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(url); i++ {
		switch c := url[i]; {
		case c == '&':
			dst = append(dst, "&amp;"...)
		case c == '\'':
			dst = append(dst, "&#39;"...)
		case c == '%' && (i+2 >= len(url) || !isHex(url[i+1]) || !isHex(url[i+2])):
			dst = append(dst, "%25"...)
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}[]", c) >= 0:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// unescapePercent resolves %XX; what is no such escape stays.
func unescapePercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b = append(b, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// appendEscaped appends plain text as HTML.
func appendEscaped[T string | []byte](dst []byte, text T) []byte {
	done := 0
	for i := 0; i < len(text); i++ {
		if escaped := escapes[text[i]]; escaped != "" {
			dst = append(append(dst, text[done:i]...), escaped...)
			done = i + 1
		}
	}
	return append(dst, text[done:]...)
}

// escapes has what stands in HTML for a character that is special there.
var escapes = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&quot;"}
