package source

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestRead reads the handbooks of testdata: what each file says, with places,
// and what is wrong with it. In their files, \r, \0, \t and \xNN stand for those
// bytes where a line begins with "escaped: " in the archive's comment.
func TestRead(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d archives, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fsys := fstest.MapFS{}
			escaped := strings.HasPrefix(string(archive.Comment), "escaped:")
			var want *txtar.File
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = &archive.Files[i]
					continue
				}
				data := f.Data
				if escaped {
					data = unescape(data)
				}
				fsys[f.Name] = &fstest.MapFile{Data: data}
			}
			got := dump(Read(fsys))
			if *update {
				if want == nil {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					want = &archive.Files[len(archive.Files)-1]
				}
				want.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(want.Data), got); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func unescape(b []byte) []byte {
	return []byte(strings.NewReplacer(`\r`, "\r", `\0`, "\x00", `\t`, "\t", `\xe9`, "\xe9", `\xff`, "\xff", `\ufeff`, "\ufeff", `\u202e`, "\u202e", `\u200b`, "\u200b", `\u2028`, "\u2028").Replace(string(b)))
}

// dump writes a tree as text: fields with their places, then findings.
func dump(tr *Tree) string {
	var b strings.Builder
	section := func(name string, fields map[string]*Value) {
		if len(fields) > 0 {
			fmt.Fprintf(&b, "%s\n", name)
		}
		for _, k := range slices.Sorted(maps.Keys(fields)) {
			fmt.Fprintf(&b, "  %s %s\n", k, show(fields[k]))
		}
	}
	section("handbook.yaml", tr.Config)
	section("_data", tr.Data)
	findings := slices.Clone(tr.Findings)
	for _, d := range tr.Documents {
		section(d.Path, byName(d.Fields))
		if d.Broken {
			fmt.Fprintf(&b, "%s cannot be judged\n", d.Path)
		}
		findings = append(findings, d.Findings...)
	}
	for _, f := range tr.Files {
		fmt.Fprintf(&b, "file %s %d %s\n", f.Path, f.Size, f.Refused)
	}
	findings.Sort()
	for _, f := range findings {
		fmt.Fprintf(&b, "%v: %s: %q (%s)\n", f.Pos, f.Rule, f.Text, f.Hint)
	}
	return b.String()
}

func byName(members []Value) map[string]*Value {
	out := map[string]*Value{}
	for i := range members {
		out[members[i].Key] = &members[i]
	}
	return out
}

func show(v *Value) string {
	at := fmt.Sprintf("%d:%d ", v.Pos.Line, v.Pos.Col)
	switch v.Kind {
	case List:
		var items []string
		for _, i := range v.Items {
			items = append(items, show(&i))
		}
		return at + "[" + strings.Join(items, ", ") + "]"
	case Map:
		var items []string
		for _, m := range v.Items {
			at := m.KeyPos()
			items = append(items, fmt.Sprintf("%s@%d:%d=%s", m.Key, at.Line, at.Col, show(&m)))
		}
		return at + "{" + strings.Join(items, ", ") + "}"
	}
	return at + fmt.Sprintf("%q", v.Text)
}

// The same keys in the three syntaxes say the same.
func TestSyntaxesAgree(t *testing.T) {
	t.Parallel()
	texts := map[string]string{
		"yaml": "---\ntitle: \"Café: a 🔐\"\nversion: '1.10'\nweight: 7\ntoc: false\ntags: [a, b c]\nscope:\n  applies_to: [x]\n  note: n\napprovals:\n  - {by: a, date: 2026-01-31}\n  - {by: b, date: 2026-02-28}\n---\n",
		"toml": "+++\ntitle = \"Café: a 🔐\"\nversion = '1.10'\nweight = 7\ntoc = false\ntags = ['a', \"b c\"]\nscope.applies_to = ['x']\nscope.note = 'n'\n[[approvals]]\nby = 'a'\ndate = 2026-01-31\n[[approvals]]\nby = 'b'\ndate = 2026-02-28\n+++\n",
		"json": "{\n\"title\": \"Caf\\u00e9: a \\ud83d\\udd10\",\n\"version\": \"1.10\", \"weight\": 7, \"toc\": false,\n\"tags\": [\"a\", \"b c\"],\n\"scope\": {\"applies_to\": [\"x\"], \"note\": \"n\"},\n\"approvals\": [{\"by\": \"a\", \"date\": \"2026-01-31\"}, {\"by\": \"b\", \"date\": \"2026-02-28\"}]\n}\n",
	}
	var first string
	for _, name := range []string{"yaml", "toml", "json"} {
		d := new(worker).parseDocument("a.md", []byte(texts[name]+"\nBody\n"), time.UTC)
		if len(d.Findings) > 0 {
			t.Errorf("%s: %v", name, d.Findings)
		}
		got := plain(byName(d.Fields))
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%s says\n%s\nnot\n%s", name, got, first)
		}
		if d.Body.Text != "Body" {
			t.Errorf("%s: body %q", name, d.Body.Text)
		}
	}
}

