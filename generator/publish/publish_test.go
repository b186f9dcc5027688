package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/output"
)

// onlyFiles is an output that must be renamed into file by file.
func onlyFiles() disk {
	d := osDisk()
	d.exchange = func(a, b string) error {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: errors.ErrUnsupported}
	}
	return d
}

// noLinks is a file system without hard links, on which nothing can be exchanged.
func noLinks() disk {
	d := onlyFiles()
	d.link = func(a, b string) error { return &os.LinkError{Op: "link", Old: a, New: b, Err: errors.ErrUnsupported} }
	return d
}

var disks = []struct {
	name string
	disk func() disk
}{{"exchange", osDisk}, {"files", onlyFiles}, {"no links", noLinks}}

func with(d disk) *publisher {
	return &publisher{disk: d, workers: 2, patience: 10 * time.Second}
}

var changes = []struct {
	name     string
	old, new tree
	want     Result
}{
	{"nothing", tree{}, tree{}, Result{}},
	{"equal", tree{"a.html": "1", "b/c.html": "2"}, tree{"a.html": "1", "b/c.html": "2"}, Result{Unchanged: 2}},
	{"one page", tree{"a.html": "1", "b/c.html": "2"}, tree{"a.html": "1", "b/c.html": "3"}, Result{Written: []string{"b/c.html"}, Unchanged: 1}},
	{"longer", tree{"a.html": "1"}, tree{"a.html": "12"}, Result{Written: []string{"a.html"}}},
	{"shorter", tree{"a.html": "12"}, tree{"a.html": "1"}, Result{Written: []string{"a.html"}}},
	{"emptied", tree{"a.html": "12"}, tree{"a.html": ""}, Result{Written: []string{"a.html"}}},
	{"still empty", tree{"a.html": ""}, tree{"a.html": "", "b.html": ""}, Result{Written: []string{"b.html"}, Unchanged: 1}},
	{"page goes", tree{"a.html": "1", "b/c/d.html": "2"}, tree{"a.html": "1"}, Result{Unchanged: 1, Removed: []string{"b/c/d.html"}}},
	{"all goes", tree{"a.html": "1", "b/c.html": "2"}, tree{}, Result{Removed: []string{"a.html", "b/c.html"}}},
	{"page comes", tree{"a.html": "1"}, tree{"a.html": "1", "x/y/z.html": "2"}, Result{Written: []string{"x/y/z.html"}, Unchanged: 1}},
	{"file becomes folder", tree{"a": "1", "z": "1"}, tree{"a/b/c": "2", "z": "1"}, Result{Written: []string{"a/b/c"}, Unchanged: 1, Removed: []string{"a"}}},
	{"folder becomes file", tree{"a/b/c": "2", "a/d": "1"}, tree{"a": "1"}, Result{Written: []string{"a"}, Removed: []string{"a/b/c", "a/d"}}},
	{"case changes", tree{"A/x": "1", "i.html": "1"}, tree{"a/X": "1", "i.html": "2"}, Result{Written: []string{"a/X", "i.html"}, Removed: []string{"A/x"}}},
	{"much", tree{"index.html": "1", "p/a.html": "a", "p/b.html": "b", "style.css": "x", "old/o.html": "o"},
		tree{"index.html": "2", "p/a.html": "A", "p/b.html": "b", "p/c.html": "c", "style.css": "y", "api/pages.json": "[]"},
		Result{Written: []string{"api/pages.json", "index.html", "p/a.html", "p/c.html", "style.css"}, Unchanged: 1, Removed: []string{"old/o.html"}}},
}

