package source

import "strings"

// Flat gives a value as one line: the items of a list and the keys of a group
// one after the other.
func (v *Value) Flat() string {
	if v == nil {
		return ""
	}
	var parts []string
	between := ", "
	for i := range v.Items {
		item := &v.Items[i]
		if item.Kind >= List {
			between = "; "
		}
		text := item.Flat()
		if v.Kind == Map {
			text = item.Key + ": " + text
		}
		parts = append(parts, text)
	}
	if v.Kind == List || v.Kind == Map {
		return strings.Join(parts, between)
	}
	return strings.Join(strings.Fields(v.Text), " ")
}
