package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// Tables stand in a region that can be scrolled with the keyboard and is named
// after the table's header.

func (r *renderer) table(n *extast.Table) {
	r.endBlock()
	r.tables++
	r.html(`<section class="table-scroll" tabindex="0" aria-label="`)
	at, mark := len(r.out), len(r.plain)
	holes := len(r.holes)
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		header := row.Kind() == extast.KindTableHeader
		switch {
		case header:
			r.html("\">\n<table>\n<thead>\n")
		case row.PreviousSibling().Kind() == extast.KindTableHeader:
			r.html("<tbody>\n")
		}
		r.row(row, header)
		if header {
			r.html("</thead>\n")
			r.tableLabel(at, holes, string(r.plain[mark:]))
		}
	}
	if n.LastChild().Kind() == extast.KindTableRow {
		r.html("</tbody>\n")
	}
	r.html("</table>\n</section>\n")
}

func (r *renderer) row(row ast.Node, header bool) {
	r.html("<tr>\n")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		cell := c.(*extast.TableCell)
		tag := "td"
		if header && cell.HasChildren() {
			tag = "th"
		}
		r.html("<", tag)
		if tag == "th" {
			r.html(` scope="col"`)
		}
		if cell.Alignment != extast.AlignNone {
			r.html(` class="align-`, cell.Alignment.String(), `"`)
		}
		r.html(">")
		r.children(cell)
		r.html("</", tag, ">\n")
		r.endBlock()
	}
	r.html("</tr>\n")
}

// tableLabel inserts the name of the table at the given place in the output,
// before the holes from the given one on.
func (r *renderer) tableLabel(at, holes int, header string) {
	const most = 100
	words := strings.Join(strings.FieldsFunc(header, func(c rune) bool { return c == '\n' }), ", ")
	rest, inside := string(r.out[at:]), slices.Clone(r.holes[holes:])
	r.out, r.holes = r.out[:at], r.holes[:holes]
	if words == "" {
		r.word("table", r.tables, "")
	} else {
		r.word("table-named", r.tables, cut(words, most))
	}
	for _, h := range inside {
		h.at += uint32(len(r.out) - at)
		r.holes = append(r.holes, h)
	}
	r.html(rest)
}

// cut returns at most n bytes of s, whole words.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return s[:i] + " …"
	}
	return shorten(s)
}
