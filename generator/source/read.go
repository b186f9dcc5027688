// Package source reads what the authors of a handbook wrote, file by file, with
// positions.
//
// [Read] takes the folder of a handbook as a file system and gives a [Tree]:
// the documents and sections of content/, handbook.yaml and the data files of
// content/_data. Each file is read alone; nothing is linked here. Front matter
// (YAML between --- lines, TOML between +++ lines, or a JSON object) and data
// are read strictly, against one table of fields ([Fields], [ConfigFields],
// [DataFields]): every key and value keeps its place, and whatever cannot be
// what its author meant is a finding.
//
// Only regular files are read. Symbolic links, pipes and devices are reported
// and never followed, so that nothing from outside the handbook gets in.
package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"policybook/generator/diag"
	"policybook/generator/markdown"
	"policybook/generator/parallel"
)

// Limits of paths, in bytes. They leave room for suffixes on file systems that
// allow 255 bytes a name.
const (
	maxName = 200
	maxPath = 1000
)

// Tree is what stands in a handbook's folder.
type Tree struct {
	Config    map[string]*Value // handbook.yaml by field name; empty without one
	ConfigPos diag.Pos          // the beginning of handbook.yaml
	Zone      *time.Location    // never nil
	Documents []*Document       // documents and the texts of sections, by path
	Data      map[string]*Value // files of _data by path without extension: people, standards/iso27001
	Files     []File            // everything else below content/, by path
	Findings  diag.List
	Digest    Digest
}

// Digest is the SHA-256 of everything below content/: paths and bytes.
type Digest [sha256.Size]byte

// File is a file below content/.
type File struct {
	Path string // below content/
	Size int64
	Hash Digest // of its bytes
	// Refused says why the file must not be published; "" when it may.
	Refused string
	odd     bool // no regular file, or a name that is refused: listed, never read
}

// Read reads a handbook. fsys is its folder, which holds content/. Errors of
// reading are findings, like everything that an author can mend.
func Read(fsys fs.FS) *Tree {
	t := &Tree{Zone: time.UTC, Config: map[string]*Value{}, ConfigPos: diag.Pos{File: Root + "/handbook.yaml", Line: 1, Col: 1}, Data: map[string]*Value{}}
	files := list(fsys, &t.Findings)
	t.config(fsys, files)
	documents := make([]*Document, len(files))
	parallel.EachWith(len(files), func(w *worker, i int) {
		switch f := &files[i]; {
		case f.odd || f.isConfig() || f.isData():
		case isMarkdown(f.Path):
			documents[i] = w.readDocument(fsys, f, t.Zone)
		default:
			f.inspect(fsys)
		}
	})
	for i, f := range files {
		switch {
		case documents[i] != nil:
			t.Documents = append(t.Documents, documents[i])
		case f.isData() && !f.odd:
			t.data(fsys, &files[i])
		case !f.odd && !f.isConfig():
			t.Files = append(t.Files, f)
		}
	}
	if len(t.Documents) == 0 && len(t.Findings) == 0 {
		t.Findings.Add(diag.Pos{File: Root}, "content-missing", "no content: there is no Markdown file below content/", "`policybook init` writes a first handbook")
	}
	t.Digest = sum(files)
	return t
}

// Sum gives the Digest that Read would give, and parses nothing.
func Sum(fsys fs.FS) Digest {
	files := list(fsys, new(diag.List))
	parallel.EachWith(len(files), func(w *worker, i int) {
		if !files[i].odd {
			w.read(fsys, &files[i], maxPage) // for the hash
		}
	})
	return sum(files)
}

func sum(files []File) (d Digest) {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%x\n", f.Path, f.Hash)
	}
	h.Sum(d[:0])
	return d
}