// plain writes fields without places.
func plain(fields map[string]*Value) string {
	var write func(v *Value) string
	write = func(v *Value) string {
		var s []string
		for _, i := range v.Items {
			s = append(s, i.Key+":"+write(&i))
		}
		return fmt.Sprintf("%d%q%v", v.Kind, v.Text, s)
	}
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		b.WriteString(k + " " + write(fields[k]) + "\n")
	}
	return b.String()
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"titel": "title", "Owner": "owner", "review-date": "review_date", "sumary": "summary", "audiance": "audience", "confidentialty": "confidentiality", "zzz": "", "x": "", "tit": "", "effectivedate": "effective_date"} {
		if got, _ := nearest(Fields, in); got != want {
			t.Errorf("nearest(%q) = %q, want %q", in, got, want)
		}
	}
}

// Every field and alias is found under one name only, so that no key can mean two things.
func TestFieldNamesAreUnique(t *testing.T) {
	t.Parallel()
	tables := map[string][]Field{"front matter": Fields, "section": SectionFields, "handbook.yaml": ConfigFields}
	for name, f := range DataFields {
		tables[name] = f.Fields
	}
	for table, fields := range tables {
		seen := map[string]string{}
		for _, f := range fields {
			if f.Name == "" {
				continue // the values of a mapping
			}
			for _, n := range append([]string{f.Name}, f.Aliases...) {
				if other, ok := seen[n]; ok {
					t.Errorf("%s: %q belongs to %s and %s", table, n, other, f.Name)
				}
				seen[n] = f.Name
			}
			if f.Doc == "" {
				t.Errorf("%s: %s has no meaning", table, f.Name)
			}
		}
	}
}

// Every example of the tables can be written as it stands.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, f := range Fields {
		if f.Example == "" {
			t.Errorf("%s has no example", f.Name)
			continue
		}
		for _, key := range append([]string{f.Name}, f.Aliases...) {
			if key == "expiration_in_days" {
				continue // takes a number of days
			}
			d := new(worker).parseDocument("a.md", []byte("---\n"+key+": "+f.Example+"\n---\nBody\n"), time.UTC)
			if len(d.Findings) > 0 || d.Get(f.Name) == nil {
				t.Errorf("%s: %s: %v", key, f.Example, d.Findings)
			}
		}
	}
}

func TestSumIsTheDigestOfRead(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"content/handbook.yaml":     {Data: []byte("title: T\n")},
		"content/a/b.md":            {Data: []byte("---\ntitle: B\n---\n")},
		"content/a/_index.md":       {Data: []byte("---\ntitle: A\n---\n")},
		"content/a/p.png":           {Data: []byte("no picture")},
		"content/_data/people.yaml": {Data: []byte("- {id: x}\n")},
		"content/_data/odd.txt":     {Data: []byte("?")},
		"content/_data/kpis/x.csv":  {Data: []byte("date,value\n")},
		"content/big.md":            {Data: bytes.Repeat([]byte("x"), maxPage+1)},
		"content/con.md":            {Data: []byte("---\ntitle: C\n---\n")},
	}
	base := Read(fsys).Digest
	if got := Sum(fsys); got != base {
		t.Fatal("Sum differs from Read's digest")
	}
	for name, f := range fsys {
		old := f.Data
		f.Data = append(slices.Clone(old), 'x')
		if Sum(fsys) == base {
			t.Errorf("a change of %s goes unseen", name)
		}
		if Sum(fsys) != Read(fsys).Digest {
			t.Errorf("after a change of %s, Sum differs from Read's digest", name)
		}
		f.Data = old
	}
	delete(fsys, "content/a/p.png")
	if Sum(fsys) == base {
		t.Error("a deletion goes unseen")
	}
}

