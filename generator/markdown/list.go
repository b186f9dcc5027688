package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// pinTransformer takes {#id} off the end of a paragraph. In the first paragraph
// of a list item it is the item that is pinned.
type pinTransformer struct{}

func (pinTransformer) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	pinned := ast.Node(p)
	if item := p.Parent(); item.Kind() == ast.KindListItem && item.FirstChild() == pinned {
		pinned = item
	}
	h := hooksOf(pc)
	lines := p.Lines()
	last := lines.At(lines.Len() - 1)
	last = last.TrimRightSpace(h.src)
	line := h.src[last.Start:last.Stop]
	if !bytes.HasSuffix(line, []byte("}")) {
		return
	}
	start := bytes.LastIndex(line, []byte("{#"))
	if start <= 0 || line[start-1] == '\\' {
		return
	}
	id := string(line[start+2 : len(line)-1])
	if !validID(id) {
		return
	}
	h.setNote(pinned, note{id: id, offset: last.Start + start + 1})
	last.Stop = last.Start + start
	lines.Set(lines.Len()-1, last.TrimRightSpace(h.src))
}

// A citable is what a clause is cited under: a heading or another clause.
type citable struct {
	id, number string
	lists      int // numbered lists so far
}

// enter returns what the ids and numbers of the next list's items begin with.
func (c *citable) enter() (id, number string) {
	c.lists++
	id, number = c.id+"-", c.number
	if c.lists > 1 {
		id += "l" + itoa(c.lists) + "-"
	}
	if number != "" {
		number += "."
	}
	return id, number
}

func (r *renderer) list(n *ast.List) {
	legal := n.Marker >= legalList
	if !legal && !n.IsOrdered() {
		r.bulletList(n)
		return
	}
	if n.Parent().Kind() == ast.KindDocument {
		r.doc.Steps = max(r.doc.Steps, n.ChildCount())
	}
	r.html("<ol")
	if legal {
		r.html(` type="`, legalType[n.Marker&kindMask], `"`, legalClass[n.Marker&delimMask])
	} else if n.Start != 1 {
		r.html(` start="`, itoa(n.Start), `"`)
	}
	r.html(">\n")
	under := r.under
	var id, number string
	if under != nil {
		id, number = under.enter()
	}
	value := n.Start
	clause := new(citable) // one for all items: none is needed when the next begins
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		text, attribute := itoa(value), ""
		if item, ok := c.(*legalItem); ok {
			if item.value != value {
				attribute = ` value="` + itoa(item.value) + `"`
			}
			value = item.value
			text = legalText(n.Marker, value)
		}
		if under != nil {
			*clause = citable{id: id + text, number: number + text}
			r.under = clause
		}
		r.item(c, attribute)
		value++
	}
	r.under = under
	r.html("</ol>\n")
}

var legalType = map[legalStyle]string{lowerAlpha: "a", lowerRoman: "i", upperAlpha: "A", figures: "1"}

var legalClass = map[legalStyle]string{dot: "", paren: ` class="list-paren"`, parens: ` class="list-parens"`}

func (r *renderer) bulletList(n *ast.List) {
	under := r.under
	r.under = nil
	r.html("<ul")
	if isTask(n.FirstChild().FirstChild()) {
		r.html(` class="task-list"`)
	}
	r.html(">\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.item(c, "")
	}
	r.html("</ul>\n")
	r.under = under
}

// item writes a list item. r.under is what the clauses in it are cited under,
// nil if the item is no clause.
func (r *renderer) item(n ast.Node, attribute string) {
	id, number := r.ids.pinned(n), ""
	pinned := id != ""
	if r.under != nil {
		number = r.under.number
		if !pinned {
			id = r.ids.unique(r.under.id)
		}
	}
	r.html("<li")
	if id != "" {
		r.doc.Clauses = append(r.doc.Clauses, Clause{ID: id, Number: number, Offset: r.offset(n), Pinned: pinned})
		r.html(` id="`)
		r.escaped(id)
		r.html(`"`)
	}
	r.html(attribute, ">")
	first := n.FirstChild()
	if first != nil && first.Kind() != ast.KindTextBlock {
		r.html("\n")
	}
	r.children(n)
	r.html("</li>\n")
}

// isTask reports whether a block begins with a check box.
func isTask(block ast.Node) bool {
	return block != nil && block.FirstChild() != nil && block.FirstChild().Kind() == extast.KindTaskCheckBox
}

func (r *renderer) paragraph(n ast.Node) {
	before := len(r.out)
	if id := r.ids.pinned(n); id != "" {
		r.doc.Clauses = append(r.doc.Clauses, Clause{ID: id, Offset: r.offset(n), Pinned: true})
		r.html(`<p id="`)
		r.escaped(id)
		r.html(`">`)
	} else {
		r.html("<p>")
	}
	mark, holes := len(r.out), len(r.holes)
	r.line(n)
	if len(r.out) == mark && len(r.holes) == holes && r.ids.pinned(n) == "" {
		r.out = r.out[:before] // nothing but raw HTML
		return
	}
	r.html("</p>\n")
}

// line writes the content of a paragraph, as the label of its check box if it
// has one.
func (r *renderer) line(n ast.Node) {
	task := isTask(n)
	if task {
		r.doc.TaskItems++
		r.html("<label>")
	}
	r.children(n)
	if task {
		r.html("</label>")
	}
	r.endBlock()
}

func (r *renderer) taskCheckBox(n *extast.TaskCheckBox) {
	r.html(`<input type="checkbox"`)
	if n.IsChecked {
		r.html(" checked")
	}
	r.html("> ")
}
