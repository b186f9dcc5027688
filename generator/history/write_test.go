package history

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a writer wrote is a repository with these commits, files and tags.
func TestWriter(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	dir := filepath.Join(s.dir, "below") // a repository of its own in the folder of another one
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	w, err := NewWriter(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	by := Signature{"Åsa", "asa@example.org", time.Date(2025, 1, 1, 12, 0, 0, 0, time.FixedZone("", 3600))}
	first, err := w.Commit(by, "First\n\nWith a reason.\n", []Change{{"content/a.md", []byte(document("A", "1", "approved", "2025-01-01", "One."))}, {"content/old name.md", []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	w.Tag("2025.1", by, "Spring")
	second, err := w.Commit(by, "Second", []Change{{"content/old name.md", nil}, {"content/empty.md", []byte{}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(ctx); err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	r := s.open()
	if r.Head != second || first == second || len(first) != 40 {
		t.Errorf("head %s, commits %s and %s", r.Head, first, second)
	}
	if got := s.git("log", "--format=%an %ae %ai %cn %s"); got != "Åsa asa@example.org 2025-01-01 12:00:00 +0100 Åsa Second\nÅsa asa@example.org 2025-01-01 12:00:00 +0100 Åsa First" {
		t.Errorf("log:\n%s", got)
	}
	if got := s.git("status", "--porcelain"); got != "" {
		t.Errorf("status:\n%s", got)
	}
	if got := s.git("ls-files"); got != "content/a.md\ncontent/empty.md" {
		t.Errorf("files:\n%s", got)
	}
	tags, err := r.Tags(ctx, "*")
	if err != nil || len(tags) != 1 || tags[0] != (Tag{"2025.1", first, by.Time.UTC(), "Spring"}) {
		t.Errorf("tags %v, %v", tags, err)
	}
	if h := s.read(); len(h.Documents["a.md"]) != 1 {
		t.Errorf("documents %v", h.Documents)
	}
}

// A writer that fails says why.
func TestWriterFails(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	ctx := context.Background()
	if _, err := NewWriter(ctx, filepath.Join(s.dir, "none")); err == nil {
		t.Error("a folder that is not there")
	}
	for name, c := range map[string]struct{ email, path string }{
		"is no path for a file": {"ada@example.org", "a\nb"},
		"git: ":                 {"ada>example.org", "a"},
	} {
		w, err := NewWriter(ctx, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Commit(Signature{"Ada", c.email, time.Unix(0, 0).UTC()}, "x", []Change{{c.path, []byte("x")}})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q, want %q", err, name)
		}
		if err := w.Close(ctx); err == nil && name == "git: " {
			t.Error("what failed was closed without an error")
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	w, err := NewWriter(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := w.Close(ctx); err == nil {
		t.Error("closed after the user had interrupted")
	}
}
