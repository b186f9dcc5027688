package render

import (
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// details are all that is on record about a document and not among its facts.
func (m *markup) details(p *handbook.Policy) {
	m.textRow("number", p.ID)
	m.textRow("type", m.site.kind(p))
	m.row("category", func() {
		if p.Category != nil {
			m.page(sectionPath(p.Category), p.Category.Title)
		}
	})
	m.peopleRow("sponsor", one(p.Sponsor)...)
	m.peopleRow("implementer", one(p.Implementer)...)
	m.peopleRow("authors", p.Authors...)
	m.peopleRow("consulted", p.Consulted...)
	m.peopleRow("approvers", p.Approvers...)
	m.row("approved-by", func() { m.approval(p) })
	m.row("contact", func() { m.contacts(p.Contact) })
	m.peopleRow("escalation", one(p.Escalation)...)
	m.listRow("excludes", m.site.audiences(p.Scope.Excludes))
	m.listRow("locations", p.Scope.Locations)
	m.listRow("systems", p.Scope.Systems)
	m.textRow("scope-note", p.Scope.Note)
	m.textRow("classification", m.site.known("classification-", p.Classification))
	if p.Acknowledge != "none" {
		m.textRow("acknowledge", m.site.known("acknowledge-", p.Acknowledge))
	}
	m.textRow("format", m.site.known("format-", p.Medium))
	m.textRow("register-kind", m.site.known("register-kind-", p.Register))
	m.listRow("controlled-copies", p.ControlledCopies)
	if p.Has("lifespan") {
		m.row("lifespan", func() { m.lifespan(p.Record.Lifespan) })
	}
	if p.Past != nil {
		m.row("last-changed", func() { m.commit(p.Past.Changed) })
	}
	m.dateRow("last-reviewed", p.Record.LastReviewed)
	if p.Has("review_cycle") {
		m.textRow("review-cycle", m.site.period(p.Record.ReviewCycle))
	}
	m.row("review-triggers", func() { m.bullets(p.ReviewTriggers) })
	m.row("supersedes", func() { m.inline(p.Supersedes) })
	m.row("replaced-by", func() {
		if p.SupersededBy != nil {
			m.policy(p.SupersededBy)
		}
	})
	m.row("controls", func() { m.controls(p.Satisfies) })
	m.listRow("topics", p.Topics)
	m.listRow("tags", p.Tags)
}

// lifespan says how long a document is meant to live.
func (m *markup) lifespan(l handbook.Lifespan) {
	switch {
	case !l.Until.IsZero():
		m.sentence("lifespan-until", func(string) { m.date(l.Until) })
	case l.Period != calendar.Period{}:
		m.text(m.site.period(l.Period))
	case l.ShortTerm:
		m.raw(m.word("lifespan-short-term"))
	default:
		m.raw(m.word("lifespan-long-term"))
	}
}

// approval adds who approved the version of the document, and when.
func (m *markup) approval(p *handbook.Policy) {
	first := true
	for _, a := range p.Approvals {
		if a.Version != "" && a.Version != p.Version || a.By == nil && a.Date.IsZero() {
			continue
		}
		if !first {
			m.raw("; ")
		}
		first = false
		m.person(a.By)
		if a.By != nil && !a.Date.IsZero() {
			m.raw(", ")
		}
		m.date(a.Date)
	}
}

// audiences gives the titles of audiences; what is none stays as it is.
func (s *site) audiences(ids []string) []string {
	out := slices.Clone(ids)
	for i, id := range ids {
		for _, a := range s.Audiences {
			if a.ID == id {
				out[i] = a.Title
			}
		}
	}
	return out
}

// kind gives the word for a document's type.
func (w *words) kind(p *handbook.Policy) string { return w.known("type-", p.Type) }

// contacts adds ways to ask: people by name, addresses as links.
func (m *markup) contacts(list []string) {
	people := m.site.people()
	for i, c := range list {
		if i > 0 {
			m.raw(m.word("comma"))
		}
		switch p := people[strings.ToLower(c)]; {
		case p != nil && isMail(p.Email):
			m.link("mailto:"+p.Email, p.Label())
		case p != nil:
			m.person(p)
		case strings.HasPrefix(c, "https://"), strings.HasPrefix(c, "mailto:"):
			m.link(c, strings.TrimPrefix(c, "mailto:"))
		case isMail(c):
			m.link("mailto:"+c, c)
		default:
			m.text(c)
		}
	}
}

// isMail reports whether a text is an e-mail address and nothing else.
func isMail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " \t\r\n<>()[],;:\\\"?&%#")
}

