package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// errNoExchange says that files have to be replaced one by one. Nothing in the output has been changed.
var errNoExchange = errors.New("the output folder cannot be exchanged")

// exchange completes the new tree and lets it change places with the output. Removing the old tree is settle's part.
func (b *build) exchange(ctx context.Context) error {
	links := slices.Concat(b.same, b.old.foreign)
	carried := make([]uint64, len(b.old.foreign))
	err := parallel(ctx, b.workers, len(links), func(_, i int) error {
		p := links[i]
		from, to := b.target(p), b.path(newTree, filepath.FromSlash(p))
		if i < len(b.same) {
			return b.disk.linkOrCopy(from, to)
		}
		// A copy would not be the file that its owner has open.
		if b.disk.inFolder(to, func() error { return b.disk.link(from, to) }) != nil {
			return errNoExchange
		}
		info, err := os.Lstat(to)
		if err == nil {
			carried[i-len(b.same)] = inode(info)
		}
		return err
	})
	if err != nil {
		return err
	}
	root, err := b.alike()
	if err != nil {
		return err
	}
	j := journal{Swap: inode(root), Carried: map[string]uint64{}}
	for i, p := range b.old.foreign {
		j.Carried[strconv.Quote(p)] = carried[i]
	}
	if err := b.writeJournal(j); err != nil {
		return err
	}
	err = b.disk.exchange(b.path(newTree), b.out)
	for _, cannot := range []error{errors.ErrUnsupported, fs.ErrPermission, syscall.EINVAL, syscall.EBUSY, syscall.EXDEV} {
		if errors.Is(err, cannot) {
			return errNoExchange
		}
	}
	return err
}

// alike gives the new folders the permissions of the old ones, and returns the new root.
func (b *build) alike() (root fs.FileInfo, err error) {
	for _, d := range b.old.dirs {
		was, err := os.Lstat(b.target(d))
		if err != nil {
			return nil, err
		}
		p := b.path(newTree, filepath.FromSlash(d))
		is, err := os.Lstat(p)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || err == nil && !is.IsDir() {
			continue // the site has no such folder any more
		}
		if err != nil {
			return nil, err
		}
		if is.Mode() != was.Mode() {
			if err := b.disk.chmod(p, was.Mode()); err != nil {
				return nil, err
			}
		}
		if d == "." {
			root = is
			if !sameOwner(is, was) {
				return nil, errNoExchange
			}
		}
	}
	return root, nil
}

// sweep removes an old tree after its exchange. What an earlier Dir wrote and what was carried over as a link is
// deleted; the rest has appeared meanwhile and is moved to the output. It may be cut off and begun again.
func (p *publisher) sweep(tree, out string, carried map[string]uint64) error {
	s := sweeper{p.disk, tree, out, map[string]bool{}, carried}
	if data, err := os.ReadFile(filepath.Join(tree, manifestName)); err == nil {
		m, err := decode(data)
		if err != nil {
			return err
		}
		for _, f := range m.Files {
			s.ours[f.Path] = true
		}
	}
	if err := s.folder("."); err != nil {
		return err
	}
	// Last, because it says which files may be deleted.
	if err := s.disk.remove(filepath.Join(tree, manifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.disk.remove(tree)
}

type sweeper struct {
	disk      disk
	tree, out string
	ours      map[string]bool
	carried   map[string]uint64
}

func (s *sweeper) folder(dir string) error {
	entries, err := os.ReadDir(filepath.Join(s.tree, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		if p == manifestName {
			continue
		}
		if err := s.entry(p, e); err != nil {
			return err
		}
	}
	return nil
}

func (s *sweeper) entry(p string, e fs.DirEntry) error {
	from := filepath.Join(s.tree, filepath.FromSlash(p))
	switch {
	case e.IsDir() && s.shared(p):
		if err := s.folder(p); err != nil {
			return err
		}
		return s.disk.remove(from)
	case e.Type().IsRegular() && s.ours[p]:
		return s.disk.remove(from)
	case s.isCarried(p, from):
		return s.disk.remove(from)
	}
	to := s.home(p)
	return s.disk.inFolder(to, func() error { return s.disk.rename(from, to) })
}

// home returns where in the output p can stand: under its own name, or that of a link that was carried over, since p is
// a newer state of it; under a longer name if that place is taken.
func (s *sweeper) home(p string) string {
	to := s.out
	for dir := range strings.SplitSeq(path.Dir(p), "/") {
		to = filepath.Join(to, dir)
		for info, err := os.Lstat(to); err == nil && !info.IsDir(); info, err = os.Lstat(to) {
			to += "~"
		}
	}
	to = filepath.Join(to, path.Base(p))
	for exists(to) && !s.isCarried(p, to) {
		to += "~"
	}
	return to
}

// shared reports whether a folder has to be swept rather than moved as a whole.
func (s *sweeper) shared(dir string) bool {
	if info, err := os.Lstat(filepath.Join(s.out, filepath.FromSlash(dir))); err == nil && info.IsDir() {
		return true
	}
	for p := range s.ours {
		if strings.HasPrefix(p, dir+"/") {
			return true
		}
	}
	return false
}

func (s *sweeper) isCarried(p, file string) bool {
	want, ok := s.carried[strconv.Quote(p)]
	info, err := os.Lstat(file)
	return ok && err == nil && inode(info) == want
}
