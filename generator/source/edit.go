package source

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"policybook/generator/diag"
)

// Edit is one change of a document's front matter: a field of one text gets
// another one, or a list of groups gets one group more.
type Edit struct {
	Field string // name in Fields; the file may call it by an alias
	Text  string // the text, where Entry is empty
	Entry []Pair // the group that the list gets, in the order in which it is written
	First bool   // Entry stands before the others, not behind them
}

// Pair is a key of a group, by its field's name, and its text.
type Pair struct{ Key, Text string }

// Rewrite gives the bytes of a document with edits made, one after the other. All
// other bytes stay as they are: comments, quotes, the order of keys, line ends, a
// byte order mark, the text below. A field that the document lacks is added where
// [Fields] has it among its neighbours. What is written is read again: if it does
// not say what it should, and nothing else, the error says so.
func Rewrite(raw []byte, edits ...Edit) ([]byte, error) {
	for _, e := range edits {
		out, err := e.apply(raw)
		if err != nil {
			return nil, err
		}
		raw = out
	}
	return raw, nil
}

// apply makes one edit, and compares what the file said before and says then.
func (e Edit) apply(raw []byte) ([]byte, error) {
	before, err := openFront(raw)
	if err != nil {
		return nil, err
	}
	field := find(Fields, e.Field)
	if field == nil || (field.Kind == Groups) != (len(e.Entry) > 0) {
		return nil, fmt.Errorf("front matter has no such field %q", e.Field)
	}
	at, err := before.member(field)
	if err != nil {
		return nil, err
	}
	s, ok := before.add(field, e), true
	if at >= 0 {
		s, ok = before.change(at, field, e)
	}
	if ok {
		out := before.splice(raw, s)
		if after, err := openFront(out); err == nil && after.says(before, at, field, e) {
			return out, nil
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("%q cannot be added without changing something else", e.Field)
	}
	return nil, fmt.Errorf("line %d: %q is written in a way that cannot be edited without changing something else", before.fileLine(before.keys[at].start), before.root.Items[at].Key)
}

// says reports whether the front matter is that of before with one edit made.
func (f *front) says(before *front, at int, field *Field, e Edit) bool {
	if f.found != before.found || !bytes.Equal(f.body, before.body) {
		return false
	}
	now, was := slices.Clone(f.root.Items), slices.Clone(before.root.Items)
	i := slices.IndexFunc(now, func(v Value) bool { return find(Fields, v.Key) == field })
	if i < 0 || !e.holds(now[i], before, at) {
		return false
	}
	now = slices.Delete(now, i, i+1)
	if at >= 0 {
		if i != at {
			return false
		}
		was = slices.Delete(was, at, at+1)
	}
	return slices.EqualFunc(now, was, Value.alike)
}

// holds reports whether v is what the edit makes of the value at before.root.Items[at].
func (e Edit) holds(v Value, before *front, at int) bool {
	if len(e.Entry) == 0 {
		return v.Kind == Scalar && v.Text == e.Text
	}
	if v.Kind != List || len(v.Items) == 0 {
		return false
	}
	entry, others := v.Items[len(v.Items)-1], v.Items[:len(v.Items)-1]
	if e.First {
		entry, others = v.Items[0], v.Items[1:]
	}
	var was []Value
	if at >= 0 {
		was = before.root.Items[at].Items
	}
	sub := find(Fields, e.Field).Fields
	return slices.EqualFunc(others, was, Value.alike) && slices.EqualFunc(entry.Items, e.Entry, func(v Value, p Pair) bool {
		return v.Kind == Scalar && v.Text == p.Text && find(sub, v.Key) == find(sub, p.Key)
	})
}

// alike reports whether two values say the same, wherever they stand.
func (v Value) alike(o Value) bool {
	return v.Key == o.Key && v.Text == o.Text && v.Kind == o.Kind && v.Quoted == o.Quoted && slices.EqualFunc(v.Items, o.Items, Value.alike)
}

// front is the front matter of a file that is to be edited. Offsets are those in
// text, the block with line feeds alone.
type front struct {
	*block
	root  Value
	found int    // how much was wrong with its form
	start int    // of text in the file as decodeText gives it
	keys  []span // of the keys of root, from the key to the end of its value
	flow  bool   // root stands in braces
}

// span is a part of a text.
type span struct{ start, end int }

// openFront reads the front matter of a file. The error says why there is none
// that could be edited.
func openFront(raw []byte) (*front, error) {
	var findings diag.List
	text, ok := decodeText("", raw, &findings)
	var b *block
	if ok {
		b = new(worker).split("", text, &findings)
	}
	f := &front{block: b}
	if b != nil && b.read != nil {
		r := reader{findings: &findings}
		f.root, ok = b.read(&r, b.text)
	}
	for _, g := range findings {
		if g.Rule != "bom" && (!ok || b == nil || b.read == nil || g.Rule == "key-duplicate" || g.Rule == "yaml-alias") {
			line := int(g.Pos.Line)
			if b != nil {
				line += b.line
			}
			return nil, fmt.Errorf("line %d: %s", max(1, line), g.Text)
		}
	}
	if b == nil || b.read == nil || !ok {
		return nil, errors.New("there is no front matter")
	}
	if f.root.Kind != Map && f.root.Kind != Null {
		return nil, errors.New("the front matter is no group of keys")
	}
	f.found = len(findings)
	if f.open != "{" {
		f.start = len(f.openLine(text))
	}
	first := bytes.TrimLeft(withoutComments(b.text), " \t\n")
	f.flow = len(first) > 0 && first[0] == '{'
	f.findKeys()
	return f, nil
}

// withoutComments gives a text from its first line on that is neither blank nor a comment.
func withoutComments(text []byte) []byte {
	for l := range bytes.Lines(text) {
		if t := bytes.TrimSpace(l); len(t) > 0 && t[0] != '#' {
			return text
		}
		text = text[len(l):]
	}
	return nil
}

// fileLine gives the line of the file in which an offset stands.
func (f *front) fileLine(offset int) int {
	return f.line + 1 + bytes.Count(f.text[:min(offset, len(f.text))], []byte("\n"))
}

// member gives the index of the key that gives a field, or -1. Two that do cannot
// both be right.
func (f *front) member(field *Field) (int, error) {
	at := -1
	for i := range f.root.Items {
		if find(Fields, f.root.Items[i].Key) != field {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("line %d: %q says the same as %q: keep one of the two", f.fileLine(f.keys[i].start), f.root.Items[i].Key, f.root.Items[at].Key)
		}
		at = i
	}
	return at, nil
}

// splice is a part of the text of a front and what stands there instead.
type splice struct {
	span
	text string
}

// splice gives the file with a part of its front matter replaced. Its lines end
// as the first line of the file does.
func (f *front) splice(raw []byte, s splice) []byte {
	text := s.text
	if first, _, _ := bytes.Cut(raw, []byte("\n")); bytes.HasSuffix(first, []byte("\r")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	from, to := rawOffset(raw, f.start+s.start), rawOffset(raw, f.start+s.end)
	return slices.Concat(raw[:from], []byte(text), raw[to:])
}

// rawOffset turns an offset in what decodeText gave into one in the file.
func rawOffset(raw []byte, offset int) int {
	at := len(raw) - len(bytes.TrimPrefix(raw, []byte("\ufeff")))
	for ; offset > 0; offset-- {
		if bytes.HasPrefix(raw[at:], []byte("\r\n")) {
			at++
		}
		at++
	}
	return at
}
