package handbook

import (
	"path"
	"slices"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/source"
)

// leads are the values of a document's front matter that lead to others or are led to,
// nil where there are none. They are found once: each link of a handbook asks for them.
type leads struct {
	slug, category, aliases                       *source.Value // of its own
	implements, related, supersedes, supersededBy *source.Value
}

func (f front) leads() leads {
	return leads{f.own.Get("slug"), f.own.Get("category"), f.own.Get("aliases"), f.get("implements"), f.get("related"), f.get("supersedes"), f.get("superseded_by")}
}

// references resolves who implements, replaces and relates to whom, both ways.
func (l *linker) references() {
	for _, p := range l.Policies {
		p.Implements = l.referred(p, p.leads.implements, "implements", "implements-unknown")
		for _, q := range p.Implements {
			q.ImplementedBy = append(q.ImplementedBy, p)
		}
		p.Related = l.referred(p, p.leads.related, "related", "related-unknown")
		for _, q := range p.Related {
			q.relatedTo = append(q.relatedTo, p)
		}
		p.Supersedes = l.referred(p, p.leads.supersedes, "supersedes", "supersede-unknown")
		if by := l.referred(p, p.leads.supersededBy, "superseded_by", "supersede-unknown"); len(by) > 0 {
			p.SupersededBy = by[0]
		}
	}
	for _, p := range l.Policies {
		for _, q := range p.relatedTo {
			if !slices.Contains(p.Related, q) {
				p.Related = append(p.Related, q)
			}
		}
	}
	l.cycles()
	for _, ref := range l.tree.Config["start_here"].All() {
		if p, _ := l.reference(&ref, "related-unknown", nil); p != nil {
			l.StartHere = append(l.StartHere, p)
		}
	}
	l.exceptions()
}

// referred gives the documents that the value of a key names.
func (l *linker) referred(p *Policy, v *source.Value, field, rule string) []*Policy {
	var out []*Policy
	refs := v.All()
	for i := range refs {
		ref := &refs[i]
		q, _ := l.reference(ref, rule, p)
		switch {
		case q == nil || slices.Contains(out, q):
		case q == p && field != "related":
			itself := rule
			if field != "implements" {
				itself = "supersede-cycle"
			}
			l.Findings.Add(ref.Pos, itself, diag.Quote(field)+" names the document itself", "name the other document, or remove the key")
		case q != p:
			out = append(out, q)
		}
	}
	return out
}

// reference finds a document by its number, its path from content/ or from the
// folder of the document that names it, or its name if that is unique. A
// document that this build leaves out is nobody's mistake: hidden is true.
func (l *linker) reference(v *source.Value, rule string, from *Policy) (p *Policy, hidden bool) {
	if p = l.byID[fold(v.Text)]; p != nil {
		return p, false
	}
	name := strings.Trim(strings.TrimSuffix(strings.TrimSuffix(v.Text, ".md"), ".html"), "/")
	tries := []string{name}
	if from != nil {
		tries = append(tries, path.Join(folder(from.Source.Path), name))
	}
	for _, t := range tries {
		for _, file := range []string{t + ".md", t + "/index.md"} {
			if p = l.byFile[file]; p != nil {
				return p, false
			}
			if _, ok := l.left[file]; ok {
				hidden = true
			}
		}
		if p = l.byPath[t]; p != nil {
			return p, false
		}
	}
	if p = l.named(name); p != nil {
		return p, false
	}
	for _, key := range []string{fold(v.Text), name, "*/" + name} {
		if _, ok := l.left[key]; ok || hidden {
			return nil, true
		}
	}
	hint := "write the number or the path of a document"
	if near := l.nearID(v.Text); near != "" && !sameWords(near, v.Text) {
		hint = "did you mean " + diag.Quote(near) + "?"
	}
	l.Findings.Add(v.Pos, rule, "there is no document "+diag.Quote(v.Text), hint)
	return nil, false
}

// named gives the document whose page has that name, if it is the only one.
func (l *linker) named(name string) *Policy {
	if l.bySlug == nil {
		l.bySlug = make(map[string][]*Policy, len(l.Policies))
		for _, p := range l.Policies {
			l.bySlug[path.Base(p.Path)] = append(l.bySlug[path.Base(p.Path)], p)
		}
	}
	if named := l.bySlug[name]; len(named) == 1 {
		return named[0]
	}
	return nil
}

func (l *linker) nearID(id string) string {
	if !l.mayGuess() {
		return ""
	}
	return source.Nearest(id, l.ids())
}

func (l *linker) ids() []string {
	var out []string
	for _, p := range l.Policies {
		if p.ID != "" {
			out = append(out, p.ID)
		}
	}
	return out
}

// sameWords reports whether two numbers of documents differ in their digits
// only: one is no more likely than any other.
func sameWords(a, b string) bool {
	words := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return '0'
			}
			return c
		}, s)
	}
	return words(a) == words(b)
}

// cycles reports documents that replace each other in a circle, which would
// leave none of them in force, and cuts the circle; and documents that carry
// each other out.
func (l *linker) cycles() {
	older := map[*Policy][]*Policy{}
	for _, p := range l.Policies {
		if len(p.Supersedes) > 0 {
			older[p] = append(older[p], p.Supersedes...)
		}
		if p.SupersededBy != nil {
			older[p.SupersededBy] = append(older[p.SupersededBy], p)
		}
	}
	l.circles(func(p *Policy) []*Policy { return older[p] }, func(p *Policy) {
		at := p.Pos("supersedes")
		if p.Source.Get("supersedes") == nil {
			at = p.Pos("superseded_by")
		}
		l.Findings.Add(at, "supersede-cycle", "documents replace each other in a circle, this one among them", "one of them must be the newest: nothing replaces it")
		p.SupersededBy = nil
	})
	l.circles(func(p *Policy) []*Policy { return p.Implements }, func(p *Policy) {
		l.Findings.Add(p.Pos("implements"), "implements-cycle", "documents carry each other out in a circle, this one among them", "a policy says what, a procedure or standard how: remove one of the `implements`")
	})
}

// circles calls found for every document on a circle of next.
func (l *linker) circles(next func(*Policy) []*Policy, found func(*Policy)) {
	const unseen, open, done = 0, 1, 2
	state, told := make([]uint8, len(l.Policies)), map[*Policy]bool{}
	var path []*Policy
	var visit func(p *Policy)
	visit = func(p *Policy) {
		state[p.at] = open
		path = append(path, p)
		for _, q := range next(p) {
			switch state[q.at] {
			case unseen:
				visit(q)
			case open:
				for _, on := range path[slices.Index(path, q):] {
					if !told[on] {
						told[on] = true
						found(on)
					}
				}
			}
		}
		path = path[:len(path)-1]
		state[p.at] = done
	}
	for _, p := range l.Policies {
		if state[p.at] == unseen {
			visit(p)
		}
	}
}
