package markdown

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// reservedIDs are names that scripts look up in a document or a window, and the
// ids of a page's own parts: an author's element must not stand in for them.
var reservedIDs = set(`location document window self top parent frames opener name id body head forms images links scripts
	cookie domain constructor prototype getelementbyid getelementsbyname queryselector createelement addeventlistener
	innerhtml textcontent attributes children parentnode nodename baseuri currentscript defaultview documentelement
	hasownproperty tostring valueof alert eval fetch main nav header footer search toc`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// validID reports whether a pinned id has only letters, digits and . _ : -
// and is not too long.
func validID(id string) bool {
	return id != "" && len(id) <= maxSlug && !strings.ContainsFunc(id, func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("._:-", r)) || r == unicode.ReplacementChar
	})
}

// safeID keeps an id from hiding what scripts and footnotes rely on.
func safeID(id string) string {
	if reservedIDs[strings.ToLower(id)] || strings.HasPrefix(id, "fn:") || strings.HasPrefix(id, "fnref:") ||
		strings.HasPrefix(id, "__") {
		return "h-" + id
	}
	return id
}

// ids gives out ids, each once.
type ids struct {
	taken map[string]bool
	next  map[string]int      // the suffix to try next for an id that is taken
	pins  map[ast.Node]string // ids of pinned nodes
}

// reset gives an empty ids, with the room of s.
func (s ids) reset() ids {
	const large = 1000 // takes longer to clear than to make anew
	if s.taken == nil || len(s.taken) > large {
		return ids{taken: map[string]bool{}, next: map[string]int{}}
	}
	clear(s.taken)
	clear(s.next)
	return ids{taken: s.taken, next: s.next}
}

// pin reserves the pinned ids, so that no id made from words takes one that is
// pinned further down. A second pin of an id is a problem.
func (r *renderer) pin() {
	if len(r.notes) == 0 {
		return
	}
	r.ids.pins = map[ast.Node]string{}
	nodes := make([]ast.Node, 0, len(r.notes))
	for n, note := range r.notes {
		if note.id != "" {
			nodes = append(nodes, n)
		}
	}
	slices.SortFunc(nodes, func(a, b ast.Node) int { return cmp.Compare(r.notes[a].offset, r.notes[b].offset) })
	for _, n := range nodes {
		note := r.notes[n]
		id := safeID(note.id)
		if r.ids.taken[id] {
			r.problem(note.offset, "anchor-duplicate", "the id "+note.id+" is given twice",
				"links to it would lead to the first one only: choose another id")
		}
		r.ids.pins[n] = r.ids.unique(id)
	}
}

// pinned returns the id that a node was given, "" for none. Most texts give none,
// and to look up a node takes long even in an empty map.
func (s *ids) pinned(n ast.Node) string {
	if len(s.pins) == 0 {
		return ""
	}
	return s.pins[n]
}

// unique returns id, or with -2, -3 if it is taken, and takes it.
func (s *ids) unique(id string) string {
	if !s.taken[id] {
		s.taken[id] = true
		return id
	}
	for n := max(2, s.next[id]); ; n++ {
		next := id + "-" + itoa(n)
		if !s.taken[next] {
			s.taken[next] = true
			s.next[id] = n + 1
			return next
		}
	}
}

// id returns the id of a node: the pinned one, else one made from words.
func (r *renderer) id(n ast.Node, words string) string {
	if id := r.ids.pinned(n); id != "" {
		return id
	}
	return r.ids.unique(safeID(Slug(words)))
}
