package handbook

import "slices"

// ShownAudiences gives the audiences that have a page: all, or the one that the
// build is for, which must not learn of others.
func (h *Handbook) ShownAudiences() []*Audience {
	if h.opts.Audience == "" {
		return h.Audiences
	}
	return slices.DeleteFunc(slices.Clone(h.Audiences), func(a *Audience) bool { return a.ID != h.opts.Audience })
}

// Reach says how a document stands to an audience.
type Reach int

// The ways.
const (
	Apart    Reach = iota // it is for others
	Named                 // it binds this audience by name
	General               // it binds everyone
	Excluded              // it names the audience as one that it does not bind
	Unclear               // its scope is said in words, or not at all
)

// Reach tells how the scope of the document stands to an audience.
func (p *Policy) Reach(a *Audience) Reach {
	named := slices.ContainsFunc(p.Scope.Audiences, func(o *Audience) bool { return o.ID == a.ID })
	switch {
	case slices.Contains(p.Scope.Excludes, a.ID):
		return Excluded
	case p.Scope.vague && (named || p.Scope.Everyone):
		return Unclear
	case named:
		return Named
	case p.Scope.Everyone:
		return General
	case len(p.Scope.Audiences) == 0:
		return Unclear
	}
	return Apart
}
