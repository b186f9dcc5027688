package history

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// Tree is the handbook's folder as it stood at a commit. It
// is an [fs.FS] with [fs.ReadDirFS] and [fs.ReadLinkFS], safe for concurrent use.
// Links are listed and not followed, submodules are empty folders. Files are read
// from the repository when they are opened, by one process that lasts until Close.
type Tree struct {
	nodes map[string]*node // by path; "." is the folder itself

	mu    sync.Mutex // guards asker
	asker *asker
}

// maxFile is the largest file that a Tree gives, in bytes.
const maxFile = 64 << 20

// FS gives content/ and themes/ as they stood at a commit, which is a full name as
// [Repo.Read] and [Repo.Tags] give it. Its files can be opened until ctx ends. The
// caller must call Close.
func (r *Repo) FS(ctx context.Context, commit string) (*Tree, error) {
	t := &Tree{nodes: map[string]*node{".": {name: ".", mode: fs.ModeDir | 0o755}}}
	err := r.stream(ctx, t.list, "ls-tree", "-r", "-z", "--long", "--end-of-options", commit, source.Root, "themes")
	if err != nil {
		return nil, err
	}
	for _, n := range t.nodes {
		slices.SortFunc(n.entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	t.asker, err = r.newAsker(ctx)
	return t, err
}

// Close ends the process that reads files.
func (t *Tree) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asker.close()
}

// list reads lines such as "100644 blob <id> <size>\t<path>" that end with a NUL.
func (t *Tree) list(in io.Reader) error {
	f := fields{r: bufio.NewReaderSize(in, 1<<16)}
	for line := f.next(); f.err == nil; line = f.next() {
		head, name, ok := strings.Cut(line, "\t")
		words := strings.Fields(head)
		if !ok || len(words) != 4 || !fs.ValidPath(name) {
			return errors.New("git ls-tree: a line that cannot be read")
		}
		n := &node{name: path.Base(name), blob: words[2], mode: 0o644}
		for _, c := range words[3] {
			if c >= '0' && c <= '9' {
				n.size = n.size*10 + int64(c-'0')
			}
		}
		switch words[0] {
		case "120000":
			n.mode = fs.ModeSymlink | 0o777
		case "160000":
			n.mode = fs.ModeDir | 0o755
		}
		t.add(name, n)
	}
	if f.err == io.EOF {
		return nil
	}
	return f.err
}

// add puts a file into its folder, which it makes.
func (t *Tree) add(name string, n *node) {
	t.nodes[name] = n
	dir := path.Dir(name)
	above := t.nodes[dir]
	if above == nil {
		above = &node{name: path.Base(dir), mode: fs.ModeDir | 0o755}
		t.add(dir, above)
	}
	above.entries = append(above.entries, n)
}

// Open opens a file or folder.
func (t *Tree) Open(name string) (fs.File, error) {
	n, err := t.node("open", name)
	switch {
	case err != nil:
		return nil, err
	case n.IsDir():
		return &openFolder{node: n}, nil
	case n.mode&fs.ModeSymlink != 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("a symbolic link is not followed")}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	text, err := t.asker.blob(n.blob, maxFile)
	if err == nil && text == nil {
		err = errors.New("too large")
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{n, bytes.NewReader(text)}, nil
}

// ReadDir lists a folder, by name.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.node("readdir", name)
	if err != nil {
		return nil, err
	}
	if !n.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a folder")}
	}
	return slices.Clone(n.entries), nil
}

// Lstat describes a file or folder, and a link itself.
func (t *Tree) Lstat(name string) (fs.FileInfo, error) {
	n, err := t.node("lstat", name)
	if err != nil {
		return nil, err
	}
	return n, nil
}

// Stat describes a file or folder, and a link itself.
func (t *Tree) Stat(name string) (fs.FileInfo, error) { return t.Lstat(name) }

// ReadLink says that links are not followed.
func (t *Tree) ReadLink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
}

func (t *Tree) node(op, name string) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := t.nodes[name]
	if n == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// node is a file or folder. It is its own fs.FileInfo and fs.DirEntry.
type node struct {
	name    string
	blob    string
	size    int64
	mode    fs.FileMode
	entries []fs.DirEntry // of a folder, by name
}

func (n *node) Name() string               { return n.name }
func (n *node) Size() int64                { return n.size }
func (n *node) Mode() fs.FileMode          { return n.mode }
func (n *node) Type() fs.FileMode          { return n.mode.Type() }
func (n *node) ModTime() time.Time         { return time.Time{} }
func (n *node) IsDir() bool                { return n.mode.IsDir() }
func (n *node) Sys() any                   { return nil }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }

type openFile struct {
	*node
	*bytes.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFile) Size() int64                { return f.node.size }
func (f *openFile) Close() error               { return nil }

type openFolder struct {
	*node
	at int
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a folder")}
}

// ReadDir gives the next n entries, or all that are left.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := f.entries[f.at:]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	f.at += len(rest)
	return slices.Clone(rest), nil
}

// At gives the full name of the commit at which the handbook stood at the end of a
// day in the zone, "" when there was none yet.
func (r *Repo) At(ctx context.Context, day calendar.Date, zone *time.Location) (string, error) {
	end, err := time.ParseInLocation(time.DateOnly, day.AddDays(1).String(), zone)
	if err != nil {
		return "", err
	}
	return r.stood(ctx, end.Add(-time.Second))
}

// stood gives the full name of the commit at which the handbook stood at a time, "" when
// there was none yet.
func (r *Repo) stood(ctx context.Context, at time.Time) (string, error) {
	id, err := r.output(ctx, "log", "--first-parent", "--max-count=1", "--no-show-signature", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap",
		"--format=%H", "--until="+at.UTC().Format(time.RFC3339), "--end-of-options", r.Head)
	return strings.TrimSpace(id), err
}
