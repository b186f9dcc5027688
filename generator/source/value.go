package source

import (
	"policybook/generator/diag"
)

// Kind is the shape of a value that an author wrote.
type Kind uint8

// The shapes, the same for YAML, TOML and JSON.
const (
	Null   Kind = iota // a key without a value
	Scalar             // text, number, date, truth value: kept as written
	List
	Map
	Refused // could not be taken, and is reported
)

// Value is a value that an author wrote, with its place. Values are immutable
// once they are read.
type Value struct {
	Pos    diag.Pos
	Key    string  // in a Map: the key that it stands at
	Text   string  // Scalar: the text as written, without quotes: 1.10 stays 1.10
	Items  []Value // List: its items; Map: its values, in the order of the file
	Kind   Kind
	Quoted bool // Scalar: it stood in quotes

	keyLine, keyCol int32 // of Key, in the file of Pos
}

// KeyPos is the place of Key.
func (v *Value) KeyPos() diag.Pos {
	return diag.Pos{File: v.Pos.File, Line: v.keyLine, Col: v.keyCol}
}

// at gives the value as that of a key.
func (v Value) at(key string, pos diag.Pos) Value {
	v.Key, v.keyLine, v.keyCol = key, pos.Line, pos.Col
	return v
}

// Get gives the value at a key of a Map, or nil.
func (v *Value) Get(key string) *Value {
	if v == nil || v.Kind != Map {
		return nil
	}
	return get(v.Items, key)
}

func get(group []Value, key string) *Value {
	for i := range group {
		if group[i].Key == key {
			return &group[i]
		}
	}
	return nil
}

// String gives the text of a Scalar, and "" for everything else.
func (v *Value) String() string {
	if v == nil {
		return ""
	}
	return v.Text
}

// All gives the items of a List, or a single value as a list of one.
func (v *Value) All() []Value {
	switch {
	case v == nil || v.Kind == Null || v.Kind == Refused:
		return nil
	case v.Kind == List:
		return v.Items
	}
	return []Value{v.at("", diag.Pos{})}
}

// Bool reports whether the value says true.
func (v *Value) Bool() bool {
	return v != nil && v.Text == "true"
}

// words names what a value is, for messages.
func (k Kind) words() string {
	return [...]string{"nothing", "text", "a list", "a group of keys", "refused"}[k]
}

// packTexts makes the texts of values parts of one string. A handbook keeps very
// many of them, and each would be looked at in every search for garbage.
func (w *worker) packTexts(values []Value) {
	w.texts = w.texts[:0]
	eachText(values, func(s *string) { w.texts = append(w.texts, *s...) })
	rest := string(w.texts)
	eachText(values, func(s *string) {
		n := len(*s)
		*s, rest = rest[:n], rest[n:]
	})
}

func eachText(values []Value, f func(*string)) {
	for i := range values {
		f(&values[i].Text)
		eachText(values[i].Items, f)
	}
}
