package check_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/check"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// What is wrong with a release that stands in for a draft is said, at a place of its
// own, and keeps nobody from publishing: nobody can mend it.
func TestReleaseCannotBeMended(t *testing.T) {
	t.Parallel()
	const released = "---\ntitle: A\nid: A-1\nstatus: approved\nversion: \"1.0\"\neffective_date: 2026-01-01\nrelated: GONE-1\n---\nSee [what](gone.md) was here.\n"
	r := source.FrontReader{Zone: time.UTC}
	front, _ := r.Read("a.md", []byte(released))
	h := &handbook.History{
		Documents: map[string][]handbook.Snapshot{"a.md": {{Commit: &handbook.Commit{ID: "1", Day: date(t, "2026-01-01")}, Path: "a.md", Blob: "b", Front: front}}},
		Text:      func(string) ([]byte, error) { return []byte(released), nil },
	}
	files := fstest.MapFS{"content/a.md": {Data: []byte("---\ntitle: A\nid: A-1\nstatus: draft\nowner: ciso\n---\nNew.\n")}}
	found := map[string]bool{}
	for _, f := range check.Run(handbook.New(source.Read(files), handbook.Options{Today: date(t, "2026-06-15"), History: h})) {
		if f.Severity == diag.Error {
			t.Errorf("an error: %s: %s [%s]", f.Pos, f.Text, f.Rule)
		}
		if strings.HasPrefix(f.Pos.String(), "content/a.md@1.0:") {
			found[f.Rule] = true
		}
	}
	for _, rule := range []string{"related-unknown", "link-broken"} {
		if !found[rule] {
			t.Errorf("nothing said of %s: %v", rule, found)
		}
	}
}

// A text that is changed in its file under the version that was approved is told of until
// it is committed or approved, and stops nobody.
func TestUncommittedChange(t *testing.T) {
	t.Parallel()
	document := func(version, approvals, text string) string {
		return "---\ntitle: A\nid: A-1\nstatus: approved\nversion: \"" + version + "\"\neffective_date: 2026-01-01\napprovals: [" + approvals + "]\n---\n" + text
	}
	const once, again = "{by: board, date: 2025-12-01}", "{by: board, date: 2025-12-01}, {by: board, date: 2026-06-01}"
	committed := document("1.0", once, "One.\n")
	r := source.FrontReader{Zone: time.UTC}
	front, text := r.Read("a.md", []byte(committed))
	h := &handbook.History{
		Documents: map[string][]handbook.Snapshot{"a.md": {{Commit: &handbook.Commit{ID: "1", Day: date(t, "2026-01-01")}, Path: "a.md", Blob: "b", Front: front, Text: source.TextHash(text)}}},
		Text:      func(string) ([]byte, error) { return []byte(committed), nil },
	}
	for _, c := range []struct {
		name, file string
		want       bool
	}{
		{"as committed", committed, false},
		{"other line ends", strings.ReplaceAll(committed, "\n", "\r\n"), false},
		{"other front matter", strings.Replace(committed, "title: A", "title: B", 1), false},
		{"another text", document("1.0", once, "Two.\n"), true},
		{"another text that was approved", document("1.0", again, "Two.\n"), false},
		{"another version", document("1.1", once, "Two.\n"), false},
		{"a draft", strings.Replace(document("1.0", once, "Two.\n"), "status: approved", "status: draft", 1), false},
	} {
		for _, next := range []bool{false, true} {
			made := handbook.New(source.Read(fstest.MapFS{"content/a.md": {Data: []byte(c.file)}}), handbook.Options{Today: date(t, "2026-06-15"), Drafts: true, Next: next, History: h})
			found := false
			for _, f := range check.Run(made) {
				if f.Rule == "uncommitted-change" {
					if found = true; f.Severity != diag.Warning || f.Line != 5 {
						t.Errorf("%s: %s: %v", c.name, f.Pos, f.Severity)
					}
				}
			}
			if found != c.want {
				t.Errorf("%s: found %v, want %v", c.name, found, c.want)
			}
		}
	}
}
