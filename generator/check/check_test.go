package check_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/check"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

// A case is a small handbook and what its rule, which is the name of the file,
// finds in it. Beside what is found stands what looks like it and is right.
//
//	content/…         a file; a name may be in quotes, as in Go
//	… (quoted)        a file of one line that is a Go string without its quotes
//	… (symlink)       a symbolic link to what the text says
//	… (unreadable)    a file that the system does not let be read
//	-- today --       the day, else 2026-06-15
//	-- audience --    whom it is built for, else for all
//	-- history --     commits, the oldest first: a day, a document, a letter that stands for its text (= is that of today)
//	-- found --       findings of packages that are not run here: file:line:col: rule: text
//	-- findings --    what is expected: file:line:col: severity: text
func TestRules(t *testing.T) {
	t.Parallel()
	for _, r := range check.Rules {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join("testdata", r.ID+".txtar")
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("each rule needs a case: %v", err)
			}
			comment, files := parseArchive(string(raw))
			var got strings.Builder
			for _, f := range check.Run(load(t, files)) {
				if f.Rule == r.ID {
					fmt.Fprintf(&got, "%s: %s: %s\n", diag.Escape(f.Pos.String()), f.Severity, diag.Escape(f.Text))
				}
				if f.Hint == "" && f.Rule == r.ID && r.ID != "file-unreadable" && r.ID != "attachment-refused" {
					t.Errorf("no hint for %q", f.Text)
				}
			}
			i := slices.IndexFunc(files, func(f file) bool { return f.name == "findings" })
			if *update {
				if i < 0 {
					i, files = len(files), append(files, file{name: "findings"})
				}
				files[i].text = got.String()
				if err := os.WriteFile(name, []byte(formatArchive(comment, files)), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(files[i].text, got.String()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if got.Len() == 0 {
				t.Error("the case finds nothing")
			}
		})
	}
}

// file is a file of a txtar archive.
type file struct{ name, text string }

var header = regexp.MustCompile(`(?m)^-- (.+) --\n`)

func parseArchive(s string) (comment string, files []file) {
	marks := header.FindAllStringSubmatchIndex(s, -1)
	if marks == nil {
		return s, nil
	}
	for i, m := range marks {
		end := len(s)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		files = append(files, file{s[m[2]:m[3]], s[m[1]:end]})
	}
	return s[:marks[0][0]], files
}

func formatArchive(comment string, files []file) string {
	for _, f := range files {
		comment += "-- " + f.name + " --\n" + f.text
	}
	return comment
}

// sealed is a file system with files that cannot be read.
type sealed struct {
	fstest.MapFS
	names map[string]bool
}

func (s sealed) Open(name string) (fs.File, error) {
	if s.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return s.MapFS.Open(name)
}

func (s sealed) ReadFile(name string) ([]byte, error) {
	if s.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return s.MapFS.ReadFile(name)
}

// load makes the handbook of a case.
func load(t *testing.T, archive []file) *handbook.Handbook {
	t.Helper()
	files := sealed{fstest.MapFS{}, map[string]bool{}}
	opts := handbook.Options{Today: date(t, "2026-06-15"), Drafts: true, Classification: "restricted"}
	var found diag.List
	for _, f := range archive {
		text := strings.TrimSuffix(f.text, "\n")
		name, kind, _ := strings.Cut(f.name, " (")
		if strings.HasPrefix(name, `"`) {
			name = unquote(t, name)
		}
		entry := &fstest.MapFile{Data: []byte(f.text), Mode: 0o644}
		switch kind {
		case "quoted)":
			entry.Data = []byte(unquote(t, `"`+text+`"`))
		case "symlink)":
			entry.Data, entry.Mode = []byte(text), fs.ModeSymlink|0o777
		case "unreadable)":
			files.names[name] = true
		}
		switch {
		case name == "today":
			opts.Today = date(t, text)
		case name == "audience":
			opts.Audience = text
		case name == "history":
			opts.History = past(t, archive, text)
		case name == "found":
			found = parseFindings(t, text)
		case name != "findings":
			files.MapFS[name] = entry
		}
	}
	h := handbook.New(source.Read(files), opts)
	h.Findings = append(h.Findings, found...)
	return h
}

