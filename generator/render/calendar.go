package render

// A calendar file is iCalendar (RFC 5545): lines that end in CR LF and are folded
// at 75 bytes, with one event for each review. It is written here, as the library
// that is used to read it back in the tests brings a web client with it.

import (
	"bufio"
	"cmp"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// calendarPath is the calendar of what a person owns.
func calendarPath(p *handbook.Person) string { return "owners/" + p.Slug + ".ics" }

// reviewsCalendar writes reviews.ics: the reviews of all documents.
func (s *site) reviewsCalendar(w io.Writer) error { return s.calendar(w, s.Title, s.Policies) }

// calendar writes the reviews of documents, by day. Its time stamps are the
// handbook's day, so that the same handbook gives the same bytes.
func (s *site) calendar(w io.Writer, name string, list []*handbook.Policy) error {
	c := ics{bufio.NewWriter(w)}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//policybook//reviews//EN")
	c.line("METHOD:PUBLISH")
	c.line("X-WR-CALNAME:" + icsText(name+": "+s.word("reviews")))
	for _, p := range scheduled(list) {
		s.event(c, p)
	}
	c.line("END:VCALENDAR")
	return c.w.Flush()
}

// event adds the review of a document: it fills no hour of the day, and is
// announced when the review is due soon.
func (s *site) event(c ics, p *handbook.Policy) {
	title := s.sentence("review-of", func(string) string { return p.Title })
	if p.ID != "" {
		title += " (" + p.ID + ")"
	}
	c.line("BEGIN:VEVENT")
	c.line("UID:" + s.uid(p))
	c.line("DTSTAMP:" + icsDay(s.Today) + "T000000Z")
	c.line("DTSTART;VALUE=DATE:" + icsDay(p.Judgement.Due))
	c.line("DTEND;VALUE=DATE:" + icsDay(p.Judgement.Due.AddDays(1)))
	c.line("SUMMARY:" + icsText(title))
	if p.Owner != nil {
		c.line("DESCRIPTION:" + icsText(s.word("owner")+": "+p.Owner.Label()))
	}
	if p.Category != nil {
		c.line("CATEGORIES:" + icsText(p.Category.Title))
	}
	if address := s.absolute(policyPath(p)); address != "" {
		c.line("URL:" + address)
	}
	c.line("TRANSP:TRANSPARENT")
	c.line("BEGIN:VALARM")
	c.line("ACTION:DISPLAY")
	c.line("TRIGGER:-P30D")
	c.line("DESCRIPTION:" + icsText(title))
	c.line("END:VALARM")
	c.line("END:VEVENT")
}

// uid names the review of a document in every calendar. It stays the same when
// the day changes, so that a calendar moves the event.
func (s *site) uid(p *handbook.Policy) string {
	host := "policybook.invalid"
	if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return "review-" + url.PathEscape(cmp.Or(p.ID, p.Path)) + "@" + host
}

func icsDay(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

var icsEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// icsText gives a text as the value of a property.
func icsText(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, icsEscapes.Replace(strings.ToValidUTF8(s, "\uFFFD")))
}

type ics struct{ w *bufio.Writer }

// line writes a line, folded before its 76th byte and within no character.
func (c ics) line(s string) {
	for room := 75; len(s) > room; room = 74 { // each further line begins with a space
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		c.w.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	c.w.WriteString(s + "\r\n")
}
