package watch

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deadline is far beyond what a wake-up takes: a test that meets it has missed one.
const deadline = 30 * time.Second

var names = []string{"content", "themes", "settings/handbook.yaml"}

func newWatcher(dir string, poll bool) *watcher {
	return &watcher{dir: dir, names: names, poll: poll, open: open, shared: func(string) string { return "" }, pause: time.Millisecond}
}

// A tree is what stands in a folder: text by path; folders end in a slash, links say where they lead.
type tree map[string]string

// read puts what stands at a path, and below it, into t.
func (t tree) read(dir, rel string) {
	maps.DeleteFunc(t, func(p, _ string) bool {
		return rel == "." || p == rel || p == rel+"/" || strings.HasPrefix(p, rel+"/")
	})
	w := watcher{names: names}
	filepath.WalkDir(filepath.Join(dir, rel), func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone: the next change says so
		}
		below, _ := filepath.Rel(dir, name)
		below = filepath.ToSlash(below)
		switch {
		case below == ".":
		case !w.concerns(below):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir():
			t[below+"/"] = ""
		case e.Type()&fs.ModeSymlink != 0:
			t[below], _ = os.Readlink(name)
		default:
			if text, err := os.ReadFile(name); err == nil {
				t[below] = string(text)
			}
		}
		return nil
	})
}

// tb is a test, or one round of a property.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// A reader reads again what each change names, and nothing else, as those who build do.
type reader struct {
	t       tb
	dir     string
	changes chan Change
	done    chan struct{} // a change was read
	held    tree
	taken   []Change // so far
}

// read starts w. When it returns, the first change has come.
func read(t tb, w *watcher) *reader {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &reader{t: t, dir: w.dir, changes: make(chan Change), done: make(chan struct{}), held: tree{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.run(ctx, func(c Change) bool {
			select {
			case r.changes <- c:
			case <-ctx.Done():
				return false
			}
			select {
			case <-r.done:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	if first := r.next(); !first.All {
		t.Fatalf("the first change is %+v", first)
	}
	return r
}

// next waits for a change.
func (r *reader) next() Change {
	r.t.Helper()
	select {
	case c := <-r.changes:
		return r.take(c)
	case <-time.After(deadline):
		r.t.Fatalf("no change came; after %d of them (-stands +held):\n%s", len(r.taken), r.diff())
	}
	return Change{}
}

func (r *reader) take(c Change) Change {
	r.t.Helper()
	r.taken = append(r.taken, c)
	if c.All == (len(c.Paths) > 0) {
		r.t.Fatalf("a change is of everything or of some paths: %+v", c)
	}
	if c.All {
		r.held.read(r.dir, ".")
	}
	for _, p := range c.Paths {
		r.held.read(r.dir, p)
	}
	r.done <- struct{}{}
	return c
}

func (r *reader) diff() string {
	stands := tree{}
	stands.read(r.dir, ".")
	return cmp.Diff(stands, r.held)
}

// settle takes changes until r holds what stands.
func (r *reader) settle() {
	r.t.Helper()
	for r.diff() != "" {
		r.next()
	}
}

func (r *reader) path(rel string) string { return filepath.Join(r.dir, rel) }

func (r *reader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) write(rel, text string) {
	r.t.Helper()
	r.must(os.MkdirAll(filepath.Dir(r.path(rel)), 0o777))
	r.must(os.WriteFile(r.path(rel), []byte(text), 0o666))
}

func (r *reader) rename(from, to string) {
	r.t.Helper()
	r.must(os.Rename(r.path(from), r.path(to)))
}

func (r *reader) remove(rel string) {
	r.t.Helper()
	r.must(os.RemoveAll(r.path(rel)))
}

// handbook makes a small one.
func handbook(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, p := range []string{"content/handbook.yaml", "content/security/passwords.md", "content/security/keys/index.md", "content/service/desk.md", "public/index.html"} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, path.Dir(p)), 0o777), os.WriteFile(filepath.Join(dir, p), []byte(p), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
