package markdown

import (
	"errors"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A Block is a part of a text that is compared as one: a heading, a paragraph,
// the first paragraph of a list item, of a definition or of a footnote, a term, a
// table, or code.
type Block struct {
	Kind   string     // heading, paragraph, item, term, definition, footnote, table or code
	Level  int        // of a heading as in [Heading], 1 for the title; of all else how many list items, quotes, definitions and footnotes it stands in
	Number string     // as an item shows it, such as 2. or (b); of a footnote its label; else ""
	ID     string     // as in [Heading] and [Clause], "" if it has none
	Pinned bool       // ID was given by {#id}
	Rows   [][][]Span // the cells of a table, row by row, the header first; all else is one cell
}

// A Span is text of one kind within a block. White space in it is as in the source.
type Span struct {
	Text  string
	Style Style
}

// Style says how a Span is shown. The last four stand alone.
type Style uint8

// The styles. A span of an image is its alternative text.
const (
	Emphasis Style = 1 << iota
	Strong
	Code
	Deleted
	Destination // where the link or image before it leads
	Note        // refers to a footnote; Text is its label
	Box         // a check box; Text is x or ""
	Callout     // before the first paragraph of a callout; Text is note, tip, important, warning or caution
)

// Blocks returns the blocks of a text in its order, as they are rendered: what
// HTML leaves out is not among them. src is as for Parse. The error says which
// limit a text is beyond.
func Blocks(src []byte) ([]Block, error) {
	h := &hooks{src: src}
	h.checkSize()
	if !h.limited {
		h.scan()
		by := plainParser
		if hasBareLink(src) {
			by = linksParser
		}
		root := h.parse(by)
		if !h.limited {
			var p Parser
			d := p.r.render(h, root)
			w := walker{renderer: renderer{hooks: h, muted: 1}, headings: map[int]*Heading{}, clauses: map[int]*Clause{}, title: d.TitleID, labels: map[int]string{}}
			w.learn(d)
			w.walk(root, 0)
			return w.blocks, nil
		}
	}
	return nil, errors.New(h.problems[0].Text)
}

// A walker goes through a tree once more, when the ids are known. It uses the
// renderer to make plain text.
type walker struct {
	renderer
	blocks   []Block
	headings map[int]*Heading // by offset
	clauses  map[int]*Clause
	labels   map[int]string // of footnotes, by index
	title    string         // id of the title, if it still lies ahead
	callout  string         // kind of the callout whose first block lies ahead
	spans    []Span         // of the cell that is read; the text of the last one is in text
	text     []byte
	style    Style
}

func (w *walker) learn(d *Doc) {
	for i := range d.Headings {
		w.headings[d.Headings[i].Offset] = &d.Headings[i]
	}
	for i := range d.Clauses {
		w.clauses[d.Clauses[i].Offset] = &d.Clauses[i]
	}
	for _, n := range w.hooks.footnotes {
		if f := n.(*extast.Footnote); f.Index >= 0 {
			w.labels[f.Index] = string(f.Ref)
		}
	}
}

// add adds a block with the text of n; n may be nil.
func (w *walker) add(b Block, n ast.Node) {
	b.Rows = [][][]Span{{w.cell(n)}}
	w.blocks = append(w.blocks, b)
}

// walk adds the blocks in n, which stands at the given level.
func (w *walker) walk(n ast.Node, level int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, level)
	}
}

func (w *walker) block(n ast.Node, level int) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		b := Block{Kind: "paragraph", Level: level}
		if c := w.clauses[w.offset(n)]; c != nil && n.Kind() == ast.KindParagraph {
			b.ID, b.Pinned = c.ID, c.Pinned
		}
		w.add(b, n)
		if len(w.blocks[len(w.blocks)-1].Rows[0][0]) == 0 {
			w.blocks = w.blocks[:len(w.blocks)-1] // nothing but raw HTML
		}
	case *ast.List:
		w.list(n, level)
	case *ast.Blockquote:
		w.callout = w.alerts[n]
		w.walk(n, level+1)
		w.flush(level + 1)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.flush(level)
		lines := n.Lines()
		var b strings.Builder
		for i := range lines.Len() {
			line := lines.At(i)
			b.Write(dropControls(line.Value(w.src)))
		}
		w.blocks = append(w.blocks, Block{Kind: "code", Level: level, Rows: [][][]Span{{{{Text: b.String(), Style: Code}}}}})
	case *extast.Table:
		w.flush(level)
		w.table(n, level)
	case *extast.DefinitionList:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c.Kind() == extast.KindDefinitionTerm {
				w.add(Block{Kind: "term", Level: level}, c)
				continue
			}
			w.first(Block{Kind: "definition", Level: level + 1}, c)
		}
	case *extast.FootnoteList:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			f := c.(*extast.Footnote)
			w.first(Block{Kind: "footnote", Level: level + 1, Number: string(f.Ref), ID: "fn:" + itoa(f.Index)}, c)
		}
	}
}

