package render

import "policybook/generator/handbook"

// banners say, before the text, what a reader must know of a document that is
// not plainly in force, or whose review is late.
func (m *markup) banners(p *handbook.Policy) {
	state := p.Judgement.State
	if state != handbook.InForce {
		m.banner(state.String(), func() { m.stateBanner(p) })
	}
	switch p.Judgement.Flag {
	case handbook.Overdue, handbook.Lapsed:
		m.banner(p.Judgement.Flag.String(), func() {
			m.raw(word("banner-overdue-1"), " ")
			m.date(p.Judgement.Due)
			m.raw(" (")
			m.text(p.Judgement.Review())
			m.raw(").")
			if p.InForce() && p.LastDay.IsZero() {
				m.raw(" ", word("banner-overdue-2"))
			}
		})
	}
	if p.Basis == "implied" && p.InForce() {
		m.banner("implied", func() { m.raw(word("banner-implied")) })
	}
}

// banner adds one note, in the colours of a state or flag.
func (m *markup) banner(kind string, text func()) {
	m.raw(`<p class="banner banner-`, kind, `">`)
	text()
	m.raw(`</p>`)
}

func (m *markup) stateBanner(p *handbook.Policy) {
	state := p.Judgement.State
	m.raw(`<strong>`, state.Label(), `.</strong> `, word("banner-"+state.String()))
	switch state {
	case handbook.Superseded:
		m.raw(" ")
		m.policy(successor(p))
		m.raw(".")
	case handbook.NotYetEffective:
		m.raw(" ")
		m.date(p.Record.Effective)
		m.raw(" (", counted(p.Record.Effective.Sub(m.site.Today), "in-days"), ").")
		m.until(p)
	case handbook.Expired:
		m.raw(" ")
		m.date(p.LastDay)
		m.raw(".")
	}
	if p.Archived() && state != handbook.Superseded && p.SupersededBy != nil {
		m.raw(" ", word("replaced-by"), ": ")
		m.policy(p.SupersededBy)
		m.raw(".")
	}
}

// successor gives the document that binds readers in place of a superseded one:
// the first one in force on the way from successor to successor, else the next.
func successor(p *handbook.Policy) *handbook.Policy {
	const longest = 100 // the way may lead in a circle
	next := p.SupersededBy
	for range longest {
		if next == nil {
			break
		}
		if next.InForce() {
			return next
		}
		next = next.SupersededBy
	}
	return p.SupersededBy
}

// until names what binds readers before a document's first day.
func (m *markup) until(p *handbook.Policy) {
	for _, old := range p.Supersedes {
		if old.InForce() {
			m.raw(" ", word("banner-until-then"), " ")
			m.page(policyPath(old), old.Title)
			m.raw(".")
		}
	}
}
