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
