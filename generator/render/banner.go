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
			m.sentence("banner-overdue", func(place string) {
				if place == "date" {
					m.date(p.Judgement.Due)
				} else {
					m.text(m.site.review(p.Judgement))
				}
			})
			if p.InForce() && p.LastDay.IsZero() {
				m.raw(" ", m.word("banner-applies"))
			}
		})
	}
	if p.Basis == "implied" && p.InForce() {
		m.banner("implied", func() { m.raw(m.word("banner-implied")) })
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
	m.raw(`<strong>`)
	m.sentence("banner-state", func(string) { m.raw(m.site.states[state]) })
	m.raw(`</strong> `)
	m.sentence("banner-"+state.String(), func(place string) {
		switch {
		case place == "document":
			m.policy(successor(p))
		case place == "when":
			m.raw(m.inDays(p.Record.Effective.Sub(m.site.Today)))
		case state == handbook.Expired:
			m.date(p.LastDay)
		default:
			m.date(p.Record.Effective)
		}
	})
	if state == handbook.NotYetEffective {
		m.until(p)
	}
	if p.Archived() && state != handbook.Superseded && p.SupersededBy != nil {
		m.raw(" ")
		m.sentence("banner-replaced", func(string) { m.policy(p.SupersededBy) })
	}
}

// inDays gives the distance to a day that lies ahead.
func (m *markup) inDays(n int) string {
	if n == 1 {
		return m.word("tomorrow")
	}
	return m.counted(n, "in-days")
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
			m.raw(" ")
			m.sentence("banner-until-then", func(string) { m.title(old) })
		}
	}
}
