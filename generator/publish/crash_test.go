package publish

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/output"
)

var errDead = errors.New("injected failure")

// failing returns d with its k-th change (from 0) failing, and all later ones too if the machine is to be dead from there.
// It tells whether it came so far.
func failing(d disk, k int, dead bool) (disk, *bool) {
	n, hit := 0, new(bool)
	fails := func() bool {
		n++
		if n-1 == k {
			*hit = true
		}
		return n-1 == k || dead && n-1 > k
	}
	two := func(f func(a, b string) error) func(a, b string) error {
		return func(a, b string) error {
			if fails() {
				return errDead
			}
			return f(a, b)
		}
	}
	one := func(f func(a string) error) func(a string) error {
		return func(a string) error {
			if fails() {
				return errDead
			}
			return f(a)
		}
	}
	return disk{
		mkdir: one(d.mkdir), link: two(d.link), rename: two(d.rename), exchange: two(d.exchange), remove: one(d.remove),
		chmod: func(p string, m fs.FileMode) error {
			if fails() {
				return errDead
			}
			return d.chmod(p, m)
		},
		chtime: func(p string, mtime time.Time) error {
			if fails() {
				return errDead
			}
			return d.chtime(p, mtime)
		},
		create: func(p string) (io.WriteCloser, error) {
			if fails() {
				return nil, errDead
			}
			f, err := d.create(p)
			return failingFile{f, fails}, err
		},
	}, hit
}

type failingFile struct {
	io.WriteCloser
	fails func() bool
}

// Write does half of the work before it fails, as a full disk does.
func (f failingFile) Write(b []byte) (int, error) {
	if f.fails() {
		n, _ := f.WriteCloser.Write(b[:len(b)/2])
		return n, errDead
	}
	return f.WriteCloser.Write(b)
}

func (f failingFile) Close() error {
	err := f.WriteCloser.Close()
	if f.fails() {
		return errDead
	}
	return err
}

// The scenarios of the tests below: what the site was and shall be, and what else stands in the output.
var scenarios = []struct {
	name    string
	old     tree // nil: there is no output
	new     tree
	foreign tree
}{
	{"first", nil, tree{"index.html": "1", "p/a.html": "2"}, tree{}},
	{"into a folder of dotfiles", nil, tree{"index.html": "1", "p/a.html": "2"}, tree{".gitignore": "*"}},
	{"mixed", tree{"index.html": "1", "p/a.html": "a", "p/b.html": "b", "style.css": "x", "old/o.html": "o"},
		tree{"index.html": "2", "p/a.html": "A", "p/b.html": "b", "new/c.html": "c", "style.css": "y"}, tree{}},
	{"foreign files", tree{"index.html": "1", "p/a.html": "a", "p/gone.html": "g"}, tree{"index.html": "2", "p/a.html": "a"},
		tree{"CNAME": "x", "p/notes.txt": "y", "latest": "-> index.html"}},
	{"foreign folder", tree{"index.html": "1", "p/a.html": "a"}, tree{"index.html": "2", "q/a.html": "a"}, tree{".git/HEAD": "x"}},
	{"files and folders change places", tree{"a": "1", "b/c": "2", "b/d/e": "3"}, tree{"a/x/y": "1", "b": "2"}, tree{}},
}

// prepare makes the output before the build under test.
func prepare(t *testing.T, out string, old, foreign tree) tree {
	t.Helper()
	if old != nil {
		mustDir(t, site(t, old), out)
	}
	plant(t, out, foreign)
	return read(t, out)
}

// Whatever single change fails: the output is the old site (and Dir says so) or the new one, and the next build is right.
func TestAnyFailureLeavesAWholeSite(t *testing.T) {
	t.Parallel()
	everyFailure(t, false, func(t *testing.T, out string, before, after tree, err error) {
		got := read(t, out)
		want := before
		if err == nil {
			want = after
		} else if !strings.Contains(err.Error(), out) {
			t.Errorf("%v does not name the output", err)
		}
		if diff := cmp.Diff(want, withoutEmpty(got, want)); diff != "" {
			t.Errorf("error %v, but (-want +got):\n%s", err, diff)
		}
	})
}

