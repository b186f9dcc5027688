package generator_test

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// policy says what each package of the generator may import besides the
// standard library: our own packages by name, others by the beginning of their
// path. A change of this table is a design decision.
var policy = map[string]string{
	"diag":      "",
	"calendar":  "",
	"parallel":  "",
	"pack":      "",
	"output":    "golang.org/x/text",
	"markdown":  "pack github.com/yuin/goldmark github.com/alecthomas/chroma/v2",
	"source":    "diag calendar markdown pack parallel github.com/adrg/frontmatter go.yaml.in/yaml/v4 github.com/pelletier/go-toml/v2 golang.org/x/text",
	"redline":   "diag markdown golang.org/x/text",
	"handbook":  "diag calendar markdown parallel source",
	"check":     "diag calendar handbook parallel",
	"ical":      "calendar",
	"render":    "calendar handbook ical output redline search golang.org/x/text github.com/tdewolff/minify/v2",
	"generator": "diag calendar parallel source handbook check render output search",
	"search":    "handbook output parallel golang.org/x/text github.com/klauspost/compress/flate",
	"finder":    "parallel search github.com/blevesearch go.etcd.io/bbolt",
	"publish":   "output github.com/gofrs/flock golang.org/x/sys",
	"pdf":       "output github.com/chromedp",
	"serve":     "diag output search",
	"watch":     "github.com/fsnotify/fsnotify",
	"history":   "calendar diag handbook parallel source",
}

// impure are the packages that touch the outside world. The core has none of
// them: bytes in, bytes out.
var (
	impure = []string{"os", "os/exec", "os/signal", "os/user", "net", "net/http", "syscall", "unsafe", "math/rand", "math/rand/v2", "crypto/rand", "plugin"}
	rim    = []string{"finder", "publish", "pdf", "serve", "watch", "history"}
)

// limits of the house: a test prints them, and growth is a decision.
const (
	longestFunction = 80 // lines, but for one switch over kinds
	usualFunction   = 40 // lines, for nine of ten functions
	ownInterfaces   = 5
)

type file struct {
	path, pkg string // slash path from the module's root; package folder name
	ast       *ast.File
	fset      *token.FileSet
	src       []byte
}

// sources gives every Go file that is not a test.
func sources(t *testing.T) []file {
	t.Helper()
	var out []file
	fset := token.NewFileSet()
	for _, root := range []string{"cmd", "generator", "themes"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.Name() == "testdata" {
				return fs.SkipDir
			}
			if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			src, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
			if err != nil {
				return err
			}
			slash := strings.TrimPrefix(filepath.ToSlash(name), "../")
			out = append(out, file{slash, path.Base(path.Dir(slash)), f, fset, src})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 20 {
		t.Fatalf("only %d files found", len(out))
	}
	return out
}

func TestImportPolicy(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if !strings.HasPrefix(f.path, "generator/") {
			continue
		}
		allowed, ok := policy[f.pkg]
		if !ok {
			t.Errorf("%s: the package %s has no line in the import policy", f.path, f.pkg)
			continue
		}
		for _, spec := range f.ast.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if own, ok := strings.CutPrefix(name, "policybook/generator/"); ok {
				if !slices.Contains(strings.Fields(allowed), own) {
					t.Errorf("%s: %s must not import %s", f.path, f.pkg, own)
				}
				continue
			}
			standard := !strings.Contains(strings.Split(name, "/")[0], ".") && !strings.HasPrefix(name, "policybook")
			if standard {
				if slices.Contains(impure, name) && !slices.Contains(rim, f.pkg) {
					t.Errorf("%s: the core must not import %s", f.path, name)
				}
				continue
			}
			if !slices.ContainsFunc(strings.Fields(allowed), func(p string) bool { return name == p || strings.HasPrefix(name, p+"/") }) {
				t.Errorf("%s: %s must not import %s", f.path, f.pkg, name)
			}
		}
	}
}

