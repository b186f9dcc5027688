package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// Parse parses and renders a text. src is valid UTF-8 without front matter and
// is not kept. Parse never fails: what is wrong is in Doc.Problems.
func Parse(src []byte) *Doc { return new(Parser).Parse(src) }

// A Parser parses one text after another and keeps its buffers for the next. The
// zero value is ready to use; it is not safe for concurrent use.
type Parser struct{ r renderer }

// Parse is the function [Parse].
func (p *Parser) Parse(src []byte) *Doc {
	if hasBareLink(src) {
		return p.parse(src, linksParser)
	}
	return p.parse(src, plainParser)
}

func (p *Parser) parse(src []byte, by parser.Parser) *Doc {
	h := &hooks{src: src}
	h.checkSize()
	if !h.limited {
		h.scan()
		root := h.parse(by)
		if !h.limited {
			return p.r.render(h, root)
		}
	}
	return &Doc{Problems: h.problems[:1]}
}

// A renderer walks the tree once and fills a Doc.
type renderer struct {
	*hooks
	doc     Doc    // its lists have spare room, and are copied when all is known
	out     []byte // HTML
	holes   []hole
	plain   []byte // Doc.Text
	scratch []byte
	ids     ids
	outline outline
	under   *citable // what the next numbered list is cited under, nil where it cannot be
	tables  int
	muted   int                      // > 0: text goes to plain only
	rawTags int                      // raw HTML tags that are open
	rawEnd  int                      // where the latest raw HTML tag ends
	colored int                      // bytes of code that were highlighted
	run     struct{ out, plain int } // where the text that is written began, after other markup
}

func (r *renderer) render(h *hooks, root ast.Node) *Doc {
	*r = renderer{
		hooks:   h,
		doc:     Doc{Headings: r.doc.Headings[:0], Clauses: r.doc.Clauses[:0], Links: r.doc.Links[:0], notes: r.doc.notes[:0]},
		out:     r.out[:0],
		holes:   r.holes[:0],
		plain:   r.plain[:0],
		scratch: r.scratch[:0],
		ids:     r.ids.reset(),
		under:   &citable{id: "s0"},
	}
	r.pin()
	r.children(root)
	d := r.finish()
	r.hooks = nil // the text and its tree are not kept
	return d
}

func (r *renderer) finish() *Doc {
	if r.conflict > 0 {
		r.problem(r.conflict-1, "merge-conflict", "the text holds both sides of a merge that was not finished",
			"keep the right side and delete the lines <<<<<<<, ======= and >>>>>>>")
	}
	r.unusedFootnotes()
	d := r.doc
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	d.Problems = slices.Clip(slices.Compact(r.problems)) // a refused reference is used more than once
	d.html, d.holes = string(r.out), exact(r.holes)
	d.Headings, d.Clauses, d.Links, d.notes = exact(d.Headings), exact(d.Clauses), exact(d.Links), exact(d.notes)
	d.Text = string(bytes.TrimRight(r.plain, "\n"))
	for i := range d.Headings {
		d.Headings[i].Section = min(d.Headings[i].Section, len(d.Text))
	}
	d.Words = countWords(d.Text)
	r.pack(&d)
	d.sortAnchors()
	return &d
}

// pack makes the small strings of a Doc parts of one. A handbook keeps very
// many of them, and each would be looked at in every search for garbage.
func (r *renderer) pack(d *Doc) {
	all := r.scratch[:0]
	d.names(func(s *string) { all = append(all, *s...) })
	rest := string(all)
	r.scratch = all
	d.names(func(s *string) {
		n := len(*s)
		*s, rest = rest[:n], rest[n:]
	})
}

// names calls f with every small string of a Doc.
func (d *Doc) names(f func(*string)) {
	f(&d.Title)
	f(&d.TitleID)
	for i := range d.Headings {
		h := &d.Headings[i]
		f(&h.ID)
		f(&h.Number)
		f(&h.Text)
	}
	for i := range d.Clauses {
		f(&d.Clauses[i].ID)
		f(&d.Clauses[i].Number)
	}
	for i := range d.Links {
		f(&d.Links[i].Dest)
		f(&d.Links[i].Text)
	}
	for i := range d.notes {
		f(&d.notes[i])
	}
}

// exact copies a list without spare room: a Doc is kept for long.
func exact[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}

// countWords goes through all the text of a handbook: it takes no branch.
func countWords(s string) int {
	n, before := 0, uint8(1)
	for i := 0; i < len(s); i++ {
		space := spaces[s[i]]
		n += int(before &^ space)
		before = space
	}
	return n
}

var spaces = [256]uint8{' ': 1, '\n': 1, '\t': 1}

func (r *renderer) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.node(c)
	}
}

// node writes a node with everything in it.
func (r *renderer) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.textNode(n)
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		r.line(n)
		if n.NextSibling() != nil && n.FirstChild() != nil {
			r.html("\n")
		}
	case *ast.Heading:
		r.heading(n)
	case *ast.List:
		r.list(n)
	case *ast.Blockquote:
		r.nested(func() { r.blockquote(n) })
	case *ast.FencedCodeBlock:
		r.fencedCode(n)
	case *ast.CodeBlock:
		r.indentedCode(n)
	case *ast.HTMLBlock:
		r.htmlBlock(n)
	case *ast.ThematicBreak:
		r.html("<hr>\n")
	case *ast.CodeSpan:
		r.codeSpan(n)
	case *ast.Emphasis:
		r.element([]string{"em", "strong"}[n.Level-1], n)
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		r.autoLink(n)
	case *ast.Image:
		r.image(n)
	case *ast.RawHTML:
		r.rawHTML(n)
	case *extast.Strikethrough:
		r.element("del", n)
	case *extast.TaskCheckBox:
		r.taskCheckBox(n)
	case *extast.Table:
		r.table(n)
	case *extast.FootnoteLink:
		r.footnoteLink(n)
	case *extast.FootnoteBacklink:
		r.footnoteBacklink(n)
	case *extast.FootnoteList:
		r.nested(func() { r.footnotes(n) })
	case *extast.DefinitionList:
		r.nested(func() { r.definitionList(n) })
	}
}

