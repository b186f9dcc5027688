package source

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"policybook/generator/diag"
)

// config is what was read from a handbook.yaml. It is immutable.
type config struct {
	values map[string]*Value
	zone   *time.Location
	found  diag.List
}

// configure reads handbook.yaml, unless it is as it was in old. A handbook
// without one builds, and is told.
func (t *Tree) configure(fsys fs.FS, old *Tree, stale []int) {
	t.Config, t.Zone = map[string]*Value{}, time.UTC
	at := slices.IndexFunc(t.inputs, func(in input) bool { return in.isConfig() && !in.odd })
	if at < 0 {
		t.misnamed()
		return
	}
	in := &t.inputs[at]
	if t.config = old.config; slices.Contains(stale, at) || t.config == nil {
		raw, err := new(worker).read(fsys, &in.File, maxPage)
		if was := old.input(in.Path); t.config == nil || was == nil || was.Hash != in.Hash || in.Hash == (Digest{}) {
			t.config = parseConfig(path.Join(Root, in.Path), raw, err)
		}
	}
	t.Config, t.Zone = t.config.values, t.config.zone
	t.Findings = append(t.Findings, t.config.found...)
}

// misnamed tells that there is no handbook.yaml.
func (t *Tree) misnamed() {
	for _, f := range t.inputs {
		if stem := strings.TrimSuffix(strings.ToLower(f.Path), path.Ext(f.Path)); stem == "handbook" && f.Path != "handbook.md" {
			t.Findings.Add(diag.Pos{File: path.Join(Root, f.Path)}, "config-invalid", "the configuration is called handbook.yaml, and is not read under this name", "rename it")
			return
		}
	}
	if len(t.inputs) > 0 {
		t.Findings.Add(diag.Pos{File: t.ConfigPos.File}, "config-missing", "there is no handbook.yaml", "write one with a line such as `title: IT handbook`")
	}
}

func parseConfig(file string, raw []byte, err error) *config {
	c := &config{values: map[string]*Value{}, zone: time.UTC}
	v, ok := yamlFile(file, raw, err, &c.found)
	if !ok {
		return c
	}
	d := decoder{findings: &c.found, zone: time.UTC}
	if values := d.group(v, ConfigFields, "handbook.yaml"); values != nil {
		for i := range values {
			c.values[values[i].Key] = &values[i]
		}
	}
	if zone := c.values["timezone"]; zone != nil {
		var err error
		if c.zone, err = time.LoadLocation(zone.Text); err != nil || zone.Text == "Local" {
			c.zone = time.UTC
			c.found.Add(zone.Pos, "config-invalid", "there is no time zone "+diag.Quote(zone.Text), "write a name such as Europe/Amsterdam")
		}
	}
	if defaults := c.values["defaults"]; defaults != nil {
		(&decoder{findings: &c.found, zone: c.zone}).defaults(defaults)
	}
	return c
}

// checked gives the checked text of a data file that was read with err.
func checked(file string, raw []byte, err error, found *diag.List) ([]byte, bool) {
	if err != nil {
		refuse(err, file, found)
		return nil, false
	}
	return decodeText(file, raw, found)
}

// yamlFile reads a YAML file as strictly as front matter.
func yamlFile(file string, raw []byte, err error, found *diag.List) (Value, bool) {
	text, ok := checked(file, raw, err, found)
	if !ok {
		return Value{}, false
	}
	r := reader{file: file, findings: found}
	return r.yaml(text)
}

// dataFile is what was read from one file of _data. It is immutable.
type dataFile struct {
	name  string // people, standards/iso27001
	value *Value // nil when there is nothing to use
	found diag.List
}

// add puts the values of a data file into the tree.
func (t *Tree) add(in *input) {
	t.Findings = append(t.Findings, in.data.found...)
	switch name := in.data.name; {
	case in.data.value == nil:
	case t.Data[name] != nil:
		t.Findings.Add(diag.Pos{File: path.Join(Root, in.Path)}, "key-duplicate", "the same data is in another file", "keep one of the two")
	default:
		t.Data[name] = in.data.value
	}
}

// parseData reads one file of _data.
func parseData(name string, raw []byte, err error, zone *time.Location) *dataFile {
	file, ext := path.Join(Root, name), path.Ext(name)
	t := &dataFile{name: strings.TrimPrefix(strings.TrimSuffix(name, ext), "_data/")}
	kind, _, _ := strings.Cut(t.name, "/")
	field, known := DataFields[kind]
	if known && kind != t.name && kind != "standards" {
		known = false
	}
	var v Value
	var ok bool
	switch {
	case strings.HasPrefix(t.name, "kpis/") || t.name == "acknowledgements":
		// Series of figures and acknowledgements have no page yet.
		return t
	case !known || ext != ".yaml" && ext != ".yml" && ext != ".csv":
		t.found.Add(diag.Pos{File: file}, "data-unknown", "no data file that policybook knows", "see the user guide for the files of _data")
		return t
	case ext == ".csv":
		v, ok = csvFile(file, raw, err, field.Fields, &t.found)
	default:
		v, ok = yamlFile(file, raw, err, &t.found)
	}
	if !ok || v.Kind == Null {
		return t
	}
	d := decoder{findings: &t.found, zone: zone}
	if v, ok = d.value(v, &field, t.name); ok {
		t.value = &v
	}
	return t
}

// csvFile reads a table with a head line as a list of groups. A cell may hold
// several texts, separated by semicolons.
func csvFile(file string, raw []byte, err error, fields []Field, found *diag.List) (Value, bool) {
	text, ok := checked(file, raw, err, found)
	if !ok {
		return Value{}, false
	}
	r := reader{file: file, findings: found}
	c := csv.NewReader(strings.NewReader(string(text)))
	var head []string
	out := Value{Pos: r.pos(1, 1), Kind: List}
	for {
		row, err := c.Read()
		if err != nil {
			return out, csvEnd(err, file, found)
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

func csvEnd(err error, file string, found *diag.List) bool {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		return true
	}
	found.Add(diag.Pos{File: file, Line: int32(e.Line), Col: int32(e.Column)}, "front-matter-syntax", "cannot be read as CSV: "+e.Err.Error(), "each line has the columns of the first, separated by commas")
	return false
}