// flush adds a callout that does not begin with text.
func (w *walker) flush(level int) {
	if w.callout != "" {
		w.add(Block{Kind: "paragraph", Level: level}, nil)
	}
}

func (w *walker) heading(n *ast.Heading) {
	b := Block{Kind: "heading"}
	switch h := w.headings[w.offset(n)]; {
	case h != nil:
		b.Level, b.ID, b.Pinned = h.Level, h.ID, h.Pinned
	case w.title != "" && n.Level == 1:
		b.Level, b.ID = 1, w.title
		w.title = ""
	default:
		return // it has no words
	}
	w.add(b, n)
}

func (w *walker) list(n *ast.List, level int) {
	value := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b := Block{Kind: "item", Level: level + 1}
		if item, ok := c.(*legalItem); ok {
			value = item.value
			b.Number = legalText(n.Marker, value) + [...]string{dot: ".", paren: ")", parens: ")"}[n.Marker&delimMask]
			if n.Marker&delimMask == parens {
				b.Number = "(" + b.Number
			}
		} else if n.IsOrdered() {
			b.Number = itoa(value) + "." // whatever the marker is
		}
		if clause := w.clauses[w.offset(c)]; clause != nil {
			b.ID, b.Pinned = clause.ID, clause.Pinned
		}
		w.first(b, c)
		value++
	}
}

// first adds the blocks of a list item, a definition or a footnote: its first
// paragraph is b, which is empty if it begins with something else.
func (w *walker) first(b Block, n ast.Node) {
	c := n.FirstChild()
	if c != nil && (c.Kind() == ast.KindParagraph || c.Kind() == ast.KindTextBlock) {
		w.add(b, c)
		c = c.NextSibling()
	} else {
		w.add(b, nil)
	}
	for ; c != nil; c = c.NextSibling() {
		w.block(c, b.Level)
	}
}

func (w *walker) table(n *extast.Table, level int) {
	b := Block{Kind: "table", Level: level}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]Span
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, w.cell(c))
		}
		b.Rows = append(b.Rows, cells)
	}
	w.blocks = append(w.blocks, b)
}

// cell reads what stands in n.
func (w *walker) cell(n ast.Node) []Span {
	w.spans = nil
	if w.callout != "" {
		w.span(w.callout, Callout)
		w.callout = ""
	}
	if n != nil {
		w.inline(n)
	}
	w.endSpan()
	return w.spans
}

// inline reads the inlines in n.
func (w *walker) inline(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			w.textNode(c)
			w.span(w.taken(), w.style)
		case *ast.CodeSpan:
			w.codeSpan(c)
			w.span(w.taken(), w.style|Code)
		case *ast.Emphasis:
			w.styled([]Style{Emphasis, Strong}[c.Level-1], c)
		case *extast.Strikethrough:
			w.styled(Deleted, c)
		case *ast.Link:
			w.inline(c)
			w.span(string(dropControls(unescape(c.Destination))), Destination)
		case *ast.Image:
			w.inline(c)
			w.span(string(dropControls(unescape(c.Destination))), Destination)
		case *ast.AutoLink:
			w.span(string(dropControls(c.Label(w.src))), w.style)
		case *ast.RawHTML:
			if isBreaks(c.Segments.Value(w.src)) {
				w.span(" ", w.style)
			}
		case *extast.TaskCheckBox:
			w.span(map[bool]string{true: "x"}[c.IsChecked], Box)
		case *extast.FootnoteLink:
			w.span(w.labels[c.Index], Note)
		}
	}
}

func (w *walker) styled(style Style, n ast.Node) {
	before := w.style
	w.style |= style
	w.inline(n)
	w.style = before
}

func (w *walker) span(text string, style Style) {
	if last := len(w.spans) - 1; last >= 0 && style < Destination && w.spans[last].Style == style {
		w.text = append(w.text, text...)
		return
	}
	w.endSpan()
	w.spans = append(w.spans, Span{Style: style})
	w.text = append(w.text, text...)
}

func (w *walker) endSpan() {
	if len(w.spans) > 0 {
		w.spans[len(w.spans)-1].Text = string(w.text)
	}
	w.text = w.text[:0]
}

// taken gives the plain text that the renderer made last.
func (w *walker) taken() string {
	s := string(w.plain)
	w.plain = w.plain[:0]
	w.run.plain = 0
	return s
}
