package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ics "github.com/arran4/golang-ical"
)

// awkward are titles that a calendar file must carry unharmed.
var awkward = []string{
	"Passwords",
	`Commas, semicolons; and \ backslashes`,
	"Ein langer Titel mit Umlauten äöüß, der über mehrere Zeilen der Datei geht und dabei kein Zeichen zerschneiden darf",
	strings.Repeat("日本語の規程", 20),
	strings.Repeat("x", 66) + "é" + strings.Repeat("y", 80),
	"BEGIN:VEVENT inside",
}

func dueHandbook() fstest.MapFS {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Rules, all of them\nbase_url: https://example.com/handbook/\n")}}
	for i, title := range awkward {
		files[fmt.Sprintf("content/a/d%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %q\nid: \"P/%d\"\nowner: desk\nscope: organization\nstatus: approved\neffective_date: 2026-01-01\nreview_date: 2027-01-%02d\n---\n\nText.\n", title, i, i+1)}
	}
	return files
}

// TestCalendar reads the calendar files back with a parser that is not ours.
func TestCalendar(t *testing.T) {
	t.Parallel()
	site := compile(t, dueHandbook(), nil)
	for _, path := range []string{"reviews.ics", "owners/desk.ics"} {
		text := read(t, site, path)
		for _, line := range strings.SplitAfter(text, "\r\n") {
			if line == "" {
				continue
			}
			if body, ok := strings.CutSuffix(line, "\r\n"); !ok || len(body) > 75 || strings.ContainsAny(body, "\r\n") || body != strings.ToValidUTF8(body, "") {
				t.Errorf("%s: no proper line: %q", path, line)
			}
		}
		cal, err := ics.ParseCalendar(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(cal.Events()) != len(awkward) {
			t.Fatalf("%s: %d events, want %d", path, len(cal.Events()), len(awkward))
		}
		for i, e := range cal.Events() {
			checkEvent(t, e, i)
		}
	}
}

func checkEvent(t *testing.T, e *ics.VEvent, i int) {
	t.Helper()
	value := func(p ics.ComponentProperty) string { return ics.FromText(e.GetProperty(p).Value) }
	if got, want := value(ics.ComponentPropertySummary), fmt.Sprintf("Review: %s (P/%d)", awkward[i], i); got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
	if got, want := e.Id(), fmt.Sprintf("review-P%%2F%d@example.com", i); got != want {
		t.Errorf("uid %q, want %q", got, want)
	}
	start, err := e.GetAllDayStartAt()
	if want := time.Date(2027, 1, i+1, 0, 0, 0, 0, time.UTC); err != nil || start.Format(time.DateOnly) != want.Format(time.DateOnly) {
		t.Errorf("starts on %v, want %v: %v", start, want, err)
	}
	if end, err := e.GetAllDayEndAt(); err != nil || end.Sub(start) != 24*time.Hour {
		t.Errorf("ends at %v, %v after %v", end, err, start)
	}
	if stamp, err := e.GetDtStampTime(); err != nil || stamp.Format(time.RFC3339) != today+"T00:00:00Z" {
		t.Errorf("stamp %v, %v", stamp, err)
	}
	if got, want := value(ics.ComponentPropertyUrl), fmt.Sprintf("https://example.com/handbook/a/d%d.html", i); got != want {
		t.Errorf("address %q, want %q", got, want)
	}
	if alarms := e.Alarms(); len(alarms) != 1 || alarms[0].GetProperty(ics.ComponentPropertyTrigger).Value != "-P30D" {
		t.Errorf("%d alarms, want one 30 days before", len(alarms))
	}
}

// A title that looks like a tag is none in a calendar, whatever opens the file.
func TestCalendarHasNoTags(t *testing.T) {
	t.Parallel()
	files := reviewed(1)
	for name, f := range files {
		if strings.HasSuffix(name, ".md") {
			f.Data = bytes.Replace(f.Data, []byte("title: "), []byte("title: <script>alert(1)</script> "), 1)
		}
	}
	text := read(t, compile(t, files, nil), "reviews.ics")
	if strings.Contains(text, "<script") || !strings.Contains(text, "< script>") {
		t.Errorf("the calendar is %s", text)
	}
}