// nested writes a block in which no clause can be cited.
func (r *renderer) nested(write func()) {
	under := r.under
	r.under = nil
	write()
	r.under = under
}

func (r *renderer) element(tag string, n ast.Node) {
	r.html("<", tag, ">")
	r.children(n)
	r.html("</", tag, ">")
}

// html writes HTML as it is.
func (r *renderer) html(parts ...string) {
	if r.muted > 0 {
		return
	}
	for _, s := range parts {
		r.out = append(r.out, s...)
	}
}

// raw is html for bytes.
func (r *renderer) raw(b []byte) {
	if r.muted == 0 {
		r.out = append(r.out, b...)
	}
}

// escaped writes plain text as HTML, and not to the plain text.
func (r *renderer) escaped(s string) {
	if r.muted == 0 {
		r.out = appendEscaped(r.out, s)
	}
}

// endBlock ends a block of the plain text.
func (r *renderer) endBlock() {
	if n := len(r.plain); n > 0 && r.plain[n-1] != '\n' {
		r.plain = append(r.plain, '\n')
	}
}

func (r *renderer) textNode(n *ast.Text) {
	if before := n.PreviousSibling(); before == nil || before.Kind() != ast.KindText {
		r.run.out, r.run.plain = len(r.out), len(r.plain)
	}
	value := n.Segment.Value(r.src)
	if n.IsRaw() {
		r.rawText(value, n.Segment.Start)
	} else {
		r.text(value, n.Segment.Start)
	}
	if n.HardLineBreak() || n.SoftLineBreak() { // goldmark leaves spaces before it where bare links are read
		r.out = trimSpaces(r.out, r.run.out)
		r.plain = trimSpaces(r.plain, r.run.plain)
	}
	switch {
	case n.HardLineBreak():
		r.html("<br>\n")
		r.plain = append(r.plain, ' ')
	case n.SoftLineBreak():
		r.html("\n")
		r.plain = append(r.plain, ' ')
	}
}

// trimSpaces takes spaces and tabs off the end of s, but for the first n bytes.
func trimSpaces(s []byte, n int) []byte {
	for len(s) > n && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// text writes text that stands in the source at offset, with its escapes and
// character references resolved.
func (r *renderer) text(s []byte, offset int) {
	if len(r.marks) > 0 {
		r.checkMarks(offset, offset+len(s))
	}
	if !r.controls && isPlain(s) { // nearly always
		r.plain = append(r.plain, s...)
		r.raw(s)
		return
	}
	start := 0
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			r.rawText(s[start:i], offset+start)
			start = i + 1
			i += 2
		case s[i] == '&':
			value, n := reference(s[i:])
			if n == 0 {
				i++
				continue
			}
			r.rawText(s[start:i], offset+start)
			r.decoded(value, offset+i, n)
			i += n
			start = i
		default:
			i++
		}
	}
	r.rawText(s[start:], offset+start)
}

// rawText writes text that stands in the source at offset, as it is but for
// control characters.
func (r *renderer) rawText(s []byte, offset int) {
	if len(s) == 0 {
		return
	}
	if r.controls {
		s = dropControls(s)
	}
	r.plain = append(r.plain, s...)
	if r.muted > 0 {
		return
	}
	r.out = appendEscaped(r.out, s)
}

// isPlain reports whether a text stands in HTML as it does in the source.
func isPlain(s []byte) bool {
	for _, c := range s {
		if special[c] {
			return false
		}
	}
	return true
}

var special = [256]bool{'<': true, '>': true, '&': true, '"': true, '\\': true}

// decoded writes the value of the character reference of n bytes at offset.
func (r *renderer) decoded(value string, offset, n int) {
	if strings.ContainsFunc(value, isControl) {
		r.problem(offset, "control-character", "the reference means a control character, which is left out", "delete it")
		return
	}
	r.plain = append(r.plain, value...)
	r.escaped(value)
}

// reference returns what the character reference at the start of s means and
// its length, 0 if there is none.
func reference(s []byte) (value string, n int) {
	const longest = 40 // more than the longest name
	end := bytes.IndexByte(s[:min(len(s), longest)], ';')
	if end < 2 {
		return "", 0
	}
	name := string(s[1:end])
	if name[0] != '#' {
		entity, ok := util.LookUpHTML5EntityByName(name)
		if !ok {
			return "", 0
		}
		return string(entity.Characters), end + 1
	}
	digits, base, most := name[1:], 10, 7
	if len(name) > 1 && name[1]|0x20 == 'x' {
		digits, base, most = name[2:], 16, 6
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || len(digits) > most || digits[0] == '+' {
		return "", 0
	}
	if code == 0 || code > unicode.MaxRune || !utf8.ValidRune(rune(code)) {
		code = utf8.RuneError
	}
	return string(rune(code)), end + 1
}

func itoa(n int) string { return strconv.Itoa(n) }

// offset is where a node stands in the source. goldmark counts the columns of
// a tab that a list took half of, and can be past the end.
func (r *renderer) offset(n ast.Node) int { return min(max(0, n.Pos()), len(r.src)) }
