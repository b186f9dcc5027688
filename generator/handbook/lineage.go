package handbook

// Lineage tells which documents of several states of a handbook are the same one: those
// with the same number or, where one has none, with a common past. It is immutable.
type Lineage struct {
	kin [][]int     // by handbook and Policy.Index: which document of all times it is
	of  [][]*Policy // by handbook and kin; nil where it has none
}

// NewLineage compares states of a handbook, the latest first.
func NewLineage(all []*Handbook) *Lineage {
	l := &Lineage{kin: make([][]int, len(all)), of: make([][]*Policy, len(all))}
	known, n := map[string]int{}, 0
	for at, h := range all {
		l.kin[at] = make([]int, len(h.Policies))
		taken := map[int]bool{}
		find := func(p *Policy, keys []string) {
			for _, key := range keys {
				if kin, ok := known[key]; ok && !taken[kin] {
					l.kin[at][p.at], taken[kin] = kin+1, true
					return
				}
			}
		}
		for _, p := range h.Policies { // numbers first: they are meant to tell
			if p.ID != "" {
				find(p, []string{"#" + fold(p.ID)})
			}
		}
		for _, p := range h.Policies {
			keys := h.names(p)
			if l.kin[at][p.at] == 0 {
				find(p, keys)
			}
			if l.kin[at][p.at] == 0 {
				n++
				l.kin[at][p.at] = n
			}
			l.kin[at][p.at]--
			for _, key := range keys {
				if _, ok := known[key]; !ok {
					known[key] = l.kin[at][p.at]
				}
			}
		}
	}
	for at, h := range all {
		l.of[at] = make([]*Policy, n)
		for _, p := range h.Policies {
			l.of[at][l.kin[at][p.at]] = p
		}
	}
	return l
}

// names gives all that a document is known by: its number, and the states of its file,
// the last first, or its path where nothing is known of them.
func (h *Handbook) names(p *Policy) (keys []string) {
	if p.ID != "" {
		keys = append(keys, "#"+fold(p.ID))
	}
	snapshots := h.opts.History.of(p.Source.Path)
	if len(snapshots) == 0 {
		keys = append(keys, p.Source.Path)
	}
	for i := len(snapshots) - 1; i >= 0; i-- {
		keys = append(keys, snapshots[i].key())
	}
	return keys
}

// Find gives the document of the handbook at index in that is the same as p, which is of
// that at index at or, where there is none, what has come in its place or was there
// before it; nil if nothing was.
func (l *Lineage) Find(p *Policy, at, in int) *Policy {
	kin := l.kin[at][p.at]
	if same := l.of[in][kin]; same != nil {
		return same
	}
	for h := range l.of {
		if q := l.of[h][kin]; q != nil {
			if r := l.replaced(q, h, in); r != nil {
				return r
			}
		}
	}
	return nil
}

// replaced follows a document to its successors, then to its predecessors, until one is
// in the handbook at index in.
func (l *Lineage) replaced(p *Policy, at, in int) *Policy {
	const longest = 100 // the way may lead in a circle
	next := p.SupersededBy
	for range longest {
		if next == nil {
			break
		}
		if same := l.of[in][l.kin[at][next.at]]; same != nil {
			return same
		}
		next = next.SupersededBy
	}
	for _, old := range p.Supersedes {
		if same := l.of[in][l.kin[at][old.at]]; same != nil {
			return same
		}
	}
	return nil
}
