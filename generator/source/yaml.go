package source

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"policybook/generator/diag"
)

// maxDepth is how deep front matter and data may nest.
const maxDepth = 8

// reader turns the text of one front matter block or data file into a Value.
// It works for one file, and keeps going after what an author can mend.
type reader struct {
	file     string
	line     int // of the file, before the first line of the block
	findings *diag.List
	depth    int
	index    map[*Value]map[string]bool // the keys of large groups
}

func (r *reader) pos(line, col int) diag.Pos {
	return diag.Pos{File: r.file, Line: int32(r.line + line), Col: int32(col)}
}

// yamlOptions leaves keys that stand twice to has, which names both places.
var yamlOptions = yaml.Options(yaml.WithV4Defaults(), yaml.WithUniqueKeys(false))

// yaml reads one YAML document. It gives false when there is none to go on with.
func (r *reader) yaml(text []byte) (Value, bool) {
	if line, ok := directive(text); ok {
		r.findings.Add(r.pos(line, 1), "front-matter-syntax", "a line that begins with % is a YAML directive", "remove the line")
		return Value{}, false
	}
	var doc yaml.Node
	if err := yaml.Load(text, &doc, yamlOptions); err != nil {
		if len(bytes.TrimSpace(text)) == 0 || strings.Contains(err.Error(), "no documents in stream") {
			return Value{Pos: r.pos(1, 1)}, true // nothing but comments
		}
		r.syntax(err, text)
		return Value{}, false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return Value{Pos: r.pos(1, 1)}, true
	}
	return r.node(doc.Content[0]), true
}

// tabIndents reports whether the line of a block is indented with a tab.
func tabIndents(block []byte, line int) bool {
	n := 0
	for l := range bytes.Lines(block) {
		if n++; n == line {
			indent := l[:len(l)-len(bytes.TrimLeft(l, " \t"))]
			return bytes.IndexByte(indent, '\t') >= 0
		}
	}
	return false
}

func directive(text []byte) (line int, ok bool) {
	for l := range bytes.Lines(text) {
		line++
		if l[0] == '%' {
			return line, true
		}
	}
	return 0, false
}

// syntax says in an author's words what the YAML parser could not read.
func (r *reader) syntax(err error, block []byte) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		r.findings.Add(r.pos(1, 1), "front-matter-syntax", "cannot be read as YAML: "+err.Error(), "")
		return
	}
	at := load.Mark
	rule, text, hint := "front-matter-syntax", load.Message, ""
	switch m := load.Message; {
	case strings.Contains(m, "tab character") || tabIndents(block, at.Line):
		at.Column = 1
		text, hint = "a tab indents this line", "YAML is indented with spaces: replace the tab"
	case strings.Contains(m, "mapping values are not allowed"):
		text, hint = "a colon within a value, or a line that is indented by mistake", `a key begins where the keys above it begin; a value that holds ": " stands in quotes: title: "Part one: passwords"`
	case strings.Contains(m, "unexpected end of stream"):
		at, text, hint = load.ContextMark, "a quoted value is never closed", "add the closing quote, or remove the opening one"
	case strings.Contains(m, "expected ',' or"):
		at, text, hint = load.ContextMark, "a list in brackets is never closed", "add the closing bracket"
	case strings.Contains(m, "unknown anchor"):
		rule, text, hint = "yaml-alias", "an alias (*name) stands for another value", "write the value itself; if it shall begin with *, put it in quotes"
	case strings.Contains(m, "expected single document"):
		text, hint = "a second YAML document begins within it", "only one block of keys may stand here"
	case strings.Contains(m, "could not find expected ':'"):
		at, text, hint = load.ContextMark, "a line without a key", "each line is `key: value`; a text of several lines is indented below its key"
	case strings.Contains(m, "cannot start any token"):
		text, hint = "a value begins with a character that YAML keeps for itself", "put the value in quotes"
	case strings.Contains(m, "did not find expected key"):
		text, hint = "a key was expected here", "check the quotes and the indentation of this line and the one before; an apostrophe within single quotes is written twice: 'people''s'"
	case strings.Contains(m, "control characters"):
		rule, text, hint = "control-character", "a control character", "remove the invisible character"
	case strings.Contains(m, "max depth"):
		rule, text, hint = "limit-exceeded", "nested too deeply", "front matter may nest 8 levels"
	}
	line, col := at.Line, at.Column
	if line == 0 {
		line, col = load.Mark.Line, load.Mark.Column
	}
	r.findings.Add(r.pos(max(1, line), max(1, col)), rule, text, hint)
}

