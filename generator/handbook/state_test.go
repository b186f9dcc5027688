package handbook

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the table names zones that a machine may not have

	"pgregory.net/rapid"

	"policybook/generator/calendar"
)

// A stateCase is one row of testdata/states.txt, as text, without what it says in
// words: these are those of the interface, and tested with it.
type stateCase struct {
	line            int
	today, zone, fm string
	state, flag     string
	due, lastDay    string
	compact         string // the record as the script in a browser is given it
	whatItIsAbout   string
}

func readStates(t *testing.T) []stateCase {
	t.Helper()
	data, err := os.ReadFile("testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []stateCase
	header := true
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if header { // the names of the columns
			header = false
			continue
		}
		cells := strings.Split(line, " | ")
		if len(cells) != 11 {
			t.Fatalf("states.txt:%d: %d columns, want 11", i+1, len(cells))
		}
		for i, c := range cells {
			if cells[i] = strings.TrimSpace(c); cells[i] == "-" {
				cells[i] = ""
			}
		}
		cases = append(cases, stateCase{i + 1, cells[0], cells[1], cells[2], cells[3], cells[4], cells[7], cells[8], cells[9], cells[10]})
	}
	return cases
}

// record reads the front matter of a row.
func (c stateCase) record(t *testing.T, loc *time.Location) Record {
	t.Helper()
	dates := func(s string) (dates []calendar.Date) {
		for _, s := range strings.Split(s, ", ") {
			dates = append(dates, mustDate(t, s, loc))
		}
		return dates
	}
	period := func(s string) calendar.Period {
		p, err := calendar.ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	r := Record{DefaultCycle: calendar.Period{Months: 12}}
	seen := map[string]bool{}
	for _, pair := range strings.Split(c.fm, "; ") {
		key, value, ok := strings.Cut(pair, ": ")
		if !ok || seen[key] {
			t.Fatalf("front matter %q", pair)
		}
		seen[key] = true
		switch key {
		case "title":
		case "status":
			if r.Status, ok = ParseStatus(value); !ok {
				t.Fatalf("status %q", value)
			}
		case "effective_date":
			r.Effective = mustDate(t, value, loc)
		case "expires":
			r.Expires = mustDate(t, value, loc)
		case "lifespan":
			var err error
			if r.Lifespan, err = ParseLifespan(value, loc); err != nil {
				t.Fatal(err)
			}
		case "last_reviewed":
			r.LastReviewed = mustDate(t, value, loc)
		case "review_date":
			r.ReviewDate = mustDate(t, value, loc)
		case "review_cycle":
			r.ReviewCycle = period(value)
		case "site_review_cycle":
			r.DefaultCycle = calendar.Period{}
			if value != "none" {
				r.DefaultCycle = period(value)
			}
		case "reviews":
			r.Reviews = dates(value)
		case "approvals":
			r.Approvals = dates(value)
		case "rollout":
			r.Phases = dates(value)
		case "superseded_by":
			_, when, _ := strings.Cut(strings.TrimSuffix(value, ")"), " (")
			if first, last, ok := strings.Cut(when, " to"); ok {
				days := Stretch{First: mustDate(t, first, loc)}
				if last != "" {
					days.Last = mustDate(t, last[1:], loc)
				}
				r.Replaced = append(r.Replaced, days)
			} else if when == "in-force" || when == "pilot" {
				r.Replaced = []Stretch{{}}
			}
		default:
			t.Fatalf("unknown key %q", key)
		}
	}
	return r
}

func mustDate(t *testing.T, s string, loc *time.Location) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestStates(t *testing.T) {
	t.Parallel()
	for _, c := range readStates(t) {
		t.Run(fmt.Sprintf("line %d", c.line), func(t *testing.T) {
			t.Parallel()
			loc, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			r := c.record(t, loc)
			j := r.Judge(mustDate(t, c.today, loc))
			for _, v := range []struct{ what, got, want string }{
				{"state", j.State.String(), c.state},
				{"flag", j.Flag.String(), c.flag},
				{"due", r.ReviewDue().String(), c.due},
				{"last day", r.LastDay().String(), c.lastDay},
				{"record", r.String(), c.compact},
			} {
				if v.got != v.want {
					t.Errorf("%s (%s): %s: got %q, want %q", c.whatItIsAbout, c.fm, v.what, v.got, v.want)
				}
			}
		})
	}
}

// The table is worth what it covers.
func TestStatesCoverEverything(t *testing.T) {
	t.Parallel()
	cases := readStates(t)
	if len(cases) < 150 {
		t.Errorf("%d rows, want 150 or more", len(cases))
	}
	states, flags, rows := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range cases {
		states[c.state]++
		flags[c.flag]++
		if first := rows[c.today+c.zone+c.fm]; first != 0 {
			t.Errorf("line %d repeats line %d", c.line, first)
		}
		rows[c.today+c.zone+c.fm] = c.line
		if c.whatItIsAbout == "" {
			t.Errorf("line %d does not say what it shows", c.line)
		}
	}
	for s := range State(len(stateNames)) {
		if states[s.String()] < 4 {
			t.Errorf("%d rows with state %s, want 4 or more", states[s.String()], s)
		}
	}
	for f := range Flag(len(flagNames)) {
		if flags[f.String()] < 4 {
			t.Errorf("%d rows with flag %s, want 4 or more", flags[f.String()], f)
		}
	}
	if len(states) != len(stateNames) || len(flags) != len(flagNames) {
		t.Errorf("%d states, %d flags, want %d, %d", len(states), len(flags), len(stateNames), len(flagNames))
	}
}

// A phase without a date has neither begun nor lies ahead.
func TestPhaseWithoutDate(t *testing.T) {
	t.Parallel()
	today := calendar.New(2026, 6, 1)
	for _, known := range []calendar.Date{today, today.AddDays(1)} {
		r := Record{Status: StatusApproved, Phases: []calendar.Date{{}, known}}
		if got := r.Judge(today).State; got != InForce {
			t.Errorf("phases %q: %v, want in-force", r.Phases, got)
		}
	}
}

func TestParseStatus(t *testing.T) {
	t.Parallel()
	for want, s := range statusNames {
		if got, ok := ParseStatus(s); !ok || got != Status(want) || got.String() != s {
			t.Errorf("ParseStatus(%q) = %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "Approved", "approved ", "aproved", "in force"} {
		if got, ok := ParseStatus(s); ok || got != StatusDraft {
			t.Errorf("ParseStatus(%q) = %v, %v, want draft, false", s, got, ok)
		}
	}
}

func TestParseLifespan(t *testing.T) {
	t.Parallel()
	year := calendar.New(2027, 12, 31)
	for _, c := range []struct {
		in   string
		want Lifespan
		text string
	}{
		{"long-term", Lifespan{}, "long-term"},
		{" Long-Term ", Lifespan{}, "long-term"},
		{"short-term", Lifespan{ShortTerm: true}, "short-term"},
		{"18 months", Lifespan{Period: calendar.Period{Months: 18}}, "18 months"},
		{"P18M", Lifespan{Period: calendar.Period{Months: 18}}, "18 months"},
		{"until 2027-12-31", Lifespan{Until: year}, "until 2027-12-31"},
		{"Until  2027-12-31", Lifespan{Until: year}, "until 2027-12-31"},
		{"until 2027-12-30T12:00:00Z", Lifespan{Until: year}, "until 2027-12-31"}, // in the zone below
	} {
		got, err := ParseLifespan(c.in, time.FixedZone("", 14*3600))
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("ParseLifespan(%q) = %q, %v, want %q", c.in, got, err, c.text)
		}
		if again, err := ParseLifespan(got.String(), time.UTC); err != nil || again != got {
			t.Errorf("ParseLifespan(%q) = %q, %v, want it unchanged", got, again, err)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"", "the length of time is empty"},
		{"forever", "or long-term, short-term, until 2027-12-31"},
		{"biannual", `write "6 months"`},
		{"until", "the date is empty"},
		{"until further notice", "not written as year-month-day"},
		{"until 31/12/2027", "write the day as 2027-12-31"},
		{"until 2027-02-30", "February 2027 has 28 days"},
	} {
		got, err := ParseLifespan(c.in, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || got != (Lifespan{}) {
			t.Errorf("ParseLifespan(%q) = %v, %v, want an error with %q", c.in, got, err, c.want)
		}
	}
}

// genDate draws a date near others, so that boundaries are met, or no date.
func genDate(label string) *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		if rapid.IntRange(0, 3).Draw(t, label+" missing") == 0 {
			return calendar.Date{}
		}
		return calendar.New(2024, 1, 1).AddDays(rapid.IntRange(0, 500).Draw(t, label))
	})
}

