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
	"sync"

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
	order *order
	lists []func() []File
	files func() []File // all of them, sorted by path; made once
}

// order says where the files of a site are found.
type order struct {
	paths  []string // sorted
	places []place  // of the file with each of these paths
	ranks  [][]int  // of each file of each list, the index of its path
}

// place is that of a file in the lists of a site.
type place struct{ list, at int32 }

// New returns the site made of files, in any order. It fails on a path that the package comment excludes and on two
// paths that cannot stand together; the error names them.
func New(files []File) (*Site, error) {
	return (*Site)(nil).Again(func() []File { return files })
}

// Again returns what New does of the files in lists; s may be nil. It is quick when the lists of s, an earlier site, had
// the same paths, and most of them in the same places.
func (s *Site) Again(lists ...func() []File) (*Site, error) {
	made := make([][]File, len(lists))
	known := make([]func() []File, len(lists))
	for i, list := range lists {
		files := list()
		made[i], known[i] = files, func() []File { return files }
	}
	if s != nil {
		if o := s.order.again(made); o != nil {
			return newSite(o, known), nil
		}
	}
	o, err := newOrder(made)
	if err != nil {
		return nil, err
	}
	return newSite(o, known), nil
}

// Later returns what Again does when the lists have the paths that those of s had, in the same places, which the caller
// knows. Each list is called once, when one of its files is asked for, maybe at the same time as others.
func (s *Site) Later(lists ...func() []File) *Site {
	once := make([]func() []File, len(lists))
	for i, list := range lists {
		once[i] = sync.OnceValue(list)
	}
	return newSite(s.order, once)
}

func newSite(o *order, lists []func() []File) *Site {
	s := &Site{order: o, lists: lists}
	s.files = sync.OnceValue(func() []File {
		all := make([]File, len(o.paths))
		for list, ranks := range o.ranks {
			files := s.lists[list]()
			for at, rank := range ranks {
				all[rank] = files[at]
			}
		}
		return all
	})
	return s
}

// newOrder sorts the files of lists, and fails when they cannot stand together.
func newOrder(lists [][]File) (*order, error) {
	o := &order{ranks: make([][]int, len(lists))}
	for list, files := range lists {
		o.ranks[list] = make([]int, len(files))
		for at := range files {
			o.places = append(o.places, place{int32(list), int32(at)})
		}
	}
	path := func(p place) string { return lists[p.list][p.at].Path }
	slices.SortFunc(o.places, func(a, b place) int { return cmp.Compare(path(a), path(b)) })
	o.paths = make([]string, len(o.places))
	for rank, p := range o.places {
		o.paths[rank], o.ranks[p.list][p.at] = path(p), rank
	}
	return o, together(o.paths)
}

// together reports why files with these paths, which are sorted, cannot stand in one folder.
func together(paths []string) error {
	taken := make(map[string]string, len(paths)) // folded path of a file or folder → the path that needs it
	for _, path := range paths {
		if err := Valid(path); err != nil {
			return err
		}
		key := Fold(path)
		if other, ok := taken[key]; ok {
			return collision(other, path)
		}
		taken[key] = path
	}
	// Folders in a second pass, so that it does not matter which of a file and a folder sorts first.
	for _, path := range paths {
		key := Fold(path)
		for i := strings.LastIndexByte(key, '/'); i > 0; i = strings.LastIndexByte(key[:i], '/') {
			if other, ok := taken[key[:i]]; ok {
				return fmt.Errorf("%q cannot be a file and a folder, as %q needs", other, path)
			}
		}
	}
	return nil
}

// again gives the order of files that have the same paths, or nil if they have others.
func (o *order) again(lists [][]File) *order {
	if len(lists) != len(o.ranks) {
		return nil
	}
	n := &order{paths: o.paths, places: make([]place, len(o.paths)), ranks: make([][]int, len(lists))}
	filled := make([]bool, len(o.paths))
	for list, files := range lists {
		if len(files) != len(o.ranks[list]) {
			return nil
		}
		n.ranks[list] = slices.Clone(o.ranks[list])
		for at, f := range files {
			rank, ok := n.ranks[list][at], true
			if o.paths[rank] != f.Path { // it moved within the list
				rank, ok = slices.BinarySearch(o.paths, f.Path)
			}
			if !ok || filled[rank] {
				return nil
			}
			filled[rank] = true
			n.places[rank], n.ranks[list][at] = place{int32(list), int32(at)}, rank
		}
	}
	return n
}

func collision(a, b string) error {
	if a == b {
		return fmt.Errorf("two files want the path %q", a)
	}
	return fmt.Errorf("the paths %q and %q are the same on some file systems", a, b)
}

// Files returns the site's files sorted by path, bytewise. The caller must not change the slice.
func (s *Site) Files() []File { return s.files() }

// Lookup returns the file with exactly this path, and whether there is one.
func (s *Site) Lookup(path string) (File, bool) {
	rank, ok := slices.BinarySearch(s.order.paths, path)
	if !ok {
		return File{}, false
	}
	p := s.order.places[rank]
	return s.lists[p.list]()[p.at], true
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
