package handbook_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestNew links the handbooks of testdata/link on 2026-11-21. The first line of
// an archive's comment may hold options: drafts, classification=X, audience=X.
func TestNew(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/link/*.txtar")
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
			want := -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = i
				} else {
					fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			got := dump(handbook.New(source.Read(fsys), options(string(archive.Comment))))
			if *update {
				if want < 0 {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					want = len(archive.Files) - 1
				}
				archive.Files[want].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want < 0 {
				t.Fatal("no expectation")
			}
			if d := cmp.Diff(string(archive.Files[want].Data), got); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func options(comment string) handbook.Options {
	opts := handbook.Options{Today: calendar.New(2026, time.November, 21)}
	line, _, _ := strings.Cut(comment, "\n")
	for _, word := range strings.Fields(line) {
		switch name, value, _ := strings.Cut(word, "="); name {
		case "drafts":
			opts.Drafts = true
		case "classification":
			opts.Classification = value
		case "audience":
			opts.Audience = value
		}
	}
	return opts
}

// dump writes what was linked, and what is wrong with it.
func dump(h *handbook.Handbook) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	targets := func(list []handbook.Target) {
		for i, t := range list {
			line("  link %d → %s", i, target(t))
		}
	}
	for _, s := range append([]*handbook.Section{h.Root}, h.Sections...) {
		line("section %q at %q: %s", s.Path, s.Slug, s.Title)
		targets(s.Targets)
	}
	for _, p := range h.Policies {
		line("%s: %s", p.Path, p.Title)
		line("  in %q, category %q, %v", p.Section.Path, name(p.Category), p.Judgement.State)
		for _, r := range []struct {
			word string
			list []*handbook.Policy
		}{{"implements", p.Implements}, {"implemented by", p.ImplementedBy}, {"related", p.Related}, {"supersedes", p.Supersedes}, {"cited by", p.CitedBy}} {
			for _, q := range r.list {
				line("  %s %s", r.word, q.Path)
			}
		}
		if p.SupersededBy != nil {
			line("  superseded by %s", p.SupersededBy.Path)
		}
		if p.Owner != nil {
			line("  owner %s (known: %t)", p.Owner.Label(), p.Owner.Known)
		}
		if p.Scope.Everyone || len(p.Scope.Audiences) > 0 || p.Scope.Text != "" {
			line("  scope everyone: %t, audiences: %d, text: %q", p.Scope.Everyone, len(p.Scope.Audiences), p.Scope.Text)
		}
		for _, t := range p.Terms {
			line("  term %s", t.Term)
		}
		targets(p.Targets)
	}
	for _, f := range h.Files {
		line("file %s → %s", f.Source, f.Path)
	}
	for _, r := range h.Redirects {
		line("redirect %s → %s", r.From, r.To)
	}
	for _, p := range h.StartHere {
		line("start here: %s", p.Path)
	}
	h.Findings.Sort()
	for _, f := range h.Findings {
		line("%v: %s: %s (%s)", f.Pos, f.Rule, f.Text, f.Hint)
	}
	return b.String()
}

func name(s *handbook.Section) string {
	if s == nil {
		return ""
	}
	return s.Path
}

func target(t handbook.Target) string {
	to := "here"
	switch {
	case t.Policy != nil:
		to = t.Policy.Path
	case t.Section != nil:
		to = "section " + t.Section.Path
	case t.File != nil:
		to = "file " + t.File.Path
	case t.Page != "":
		to = "page " + t.Page
	case t.URL != "":
		to = t.URL
	}
	if t.Anchor != "" {
		to += "#" + t.Anchor
	}
	if t.Broken {
		to += " (broken)"
	}
	return to
}

// Files in the order in which a file system lists them, and its case, must not
// change what is linked.
func TestNewIsDeterministic(t *testing.T) {
	t.Parallel()
	fsys := os.DirFS("../..")
	opts := handbook.Options{Today: calendar.New(2026, time.November, 21), Drafts: true, Classification: "restricted"}
	first := dump(handbook.New(source.Read(fsys), opts))
	for range 5 {
		if got := dump(handbook.New(source.Read(fsys), opts)); got != first {
			t.Fatal(cmp.Diff(first, got))
		}
	}
}

// Where the history cannot be read, nobody knows whether a draft has a release that readers
// have: that is said of the first link to one, with the reason.
func TestLinksToDraftsWithoutHistory(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"content/it/a.md": {Data: []byte("---\ntitle: A\nstatus: draft\n---\n")},
		"content/it/b.md": {Data: []byte("---\ntitle: B\nstatus: approved\n---\n[One](a.md), [two](a.md).\n")},
		"content/it/c.md": {Data: []byte("---\ntitle: C\nstatus: approved\n---\n[Three](a.md), [four](gone.md).\n")},
	}
	missing := &handbook.History{}
	missing.Findings.Add(diag.Pos{File: "content"}, "history-unknown", "it is lost", "find it")
	for _, c := range []struct {
		history *handbook.History
		want    []string
	}{
		{missing, []string{"this leads to a draft, and whether a version of that document is in force is not known: it is lost: find it", "there is no page or file \"gone.md\""}},
		{nil, []string{"\"a.md\" is not in this build", "\"a.md\" is not in this build", "\"a.md\" is not in this build", "there is no page or file \"gone.md\""}},
	} {
		opts := handbook.Options{Today: calendar.New(2026, 1, 1), History: c.history}
		h := handbook.New(source.Read(files), opts)
		for range 2 { // made again, it says the same
			var got []string
			for _, f := range h.Findings {
				if f.Rule == "link-broken" {
					got = append(got, f.Text+": "+f.Hint)
				}
			}
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			h = h.Again(source.Read(files), opts)
		}
	}
}