func TestDirMakesTheOutputTheSite(t *testing.T) {
	t.Parallel()
	for _, d := range disks {
		for _, tt := range changes {
			t.Run(d.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				parent := t.TempDir()
				out := filepath.Join(parent, "public")
				p := with(d.disk())
				if _, err := p.dir(t.Context(), site(t, tt.old), out); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.old, read(t, out)); diff != "" {
					t.Fatalf("first site (-want +got):\n%s", diff)
				}
				got, err := p.dir(t.Context(), site(t, tt.new), out)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.new, read(t, out)); diff != "" {
					t.Errorf("second site (-want +got):\n%s", diff)
				}
				if got.Record == "" {
					t.Error("no record")
				}
				got.Record = ""
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
				if got := names(t, parent); got != "public" {
					t.Errorf("left beside the output: %s", got)
				}
			})
		}
	}
}

// A folder's or file's identity and age.
func stamp(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(inode(info), info.ModTime().UnixNano(), info.Mode())
}

func age(t *testing.T, path string) {
	t.Helper()
	then := time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

func TestUnchangedFilesKeepInodeAndTime(t *testing.T) {
	t.Parallel()
	for _, d := range disks {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "public")
			p := with(d.disk())
			if _, err := p.dir(t.Context(), site(t, tree{"a.html": "1", "b/c.html": "2"}), out); err != nil {
				t.Fatal(err)
			}
			kept := filepath.Join(out, "b", "c.html")
			age(t, kept)
			want := stamp(t, kept)
			if _, err := p.dir(t.Context(), site(t, tree{"a.html": "new", "b/c.html": "2"}), out); err != nil {
				t.Fatal(err)
			}
			if got := stamp(t, kept); got != want {
				t.Errorf("b/c.html: got %s, want %s", got, want)
			}
		})
	}
}

func TestNothingChangedTouchesNothing(t *testing.T) {
	t.Parallel()
	for _, d := range disks {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "public")
			s := site(t, tree{"a.html": "1", "b/c.html": "2"})
			p := with(d.disk())
			if _, err := p.dir(t.Context(), s, out); err != nil {
				t.Fatal(err)
			}
			plant(t, out, tree{"CNAME": "x"})
			paths := []string{"a.html", "b/c.html", "b", "CNAME", manifestName, "."}
			var want []string
			for _, path := range paths {
				age(t, filepath.Join(out, path))
			}
			for _, path := range paths {
				want = append(want, stamp(t, filepath.Join(out, path)))
			}
			if _, err := p.dir(t.Context(), s, out); err != nil {
				t.Fatal(err)
			}
			for i, path := range paths {
				if got := stamp(t, filepath.Join(out, path)); got != want[i] {
					t.Errorf("%s: got %s, want %s", path, got, want[i])
				}
			}
		})
	}
}

func TestDirMendsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	s := tree{"a.html": "one", "b/c.html": "two"}
	tests := []struct {
		name string
		do   func(out string) error
	}{
		{"same size and time", func(out string) error {
			name := filepath.Join(out, "a.html")
			info, err := os.Stat(name)
			if err != nil {
				return err
			}
			return errors.Join(os.WriteFile(name, []byte("One"), 0o666), os.Chtimes(name, info.ModTime(), info.ModTime()))
		}},
		{"longer", func(out string) error { return os.WriteFile(filepath.Join(out, "a.html"), []byte("one!"), 0o666) }},
		{"removed", func(out string) error { return os.Remove(filepath.Join(out, "a.html")) }},
		{"folder removed", func(out string) error { return os.RemoveAll(filepath.Join(out, "b")) }},
		{"manifest edited", func(out string) error {
			name := filepath.Join(out, manifestName)
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			return os.WriteFile(name, bytes.ReplaceAll(data, []byte(`"size":3`), []byte(`"size":4`)), 0o666)
		}},
	}
	for _, d := range disks {
		for _, tt := range tests {
			t.Run(d.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				out := filepath.Join(t.TempDir(), "public")
				p := with(d.disk())
				if _, err := p.dir(t.Context(), site(t, s), out); err != nil {
					t.Fatal(err)
				}
				want, err := os.ReadFile(filepath.Join(out, manifestName))
				if err != nil {
					t.Fatal(err)
				}
				if err := tt.do(out); err != nil {
					t.Fatal(err)
				}
				if _, err := p.dir(t.Context(), site(t, s), out); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(s, read(t, out)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if got, err := os.ReadFile(filepath.Join(out, manifestName)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("manifest is now %s, %v", got, err)
				}
			})
		}
	}
}

