package source

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// SchemaNames gives the names that [Schema] knows: handbook (handbook.yaml),
// front-matter (a document), section (an _index.md), and the data files.
func SchemaNames() []string {
	return append([]string{"handbook", "front-matter", "section"}, slices.Sorted(maps.Keys(DataFields))...)
}

// Schema gives the JSON Schema, draft 2020-12, of one kind of file, from the
// table that also reads it, or nil for a name that [SchemaNames] does not give.
// It is for editors: it knows every key, what each holds and what its words
// are. What a whole document needs depends on its status and on the handbook's
// defaults, and is left to `check`.
func Schema(name string) []byte {
	var s *schema
	switch name {
	case "handbook":
		s = object(ConfigFields)
	case "front-matter":
		s = object(Fields)
		s.Required = nil // a heading or the handbook's defaults may supply it
	case "section":
		s = object(SectionFields)
	default:
		f, ok := DataFields[name]
		if !ok {
			return nil
		}
		s = f.schema()
	}
	s.Dialect, s.Title = "https://json-schema.org/draft/2020-12/schema", schemaTitle(name)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic("source: internal error: " + err.Error())
	}
	return b.Bytes()
}

func schemaTitle(name string) string {
	switch name {
	case "handbook":
		return "handbook.yaml"
	case "front-matter":
		return "Front matter of a document"
	case "section":
		return "Front matter of a section's _index.md"
	case "standards":
		return "_data/standards/*.yaml"
	}
	return "_data/" + name + ".yaml"
}

// schema is the part of JSON Schema that a table of fields needs.
type schema struct {
	Dialect     string     `json:"$schema,omitempty"`
	Title       string     `json:"title,omitempty"`
	Ref         string     `json:"$ref,omitempty"`
	Description string     `json:"description,omitempty"`
	Type        any        `json:"type,omitempty"` // string or []string
	Enum        []string   `json:"enum,omitempty"`
	Pattern     string     `json:"pattern,omitempty"`
	MinLength   int        `json:"minLength,omitempty"`
	MaxLength   int        `json:"maxLength,omitempty"` // in code points
	Items       *schema    `json:"items,omitempty"`
	MinItems    int        `json:"minItems,omitempty"`
	MaxItems    int        `json:"maxItems,omitempty"`
	Properties  properties `json:"properties,omitempty"`
	OwnKeys     properties `json:"patternProperties,omitempty"`
	Additional  any        `json:"additionalProperties,omitempty"` // false or *schema
	Required    []string   `json:"required,omitempty"`
	AnyOf       []*schema  `json:"anyOf,omitempty"`
}

// properties keeps the order of the table, in which editors offer the keys.
type properties []property

type property struct {
	name string
	*schema
}

// MarshalJSON writes an object whose keys keep their order.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.schema)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// object is a group of keys. Keys of a team's own begin with x-.
func object(fields []Field) *schema {
	s := &schema{Type: "object", Additional: false, OwnKeys: properties{{"^x[-_]", &schema{}}}}
	for i := range fields {
		f := &fields[i]
		s.Properties = append(s.Properties, property{f.Name, f.schema()})
		if f.Need == Always {
			s.Required = append(s.Required, f.Name)
		}
	}
	for i := range fields {
		for _, a := range fields[i].Aliases {
			s.Properties = append(s.Properties, property{a, fields[i].alias(a)})
		}
	}
	return s
}

func (f *Field) alias(name string) *schema {
	s := f.schema()
	s.Description = "The same as " + f.Name + "."
	if name == "expiration_in_days" {
		s.Type, s.Description = []string{"integer", "string"}, "The same as "+f.Name+", in days."
	}
	return s
}

// textSchema is what YAML editors take for text that our own reader keeps as
// written: 2026, 1.10 and the like as well.
func textSchema(most int) *schema {
	return &schema{Type: []string{"string", "number"}, MinLength: 1, MaxLength: most}
}

func (f *Field) schema() *schema {
	s := f.shape()
	s.Description = f.Doc
	if f.Example != "" {
		s.Description = strings.TrimSuffix(f.Doc, ".") + ". Example: " + f.Example
	}
	return s
}

func (f *Field) shape() *schema {
	switch f.Kind {
	case Word:
		synonyms := slices.Sorted(maps.Keys(f.Synonyms))
		return &schema{Type: "string", Enum: slices.Concat(f.Values, synonyms)}
	case Day:
		return &schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?$`}
	case Span, Life:
		return &schema{Type: "string", MinLength: 1}
	case Number:
		return &schema{Type: "integer"}
	case Truth:
		return &schema{Type: "boolean"}
	case Release:
		return &schema{Type: []string{"string", "number"}, Pattern: `^[0-9A-Za-z._+-]{1,41}$`}
	case Name:
		one := textSchema(f.Max)
		return &schema{AnyOf: []*schema{one, {Type: "array", Items: one, MinItems: 1, MaxItems: 1}}}
	case Names, Texts:
		one := textSchema(f.Max)
		return &schema{AnyOf: []*schema{one, {Type: "array", Items: one, MinItems: 1}}}
	case Group:
		group := object(f.Fields)
		if first := f.Fields[0]; first.Kind == Texts {
			return &schema{AnyOf: append(first.shape().AnyOf, group)}
		}
		return group
	case Groups:
		return &schema{Type: "array", Items: object(f.Fields)}
	case Mapping:
		if f.Name == "defaults" {
			supplied := object(Fields)
			supplied.Required = nil
			return supplied
		}
		return &schema{Type: "object", Additional: f.Fields[0].shape()}
	case Free:
		return &schema{}
	}
	return textSchema(f.Max)
}
