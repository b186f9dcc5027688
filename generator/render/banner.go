package render

import (
	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// banners say, before the text, what a reader must know of a document that is
// not plainly in force, or whose review is late. What will have to be said on a
// later day stands in templates, which the script of the page puts in place:
// data-from is the day from which a banner takes the place of the one of the
// state, data-overdue the record that says whether the review is late.
func (m *markup) banners(p *handbook.Policy) {
	if p.Next {
		m.nextBanner(p)
	} else {
		m.stateBanner(p, m.site.Today)
	}
	for _, day := range p.Record.Turns(m.site.Today) {
		m.raw(`<template data-from="`, day.String(), `">`)
		m.stateBanner(p, day)
		m.raw(`</template>`)
	}
	if next := m.site.next[p]; next != nil && m.from == policyPath(p) {
		m.nextNotice(p, next)
	}
	m.lateBanner(p)
	if p.Basis == "implied" && p.InForce() {
		m.raw(`<p class="banner banner-implied">`, m.word("banner-implied"), `</p>`)
	}
}

// lateBanner says that the review is late, or will once it is.
func (m *markup) lateBanner(p *handbook.Policy) {
	if !m.reviewed(p) {
		return
	}
	kind, late := handbook.Overdue.String(), false
	if p.Judgement.Flag >= handbook.Overdue {
		kind, late = p.Judgement.Flag.String(), true
	}
	open, shut := `<template data-overdue="`+p.Record.String()+`"><p class="banner banner-`+kind+`">`, `</p></template>`
	if late {
		open, shut = `<p class="banner banner-`+kind+`" data-overdue="`+p.Record.String()+`">`, `</p>`
	}
	m.raw(open)
	m.sentence("banner-overdue", func(place string) {
		if place == "date" {
			m.date(p.Due)
		} else {
			m.ago(p.Due)
		}
	})
	if p.Record.LastDay().IsZero() && !p.Record.Effective.After(p.Due) { // in force once it is late
		m.raw(" ", m.word("banner-applies"))
	}
	m.raw(shut)
}

// stateBanner says what a document is on a day, unless it is in force.
func (m *markup) stateBanner(p *handbook.Policy, day calendar.Date) {
	state := p.Record.Judge(day).State
	if state == handbook.InForce {
		return
	}
	m.raw(`<p class="banner banner-`, state.String(), `" data-banner><strong>`)
	m.sentence("banner-state", func(string) { m.raw(m.site.states[state]) })
	m.raw(`</strong> `)
	m.sentence("banner-"+state.String(), func(place string) {
		switch {
		case place == "document":
			m.policy(successor(p, day))
		case place == "when":
			m.ago(p.Record.Effective)
		case state == handbook.Expired:
			m.date(p.Record.LastDay())
		default:
			m.date(p.Record.Effective)
		}
	})
	if state == handbook.NotYetEffective {
		m.until(p)
	}
	if (state == handbook.Retired || state == handbook.Expired) && p.SupersededBy != nil {
		m.raw(" ")
		m.sentence("banner-replaced", func(string) { m.policy(p.SupersededBy) })
	}
	m.raw(`</p>`)
}

// successor gives the document that binds readers on a day in place of a superseded
// one: the first one in force on the way from successor to successor, else the next.
func successor(p *handbook.Policy, day calendar.Date) *handbook.Policy {
	const longest = 100 // the way may lead in a circle
	next := p.SupersededBy
	for range longest {
		if next == nil {
			break
		}
		if next.Record.Judge(day).State.Binding() {
			return next
		}
		next = next.SupersededBy
	}
	return p.SupersededBy
}

// until names what binds readers before a document's first day: those that it supersedes.
func (m *markup) until(p *handbook.Policy) {
	for _, old := range p.Supersedes {
		if old.InForce() {
			m.raw(" ")
			m.sentence("banner-until-then", func(string) { m.title(old) })
		}
	}
}
