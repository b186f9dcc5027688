package source

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"time"

	"policybook/generator/diag"
	"policybook/generator/markdown"
)

// FrontReader reads the front matter of files that stand in no folder: earlier
// states of documents. It is not safe for concurrent use.
type FrontReader struct {
	Zone *time.Location // in which a time of day is a day
	Keep []string       // the fields that are kept; nil keeps all

	worker worker
	known  map[string]*Document // without text, by the front matter
}

// Read gives a document with its front matter, as [Read] would give it but for
// its text, and the bytes of that text, with line feeds, which may be part of
// raw. Name is its path below content/. Files with the same front matter share a
// Document, so that a FrontReader is for documents or for sections.
func (r *FrontReader) Read(name string, raw []byte) (d *Document, text []byte) {
	d = &Document{Path: name, Body: &markdown.Doc{}, Broken: true}
	decoded, ok := decodeText(d.File(), raw, &d.Findings)
	if !ok {
		return d, nil
	}
	b := r.worker.split(d.File(), decoded, &d.Findings)
	if b == nil {
		return d, nil
	}
	key := b.open + string(b.text)
	if known := r.known[key]; known != nil {
		return known, b.body
	}
	d.Broken = false
	r.worker.keep = r.Keep
	d.front(&r.worker, d.File(), b, r.Zone)
	if r.known == nil {
		r.known = map[string]*Document{}
	}
	r.known[key] = d
	return d, b.body
}

// Earlier gives the document that a file was, from its bytes at that time. Path is
// where the file stands today, below content/. Its places are named for the version,
// which is in a file that can no longer be mended: content/it/vpn.md@1.0.
func Earlier(path, version string, raw []byte, zone *time.Location) *Document {
	d := new(worker).parseDocument(path+"@"+version, raw, zone)
	d.Path, d.version, d.Markdown = path, version, Markdown(raw)
	return d
}

// Markdown gives the text of a file with line feeds, without its front matter, as it
// was written. It may be part of raw, and is nil where the file cannot be read.
func Markdown(raw []byte) []byte {
	var found diag.List
	decoded, ok := decodeText("", raw, &found)
	if !ok {
		return nil
	}
	b := new(worker).split("", decoded, &found)
	if b == nil {
		return nil
	}
	return b.body
}

// Defaults gives the front matter that a handbook.yaml supplies, or nil.
func Defaults(raw []byte) *Value {
	return parseConfig(path.Join(Root, "handbook.yaml"), raw, nil).values["defaults"]
}

// Zone gives the time zone of the handbook in a folder. It reads no file but
// handbook.yaml; what is wrong with that is found by Read.
func Zone(fsys fs.FS) *time.Location { return configOf(fsys).zone }

// configOf reads handbook.yaml alone.
func configOf(fsys fs.FS) *config {
	name := path.Join(Root, "handbook.yaml")
	info, err := fs.Lstat(fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxPage {
		return &config{zone: time.UTC}
	}
	raw, err := fs.ReadFile(fsys, name)
	return parseConfig(name, raw, err)
}

// Editions says which tags of the handbook's repository are editions of it.
type Editions struct {
	Tags   []string          // patterns as of [path.Match]; none for no editions
	Titles map[string]string // by tag
	Keep   int               // how many there are at most, the latest ones
	Pos    diag.Pos
}

// usualEditions is how many editions there are where nobody says it.
const usualEditions = 5

// EditionsOf gives what handbook.yaml says of editions. Like [Zone] it reads no other file.
func EditionsOf(fsys fs.FS) Editions { return configOf(fsys).editions() }

// EditionsOf gives what the handbook.yaml of the tree says of editions.
func (t *Tree) EditionsOf() Editions {
	if t.config == nil {
		return Editions{}
	}
	return t.config.editions()
}

func (c *config) editions() Editions {
	v := c.values["editions"]
	if v == nil {
		return Editions{}
	}
	e := Editions{Titles: map[string]string{}, Keep: usualEditions, Pos: v.Pos}
	for _, tag := range v.Get("tags").All() {
		e.Tags = append(e.Tags, tag.Text)
	}
	if titles := v.Get("titles"); titles != nil {
		for _, t := range titles.Items {
			e.Titles[t.Key] = t.Text
		}
	}
	if keep := v.Get("keep"); keep != nil {
		e.Keep, _ = strconv.Atoi(keep.Text)
	}
	return e
}

// chosen gives the fields that are kept.
func (w *worker) chosen(fields []Value) []Value {
	if w.keep == nil {
		return fields
	}
	var kept []Value
	for _, f := range fields {
		if slices.Contains(w.keep, f.Key) {
			kept = append(kept, f)
		}
	}
	return kept
}
