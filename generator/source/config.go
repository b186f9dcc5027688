package source

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"

	"policybook/generator/diag"
)

// config reads handbook.yaml. A handbook without one builds, and is told.
func (t *Tree) config(fsys fs.FS, files []File) {
	for i := range files {
		if f := &files[i]; f.isConfig() && !f.odd {
			t.readConfig(fsys, f)
			return
		}
	}
	for _, f := range files {
		if stem := strings.TrimSuffix(strings.ToLower(f.Path), path.Ext(f.Path)); stem == "handbook" && f.Path != "handbook.md" {
			t.Findings.Add(diag.Pos{File: path.Join(Root, f.Path)}, "config-invalid", "the configuration is called handbook.yaml, and is not read under this name", "rename it")
			return
		}
	}
	if len(files) > 0 {
		t.Findings.Add(diag.Pos{File: t.ConfigPos.File}, "config-missing", "there is no handbook.yaml", "write one with a line such as `title: IT handbook`")
	}
}

func (t *Tree) readConfig(fsys fs.FS, f *File) {
	v, ok := t.yamlFile(fsys, f)
	if !ok {
		return
	}
	d := decoder{findings: &t.Findings, zone: time.UTC}
	if config := d.group(v, ConfigFields, "handbook.yaml"); config != nil {
		for i := range config {
			t.Config[config[i].Key] = &config[i]
		}
	}
	if zone := t.Config["timezone"]; zone != nil {
		var err error
		if t.Zone, err = time.LoadLocation(zone.Text); err != nil || zone.Text == "Local" {
			t.Zone = time.UTC
			t.Findings.Add(zone.Pos, "config-invalid", "there is no time zone "+diag.Quote(zone.Text), "write a name such as Europe/Amsterdam")
		}
	}
	if defaults := t.Config["defaults"]; defaults != nil {
		(&decoder{findings: &t.Findings, zone: t.Zone}).defaults(defaults)
	}
}

// text gives the checked text of a data file.
func (t *Tree) text(fsys fs.FS, f *File) ([]byte, bool) {
	file := path.Join(Root, f.Path)
	raw, err := new(worker).read(fsys, f, maxPage)
	if err != nil {
		refuse(err, file, &t.Findings)
		return nil, false
	}
	return decodeText(file, raw, &t.Findings)
}

// yamlFile reads a YAML file as strictly as front matter.
func (t *Tree) yamlFile(fsys fs.FS, f *File) (Value, bool) {
	text, ok := t.text(fsys, f)
	if !ok {
		return Value{}, false
	}
	r := reader{file: path.Join(Root, f.Path), findings: &t.Findings}
	return r.yaml(text)
}

// data reads one file of _data.
func (t *Tree) data(fsys fs.FS, f *File) {
	file := path.Join(Root, f.Path)
	name := strings.TrimPrefix(strings.TrimSuffix(f.Path, path.Ext(f.Path)), "_data/")
	table, _, _ := strings.Cut(name, "/")
	field, known := DataFields[table]
	if known && table != name && table != "standards" {
		known = false
	}
	var v Value
	var ok bool
	switch ext := path.Ext(f.Path); {
	case strings.HasPrefix(name, "kpis/") || name == "acknowledgements":
		// Series of figures and acknowledgements have no page yet.
		f.Hash = hash(fsys, f)
		return
	case !known || ext != ".yaml" && ext != ".yml" && ext != ".csv":
		t.Findings.Add(diag.Pos{File: file}, "data-unknown", "no data file that policybook knows", "see the user guide for the files of _data")
		f.Hash = hash(fsys, f)
		return
	case ext == ".csv":
		v, ok = t.csvFile(fsys, f, field.Fields)
	default:
		v, ok = t.yamlFile(fsys, f)
	}
	if !ok || v.Kind == Null {
		return
	}
	d := decoder{findings: &t.Findings, zone: t.Zone}
	if v, ok = d.value(v, &field, name); ok {
		if t.Data[name] != nil {
			t.Findings.Add(diag.Pos{File: file}, "key-duplicate", "the same data is in another file", "keep one of the two")
			return
		}
		t.Data[name] = &v
	}
}

// csvFile reads a table with a head line as a list of groups. A cell may hold
// several texts, separated by semicolons.
func (t *Tree) csvFile(fsys fs.FS, f *File, fields []Field) (Value, bool) {
	text, ok := t.text(fsys, f)
	if !ok {
		return Value{}, false
	}
	r := reader{file: path.Join(Root, f.Path), findings: &t.Findings}
	c := csv.NewReader(strings.NewReader(string(text)))
	var head []string
	out := Value{Pos: r.pos(1, 1), Kind: List}
	for {
		row, err := c.Read()
		if err != nil {
			return out, t.csvEnd(err, r.file)
		}
		if head == nil {
			head = row
			continue
		}
		line, _ := c.FieldPos(0)
		group := Value{Pos: r.pos(line, 1), Kind: Map}
		for i, cell := range row {
			if cell = strings.TrimSpace(cell); cell != "" {
				line, col := c.FieldPos(i)
				v := r.cell(Value{Pos: r.pos(line, col)}, cell, find(fields, head[i]))
				group.Items = append(group.Items, v.at(head[i], v.Pos))
			}
		}
		out.Items = append(out.Items, group)
	}
}

func (r *reader) cell(v Value, text string, f *Field) Value {
	if f == nil || f.Kind != Texts {
		return r.scalar(v, text, false)
	}
	v.Kind = List
	for part := range strings.SplitSeq(strings.Trim(text, "; "), ";") {
		v.Items = append(v.Items, r.scalar(Value{Pos: v.Pos}, strings.TrimSpace(part), false))
	}
	return v
}

func (t *Tree) csvEnd(err error, file string) bool {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		return true
	}
	t.Findings.Add(diag.Pos{File: file, Line: int32(e.Line), Col: int32(e.Column)}, "front-matter-syntax", "cannot be read as CSV: "+e.Err.Error(), "each line has the columns of the first, separated by commas")
	return false
}
