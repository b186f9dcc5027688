package render_test

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// grouped gives a handbook of n documents for one audience, on one topic and for one control.
func grouped(n int) fstest.MapFS {
	files := fstest.MapFS{
		"content/handbook.yaml":          {Data: []byte("title: Large\n")},
		"content/_data/audiences.yaml":   {Data: []byte("- {id: staff, title: Staff}\n- {id: guests, title: Guests}\n")},
		"content/_data/topics.yaml":      {Data: []byte("large: [Locks, Keys]\n")},
		"content/_data/standards/s.yaml": {Data: []byte("C1: Locks exist\nC2: Keys exist\n")},
	}
	for i := range n {
		scope := []string{"organization", "[staff]", "{applies_to: [staff], excludes: [guests]}", "those who come"}[i%4]
		topic := []string{"topics: [Locks]\n", ""}[i%2]
		files[fmt.Sprintf("content/large/d%05d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: Document %05d\nowner: desk\nscope: %s\nstatus: approved\neffective_date: 2026-11-01\nreview_date: 2027-01-01\nacknowledge: once\n%ssatisfies: {s: [C1]}\n---\n\nText.\n", i, scope, topic)}
	}
	return files
}

// TestReportsStaySmall shows that pages about the handbook do not grow with it.
func TestReportsStaySmall(t *testing.T) {
	t.Parallel()
	small, large := compile(t, grouped(300), nil), compile(t, grouped(1500), nil)
	for _, path := range []string{"audiences/index.html", "audiences/staff.html", "audiences/guests.html", "coverage.html", "controls/index.html", "controls/s.html", "reviews.html", "search.html", "changes.html"} {
		if a, b := read(t, small, path), read(t, large, path); len(b) > len(a)+200 {
			t.Errorf("%s: %d bytes with 300 documents, %d with 1,500", path, len(a), len(b))
		}
	}
}
