package source

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator/markdown"
)

// edits are the changes that testdata/edit.txtar names.
var edits = map[string][]Edit{
	"review": {{Field: "reviews", Entry: []Pair{{"date", "2026-11-21"}, {"by", "ciso"}, {"outcome", "no-change"}}}},
	"notes":  {{Field: "reviews", Entry: []Pair{{"date", "2026-11-21"}, {"outcome", "no-change"}, {"notes", `It's "fine": 5 # of 7, {all} [of] it, 日本`}}}},
	"approve": {
		{Field: "approvals", Entry: []Pair{{"by", "ciso"}, {"date", "2026-11-21"}, {"version", "2.0"}}},
		{Field: "status", Text: "approved"},
	},
	"revise": {
		{Field: "version", Text: "1.10"},
		{Field: "revisions", First: true, Entry: []Pair{{"version", "1.10"}, {"date", "2026-11-21"}, {"summary", "Passkeys added"}, {"material", "true"}}},
	},
	"due":     {{Field: "review_date", Text: "2027-11-21"}},
	"publish": {{Field: "draft", Text: "false"}, {Field: "status", Text: "approved"}},
}

// TestRewrite edits the files of testdata/edit: EDIT-CASE.in becomes EDIT-CASE.out,
// or the text of EDIT-CASE.error says why not.
func TestRewrite(t *testing.T) {
	t.Parallel()
	const file = "testdata/edit/edit.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	var golden []txtar.File
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".in")
		if !ok {
			continue
		}
		edit, _, _ := strings.Cut(name, "-")
		if edits[edit] == nil {
			t.Fatalf("%s: there is no edit %q", f.Name, edit)
		}
		out, err := Rewrite(f.Data, edits[edit]...)
		result := txtar.File{Name: name + ".out", Data: out}
		if err != nil {
			result = txtar.File{Name: name + ".error", Data: []byte(err.Error() + "\n")}
		}
		golden = append(golden, f, result)
		if d := cmp.Diff(want[result.Name], string(result.Data)); d != "" && !*update {
			t.Errorf("%s: want -, got +:\n%s", result.Name, d)
		}
		if err == nil {
			checkVariants(t, f.Data, out, edits[edit])
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: archive.Comment, Files: golden}), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// checkVariants wants the same result with line ends of Windows and with a byte
// order mark.
func checkVariants(t *testing.T, in, out []byte, edits []Edit) {
	t.Helper()
	crlf := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	bom := func(b []byte) []byte { return append([]byte("\ufeff"), b...) }
	for name, variant := range map[string]func([]byte) []byte{"CRLF": crlf, "BOM": bom, "both": func(b []byte) []byte { return bom(crlf(b)) }} {
		got, err := Rewrite(variant(in), edits...)
		if err != nil || !bytes.Equal(got, variant(out)) {
			t.Errorf("%s of\n%s\ngives %q, %v", name, in, got, err)
		}
	}
}

// Every document of the sample handbook can be edited.
func TestRewriteSample(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_index.md") {
			continue
		}
		for name, list := range edits {
			for _, e := range list {
				out, err := Rewrite(raw, e)
				if err != nil {
					t.Fatalf("%s: %s: %v", file, name, err)
				}
				checkEdit(t, raw, out, e)
			}
		}
	}
}

// checkEdit wants one edit in a file and nothing else: all other fields say what
// they said, the text below is the same, and so is every byte around the edit.
func checkEdit(t *testing.T, raw, out []byte, e Edit) {
	t.Helper()
	before := new(worker).parseDocument("a.md", raw, time.UTC)
	after := new(worker).parseDocument("a.md", out, time.UTC)
	other := func(d *Document) []Value {
		return slices.DeleteFunc(slices.Clone(d.Fields), func(v Value) bool { return v.Key == e.Field })
	}
	if !slices.EqualFunc(other(before), other(after), Value.alike) {
		t.Fatalf("other fields differ:\n%q\n%q", raw, out)
	}
	if d := cmp.Diff(before.Body, after.Body, cmpopts.IgnoreUnexported(markdown.Doc{})); d != "" {
		t.Fatalf("the text differs:\n%s", d)
	}
	start, end := 0, 0
	for start < min(len(raw), len(out)) && raw[start] == out[start] {
		start++
	}
	for end < min(len(raw), len(out))-start && raw[len(raw)-1-end] == out[len(out)-1-end] {
		end++
	}
	gone := string(raw[start : len(raw)-end])
	f, err := openFront(raw)
	if err != nil {
		t.Fatal(err)
	}
	at, err := f.member(find(Fields, e.Field))
	if err != nil {
		t.Fatal(err)
	}
	if gone == "" || at >= 0 && (len(e.Entry) == 0 || f.root.Items[at].Kind == Null) && !strings.Contains(gone, "\n") && bytes.Contains(f.text[f.keys[at].start:f.keys[at].end], []byte(gone)) {
		return
	}
	t.Fatalf("%q is gone:\n%q\n%q", gone, raw, out)
}

// FuzzRewrite edits whatever can be edited, and wants nothing else to change.
func FuzzRewrite(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/edit/edit.txtar")
	if err != nil {
		f.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(edits))
	for _, file := range archive.Files {
		for i, name := range names {
			if strings.HasPrefix(file.Name, name) {
				f.Add(file.Data, uint8(i))
				f.Add(bytes.ReplaceAll(file.Data, []byte("\n"), []byte("\r\n")), uint8(i))
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte, which uint8) {
		for _, e := range edits[names[int(which)%len(names)]] {
			out, err := Rewrite(raw, e)
			if err != nil {
				return
			}
			checkEdit(t, raw, out, e)
			raw = out
		}
	})
}