var genStretch = rapid.Custom(func(t *rapid.T) Stretch {
	return Stretch{First: genDate("first").Draw(t, "first"), Last: genDate("last").Draw(t, "last")}
})

func genRecord(t *rapid.T) Record {
	period := rapid.Custom(func(t *rapid.T) calendar.Period {
		return calendar.Period{Months: rapid.IntRange(0, 14).Draw(t, "months"), Days: rapid.IntRange(0, 40).Draw(t, "days")}
	})
	return Record{
		Status:       Status(rapid.IntRange(0, 3).Draw(t, "status")),
		Effective:    genDate("effective").Draw(t, "effective"),
		Expires:      genDate("expires").Draw(t, "expires"),
		Lifespan:     Lifespan{Period: period.Draw(t, "lifespan"), Until: genDate("until").Draw(t, "until")},
		LastReviewed: genDate("last reviewed").Draw(t, "last reviewed"),
		Reviews:      rapid.SliceOfN(genDate("review"), 0, 3).Draw(t, "reviews"),
		Approvals:    rapid.SliceOfN(genDate("approval"), 0, 3).Draw(t, "approvals"),
		ReviewDate:   genDate("review date").Draw(t, "review date"),
		ReviewCycle:  period.Draw(t, "cycle"),
		DefaultCycle: period.Draw(t, "default cycle"),
		Phases:       rapid.SliceOfN(genDate("phase"), 0, 3).Draw(t, "phases"),
		Replaced:     rapid.SliceOfN(genStretch, 0, 2).Draw(t, "replaced"),
	}
}

