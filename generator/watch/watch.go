// Package watch says that something in the handbook's folder changed.
//
// [Changes] is an endless loop for one who builds again:
//
//	for change := range watch.Changes(ctx, dir, false, "content", "themes") {
//		build(change.Paths)
//	}
//
// # What is promised
//
// A change is a hint. It may come for nothing: a file was touched, or written as
// it was. But none is missing: who reads again what each change names, folders
// with all that is in them, ends with what stands on the disk, provided that the loop's
// body does the reading. The first change comes as soon as the watch stands and names everything, so that
// nothing falls between the first build and the watch.
//
// Editors save in many steps (a copy beside, a rename, an attribute), and a
// checkout writes thousands of files. A change is reported after a few milliseconds
// without a further one; the more is named, the longer is the wait, up to a
// second in all. So it is when the change before has just been told: much is under way. What changes while the loop's body runs is kept for the next
// round. Names that the generator does not read (hidden files, editors' copies)
// wake nobody, and symbolic links are not followed.
//
// # Watched and polled
//
// The system watches each folder for us, where it can. A folder is polled
// instead, looked at again and again, if the system has no more watches to give
// or if it lies on a file system that others change too (a network share, a
// volume of the host, a Windows drive under WSL), since of their changes nothing
// is heard. Change.Note says so once. Polling compares names, sizes, modes and
// times, ten times a second in a small handbook, less often in a large one: it
// takes less than a twentieth of a processor.
//
// What was watched under one name may stand under another after a folder is
// renamed, and an overflow of the system's queue has lost something. Both are
// mended alike: everything is watched anew, and everything may have changed.
package watch

import (
	"context"
	"iter"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A Change says what may have changed since the one before.
type Change struct {
	// Paths are files and folders below the handbook's folder, with slashes, sorted. Each was
	// added, changed or removed, and a folder stands for all that is in it.
	Paths []string
	// All says that anything may have changed. Paths is empty then.
	All bool
	// Note tells the user, in one line, what is polled and why; empty unless that is news. It may name folders, and
	// is to be escaped like all that authors write.
	Note string
}

// Changes waits for changes in the folder dir: in those of its files and folders
// that names gives, slash paths below it, and in all that is in them. None of
// them has to exist yet. If poll is true nothing is asked of the system, and
// everything is polled.
//
// The first change comes at once. The loop ends with ctx.
func Changes(ctx context.Context, dir string, poll bool, names ...string) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		w := watcher{dir: dir, names: names, poll: poll, open: open, shared: shared, pause: shortestPause, row: quietBurst}
		w.run(ctx, yield)
	}
}

const (
	quiet      = 5 * time.Millisecond   // what a change waits for others
	quietBurst = 150 * time.Millisecond // at most, when there were many or one just before; longer than the shortest pause of polling
	longest    = time.Second            // what a change waits in all
)

// A notifier is the system's way to tell of changes; its zero value tells nothing.
type notifier struct {
	events <-chan fsnotify.Event
	errors <-chan error
	add    func(folder string) error
	close  func() error
}

func open() (notifier, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return notifier{}, err
	}
	// It may hold a lock while it waits for somebody to take an error, and adding waits for that lock. That there was
	// an error is enough to know.
	errs := make(chan error, 1)
	go func() {
		for err := range n.Errors {
			select {
			case errs <- err:
			default:
			}
		}
	}()
	return notifier{n.Events, errs, n.Add, n.Close}, nil
}

// A watcher has each folder either watched or polled. Paths in it are slash paths below dir; "." is dir.
type watcher struct {
	dir    string
	names  []string
	poll   bool
	open   func() (notifier, error)   // tests bring a system at its limits,
	shared func(folder string) string // a network
	pause  time.Duration              // less of the shortest pause between two looks at what is polled,
	row    time.Duration              // and of that between two changes of which the later waits for more

	notifier notifier
	refused  error // why there is no notifier
	watched  map[string]bool
	added    map[string]bool // what the notifier was ever asked to watch: it may still, under another name
	polled   map[string]*listing
	looking  *time.Timer   // until polled folders are looked at again; nil while there are none
	took     time.Duration // the last look
	told     map[string]bool

	paths  map[string]bool // what changed since the last Change
	all    bool            // anything may have
	anew   bool            // watch everything anew before it is told
	soon   bool            // the first came soon after the last Change
	counts int             // changes so far, to see that there was one
}