func TestDirIsDeterministic(t *testing.T) {
	t.Parallel()
	s := tree{"ü.html": "1", "b/<&>.html": "2", "a.html": strings.Repeat("x", 1<<20)}
	var first []byte
	for _, d := range disks {
		out := filepath.Join(t.TempDir(), "other", "name")
		if _, err := with(d.disk()).dir(t.Context(), site(t, s), out); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(out, manifestName))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(data, first) {
			t.Errorf("%s: got %s, want %s", d.name, data, first)
		}
	}
}

func TestOutputMayBeALink(t *testing.T) {
	t.Parallel()
	parent, real := t.TempDir(), filepath.Join(t.TempDir(), "real")
	if err := os.Mkdir(real, 0o777); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(parent, "public")
	if err := os.Symlink(real, out); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for _, s := range []tree{{"a.html": "1"}, {"a.html": "2", "b/c.html": "1"}} {
		mustDir(t, site(t, s), out)
		if diff := cmp.Diff(s, read(t, real)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if info, err := os.Lstat(out); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("public is no link any more: %v, %v", info, err)
	}
	if got := names(t, parent) + ", " + names(t, filepath.Dir(real)); got != "public, real" {
		t.Errorf("left: %s", got)
	}
}

func TestFoldersKeepTheirPermissions(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "public")
	mustDir(t, site(t, tree{"a.html": "1", "b/c.html": "1"}), out)
	for path, mode := range map[string]fs.FileMode{".": 0o750, "b": 0o705} {
		if err := os.Chmod(filepath.Join(out, path), mode); err != nil {
			t.Fatal(err)
		}
	}
	root, sub := stampMode(t, out), stampMode(t, filepath.Join(out, "b"))
	mustDir(t, site(t, tree{"a.html": "2", "b/c.html": "1"}), out)
	if got := stampMode(t, out); got != root {
		t.Errorf("output: got %v, want %v", got, root)
	}
	if got := stampMode(t, filepath.Join(out, "b")); got != sub {
		t.Errorf("b: got %v, want %v", got, sub)
	}
}

func stampMode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func TestFailedRenderingChangesNothing(t *testing.T) {
	t.Parallel()
	boom := errors.New("template without end")
	tests := []struct {
		name  string
		write func(cancel func()) func(io.Writer) error
		want  error
	}{
		{"error", func(func()) func(io.Writer) error { return func(io.Writer) error { return boom } }, boom},
		{"error after bytes", func(func()) func(io.Writer) error {
			return func(w io.Writer) error { _, err := w.Write(make([]byte, 1<<18)); return errors.Join(err, boom) }
		}, boom},
		{"cancelled", func(cancel func()) func(io.Writer) error { return func(io.Writer) error { cancel(); return nil } }, context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			out := filepath.Join(parent, "public")
			old := tree{"a.html": "1", "b.html": "2"}
			mustDir(t, site(t, old), out)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			bad, err := output.New([]output.File{{Path: "a.html", Write: func(w io.Writer) error { _, err := w.Write([]byte("new")); return err }},
				{Path: "b.html", Write: tt.write(cancel)}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err = Dir(ctx, bad, out, Options{}); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if tt.want == boom && !strings.Contains(err.Error(), "b.html") {
				t.Errorf("%v does not name b.html", err)
			}
			if diff := cmp.Diff(old, read(t, out)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := names(t, parent); got != "public" {
				t.Errorf("left beside the output: %s", got)
			}
		})
	}
}

// A panic is a bug of the caller's, but no excuse for litter.
func TestPanicInRenderingReachesTheCaller(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	bad, err := output.New([]output.File{{Path: "a.html", Write: func(io.Writer) error { panic("off by one") }}})
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if r := recover(); !strings.Contains(fmt.Sprint(r), "off by one") {
				t.Errorf("recovered %v", r)
			}
		}()
		_, _ = Dir(t.Context(), bad, filepath.Join(parent, "public"), Options{})
	}()
	if got := names(t, parent); got != "" {
		t.Errorf("left: %s", got)
	}
}

