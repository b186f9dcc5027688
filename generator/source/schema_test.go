package source_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"policybook/generator/source"
)

// compile gives a schema as another program understands it.
func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	raw := source.Schema(name)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s is no JSON: %v", name, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatalf("%s is no JSON Schema: %v", name, err)
	}
	return s
}

// decode gives YAML as an editor hands it to a schema: dates are texts.
func decode(t *testing.T, text string) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc, yaml.WithV4Defaults()); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return value(doc.Content[0])
}

func value(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = value(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, value(c))
		}
		return list
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return json.Number(n.Value)
	case "!!bool":
		b, _ := strconv.ParseBool(n.Value)
		return b
	case "!!null":
		return nil
	}
	return n.Value
}

// frontMatter gives the YAML between the fences of a document.
func frontMatter(text string) string {
	_, rest, _ := strings.Cut(text, "---\n")
	front, _, _ := strings.Cut(rest, "\n---")
	return front + "\n"
}

func TestSchemaTakesTheSampleHandbook(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range source.SchemaNames() {
		schemas[name] = compile(t, name)
	}
	content := os.DirFS("../../content")
	err := fs.WalkDir(content, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(content, file)
		if err != nil {
			return err
		}
		name, text := "", string(raw)
		switch {
		case path.Base(file) == "_index.md" || file == "index.md":
			name, text = "section", frontMatter(text)
		case path.Ext(file) == ".md":
			name, text = "front-matter", frontMatter(text)
		case strings.HasPrefix(file, "_data/standards/"):
			name = "standards"
		case path.Ext(file) == ".yaml":
			name = strings.TrimSuffix(path.Base(file), ".yaml")
		default:
			return nil
		}
		seen[name]++
		if schemas[name] == nil {
			return fmt.Errorf("%s: no schema %q", file, name)
		}
		if err := schemas[name].Validate(decode(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"handbook", "front-matter", "section", "people", "audiences", "topics", "glossary"} {
		if seen[name] == 0 {
			t.Errorf("the sample has nothing for the schema %s", name)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ schema, text, where string }{
		{"handbook", "organization: Example Ltd", ""},
		{"handbook", "title: IT\ntitel: IT", ""},
		{"handbook", "title: IT\ncategories: [{title: Security}]", "/categories/0"},
		{"handbook", "title: IT\ndefaults: {status: aproved}", "/defaults/status"},
		{"front-matter", "title: Passwords\nownr: ciso", ""},
		{"front-matter", "status: live", "/status"},
		{"front-matter", "effective_date: 31/01/2026", "/effective_date"},
		{"front-matter", "owner: [ciso, cio]", "/owner"},
		{"front-matter", "weight: heavy", "/weight"},
		{"front-matter", "approvals: [{by: ciso}]", "/approvals/0"},
		{"front-matter", "scope: {aplies_to: staff}", "/scope"},
		{"front-matter", "summary: " + strings.Repeat("a", 301), "/summary"},
		{"section", "owner: ciso", ""},
		{"people", "[{name: Ada}]", "/0"},
		{"people", "{id: ciso}", ""},
		{"glossary", "[{term: Backup}]", "/0"},
		{"topics", "security: {a: b}", "/security"},
	} {
		t.Run(c.schema+"/"+c.text[:min(len(c.text), 30)], func(t *testing.T) {
			t.Parallel()
			err := compile(t, c.schema).Validate(decode(t, c.text))
			bad, ok := err.(*jsonschema.ValidationError)
			if !ok {
				t.Fatalf("got %v, want a validation error", err)
			}
			if got := place(bad); got != c.where {
				t.Errorf("the mistake is at %q, want %q: %v", got, c.where, err)
			}
		})
	}
}

// place is where the first mistake lies, seen from outside: what lies within
// the choices of an anyOf is about one choice only.
func place(e *jsonschema.ValidationError) string {
	for len(e.Causes) == 1 {
		e = e.Causes[0]
	}
	where := ""
	for _, part := range e.InstanceLocation {
		where += "/" + part
	}
	return where
}

// Every example of the tables is what the reader takes and the schema allows.
func TestExamplesHold(t *testing.T) {
	t.Parallel()
	for schema, fields := range map[string][]source.Field{"front-matter": source.Fields, "section": source.SectionFields, "handbook": source.ConfigFields} {
		s := compile(t, schema)
		for _, f := range fields {
			t.Run(schema+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				if f.Example == "" || f.Doc == "" {
					t.Fatal("the field has no example or no meaning")
				}
				line := f.Name + ": " + f.Example + "\n"
				text := line
				if schema == "handbook" && f.Name != "title" {
					text = "title: Handbook\n" + line
				}
				if err := s.Validate(decode(t, text)); err != nil {
					t.Errorf("the schema refuses %s: %v", line, err)
				}
				files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Handbook\n")}, "content/a/b.md": {Data: []byte("---\ntitle: B\n---\n\nText.\n")}}
				switch schema {
				case "handbook":
					files["content/handbook.yaml"] = &fstest.MapFile{Data: []byte(text)}
				case "section":
					files["content/a/_index.md"] = &fstest.MapFile{Data: []byte("---\n" + line + "---\n")}
				default:
					files["content/a/b.md"] = &fstest.MapFile{Data: []byte("---\n" + line + "---\n\nText.\n")}
				}
				tree := source.Read(files)
				findings := tree.Findings
				for _, d := range tree.Documents {
					findings = append(findings, d.Findings...)
				}
				if len(findings) > 0 {
					t.Errorf("the reader says of %s: %v", line, findings)
				}
			})
		}
	}
}

func TestSchemaKeepsTheOrderOfTheTable(t *testing.T) {
	t.Parallel()
	var s struct {
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(source.Schema("section"), &s); err != nil {
		t.Fatal(err)
	}
	var got, want []string
	d := json.NewDecoder(bytes.NewReader(s.Properties))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, key.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range source.SectionFields {
		want = append(want, f.Name)
	}
	for _, f := range source.SectionFields {
		want = append(want, f.Aliases...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if source.Schema("passwords") != nil {
		t.Error("there is a schema of an unknown name")
	}
}

// The reference names every key, and its tables keep their columns whatever
// stands in a cell.
func TestReferenceIsWhole(t *testing.T) {
	t.Parallel()
	ref := source.Reference()
	var walk func(prefix string, fields []source.Field)
	walk = func(prefix string, fields []source.Field) {
		for _, f := range fields {
			if f.Name == "" {
				continue
			}
			if !strings.Contains(ref, "| `"+prefix+f.Name+"` |") {
				t.Errorf("the reference lacks %s%s", prefix, f.Name)
			}
			for _, a := range f.Aliases {
				if !strings.Contains(ref, "`"+a+"`") {
					t.Errorf("the reference lacks the alias %s", a)
				}
			}
			if f.Kind == source.Group || f.Kind == source.Groups {
				walk(prefix+f.Name+".", f.Fields)
			}
		}
	}
	walk("", source.Fields)
	walk("", source.SectionFields)
	walk("", source.ConfigFields)
	for name, f := range source.DataFields {
		if !strings.Contains(ref, "{#"+name+"}") {
			t.Errorf("the reference lacks the data file %s", name)
		}
		walk("", f.Fields)
	}
	for line := range strings.Lines(ref) {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|")-strings.Count(line, `\|`) != 6 {
			t.Errorf("a row does not have five cells: %s", line)
		}
	}
}