func (s *site) peopleByID() map[string]*handbook.Person {
	by := make(map[string]*handbook.Person, len(s.People))
	for _, p := range s.People {
		by[strings.ToLower(p.ID)] = p
	}
	return by
}

func (m *markup) controls(list []handbook.Controls) {
	for i, c := range list {
		if i > 0 {
			m.raw(m.word("semicolon"))
		}
		m.standard(c.Standard)
		m.text(" " + strings.Join(c.Controls, m.site.word("comma")))
	}
}

// planning is why and how the document was made.
func (m *markup) planning(p *handbook.Policy) {
	m.textRow("need", p.Plan.Need)
	m.textRow("approach", p.Plan.Approach)
	m.row("goals", func() { m.goals(p.Plan.Goals) })
	m.row("objectives", func() { m.bullets(p.Objectives) })
	m.textRow("impact", p.Plan.Impact)
	m.textRow("consequences", p.Plan.Consequences)
	m.textRow("resistance", p.Plan.Resistance)
	m.textRow("development", p.Plan.Development)
	m.textRow("communication", p.Plan.Communication)
	m.textRow("incentives", p.Plan.Incentives)
}

// goals adds goals by their titles where they are known.
func (m *markup) goals(ids []string) {
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = id
		for _, g := range m.site.Goals {
			if g.ID == id && g.Title != "" {
				titles[i] = g.Title
			}
		}
	}
	m.bullets(titles)
}

func (m *markup) bullets(texts []string) {
	if len(texts) == 0 {
		return
	}
	m.raw(`<ul>`)
	for _, t := range texts {
		m.raw(`<li>`)
		m.text(t)
		m.raw(`</li>`)
	}
	m.raw(`</ul>`)
}

// tandem lists the documents that put this one into practice, and those that it puts into practice.
func (m *markup) tandem(p *handbook.Policy) {
	m.section("implemented-by", func() { m.policies(p.ImplementedBy, linkedShown) })
	m.section("implements", func() { m.policies(p.Implements, linkedShown) })
}

// links lists what else to read.
func (m *markup) links(p *handbook.Policy) {
	m.section("related", func() { m.policies(p.Related, linkedShown) })
	m.references(p)
	m.citedBy(p)
}

// practice says how the document fares.
func (m *markup) practice(p *handbook.Policy) {
	m.exceptions(p)
	m.success(p)
	m.rollout(p)
}

// citedBy lists the documents whose text links here, but for those that are listed already.
func (m *markup) citedBy(p *handbook.Policy) {
	list := slices.DeleteFunc(slices.Clone(p.CitedBy), func(by *handbook.Policy) bool {
		return slices.Contains(p.ImplementedBy, by) || slices.Contains(p.Implements, by) || slices.Contains(p.Related, by)
	})
	m.section("cited-by", func() { m.policies(list, citedShown) })
}