func TestSiteMustLeaveOurNamesAlone(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"manifest.json", "Manifest.JSON", ".policybook.stage/x", ".policybook.lock"} {
		out := filepath.Join(t.TempDir(), "public")
		if _, err := Dir(t.Context(), site(t, tree{p: "x"}), out, Options{}); err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("%s: got %v", p, err)
		}
	}
	mustDir(t, site(t, tree{"a/manifest.json": "x"}), filepath.Join(t.TempDir(), "public"))
}

func TestUnchanged(t *testing.T) {
	t.Parallel()
	s := tree{"a.html": "1", "b/c.html": "2"}
	tests := []struct {
		name string
		do   func(out string) error
		want bool
	}{
		{"nothing done", func(string) error { return nil }, true},
		{"foreign file", func(out string) error { return os.WriteFile(filepath.Join(out, "CNAME"), nil, 0o666) }, true},
		{"file read", func(out string) error { _, err := os.ReadFile(filepath.Join(out, "a.html")); return err }, true},
		{"size", func(out string) error { return os.WriteFile(filepath.Join(out, "a.html"), []byte("12"), 0o666) }, false},
		{"time", func(out string) error {
			now := time.Unix(1, 0)
			return os.Chtimes(filepath.Join(out, "b/c.html"), now, now)
		}, false},
		{"missing", func(out string) error { return os.Remove(filepath.Join(out, "b/c.html")) }, false},
		{"manifest missing", func(out string) error { return os.Remove(filepath.Join(out, manifestName)) }, false},
		{"output missing", os.RemoveAll, false},
		{"inode", func(out string) error {
			name := filepath.Join(out, "a.html")
			info, err := os.Stat(name)
			return errors.Join(err, os.WriteFile(name+".new", []byte("1"), 0o666), os.Chtimes(name+".new", info.ModTime(), info.ModTime()), os.Rename(name+".new", name))
		}, false},
		{"stage beside", func(out string) error { return os.Mkdir(beside(out).stage, 0o777) }, false},
		{"lock beside", func(out string) error { return os.WriteFile(beside(out).lock, nil, 0o666) }, false},
		{"stage inside", func(out string) error { return os.Mkdir(inside(out).stage, 0o777) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "public")
			res := mustDir(t, site(t, s), out)
			if err := tt.do(out); err != nil {
				t.Fatal(err)
			}
			if got := Unchanged(out, res.Record); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if Unchanged(out, "") {
				t.Error("the empty record is never unchanged")
			}
		})
	}
}

// The record of a swap must hold after the stage is cleared away, and name the site that is there now.
func TestUnchangedAfterEachSwap(t *testing.T) {
	t.Parallel()
	for _, d := range disks {
		out := filepath.Join(t.TempDir(), "public")
		var before Record
		for i, s := range []tree{{"a.html": "1", "b.html": "2"}, {"a.html": "3", "b.html": "2"}, {"a.html": "3"}} {
			res, err := with(d.disk()).dir(t.Context(), site(t, s), out)
			if err != nil {
				t.Fatal(err)
			}
			if !Unchanged(out, res.Record) || Unchanged(out, before) {
				t.Errorf("%s %d: unchanged %v, and since before %v", d.name, i, Unchanged(out, res.Record), Unchanged(out, before))
			}
			before = res.Record
		}
	}
}
