package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// linkParser is goldmark's, but says where the text of a link ends (the node's
// position is that of its closing bracket) and which references are undefined.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if line[0] != ']' {
		return p.InlineParser.Parse(parent, block, pc)
	}
	inLabel := pc.IsInLinkLabel()
	node := p.InlineParser.Parse(parent, block, pc)
	switch {
	case node != nil:
		node.SetPos(segment.Start)
	case inLabel && len(line) > 2 && line[1] == '[' && line[2] != '^':
		hooksOf(pc).undefinedReference(segment.Start, line)
	}
	return node
}

// CloseBlock implements parser.CloseBlocker.
func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// undefinedReference reports [text][label] and [text][]; line begins with the
// first closing bracket. A lone [text] is ordinary prose.
func (h *hooks) undefinedReference(offset int, line []byte) {
	end := bytes.IndexByte(line[2:], ']')
	if end < 0 || bytes.IndexByte(line[2:2+end], '[') >= 0 {
		return
	}
	label := strings.TrimSpace(string(line[2 : 2+end]))
	what := "the reference [" + label + "] is not defined"
	if label == "" {
		what = "a link ends in [] but its text is not defined as a reference"
	}
	h.problem(offset+2, "reference-undefined", what,
		"add a line with the label and its target, such as [label]: page.md, or write [text](page.md)")
}

func (r *renderer) link(n *ast.Link) {
	if r.muted > 0 {
		r.children(n)
		return
	}
	dest, offset := r.destination(n.Destination, n.Pos())
	if problem, ok := refusedLink(dest); ok {
		problem.Offset = offset
		r.report(problem)
		r.html(brokenStart)
		r.children(n)
		r.html("</span>")
		return
	}
	r.lookalike(dest, offset)
	i := len(r.doc.Links)
	r.doc.Links = append(r.doc.Links, Link{Dest: dest, Offset: offset})
	at := len(r.out)
	r.title(n.Title)
	r.holes = append(r.holes, hole{at: uint32(at), link: uint32(i), attributes: uint32(len(r.out) - at), kind: linkStart})
	start := len(r.plain)
	r.children(n)
	r.doc.Links[i].Text = string(r.plain[start:])
	r.holes = append(r.holes, hole{at: uint32(len(r.out)), link: uint32(i), kind: linkEnd})
}

func (r *renderer) autoLink(n *ast.AutoLink) {
	label := n.Label(r.src)
	offset, _ := r.offsetOf(label)
	if r.muted > 0 {
		r.rawText(label, offset)
		return
	}
	dest := string(n.URL(r.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	problem, refused := refusedLink(dest)
	i := len(r.doc.Links)
	if refused {
		problem.Offset = offset
		r.report(problem)
		r.html(brokenStart)
	} else {
		r.lookalike(dest, offset)
		r.doc.Links = append(r.doc.Links, Link{Dest: dest, Text: string(label), Offset: offset})
		r.holes = append(r.holes, hole{at: uint32(len(r.out)), link: uint32(i), kind: linkStart})
	}
	r.rawText(label, offset)
	if refused {
		r.html("</span>")
		return
	}
	r.holes = append(r.holes, hole{at: uint32(len(r.out)), link: uint32(i), kind: linkEnd})
}

func (r *renderer) image(n *ast.Image) {
	dest, offset := r.destination(n.Destination, n.Pos())
	start := len(r.plain)
	r.muted++ // the alternative text goes to the plain text only
	r.children(n)
	r.muted--
	if r.muted > 0 {
		return
	}
	alt := string(r.plain[start:])
	problem, refused := refusedLink(dest)
	if !refused && isRemote(dest) {
		refused = true
		problem = Problem{Rule: "image-remote", Text: "the image is on another site",
			Hint: "save it beside the document: a handbook calls nothing on other sites"}
	}
	if refused {
		problem.Offset = offset
		r.report(problem)
		r.raw(appendBroken(nil, alt))
		return
	}
	i := len(r.doc.Links)
	r.doc.Links = append(r.doc.Links, Link{Dest: dest, Text: alt, Image: true, Offset: offset})
	at := len(r.out)
	r.html(` alt="`)
	r.escaped(alt)
	r.html(`"`)
	r.title(n.Title)
	r.holes = append(r.holes, hole{at: uint32(at), link: uint32(i), attributes: uint32(len(r.out) - at), kind: image})
}

func (r *renderer) title(title []byte) {
	if title == nil {
		return
	}
	r.html(` title="`)
	r.escaped(string(dropControls(unescape(title))))
	r.html(`"`)
}

// destination returns the destination of a link as the author means it, and
// where it stands. bracket is the place of the bracket that closes the text.
func (r *renderer) destination(raw []byte, bracket int) (string, int) {
	if offset, ok := r.offsetOf(raw); ok {
		return string(unescape(raw)), offset
	}
	return string(unescape(raw)), min(bracket+2, len(r.src))
}

// unescape resolves backslash escapes and character references.
func unescape(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return s
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
}
