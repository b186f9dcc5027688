package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// headingParser is goldmark's; it also takes {#id .class} off the end of a
// heading.
type headingParser struct{ parser.BlockParser }

func (p headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	if node.Parent() == nil {
		return // the line under it turned out to underline nothing
	}
	h := hooksOf(pc)
	h.countHeading(node)
	lines := node.Lines()
	if lines.Len() == 0 {
		return
	}
	last := lines.At(lines.Len() - 1)
	last = last.TrimRightSpace(h.src)
	start, attributes := trailingAttributes(last.Value(h.src))
	if attributes == nil {
		return
	}
	for i := range attributes {
		attributes[i].offset += last.Start - last.Padding
	}
	h.setNote(node, h.headingNote(attributes))
	last.Stop = last.Start - last.Padding + start
	lines.Set(lines.Len()-1, last.TrimRightSpace(h.src))
}

// An attribute is a part of {#id .class key=value}; #id and .class have the
// keys id and class.
type attribute struct {
	key, value string
	offset     int
}

// trailingAttributes returns the attributes at the end of line, with offsets in
// it, and where their opening brace stands; nil if the line ends otherwise. Braces that hold
// anything else are text.
func trailingAttributes(line []byte) (start int, attributes []attribute) {
	const most = 500 // longer attributes are no attributes
	if len(line) == 0 || line[len(line)-1] != '}' {
		return 0, nil
	}
	for i := max(0, len(line)-most); i < len(line); i++ {
		if line[i] != '{' || i > 0 && line[i-1] == '\\' {
			continue
		}
		if attributes := parseAttributes(line[i+1:len(line)-1], i+1); attributes != nil {
			return i, attributes
		}
	}
	return 0, nil
}

// parseAttributes reads what stands between the braces, all of it or nothing.
func parseAttributes(s []byte, offset int) []attribute {
	var attributes []attribute
	for i := 0; i < len(s); {
		if s[i] == ' ' || s[i] == '\t' || s[i] == ',' {
			i++
			continue
		}
		a := attribute{offset: offset + i}
		n := 0
		switch s[i] {
		case '#', '.':
			n = wordLength(s[i:])
			a.key = map[byte]string{'#': "id", '.': "class"}[s[i]]
			a.value = string(s[i+1 : i+n])
		default:
			key := keyLength(s[i:])
			if key == 0 || i+key >= len(s) || s[i+key] != '=' {
				return nil
			}
			a.key = strings.ToLower(string(s[i : i+key]))
			a.value, n = attributeValue(s[i+key+1:])
			n += key + 1
		}
		if a.value == "" {
			return nil
		}
		attributes = append(attributes, a)
		i += n
	}
	return attributes
}

func wordLength(s []byte) int {
	n := 1
	for n < len(s) && s[n] != ' ' && s[n] != '\t' && s[n] != ',' && s[n] != '{' && s[n] != '}' {
		n++
	}
	return n
}

func keyLength(s []byte) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || n > 0 && ('0' <= s[n] && s[n] <= '9' || s[n] == '-' || s[n] == '_' || s[n] == ':')) {
		n++
	}
	return n
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func attributeValue(s []byte) (value string, n int) {
	if len(s) == 0 {
		return "", 0
	}
	if s[0] == '"' || s[0] == '\'' {
		end := bytes.IndexByte(s[1:], s[0])
		if end < 0 {
			return "", 0
		}
		return string(s[1 : 1+end]), end + 2
	}
	n = wordLength(s)
	return string(s[:n]), n
}

// headingNote keeps the id and the classes and reports the rest.
func (h *hooks) headingNote(attributes []attribute) note {
	var n note
	for _, a := range attributes {
		switch {
		case a.key == "id" && validID(a.value):
			n.id, n.offset = a.value, a.offset
		case a.key == "class" && validClass(a.value):
			n.class = strings.TrimSpace(n.class + " " + a.value)
		case a.key == "id" || a.key == "class":
			h.problem(a.offset, "attribute-dropped", "the "+a.key+" of the heading has characters that cannot stand in one",
				"use letters, digits, hyphens and underscores")
		default:
			h.problem(a.offset, "attribute-dropped", "the attribute "+shorten(a.key)+" of the heading is left out",
				"a heading can have an id {#like-this} and a class {.like-this}, nothing else")
		}
	}
	return n
}

func validClass(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r == '_' || r == ' ' || '0' <= r && r <= '9' || r < 0x80 && isLetter(byte(r)))
	})
}