// past gives documents the front matter that they have now on earlier days.
func past(t *testing.T, archive []file, commits string) *handbook.History {
	t.Helper()
	h := &handbook.History{Documents: map[string][]handbook.Snapshot{}}
	r := source.FrontReader{Zone: time.UTC}
	for line := range strings.Lines(commits) {
		words := strings.Fields(line)
		i := slices.IndexFunc(archive, func(f file) bool { return f.name == "content/"+words[1] })
		if i < 0 {
			t.Fatalf("there is no %s", words[1])
		}
		s := handbook.Snapshot{Commit: &handbook.Commit{ID: line, Day: date(t, words[0])}, Text: [32]byte{words[2][0]}}
		var now []byte
		if s.Front, now = r.Read(words[1], []byte(archive[i].text)); words[2] == "=" {
			s.Text = source.TextHash(now)
		}
		h.Documents[words[1]] = append(h.Documents[words[1]], s)
	}
	return h
}

func unquote(t *testing.T, s string) string {
	t.Helper()
	out, err := strconv.Unquote(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return out
}

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func parseFindings(t *testing.T, text string) diag.List {
	t.Helper()
	var list diag.List
	for line := range strings.SplitSeq(text, "\n") {
		parts := strings.SplitN(line, ":", 5)
		if len(parts) != 5 {
			t.Fatalf("not file:line:col: rule: text: %q", line)
		}
		n, _ := strconv.Atoi(parts[1])
		col, _ := strconv.Atoi(parts[2])
		list.Add(diag.Pos{File: parts[0], Line: int32(n), Col: int32(col)}, strings.TrimSpace(parts[3]), strings.TrimSpace(parts[4]), "a hint")
	}
	return list
}

var ruleID = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range check.Rules {
		switch {
		case seen[r.ID]:
			t.Errorf("%s is listed twice", r.ID)
		case !ruleID.MatchString(r.ID):
			t.Errorf("%q is no id", r.ID)
		case r.Severity == diag.Off:
			t.Errorf("%s has no severity", r.ID)
		case r.Doc == "" || !strings.HasSuffix(r.Doc, ".") || strings.ContainsAny(r.Doc, "\n|"):
			t.Errorf("%s: the doc is one sentence that fits into a table: %q", r.ID, r.Doc)
		case r.Severity < diag.Error && !r.Adjustable:
			t.Errorf("%s: only errors keep their level", r.ID)
		}
		seen[r.ID] = true
	}
	if len(check.Rules) < 40 {
		t.Errorf("only %d rules", len(check.Rules))
	}
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if id := strings.TrimSuffix(filepath.Base(c), ".txtar"); !seen[id] {
			t.Errorf("%s is the case of no rule", c)
		}
	}
}

// Whatever the generator reports is in the catalogue. A rule is a text that is
// passed to a function such as add or report, or the Rule of a literal.
func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, r := range check.Rules {
		known[r.ID] = true
	}
	reported := map[string]bool{}
	for _, root := range []string{"..", "../../themes"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				return err
			}
			for id, pos := range ruleIDs(file) {
				reported[id] = true
				if !known[id] {
					t.Errorf("%s: the rule %s is not in the catalogue", set.Position(pos), id)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"front-matter-unclosed", "link-broken", "html-dropped", "lint-unknown", "owner-missing"} {
		if !reported[id] {
			t.Errorf("this test no longer sees where %s is reported", id)
		}
	}
}

// ruleIDs gives the texts of a file that are used as rules.
func ruleIDs(file *ast.File) map[string]token.Pos {
	ids := map[string]token.Pos{}
	note := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && ruleID.MatchString(s) {
				ids[s] = lit.Pos()
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			switch strings.ToLower(name) {
			case "add", "report", "problem", "finding", "locked", "owed", "required", "warning", "notice":
				for _, arg := range n.Args {
					if lit, ok := arg.(*ast.BasicLit); ok && strings.Contains(lit.Value, "-") {
						note(arg)
					}
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
				note(n.Value)
			}
		}
		return true
	})
	return ids
}

