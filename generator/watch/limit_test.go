package watch

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// limited gives the system so many watches in all.
func limited(w *watcher, watches int) *watcher {
	w.open = func() (notifier, error) {
		n, err := open()
		add, left := n.add, watches
		n.add = func(folder string) error {
			if left--; left < 0 {
				return syscall.ENOSPC
			}
			return add(folder)
		}
		return n, err
	}
	return w
}

func wide(t *testing.T, folders int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range folders {
		p := filepath.Join(dir, fmt.Sprintf("content/s%02d/p.md", i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o777), os.WriteFile(p, []byte("text"), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLimitOfWatches(t *testing.T) {
	t.Parallel()
	r := read(t, limited(newWatcher(wide(t, 30), false), 20))
	wantNote(t, r.taken[0].Note, "content/s18 and 11 more folders are polled: 32 watches are needed", "--poll")
	for i := range 30 {
		r.write(fmt.Sprintf("content/s%02d/p.md", i), "another text")
		r.settle()
	}
	r.write("content/new/p.md", "in one more folder that cannot be watched")
	r.rename("content/s02", "content/t") // all is watched anew
	r.settle()
	for _, c := range r.taken[1:] {
		if c.Note != "" {
			t.Errorf("said again: %s", c.Note)
		}
	}
}

func TestLimitIsMetLater(t *testing.T) {
	t.Parallel()
	r := read(t, limited(newWatcher(wide(t, 1), false), 3))
	if r.taken[0].Note != "" {
		t.Error(r.taken[0].Note)
	}
	r.write("content/new/p.md", "in the fourth folder")
	r.settle()
	wantNote(t, r.taken[1].Note, "content/new is polled: 4 watches are needed")
	r.write("content/new/p.md", "a second text")
	r.settle()
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	w := newWatcher(wide(t, 3), false)
	w.shared = func(folder string) string {
		if filepath.Base(folder) == "s01" {
			return "an NFS share"
		}
		return ""
	}
	r := read(t, w)
	wantNote(t, r.taken[0].Note, "content/s01 is polled: on an NFS share, changes made elsewhere are not told")
	for i := range 3 {
		r.write(fmt.Sprintf("content/s%02d/p.md", i), "another text")
		r.settle()
	}
}

func TestNoWatcherAtAll(t *testing.T) {
	t.Parallel()
	w := newWatcher(wide(t, 3), false)
	w.open = func() (notifier, error) { return notifier{}, syscall.EMFILE }
	r := read(t, w)
	wantNote(t, r.taken[0].Note, "the handbook's folder and 4 more folders are polled: the system gives no watcher: too many open files")
	r.write("content/s01/p.md", "another text")
	r.settle()
}

func TestOwnDiskIsNotShared(t *testing.T) {
	t.Parallel()
	if kind := shared("/proc"); kind != "" {
		t.Error(kind)
	}
	if kind := shared(filepath.Join(t.TempDir(), "missing")); kind != "" {
		t.Error(kind)
	}
}

// TestTrueLimits asks the kernel: in a name space of its own, that is lowered without harm to others.
func TestTrueLimits(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the limits are those of Linux")
	}
	const marker = "WATCH_TEST_LIMIT"
	limits := map[string]struct{ set, note string }{
		"watches":  {"max_inotify_watches", "content/s18 and 11 more folders are polled: 32 watches are needed and the system gives no more (user.max_inotify_watches is 20); raise that limit, or use --poll to poll everything"},
		"watchers": {"max_inotify_instances", "(user.max_inotify_instances is 0)"},
	}
	if which := os.Getenv(marker); which != "" {
		w := newWatcher(wide(t, 30), false)
		r := read(t, w)
		wantNote(t, r.taken[0].Note, limits[which].note)
		for i := range 30 {
			r.write(fmt.Sprintf("content/s%02d/p.md", i), "another text")
			r.settle()
		}
		return
	}
	for name, l := range limits {
		value := map[string]string{"watches": "20", "watchers": "0"}[name]
		file := "/proc/sys/user/" + l.set
		if out, err := exec.Command("unshare", "-Ur", "sh", "-c", "echo "+value+" > "+file).CombinedOutput(); err != nil {
			t.Skipf("no name space to lower a limit in: %v: %s", err, out)
		}
		child := exec.Command("unshare", "-Ur", "sh", "-c", "echo "+value+" > "+file+` && exec "$0" -test.run='^TestTrueLimits$' -test.v`, os.Args[0])
		child.Env = append(os.Environ(), marker+"="+name)
		out, err := child.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestTrueLimits") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func wantNote(t *testing.T, note string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(note, part) || strings.Contains(note, "\n") {
			t.Errorf("the note is %q, without %q", note, part)
		}
	}
}