func (m *markup) references(p *handbook.Policy) {
	if len(p.References) == 0 {
		return
	}
	m.section("references", func() {
		m.raw(`<ul>`)
		for _, r := range p.References {
			m.raw(`<li>`)
			switch {
			case strings.HasPrefix(r.URL, "https://"), strings.HasPrefix(r.URL, "http://"):
				m.link(r.URL, or(r.Title, r.URL))
			default:
				m.text(or(r.Title, r.URL))
			}
			m.raw(`</li>`)
		}
		m.raw(`</ul>`)
	})
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// exceptions lists the departures that were granted.
func (m *markup) exceptions(p *handbook.Policy) {
	list := m.site.exceptions()[p]
	m.section("exceptions", func() {
		m.table("exceptions-caption", []string{"number", "clause", "reason", "compensating", "approved-by", "expires"}, len(list), func(row, column int) {
			switch e := list[row]; column {
			case 0:
				m.text(e.ID)
			case 1:
				m.text(e.Clause)
			case 2:
				m.text(e.Reason)
			case 3:
				m.text(strings.Join(e.CompensatingControls, m.site.word("semicolon")))
			case 4:
				m.people(one(e.ApprovedBy))
			case 5:
				m.date(e.Expires)
			}
		})
	})
}

func (s *site) exceptionsByPolicy() map[*handbook.Policy][]*handbook.Exception {
	by := map[*handbook.Policy][]*handbook.Exception{}
	for _, e := range s.Exceptions {
		if e.Policy != nil && e.Granted(s.Today) {
			by[e.Policy] = append(by[e.Policy], e)
		}
	}
	return by
}

// success says how the owner knows that the document works.
func (m *markup) success(p *handbook.Policy) {
	m.section("success", func() {
		if p.Evaluation != "" {
			m.raw(`<p>`)
			m.text(p.Evaluation)
			m.raw(`</p>`)
		}
		m.table("success-caption", []string{"measure", "target", "source"}, len(p.KPIs), func(row, column int) {
			switch k := p.KPIs[row]; column {
			case 0:
				m.text(or(k.Name, k.ID))
			case 1:
				m.text(k.Target)
			case 2:
				m.text(k.Source)
			}
		})
	})
}

// rollout says who starts when.
func (m *markup) rollout(p *handbook.Policy) {
	m.section("rollout", func() {
		m.table("rollout-caption", []string{"phase", "for-whom", "begins", "ends"}, len(p.Rollout), func(row, column int) {
			switch ph := p.Rollout[row]; column {
			case 0:
				m.text(ph.Name)
			case 1:
				m.text(strings.Join(m.site.audiences(ph.Audience), m.site.word("semicolon")))
			case 2:
				m.date(ph.Start)
			case 3:
				m.date(ph.End)
			}
		})
		if p.BuyIn != [3]calendar.Date{} {
			m.raw(`<dl class="rows">`)
			for i, label := range []string{"buy-in-leadership", "buy-in-management", "buy-in-staff"} {
				m.dateRow(label, p.BuyIn[i])
			}
			m.raw(`</dl>`)
		}
	})
}

// recordID is the anchor of a document's record, unless its text has one of that name.
const recordID = "record"

// record lists approvals, reviews and changes.
func (m *markup) record(p *handbook.Policy) {
	id := recordID
	if p.Body().HasAnchor(id) {
		id = ""
	}
	m.anchoredSection(id, "record", func() {
		m.table("revisions", []string{"version", "date", "what-changed"}, len(p.Revisions), func(row, column int) {
			switch r := p.Revisions[row]; column {
			case 0:
				m.text(r.Version)
			case 1:
				m.date(r.Date)
			case 2:
				m.text(r.Summary)
			}
		})
		m.table("approvals", []string{"version", "date", "approved-by", "reference"}, len(p.Approvals), func(row, column int) {
			switch a := p.Approvals[row]; column {
			case 0:
				m.text(a.Version)
			case 1:
				m.date(a.Date)
			case 2:
				m.people(one(a.By))
			case 3:
				m.text(a.Ref)
			}
		})
		m.table("reviews", []string{"date", "reviewed-by", "outcome", "notes"}, len(p.Reviews), func(row, column int) {
			switch r := p.Reviews[row]; column {
			case 0:
				m.date(r.Date)
			case 1:
				m.people(one(r.By))
			case 2:
				m.text(m.site.known("outcome-", r.Outcome))
			case 3:
				m.text(r.Notes)
			}
		})
	})
}
