package source

import (
	"testing"
	"time"
)

func TestFlatValues(t *testing.T) {
	t.Parallel()
	r := FrontReader{Zone: time.UTC}
	d, _ := r.Read("a.md", []byte("---\ntitle: A  b\nversion: 1.10\nscope: [staff, guests]\ntoc: true\nsummary: |\n  one\n  two\napprovals:\n  - {by: ciso, date: 2026-01-12}\n  - {by: board, date: 2026-02-01}\n---\n"))
	for key, want := range map[string]string{
		"title": "A b", "version": "1.10", "toc": "true", "summary": "one two", "missing": "",
		"scope":     "applies_to: staff, guests",
		"approvals": "by: ciso, date: 2026-01-12; by: board, date: 2026-02-01",
	} {
		if got := d.Get(key).Flat(); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}
