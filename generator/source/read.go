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
// [Rewrite] goes the other way: it changes single keys in the bytes of a file and
// leaves all others as they are.
//
// Only regular files are read. Symbolic links, pipes and devices are reported
// and never followed, so that nothing from outside the handbook gets in.
package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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

// Tree is what stands in a handbook's folder. It is immutable once read, but for
// findings that are added before it is used.
type Tree struct {
	Config    map[string]*Value // handbook.yaml by field name; empty without one
	ConfigPos diag.Pos          // the beginning of handbook.yaml
	Zone      *time.Location    // never nil
	Documents []*Document       // documents and the texts of sections, by path
	Data      map[string]*Value // files of _data by path without extension: people, standards/iso27001
	Files     []File            // everything else below content/, by path
	Findings  diag.List
	Digest    Digest

	inputs []input   // every file below content/, by path
	listed diag.List // what was found while they were listed
	config *config   // that Config was taken from
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

// input is a file and what was read from it: a document, a data file, or neither.
type input struct {
	File
	doc  *Document
	data *dataFile

	packed string // doc, of a tree that [Unpack] made
}

// Read reads a handbook. fsys is its folder, which holds content/. Errors of
// reading are findings, like everything that an author can mend.
func Read(fsys fs.FS) *Tree { return new(Tree).Again(fsys) }

// Again gives what Read would, and takes from t, which stays as it is, what has
// not changed: a file with the same path and bytes is not parsed again, and is
// the same *Document or *Value. Of every file the bytes are read, unless changed
// names the files and folders, by their paths in fsys, that may differ from t:
// then all others are taken as they were.
func (t *Tree) Again(fsys fs.FS, changed ...string) *Tree {
	if slices.Contains(changed, Root) || slices.Contains(changed, ".") {
		changed = nil
	}
	n := &Tree{ConfigPos: diag.Pos{File: Root + "/handbook.yaml", Line: 1, Col: 1}, Data: map[string]*Value{}}
	var stale []int
	if sizes := t.sameFiles(fsys, changed); sizes != nil {
		n.inputs, n.listed = slices.Clone(t.inputs), t.listed
		for i, size := range sizes {
			n.inputs[i].Size = size
			stale = append(stale, i)
		}
	} else {
		n.inputs, n.listed = list(fsys)
		stale = n.stale(t, changed)
	}
	n.Findings = slices.Clone(n.listed)
	n.configure(fsys, t, stale)
	if t.Zone == nil || n.Zone.String() != t.Zone.String() {
		t = new(Tree) // the zone decides what day a time of day means
		stale = n.stale(t, nil)
	}
	parallel.EachWith(len(stale), func(w *worker, i int) { n.inputs[stale[i]].read(w, fsys, n.Zone, t) })
	n.collect()
	return n
}

// collect gathers what was read from the files.
func (t *Tree) collect() {
	t.Documents = make([]*Document, 0, len(t.inputs))
	for i := range t.inputs {
		switch in := &t.inputs[i]; {
		case in.doc != nil:
			t.Documents = append(t.Documents, in.doc)
		case in.data != nil:
			t.add(in)
		case !in.odd && !in.isConfig():
			t.Files = append(t.Files, in.File)
		}
	}
	if len(t.Documents) == 0 && len(t.Findings) == 0 {
		t.Findings.Add(diag.Pos{File: Root}, "content-missing", "no content: there is no Markdown file below content/", "`policybook init` writes a first handbook, `-C FOLDER` names another folder")
	}
	t.Digest = sum(t.inputs)
}

// sameFiles gives the sizes of the named files, by index of inputs. It gives nil
// when t and fsys may not have the same files: unless all that is named are
// regular files that t has as well, or neither there nor in t.
func (t *Tree) sameFiles(fsys fs.FS, names []string) map[int]int64 {
	if len(names) == 0 {
		return nil
	}
	sizes := map[int]int64{}
	for _, name := range names {
		below, ok := strings.CutPrefix(name, Root+"/")
		if !ok || below == "" || slices.ContainsFunc(strings.Split(below, "/"), isJunk) {
			continue // nothing that is read here
		}
		info, err := fs.Lstat(fsys, name)
		switch i, ok := t.index(below); {
		case ok && !t.inputs[i].odd && err == nil && info.Mode().IsRegular():
			sizes[i] = info.Size()
		case ok || !errors.Is(err, fs.ErrNotExist) || t.hasFolder(below):
			return nil
		}
	}
	return sizes
}

// With gives the tree as it would be if the document at a path below content/ held
// raw. It is for judging: what is read [Tree.Again] is compared with the old bytes.
func (t *Tree) With(path string, raw []byte) *Tree {
	n := *t
	n.Documents = slices.Clone(t.Documents)
	for i, d := range n.Documents {
		if d.Path == path {
			n.Documents[i] = new(worker).parseDocument(path, raw, t.Zone)
		}
	}
	return &n
}

// input gives the file with that path below content/, or nil.
func (t *Tree) input(path string) *input {
	if i, ok := t.index(path); ok {
		return &t.inputs[i]
	}
	return nil
}

func (t *Tree) index(path string) (int, bool) {
	return slices.BinarySearchFunc(t.inputs, path, func(in input, path string) int { return strings.Compare(in.Path, path) })
}

func (t *Tree) hasFolder(path string) bool {
	return slices.ContainsFunc(t.inputs, func(in input) bool { return strings.HasPrefix(in.Path, path+"/") })
}

// stale gives the indexes of the files that must be read, and takes over what was
// read from the others.
func (t *Tree) stale(old *Tree, changed []string) (stale []int) {
	named := map[string]bool{}
	for _, name := range changed {
		named[strings.TrimPrefix(name, Root+"/")] = true
	}
	at := 0
	for i := range t.inputs {
		in := &t.inputs[i]
		for at < len(old.inputs) && old.inputs[at].Path < in.Path {
			at++
		}
		known := at < len(old.inputs) && old.inputs[at].Path == in.Path && old.inputs[at].odd == in.odd
		for name := in.Path; known && name != "."; name = path.Dir(name) {
			known = !named[name]
		}
		if known && len(changed) > 0 {
			*in = old.inputs[at]
		} else if !in.odd {
			stale = append(stale, i)
		}
	}
	return stale
}

// read reads and parses a file, unless old has it with the same bytes.
func (in *input) read(w *worker, fsys fs.FS, zone *time.Location, old *Tree) {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprintf("%s: %v", path.Join(Root, in.Path), r))
		}
	}()
	if in.isConfig() {
		return // it has been read before everything else
	}
	in.Refused = ""
	isPage := isMarkdown(in.Path) && !in.isData()
	var raw []byte
	var err error
	if isPage || in.isData() {
		raw, err = w.read(fsys, &in.File, maxPage)
	} else {
		in.inspect(fsys)
	}
	if was := old.input(in.Path); was != nil && !was.odd && was.Hash == in.Hash && in.Hash != (Digest{}) {
		if was.packed == "" {
			*in = *was
			return
		}
		if in.doc = was.unpacked(); in.doc != nil {
			return
		}
	}
	switch {
	case isPage && err == nil:
		in.doc = w.parseDocument(in.Path, raw, zone)
	case isPage:
		in.doc = &Document{Path: in.Path, Body: &markdown.Doc{}, Broken: true}
		refuse(err, in.doc.File(), &in.doc.Findings)
	case in.isData():
		in.data = parseData(in.Path, raw, err, zone)
	}
}

