package render

import (
	"html"
	"html/template"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// words is the interface in one language. It is immutable.
type words struct {
	lang        string // tag of the words file that they come from
	messages    map[string]*message
	long, short *message   // patterns of a day; the short one is for places with little room
	months      [12]string // as markup
	shortMonths [12]string
	states      [handbook.InForce + 1]string // as markup
}

// message is one entry of a words file: a text with places to fill in, or a
// plural, which has a text for each category of numbers of its language.
type message struct {
	parts  []part
	counts map[plural.Form]*message // of a plural; else nil
	lang   language.Tag             // whose categories counts has
	json   []byte                   // as it stands in the file
}

// part is a stretch of a message and the place that follows it.
type part struct {
	text string // as it is
	html string // as markup
	name string // of the place, # for the number of a plural; "" at the end of the message
}

// plain reports whether a message is a text without places.
func (m *message) plain() bool { return m.counts == nil && len(m.parts) == 1 }

// message finds a message. Keys are our own, so one that is missing is our bug.
func (w *words) message(key string) *message {
	m := w.messages[key]
	if m == nil {
		panic("render: internal error: there is no interface word " + key)
	}
	return m
}

// word gives a word of the interface, as text.
func (w *words) word(key string) string {
	m := w.message(key)
	if !m.plain() {
		panic("render: internal error: the interface word " + key + " has places to fill in")
	}
	return m.parts[0].text
}

// known gives the word for one of a field's fixed values, or the value itself.
func (w *words) known(prefix, value string) string {
	if m := w.messages[prefix+value]; m != nil && m.plain() {
		return m.parts[0].text
	}
	return value
}

// counted gives a number of things in words.
func (w *words) counted(n int, key string) string {
	var b strings.Builder
	for _, p := range w.message(key).of(n).parts {
		b.WriteString(p.text)
		switch p.name {
		case "":
		case "#":
			b.WriteString(strconv.Itoa(n))
		default:
			panic("render: internal error: the interface word " + key + " has places to fill in")
		}
	}
	return b.String()
}

// sentence gives a message as text. Fill gives what stands at each of its places.
func (w *words) sentence(key string, fill func(place string) string) string {
	var b strings.Builder
	for _, p := range w.message(key).parts {
		b.WriteString(p.text)
		if p.name != "" {
			b.WriteString(fill(p.name))
		}
	}
	return b.String()
}

// say appends a word in the midst of a document's text, as markup.
func (w *words) say(dst []byte, what handbook.Word) []byte {
	for _, p := range w.message(what.Key).parts {
		dst = append(dst, p.html...)
		switch p.name {
		case "number":
			dst = strconv.AppendInt(dst, int64(what.Number), 10)
		case "text":
			dst = append(dst, what.Text...)
		}
	}
	return dst
}

// period gives a length of time in words.
func (w *words) period(p calendar.Period) string {
	var parts []string
	add := func(n, size int, large, small string) {
		switch {
		case n == 0:
		case n%size == 0:
			parts = append(parts, w.counted(n/size, large))
		default:
			parts = append(parts, w.counted(n, small))
		}
	}
	add(p.Months, 12, "years", "months")
	add(p.Days, 7, "weeks", "days")
	return strings.Join(parts, " ")
}

// review says how the review of a document stands, and "" where there is nothing
// to say. The date of a review that lies far ahead is YYYY-MM-DD.
func (w *words) review(j handbook.Judgement) string {
	key := "review-" + j.Flag.String()
	switch j.Flag {
	case handbook.NoFlag:
		return ""
	case handbook.Current:
		return w.sentence(key, func(string) string { return j.Due.String() })
	case handbook.DueSoon, handbook.Overdue, handbook.Lapsed:
		return w.counted(j.Days, key)
	}
	return w.word(key)
}

// of gives the text of a plural that is for the number n.
func (m *message) of(n int) *message {
	abs := max(n, -n)
	if of := m.counts[plural.Cardinal.MatchPlural(m.lang, abs, 0, 0, 0, 0)]; of != nil {
		return of
	}
	return m.counts[plural.Other]
}

// word gives a word of the interface, as markup.
func (m *markup) word(key string) string {
	x := m.site.message(key)
	if !x.plain() {
		panic("render: internal error: the interface word " + key + " has places to fill in")
	}
	return x.parts[0].html
}

// counted gives a number of things in words, as markup.
func (m *markup) counted(n int, key string) string {
	return template.HTMLEscapeString(m.site.counted(n, key))
}

// sentence adds a message. Fill writes what stands at each of its places, in
// the order of the language.
func (m *markup) sentence(key string, fill func(place string)) {
	for _, p := range m.site.message(key).parts {
		m.raw(p.html)
		if p.name != "" {
			fill(p.name)
		}
	}
}

// dateText gives a day as text, "" for none.
func (w *words) dateText(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return html.UnescapeString(string(w.appendDate(nil, w.long, d)))
}

// appendDate adds a day by a pattern of the language.
func (w *words) appendDate(b []byte, pattern *message, d calendar.Date) []byte {
	two := func(n int) { b = append(b, byte('0'+n/10), byte('0'+n%10)) }
	for _, p := range pattern.parts {
		b = append(b, p.html...)
		switch p.name {
		case "d":
			b = strconv.AppendInt(b, int64(d.Day()), 10)
		case "dd":
			two(d.Day())
		case "m":
			b = strconv.AppendInt(b, int64(d.Month()), 10)
		case "mm":
			two(int(d.Month()))
		case "mon":
			b = append(b, w.shortMonths[d.Month()-1]...)
		case "month":
			b = append(b, w.months[d.Month()-1]...)
		case "yyyy":
			b = strconv.AppendInt(b, int64(d.Year()), 10)
		}
	}
	return b
}
