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
	self    entry
	entries map[string]entry
	// read says that what is in the folder was told after the look, and so may have been read
	// as no look saw it: as a file that came and went.
	read bool
}

type entry struct {
	fs.FileInfo
	young bool // changed so lately that a further change may leave it looking the same
}

func newEntry(info fs.FileInfo) entry { return entry{info, time.Since(info.ModTime()) < clockStep} }

// list looks at a folder, and gives what it holds too.
func (w *watcher) list(rel string) (*listing, []fs.DirEntry) {
	l := &listing{entries: map[string]entry{}}
	info, err := os.Stat(w.path(rel)) // before it is read: what comes and goes meanwhile is seen at the next look
	if err == nil {
		l.self = newEntry(info)
	}
	all, err := w.entries(rel)
	l.missing = err != nil || l.self.FileInfo == nil
	for _, e := range all {
		if info, err := e.Info(); err == nil { // else it went meanwhile
			l.entries[e.Name()] = newEntry(info)
		}
	}
	return l, all
}

// same reports whether a file or folder is what it was.
func (e entry) same(old entry) bool {
	return os.SameFile(e.FileInfo, old.FileInfo) && e.Mode() == old.Mode() && (e.IsDir() || e.Size() == old.Size() && e.untouched(old))
}

// untouched reports whether a file was not written meanwhile, and in a folder nothing added or removed.
func (e entry) untouched(old entry) bool {
	return e.ModTime().Equal(old.ModTime()) && (e.young || !old.young)
}

// look looks at all that is polled, and says when the next look is due.
func (w *watcher) look() {
	start := time.Now()
	for rel := range w.polled {
		w.lookAt(rel)
	}
	last := w.took
	w.took = time.Since(start)
	w.looking.Reset(min(max(w.pause, load*min(w.took, last)), longestPause)) // one slow look may be another program's doing
}

func (w *watcher) lookAt(rel string) {
	before := w.polled[rel]
	now, _ := w.list(rel)
	now.why, now.read = before.why, before.read
	switch {
	case now.missing && rel != "." && !isFolder(w.path(rel)):
		w.changed(rel)
		w.forget(rel)
		return
	case before.missing && !now.missing:
		w.lost() // perhaps it can be watched again
		return
	}
	w.polled[rel] = now
	if now.read && !now.missing {
		if !now.self.untouched(before.self) {
			w.changed(rel)
		}
		now.read = now.self.young
	}
	for name, e := range now.entries {
		child := path.Join(rel, name)
		// A folder made again may get the number of the one before it.
		if old, known := before.entries[name]; known && e.same(old) && (!e.IsDir() || w.covers(child)) {
			continue
		}
		w.changed(child)
		w.gone(child)
		if e.IsDir() {
			w.cover(child)
		}
	}
	for name := range before.entries {
		if _, ok := now.entries[name]; !ok {
			w.changed(path.Join(rel, name))
			w.gone(path.Join(rel, name))
		}
	}
}

// gone forgets a folder that is not what it was. One that is watched may
// live on under another name, as its own folders then do.
func (w *watcher) gone(rel string) {
	if w.added[rel] {
		w.lost()
	}
	w.forget(rel)
}

// toRead marks the folders in which the reader of a change will read.
func (w *watcher) toRead(c Change) {
	holds := map[string]bool{}
	for _, p := range c.Paths {
		holds[path.Dir(p)] = true
	}
	for rel, l := range w.polled {
		l.read = l.read || c.All || holds[rel]
		for p := rel; p != "." && !l.read; p = path.Dir(p) {
			l.read = w.paths[p]
		}
	}
}
