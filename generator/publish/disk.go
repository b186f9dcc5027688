package publish

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A disk is every way in which this package changes a file system (but for taking the lock), so that a test can let the
// k-th change fail. Errors name operation and path.
type disk struct {
	mkdir    func(path string) error
	create   func(path string) (io.WriteCloser, error) // a new file; an old one is an error
	link     func(from, to string) error
	rename   func(from, to string) error
	exchange func(a, b string) error // errors.ErrUnsupported where that cannot be
	remove   func(path string) error // a file, a link or an empty folder
	chmod    func(path string, mode fs.FileMode) error
	chtime   func(path string, mtime time.Time) error
}

func osDisk() disk {
	return disk{
		mkdir: func(path string) error { return os.Mkdir(path, 0o777) },
		create: func(path string) (io.WriteCloser, error) {
			return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		},
		link:     os.Link,
		rename:   os.Rename,
		exchange: exchange,
		remove:   os.Remove,
		chmod:    os.Chmod,
		chtime:   func(path string, mtime time.Time) error { return os.Chtimes(path, mtime, mtime) },
	}
}

func (d disk) mkdirAll(path string) error {
	err := d.inFolder(path, func() error { return d.mkdir(path) })
	if errors.Is(err, fs.ErrExist) {
		if info, serr := os.Stat(path); serr == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// inFolder does what makes path; if its folder is missing, it makes that and tries once more.
func (d disk) inFolder(path string, do func() error) error {
	err := do()
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if parent := filepath.Dir(path); parent == path {
		return err
	} else if err := d.mkdirAll(parent); err != nil {
		return err
	}
	return do()
}

// removeAll removes path and everything under it; nothing there is fine.
func (d disk) removeAll(path string) error {
	err := d.remove(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if info, serr := os.Lstat(path); serr != nil || !info.IsDir() {
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.removeAll(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return d.remove(path)
}

// linkOrCopy makes to the same file as from, or, where the file system has no hard links, a copy of the same age.
func (d disk) linkOrCopy(from, to string) error {
	if d.inFolder(to, func() error { return d.link(from, to) }) == nil {
		return nil
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := d.write(to, func(w io.Writer) error { _, err := io.Copy(w, in); return err }); err != nil {
		return err
	}
	if err := d.chmod(to, info.Mode().Perm()); err != nil {
		return err
	}
	return d.chtime(to, info.ModTime())
}

// write makes the new file path, and its folder if needed, out of what fill writes.
func (d disk) write(path string, fill func(io.Writer) error) (err error) {
	var f io.WriteCloser
	if err := d.inFolder(path, func() (err error) { f, err = d.create(path); return err }); err != nil {
		return err
	}
	if err := fill(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
