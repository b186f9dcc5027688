package publish

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"policybook/generator/output"
)

// A step changes one file of the output.
type step struct {
	Do   string `json:"do"` // add, replace, remove
	Path string `json:"path"`
}

// apply brings the changed files into the output one by one. If it fails, settle goes back.
func (b *build) apply(ctx context.Context) error {
	steps := b.steps()
	err := parallel(ctx, b.workers, len(steps), func(_, i int) error {
		if steps[i].Do == "add" {
			return nil
		}
		return b.disk.linkOrCopy(b.target(steps[i].Path), b.path(oldTree, filepath.FromSlash(steps[i].Path)))
	})
	if err != nil {
		return err
	}
	if err := b.writeJournal(journal{Steps: steps}); err != nil {
		return err
	}
	for _, s := range steps {
		to := b.target(s.Path)
		if s.Do == "remove" {
			if err := b.disk.remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			b.prune(b.out, s.Path)
			continue
		}
		from := b.path(newTree, filepath.FromSlash(s.Path))
		if err := b.disk.inFolder(to, func() error { return b.disk.rename(from, to) }); err != nil {
			return err
		}
	}
	return b.disk.remove(b.path(journalName)) // from here on the new site stands
}

// steps returns what to do in an order in which each prefix gives a site that hangs together: what is pointed at comes
// before what points to it.
func (b *build) steps() []step {
	written := b.res.Written
	if b.rewrite {
		written = append(slices.Clone(written), manifestName)
	}
	files, dirs := map[string]bool{}, map[string]bool{}
	for _, p := range written {
		key := output.Fold(p)
		files[key] = true
		addFolders(dirs, key)
	}
	var steps []step
	rank := map[step]int{}
	add := func(do, p string, r int) {
		s := step{do, p}
		steps = append(steps, s)
		rank[s] = r
	}
	for _, p := range written {
		if b.old.ours[p] {
			add("replace", p, rankOf(p))
		} else {
			add("add", p, rankOf(p))
		}
	}
	for _, p := range b.res.Removed {
		if inTheWay(output.Fold(p), files, dirs) {
			add("remove", p, first)
		} else {
			add("remove", p, last)
		}
	}
	slices.SortStableFunc(steps, func(x, y step) int { return rank[x] - rank[y] })
	return steps
}

const (
	first = iota
	assets
	pages
	indexes
	manifests
	last
)

// rankOf tells by its name when a file is to be replaced. Data files list pages, and so do the pages at the top (the
// register, the owners) and the first page of each folder.
func rankOf(p string) int {
	switch ext := path.Ext(p); {
	case p == manifestName:
		return manifests
	case ext == ".html" && (path.Base(p) == "index.html" || !strings.Contains(p, "/")):
		return indexes
	case ext == ".html":
		return pages
	case slices.Contains([]string{".xml", ".json", ".csv", ".atom", ".ics"}, ext):
		return indexes
	}
	return assets
}

// inTheWay reports whether a stale file stands where a new one needs a file or a folder, perhaps only on a file system
// that ignores letter case. All paths are folded.
func inTheWay(stale string, files, dirs map[string]bool) bool {
	if files[stale] || dirs[stale] {
		return true
	}
	for d := path.Dir(stale); d != "."; d = path.Dir(d) {
		if files[d] {
			return true
		}
	}
	return false
}

// goBack undoes those steps that were done, last first. It may be cut off and begun again.
func (p *publisher) goBack(stage, out string, steps []step) error {
	for _, s := range slices.Backward(steps) {
		name := filepath.FromSlash(s.Path)
		to := filepath.Join(out, name)
		if s.Do == "add" {
			if !exists(filepath.Join(stage, newTree, name)) { // it was done
				if err := p.disk.remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
			}
			p.prune(out, s.Path)
			continue
		}
		from := filepath.Join(stage, oldTree, name)
		if !exists(from) {
			continue // undone before
		}
		// If it was not done, both are the same file and this does nothing.
		if err := p.disk.inFolder(to, func() error { return p.disk.rename(from, to) }); err != nil {
			return err
		}
	}
	return nil
}

// prune removes the folders above a file that is gone, as far as they are empty.
func (p *publisher) prune(out, removed string) {
	for d := path.Dir(removed); d != "."; d = path.Dir(d) {
		if err := p.disk.remove(filepath.Join(out, filepath.FromSlash(d))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return // not empty, or not to be removed: an empty folder is no harm
		}
	}
}