// node converts a YAML node. Aliases, anchors and tags are refused: they hide
// what a value is, and cost more than they give.
func (r *reader) node(n *yaml.Node) Value {
	v := Value{Pos: r.pos(n.Line, n.Column)}
	r.depth++
	defer func() { r.depth-- }()
	switch {
	case r.depth > maxDepth:
		return r.refuse(v, "limit-exceeded", "nested too deeply", "front matter may nest 8 levels")
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return r.refuse(v, "yaml-alias", "an anchor (&name) or alias (*name) stands for another value", "write the value itself; if it shall begin with & or *, put it in quotes")
	case n.Style&yaml.TaggedStyle != 0:
		return r.refuse(v, "yaml-tag", "a tag ("+n.Tag+") changes the type of the value", "remove the tag; if the value shall begin with !, put it in quotes")
	}
	switch n.Kind {
	case yaml.ScalarNode:
		quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		return r.scalar(v, n.Value, quoted)
	case yaml.SequenceNode:
		v.Kind = List
		v.Items = make([]Value, len(n.Content))
		for i, c := range n.Content {
			v.Items[i] = r.node(c)
		}
	case yaml.MappingNode:
		v.Kind = Map
		v.Items = r.members(n)
	}
	return v
}

// refuse reports a value that cannot be taken.
func (r *reader) refuse(v Value, rule, text, hint string) Value {
	r.findings.Add(v.Pos, rule, text, hint)
	v.Kind = Refused
	return v
}

// members converts the keys of a group.
func (r *reader) members(n *yaml.Node) []Value {
	group := Value{Kind: Map, Items: make([]Value, 0, len(n.Content)/2)}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		r.member(&group, key.Value, r.pos(key.Line, key.Column), key.Kind == yaml.ScalarNode, func() Value { return r.node(value) })
	}
	return group.Items
}

// member adds a key to a group unless it stands there already.
func (r *reader) member(v *Value, key string, pos diag.Pos, plain bool, value func() Value) {
	switch {
	case !plain:
		r.findings.Add(pos, "key-type", "a key is not a word", "each line is `key: value`")
		return
	case key == "<<":
		r.findings.Add(pos, "yaml-alias", "a merge key (<<) copies keys from elsewhere", "write the keys themselves")
		return
	}
	if r.has(v, key) {
		r.findings.Add(pos, "key-duplicate", "the key "+diag.Quote(key)+" is here a second time", "keep one of the two")
		return
	}
	v.Items = append(v.Items, value().at(key, pos))
}

// has reports whether a group has a key. A large one, as a catalogue of
// controls can be, gets an index.
func (r *reader) has(v *Value, key string) bool {
	const large = 32
	if len(v.Items) < large {
		return v.Get(key) != nil
	}
	index := r.index[v]
	if index == nil {
		index = make(map[string]bool, 2*large)
		for i := range v.Items {
			index[v.Items[i].Key] = true
		}
		if r.index == nil {
			r.index = map[*Value]map[string]bool{}
		}
		r.index[v] = index
	}
	was := index[key]
	index[key] = true
	return was
}

// scalar checks the characters of a text and keeps it as written.
func (r *reader) scalar(v Value, text string, quoted bool) Value {
	v.Kind, v.Quoted = Scalar, quoted
	if !quoted && (text == "" || text == "~" || text == "null") {
		v.Kind = Null
		return v
	}
	v.Text = r.clean(v.Pos, text)
	return v
}

// clean reports characters that hide or reorder text, and leaves them out.
func (r *reader) clean(pos diag.Pos, text string) string {
	if plainText(text) {
		return text
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\u2028' || c == '\u2029':
			return ' '
		case c < ' ' && c != '\n' && c != '\t' || c == 0x7f || 0x80 <= c && c < 0xa0:
			r.findings.Add(pos, "control-character", "a control character "+codepoint(c), "remove the invisible character")
			return -1
		case isBidi(c):
			r.findings.Add(pos, "bidi-control", "a character that reverses the direction of text, "+codepoint(c), "remove the invisible character: it can make text read differently from what it says")
			return -1
		case isInvisible(c):
			r.findings.Add(pos, "invisible-character", "an invisible character "+codepoint(c), "remove the invisible character")
			return -1
		}
		return c
	}, text)
}