// One package opens the door to each library: what another needs of it, it asks of that package.
func TestOneDoorPerLibrary(t *testing.T) {
	t.Parallel()
	shared := []string{"golang.org/x/text", "golang.org/x/sys"}
	door := map[string]string{}
	for _, f := range sources(t) {
		for _, spec := range f.ast.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			parts := strings.Split(name, "/")
			if !strings.Contains(parts[0], ".") || slices.ContainsFunc(shared, func(s string) bool { return strings.HasPrefix(name, s) }) {
				continue
			}
			library := strings.Join(parts[:min(3, len(parts))], "/")
			if other, ok := door[library]; ok && other != f.pkg {
				t.Errorf("%s is imported by %s and by %s", library, other, f.pkg)
			}
			door[library] = f.pkg
		}
	}
}

func TestNoClockInTheCore(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if !strings.HasPrefix(f.path, "generator/") || slices.Contains(rim, f.pkg) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "Local"}, s.Sel.Name) {
					t.Errorf("%s: time.%s: the day comes in as a value", f.fset.Position(n.Pos()), s.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestHouseStyle(t *testing.T) {
	t.Parallel()
	interfaces, lengths := 0, []int(nil)
	for _, f := range sources(t) {
		if formatted, err := format.Source(f.src); err != nil || string(formatted) != string(f.src) {
			t.Errorf("%s: gofmt would change it", f.path)
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				n := f.fset.Position(d.End()).Line - f.fset.Position(d.Pos()).Line + 1
				lengths = append(lengths, n)
				if n > longestFunction {
					t.Errorf("%s: %s has %d lines", f.path, d.Name.Name, n)
				}
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s: init()", f.path)
				}
				if ast.IsExported(d.Name.Name) && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no comment", f.path, d.Name.Name)
				}
			case *ast.GenDecl:
				interfaces += checkDecl(t, f, d)
			}
		}
	}
	slices.Sort(lengths)
	p90 := lengths[len(lengths)*9/10]
	t.Logf("%d functions, p90 %d lines, longest %d; %d interfaces", len(lengths), p90, lengths[len(lengths)-1], interfaces)
	if p90 > usualFunction {
		t.Errorf("nine of ten functions have up to %d lines, more than %d", p90, usualFunction)
	}
	if interfaces > ownInterfaces {
		t.Errorf("%d interfaces of our own, more than %d", interfaces, ownInterfaces)
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	id, ok := t.(*ast.Ident)
	return ok && id.IsExported()
}

// checkDecl wants a comment on what is exported, and counts interfaces.
func checkDecl(t *testing.T, f file, d *ast.GenDecl) (interfaces int) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				t.Errorf("%s: %s has no comment", f.path, s.Name.Name)
			}
			if _, ok := s.Type.(*ast.InterfaceType); ok {
				interfaces++
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					t.Errorf("%s: %s has no comment", f.path, n.Name)
				}
			}
		}
	}
	return interfaces
}

// A package variable is a table, a regular expression, an error or embedded
// files: nothing assigns to one after it is made.
func TestPackageVariablesNeverChange(t *testing.T) {
	t.Parallel()
	vars := map[string]bool{} // package folder + name
	all := sources(t)
	for _, f := range all {
		for _, d := range f.ast.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					for _, n := range s.(*ast.ValueSpec).Names {
						vars[path.Dir(f.path)+"."+n.Name] = true
					}
				}
			}
		}
	}
	for _, f := range all {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || assign.Tok == token.DEFINE {
				return true
			}
			for _, lhs := range assign.Lhs {
				root := lhs
				for {
					switch x := root.(type) {
					case *ast.IndexExpr:
						root = x.X
						continue
					case *ast.SelectorExpr:
						root = x.X
						continue
					}
					break
				}
				// The parser resolves names within a file; a package variable of
				// another file stays unresolved.
				id, ok := root.(*ast.Ident)
				if !ok || !vars[path.Dir(f.path)+"."+id.Name] {
					continue
				}
				if id.Obj == nil || id.Obj.Kind == ast.Var && isPackageLevel(f.ast, id.Obj) {
					t.Errorf("%s: %s is a package variable and changes", f.fset.Position(id.Pos()), id.Name)
				}
			}
			return true
		})
	}
}

func isPackageLevel(f *ast.File, o *ast.Object) bool {
	return f.Scope != nil && f.Scope.Lookup(o.Name) == o
}