// Whenever the machine stops: with an exchange the output is the old or the new site at once; without, each prefix of the
// steps leaves no page behind that leads to one that is not there yet, and the next run goes back first.
func TestAnyCrashIsMended(t *testing.T) {
	t.Parallel()
	everyFailure(t, true, func(t *testing.T, out string, before, after tree, err error) {
		got := read(t, out)
		for _, name := range []string{insideStage, insideLock} {
			delete(got, name)
		}
		whole := cmp.Equal(withoutEmpty(got, before), before) || cmp.Equal(withoutEmpty(got, after), after)
		if strings.Contains(t.Name(), "/exchange/") && !strings.Contains(t.Name(), "foreign_folder") && !whole {
			t.Errorf("mixed: %v", got)
		}
		if got["index.html"] == after["index.html"] {
			for p, text := range after {
				if strings.HasSuffix(p, ".html") && got[p] != text {
					t.Errorf("the new home page stands before the new %s", p)
				}
			}
		}
		// A build that cannot render: it must settle what was left and change nothing else.
		broken, berr := output.New([]output.File{{Path: "index.html", Write: func(io.Writer) error { return errors.New("broken") }}})
		if berr != nil {
			t.Fatal(berr)
		}
		if _, berr := with(osDisk()).dir(t.Context(), broken, out); berr == nil || !strings.Contains(berr.Error(), "broken") {
			t.Fatalf("got %v", berr)
		}
		got = read(t, out)
		if !cmp.Equal(withoutEmpty(got, before), before) && !cmp.Equal(withoutEmpty(got, after), after) {
			t.Errorf("still mixed after settling: %v", got)
		}
		if err == nil && !cmp.Equal(withoutEmpty(got, after), after) {
			t.Errorf("Dir reported success, but the output is %v", got)
		}
	})
}

// everyFailure runs each scenario on each disk with the k-th change failing, for every k, and afterwards builds again.
func everyFailure(t *testing.T, dead bool, check func(t *testing.T, out string, before, after tree, err error)) {
	for _, d := range disks {
		for _, sc := range scenarios {
			if d.name == "no links" && sc.name != "mixed" {
				continue // copying differs from linking in the preparation only
			}
			t.Run(d.name+"/"+sc.name, func(t *testing.T) {
				t.Parallel()
				after := union(sc.new, sc.foreign)
				tmp := t.TempDir()
				for k := 0; ; k++ {
					parent := filepath.Join(tmp, strconv.Itoa(k))
					out := filepath.Join(parent, "public")
					before := prepare(t, out, sc.old, sc.foreign)
					p := with(d.disk())
					p.workers = 1 // so that k means the same each time
					var hit *bool
					p.disk, hit = failing(p.disk, k, dead)
					_, err := p.dir(t.Context(), site(t, sc.new), out)
					if !*hit {
						if k < 8 {
							t.Errorf("only %d changes were counted", k)
						}
						return
					}
					t.Run(strconv.Itoa(k), func(t *testing.T) { check(t, out, before, after, err) })
					mustDir(t, site(t, sc.new), out)
					got := read(t, out)
					if diff := cmp.Diff(after, withoutEmpty(got, after)); diff != "" {
						t.Fatalf("change %d failed; after the next build (-want +got):\n%s", k, diff)
					}
					if got := names(t, parent); got != "public" {
						t.Fatalf("change %d failed; left beside the output: %s", k, got)
					}
				}
			})
		}
	}
}

// withoutEmpty drops empty folders that are not wanted: one that could not be removed is no harm.
func withoutEmpty(got, want tree) tree {
	if got == nil {
		return nil
	}
	got = maps.Clone(got)
	maps.DeleteFunc(got, func(p, _ string) bool { _, wanted := want[p]; return strings.HasSuffix(p, "/") && !wanted })
	return got
}

func TestStepsReplaceWhatIsPointedAtFirst(t *testing.T) {
	t.Parallel()
	old := tree{"index.html": "1", "register.html": "1", "sec/index.html": "1", "sec/a.html": "1", "sec/b.html": "1", "app.js": "1",
		"sitemap.xml": "1", "file": "1", "dir/x.html": "1", "Case.html": "1"}
	now := tree{"index.html": "2", "register.html": "2", "sec/index.html": "2", "sec/a.html": "2", "sec/c.html": "2", "app.js": "2",
		"sitemap.xml": "2", "api/pages.json": "2", "file/y.html": "2", "dir": "2", "case.html": "2", "sec/figure.svg": "2"}
	out := filepath.Join(t.TempDir(), "public")
	mustDir(t, site(t, old), out)
	var order []string
	d := onlyFiles()
	rename, remove := d.rename, d.remove
	note := func(do, p string) {
		if rel, err := filepath.Rel(out, p); err == nil && filepath.IsLocal(rel) {
			order = append(order, do+filepath.ToSlash(rel))
		}
	}
	d.rename = func(a, b string) error { note("", b); return rename(a, b) }
	d.remove = func(p string) error {
		err := remove(p)
		if err == nil {
			note("-", p)
		}
		return err
	}
	if _, err := with(d).dir(t.Context(), site(t, now), out); err != nil {
		t.Fatal(err)
	}
	order = slices.Compact(order) // a rename is tried again after its folder is made
	want := []string{"-Case.html", "-dir/x.html", "-dir", "-file",
		"app.js", "dir", "sec/figure.svg", "file/y.html", "sec/a.html", "sec/c.html",
		"api/pages.json", "case.html", "index.html", "register.html", "sec/index.html", "sitemap.xml", "manifest.json", "-sec/b.html"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
