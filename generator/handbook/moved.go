package handbook

import (
	"cmp"
	"slices"

	"policybook/generator/source"
)

// place is a page that was a document's, and the last commit that had it there.
type place struct {
	page string
	last *Commit
}

// places gives the pages of a document when it was approved, the last first.
func places(stages []stage) (out []place) {
	for _, s := range slices.Backward(stages) {
		page := pageOf(s.rev.Path, s.rev.Front.Get("slug")) + ".html"
		if s.status == StatusApproved && !slices.ContainsFunc(out, func(p place) bool { return p.page == page }) {
			out = append(out, place{page, s.rev.Commit})
		}
	}
	return out
}

// moved lets the pages that released documents had before they moved lead to those
// that they have now. What stands there today wins, and of two documents that were
// there the later one. Nobody has said this, so that nothing is found to be wrong.
func (l *linker) moved() {
	type step struct {
		place
		to string
	}
	var steps []step
	for _, p := range l.Policies {
		if p.Past == nil {
			continue
		}
		for _, old := range p.Past.places {
			if old.page != p.Page {
				steps = append(steps, step{old, p.Page})
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(b.last.Time.Compare(a.last.Time), cmp.Compare(a.page, b.page), cmp.Compare(a.to, b.to))
	})
	for _, s := range steps {
		if key := source.FoldPath(s.page); !isReserved(key) && l.claim(key, s.to) == "" {
			l.Redirects = append(l.Redirects, &Redirect{From: s.page, To: s.to})
		}
	}
}
