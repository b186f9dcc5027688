package source

import (
	"bytes"
	"crypto/sha256"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"policybook/generator/diag"
	"policybook/generator/markdown"
)

// maxPage is the largest Markdown file that is read, in bytes.
const maxPage = 4 << 20

// Document is one Markdown file: its front matter, checked, and its text,
// parsed. It depends on the one file alone and is immutable.
type Document struct {
	Path     string        // below content/, such as security/passwords.md
	Fields   []Value       // front matter, by field name as Key, without what was refused
	Body     *markdown.Doc // never nil
	LinkPos  []diag.Pos    // of the links of Body, by index
	HeadPos  []diag.Pos    // of the headings of Body, by index
	Findings diag.List
	Text     [sha256.Size]byte // [TextHash] of its text
	Broken   bool              // the front matter could not be read, or not who may read the document
	Markdown []byte            // its text as [Markdown] gives it, of one that [Earlier] made; else nil

	version string // of an earlier state of the file; "" for what stands in it
}

// Root is the folder of a handbook that holds what its authors write.
const Root = "content"

// File gives the path for messages, from the handbook's folder.
func (d *Document) File() string { return Root + "/" + d.Path }

// Start is the place of the first character of the file.
func (d *Document) Start() diag.Pos {
	name := d.File()
	if d.version != "" {
		name += "@" + d.version
	}
	return diag.Pos{File: name, Line: 1, Col: 1}
}

// parseDocument reads one file. It gives a Document for every input, which keeps
// nothing of raw.
func (w *worker) parseDocument(name string, raw []byte, zone *time.Location) *Document {
	doc := &Document{Path: name, Body: &markdown.Doc{}}
	file := doc.File()
	text, ok := decodeText(file, raw, &doc.Findings)
	if !ok {
		doc.Broken = true
		return doc
	}
	b := w.split(file, text, &doc.Findings)
	if b == nil {
		doc.Broken = true
		return doc
	}
	doc.front(w, file, b, zone)
	doc.body(w, file, b)
	return doc
}

// front reads and checks the front matter.
func (doc *Document) front(w *worker, file string, b *block, zone *time.Location) {
	if b.read == nil {
		return
	}
	r := reader{file: file, line: b.line, findings: &doc.Findings}
	v, ok := b.read(&r, b.text)
	if !ok {
		doc.Broken = true
		return
	}
	if v.Kind == Map && len(v.Items) > maxKeys {
		doc.Findings.Add(doc.Start(), "limit-exceeded", "too many keys: "+strconv.Itoa(len(v.Items)), "front matter may have 100 keys")
		doc.Broken = true
		return
	}
	fields := Fields
	if doc.IsSection() {
		fields = SectionFields
	}
	d := decoder{findings: &doc.Findings, zone: zone}
	doc.Fields = d.group(v, fields, "the front matter")
	doc.Broken = d.unsure || v.Kind != Map && v.Kind != Null
	if defaults := doc.Get("defaults"); doc.IsSection() && defaults != nil {
		d.defaults(defaults)
	}
	doc.Fields = w.chosen(doc.Fields)
	w.packTexts(doc.Fields)
}

// defaults checks the front matter that a section or handbook.yaml supplies.
func (d *decoder) defaults(v *Value) {
	v.Items = d.group(*v, Fields, `"defaults"`)
	for _, own := range []string{"title", "id", "slug", "aliases", "supersedes", "superseded_by"} {
		if m := v.Get(own); m != nil {
			d.add(m.Pos, "key-type", diag.Quote(own)+" cannot have a default: each document has its own", "take it out of `defaults`")
			v.Items = slices.DeleteFunc(v.Items, func(m Value) bool { return m.Key == own })
		}
	}
}

// IsSection reports whether the file is the text of a section, not a document.
func (d *Document) IsSection() bool {
	return strings.EqualFold(path.Base(d.Path), "_index.md") || strings.EqualFold(d.Path, "index.md")
}

// TextHash tells texts without their front matter apart, but for blanks and empty lines
// around them.
func TextHash(text []byte) [sha256.Size]byte { return sha256.Sum256(bytes.TrimSpace(text)) }

// body parses the text below the front matter.
func (doc *Document) body(w *worker, file string, b *block) {
	doc.Text = TextHash(b.body)
	doc.Body = w.parser.Parse(b.body)
	at := newPlaces(file, b.body, 0, w.lines)
	w.lines = at.lines
	if b.at > 0 {
		at.line = b.line + bytes.Count(b.text, []byte("\n"))
		if b.open != "{" {
			at.line++
		}
	}
	doc.LinkPos = make([]diag.Pos, 0, len(doc.Body.Links))
	for _, l := range doc.Body.Links {
		doc.LinkPos = append(doc.LinkPos, at.pos(l.Offset))
	}
	doc.HeadPos = make([]diag.Pos, 0, len(doc.Body.Headings))
	for _, h := range doc.Body.Headings {
		doc.HeadPos = append(doc.HeadPos, at.pos(h.Offset))
	}
	for _, p := range doc.Body.Problems {
		doc.Findings.Add(at.pos(p.Offset), p.Rule, p.Text, p.Hint)
	}
}

// decodeText checks the bytes of a file and brings them to UTF-8 with line
// feeds. Offsets in what it gives are offsets in lines that count the same.
func decodeText(file string, raw []byte, findings *diag.List) ([]byte, bool) {
	start := diag.Pos{File: file, Line: 1, Col: 1}
	fail := func(offset int, text, hint string) ([]byte, bool) {
		findings.Add(newPlaces(file, raw, 0, nil).pos(offset), "encoding-invalid", text, hint)
		return nil, false
	}
	utf8Hint := "save the file as UTF-8"
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		findings.Add(start, "encoding-invalid", "the file is UTF-16, not UTF-8", utf8Hint)
		return nil, false
	}
	if rest, ok := bytes.CutPrefix(raw, []byte("\ufeff")); ok {
		raw = rest
		findings.Add(start, "bom", "the file begins with a byte order mark", "save the file as UTF-8 without one; it is left out")
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		findings.Add(start, "file-empty", "the file is empty", "write front matter and text, or delete the file")
		return nil, false
	}
	invalid := invalidUTF8(raw)
	if i := bytes.IndexByte(raw, 0); i >= 0 && (invalid < 0 || i < invalid) {
		return fail(i, "a NUL character (U+0000)", "the file is no text, or UTF-16: "+utf8Hint)
	}
	if i := invalid; i >= 0 {
		return fail(i, "a byte that is not UTF-8", utf8Hint+"; a character was written in another encoding")
	}
	if bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
		if i := bytes.IndexByte(raw, '\r'); i >= 0 {
			return fail(i, "a carriage return (CR) without a line feed", "save the file with line ends of Unix (LF) or Windows (CRLF)")
		}
	}
	return raw, true
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// Get gives the value of a front matter field, or nil.
func (d *Document) Get(field string) *Value { return get(d.Fields, field) }

// isMarkdown reports whether a file is read as a document.
func isMarkdown(name string) bool { return strings.EqualFold(path.Ext(name), ".md") }
