package render

import (
	"cmp"
	"io"
	"net/url"

	"policybook/generator/handbook"
	"policybook/generator/ical"
)

// calendarPath is the calendar of what a person owns.
func calendarPath(p *handbook.Person) string { return "owners/" + p.Slug + ".ics" }

// reviewsCalendar writes reviews.ics: the reviews of all documents.
func (s *site) reviewsCalendar(w io.Writer) error { return s.calendar(w, s.Title, s.Policies) }

// calendar writes the reviews of documents, by day. Its time stamps are the
// handbook's day, so that the same handbook gives the same bytes.
func (s *site) calendar(w io.Writer, name string, list []*handbook.Policy) error {
	const full = 32 << 10 // bytes that are worth a write
	m := s.pooled("")
	defer s.fragments.Put(m)
	c := ical.Calendar{Host: ical.Host(s.BaseURL), Day: s.Today, B: m.b}
	defer func() { m.b = c.B }()
	c.Begin(name, ": ", s.word("reviews"))
	for _, p := range scheduled(list) {
		c.Add(s.reviewEvent(p))
		if len(c.B) >= full {
			if _, err := w.Write(c.B); err != nil {
				return err
			}
			c.B = c.B[:0]
		}
	}
	c.End()
	_, err := w.Write(c.B)
	return err
}

// reviewEvent is the review of a document in a calendar.
func (s *site) reviewEvent(p *handbook.Policy) ical.Event {
	title := s.sentence("review-of", func(string) string { return p.Title })
	if p.ID != "" {
		title += " (" + p.ID + ")"
	}
	e := ical.Event{Name: "review-" + url.PathEscape(cmp.Or(p.ID, p.Path)), Day: p.Judgement.Due, Title: title, URL: s.absolute(policyPath(p))}
	if p.Owner != nil {
		e.Text = s.word("owner") + ": " + p.Owner.Label()
	}
	if p.Category != nil {
		e.Category = p.Category.Title
	}
	return e
}
