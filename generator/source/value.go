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

// Value is a value that an author wrote, with its place. Values are immutable.
type Value struct {
	Pos     diag.Pos
	Kind    Kind
	Quoted  bool     // Scalar: it stood in quotes
	Text    string   // Scalar: the text as written, without quotes: 1.10 stays 1.10
	Items   []Value  // List
	Members []Member // Map, in the order of the file
}

// Member is one key of a Map with its value.
type Member struct {
	Key   string
	Pos   diag.Pos // of the key
	Value Value
}

// Get gives the member of a Map, or nil.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	return get(v.Members, key)
}

func get(members []Member, key string) *Value {
	for i := range members {
		if members[i].Key == key {
			return &members[i].Value
		}
	}
	return nil
}

// packTexts makes the texts of a document's values parts of one string. A
// handbook keeps very many of them, and each would be looked at in every search
// for garbage.
func packTexts(members []Member) {
	var all []byte
	texts(members, func(s *string) { all = append(all, *s...) })
	rest := string(all)
	texts(members, func(s *string) {
		n := len(*s)
		*s, rest = rest[:n], rest[n:]
	})
}

// texts calls f with the text of each value in the members.
func texts(members []Member, f func(*string)) {
	for i := range members {
		members[i].Value.texts(f)
	}
}

func (v *Value) texts(f func(*string)) {
	f(&v.Text)
	for i := range v.Items {
		v.Items[i].texts(f)
	}
	texts(v.Members, f)
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
	return []Value{*v}
}

// Bool reports whether the value says true.
func (v *Value) Bool() bool {
	return v != nil && v.Text == "true"
}

// words names what a value is, for messages.
func (k Kind) words() string {
	return [...]string{"nothing", "text", "a list", "a group of keys", "refused"}[k]
}