// hash streams a file, so that large attachments cost no memory. A file that
// cannot be read has the zero hash; who needs it meets the error again.
func hash(fsys fs.FS, f *File) (d Digest) {
	r, err := fsys.Open(path.Join(Root, f.Path))
	if err != nil {
		return d
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err == nil {
		h.Sum(d[:0])
	}
	return d
}

// worker is what one processor keeps from file to file, to save memory. The
// bytes of a file are overwritten by those of the next: what is kept of a file
// is copied.
type worker struct {
	file   bytes.Buffer
	head   *bufio.Reader // of what frontmatter.MustParse reads
	lines  []int         // of places
	texts  []byte        // of values
	parser markdown.Parser
}

// read gives the bytes of a file of at most limit bytes, and keeps their hash.
func (w *worker) read(fsys fs.FS, f *File, limit int64) ([]byte, error) {
	if f.Size > limit {
		f.Hash = hash(fsys, f)
		return nil, errTooLarge
	}
	r, err := fsys.Open(path.Join(Root, f.Path))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	w.file.Reset()
	w.file.Grow(int(f.Size) + bytes.MinRead) // room to see the end of the file
	if _, err := w.file.ReadFrom(r); err != nil {
		return nil, err
	}
	f.Hash = sha256.Sum256(w.file.Bytes())
	return w.file.Bytes(), nil
}

var errTooLarge = errors.New("the file is too large")

func (f *File) isConfig() bool { return f.Path == "handbook.yaml" }
func (f *File) isData() bool   { return strings.HasPrefix(f.Path, "_data/") }

// refuse says why a file could not be read.
func refuse(err error, file string, findings *diag.List) {
	if errors.Is(err, errTooLarge) {
		findings.Add(diag.Pos{File: file, Line: 1, Col: 1}, "limit-exceeded", err.Error(), "a page or data file may have 4 MiB")
		return
	}
	findings.Add(diag.Pos{File: file}, "file-unreadable", "cannot be read: "+reason(err), "")
}

func (w *worker) readDocument(fsys fs.FS, f *File, zone *time.Location) *Document {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprintf("%s: %v", path.Join(Root, f.Path), r))
		}
	}()
	raw, err := w.read(fsys, f, maxPage)
	if err == nil {
		return w.parseDocument(f.Path, raw, zone)
	}
	doc := &Document{Path: f.Path, Body: &markdown.Doc{}, Broken: true}
	refuse(err, doc.File(), &doc.Findings)
	return doc
}

// reason gives what went wrong with a file, without its path.
func reason(err error) string {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}

// list gives every file below content/ but editors' litter, by path.
func list(fsys fs.FS, findings *diag.List) []File {
	w := walker{fsys: fsys, findings: findings}
	w.folder("")
	slices.SortFunc(w.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return w.files
}

type walker struct {
	fsys     fs.FS
	files    []File
	findings *diag.List
}

func (w *walker) folder(dir string) {
	if info, err := fs.Lstat(w.fsys, Root); dir == "" && err == nil && info.Mode()&fs.ModeSymlink != 0 {
		w.findings.Add(diag.Pos{File: Root}, "file-special", "a symbolic link is not followed", "put the folder itself here")
		return
	}
	entries, err := fs.ReadDir(w.fsys, path.Join(Root, dir))
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist) && dir == "":
		w.findings.Add(diag.Pos{File: Root}, "content-missing", "no content: there is no folder content/", "`policybook init` writes a first handbook")
	default:
		w.findings.Add(diag.Pos{File: path.Join(Root, dir)}, "file-unreadable", "cannot be read: "+reason(err), "")
	}
	for _, e := range entries {
		if !isJunk(e.Name()) {
			w.entry(path.Join(dir, e.Name()), e)
		}
	}
}

func (w *walker) entry(name string, e fs.DirEntry) {
	at := diag.Pos{File: path.Join(Root, name)}
	f := File{Path: name, odd: true}
	info, err := e.Info()
	switch {
	case !w.nameOK(name, e.Name()):
	case e.IsDir():
		w.folder(name)
		return
	case e.Type()&fs.ModeSymlink != 0:
		w.findings.Add(at, "file-special", "a symbolic link is not followed", "put the file itself here")
	case !e.Type().IsRegular():
		w.findings.Add(at, "file-special", "not a regular file (a pipe, socket or device)", "remove it")
	case err != nil:
		w.findings.Add(at, "file-unreadable", "cannot be read: "+reason(err), "")
	default:
		f.Size, f.odd = info.Size(), false
	}
	w.files = append(w.files, f)
}

// isJunk reports whether a name is one that editors and systems leave behind,
// or hidden.
func isJunk(name string) bool {
	return name[0] == '.' || name[0] == '#' || name == "4913" ||
		strings.HasPrefix(name, "~$") || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".orig")
}

// nameOK checks a name for what other file systems, terminals and links cannot
// carry.
func (w *walker) nameOK(full, name string) bool {
	at := diag.Pos{File: path.Join(Root, full)}
	switch {
	case !utf8.ValidString(name):
		w.findings.Add(at, "file-name", "the name is not UTF-8", "rename it")
		return false
	case len(name) > maxName || len(full) > maxPath:
		w.findings.Add(at, "limit-exceeded", "the path is too long", "a name may have 200 bytes, a path 1,000")
		return false
	case strings.ContainsFunc(name, func(c rune) bool {
		return unicode.IsControl(c) || isBidi(c) || isInvisible(c) || c == '\u2028' || c == '\u2029'
	}):
		w.findings.Add(at, "file-name", "the name has a control or invisible character", "rename it")
		return false
	case strings.ContainsAny(name, `\<>:"|?*`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasSuffix(strings.TrimSuffix(name, path.Ext(name)), " ") || IsReserved(name):
		w.findings.Add(at, "file-portable", "the name cannot exist on Windows", `rename it: letters, digits, "-" and "." are safe everywhere`)
	}
	return true
}

// IsReserved reports whether Windows keeps a file name for a device, whatever
// its extension.
func IsReserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '1' && stem[3] <= '9'
}
