package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// footnoteParser is goldmark's; it also counts the footnotes.
type footnoteParser struct{ parser.BlockParser }

func (p footnoteParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	h := hooksOf(pc)
	h.footnotes = append(h.footnotes, node)
	if len(h.footnotes) > maxFootnotes {
		h.exceed(h.footnotes[0].Pos(), "too many footnotes: the limit is 2,000", "split the text into several documents")
	}
	return node, state
}

// footnoteLinkParser is goldmark's; it also counts the uses of footnotes and
// says which are not defined.
type footnoteLinkParser struct{ parser.InlineParser }

func (p footnoteLinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	label, found := bytes.CutPrefix(bytes.TrimPrefix(line, []byte("!")), []byte("[^"))
	if !found {
		return nil
	}
	h := hooksOf(pc)
	h.spent.references++
	if h.spent.references > maxReferences {
		h.exceed(segment.Start, "footnotes are referred to too often: the limit is 20,000", "split the text into several documents")
		return nil
	}
	node := p.InlineParser.Parse(parent, block, pc)
	if label, _, closed := bytes.Cut(label, []byte("]")); node == nil && closed && len(label) > 0 && !bytes.ContainsAny(label, " [") {
		h.problem(segment.Start, "reference-undefined", "the footnote "+shorten(string(label))+" is not defined",
			"add a line [^label]: with its text")
	}
	return node
}

// unusedFootnotes reports the footnotes that nothing refers to: they are not
// rendered.
func (h *hooks) unusedFootnotes() {
	for _, n := range h.footnotes {
		if f := n.(*extast.Footnote); f.Index < 0 {
			h.problem(min(max(0, n.Pos()), len(h.src)), "footnote-unused", "the footnote "+shorten(string(f.Ref))+" is left out: nothing refers to it",
				"refer to it with [^label] or delete it")
		}
	}
}

func (r *renderer) footnoteLink(n *extast.FootnoteLink) {
	index, id := itoa(n.Index), referenceID(n.Index, n.RefIndex)
	r.doc.notes = append(r.doc.notes, id)
	r.html(`<sup id="`, id, `"><a href="#fn:`, index, `" class="footnote-ref" role="doc-noteref">`, index, `</a></sup>`)
}

func (r *renderer) footnoteBacklink(n *extast.FootnoteBacklink) {
	r.html(` <a href="#`, referenceID(n.Index, n.RefIndex), `" class="footnote-backref" role="doc-backlink" aria-label="`)
	if n.RefCount > 1 {
		r.word("footnote-back-place", n.Index, itoa(n.RefIndex+1))
	} else {
		r.word("footnote-back", n.Index, "")
	}
	r.html(`">↩</a>`)
}

func referenceID(index, use int) string {
	if use == 0 {
		return "fnref:" + itoa(index)
	}
	return "fnref:" + itoa(index) + "." + itoa(use+1)
}

func (r *renderer) footnotes(n *extast.FootnoteList) {
	r.html("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"")
	r.word("footnotes", 0, "")
	r.html("\">\n<ol>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		id := "fn:" + itoa(c.(*extast.Footnote).Index)
		r.doc.notes = append(r.doc.notes, id)
		r.html(`<li id="`, id, "\">\n")
		r.children(c)
		r.html("</li>\n")
	}
	r.html("</ol>\n</section>\n")
}
