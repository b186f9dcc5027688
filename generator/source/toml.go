package source

import (
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"policybook/generator/diag"
)

// toml reads one TOML document.
func (r *reader) toml(text []byte) (Value, bool) {
	var any map[string]any
	if err := toml.Unmarshal(text, &any); err != nil {
		r.tomlSyntax(err)
		return Value{}, false
	}
	var p unstable.Parser
	p.Reset(text)
	t := tomlReader{reader: r, places: newPlaces(r.file, text, r.line, nil)}
	root := Value{Pos: r.pos(1, 1), Kind: Map}
	at := &root
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.KeyValue:
			t.set(at, e)
		case unstable.Table:
			at = t.descend(&root, e, false)
		case unstable.ArrayTable:
			at = t.descend(&root, e, true)
		}
	}
	return root, true
}

func (r *reader) tomlSyntax(err error) {
	line, col, text := 1, 1, err.Error()
	if e, ok := err.(*toml.DecodeError); ok {
		line, col = e.Position()
	}
	text = strings.TrimPrefix(text, "toml: ")
	rule := "front-matter-syntax"
	if strings.Contains(text, "already") || strings.Contains(text, "duplicate") {
		rule = "key-duplicate"
	}
	r.findings.Add(r.pos(line, col), rule, "cannot be read as TOML: "+text, `each line is key = "value"`)
}

type tomlReader struct {
	*reader
	places *places
}

func (t *tomlReader) at(offset int) diag.Pos { return t.places.pos(offset) }

// offset is where a node stands in the text, or 0 where the parser does not say.
func (t *tomlReader) offset(n *unstable.Node) int { return int(n.Raw.Offset) }

// set stores one key, which may be dotted, below the group.
func (t *tomlReader) set(at *Value, e *unstable.Node) {
	keys := e.Key()
	for keys.Next() {
		key, pos := string(keys.Node().Data), t.at(t.offset(keys.Node()))
		if keys.IsLast() {
			value := e.Value()
			t.member(at, key, pos, true, func() Value { return t.value(value, pos) })
			return
		}
		at = t.group(at, key, pos)
	}
}

// group gives the group with that key, and makes it when it is not there.
func (t *tomlReader) group(at *Value, key string, pos diag.Pos) *Value {
	if v := at.Get(key); v != nil {
		if v.Kind == List && len(v.Items) > 0 {
			return &v.Items[len(v.Items)-1]
		}
		return v
	}
	at.Items = append(at.Items, Value{Pos: pos, Kind: Map}.at(key, pos))
	return &at.Items[len(at.Items)-1]
}

// descend opens a [table] or an [[array of tables]].
func (t *tomlReader) descend(at *Value, e *unstable.Node, array bool) *Value {
	keys := e.Key()
	for keys.Next() {
		key, pos := string(keys.Node().Data), t.at(t.offset(keys.Node()))
		if !keys.IsLast() || !array {
			at = t.group(at, key, pos)
			continue
		}
		list := at.Get(key)
		if list == nil {
			at.Items = append(at.Items, Value{Pos: pos, Kind: List}.at(key, pos))
			list = &at.Items[len(at.Items)-1]
		}
		list.Items = append(list.Items, Value{Pos: pos, Kind: Map})
		at = &list.Items[len(list.Items)-1]
	}
	return at
}

func (t *tomlReader) value(n *unstable.Node, key diag.Pos) Value {
	v := Value{Pos: key}
	if o := t.offset(n); o > 0 {
		v.Pos = t.at(o)
	}
	t.depth++
	defer func() { t.depth-- }()
	if t.depth > maxDepth {
		t.findings.Add(v.Pos, "limit-exceeded", "nested too deeply", "front matter may nest 8 levels")
		v.Kind = Refused
		return v
	}
	switch n.Kind {
	case unstable.Array:
		v.Kind = List
		for it := n.Children(); it.Next(); {
			if it.Node().Kind != unstable.Comment {
				v.Items = append(v.Items, t.value(it.Node(), v.Pos))
			}
		}
	case unstable.InlineTable:
		v.Kind = Map
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				t.set(&v, it.Node())
			}
		}
	default:
		return t.scalar(v, string(n.Data), n.Kind == unstable.String)
	}
	return v
}
