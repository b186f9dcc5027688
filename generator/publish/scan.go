package publish

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"policybook/generator/output"
)

// A standing is what stands in the output before a build. Paths are slash-separated and relative to it, sorted within
// each folder.
type standing struct {
	exists   bool
	manifest []byte          // as it is; nil if there is none
	ours     map[string]bool // regular files that the manifest lists, and the manifest
	dirs     []string        // folders that hold files of ours or will; "." is the output itself
	foreign  []string        // files, links and the like that nobody listed
	folders  []string        // folders with nothing of ours, neither now nor soon; not looked into
}

// scan looks at the output and refuses it if the site cannot go there without harm.
func scan(out string, site *output.Site) (*standing, error) {
	s := &standing{ours: map[string]bool{}}
	data, err := os.ReadFile(filepath.Join(out, manifestName))
	if err == nil {
		s.manifest = data
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var m manifest
	if s.manifest != nil {
		if m, err = decode(s.manifest); err != nil {
			return nil, &RefusedError{filepath.Join(out, manifestName), "does not say which files may be replaced (" + err.Error() + ")",
				"restore it, or empty the output folder, or choose another one"}
		}
	}
	listed := map[string]bool{}
	known := map[string]bool{".": true}
	for _, p := range m.paths() {
		listed[p] = true
		addFolders(known, p)
	}
	for _, f := range site.Files() {
		addFolders(known, f.Path)
	}
	if err := s.walk(out, ".", listed, known); errors.Is(err, fs.ErrNotExist) && !s.exists {
		return s, nil
	} else if err != nil {
		return nil, err
	}
	if err := s.checkForeign(out); err != nil {
		return nil, err
	}
	return s, s.checkFree(out, site)
}

func (s *standing) walk(out, dir string, listed, known map[string]bool) error {
	entries, err := os.ReadDir(filepath.Join(out, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	s.exists = true
	s.dirs = append(s.dirs, dir)
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		switch {
		case p == insideStage || p == insideLock:
		case e.IsDir() && known[p]:
			if err := s.walk(out, p, listed, known); err != nil {
				return err
			}
		case e.IsDir():
			s.folders = append(s.folders, p)
		case listed[p] && e.Type().IsRegular():
			s.ours[p] = true
		default:
			s.foreign = append(s.foreign, p)
		}
	}
	return nil
}

// addFolders adds all folders above p.
func addFolders(set map[string]bool, p string) {
	for d := path.Dir(p); d != "." && !set[d]; d = path.Dir(d) {
		set[d] = true
	}
}

// checkForeign refuses a folder that somebody else filled. What begins with a dot is a tool's, not a site.
func (s *standing) checkForeign(out string) error {
	if s.manifest != nil {
		return nil
	}
	all := slices.Concat(s.foreign, s.folders)
	slices.Sort(all)
	for _, p := range all {
		if strings.HasPrefix(p, ".") || p == "lost+found" { // the latter in every fresh ext4 volume
			continue
		}
		found, ok := firstFile(filepath.Join(out, filepath.FromSlash(p)))
		if !ok {
			continue // empty folders are nobody's
		}
		return &RefusedError{found, "was not written by policybook, so the output folder is somebody else's",
			"choose an empty output folder, or move its files away"}
	}
	return nil
}

// firstFile returns path, or if that is a folder, the first file under it, or a folder that cannot be read.
func firstFile(path string) (found string, ok bool) {
	_ = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			return nil
		}
		found, ok = p, true
		return fs.SkipAll
	})
	return found, ok
}

// checkFree refuses a foreign thing where the site needs a file or a folder. Names are compared as the most
// forgetful file system would.
func (s *standing) checkFree(out string, site *output.Site) error {
	files, dirs := map[string]bool{output.Fold(manifestName): true}, map[string]bool{}
	for _, f := range site.Files() {
		key := output.Fold(f.Path)
		files[key] = true
		addFolders(dirs, key)
	}
	for _, p := range slices.Concat(s.foreign, s.folders) {
		key := output.Fold(p)
		blocks := files[key] || dirs[key]
		for d := path.Dir(key); d != "." && !blocks; d = path.Dir(d) {
			blocks = files[d]
		}
		if blocks {
			return &RefusedError{filepath.Join(out, filepath.FromSlash(p)), "was not written by policybook and is in the way of the site",
				"move it away or rename it"}
		}
	}
	return nil
}

// stale returns the files of ours that the site no longer has, sorted.
func (s *standing) stale(site *output.Site) []string {
	var paths []string
	for p := range s.ours {
		if _, ok := site.Lookup(p); !ok && p != manifestName {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return paths
}

// hasManifest reports whether the output's manifest is exactly data.
func (s *standing) hasManifest(data []byte) bool {
	return s.ours[manifestName] && bytes.Equal(s.manifest, data)
}
