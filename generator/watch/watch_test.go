package watch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// ways are the ways to hear of a change; what is found must not depend on them.
var ways = map[string]func(dir string) *watcher{
	"watched": func(dir string) *watcher { return newWatcher(dir, false) },
	"polled":  func(dir string) *watcher { return newWatcher(dir, true) },
	"mixed":   mixed,
}

// mixed gives every other folder no watch.
func mixed(dir string) *watcher {
	w := newWatcher(dir, false)
	w.open = func() (notifier, error) {
		n, err := open()
		add, asked := n.add, 0
		n.add = func(folder string) error {
			if asked++; asked%2 == 0 {
				return syscall.ENOSPC
			}
			return add(folder)
		}
		return n, err
	}
	return w
}

func TestEditsAreSeen(t *testing.T) {
	t.Parallel()
	edits := []struct {
		name string
		edit func(r *reader)
	}{
		{"written in place", func(r *reader) { r.write("content/security/passwords.md", "longer than it was before") }},
		{"added", func(r *reader) { r.write("content/security/new.md", "new") }},
		{"saved beside and renamed", func(r *reader) {
			r.write("content/security/.passwords.md.tmp", "a second text")
			r.rename("content/security/.passwords.md.tmp", "content/security/passwords.md")
		}},
		{"set aside and written anew", func(r *reader) {
			r.rename("content/security/passwords.md", "content/security/passwords.md~")
			r.write("content/security/passwords.md", "a second text")
			r.remove("content/security/passwords.md~")
		}},
		{"deleted and made again", func(r *reader) {
			r.remove("content/security/passwords.md")
			r.write("content/security/passwords.md", "a second text")
		}},
		{"deleted", func(r *reader) { r.remove("content/security/passwords.md") }},
		{"renamed", func(r *reader) { r.rename("content/security/passwords.md", "content/security/secrets.md") }},
		{"moved", func(r *reader) { r.rename("content/security/passwords.md", "content/service/passwords.md") }},
		{"moved in from elsewhere", func(r *reader) { r.rename("public/index.html", "content/service/index.html") }},
		{"folder renamed", func(r *reader) { r.rename("content/security", "content/safety") }},
		{"folder moved out", func(r *reader) { r.rename("content/security", "public/security") }},
		{"folder moved down", func(r *reader) {
			r.must(os.Mkdir(r.path("content/below"), 0o777))
			r.rename("content/security/keys", "content/below/keys")
		}},
		{"folder deleted", func(r *reader) { r.remove("content/security") }},
		{"folder deleted and made again", func(r *reader) {
			r.remove("content/security")
			r.write("content/security/keys/index.md", "second")
		}},
		{"folder becomes a file", func(r *reader) {
			r.remove("content/security")
			r.write("content/security", "a file")
		}},
		{"file becomes a folder", func(r *reader) {
			r.remove("content/service/desk.md")
			r.write("content/service/desk.md/index.md", "below")
		}},
		{"folders in folders", func(r *reader) {
			for i := range 20 {
				r.write(fmt.Sprintf("content/a/b/c/d%d/index.md", i), "deep")
			}
		}},
		{"folders exchanged", func(r *reader) {
			r.rename("content/security", "content/x")
			r.rename("content/service", "content/security")
			r.rename("content/x", "content/service")
		}},
		{"themes appear", func(r *reader) { r.write("themes/default/style.css", "body {}") }},
		{"content goes and comes", func(r *reader) {
			r.rename("content", "aside")
			r.settle()
			r.rename("aside", "content")
		}},
		{"a file on a way that did not exist", func(r *reader) { r.write("settings/handbook.yaml", "title: IT") }},
		{"everything goes and comes", func(r *reader) {
			r.rename(".", "../aside")
			r.settle()
			r.must(os.Rename(r.path("../aside"), r.dir))
		}},
		{"a link", func(r *reader) { r.must(os.Symlink("/etc", r.path("content/etc"))) }},
	}
	for way, start := range ways {
		for _, edit := range edits {
			t.Run(way+"/"+edit.name, func(t *testing.T) {
				t.Parallel()
				dir := filepath.Join(t.TempDir(), "handbook")
				if err := os.Rename(handbook(t), dir); err != nil {
					t.Fatal(err)
				}
				r := read(t, start(dir))
				edit.edit(r)
				r.settle()
				// What is there now is watched too, wherever it came from.
				for p := range r.held {
					if strings.HasSuffix(p, ".md") {
						r.write(p, "once more, and longer than ever before")
						r.settle()
					}
				}
			})
		}
	}
}