// FuzzSplit: a file is front matter and body, or it is reported; nothing that
// looks like front matter is ever left in the body of a file that is not.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"---\ntitle: A\n---\nBody", "+++\na = 1\n+++\n", "{\n\"a\": 1\n}\n\nB", "---\nx: |\n  ---\n---\n", "---", "", "--- \n---\n", "\ufeff---\na: b\n---\n", "---\n...\n", "----\n", "---\r\na: b\r\n---\r\n", "---\na: *b\n---\n", "---\n? a\n: b\n---\n", "---\n%YAML 1.2\n---\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := new(worker).parseDocument("a.md", raw, time.UTC)
		used, again := new(worker), bytes.Clone(raw)
		used.parseDocument("b.md", []byte("---\ntitle: B\nscope: [b]\n---\n# B {#b}\n\n1. [b](b.md)\n"), time.UTC)
		after := used.parseDocument("a.md", again, time.UTC)
		clear(again)
		used.parseDocument("b.md", bytes.Repeat([]byte("c"), len(raw)), time.UTC)
		if dumpOne(d) != dumpOne(after) || !reflect.DeepEqual(d, after) {
			t.Fatal("the same bytes read twice, by a new worker and a used one, differ")
		}
		checkPlaces(t, d, raw)
		var findings = d.Findings
		text, ok := decodeText("a.md", raw, &findings)
		if !ok {
			if !d.Broken || len(d.Findings) == 0 {
				t.Fatal("a file that cannot be read is not reported")
			}
			return
		}
		b := new(worker).split("a.md", text, &findings)
		if b == nil {
			if !d.Broken || len(d.Findings) == 0 {
				t.Fatal("front matter that cannot be made out is not reported")
			}
			return
		}
		if b.read == nil {
			return
		}
		// The pieces are the file: fence, keys, fence, body.
		if !bytes.HasSuffix(text, b.body) || b.at != len(text)-len(b.body) {
			t.Fatal("the body is not the end of the file")
		}
		head := string(text[:b.at])
		if !strings.Contains(head, string(b.text)) {
			t.Fatal("the keys are not in the head")
		}
		lines := strings.Split(strings.TrimRight(head, "\n"), "\n")
		if last := strings.TrimRight(lines[len(lines)-1], " \t"); last != b.close {
			t.Fatalf("the head ends with %q", last)
		}
		if b.open != "{" && strings.TrimRight(lines[0], " \t") != b.open {
			t.Fatalf("the head begins with %q", lines[0])
		}
	})
}

func dumpOne(d *Document) string { return dump(&Tree{Documents: []*Document{d}}) }

// checkPlaces wants every place to lie in the file.
func checkPlaces(t *testing.T, d *Document, raw []byte) {
	lines := bytes.Count(raw, []byte("\n")) + 1
	for _, f := range d.Findings {
		if f.Line < 0 || int(f.Line) > lines+1 || f.Col < 0 || int(f.Col) > len(raw)+2 {
			t.Fatalf("%v lies outside a file of %d lines", f.Pos, lines)
		}
		if f.Rule == "" || f.Text == "" {
			t.Fatalf("a finding without words: %+v", f)
		}
	}
}

// locked is a file system with files that cannot be read.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if strings.Contains(name, "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.Contains(name, "locked") {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func (l locked) ReadFile(name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	text := &fstest.MapFile{Data: []byte("---\ntitle: X\n---\n")}
	tree := Read(locked{fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: T\n")}, "content/a/locked.md": text, "content/a/open.md": text, "content/locked/x.md": text, "content/_data/locked.yaml": text, "content/a/locked.png": text}})
	findings := slices.Clone(tree.Findings)
	for _, d := range tree.Documents {
		findings = append(findings, d.Findings...)
	}
	findings.Sort()
	var got []string
	for _, f := range findings {
		got = append(got, f.File+" "+f.Rule+" "+f.Text)
	}
	for _, f := range tree.Files {
		got = append(got, f.Path+" "+f.Refused)
	}
	want := []string{
		"content/_data/locked.yaml data-unknown no data file that policybook knows",
		"content/a/locked.md file-unreadable cannot be read: permission denied",
		"content/locked file-unreadable cannot be read: permission denied",
		"a/locked.png it cannot be read: permission denied",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
