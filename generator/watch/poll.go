package watch

import (
	"io/fs"
	"os"
	"path"
	"time"
)

const (
	shortestPause = 100 * time.Millisecond // between two looks at what is polled
	longestPause  = 5 * time.Second
	load          = 20 // a pause is that many times as long as the look before it

	// Two changes within one step of a file system's clock leave the same time.
	// The coarsest step is that of FAT.
	clockStep = 2 * time.Second
)

// A listing is what was last seen of a polled folder.
type listing struct {
	why     string // it is polled, in words; empty if that is no news
	missing bool   // it could not be read
	entries map[string]entry
}

type entry struct {
	fs.FileInfo
	young bool // changed so lately that a further change may leave it looking the same
}

// look lists what a folder holds.
func look(all []fs.DirEntry, now time.Time) map[string]entry {
	entries := make(map[string]entry, len(all))
	for _, e := range all {
		if info, err := e.Info(); err == nil { // else it went meanwhile
			entries[e.Name()] = entry{info, now.Sub(info.ModTime()) < clockStep}
		}
	}
	return entries
}

// same reports whether a file or folder looks as it did. A folder is what it is
// called; what is in it has its own listing.
func (e entry) same(old entry) bool {
	if !os.SameFile(e.FileInfo, old.FileInfo) || e.Mode() != old.Mode() {
		return false
	}
	return e.IsDir() || e.Size() == old.Size() && e.ModTime().Equal(old.ModTime()) && (e.young || !old.young)
}

// look looks at all that is polled, and says when the next look is due.
func (w *watcher) look() {
	start := time.Now()
	for rel := range w.polled {
		w.lookAt(rel, start)
	}
	took := time.Since(start)
	w.looking.Reset(min(max(w.pause, load*took), longestPause))
}

func (w *watcher) lookAt(rel string, now time.Time) {
	all, err := w.entries(rel)
	l := w.polled[rel]
	if err != nil && rel != "." && !isFolder(w.path(rel)) {
		w.changed(rel)
		w.forget(rel)
		return
	}
	if l.missing && err == nil {
		w.lost() // perhaps it can be watched again
		return
	}
	before := l.entries
	l.entries, l.missing = look(all, now), err != nil
	for name, e := range l.entries {
		child := path.Join(rel, name)
		// A folder made again may get the number of the one before it.
		if old, known := before[name]; known && e.same(old) && (!e.IsDir() || w.covers(child)) {
			continue
		}
		w.changed(child)
		w.gone(child)
		if e.IsDir() {
			w.cover(child)
		}
	}
	for name := range before {
		if _, ok := l.entries[name]; !ok {
			w.changed(path.Join(rel, name))
			w.gone(path.Join(rel, name))
		}
	}
}

// gone forgets a folder that is not what it was. A watched one may live on
// under another name, as its own folders then do.
func (w *watcher) gone(rel string) {
	if w.watched[rel] {
		w.lost()
	}
	w.forget(rel)
}
