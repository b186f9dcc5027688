package main

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"policybook/generator/watch"
)

// followed are the folders of a handbook that a build is made from.
var followed = []string{"content", "themes"}

// survey knows what the files of a handbook looked like when it was asked last.
type survey struct {
	root  string
	files map[string]stamp // by slash path from root
}

// stamp is what tells two states of a file apart.
type stamp struct {
	size     int64
	modified time.Time
	settled  bool // the file was old enough when it was read that a later change shows in modified
	sum      [sha256.Size]byte
}

// changed looks at files and folders, by slash path from the root, or at all of
// them if none is named. It gives the files that are not as they were, that are
// new and that are gone, by path.
func (s *survey) changed(named ...string) (names []string) {
	if len(named) == 0 {
		named = followed
	}
	now := map[string]stamp{}
	begun := time.Now()
	for _, at := range named {
		filepath.WalkDir(filepath.Join(s.root, filepath.FromSlash(at)), func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // the build says so
			case litter(e.Name()) && e.IsDir():
				return fs.SkipDir
			case litter(e.Name()) || e.IsDir():
				return nil
			}
			rel, err := filepath.Rel(s.root, name)
			if err == nil {
				rel = filepath.ToSlash(rel)
				now[rel] = s.look(rel, name, e, begun)
			}
			return nil
		})
	}
	for name, st := range now {
		if old, ok := s.files[name]; !ok || old.sum != st.sum {
			names = append(names, name)
		}
	}
	for name := range s.files {
		within := func(at string) bool { return name == at || strings.HasPrefix(name, at+"/") }
		if _, ok := now[name]; !ok && slices.ContainsFunc(named, within) {
			names = append(names, name)
			delete(s.files, name)
		}
	}
	if s.files == nil {
		s.files = map[string]stamp{}
	}
	maps.Copy(s.files, now)
	slices.Sort(names)
	return names
}

// look gives the stamp of a file, and reads it only if it may have changed.
func (s *survey) look(rel, name string, e fs.DirEntry, now time.Time) stamp {
	info, err := e.Info()
	if err != nil {
		return stamp{}
	}
	st := stamp{size: info.Size(), modified: info.ModTime()}
	if old, ok := s.files[rel]; ok && old.settled && old.size == st.size && old.modified.Equal(st.modified) {
		return old
	}
	const tick = 2 * time.Second // the coarsest clock of a file system
	st.settled = now.Sub(st.modified) > tick
	if e.Type().IsRegular() {
		text, _ := os.ReadFile(name)
		st.sum = sha256.Sum256(text)
	} else {
		st.sum = sha256.Sum256([]byte(e.Type().String()))
	}
	return st
}

// litter reports whether a name is one that editors leave behind for a moment.
func litter(name string) bool {
	return name[0] == '.' || name[0] == '#' || name == "4913" || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp")
}

// hints gives the changes of a handbook's folder to be waited for among other things.
func hints(ctx context.Context, dir string, poll bool) <-chan watch.Change {
	c := make(chan watch.Change)
	go func() {
		for hint := range watch.Changes(ctx, dir, poll, followed...) {
			select {
			case c <- hint:
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}
