package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cover has a folder and those in it watched or polled. It is watched before it
// is read: what is put into it meanwhile is met twice rather than never. Whoever
// calls cover tells the folder as changed, with all that is in it.
func (w *watcher) cover(rel string) {
	w.forget(rel)
	watched, why := w.watch(w.path(rel))
	w.added[rel] = w.added[rel] || watched
	var entries []fs.DirEntry
	if watched {
		w.watched[rel] = true
		entries, _ = w.entries(rel) // what cannot be read is watched all the same, and told when it can
	} else {
		w.polled[rel], entries = w.list(rel)
		w.polled[rel].why = why
		if w.looking == nil {
			w.looking = time.NewTimer(w.pause)
		}
	}
	for _, e := range entries {
		if e.IsDir() {
			w.cover(path.Join(rel, e.Name()))
		}
	}
}

func (w *watcher) forget(rel string) {
	delete(w.watched, rel)
	delete(w.polled, rel)
}

func (w *watcher) covers(rel string) bool { return w.watched[rel] || w.polled[rel] != nil }

func isFolder(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.IsDir()
}

// entries gives what a folder holds, as far as it concerns us.
func (w *watcher) entries(rel string) ([]fs.DirEntry, error) {
	all, err := os.ReadDir(w.path(rel))
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return !w.concerns(path.Join(rel, e.Name())) }), err
}

const limitReached = "limit" // why, until it is known how many watches are needed

// watch asks the system to tell of changes in a folder. If it is not asked or
// refuses, why tells the user; empty if that is no news.
func (w *watcher) watch(folder string) (ok bool, why string) {
	if w.poll {
		return false, ""
	}
	if w.refused != nil {
		return false, fmt.Sprintf("the system gives no watcher: %v%s", w.refused, limit("fs/inotify/max_user_instances", "user/max_inotify_instances"))
	}
	if kind := w.shared(folder); kind != "" {
		return false, "on " + kind + ", changes made elsewhere are not told"
	}
	err := w.notifier.add(folder)
	switch {
	case err == nil:
		return true, ""
	case errors.Is(err, fs.ErrNotExist):
		return false, "" // it went meanwhile, and comes back or is forgotten
	case errors.Is(err, syscall.ENOSPC):
		return false, limitReached
	}
	return false, "it cannot be watched: " + err.Error()
}

// note says which folders are polled and why, if there is a reason that was not told before.
func (w *watcher) note() string {
	folders, news := map[string][]string{}, false
	for rel, l := range w.polled {
		if l.why != "" {
			folders[l.why] = append(folders[l.why], rel)
			news = news || !w.told[l.why]
		}
	}
	if !news {
		return ""
	}
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(folders)) {
		w.told[why] = true
		text := why
		if why == limitReached {
			text = fmt.Sprintf("%d watches are needed and the system gives no more%s; raise that limit, or use --poll to poll everything",
				len(w.watched)+len(w.polled), limit("fs/inotify/max_user_watches", "user/max_inotify_watches"))
		}
		parts = append(parts, which(folders[why])+" polled: "+text)
	}
	return strings.Join(parts, "; ")
}

// which names folders in short.
func which(folders []string) string {
	first := slices.Min(folders)
	if first == "." {
		first = "the handbook's folder"
	}
	switch n := len(folders) - 1; n {
	case 0:
		return first + " is"
	case 1:
		return first + " and one more folder are"
	default:
		return fmt.Sprintf("%s and %d more folders are", first, n)
	}
}

// limit says in parentheses which of the system's settings is the lowest; empty where there are none.
func limit(settings ...string) (text string) {
	lowest := math.MaxInt
	for _, s := range settings {
		value, err := os.ReadFile("/proc/sys/" + s)
		if err != nil {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(string(value))); err == nil && n < lowest {
			lowest, text = n, fmt.Sprintf(" (%s is %d)", strings.ReplaceAll(s, "/", "."), n)
		}
	}
	return text
}
