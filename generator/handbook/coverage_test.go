package handbook_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// TestCoverage covers a topic and a control by one document in each state.
func TestCoverage(t *testing.T) {
	t.Parallel()
	const inForce, future, pilot = "status: approved\neffective_date: 2026-01-01", "status: approved\neffective_date: 2027-01-01",
		"status: approved\neffective_date: 2026-01-01\nrollout: [{phase: A, start: 2026-02-01}, {phase: B, start: 2027-02-01}]"
	for _, c := range []struct {
		name string
		by   []string // front matter of the documents that name the topic
		want handbook.Coverage
		n    int
	}{
		{"nobody", nil, handbook.Gap, 0},
		{"in force", []string{inForce}, handbook.Covered, 1},
		{"a pilot", []string{pilot}, handbook.InPart, 1},
		{"a draft", []string{"status: draft"}, handbook.Planned, 1},
		{"in review", []string{"status: review"}, handbook.Planned, 1},
		{"to come", []string{future}, handbook.Planned, 1},
		{"retired", []string{"status: retired"}, handbook.Gap, 0},
		{"expired", []string{inForce + "\nexpires: 2026-02-01"}, handbook.Gap, 0},
		{"a draft and a pilot", []string{"status: draft", pilot}, handbook.InPart, 2},
		{"all", []string{"status: draft", pilot, inForce, future, "status: retired"}, handbook.Covered, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{
				"content/_data/topics.yaml":      {Data: []byte("a: [Locks]\nb: [Locks]\n")},
				"content/_data/standards/s.yaml": {Data: []byte("C1: Locks exist\nC2: Keys exist\n")},
				"content/b/other.md":             {Data: []byte("---\ntitle: Other\nstatus: draft\n---\n\nText.\n")},
			}
			for i, front := range c.by {
				files[fmt.Sprintf("content/a/d%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: D\n%s\ntopics: [locks, Locks]\nsatisfies: {s: [C1, C1]}\n---\n\nText.\n", front)}
			}
			day, _ := calendar.ParseDate("2026-11-21", time.UTC)
			h := handbook.New(source.Read(files), handbook.Options{Today: day, Drafts: true})
			if got := h.CoverTopics("a"); len(got) != 1 || got[0].Coverage != c.want || len(got[0].By) != c.n {
				t.Errorf("topic: %v, want %v by %d", got, c.want, c.n)
			}
			if got := h.CoverControls(h.Standards[0]); len(got) != 2 || got[0].Coverage != c.want || len(got[0].By) != c.n || got[1].Coverage != handbook.Gap {
				t.Errorf("controls: %v, want %v by %d", got, c.want, c.n)
			}
			if got := h.CoverTopics("b"); len(got) != 1 || got[0].Coverage != handbook.Gap {
				t.Errorf("the topic of another category: %v, want a gap", got)
			}
			if got := h.Uncovering("b"); len(got) != 1 || got[0].Title != "Other" || len(h.Uncovering("a")) != 0 {
				t.Errorf("documents that cover no topic: %v", got)
			}
		})
	}
}