// Sum gives the Digest that Read would give, and parses nothing.
func Sum(fsys fs.FS) Digest {
	files, _ := list(fsys)
	digest(fsys, files, nil)
	return sum(files)
}

// Changed gives the paths in fsys of the files and folders that differ from what
// t was read from. It reads every file and parses none. When [Tree.Again] is told
// of them it gives what Read would. As soon as stop, unless it is nil, is true, it
// gives up and gives none. Several goroutines may call stop at once.
func (t *Tree) Changed(fsys fs.FS, stop func() bool) []string {
	n := new(Tree)
	n.inputs, n.listed = list(fsys)
	digest(fsys, n.inputs, stop)
	if stop != nil && stop() {
		return nil
	}
	return n.Differs(t)
}

// Differs gives the paths in the handbook's folder of the files that were not the
// same when t and o were read, or the folder of all when it was not the same.
func (t *Tree) Differs(o *Tree) []string {
	if !slices.Equal(t.listed, o.listed) {
		return []string{Root}
	}
	var changed []string
	differ := func(in *input) { changed = append(changed, path.Join(Root, in.Path)) }
	at := 0
	for i := range t.inputs {
		for at < len(o.inputs) && o.inputs[at].Path < t.inputs[i].Path {
			differ(&o.inputs[at])
			at++
		}
		if at == len(o.inputs) || o.inputs[at].Path > t.inputs[i].Path {
			differ(&t.inputs[i])
			continue
		}
		if o.inputs[at].odd != t.inputs[i].odd || o.inputs[at].Hash != t.inputs[i].Hash {
			differ(&t.inputs[i])
		}
		at++
	}
	for ; at < len(o.inputs); at++ {
		differ(&o.inputs[at])
	}
	return changed
}

// digest takes the hash of every file, until stop says otherwise, unless it is nil.
func digest(fsys fs.FS, files []input, stop func() bool) {
	parallel.EachWith(len(files), func(w *worker, i int) {
		if !files[i].odd && (stop == nil || !stop()) {
			w.read(fsys, &files[i].File, maxPage)
		}
	})
}

func sum(files []input) (d Digest) {
	h := sha256.New()
	var line []byte
	for i := range files {
		line = append(append(line[:0], files[i].Path...), 0)
		line = append(hex.AppendEncode(line, files[i].Hash[:]), '\n')
		h.Write(line)
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
	keep   []string      // the fields that are kept; nil keeps all
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

// reason gives what went wrong with a file, without its path.
func reason(err error) string {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}

// list gives every file below content/ but editors' litter, by path, and what is
// wrong with their names and folders.
func list(fsys fs.FS) ([]input, diag.List) {
	w := walker{fsys: fsys}
	w.folder("")
	slices.SortFunc(w.files, func(a, b input) int { return strings.Compare(a.Path, b.Path) })
	return w.files, w.findings
}

type walker struct {
	fsys     fs.FS
	files    []input
	findings diag.List
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
		w.findings.Add(diag.Pos{File: Root}, "content-missing", "no content: there is no folder content/", "`policybook init` writes a first handbook, `-C FOLDER` names another folder")
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
	w.files = append(w.files, input{File: f})
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
