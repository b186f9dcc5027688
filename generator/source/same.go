package source

import (
	"maps"
	"slices"
)

// SameConfig reports whether two trees have the same handbook.yaml.
func (t *Tree) SameConfig(o *Tree) bool { return t.config == o.config }

// SameButTexts reports whether two trees have the same files, data and front
// matter: at most what stands below the front matter of documents differs, and
// not the title that may stand there.
func (t *Tree) SameButTexts(o *Tree) bool {
	return t.SameConfig(o) && maps.Equal(t.Data, o.Data) && slices.Equal(t.Files, o.Files) && slices.Equal(t.Findings, o.Findings) &&
		slices.EqualFunc(t.Documents, o.Documents, (*Document).sameFront)
}

func (d *Document) sameFront(o *Document) bool {
	return d == o || d.Path == o.Path && d.Broken == o.Broken && d.Body.Title == o.Body.Title && slices.EqualFunc(d.Fields, o.Fields, Value.equal)
}

// equal reports whether two values are the same and stand in the same place.
func (v Value) equal(o Value) bool {
	return v.Pos == o.Pos && v.Key == o.Key && v.Text == o.Text && v.Kind == o.Kind && v.Quoted == o.Quoted &&
		v.keyLine == o.keyLine && v.keyCol == o.keyCol && slices.EqualFunc(v.Items, o.Items, Value.equal)
}
