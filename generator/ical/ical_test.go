package ical

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"policybook/generator/calendar"
)

func TestHost(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://example.com:8443/it/": "example.com",
		"":                             "policybook.invalid",
		"::":                           "policybook.invalid",
	} {
		if got := Host(address); got != want {
			t.Errorf("%q gives %q, want %q", address, got, want)
		}
	}
}

// FuzzCalendar reads what was written back with a parser that is not ours.
func FuzzCalendar(f *testing.F) {
	for _, s := range []string{"Passwords", "a, b; c \\ d\ne", "<script> < b", strings.Repeat("日本語の規程", 20), "BEGIN:VEVENT\r\nX", "\xff\x00\u202e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := Calendar{Host: "example.com", Day: calendar.New(2026, time.November, 21)}
		c.Begin(text, ": ", text)
		c.Add(Event{Name: "review-1", Day: calendar.New(2027, time.January, 31), Title: text, Text: text, Category: "it", URL: "https://example.com/"})
		c.End()
		for line := range bytes.SplitAfterSeq(c.B, []byte("\r\n")) {
			if body, ok := bytes.CutSuffix(line, []byte("\r\n")); len(line) > 0 && (!ok || len(body) > 75 || bytes.ContainsAny(body, "\r\n") || !utf8.Valid(body)) {
				t.Fatalf("no proper line: %q", line)
			}
		}
		cal, err := ics.ParseCalendar(bytes.NewReader(c.B))
		if err != nil || len(cal.Events()) != 1 {
			t.Fatalf("%v\n%s", err, c.B)
		}
		e := cal.Events()[0]
		if day, err := e.GetAllDayStartAt(); err != nil || day.Format(time.DateOnly) != "2027-01-31" || e.Id() != "review-1@example.com" {
			t.Errorf("the event is %v %v %q", day, err, e.Id())
		}
		want := strings.Map(func(c rune) rune {
			if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
				return -1
			}
			return c
		}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD")))
		got := e.GetProperty(ics.ComponentPropertySummary).Value
		if strings.ReplaceAll(got, "< ", "<") != strings.ReplaceAll(want, "< ", "<") {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	})
}
