package handbook

import (
	"slices"
	"sync"

	"policybook/generator/parallel"
	"policybook/generator/source"
)

// A handbook that is made again after an edit is new from top to bottom: who
// still reads the old one sees no change. What is taken over is compared, never
// tracked. Three things make it quick:
//
//   - Front matter is decoded again only where the document is another, or what
//     its decoding depends on: handbook.yaml, defaults, audiences, goals, the options.
//   - Links and terms are looked for again only in texts that are other, or when
//     what they can lead to is: paths, numbers, anchors, the glossary.
//   - Where nothing but texts differ, all else is copied.
//
// Findings are made with what they speak of. Only the search for what a
// misspelt name means depends on how often it has been done before: when it is
// rationed, all is made anew.

// Again gives what New would, and takes from h, a handbook of an earlier state of
// the same folder, what has not changed. h stays as it is, and need not be one
// made for the same options; nil is none.
func (h *Handbook) Again(t *source.Tree, opts Options) *Handbook {
	var l, old *linker
	if h != nil {
		old = h.kept
	}
	if old != nil && old.opts == opts && t.SameButTexts(old.tree) {
		l = old.retext(t)
	}
	if l == nil {
		l = link(t, opts, old)
	}
	if old != nil && l.guesses > guesses {
		l = link(t, opts, nil)
	}
	l.kept = l
	return l.Handbook
}

// relocation leads from the parts of one handbook to those of another.
type relocation struct {
	policies []*Policy
	sections []*Section
}

func (r *relocation) policy(p *Policy) *Policy {
	if r == nil || p == nil {
		return p
	}
	return r.policies[p.at]
}

func (r *relocation) section(s *Section) *Section {
	if r == nil || s == nil {
		return s
	}
	return r.sections[s.at]
}

// decoded gives the function that finds a document as the old handbook had it
// decoded, or nil.
func (l *linker) decoded() func(*source.Document, front) *Policy {
	old := l.old
	if old == nil || old.opts != l.opts || !l.tree.SameConfig(old.tree) || !l.sameData("audiences", "goals") {
		return func(*source.Document, front) *Policy { return nil }
	}
	samePeople := l.sameData("people")
	room := make([]Policy, len(old.Policies))
	return func(d *source.Document, f front) *Policy {
		was := old.now.policy(old.byFile[d.Path])
		if was == nil || was.Source != d || !slices.Equal(was.front.defaults, f.defaults) {
			return nil
		}
		p := &room[was.at]
		*p = *was
		p.forget()
		p.Approvals, p.Reviews = slices.Clone(p.Approvals), slices.Clone(p.Reviews)
		p.strangers = p.strangers || !samePeople
		if !p.strangers {
			p.Authors, p.Consulted, p.Approvers = slices.Clone(p.Authors), slices.Clone(p.Consulted), slices.Clone(p.Approvers)
			p.eachPerson(func(at **Person) { *at = l.known[(*at).known] })
		}
		return p
	}
}

// sameData reports whether files of _data are as they were in the old handbook.
func (l *linker) sameData(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return l.tree.Data[name] != l.old.tree.Data[name] })
}

// forget takes back what linking settled.
func (p *Policy) forget() {
	p.Category, p.Section, p.SupersededBy = nil, nil, nil
	p.Implements, p.ImplementedBy, p.Related, p.relatedTo, p.Supersedes, p.CitedBy = nil, nil, nil, nil, nil, nil
	p.Targets, p.Terms, p.linkFound = nil, nil, nil
	p.Record.Replaced = nil
}

// compare finds the documents of the old handbook.
func (l *linker) compare() {
	l.was = make([]*Policy, len(l.Policies))
	if l.old == nil {
		return
	}
	for i, p := range l.Policies {
		l.was[i] = l.old.now.policy(l.old.byFile[p.Source.Path])
	}
}

// keeper takes over the targets of texts that cannot lead elsewhere than they did.
type keeper struct {
	*linker
	from  relocation                // from the old handbook to this one
	moved map[*source.Document]bool // texts of the old handbook whose anchors are no longer the same
}

// keeper gives nil when links may lead elsewhere.
func (l *linker) keeper() *keeper {
	if l.old == nil || !l.sameNames() {
		return nil
	}
	k := &keeper{linker: l, moved: map[*source.Document]bool{}}
	old := l.old.Handbook
	k.from.policies, k.from.sections = make([]*Policy, len(old.Policies)), make([]*Section, len(old.Sections)+1)
	anchors := func(was, is *source.Document) {
		if was != is && (was == nil || is == nil || !was.Body.SameAnchors(is.Body)) {
			k.moved[was] = true
		}
	}
	for i, p := range l.Policies {
		k.from.policies[l.was[i].at] = p
		anchors(l.was[i].Source, p.Source)
	}
	for _, was := range old.everySection() {
		s := l.now.section(l.sections[was.Path])
		k.from.sections[was.at] = s
		anchors(was.Source, s.Source)
	}
	return k
}

