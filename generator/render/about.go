package render

import (
	"html/template"

	"policybook/generator/handbook"
)

// AboutPage is what the page about the handbook is given.
type AboutPage struct {
	Page
	Count     string // "42 documents"
	States    []Meaning
	Flags     []Meaning
	Generator string // name and version of the program
}

// Meaning explains a state or a review flag.
type Meaning struct {
	Chip  template.HTML
	Text  string
	Count int // documents of this build to which it applies
}

// NotFoundPage is what notfound.html is given: the page in place of any missing one.
type NotFoundPage struct {
	Page
	Register string // URL
}

func (s *site) aboutPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("about"), s.word("about-lead"))
	if err != nil {
		return nil, err
	}
	states, flags := map[handbook.State]int{}, map[handbook.Flag]int{}
	for _, p := range s.Policies {
		states[p.Judgement.State]++
		flags[p.Judgement.Flag]++
	}
	a := &AboutPage{Page: page, Count: s.counted(len(s.Policies), "document"), Generator: "policybook " + s.version}
	for _, st := range []handbook.State{
		handbook.InForce, handbook.Pilot, handbook.NotYetEffective, handbook.Draft,
		handbook.InReview, handbook.Expired, handbook.Superseded, handbook.Retired,
	} {
		a.States = append(a.States, s.meaning("state-"+st.String(), s.word("state-"+st.String()), states[st]))
	}
	for f := handbook.Unscheduled; f <= handbook.Lapsed; f++ {
		a.Flags = append(a.Flags, s.meaning("flag-"+f.String(), s.word("flag-"+f.String()), flags[f]))
	}
	return a, nil
}

func (s *site) meaning(class, label string, count int) Meaning {
	m := s.markup("")
	m.raw(`<span class="chip `, class, `">`)
	m.text(label)
	m.raw(`</span>`)
	return Meaning{Chip: m.html(), Text: s.word("about-" + class), Count: count}
}

func (s *site) notFoundPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("not-found"), s.word("not-found-lead"))
	return &NotFoundPage{Page: page, Register: s.to(path, "register.html")}, err
}
