package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Legal lists: numbered by letters, roman numerals or figures in parentheses.
// A line opens one only if it bears the first value (a, i, A, 1) and a line
// with the next value of the same style follows, so that "i. e." and "A. Smith"
// at the start of a line stay prose. Capitals need a parenthesis.
//
// They are ast.List nodes whose Marker is a legalStyle, which goldmark's own
// list parsers never touch: its markers are ASCII.

// A legalStyle is the way the items of a legal list are numbered: 0x80, the
// kind of value (bits 2-3) and its delimiters (bits 0-1).
type legalStyle = byte

const (
	legalList  legalStyle = 0x80
	lowerAlpha legalStyle = 0 << 2
	lowerRoman legalStyle = 1 << 2
	upperAlpha legalStyle = 2 << 2
	figures    legalStyle = 3 << 2
	kindMask   legalStyle = 3 << 2
	dot        legalStyle = 0 // a.
	paren      legalStyle = 1 // a)
	parens     legalStyle = 2 // (a)
	delimMask  legalStyle = 3
)

// A legalMarker is the marker of an item: "(a)" is text a, delim parens.
type legalMarker struct {
	indent int // columns before the marker
	width  int // bytes of the marker
	text   []byte
	delim  legalStyle
}

// scanLegal reads the marker at the start of line.
func scanLegal(line []byte) (m legalMarker, ok bool) {
	i := 0
	for i < len(line) && line[i] == ' ' {
		i++
	}
	if i > 3 || i == len(line) {
		return m, false
	}
	m.indent = i
	m.delim = dot
	if line[i] == '(' {
		m.delim = parens
		i++
	}
	start := i
	for i < len(line) && i-start < 9 && util.IsAlphaNumeric(line[i]) {
		i++
	}
	m.text = line[start:i]
	if len(m.text) == 0 || i == len(line) {
		return m, false
	}
	switch {
	case line[i] == ')' && m.delim == dot:
		m.delim = paren
	case line[i] == ')' || line[i] == '.' && m.delim == dot:
	default:
		return m, false
	}
	m.width = i + 1 - m.indent
	return m, i+1 == len(line) || util.IsSpace(line[i+1])
}

// value returns the number of a marker in a list of the given style, 0 if it
// cannot stand in one.
func (m legalMarker) value(style legalStyle) int {
	if m.delim != style&delimMask {
		return 0
	}
	first := m.text[0]
	switch style & kindMask {
	case lowerAlpha:
		if len(m.text) == 1 && 'a' <= first && first <= 'z' {
			return int(first-'a') + 1
		}
	case upperAlpha:
		if len(m.text) == 1 && 'A' <= first && first <= 'Z' && m.delim != dot {
			return int(first-'A') + 1
		}
	case lowerRoman:
		return romanValue(m.text)
	case figures:
		if m.delim == parens {
			return decimalValue(m.text)
		}
	}
	return 0
}

// firstStyle returns the style of the list that a marker can open.
func (m legalMarker) firstStyle() (legalStyle, bool) {
	for _, kind := range []legalStyle{lowerAlpha, lowerRoman, upperAlpha, figures} {
		style := legalList | kind | m.delim
		if m.value(style) == 1 {
			return style, true
		}
	}
	return 0, false
}

func decimalValue(s []byte) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// romans are the numerals up to 100 by their value; index 0 is unused.
var romans = func() (all [101]string) {
	units := []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	tens := []string{"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc", "c"}
	for n := range all {
		all[n] = tens[n/10] + units[n%10]
	}
	return all
}()

func romanValue(s []byte) int {
	for n := 1; n < len(romans); n++ {
		if string(s) == romans[n] {
			return n
		}
	}
	return 0
}

// legalText returns the value n as the marker of a list of the given style
// shows it.
func legalText(style legalStyle, n int) string {
	switch {
	case style&kindMask == lowerRoman && n < len(romans):
		return romans[n]
	case style&kindMask == lowerAlpha && n <= 26:
		return string(rune('a' + n - 1))
	case style&kindMask == upperAlpha && n <= 26:
		return string(rune('A' + n - 1))
	}
	return itoa(n)
}

// legalItem is a list item that knows its number.
type legalItem struct {
	ast.ListItem
	value int
}

// legalListParser opens and continues legal lists.
type legalListParser struct{}