// everySection gives the root and all sections below.
func (h *Handbook) everySection() []*Section {
	return append([]*Section{h.Root}, h.Sections...)
}

// sameNames reports whether links find what they found in the old handbook.
func (l *linker) sameNames() bool {
	old := l.old
	if l.now != nil {
		return true // nothing but texts differ
	}
	if !l.tree.SameConfig(old.tree) || l.home != old.home || !l.sameTerms() || !slices.Equal(l.tree.Files, old.tree.Files) || !slices.Equal(l.Pages, old.Pages) ||
		len(l.Policies) != len(old.Policies) || len(l.Sections) != len(old.Sections) {
		return false
	}
	for i, p := range l.Policies {
		if was := l.was[i]; was == nil || p.Path != was.Path || p.ID != was.ID || !sameAliases(p.Source, was.Source) {
			return false
		}
	}
	for _, s := range l.everySection() {
		if was := old.now.section(old.sections[s.Path]); was == nil || !sameAliases(s.Source, was.Source) {
			return false
		}
	}
	return true
}

// sameTerms reports whether the glossary has the terms that it had, whatever is
// said of them.
func (l *linker) sameTerms() bool {
	return slices.EqualFunc(l.Handbook.Terms, l.old.Handbook.Terms, func(a, b *Term) bool {
		return a.Slug == b.Slug && a.Term == b.Term && a.Acronym == b.Acronym && slices.Equal(a.Synonyms, b.Synonyms)
	})
}

func sameAliases(a, b *source.Document) bool {
	return a == b || a != nil && b != nil && slices.Equal(texts(a.Get("aliases")), texts(b.Get("aliases")))
}

// policies takes over the targets of the n documents, and reports for each whether it could.
func (k *keeper) policies(n int) []bool {
	kept := make([]bool, n)
	if k == nil {
		return kept
	}
	parallel.EachWith(n, func(room *[]Target, i int) {
		if p, was := k.Policies[i], k.was[i]; was.Source == p.Source && len(was.linkFound) == 0 {
			p.Targets, kept[i] = k.targets(was.Targets, room)
		}
	})
	return kept
}

// section takes over the targets of the text of a section.
func (k *keeper) section(s *Section) (kept bool) {
	if k == nil {
		return false
	}
	if was := k.old.now.section(k.old.sections[s.Path]); was.Source == s.Source && len(was.found) == 0 {
		s.Targets, kept = k.targets(was.Targets, new([]Target))
	}
	return kept
}

func (k *keeper) targets(old []Target, room *[]Target) ([]Target, bool) {
	for i := range old {
		t := &old[i]
		if t.Broken || t.File != nil && k.now == nil || // it is to be published anew
			t.Anchor != "" && len(k.moved) > 0 && (t.Policy != nil && k.moved[t.Policy.Source] || t.Section != nil && k.moved[t.Section.Source]) {
			return nil, false
		}
	}
	out := take(room, len(old))
	for i := range old {
		out[i] = old[i]
		out[i].Policy, out[i].Section = k.from.policy(old[i].Policy), k.from.section(old[i].Section)
	}
	return out, true
}

// retext gives the linked handbook of a tree that differs in nothing but texts,
// or nil when that is not as simple as it looks.
func (old *linker) retext(t *source.Tree) *linker {
	h := *old.Handbook
	l := *old
	l.Handbook, l.tree, l.old, h.kept = &h, t, old, nil
	h.Findings = slices.Clip(old.frame)
	is := map[*source.Document]*source.Document{}
	for i, was := range old.tree.Documents {
		if d := t.Documents[i]; d != was {
			is[was] = d
		}
	}
	l.copy(is)
	h.changes = sync.OnceValue(func() []Change { // no text has to do with them
		changes := slices.Clone(l.base.changes())
		for i := range changes {
			changes[i].Policy = h.Policies[changes[i].Policy.at]
		}
		return changes
	})
	l.was = old.Policies
	l.follow()
	for i, was := range old.Policies {
		if p := h.Policies[i]; p.Source != was.Source && !sameFiles(p.Targets, was.Targets) {
			return nil
		}
	}
	for i, was := range old.everySection() {
		if s := l.now.sections[i]; s.Source != was.Source && !sameFiles(s.Targets, was.Targets) {
			return nil
		}
	}
	h.Findings = slices.Concat(append(l.textFindings(), l.frame)...)
	l.old, l.was = nil, nil
	if h.links != nil {
		h.links = &l
	}
	return &l
}

// sameFiles reports whether links lead to the same attachments, in the same order.
func sameFiles(a, b []Target) bool {
	return slices.Equal(attachments(a), attachments(b))
}