func (w *watcher) run(ctx context.Context, yield func(Change) bool) {
	w.told, w.paths = map[string]bool{}, map[string]bool{}
	w.anew = true
	defer w.stop()
	for ctx.Err() == nil && yield(w.take()) && w.wait(ctx) {
	}
}

// begin watches everything anew. Whatever was not told before is part of "all".
func (w *watcher) begin() {
	w.stop()
	w.notifier, w.refused = notifier{}, nil
	w.watched, w.added, w.polled = map[string]bool{}, map[string]bool{}, map[string]*listing{}
	if !w.poll {
		w.notifier, w.refused = w.open()
	}
	w.cover(".")
	w.anew, w.all = false, true
}

func (w *watcher) stop() {
	if w.notifier.close != nil {
		w.notifier.close() // there is nobody to whom it would matter
	}
	if w.looking != nil {
		w.looking.Stop()
		w.looking = nil
	}
}

func (w *watcher) take() Change {
	if w.anew {
		w.begin()
	}
	c := Change{All: w.all, Note: w.note()}
	if !w.all {
		c.Paths = slices.Sorted(maps.Keys(w.paths))
	}
	w.toRead(c)
	clear(w.paths)
	w.all = false
	return c
}

// wait returns when something changed and nothing else did for a while, or with
// false when ctx is done.
func (w *watcher) wait(ctx context.Context) bool {
	var first time.Time
	told := time.Now()
	silence := time.NewTimer(longest)
	silence.Stop()
	defer silence.Stop()
	for {
		var look <-chan time.Time
		if w.looking != nil {
			look = w.looking.C
		}
		before := w.counts
		select {
		case <-ctx.Done():
			return false
		case <-silence.C:
			return true
		case <-look:
			w.look()
		case e, ok := <-w.notifier.events:
			if !ok {
				w.notifier.events = nil
				w.lost()
				break
			}
			w.event(e)
		case <-w.notifier.errors:
			w.lost()
		}
		if w.counts != before {
			if first.IsZero() {
				first = time.Now()
				w.soon = first.Sub(told) < w.row
			}
			silence.Reset(min(w.patience(), time.Until(first.Add(longest))))
		}
	}
}

// patience is how long to wait for the next change of a burst.
func (w *watcher) patience() time.Duration {
	if w.all || w.anew || w.soon {
		return quietBurst
	}
	return min(quiet*time.Duration(max(1, len(w.paths)/10)), quietBurst)
}

// changed keeps what is to be told.
func (w *watcher) changed(rel string) {
	w.counts++
	if rel == "." {
		w.all = true
		return
	}
	w.paths[rel] = true
}

// lost says that changes were missed.
func (w *watcher) lost() {
	w.counts++
	w.anew = true
}

// event takes what the system tells.
func (w *watcher) event(e fsnotify.Event) {
	rel, err := filepath.Rel(w.dir, e.Name)
	if err != nil {
		return
	}
	rel = filepath.ToSlash(rel)
	if !w.concerns(rel) || w.covers(rel) && e.Op == fsnotify.Write { // some systems tell of a folder what happens in it
		return
	}
	w.changed(rel)
	switch {
	case e.Has(fsnotify.Rename) && (w.added[rel] || w.covers(rel)), e.Has(fsnotify.Remove) && rel == ".":
		// The folders in it are still watched, under names that they no longer have.
		w.lost()
	case e.Has(fsnotify.Remove):
		w.forget(rel)
	case e.Has(fsnotify.Create) || e.Has(fsnotify.Chmod):
		if isFolder(w.path(rel)) {
			w.cover(rel)
		}
	}
}

// path gives the file's path on the disk.
func (w *watcher) path(rel string) string { return filepath.Join(w.dir, filepath.FromSlash(rel)) }

// concerns reports whether a path is one of names, leads to one or lies below one.
func (w *watcher) concerns(rel string) bool {
	for _, name := range w.names {
		below, ok := strings.CutPrefix(rel, name+"/")
		if rel == "." || rel == name || strings.HasPrefix(name, rel+"/") || ok && !slices.ContainsFunc(strings.Split(below, "/"), litter) {
			return true
		}
	}
	return false
}

// litter reports whether a file or folder is hidden, or one that editors leave
// behind. It must not be true of what the generator reads.
func litter(name string) bool {
	return name == "4913" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasPrefix(name, "~$") ||
		strings.HasSuffix(name, "~") || path.Ext(name) == ".swp" || path.Ext(name) == ".orig"
}
