package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Callouts, as GitHub reads them: a quote whose first line is [!NOTE] alone.

var alertKinds = []string{"note", "tip", "important", "warning", "caution"}

// alertTransformer takes the marker off the first paragraph of a quote.
type alertTransformer struct{}

func (alertTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	quote, ok := p.Parent().(*ast.Blockquote)
	if !ok || quote.FirstChild() != ast.Node(p) {
		return
	}
	lines := p.Lines()
	first := lines.At(0)
	kind := alertKind(first.Value(reader.Source()))
	if kind == "" {
		return
	}
	h := hooksOf(pc)
	if h.alerts == nil {
		h.alerts = map[ast.Node]string{}
	}
	h.alerts[quote] = kind
	if lines.Len() == 1 {
		quote.RemoveChild(quote, p)
		return
	}
	lines.SetSliced(1, lines.Len())
}

// alertKind returns "note" for a line [!NOTE], "" for a line that is no marker.
func alertKind(line []byte) string {
	line = bytes.TrimSpace(line)
	if len(line) < 4 || line[0] != '[' || line[1] != '!' || line[len(line)-1] != ']' {
		return ""
	}
	kind := string(bytes.ToLower(line[2 : len(line)-1]))
	if !slices.Contains(alertKinds, kind) {
		return ""
	}
	return kind
}

func (r *renderer) blockquote(n *ast.Blockquote) {
	kind := r.hooks.alerts[n]
	if kind == "" {
		r.html("<blockquote>\n")
		r.children(n)
		r.html("</blockquote>\n")
		return
	}
	r.html(`<div class="callout callout-`, kind, "\" role=\"note\">\n<p class=\"callout-title\">")
	r.word("callout-"+kind, 0, "")
	r.html("</p>\n")
	r.children(n)
	r.html("</div>\n")
}