func attachments(targets []Target) (files []*Attachment) {
	for _, t := range targets {
		if t.File != nil {
			files = append(files, t.File)
		}
	}
	return files
}

// copy makes all parts of the handbook anew, with other texts where is has them.
func (l *linker) copy(is map[*source.Document]*source.Document) {
	h, old := l.Handbook, l.old.Handbook
	text := func(d *source.Document) *source.Document {
		if other := is[d]; other != nil {
			return other
		}
		return d
	}
	l.spoken = slices.Clone(l.spoken)
	for i, d := range l.spoken {
		l.spoken[i] = text(d)
	}
	room, people, sections := make([]Policy, len(old.Policies)), make([]Person, len(old.People)), make([]Section, len(old.Sections)+1)
	h.Policies, h.People = pointers(room), pointers(people)
	l.now = &relocation{h.Policies, pointers(sections)}
	h.Root, h.Sections = l.now.sections[0], l.now.sections[1:]
	parallel.EachWith(len(room), func(c *copier, i int) {
		c.relocation, c.people = *l.now, h.People
		c.policyTo(&room[i], old.Policies[i], text(old.Policies[i].Source))
	})
	c := copier{relocation: *l.now, people: h.People}
	for i, was := range old.People {
		people[i] = *was
		people[i].Owns = c.policies(was.Owns)
	}
	for i, was := range old.everySection() {
		s := &sections[i]
		*s = *was
		s.Parent, s.Source, s.Policies = c.section(was.Parent), text(was.Source), c.policies(was.Policies)
		s.Sections = slices.Clone(was.Sections)
		for j, sub := range s.Sections {
			s.Sections[j] = c.section(sub)
		}
	}
	h.StartHere = c.policies(old.StartHere)
	h.Terms = slices.Clone(old.Terms)
	for i, was := range old.Terms {
		t := *was
		t.UsedIn = nil
		h.Terms[i] = &t
	}
	h.Exceptions = slices.Clone(old.Exceptions)
	for i, was := range old.Exceptions {
		e := *was
		e.Policy = c.policy(e.Policy)
		e.Requester, e.ApprovedBy = c.person(e.Requester), c.person(e.ApprovedBy)
		h.Exceptions[i] = &e
	}
}

func pointers[T any](room []T) []*T {
	out := make([]*T, len(room))
	for i := range room {
		out[i] = &room[i]
	}
	return out
}

// copier copies the parts of a handbook. The lists that it makes share room.
type copier struct {
	relocation
	people    []*Person
	policyRow []*Policy
	personRow []*Person
	approvals []Approval
	reviews   []Review
}

func (c *copier) person(p *Person) *Person {
	if p == nil {
		return nil
	}
	return c.people[p.at]
}

// take cuts n items off some room, and makes more when it is used up.
func take[T any](room *[]T, n int) []T {
	if len(*room) < n {
		*room = make([]T, max(n, 1024))
	}
	out := (*room)[:n:n]
	*room = (*room)[n:]
	return out
}

func (c *copier) policies(list []*Policy) []*Policy {
	if list == nil {
		return nil
	}
	out := take(&c.policyRow, len(list))
	for i, p := range list {
		out[i] = c.relocation.policies[p.at]
	}
	return out
}

// clone copies a list into some room.
func clone[T any](room *[]T, list []T) []T {
	if list == nil {
		return nil
	}
	out := take(room, len(list))
	copy(out, list)
	return out
}

// policyTo copies a document that has another text now, without what depends on texts.
func (c *copier) policyTo(p, was *Policy, text *source.Document) {
	*p = *was
	p.Source, p.front.own = text, text
	p.Targets, p.CitedBy, p.Terms, p.linkFound = nil, nil, nil, nil
	p.Section, p.Category, p.SupersededBy = c.section(p.Section), c.section(p.Category), c.policy(p.SupersededBy)
	p.Implements, p.ImplementedBy, p.Supersedes = c.policies(p.Implements), c.policies(p.ImplementedBy), c.policies(p.Supersedes)
	p.Related, p.relatedTo = c.policies(p.Related), c.policies(p.relatedTo)
	p.Authors, p.Consulted, p.Approvers = clone(&c.personRow, p.Authors), clone(&c.personRow, p.Consulted), clone(&c.personRow, p.Approvers)
	p.Approvals, p.Reviews = clone(&c.approvals, p.Approvals), clone(&c.reviews, p.Reviews)
	p.eachPerson(func(at **Person) { *at = c.people[(*at).at] })
}

// SameButTexts reports whether two handbooks, one made [Handbook.Again] from the
// other, differ at most in texts, in where their links lead and in which terms
// they use.
func (h *Handbook) SameButTexts(o *Handbook) bool {
	return h.kept != nil && o.kept != nil && h.kept.base == o.kept.base
}
