package publish

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// A volume of a container: the output cannot be exchanged, and nothing can be renamed or linked into it from beside.
func TestOutputMayBeAMountPoint(t *testing.T) {
	t.Parallel()
	parent, volume := t.TempDir(), t.TempDir()
	out := filepath.Join(parent, "public")
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(volume, out, "", unix.MS_BIND, ""); err != nil {
		t.Skip("mounting needs root:", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(out, 0); err != nil {
			t.Error(err)
		}
	})
	if !crosses(parent, out) || crosses(parent, parent) {
		t.Error("the mount point is not recognized")
	}
	foreign := tree{"lost+found/": "", ".gitignore": "*"}
	plant(t, out, foreign)
	for _, s := range []tree{{"index.html": "1", "p/a.html": "1"}, {"index.html": "2", "p/a.html": "1"}, {"q/b.html": "2"}} {
		res := mustDir(t, site(t, s), out)
		if diff := cmp.Diff(union(s, foreign), read(t, volume)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if !Unchanged(out, res.Record) {
			t.Error("changed at once")
		}
	}
	// A build inside the container is killed, and the next one sees the volume as a plain folder.
	p := with(osDisk())
	p.disk, _ = failing(p.disk, 9, true)
	if _, err := p.dir(t.Context(), site(t, tree{"index.html": "3", "n.html": "3"}), out); err == nil {
		t.Fatal("the crash did not happen")
	}
	if !exists(inside(out).stage) {
		t.Fatal("the crash left no stage: this test tests nothing")
	}
	s := tree{"index.html": "4"}
	mustDir(t, site(t, s), volume)
	if diff := cmp.Diff(union(s, foreign), read(t, volume)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The folder above a volume is often not writable.
func TestParentMayBeReadOnly(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	out := filepath.Join(parent, "public")
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", parent, "tmpfs", 0, ""); err != nil {
		t.Skip("mounting needs root:", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(parent, 0) })
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", out, "tmpfs", 0, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(out, 0) })
	if err := unix.Mount("", parent, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, s := range []tree{{"a.html": "1"}, {"a.html": "2"}} {
		mustDir(t, site(t, s), out)
		if diff := cmp.Diff(s, read(t, out)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
