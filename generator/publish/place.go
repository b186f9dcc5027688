package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"policybook/generator/output"
)

// checkPaths fails on paths that this package keeps for itself or that this system cannot have. Both are mistakes of the
// program that made the site.
func checkPaths(site *output.Site) error {
	for _, f := range site.Files() {
		top, _, _ := strings.Cut(output.Fold(f.Path), "/")
		if top == manifestName || top == insideStage || top == insideLock {
			return fmt.Errorf("a site must not have a file %q", f.Path)
		}
		if _, err := filepath.Localize(f.Path); err != nil {
			return fmt.Errorf("a file %q cannot be made on this system", f.Path)
		}
	}
	return nil
}

// resolve returns the absolute path of the folder that dir means, with links followed; it need not exist.
func resolve(dir string) (string, error) {
	if dir == "" {
		return "", &RefusedError{`""`, "is not a folder", "name the output folder"}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	out, err := follow(abs)
	switch info, serr := os.Stat(out); {
	case errors.Is(err, fs.ErrNotExist):
		return "", &RefusedError{dir, "is a link that leads nowhere", "remove the link, or make the folder it leads to"}
	case errors.Is(err, syscall.ENOTDIR), err == nil && errors.Is(serr, syscall.ENOTDIR):
		return "", &RefusedError{dir, "cannot be a folder, because it would lie inside a file", "choose another output folder"}
	case err != nil:
		return "", err
	case serr == nil && !info.IsDir():
		return "", &RefusedError{dir, "is a file, not a folder", "choose another output folder"}
	}
	return out, nil
}

// follow resolves the links in the part of path that exists. A link that leads nowhere gives fs.ErrNotExist.
func follow(path string) (string, error) {
	if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return filepath.EvalSymlinks(path)
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path, nil
	}
	real, err := follow(parent)
	return filepath.Join(real, filepath.Base(path)), err
}

// checkPlace refuses an output that would swallow, or be swallowed by, what people wrote.
func checkPlace(out string, sources []string) error {
	const hint = "choose a folder of its own, such as public"
	if filepath.Dir(out) == out {
		return &RefusedError{out, "is a whole disk", hint}
	}
	if home, err := os.UserHomeDir(); err == nil {
		if real, err := follow(home); err == nil && within(real, out) {
			return &RefusedError{out, "is or contains your home folder", hint}
		}
	}
	for _, name := range sources {
		abs, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		source, err := follow(abs)
		if err != nil {
			source = abs // a link that leads nowhere protects its own place
		}
		if within(out, source) {
			return &RefusedError{out, fmt.Sprintf("is or lies inside %s, which is a source", name), hint}
		}
		if within(source, out) {
			return &RefusedError{out, fmt.Sprintf("contains %s, which is a source", name), hint}
		}
	}
	return nil
}

// within reports whether path is folder or lies inside it. It asks the file system, since names may differ in letter
// case or lead through mounts; path need not exist.
func within(path, folder string) bool {
	want, werr := os.Stat(folder)
	for {
		if path == folder {
			return true
		}
		if info, err := os.Stat(path); err == nil && werr == nil && os.SameFile(info, want) {
			return true
		}
		parent := filepath.Dir(path)
		if parent == path {
			return false
		}
		path = parent
	}
}