// A gap of many documents, or of most, is one finding; a gap of a few is one in
// each.
func TestGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ with, without, want int }{
		{0, 5, 5}, {0, 6, 1}, {6, 6, 6}, {5, 6, 1}, {20, 2, 2}, {50, 20, 20}, {50, 21, 1},
	} {
		var files []file
		for i := range c.with + c.without {
			text := fmt.Sprintf("---\ntitle: T%d\nowner: ciso\nstatus: approved\neffective_date: 2026-01-01\n", i)
			if i < c.with {
				text += "consulted: [works-council]\n"
			}
			files = append(files, file{fmt.Sprintf("content/a/%02d.md", i), text + "---\nText.\n"})
		}
		n := 0
		for _, f := range check.Run(load(t, files)) {
			if f.Rule == "input-missing" {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%d of %d documents lack it: %d findings, want %d", c.without, c.with+c.without, n, c.want)
		}
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lint, status, want string }{
		{"", "approved", "summary-missing warning"},
		{"", "review", "summary-missing notice"},
		{"summary-missing: error", "approved", "summary-missing error"},
		{"summary-missing: error", "review", "summary-missing warning"},
		{"summary-missing: off", "approved", ""},
		{"owner-missing: notice", "approved", "summary-missing warning"},
	} {
		files := []file{
			{"content/handbook.yaml", "title: Handbook\nlint: {" + c.lint + "}\n"},
			{"content/a/a.md", "---\ntitle: A\nowner: ciso\nstatus: " + c.status + "\n---\nText.\n"},
		}
		got := ""
		for _, f := range check.Run(load(t, files)) {
			if f.Rule == "summary-missing" {
				got = f.Rule + " " + f.Severity.String()
			}
		}
		if got != c.want {
			t.Errorf("lint {%s}, %s: got %q, want %q", c.lint, c.status, got, c.want)
		}
	}
}

func TestUnknownRulePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a finding of a rule that is not in the catalogue was let through")
		}
	}()
	check.Run(&handbook.Handbook{Findings: diag.List{{Rule: "no-such-rule"}}})
}

// The model is shared and immutable: a run leaves it as it was, and a second
// one finds the same.
func TestRunTwice(t *testing.T) {
	t.Parallel()
	h := load(t, []file{
		{"content/b.md", "---\ntitle: B\n---\nSee [c](c.md).\n"},
		{"content/a.md", "---\ntitle: A\nsumary: x\nstatus: approved\n---\nText.\n"},
	})
	before := slices.Clone(h.Findings)
	first := check.Run(h)
	if diff := cmp.Diff(before, h.Findings); diff != "" {
		t.Errorf("the handbook changed:\n%s", diff)
	}
	if diff := cmp.Diff(first, check.Run(h)); diff != "" {
		t.Errorf("a second run finds something else:\n%s", diff)
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	ref := check.Reference()
	for _, r := range check.Rules {
		if n := strings.Count(ref, "| `"+r.ID+"` |"); n != 1 {
			t.Errorf("%s stands %d times in the reference", r.ID, n)
		}
	}
	last := ""
	for line := range strings.Lines(ref) {
		switch {
		case strings.HasPrefix(line, "## "):
			last = ""
		case strings.HasPrefix(line, "| `"):
			if line < last {
				t.Errorf("not sorted: %s", line)
			}
			last = line
		}
	}
	for _, want := range []string{"## Errors", "## Warnings", "## Notices"} {
		if !strings.Contains(ref, want+"\n\n| Rule |") {
			t.Errorf("no table below %s", want)
		}
	}
}

// BenchmarkRun judges documents of about 900 words.
func BenchmarkRun(b *testing.B) {
	const documents = 500
	fsys := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Handbook\n")}}
	sentence := "The service desk answers each request within %d hours and keeps a record of what was done, so that the owner can see it. "
	for i := range documents {
		var text strings.Builder
		fmt.Fprintf(&text, "---\ntitle: Document %d\nid: D-%d\nowner: ciso\nstatus: approved\neffective_date: 2026-01-01\n---\n", i, i)
		for s := range 8 {
			fmt.Fprintf(&text, "## Part %d\n\n", s)
			for p := range 5 {
				fmt.Fprintf(&text, sentence, i*100+s*10+p)
			}
			text.WriteString("\n\n")
		}
		fsys[fmt.Sprintf("content/a/d%d.md", i)] = &fstest.MapFile{Data: []byte(text.String())}
	}
	today := calendar.New(2026, time.June, 15)
	h := handbook.New(source.Read(fsys), handbook.Options{Today: today})
	for b.Loop() {
		check.Run(h)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/documents, "ns/document")
}
