package search

import (
	"cmp"
	"slices"
	"strings"
)

const (
	usualHits = 10
	mostHits  = 50
)

// Search gives the documents that have what was asked for, the best first. It
// fails only when the index does.
func Search(ix Index, asked Query) (Result, error) {
	r := &reader{Index: ix, lists: map[string][]Posting{}}
	q := ix.Analyzer().parse(asked.Text)
	for _, f := range asked.Filters {
		if field, v := fields[f.Field], fold(f.Value); field != "" && v != "" {
			q.filters = append(q.filters, filter{field: field, value: v})
		}
	}
	res := Result{Query: asked.Text, Hits: []Hit{}, Facets: Facets{Section: []Facet{}, Owner: []Facet{}, Kind: []Facet{}, State: []Facet{}}}
	groups, corrected := r.expand(q)
	res.Corrected = corrected
	missing := slices.ContainsFunc(groups, func(g group) bool { return g.phrase && len(g.alternatives) == 0 })
	groups = slices.DeleteFunc(groups, func(g group) bool { return len(g.alternatives) == 0 })
	if missing || r.err != nil {
		return res, r.err
	}
	found := r.rank(q, groups)
	t := newTexts(r, groups)
	if t.phrases() {
		found = t.verify(found)
	}
	res.Facets = r.count(found)
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.fails != 0 })
	t.rerank(found[:min(len(found), k.Rerank)])
	res.Total = len(found)
	limit := min(cmp.Or(max(asked.Limit, 0), usualHits), mostHits)
	from := min(max(asked.Offset, 0), len(found))
	for _, c := range found[from:min(from+limit, len(found))] {
		res.Hits = append(res.Hits, t.hit(c))
	}
	return res, r.err
}

// count counts what the documents found share.
func (r *reader) count(found []candidate) Facets {
	var sections, owners, kinds, states tally
	for _, c := range found {
		e := r.Entry(c.doc)
		sections.add(c, failsSection, e.Category)
		owners.add(c, failsOwner, e.Owner)
		kinds.add(c, failsKind, Label{e.Kind, e.Kind})
		states.add(c, failsState, Label{e.State, e.State})
	}
	return Facets{Section: sections.facets(), Owner: owners.facets(), Kind: kinds.facets(), State: states.facets()}
}

// tally counts values.
type tally map[Label]int

// add counts the value of a document that passes the filters of all other fields.
func (t *tally) add(c candidate, own uint8, l Label) {
	if c.fails&^own != 0 || l.Value == "" {
		return
	}
	if *t == nil {
		*t = tally{}
	}
	(*t)[l]++
}

func (t tally) facets() []Facet {
	all := make([]Facet, 0, len(t))
	for l, n := range t {
		all = append(all, Facet{l, n})
	}
	slices.SortFunc(all, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Label.Label, b.Label.Label), strings.Compare(a.Value, b.Value))
	})
	return all
}
