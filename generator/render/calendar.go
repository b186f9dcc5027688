package render

// A calendar file is iCalendar (RFC 5545): lines that end in CR LF and are folded
// at 75 bytes, with one event for each review. It is written here, as the library
// that is used to read it back in the tests brings a web client with it.

import (
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
	const full = 32 << 10 // bytes that are worth a write
	m := s.pooled("")
	defer s.fragments.Put(m)
	c := ics{site: s, host: s.host(), b: m.b}
	defer func() { m.b = c.b }()
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//policybook//reviews//EN")
	c.line("METHOD:PUBLISH")
	c.property("X-WR-CALNAME:", name, ": ", s.word("reviews"))
	for _, p := range scheduled(list) {
		c.event(p)
		if len(c.b) >= full {
			if _, err := w.Write(c.b); err != nil {
				return err
			}
			c.b = c.b[:0]
		}
	}
	c.line("END:VCALENDAR")
	_, err := w.Write(c.b)
	return err
}

// host gives the name that makes those of reviews unique in the world.
func (s *site) host() string {
	if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "policybook.invalid"
}

// ics is the end of a calendar file.
type ics struct {
	site *site
	host string
	b    []byte
}

// event adds the review of a document: it fills no hour of the day, and is
// announced when the review is due soon.
func (c *ics) event(p *handbook.Policy) {
	s := c.site
	title := s.sentence("review-of", func(string) string { return p.Title })
	if p.ID != "" {
		title += " (" + p.ID + ")"
	}
	c.line("BEGIN:VEVENT")
	// The name stays the same when the day changes, so that a calendar moves the event.
	c.line("UID:review-", url.PathEscape(cmp.Or(p.ID, p.Path)), "@", c.host)
	c.line("DTSTAMP:", icsDay(s.Today), "T000000Z")
	c.line("DTSTART;VALUE=DATE:", icsDay(p.Judgement.Due))
	c.line("DTEND;VALUE=DATE:", icsDay(p.Judgement.Due.AddDays(1)))
	c.property("SUMMARY:", title)
	if p.Owner != nil {
		c.property("DESCRIPTION:", s.word("owner"), ": ", p.Owner.Label())
	}
	if p.Category != nil {
		c.property("CATEGORIES:", p.Category.Title)
	}
	if address := s.absolute(policyPath(p)); address != "" {
		c.line("URL:", address)
	}
	c.line("TRANSP:TRANSPARENT")
	c.line("BEGIN:VALARM")
	c.line("ACTION:DISPLAY")
	c.line("TRIGGER:-P30D")
	c.property("DESCRIPTION:", title)
	c.line("END:VALARM")
	c.line("END:VEVENT")
}

func icsDay(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// line adds a line.
func (c *ics) line(parts ...string) {
	start := len(c.b)
	for _, s := range parts {
		c.b = append(c.b, s...)
	}
	c.fold(start)
}

// property adds a line with a text that may hold anything, in parts.
func (c *ics) property(name string, text ...string) {
	start := len(c.b)
	c.b = append(c.b, name...)
	for _, s := range text {
		c.text(strings.ToValidUTF8(s, "\uFFFD"))
	}
	c.fold(start)
}

// text adds a text as the value of a property. Control characters are left out,
// and nothing looks like a tag to a program that guesses the type of a file.
func (c *ics) text(s string) {
	s = tagStart.ReplaceAllString(s, "< $1")
	for i := range len(s) {
		switch b := s[i]; {
		case b == '\\', b == ';', b == ',':
			c.b = append(c.b, '\\', b)
		case b == '\n' && i > 0 && s[i-1] == '\r': // that was the end of the line
		case b == '\n', b == '\r':
			c.b = append(c.b, '\\', 'n')
		case b >= ' ' && b != 0x7f, b == '\t':
			c.b = append(c.b, b)
		}
	}
}

// fold ends the line that begins at start, and breaks it before its 76th byte
// and within no character.
func (c *ics) fold(start int) {
	const longest, gap = 75, "\r\n "
	for len(c.b)-start > longest {
		cut := start + longest
		for !utf8.RuneStart(c.b[cut]) {
			cut--
		}
		c.b = append(c.b, gap...)
		copy(c.b[cut+len(gap):], c.b[cut:])
		copy(c.b[cut:], gap)
		start = cut + len("\r\n") // the next line begins with the space
	}
	c.b = append(c.b, "\r\n"...)
}
