package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/source"
	"policybook/themes"
)

var today = calendar.New(2026, 11, 21)

// handbookOf reads a handbook of documents, given as path and front matter.
func handbookOf(config string, documents ...string) *source.Tree {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Handbook\n" + config)}}
	for i := 0; i < len(documents); i += 2 {
		files["content/"+documents[i]+".md"] = &fstest.MapFile{Data: []byte("---\n" + documents[i+1] + "\n---\n\nText.\n")}
	}
	return source.Read(files)
}

func TestNextID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		documents []string
		kind      string
		want      string
	}{
		{"no numbers", []string{"a/x", "title: X"}, "policy", ""},
		{"one more", []string{"a/x", "id: IT-POL-007"}, "policy", "IT-POL-008"},
		{"a gap stays a gap", []string{"a/x", "id: POL-1", "a/y", "id: POL-9"}, "policy", "POL-10"},
		{"zeros", []string{"a/x", "id: P-0099"}, "policy", "P-0100"},
		{"over the width", []string{"a/x", "id: P-99"}, "policy", "P-100"},
		{"the series of most", []string{"a/x", "id: OLD-900", "a/y", "id: IT-1", "a/z", "id: IT-2"}, "policy", "IT-3"},
		{"another type has a series of its own", []string{"a/x", "id: IT-POL-007", "a/y", "{id: IT-STD-020, type: standard}"}, "standard", "IT-STD-021"},
		{"a number of another type counts", []string{"a/x", "id: IT-1", "a/y", "{id: IT-5, type: form}"}, "policy", "IT-6"},
		{"the first of its type", []string{"a/x", "id: IT-POL-007"}, "form", "IT-FRM-001"},
		{"no code in it", []string{"a/x", "id: ITSEC-007"}, "form", "ITSEC-008"},
		{"no count in it", []string{"a/x", "id: passwords"}, "policy", ""},
		{"a section's default type", []string{"a/_index", "defaults: {type: form}", "a/x", "id: F-3"}, "form", "F-4"},
		{"an alias of the key", []string{"a/x", "policy_number: 17"}, "policy", "18"},
		{"too long to count", []string{"a/x", "id: P-99999999999999999999"}, "policy", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := nextID(handbookOf("", c.documents...), c.kind); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// begun gives a draft as `new` begins it in a handbook without numbers.
func begun(t *testing.T, kind, place string) *draft {
	t.Helper()
	dir := t.TempDir()
	if err := writeAll(dir, []file{{"content/handbook.yaml", []byte("title: Handbook\ncategories: [{id: security}]\n")}}); err != nil {
		t.Fatal(err)
	}
	e := &env{ctx: context.Background(), dir: dir, now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
	d, err := e.begin(kind, place)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNewGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range frontField("type").Values {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			golden := filepath.Join("testdata", "new", kind+".md")
			got := string(begun(t, kind, "security/remote-access").text())
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// readBack reads a text as the one document of a handbook.
func readBack(text []byte) *source.Document {
	tree := source.Read(fstest.MapFS{"content/a/x.md": {Data: text}})
	return tree.Documents[0]
}

// Each line that is offered as a comment is right once its "# " is taken away.
func TestEveryCommentedKeyCanBeUsed(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(string(begun(t, "policy", "security/remote-access").text()), "\n")
	tried := 0
	for i, line := range lines {
		key, _, ok := strings.Cut(strings.TrimPrefix(line, "# "), ":")
		if !strings.HasPrefix(line, "# ") || strings.HasPrefix(key, " ") || !ok || strings.Contains(key, " ") {
			continue
		}
		used := append([]string(nil), lines...)
		used[i] = strings.TrimPrefix(line, "# ")
		for j := i + 1; strings.HasPrefix(lines[j], "#   "); j++ {
			used[j] = strings.TrimPrefix(lines[j], "# ")
		}
		tried++
		d := readBack([]byte(strings.Join(used, "")))
		if len(d.Findings) > 0 {
			t.Errorf("%s: %v", key, d.Findings)
		}
		if d.Get(key) == nil {
			t.Errorf("%s is not there once it is used", key)
		}
	}
	if want := len(source.Fields) - len(first) + 1; tried != want { // the number is a comment here
		t.Errorf("%d keys are offered, want %d", tried, want)
	}
}

// What is answered is what is read, whatever it holds, or it is asked again.
func TestAnswersReadBack(t *testing.T) {
	t.Parallel()
	base := begun(t, "policy", "security/remote-access")
	fields := map[string]func(*source.Document) string{
		"title":      func(d *source.Document) string { return d.Get("title").String() },
		"owner":      func(d *source.Document) string { return d.Get("owner").String() },
		"plan.need":  func(d *source.Document) string { return d.Get("plan").Get("need").String() },
		"scope":      func(d *source.Document) string { return d.Get("scope").Get("applies_to").Items[0].Text },
		"evaluation": func(d *source.Document) string { return d.Get("evaluation").String() },
		"approvers": func(d *source.Document) string {
			var all []string
			for _, v := range d.Get("approvers").All() {
				all = append(all, v.Text)
			}
			return strings.Join(all, ",")
		},
	}
	check := func(t interface {
		Errorf(string, ...any)
	}, answer string) {
		for field, get := range fields {
			d := *base
			d.values, d.notes = map[string]string{"title": "X"}, map[string]string{}
			if err := d.answer(field, answer); err != nil || d.values[field] == "" || field == "title" && d.values[field] == "X" {
				continue
			}
			got := readBack(d.text())
			if len(got.Findings) > 0 {
				t.Errorf("%s %q: %v", field, answer, got.Findings)
				continue
			}
			want := strings.Join(strings.Fields(answer), " ")
			if field == "approvers" {
				want = strings.Join(split(want), ",")
			}
			if get(got) != want {
				t.Errorf("%s %q was read as %q", field, answer, get(got))
			}
		}
	}
	for _, nasty := range []string{
		"a: b # c", `she said "no"`, "it's", "*alias", "&anchor", "!tag", "- item", "? key", "| text", "> text", "@at", "`tick`", "%dir", "#hash", "[1, 2]", "{a: b}",
		"true", "No", "null", "~", "2026-01-01", "1.10", "0x1F", "1e3", ".inf", "---", "...", "<<", "a\tb", "  spaces  ", "👩‍💻 café", `back\slash`, "{{ template }}", "x:", "key: >-", "\u00a0nbsp", "<b>", "a,b , c", "😀",
	} {
		check(t, nasty)
	}
	rapid.Check(t, func(r *rapid.T) { check(r, rapid.String().Draw(r, "answer")) })
}

func TestInterviewStopsAtAnInterrupt(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	in, keep := io.Pipe() // never gives a line
	defer keep.Close()
	var said bytes.Buffer
	e := &env{ctx: ctx, in: in, err: &said}
	stop()
	err := e.interview(begun(t, "policy", "security/remote-access"))
	if err == nil || exitCode(ctx, err) != exitInterrupted {
		t.Errorf("got %v, want the interrupt", err)
	}
}

// The first handbook has nothing to mend on whatever day it is written, and its
// documents have the six keys and no more.
func TestFirstHandbook(t *testing.T) {
	t.Parallel()
	for _, day := range []calendar.Date{today, calendar.New(2024, 2, 29), calendar.New(2027, 12, 31)} {
		files := fstest.MapFS{}
		for _, f := range firstHandbook(day) {
			files[f.path] = &fstest.MapFile{Data: f.text}
		}
		tree := source.Read(files)
		documents := 0
		for _, d := range tree.Documents {
			if d.IsSection() {
				continue
			}
			documents++
			want := 6
			if d.Get("type") != nil {
				want++
			}
			for _, key := range []string{"title", "owner", "scope", "lifespan", "status", "review_date"} {
				if d.Get(key) == nil {
					t.Errorf("%s has no %s", d.Path, key)
				}
			}
			if len(d.Fields) != want {
				t.Errorf("%s has %d keys, want %d", d.Path, len(d.Fields), want)
			}
		}
		if documents < 6 {
			t.Errorf("%d documents, want one for each of the six categories at least", documents)
		}
		theme, err := fs.Sub(themes.FS, "default")
		if err != nil {
			t.Fatal(err)
		}
		built := generator.Build(files, generator.Options{Theme: theme, Date: day, Drafts: true, Classification: "restricted"})
		for _, f := range built.Findings {
			t.Errorf("%s: %s: %s [%s]", f.Pos, f.Severity, f.Text, f.Rule)
		}
	}
}
