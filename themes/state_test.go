package themes_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the table names zones that a machine may not have

	"policybook/generator/calendar"
)

// script reads the script of a site.
func script(t *testing.T, s site) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.folder, "assets", "site.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// row is a row of the table of states, for the script.
type row struct {
	line                       int
	Now                        int64  // in milliseconds
	Zone, Record               string // as a page holds them
	state, flag, label, review string
}

// stateRows reads the table by which the generator is tested, too.
func stateRows(t *testing.T) []row {
	t.Helper()
	text, err := os.ReadFile("../generator/handbook/testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	column := map[string]int{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, " | ")
		for j := range cells {
			if cells[j] = strings.TrimSpace(cells[j]); len(column) == len(cells) && cells[j] == "-" {
				cells[j] = ""
			}
		}
		if len(column) == 0 {
			for j, name := range cells {
				column[name] = j
			}
			continue
		}
		cell := func(name string) string { return cells[column[name]] }
		zone, err := time.LoadLocation(cell("zone"))
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, cell("today"))
		if err != nil { // a day, not an instant
			now, err = time.ParseInLocation("2006-01-02 15", cell("today")+" 12", zone)
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row{i + 1, now.UnixMilli(), cell("zone"), cell("record"), cell("state"), cell("flag"), cell("state in words"), cell("review in words")})
	}
	return rows
}

// testStates gives the script every row of the table of states, on a page that was made long before.
func testStates(t *testing.T, b *browser) {
	rows := stateRows(t)
	if len(rows) < 150 {
		t.Fatalf("only %d rows", len(rows))
	}
	type shown struct{ State, Label, Flag, Review string }
	tab := b.tab(t)
	tab.open("about:blank")
	got := evaluate[[]shown](tab, `((rows, script) => {
		const Real = Date, run = new Function(script);
		return rows.map(({Now, Zone, Record}) => {
			globalThis.Date = class extends Real { constructor(...args) { args.length ? super(...args) : super(Now); } };
			document.documentElement.lang = 'en';
			Object.assign(document.documentElement.dataset, {day: '0001-01-01', zone: Zone});
			const state = document.createElement('span'), flag = document.createElement('span');
			state.dataset.state = Record;
			flag.dataset.flag = '';
			document.body.replaceChildren(state, flag);
			run();
			return {State: state.className, Label: state.textContent, Flag: flag.className, Review: flag.hidden ? 'hidden' : flag.textContent};
		});
	})(%s, %s)`, rows, script(t, b.sample))
	for i, r := range rows {
		want := shown{"chip state-" + r.state, r.label, "chip flag-" + r.flag, r.review}
		switch r.flag {
		case "none", "unscheduled", "current":
			want.Review = "hidden"
		}
		if got[i] != want {
			t.Errorf("states.txt:%d: the script shows %+v, want %+v", r.line, got[i], want)
		}
	}
}

// testDistances gives the script the table of distances by which the generator is tested, too.
func testDistances(t *testing.T, b *browser) {
	text, err := os.ReadFile("../generator/render/testdata/distances.txt")
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.New(2024, time.February, 29)
	var days, want []string
	for line := range strings.Lines(string(text)) {
		number, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		days, want = append(days, today.AddDays(n).String()), append(want, words)
	}
	tab := b.tab(t)
	tab.open("about:blank")
	got := evaluate[[]string](tab, `((days, now, script) => {
		const Real = Date;
		globalThis.Date = class extends Real { constructor(...args) { args.length ? super(...args) : super(now); } };
		document.documentElement.lang = 'en';
		Object.assign(document.documentElement.dataset, {day: '0001-01-01', zone: 'UTC'});
		const spans = days.map(day => {
			const span = document.createElement('span');
			span.dataset.ago = day;
			return span;
		});
		document.body.replaceChildren(...spans);
		new Function(script)();
		return spans.map(s => s.textContent);
	})(%s, %s, %s)`, days, noon(today).UnixMilli(), script(t, b.sample))
	for i := range days {
		if got[i] != want[i] {
			t.Errorf("%s on %v: %q, want %q", days[i], today, got[i], want[i])
		}
	}
}

// told is what a page says of a document's state and review.
const told = `(() => {
	const shown = e => e.checkVisibility();
	return {
		chips: [...document.querySelectorAll('main [data-state], main [data-flag]')].filter(shown).filter(e => !e.closest('.banner')).map(e => e.className + ': ' + e.textContent),
		banners: [...document.querySelectorAll('main .banner')].map(e => e.className + ': ' + e.innerText),
	};
})()`

// testOldPages reads the pages of an old site on later days. They say of every document what
// the pages say that are made on those days.
func testOldPages(t *testing.T, b *browser) {
	for _, later := range []calendar.Date{
		calendar.New(2026, time.November, 22), calendar.New(2027, time.January, 1), calendar.New(2028, time.June, 1),
	} {
		t.Run(later.String(), func(t *testing.T) {
			t.Parallel()
			fresh := build(t, statesHandbook(t), later)
			old, now := b.tab(t), b.tab(t)
			old.clock(noon(later))
			now.clock(noon(later))
			changed := 0
			for _, page := range fresh.pages {
				if !strings.HasPrefix(page, "a/") || page == "a/index.html" {
					continue
				}
				old.open(b.states.file + page)
				now.open(fresh.file + page)
				got, _ := json.MarshalIndent(evaluate[any](old, told), "", " ")
				want, _ := json.MarshalIndent(evaluate[any](now, told), "", " ")
				if string(got) != string(want) {
					t.Errorf("%s, read on %v: %s\nmade on that day: %s", page, later, got, want)
				}
				if evaluate[bool](old, `document.querySelector('body > footer').innerText.includes('earlier day')`) {
					changed++
				}
				if evaluate[bool](now, `document.querySelector('body > footer').innerText.includes('earlier day')`) {
					t.Errorf("%s: a page of today says that it is old", page)
				}
			}
			if changed < 10 {
				t.Errorf("%d pages say that they were made on an earlier day, want all", changed)
			}
		})
	}
}

// testSameDay reads pages on the day for which they were made, on the day before and where the
// zone is unknown: the script leaves every word as it is.
func testSameDay(t *testing.T, b *browser) {
	const words = `document.querySelector('main').textContent + document.querySelector('body > footer').textContent`
	plain := b.tab(t)
	plain.script(false)
	pages := []string{"index.html", "owners/desk.html"}
	for _, p := range b.states.pages {
		if strings.HasPrefix(p, "a/") {
			pages = append(pages, p)
		}
	}
	type reading struct {
		name string
		*tab
	}
	same, before, lost := reading{"the same day", b.tab(t)}, reading{"the day before", b.tab(t)}, reading{"an unknown zone", b.tab(t)}
	same.clock(noon(published))
	before.clock(noon(published.AddDays(-1)))
	lost.clock(noon(published.AddDays(400)))
	lost.before(`new MutationObserver((_, o) => { if (document.documentElement) { document.documentElement.dataset.zone = 'Mars/Olympus'; o.disconnect(); } }).observe(document, {childList: true})`)
	for i, page := range pages {
		plain.open(b.states.file + page)
		want := evaluate[string](plain, words)
		readings := []reading{same}
		if i < 4 {
			readings = append(readings, before, lost)
		}
		for _, r := range readings {
			r.open(b.states.file + page)
			if got := evaluate[string](r.tab, words); got != want {
				t.Errorf("%s, %s: the script changes %q to %q", page, r.name, want, got)
			}
		}
	}
}
