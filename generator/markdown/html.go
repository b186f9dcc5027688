package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// Raw HTML is never rendered. <br> is a line break, complete comments vanish
// without a word, all else is reported.

const htmlHint = "write it in Markdown: raw HTML is not rendered"

func (r *renderer) htmlBlock(n *ast.HTMLBlock) {
	block := bytes.Clone(n.Lines().Value(r.src))
	if n.HasClosure() {
		block = append(block, n.ClosureLine.Value(r.src)...)
	}
	offset := r.firstWord(max(0, n.Lines().At(0).Start))
	text := bytes.TrimSpace(block)
	switch {
	case isBreaks(text):
		r.html("<br>\n")
	case n.HTMLBlockType != ast.HTMLBlockType2:
		r.problem(offset, "html-dropped", "raw HTML is left out, with the text in it", htmlHint)
		if hasWords(text) {
			r.leftOut()
		}
	default:
		r.commentBlock(text, offset)
	}
}

// leftOut writes a mark where a reader would miss words: a rule must not end in
// the middle without one.
func (r *renderer) leftOut() {
	r.html("<p class=\"left-out\">")
	r.word("left-out", 0, "")
	r.html("</p>\n")
}

// hasWords reports whether an HTML block has text outside its tags.
func hasWords(block []byte) bool {
	for _, code := range []string{"<script", "<style"} {
		if len(block) >= len(code) && bytes.EqualFold(block[:len(code)], []byte(code)) {
			return false
		}
	}
	tag := false
	for _, c := range block {
		switch {
		case c == '<':
			tag = true
		case c == '>':
			tag = false
		case !tag && c > ' ':
			return true
		}
	}
	return false
}

// commentBlock reports a comment that is not closed, or what follows one.
func (r *renderer) commentBlock(text []byte, offset int) {
	for bytes.HasPrefix(text, []byte("<!--")) {
		end := bytes.Index(text[2:], []byte("-->"))
		if end < 0 {
			r.problem(offset, "html-dropped", "the HTML comment is never closed: everything below it is left out", "close it with -->")
			return
		}
		rest := bytes.TrimSpace(text[2+end+3:])
		offset += len(text) - len(rest)
		text = rest
	}
	if len(text) > 0 {
		r.problem(min(offset, len(r.src)), "html-dropped", "what follows the HTML comment on its line is left out", "begin a new paragraph for it")
	}
}

func (r *renderer) firstWord(offset int) int {
	for offset < len(r.src) && (r.src[offset] == ' ' || r.src[offset] == '\t') {
		offset++
	}
	return offset
}

// isBreaks reports whether text is nothing but <br> tags.
func isBreaks(text []byte) bool {
	for len(text) > 0 {
		if len(text) < 4 || !bytes.EqualFold(text[:3], []byte("<br")) {
			return false
		}
		end := bytes.IndexByte(text, '>')
		if end < 0 || len(bytes.Trim(text[3:end], " /")) > 0 {
			return false
		}
		text = bytes.TrimSpace(text[end+1:])
	}
	return true
}

func (r *renderer) rawHTML(n *ast.RawHTML) {
	first := n.Segments.At(0)
	tag := n.Segments.Value(r.src)
	switch {
	case bytes.HasPrefix(tag, []byte("<!--")):
	case isBreaks(tag):
		r.html("<br>")
		r.plain = append(r.plain, ' ')
	case bytes.HasPrefix(tag, []byte("</")) && r.rawTags > 0:
		r.rawTags-- // its opening tag was reported
	case r.rawEnd > 0 && first.Start == r.rawEnd:
		r.rawTags++ // reported with the tag before it
	default:
		r.rawTags++
		r.problem(first.Start, "html-dropped", "the HTML tag "+shorten(string(tag))+" is left out", htmlHint)
	}
	r.rawEnd = n.Segments.At(n.Segments.Len() - 1).Stop
}
