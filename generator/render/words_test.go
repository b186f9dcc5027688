package render

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata" // the table names zones that a machine may not have

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

func themeFolder() fs.FS { return os.DirFS("../../themes/default") }

// in gives the interface in a language.
func in(t *testing.T, lang string) *words {
	t.Helper()
	w, problems := newWords(themeFolder(), nil, nil, lang)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return w
}

// TestWordsAreUsed finds words that nothing prints any more.
func TestWordsAreUsed(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, pattern := range []string{"*.go", "../markdown/*.go", "../../themes/default/*.*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: nothing there: %v", pattern, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(b)
		}
	}
	made := []string{"month-", "short-month-", "type-", "classification-", "acknowledge-", "format-", "register-kind-", "outcome-", "state-", "review-", "about-state-", "about-flag-", "flag-", "timeline-flag-", "cover-", "banner-", "redline-", "ahead-", "since-"}
	for key := range in(t, "en").messages {
		used := strings.Contains(text.String(), `"`+key+`"`)
		for _, prefix := range made {
			used = used || strings.HasPrefix(key, prefix)
		}
		if !used {
			t.Errorf("no page prints %q", key)
		}
	}
}

// TestLanguagesAreComplete shows that each language has every word, and a text
// for each category of numbers that whole numbers fall into.
func TestLanguagesAreComplete(t *testing.T) {
	t.Parallel()
	english, problems := readWords(themeFolder(), englishWords, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	files, err := fs.Glob(themeFolder(), wordsFolder+"/*")
	if err != nil || len(files) < 2 {
		t.Fatalf("words in %q: %v", files, err)
	}
	for _, file := range files {
		messages, problems := readWords(themeFolder(), file, english)
		if len(problems) > 0 {
			t.Errorf("%s: %v", file, problems)
		}
		for key, m := range english {
			switch got := messages[key]; {
			case got == nil:
				t.Errorf("%s has no %q", file, key)
			case m.counts != nil:
				for n := range 200 {
					if form := plural.Cardinal.MatchPlural(got.lang, n, 0, 0, 0, 0); got.counts[form] == nil {
						t.Errorf("%s: %q has no text for the number %d", file, key, n)
						break
					}
				}
			}
		}
	}
}

// TestStateWords tells each judgement of the table of states in words.
func TestStateWords(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../handbook/testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	var flags []string
	for f := handbook.NoFlag; f <= handbook.Lapsed; f++ {
		flags = append(flags, f.String())
	}
	var states []string
	for s := handbook.Superseded; s <= handbook.InForce; s++ {
		states = append(states, s.String())
	}
	w, rows := in(t, "en"), 0
	for _, line := range strings.Split(string(table), "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 11 || strings.HasPrefix(line, "today ") {
			continue
		}
		for i, c := range cells {
			if cells[i] = strings.TrimSpace(c); cells[i] == "-" {
				cells[i] = ""
			}
		}
		rows++
		j := handbook.Judgement{State: handbook.State(slices.Index(states, cells[3])), Flag: handbook.Flag(slices.Index(flags, cells[4]))}
		if cells[7] != "" {
			zone, err := time.LoadLocation(cells[1])
			if err != nil {
				t.Fatal(err)
			}
			j.Due = date(t, cells[7], zone)
			j.Days = j.Due.Sub(date(t, cells[0], zone))
			j.Days = max(j.Days, -j.Days)
		}
		if got := w.states[j.State]; got != cells[5] {
			t.Errorf("%s: got the words %q, want %q", cells[3], got, cells[5])
		}
		if got := w.review(j); got != cells[6] {
			t.Errorf("%s (%d days): got the words %q, want %q", cells[4], j.Days, got, cells[6])
		}
	}
	if rows < 150 {
		t.Errorf("%d rows read, want 150 or more", rows)
	}
}

func date(t *testing.T, text string, zone *time.Location) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 documents", 1: "1 document", 2: "2 documents", 1000: "1000 documents"} {
		if got := in(t, "en").counted(n, "document"); got != want {
			t.Errorf("counted(%d) = %q, want %q", n, got, want)
		}
	}
	polish, err := newMessage(json.RawMessage(`{"one": "# dokument", "few": "# dokumenty", "many": "# dokumentów", "other": "# dokumentu"}`), language.Polish)
	if err != nil {
		t.Fatal(err)
	}
	w := &words{messages: map[string]*message{"document": polish}}
	for n, want := range map[int]string{0: "0 dokumentów", 1: "1 dokument", 2: "2 dokumenty", 5: "5 dokumentów", 12: "12 dokumentów", 22: "22 dokumenty", 25: "25 dokumentów"} {
		if got := w.counted(n, "document"); got != want {
			t.Errorf("counted(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, date, long, short string }{
		{"en", "2026-01-02", "2\u00a0January 2026", "2 Jan 2026"},
		{"en", "2026-12-31", "31\u00a0December 2026", "31 Dec 2026"},
		{"de", "2026-01-02", "2.\u00a0Januar 2026", "02.01.2026"},
		{"de", "2026-12-31", "31.\u00a0Dezember 2026", "31.12.2026"},
	} {
		w, d := in(t, c.lang), date(t, c.date, time.UTC)
		if long, short := string(w.appendDate(nil, w.long, d)), string(w.appendDate(nil, w.short, d)); long != c.long || short != c.short {
			t.Errorf("%s: %s is %q and %q, want %q and %q", c.lang, c.date, long, short, c.long, c.short)
		}
	}
	w := &words{months: [12]string{4: "May"}, shortMonths: [12]string{4: "M."}}
	all, err := newMessage(json.RawMessage(`"{yyyy}-{mm}-{dd}, {d}/{m}, {mon} {month}"`), language.English)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(w.appendDate(nil, all, date(t, "2026-05-09", time.UTC))), "2026-05-09, 9/5, M. May"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		period calendar.Period
		en, de string
	}{
		{calendar.Period{Months: 12}, "1 year", "1 Jahr"},
		{calendar.Period{Months: 18}, "18 months", "18 Monate"},
		{calendar.Period{Days: 14}, "2 weeks", "2 Wochen"},
		{calendar.Period{Months: 24, Days: 1}, "2 years 1 day", "2 Jahre 1 Tag"},
		{calendar.Period{}, "", ""},
	} {
		if en, de := in(t, "en").period(c.period), in(t, "de").period(c.period); en != c.en || en != c.period.String() || de != c.de {
			t.Errorf("%s: %q and %q, want %q and %q", c.period, en, de, c.en, c.de)
		}
	}
}

