package markdown

import (
	"bytes"
	"math/bits"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The limits keep hostile text from costing more than a second or so: goldmark
// is quadratic in most of the things counted here. They are checked while the
// blocks are read, before anything within a paragraph is.
const (
	maxBody        = 4 << 20 // bytes
	maxLine        = 1 << 20 // bytes
	maxLines       = 100_000
	maxContainers  = 50_000 // quotes and lists
	maxDepth       = 100    // quotes and list items within each other
	maxHeadings    = 2000
	maxFootnotes   = 2000
	maxReferences  = 20_000 // uses of footnotes
	maxDefinitions = 5000   // of link references, in one paragraph
	maxColumns     = 100    // of a table
	maxCells       = 20_000 // of all tables, after short rows are filled up
	maxPipes       = 2000   // escaped pipes in tables that have code
	maxBrackets    = 1000   // open at once, in one paragraph
	maxEmphasis    = 4000   // runs of * _ ~ in one paragraph
	maxWork        = 50e6   // steps within all paragraphs, see inlineCounts
	maxProblems    = 10_000 // the rest is not reported
)

// spent counts what a text has used of its limits.
type spent struct {
	headings, references, containers, cells, pipes, work int
}

// exceed reports that a limit is exceeded. Only the first time counts.
func (h *hooks) exceed(offset int, text, hint string) {
	if h.limited {
		return
	}
	h.limited = true
	h.problems = append(h.problems[:0], Problem{Offset: max(0, offset), Rule: "limit-exceeded", Text: text, Hint: hint})
}

// checkSize reports a body or a line that is too long, or too many lines, to be
// read at all.
func (h *hooks) checkSize() {
	if len(h.src) > maxBody {
		h.exceed(0, "the text is too long: more than 4 MiB", "split it into several documents")
		return
	}
	if bytes.Count(h.src, []byte("\n")) > maxLines {
		h.exceed(0, "the text is too long: more than 100,000 lines", "split it into several documents")
		return
	}
	for start := 0; len(h.src)-start > maxLine; {
		n := bytes.IndexByte(h.src[start:], '\n')
		if n < 0 || n > maxLine {
			h.exceed(start, "the line is too long: more than 1 MiB", "break it into lines")
			return
		}
		start += n + 1
	}
}

// container opens a quote or a list only where the text is not too deep, and
// counts them.
type container struct{ parser.BlockParser }

func (c container) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, position := reader.Position()
	node, state := c.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	h := hooksOf(pc)
	h.spent.containers++
	if h.spent.containers > maxContainers {
		h.exceed(position.Start, "too many quotes and lists: the limit is 50,000", "split the text into several documents")
	}
	if open := pc.OpenedBlocks(); depth(open) >= maxDepth {
		h.exceed(open[0].Node.Pos(), "quotes and lists are nested too deep: more than 100 levels", "flatten this part")
	}
	if h.limited {
		reader.SetPosition(line, position)
		return nil, parser.NoChildren
	}
	return node, state
}

// depth returns the number of quotes and list items that are open.
func depth(open []parser.Block) int {
	if len(open) < maxDepth {
		return 0 // not worth counting
	}
	n := 0
	for _, b := range open {
		switch b.Node.Kind() {
		case ast.KindList, extast.KindDefinitionList, ast.KindParagraph: // their items count
		default:
			n++
		}
	}
	return n
}

func (h *hooks) countHeading(n ast.Node) {
	h.spent.headings++
	if h.spent.headings > maxHeadings {
		h.exceed(n.Pos(), "too many headings: the limit is 2,000", "split the text into several documents")
	}
	h.checkInline(n.Lines())
}

// definitionLimit stops a paragraph of too many reference definitions, and all
// paragraphs once a limit is exceeded.
type definitionLimit struct{}

func (definitionLimit) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	h := hooksOf(pc)
	lines := p.Lines()
	if lines.Len() > maxDefinitions && bytes.Count(h.span(lines), []byte("]:")) > maxDefinitions {
		h.exceed(lines.At(0).Start, "too many link references in one block: the limit is 5,000", "put an empty line between some of them")
	}
	if h.limited {
		p.Parent().RemoveChild(p.Parent(), p)
	}
}

// span returns the source from the first to the last of the lines.
func (h *hooks) span(lines *text.Segments) []byte {
	if lines.Len() == 0 {
		return nil
	}
	return h.src[lines.At(0).Start:lines.At(lines.Len()-1).Stop]
}

// inlineLimit checks the paragraphs that are left when references and tables
// have been taken out.
type inlineLimit struct{}

func (inlineLimit) Transform(p *ast.Paragraph, _ text.Reader, pc parser.Context) {
	h := hooksOf(pc)
	h.checkInline(p.Lines())
	if h.limited {
		p.Parent().RemoveChild(p.Parent(), p)
	}
}