// After any edits, who reads again what was named holds what stands.
func TestNothingIsMissed(t *testing.T) {
	t.Parallel()
	for way, start := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				dir, err := os.MkdirTemp(t.TempDir(), "")
				if err != nil {
					rt.Fatal(err)
				}
				if err := os.Mkdir(filepath.Join(dir, "content"), 0o777); err != nil {
					rt.Fatal(err)
				}
				r := read(rt, start(dir))
				place := rapid.Custom(func(rt *rapid.T) string {
					parts := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3).Draw(rt, "parts")
					return filepath.Join(append([]string{rapid.SampledFrom([]string{"content", "themes", "public"}).Draw(rt, "root")}, parts...)...)
				})
				// What an edit meets may make it impossible, which is as good.
				long := 0
				rt.Repeat(map[string]func(*rapid.T){
					"write": func(rt *rapid.T) {
						long++ // two texts of one length within one step of the disk's clock look the same
						p := r.path(place.Draw(rt, "file"))
						os.MkdirAll(filepath.Dir(p), 0o777)
						os.WriteFile(p, bytes.Repeat([]byte("x"), long), 0o666)
					},
					"save": func(rt *rapid.T) {
						long++
						p := r.path(place.Draw(rt, "file"))
						os.WriteFile(p+"~", bytes.Repeat([]byte("x"), long), 0o666)
						os.Rename(p+"~", p)
					},
					"folder": func(rt *rapid.T) { os.MkdirAll(r.path(place.Draw(rt, "folder")), 0o777) },
					"rename": func(rt *rapid.T) { os.Rename(r.path(place.Draw(rt, "from")), r.path(place.Draw(rt, "to"))) },
					"remove": func(rt *rapid.T) { os.RemoveAll(r.path(place.Draw(rt, "gone"))) },
					"settle": func(*rapid.T) { r.settle() },
				})
				r.settle()
			})
		})
	}
}

// litterFiles are read by nobody.
var litterFiles = []string{"content/security/4913", "content/security/.passwords.md.swp", "content/security/passwords.md~", "content/.#handbook.yaml",
	"content/#handbook.yaml#", "content/.git/index", "content/.obsidian/plugins/a/b.json", "public/index.html", ".policybook/cache", ".git/HEAD", "notes.md", "public/new/index.html"}

func TestLitterWakesNobody(t *testing.T) {
	t.Parallel()
	r := read(t, newWatcher(handbook(t), false))
	for _, p := range litterFiles {
		r.write(p, "litter")
		r.write(p, "more litter")
	}
	r.remove("public")
	r.write("content/last.md", "this is something")
	r.settle()
	for _, c := range r.taken[1:] {
		if c.All || !slices.Equal(c.Paths, []string{"content/last.md"}) {
			t.Errorf("woken for %+v", c)
		}
	}
}

func TestBurstWakesSeldom(t *testing.T) {
	t.Parallel()
	for way, start := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			r := read(t, start(handbook(t)))
			const files = 2000
			written := make(chan struct{})
			go func() {
				defer close(written)
				for i := range files {
					p := r.path(fmt.Sprintf("content/s%02d/p%04d.md", i%20, i))
					if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o777), os.WriteFile(p, []byte("text"), 0o666)); err != nil {
						t.Error(err)
					}
				}
			}()
			for done := false; !done; {
				select {
				case <-written:
					done = true
				case c := <-r.changes:
					r.take(c)
				}
			}
			r.settle()
			t.Logf("%d files, %d changes", files, len(r.taken))
			if len(r.taken) > files/20 {
				t.Errorf("%d changes of %d files", len(r.taken), files)
			}
		})
	}
}

// An overflow of the system's queue, for once a true one.
func TestQueueOverflows(t *testing.T) {
	t.Parallel()
	r := read(t, newWatcher(handbook(t), false))
	var files [2]*os.File // in turn: what is told twice in a row is told once
	for i := range files {
		f, err := os.Create(r.path(fmt.Sprintf("content/%d.md", i)))
		r.must(err)
		defer f.Close()
		files[i] = f
	}
	for i := range 60_000 {
		_, err := files[i%2].WriteAt([]byte("x"), 0)
		r.must(err)
	}
	r.write("content/security/last/a.md", "not told")
	r.settle()
	if !slices.ContainsFunc(r.taken[1:], func(c Change) bool { return c.All }) {
		t.Skip("the queue is longer than 60,000 writes")
	}
	r.write("content/security/last/b.md", "told")
	r.settle()
}

func TestFolderMayBeRelative(t *testing.T) {
	dir := handbook(t)
	t.Chdir(dir)
	for _, name := range []string{".", "../" + filepath.Base(dir), "content/.."} {
		r := read(t, newWatcher(name, false))
		r.write("content/security/passwords.md", "now in "+name)
		r.settle()
	}
}

func TestChangesEnds(t *testing.T) {
	t.Parallel()
	dir := handbook(t)
	for c := range Changes(t.Context(), dir, false, names...) {
		if !c.All || c.Note != "" {
			t.Errorf("the first change is %+v", c)
		}
		break
	}
	changes := 0
	w := newWatcher(dir, true)
	ctx := t.Context()
	w.run(ctx, func(Change) bool { changes++; return false })
	if changes != 1 {
		t.Error(changes)
	}
}