// TestScriptWords gives a script its words as JavaScript values.
func TestScriptWords(t *testing.T) {
	t.Parallel()
	override := fstest.MapFS{"words/de.json": {Data: []byte(`{"home": "\"Start\" </script>\u2028"}`)}}
	w, problems := newWords(themeFolder(), override, []string{"words/de.json"}, "de")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got, err := w.fill("site.js", `const words = {lang: {{t "language"}}, home: {{t "home"}}, asOf: {{ t "as-of" }}, documents: {{t "document"}}};`)
	want := `const words = {lang: "de", home: "\"Start\" \u003c/script\u003e\u2028", asOf: "Stand: {date}", documents: {"one":"# Dokument","other":"# Dokumente"}};`
	if err != nil || got != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
	for _, text := range []string{`{{t "as-of" "date" .Date}}`, `{{t "hoem"}}`} {
		if _, err := w.fill("site.js", "\n"+text); err == nil || !strings.Contains(err.Error(), "site.js:2:") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{`{{t "as-of"}}`, `{{t "document"}}`} {
		if _, err := w.fill("style.css", text); err == nil {
			t.Errorf("%s can stand in a stylesheet", text)
		}
	}
}

func TestDirections(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"en": "ltr", "ar": "rtl", "he-IL": "rtl", "fa": "rtl", "ur": "rtl", "az-Arab": "rtl", "az": "ltr", "dv": "rtl", "ja": "ltr", "ps": "rtl", "yi": "rtl", "ku-Arab-IQ": "rtl"} {
		if got := direction(tag); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}

// A page runs as its handbook's language does, whatever the words in use.
func TestDirectionOfPages(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"": "ltr", "de": "ltr", "ar": "rtl", "fa-IR": "rtl"} {
		w, _ := newWords(themeFolder(), nil, nil, lang)
		if got := w.word("dir"); got != want {
			t.Errorf("%q: %s, want %s", lang, got, want)
		}
	}
}

// FuzzWords reads words files: none breaks the interface, what is wrong has a
// line of the file, and the parts of what is right make up what was written.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{
		`{"home": "Anfang", "as-of": "Am {date}"}`, `{"document": {"one": "ein Dokument", "other": "# Dokumente"}}`,
		`{"long-date": "{dd}.{mm}.{yyyy}"}`, "{\n\"home\": 1,\n\"home\": null}", `{"as-of": "{date}}"}`, `[]`, ``, `{"home": "a"} x`,
	} {
		f.Add(seed)
	}
	english, problems := readWords(themeFolder(), englishWords, nil)
	if len(problems) > 0 {
		f.Fatal(problems)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := fstest.MapFS{"words/de.json": {Data: []byte(text)}}
		messages, problems := readWords(files, "words/de.json", english)
		for _, p := range problems {
			if p.Line < 1 || p.Line > 1+strings.Count(text, "\n") || p.Text == "" {
				t.Fatalf("%+v", p)
			}
		}
		for key, m := range messages {
			var whole string
			if m.counts != nil || json.Unmarshal(m.json, &whole) != nil {
				continue
			}
			var parts strings.Builder
			for _, p := range m.parts {
				parts.WriteString(p.text)
				if p.name != "" {
					parts.WriteString("{" + p.name + "}")
				}
			}
			if parts.String() != whole {
				t.Fatalf("%s: %q became %q", key, whole, parts.String())
			}
		}
		w, _ := newWords(themeFolder(), files, []string{"words/de.json"}, "de")
		w.counted(2, "document")
		w.sentence("as-of", func(string) string { return "" })
		w.appendDate(nil, w.long, calendar.New(2026, 1, 2))
	})
}

// The script has the same rules, and is tested by the same table.
func TestDistances(t *testing.T) {
	t.Parallel()
	m := &markup{site: &site{words: in(t, "en")}}
	text, err := os.ReadFile("testdata/distances.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		number, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		days, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.relative(days); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
}