// outline numbers the headings and gives them their rendered level.
type outline struct {
	title    bool // a level-1 heading was seen
	previous int  // level of the heading before, as written
	open     []openHeading
	counts   [7]int // headings so far, by rendered level
}

type openHeading struct{ level, rendered int }

// next returns the rendered level of a heading that is written with the given
// level: at most one deeper than the heading it stands under, and never 1,
// which is the title of the page.
func (o *outline) next(level int) int {
	for len(o.open) > 0 && o.open[len(o.open)-1].level >= level {
		o.open = o.open[:len(o.open)-1]
	}
	under := 1
	if len(o.open) > 0 {
		under = o.open[len(o.open)-1].rendered
	}
	rendered := max(2, min(level, under+1))
	o.open = append(o.open, openHeading{level, rendered})
	o.counts[rendered]++
	clear(o.counts[rendered+1:])
	return rendered
}

// number returns the dotted number of the latest heading, "" before the first.
func (o *outline) number() string {
	b := make([]byte, 0, 32)
	for _, n := range o.counts[2:] {
		if n == 0 {
			break
		}
		if len(b) > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(b)
}

func (r *renderer) heading(n *ast.Heading) {
	first := n.Level == 1 && !r.outline.title
	leading := first && len(r.out) == 0
	mark, holes := len(r.out), len(r.holes)
	words := r.headingWords(n)
	r.scratch = append(r.scratch[:0], r.out[mark:]...)
	r.out = r.out[:mark]
	if words == "" {
		r.holes = r.holes[:holes]
		r.problem(r.offset(n), "heading-order", "the heading has no words", "give it some or delete it")
		return
	}
	r.checkOrder(n)
	if first {
		r.outline.title = true
		r.doc.Title = words
	}
	if leading {
		r.holes = r.holes[:holes]
		r.doc.TitleID = r.id(n, words)
		return
	}
	r.endBlock()
	h := Heading{Level: r.outline.next(n.Level), ID: r.id(n, words), Number: r.outline.number(), Text: words,
		Offset: r.offset(n), Pinned: r.ids.pinned(n) != "", Section: len(r.plain)}
	r.doc.Headings = append(r.doc.Headings, h)
	r.under = &citable{id: "s" + h.Number, number: h.Number}
	r.headingHTML(h, r.notes[n].class, r.scratch, holes)
}

// headingWords writes the content of a heading and returns its plain text,
// which is not part of that of the document.
func (r *renderer) headingWords(n *ast.Heading) string {
	mark := len(r.plain)
	r.children(n)
	words := oneLine(r.plain[mark:])
	r.plain = r.plain[:mark]
	return words
}

// oneLine returns text with one space between words, and none around them.
func oneLine(text []byte) string {
	before := byte(' ')
	for _, c := range text {
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && before == ' ' {
			return strings.Join(strings.Fields(string(text)), " ")
		}
		before = c
	}
	return string(bytes.TrimSuffix(text, []byte(" ")))
}

// headingHTML writes a heading whose content is rendered already, with the
// holes from the given one on.
func (r *renderer) headingHTML(h Heading, class string, content []byte, holes int) {
	tag := "h" + itoa(h.Level)
	mark := len(r.out)
	r.html("<", tag, ` id="`)
	r.escaped(h.ID)
	if class != "" {
		r.html(`" class="`, class)
	}
	r.html(`">`)
	for i := range r.holes[holes:] {
		r.holes[holes+i].at += uint32(len(r.out) - mark)
	}
	r.raw(content)
	r.html(` <a class="anchor" href="#`)
	r.out = appendHref(r.out, h.ID)
	r.html(`" aria-label="`)
	r.word("link-to", 0, h.Text)
	r.html(`">#</a></`, tag, ">\n")
}

func (r *renderer) checkOrder(n *ast.Heading) {
	o := &r.outline
	switch {
	case n.Level == 1 && o.title:
		r.problem(r.offset(n), "heading-order", "second level-1 heading",
			"a document has one title; begin its sections with ##")
	case n.Level > max(1, o.previous)+1:
		r.problem(r.offset(n), "heading-order", "the heading is "+itoa(n.Level-max(1, o.previous)-1)+" too deep for its place",
			"use "+strings.Repeat("#", max(1, o.previous)+1)+" here: headings go down one level at a time")
	}
	o.previous = n.Level
}
