// Package ical writes calendar files: iCalendar (RFC 5545), lines that end in CR LF
// and are folded at 75 bytes, with whole days only.
//
// It is written here, as the library that is used to read it back in the tests
// brings a web client with it.
package ical

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"policybook/generator/calendar"
)

// Event is something on one day, which fills no hour of it and is announced 30
// days before. Texts may hold anything; those that are empty are left out.
type Event struct {
	// Name tells the event from all others of its calendar. It stays the same when
	// the day changes, so that a program moves the event that it knows.
	Name     string
	Day      calendar.Date
	Title    string
	Text     string
	Category string
	URL      string // an address without spaces or control characters
}

// Calendar is a calendar file that is being written. The zero value writes to no
// host; every text is added to B, which may be taken away between two calls.
type Calendar struct {
	B    []byte
	Host string        // makes the names of events unique in the world
	Day  calendar.Date // of the time stamps, so that the same calendar gives the same bytes
}

// Host gives the name for a calendar of what is published under an address.
func Host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "policybook.invalid"
}

// Begin writes the head, with the name of the calendar in parts.
func (c *Calendar) Begin(name ...string) {
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//policybook//reviews//EN")
	c.line("METHOD:PUBLISH")
	c.property("X-WR-CALNAME:", name...)
}

// End writes the foot.
func (c *Calendar) End() { c.line("END:VCALENDAR") }

// Add writes an event.
func (c *Calendar) Add(e Event) {
	c.line("BEGIN:VEVENT")
	c.line("UID:", e.Name, "@", c.Host)
	c.line("DTSTAMP:", digits(c.Day), "T000000Z")
	c.line("DTSTART;VALUE=DATE:", digits(e.Day))
	c.line("DTEND;VALUE=DATE:", digits(e.Day.AddDays(1)))
	c.property("SUMMARY:", e.Title)
	if e.Text != "" {
		c.property("DESCRIPTION:", e.Text)
	}
	if e.Category != "" {
		c.property("CATEGORIES:", e.Category)
	}
	if e.URL != "" {
		c.line("URL:", e.URL)
	}
	c.line("TRANSP:TRANSPARENT")
	c.line("BEGIN:VALARM")
	c.line("ACTION:DISPLAY")
	c.line("TRIGGER:-P30D")
	c.property("DESCRIPTION:", e.Title)
	c.line("END:VALARM")
	c.line("END:VEVENT")
}

func digits(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// line adds a line.
func (c *Calendar) line(parts ...string) {
	start := len(c.B)
	for _, s := range parts {
		c.B = append(c.B, s...)
	}
	c.fold(start)
}

// property adds a line with a text that may hold anything, in parts.
func (c *Calendar) property(name string, text ...string) {
	start := len(c.B)
	c.B = append(c.B, name...)
	for _, s := range text {
		c.text(strings.ToValidUTF8(s, "\uFFFD"))
	}
	c.fold(start)
}

// text adds a text as the value of a property. Control characters are left out,
// and nothing looks like a tag to a program that guesses the type of a file.
func (c *Calendar) text(s string) {
	for i := range len(s) {
		switch b := s[i]; {
		case b == '\\', b == ';', b == ',':
			c.B = append(c.B, '\\', b)
		case b == '\n' && i > 0 && s[i-1] == '\r': // that was the end of the line
		case b == '\n', b == '\r':
			c.B = append(c.B, '\\', 'n')
		case b == '<' && i+1 < len(s) && opensTag(s[i+1]):
			c.B = append(c.B, '<', ' ')
		case b >= ' ' && b != 0x7f, b == '\t':
			c.B = append(c.B, b)
		}
	}
}

// opensTag reports whether HTML reads < and b as the beginning of a tag.
func opensTag(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '/' || b == '!' || b == '?'
}

// fold ends the line that begins at start, and breaks it before its 76th byte
// and within no character.
func (c *Calendar) fold(start int) {
	const longest, gap = 75, "\r\n "
	for len(c.B)-start > longest {
		cut := start + longest
		for !utf8.RuneStart(c.B[cut]) {
			cut--
		}
		c.B = append(c.B, gap...)
		copy(c.B[cut+len(gap):], c.B[cut:])
		copy(c.B[cut:], gap)
		start = cut + len("\r\n") // the next line begins with the space
	}
	c.B = append(c.B, "\r\n"...)
}
