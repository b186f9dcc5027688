package handbook

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/source"
)

// data reads the side data that documents refer to.
func (l *linker) data() {
	for _, v := range l.items("people") {
		id := v.Get("id").String()
		if l.twice(l.people[fold(id)] != nil, v, id) {
			continue
		}
		p := &Person{ID: id, Name: v.Get("name").String(), Role: v.Get("role").String(), Email: v.Get("email").String(),
			Known: true, Active: v.Get("active") == nil || v.Get("active").Bool(), Pos: v.Pos, known: int32(len(l.known))}
		l.people[fold(id)] = p
		l.known = append(l.known, p)
	}
	slugs := map[string]bool{}
	for _, v := range l.items("audiences") {
		id := v.Get("id").String()
		if l.twice(l.audiences[id] != nil, v, id) {
			continue
		}
		a := &Audience{ID: id, Title: cmp.Or(v.Get("title").String(), id), Slug: pageSlug(slugs, id), Members: texts(v.Get("members")), Pos: v.Pos}
		l.audiences[id] = a
		l.Audiences = append(l.Audiences, a)
	}
	for _, v := range l.items("goals") {
		l.Goals = append(l.Goals, &Goal{ID: v.Get("id").String(), Title: cmp.Or(v.Get("title").String(), v.Get("id").String()), Pos: v.Pos})
	}
	if t := l.tree.Data["topics"]; t != nil {
		for _, m := range t.Items {
			for _, v := range m.Items {
				l.Topics = append(l.Topics, &Topic{Category: m.Key, Name: v.Text, Pos: v.Pos})
			}
		}
	}
	for _, v := range l.items("synonyms") {
		l.Synonyms = append(l.Synonyms, append([]string{v.Key}, texts(&v)...))
	}
	l.glossary()
	l.standards()
}

func (l *linker) items(name string) []source.Value {
	if v := l.tree.Data[name]; v != nil {
		return v.Items
	}
	return nil
}

func (l *linker) twice(there bool, v source.Value, id string) bool {
	if there {
		l.Findings.Add(v.Pos, "id-duplicate", "the id "+diag.Quote(id)+" is here a second time", "keep one of the two")
	}
	return there
}

func (l *linker) glossary() {
	slugs, terms := map[string]bool{}, map[string]bool{}
	for _, v := range l.items("glossary") {
		term := v.Get("term").String()
		t := &Term{Slug: unique(slugs, source.Segment(term)), Term: term, Definition: v.Get("definition").String(), Acronym: v.Get("acronym").String(), Synonyms: texts(v.Get("synonyms")), Pos: v.Pos}
		if l.twice(terms[fold(term)], v, term) {
			continue
		}
		slugs[t.Slug], terms[fold(term)] = true, true
		l.Terms = append(l.Terms, t)
	}
	slices.SortStableFunc(l.Terms, func(a, b *Term) int { return strings.Compare(fold(a.Term), fold(b.Term)) })
	for i, t := range l.Terms {
		t.at = int32(i)
	}
}

// unique gives the slug, or with -2, -3 when it is taken.
func unique(taken map[string]bool, slug string) string {
	return untaken(func(slug string) bool { return taken[slug] }, slug)
}

func untaken(taken func(string) bool, slug string) string {
	out := slug
	for n := 2; taken(out); n++ {
		out = fmt.Sprintf("%s-%d", slug, n)
	}
	return out
}

// standards reads catalogues of controls: control key → name, or a group with
// family, name and description, next to the catalogue's own name.
func (l *linker) standards() {
	slugs := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(l.tree.Data)) {
		if !strings.HasPrefix(file, "standards/") {
			continue
		}
		v := l.tree.Data[file]
		s := &Standard{ID: path.Base(file), Name: path.Base(file), Slug: pageSlug(slugs, file), Pos: v.Pos}
		for _, m := range v.Items {
			if m.Key == "name" {
				s.Name = m.Text
				continue
			}
			name := m.Text
			if n := m.Get("name"); n != nil {
				name = n.Text
			}
			s.Controls = append(s.Controls, Control{Key: m.Key, Name: name, Family: m.Get("family").String(), Description: m.Get("description").String()})
		}
		l.Standards = append(l.Standards, s)
	}
}

// person gives the person or role with that id; one that people.yaml does not
// know gets an entry, so that the owners' pages miss nobody.
func (l *linker) person(v *source.Value, rule string) *Person {
	if v == nil {
		return nil
	}
	p := l.people[fold(v.Text)]
	if (p == nil || !p.Known) && len(l.tree.Data["people"].All()) > 0 {
		l.Findings.Add(v.Pos, rule, "people.yaml has no "+diag.Quote(v.Text), l.personHint(v.Text))
	}
	if p != nil {
		return p
	}
	p = &Person{ID: v.Text, Active: true, Pos: v.Pos}
	if !l.apart {
		l.people[fold(v.Text)] = p
	}
	return p
}

func (l *linker) personHint(id string) string {
	var ids []string
	if !l.mayGuess() {
		return "add it to content/_data/people.yaml"
	}
	for _, p := range l.people {
		if p.Known {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	if near := source.Nearest(id, ids); near != "" {
		return "did you mean " + diag.Quote(near) + "?"
	}
	return "add it to content/_data/people.yaml"
}

func (l *linker) persons(v *source.Value) []*Person {
	var out []*Person
	for _, i := range v.All() {
		out = append(out, l.person(&i, "person-unknown"))
	}
	return out
}

func (l *linker) exceptions() {
	for _, v := range l.items("exceptions") {
		e := &Exception{ID: v.Get("id").String(), Clause: v.Get("clause").String(), Reason: v.Get("reason").String(), Risk: v.Get("risk").String(),
			Status: cmp.Or(v.Get("status").String(), "open"), CompensatingControls: texts(v.Get("compensating_controls")),
			Approved: day(v.Get("approved")), Expires: day(v.Get("expires")), Pos: v.Pos}
		var hidden bool
		if ref := v.Get("policy"); ref != nil {
			e.Policy, hidden = l.reference(ref, "exception-unknown", nil)
		}
		if hidden {
			continue // it would tell of a document that this build leaves out
		}
		e.Requester, e.ApprovedBy = l.person(v.Get("requester"), "person-unknown"), l.person(v.Get("approved_by"), "person-unknown")
		l.Exceptions = append(l.Exceptions, e)
	}
}

func texts(v *source.Value) []string {
	var out []string
	for _, i := range v.All() {
		out = append(out, i.Text)
	}
	return out
}

// day reads a date that package source has checked and brought to its normal form.
func day(v *source.Value) calendar.Date {
	if v == nil {
		return calendar.Date{}
	}
	d, _ := calendar.ParseDate(v.String(), nil)
	return d
}

func posOf(v *source.Value, otherwise diag.Pos) diag.Pos {
	if v == nil {
		return otherwise
	}
	return v.Pos
}
