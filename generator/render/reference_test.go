package render

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The guide's page about templates says what the structs say.
func TestTemplateReference(t *testing.T) {
	t.Parallel()
	const file = "../../content/guide/templates.md"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(raw), "<!-- generated -->\n")
	old, after, ends := strings.Cut(rest, "<!-- end -->")
	if !begins || !ends {
		t.Fatal("the page has no place for what is generated")
	}
	want := "\n" + reference(t) + "\n"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(before+"<!-- generated -->\n"+want+"<!-- end -->"+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, old); diff != "" {
		t.Errorf("run `go test ./generator/render -update`; the page differs (-want +got):\n%s", diff)
	}
}

// reference is a section for each struct that templates are given, in the order of
// the templates.
func reference(t *testing.T) string {
	docs := structs(t)
	files := map[string][]string{}
	var order []string
	add := func(name, file string) {
		if files[name] == nil && docs[name] != nil {
			order = append(order, name)
		}
		if file != "" && docs[name] != nil {
			files[name] = append(files[name], "`"+file+"`")
		}
	}
	for _, k := range templates {
		add(reflect.TypeOf(k.zero).Elem().Name(), k.file)
	}
	add("Page", "")
	var b strings.Builder
	done := map[string]bool{}
	for i := 0; i < len(order); i++ {
		name := order[i]
		if done[name] {
			continue
		}
		done[name] = true
		d := docs[name]
		fmt.Fprintf(&b, "### %s\n\n", name)
		if len(files[name]) > 0 {
			fmt.Fprintf(&b, "For %s. ", strings.Join(files[name], ", "))
		}
		fmt.Fprintf(&b, "%s\n\n| Field | Holds | Meaning |\n| --- | --- | --- |\n", d.text)
		for _, f := range d.fields {
			fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", f.name, holds(f.kind), f.text)
			if inner := strings.TrimLeft(f.kind, "[]*"); docs[inner] != nil {
				order = append(order, inner)
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func holds(kind string) string {
	switch {
	case kind == "template.CSS":
		return "style rules"
	case kind == "template.HTMLAttr":
		return "attributes of a tag"
	case kind == "template.HTML":
		return "markup"
	case kind == "string":
		return "text"
	case kind == "bool":
		return "yes or no"
	case kind == "int":
		return "number"
	case strings.HasPrefix(kind, "[]"):
		return "list of " + holds(kind[2:])
	}
	return "[" + kind + "](#" + strings.ToLower(kind) + ")"
}

type structDoc struct {
	text   string
	fields []fieldDoc
}

type fieldDoc struct{ name, kind, text string }

// structs reads the exported structs of the package, with their comments.
func structs(t *testing.T) map[string]*structDoc {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]*structDoc{}
	for _, name := range names {
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*ast.TypeSpec)
				if st, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() && g.Doc != nil {
					docs[spec.Name.Name] = &structDoc{line(g.Doc), fields(t, spec.Name.Name, st)}
				}
			}
		}
	}
	return docs
}

func fields(t *testing.T, of string, st *ast.StructType) (all []fieldDoc) {
	for _, f := range st.Fields.List {
		kind := strings.TrimPrefix(expression(f.Type), "*")
		text := line(f.Comment)
		if text == "" {
			text = line(f.Doc)
		}
		if len(f.Names) == 0 {
			all = append(all, fieldDoc{kind, kind, "what all such pages have; its fields may be named without it"})
			continue
		}
		for _, n := range f.Names {
			if n.IsExported() {
				all = append(all, fieldDoc{n.Name, kind, text})
			}
		}
	}
	return all
}

func expression(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + expression(e.X)
	case *ast.ArrayType:
		return "[]" + expression(e.Elt)
	case *ast.SelectorExpr:
		return expression(e.X) + "." + e.Sel.Name
	}
	return "?"
}

// line gives a comment on one line that can stand in a table.
func line(c *ast.CommentGroup) string {
	return strings.NewReplacer("\n", " ", "|", `\|`, "<", "&lt;", "{{", "`{{", "}}", "}}`").Replace(strings.TrimSpace(c.Text()))
}