// Every record has one state and one flag, and they agree with each other.
func TestJudgeIsTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		j := r.Judge(calendar.New(2024, 1, 1).AddDays(rapid.IntRange(-100, 900).Draw(t, "today")))
		if j.State.String() == "" || j.Flag.String() == "" {
			t.Fatalf("nameless judgement %+v", j)
		}
		if (j.Flag != NoFlag) != (j.State.Binding() || j.State == NotYetEffective) {
			t.Fatalf("state %v with flag %v", j.State, j.Flag)
		}
		if (j.Flag == NoFlag || j.Flag == Unscheduled) != j.Due.IsZero() {
			t.Fatalf("flag %v with due date %v", j.Flag, j.Due)
		}
		if late := j.Flag == Overdue || j.Flag == Lapsed; j.Days < 0 || late && j.Days == 0 {
			t.Fatalf("flag %v with %d days", j.Flag, j.Days)
		}
	})
}

// From one day to the next a document only grows older.
func TestJudgeFollowsTheCalendar(t *testing.T) {
	t.Parallel()
	age := map[State]int{NotYetEffective: 1, InForce: 2, Pilot: 2, Expired: 3}
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		r.Status, r.Replaced = StatusApproved, nil
		today := calendar.New(2024, 1, 1).AddDays(rapid.IntRange(-100, 900).Draw(t, "today"))
		now, next := r.Judge(today), r.Judge(today.AddDays(1))
		if age[next.State] < age[now.State] {
			t.Fatalf("%v and the day after %v", now.State, next.State)
		}
		if now.Flag == NoFlag || next.Flag == NoFlag {
			return
		}
		if next.Flag < now.Flag {
			t.Fatalf("%v and the day after %v", now.Flag, next.Flag)
		}
		if now.Flag >= Overdue && next.Days != now.Days+1 {
			t.Fatalf("%d days late and the day after %d", now.Days, next.Days)
		}
	})
}

// Between two turns the state stays the same, and at each it changes.
func TestTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		day := calendar.New(2024, 1, 1).AddDays(rapid.IntRange(-100, 600).Draw(t, "day"))
		turns := r.Turns(day)
		for range 1000 {
			was := r.Judge(day).State
			day = day.AddDays(1)
			turn := len(turns) > 0 && turns[0] == day
			if turn {
				turns = turns[1:]
			}
			if is := r.Judge(day).State; (is != was) != turn {
				t.Fatalf("%v: %v after %v, a turn: %v", day, is, was, turn)
			}
		}
		if len(turns) > 0 {
			t.Fatalf("turns left over: %v", turns)
		}
	})
}

func TestReviewDueIsNotBeforeAnchor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		r.ReviewDate = calendar.Date{}
		due, anchor := r.ReviewDue(), r.Anchor()
		if !due.IsZero() && !due.After(anchor) {
			t.Fatalf("due %v, anchor %v", due, anchor)
		}
		for _, d := range append(append([]calendar.Date{r.LastReviewed}, r.Reviews...), r.Approvals...) {
			if d.After(anchor) {
				t.Fatalf("anchor %v is before %v", anchor, d)
			}
		}
	})
}
