package watch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fsnotify/fsnotify"
)

// begun gives a watcher whose first change was told, to be led step by step through what seldom happens.
func begun(t *testing.T, poll bool) *watcher {
	t.Helper()
	w := newWatcher(handbook(t), poll)
	w.run(t.Context(), func(Change) bool { return false })
	w.begin()
	w.take()
	t.Cleanup(w.stop)
	return w
}

// A file that comes and goes between two looks may have been read, if its folder was just told.
func TestPollingSeesWhatCameAndWent(t *testing.T) {
	t.Parallel()
	w := begun(t, true)
	p := filepath.Join(w.dir, "content/passing.md")
	if err := errors.Join(os.WriteFile(p, nil, 0o666), os.Remove(p)); err != nil {
		t.Fatal(err)
	}
	w.look()
	if !w.paths["content"] {
		t.Errorf("told: %v", w.paths)
	}
}

// The folder made again has the old one's number, and only its end was told.
func TestPollingCoversFolderMadeAgain(t *testing.T) {
	t.Parallel()
	w := begun(t, true)
	w.forget("content/security")
	w.look()
	if !w.covers("content/security") || !w.paths["content/security"] {
		t.Errorf("told: %v", w.paths)
	}
}

// A folder whose end was told, and that was made again and renamed before anybody looked, is still watched under its old name.
func TestFolderMayLiveOn(t *testing.T) {
	t.Parallel()
	w := begun(t, false)
	name := filepath.Join(w.dir, "content", "security")
	w.event(fsnotify.Event{Name: name, Op: fsnotify.Remove})
	if w.anew || w.covers("content/security") {
		t.Fatal("the removal is enough by itself")
	}
	w.event(fsnotify.Event{Name: name, Op: fsnotify.Rename})
	if !w.anew {
		t.Error("the folder is not looked for under its new name")
	}
}
