// Package output is a compiled site: sorted files that write themselves.
//
// A file is a path and a function that writes its bytes, so a site costs no memory before somebody asks for a file: one
// consumer writes all files to a folder, another renders the single page that a browser wants.
//
// # Paths
//
// A path is relative and slash-separated, without empty, "." or ".." segments, without a backslash or NUL; "index.html",
// "security/passwords.html". No two files of a site may meet on any file system: neither may be equal when letter case
// and Unicode form are ignored, and no file may stand where another one needs a folder.
//
// # Determinism
//
// A Write gives the same bytes each time it is called, and the Writes of different files may run at the same time.
package output

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A File is one file of a compiled site.
type File struct {
	Path  string                  // where it stands in the site, as the package comment says
	Write func(w io.Writer) error // writes the whole content, or returns the error of w or of the rendering
}

// A Site is a set of files that can stand together in one folder. It is immutable and safe for concurrent use.
type Site struct {
	files []File
	order []int32 // for each file given to New, its place in files
}

// New returns the site made of files, in any order. It fails on a path that the package comment excludes and on two
// paths that cannot stand together; the error names them.
func New(files []File) (*Site, error) {
	s := &Site{files: make([]File, len(files)), order: make([]int32, len(files))}
	sorted := make([]int32, len(files))
	for i := range sorted {
		sorted[i] = int32(i)
	}
	slices.SortFunc(sorted, func(a, b int32) int { return cmp.Compare(files[a].Path, files[b].Path) })
	for at, i := range sorted {
		s.files[at], s.order[i] = files[i], int32(at)
	}
	taken := make(map[string]string, len(files)) // folded path of a file or folder → the path that needs it
	for _, f := range s.files {
		if err := Valid(f.Path); err != nil {
			return nil, err
		}
		key := Fold(f.Path)
		if other, ok := taken[key]; ok {
			return nil, collision(other, f.Path)
		}
		taken[key] = f.Path
	}
	// Folders in a second pass, so that it does not matter which of a file and a folder sorts first.
	for _, f := range s.files {
		key := Fold(f.Path)
		for i := strings.LastIndexByte(key, '/'); i > 0; i = strings.LastIndexByte(key[:i], '/') {
			if other, ok := taken[key[:i]]; ok {
				return nil, fmt.Errorf("%q cannot be a file and a folder, as %q needs", other, f.Path)
			}
		}
	}
	return s, nil
}

// Again returns what New does; s may be nil. It is quick when the files have the paths of those that s was made of, in the same order.
func (s *Site) Again(files []File) (*Site, error) {
	if s == nil || len(files) != len(s.order) {
		return New(files)
	}
	n := &Site{files: make([]File, len(files)), order: s.order}
	for i, f := range files {
		if at := s.order[i]; s.files[at].Path == f.Path {
			n.files[at] = f
			continue
		}
		return New(files)
	}
	return n, nil
}

func collision(a, b string) error {
	if a == b {
		return fmt.Errorf("two files want the path %q", a)
	}
	return fmt.Errorf("the paths %q and %q are the same on some file systems", a, b)
}

// Files returns the site's files sorted by path, bytewise. The caller must not change the slice.
func (s *Site) Files() []File { return s.files }

// Lookup returns the file with exactly this path, and whether there is one.
func (s *Site) Lookup(path string) (File, bool) {
	i, ok := slices.BinarySearchFunc(s.files, path, func(f File, path string) int { return cmp.Compare(f.Path, path) })
	if !ok {
		return File{}, false
	}
	return s.files[i], true
}

// Valid reports why path cannot be the path of a file in a site; nil if it can.
func Valid(path string) error {
	if path == "." || !fs.ValidPath(path) || strings.ContainsAny(path, "\\\x00") {
		return fmt.Errorf("%q is not a path in a site", path)
	}
	return nil
}

// Fold returns the form of path that is equal for all paths that some file system takes for one: letter case folded,
// Unicode composed.
func Fold(path string) string {
	for i := 0; i < len(path); i++ {
		if path[i] >= 0x80 {
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(path)))
		}
	}
	return strings.ToLower(path)
}