// checkInline checks what is to be read within the given lines.
func (h *hooks) checkInline(lines *text.Segments) {
	s := h.span(lines)
	if h.limited || len(s) <= maxBrackets {
		return // too short to be slow
	}
	c := countInline(s)
	h.spent.work += c.work()
	start := lines.At(0).Start
	switch {
	case c.brackets > maxBrackets:
		h.exceed(start, "too many open brackets in one paragraph: the limit is 1,000", "close them or split the paragraph")
	case c.emphasis > maxEmphasis:
		h.exceed(start, "too many asterisks, underscores or tildes in one paragraph: the limit is 4,000 runs of them",
			"split the paragraph or put code between backticks")
	case h.spent.work > maxWork:
		h.exceed(start, "the text is too complex up to this paragraph: brackets, asterisks or backticks without an end",
			"close them or split the text")
	}
}

// inlineCounts is what makes a paragraph slow to read.
type inlineCounts struct {
	length      int
	emphasis    int // runs of * _ ~
	brackets    int // most [ open at once
	longest     int // bytes without a space
	closings    int // ]
	linkTargets int // "]("
	lines       int
	fences      int // different lengths of runs of backticks
}

// work is an upper bound of the steps that goldmark takes beyond those linear
// in the length.
func (c inlineCounts) work() int {
	return c.emphasis*c.emphasis/4 + c.brackets*c.brackets + c.closings*c.lines + c.linkTargets*c.longest + c.fences*c.length
}

func countInline(s []byte) inlineCounts {
	c := inlineCounts{length: len(s)}
	depth, wordStart := 0, 0
	var lengths [64]uint64 // a bit for each length of backticks, the last for all longer ones
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '\n', '\t':
			c.longest = max(c.longest, i-wordStart)
			wordStart = i + 1
			if s[i] == '\n' {
				c.lines++
			}
		case '*', '_', '~':
			if i == 0 || s[i-1] != s[i] {
				c.emphasis++
			}
		case '[':
			depth++
			c.brackets = max(c.brackets, depth)
		case ']':
			c.closings++
			depth = max(0, depth-1)
			if i+1 < len(s) && s[i+1] == '(' {
				c.linkTargets++
			}
		case '`':
			start := i
			for i+1 < len(s) && s[i+1] == '`' {
				i++
			}
			n := min(i-start, 64*64-1)
			lengths[n/64] |= 1 << (n % 64)
		}
	}
	c.longest = max(c.longest, len(s)-wordStart)
	for _, w := range lengths {
		c.fences += bits.OnesCount64(w)
	}
	return c
}

// tableTransformer is goldmark's, with the limits of tables.
type tableTransformer struct{ parser.ParagraphTransformer }

func (t tableTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	h := hooksOf(pc)
	if !h.checkTable(p.Lines()) {
		p.Parent().RemoveChild(p.Parent(), p)
		return
	}
	long := len(h.span(p.Lines())) > maxBrackets
	parent, before := p.Parent(), p.PreviousSibling()
	t.ParagraphTransformer.Transform(p, reader, pc)
	n := parent.FirstChild()
	if before != nil {
		n = before.NextSibling()
	}
	for ; long && n != nil; n = n.NextSibling() {
		if n.Kind() == extast.KindTable {
			h.checkCells(n)
		}
	}
}

// checkTable reports whether the lines, if they are a table, are within the
// limits.
func (h *hooks) checkTable(lines *text.Segments) bool {
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := delimiterColumns(h.src[line.Start:line.Stop])
		if columns == 0 {
			continue
		}
		header := lines.At(i - 1)
		if columns > maxColumns {
			h.exceed(header.Start, "the table has too many columns: the limit is 100", "split it or turn it: rows may be many")
			return false
		}
		h.spent.cells += columns * (lines.Len() - i)
		if h.spent.cells > maxCells {
			h.exceed(header.Start, "the tables have too many cells up to this one: the limit is 20,000",
				"split the text or publish the table as a file")
			return false
		}
		table := h.span(lines)
		if bytes.IndexByte(table, '`') >= 0 {
			h.spent.pipes += bytes.Count(table, []byte(`\|`))
		}
		if h.spent.pipes > maxPipes {
			h.exceed(header.Start, `too many \| in tables with code: the limit is 2,000`, "split the text")
			return false
		}
		return true
	}
	return true
}

// delimiterColumns returns the number of columns of a line like |---|:--:|, 0
// for another line.
func delimiterColumns(line []byte) int {
	line = bytes.TrimSpace(line)
	dashes := 0
	for _, c := range line {
		switch c {
		case '-':
			dashes++
		case ' ', '\t', '|', ':':
		default:
			return 0
		}
	}
	if dashes == 0 || dashes == len(line) {
		return 0
	}
	return bytes.Count(bytes.Trim(line, "|"), []byte("|")) + 1
}

// checkCells checks what is to be read within the cells of a table.
func (h *hooks) checkCells(table ast.Node) {
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			h.checkInline(cell.Lines())
		}
	}
}
