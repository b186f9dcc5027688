package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

func (r *renderer) definitionList(n ast.Node) {
	r.html("<dl>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.endBlock()
		if c.Kind() == extast.KindDefinitionTerm {
			r.html("<dt>")
			r.children(c)
			r.html("</dt>\n")
			continue
		}
		r.html("<dd>")
		if !c.(*extast.DefinitionDescription).IsTight {
			r.html("\n")
		}
		r.children(c)
		r.html("</dd>\n")
	}
	r.html("</dl>\n")
}