func (legalListParser) Trigger() []byte {
	return []byte("(abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

func (legalListParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if _, ok := parent.(*ast.List); ok {
		return nil, parser.NoChildren
	}
	line, segment := reader.PeekLine()
	m, ok := scanLegal(line)
	if !ok {
		return nil, parser.NoChildren
	}
	style, ok := m.firstStyle()
	if !ok || !secondFollows(reader.Source(), segment.Stop, style) {
		return nil, parser.NoChildren
	}
	if util.IsBlank(line[m.indent+m.width:]) && ast.IsParagraph(pc.LastOpenedBlock().Node) {
		return nil, parser.NoChildren // an empty item cannot interrupt a paragraph
	}
	list := ast.NewList(style)
	list.Start = 1
	return list, parser.HasChildren
}

// secondFollows reports whether a line with the second value of a list follows
// the first item, which ends at offset. It looks at a few lines only.
func secondFollows(src []byte, offset int, style legalStyle) bool {
	const most = 50
	blank := false
	for range most {
		if offset >= len(src) {
			return false
		}
		end := len(src)
		if n := bytes.IndexByte(src[offset:], '\n'); n >= 0 {
			end = offset + n + 1
		}
		line := src[offset:end]
		offset = end
		indented := len(line) > 0 && (line[0] == ' ' || line[0] == '\t')
		line = bytes.TrimLeft(line, " \t>")
		if util.IsBlank(line) {
			blank = true
			continue
		}
		if m, ok := scanLegal(line); ok && m.value(style) == 2 {
			return true
		}
		if blank && !indented || line[0] == '#' {
			return false // the first item, if it was one, has ended
		}
	}
	return false
}

func (legalListParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	last := node.LastChild().(*legalItem)
	indent, _ := util.IndentWidth(line, reader.LineOffset())
	if indent >= last.Offset || continues(line, node.(*ast.List), last) {
		return parser.Continue | parser.HasChildren
	}
	return parser.Close
}

// continues reports whether line is the next item after last.
func continues(line []byte, list *ast.List, last *legalItem) bool {
	m, ok := scanLegal(line)
	if !ok {
		return false
	}
	v := m.value(list.Marker)
	if list.Marker&kindMask == lowerAlpha && string(m.text) == "i" && v != last.value+1 {
		return false // the first item of a roman list
	}
	return v > last.value
}

func (legalListParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	list := node.(*ast.List)
	list.IsTight = isTight(list)
	if !list.IsTight {
		return
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		for c := item.FirstChild(); c != nil; {
			p, ok := c.(*ast.Paragraph)
			c = c.NextSibling()
			if ok {
				b := ast.NewTextBlock()
				b.SetLines(p.Lines())
				item.ReplaceChild(item, p, b)
			}
		}
	}
}

// isTight reports whether no blank line stands between items or their blocks.
func isTight(list *ast.List) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if item != list.FirstChild() && item.HasBlankPreviousLines() {
			return false
		}
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			if c != item.FirstChild() && c.HasBlankPreviousLines() {
				return false
			}
		}
	}
	return true
}

func (legalListParser) CanInterruptParagraph() bool { return true }
func (legalListParser) CanAcceptIndentedLine() bool { return false }

// legalItemParser opens and continues the items of legal lists.
type legalItemParser struct{}

func (legalItemParser) Trigger() []byte { return legalListParser{}.Trigger() }

func (legalItemParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	list, ok := parent.(*ast.List)
	if !ok || list.Marker < legalList {
		return nil, parser.NoChildren
	}
	line, _ := reader.PeekLine()
	m, ok := scanLegal(line)
	if !ok {
		return nil, parser.NoChildren
	}
	item := &legalItem{value: m.value(list.Marker)}
	rest := line[m.indent+m.width:]
	if util.IsBlank(rest) {
		item.Offset = m.indent + m.width + 1
		return item, parser.NoChildren
	}
	start := m.indent + m.width
	gap, _ := util.IndentWidth(rest, start)
	if gap > 4 {
		gap = 1 // the item begins with indented code
	}
	item.Offset = start + gap
	pos, padding := util.IndentPosition(rest, start, gap)
	reader.AdvanceAndSetPadding(start+pos, padding)
	return item, parser.HasChildren
}

func (legalItemParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	item := node.(*legalItem)
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		reader.AdvanceToEOL()
		return parser.Continue | parser.HasChildren
	}
	indent, _ := util.IndentWidth(line, reader.LineOffset())
	if indent < item.Offset {
		return parser.Close
	}
	pos, padding := util.IndentPosition(line, reader.LineOffset(), item.Offset)
	reader.AdvanceAndSetPadding(pos, padding)
	return parser.Continue | parser.HasChildren
}

func (legalItemParser) Close(ast.Node, text.Reader, parser.Context) {}
func (legalItemParser) CanInterruptParagraph() bool                 { return true }
func (legalItemParser) CanAcceptIndentedLine() bool                 { return false }
