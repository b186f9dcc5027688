package redline

import (
	"encoding/json"

	"policybook/generator/markdown"
)

// MarshalJSON gives a redline as an object: summary (its words in English, and
// the clauses by what happened to them), fields and blocks.
func (r *Redline) MarshalJSON() ([]byte, error) {
	s := r.Summary()
	type summary struct {
		Words string `json:"words"`
		*Summary
	}
	type plain Redline
	return json.Marshal(struct {
		Summary summary `json:"summary"`
		*plain
	}{summary{s.Words(English), &s}, (*plain)(r)})
}

// MarshalJSON gives a run with the names of its styles.
func (r Run) MarshalJSON() ([]byte, error) {
	var styles []string
	for i, name := range []string{"emphasis", "strong", "code", "deleted", "destination", "note", "box", "callout"} {
		if r.Style&(markdown.Style(1)<<i) != 0 {
			styles = append(styles, name)
		}
	}
	type plain Run
	return json.Marshal(struct {
		plain
		Styles []string `json:"styles,omitempty"`
	}{plain(r), styles})
}
