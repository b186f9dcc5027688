package calendar

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // tests name zones that a machine may not have

	"pgregory.net/rapid"
)

// day reads a date that a test has written.
func day(t testing.TB, s string) Date {
	t.Helper()
	if s == "" {
		return Date{}
	}
	d, err := ParseDate(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every day there is, compared with the standard library.
func TestEveryDay(t *testing.T) {
	t.Parallel()
	d := New(1, 1, 1)
	days := 0
	for at := time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() <= 9999; at = at.AddDate(0, 0, 1) {
		days++
		y, m, dd := at.Date()
		if d != New(y, m, dd) || d != DateOf(at, time.UTC) || d.Weekday() != at.Weekday() || d.Year() != y || d.Month() != m || d.Day() != dd {
			t.Fatalf("day %d is %v %v, want %v", days, d, d.Weekday(), at)
		}
		if days%37 == 0 && d.String() != at.Format(time.DateOnly) {
			t.Fatalf("day %d is written %v, want %v", days, d, at)
		}
		d = d.AddDays(1)
	}
	if days != 3652059 || d.String() != "9999-12-31" {
		t.Errorf("%d days, the last one %v", days, d)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		y    int
		m    time.Month
		d    int
		want string // "" is no date
	}{
		{1, 1, 1, "0001-01-01"}, {9999, 12, 31, "9999-12-31"},
		{2024, 2, 29, "2024-02-29"}, {2000, 2, 29, "2000-02-29"},
		{2025, 2, 29, ""}, {1900, 2, 29, ""}, {2100, 2, 29, ""}, {2026, 4, 31, ""},
		{0, 1, 1, ""}, {10000, 1, 1, ""}, {-1, 1, 1, ""},
		{2026, 0, 1, ""}, {2026, 13, 1, ""}, {2026, 1, 0, ""}, {2026, 1, 32, ""}, {2026, 1, -1, ""},
	} {
		got := New(c.y, c.m, c.d)
		if got.String() != c.want || got.IsZero() != (c.want == "") {
			t.Errorf("New(%d, %d, %d) = %q, want %q", c.y, c.m, c.d, got, c.want)
		}
	}
}

func TestNoDate(t *testing.T) {
	t.Parallel()
	var none Date
	if !none.IsZero() || none.String() != "" || none.Year() != 0 || none.Month() != 0 || none.Day() != 0 {
		t.Errorf("no date is %q: %d, %d, %d", none, none.Year(), none.Month(), none.Day())
	}
	if d := none.AddDays(5); !d.IsZero() {
		t.Errorf("no date and 5 days is %v", d)
	}
	if d := none.Add(Period{1, 1}); !d.IsZero() {
		t.Errorf("no date and a period is %v", d)
	}
	some := New(2026, 1, 15)
	if none.Sub(some) != 0 || some.Sub(none) != 0 {
		t.Errorf("from no date it is %d and %d days", some.Sub(none), none.Sub(some))
	}
	if !none.Before(New(1, 1, 1)) || none.Compare(some) != -1 || some.Compare(none) != 1 || none.Compare(none) != 0 || none.After(none) {
		t.Error("no date is not before every date")
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, zone, want string }{
		{"2026-01-15T10:30:00Z", "UTC", "2026-01-15"},
		{"2026-01-15T10:30:00Z", "Pacific/Kiritimati", "2026-01-16"},
		{"2026-01-15T10:30:00Z", "Pacific/Pago_Pago", "2026-01-14"},
		{"2026-06-30T22:30:00Z", "Europe/Berlin", "2026-07-01"},
		{"2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29"}, // clocks go forward
		{"0000-12-31T23:59:59Z", "UTC", ""},
		{"0000-12-31T23:59:59Z", "Etc/GMT-14", "0001-01-01"},
		{"9999-12-31T23:59:59Z", "UTC", "9999-12-31"},
		{"9999-12-31T23:59:59Z", "Pacific/Kiritimati", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(at, loc); got.String() != c.want {
			t.Errorf("DateOf(%s, %s) = %q, want %q", c.at, c.zone, got, c.want)
		}
	}
	if got := DateOf(time.Unix(0, 0), nil); got.String() != "1970-01-01" {
		t.Errorf("DateOf(epoch, nil) = %v", got)
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	const huge = int(^uint(0) >> 1)
	for _, c := range []struct {
		from string
		p    Period
		want string
	}{
		{"2024-01-31", Period{Months: 1}, "2024-02-29"},
		{"2024-02-29", Period{Months: 12}, "2025-02-28"},
		{"2025-08-31", Period{Months: 6}, "2026-02-28"},
		{"2025-01-31", Period{Months: 1}, "2025-02-28"},
		{"2026-01-31", Period{Months: 2}, "2026-03-31"},
		{"2026-03-31", Period{Months: 1}, "2026-04-30"},
		{"2026-12-31", Period{Months: 2}, "2027-02-28"},
		{"2024-02-29", Period{Months: 48}, "2028-02-29"},
		{"2096-02-29", Period{Months: 48}, "2100-02-28"},
		{"2026-01-15", Period{Months: 11}, "2026-12-15"},
		{"2026-12-15", Period{Months: 1}, "2027-01-15"},
		{"2026-01-15", Period{Days: 14}, "2026-01-29"},
		{"2026-01-15", Period{}, "2026-01-15"},
		{"2025-01-31", Period{Months: 1, Days: 10}, "2025-03-10"}, // months first
		{"2026-03-31", Period{Months: -1}, "2026-02-28"},
		{"2026-01-15", Period{Months: -12, Days: -15}, "2024-12-31"},
		{"9999-12-31", Period{Months: 1}, "9999-12-31"},
		{"9999-01-01", Period{Months: 12}, "9999-12-31"},
		{"9999-12-31", Period{Days: 1}, "9999-12-31"},
		{"2026-01-15", Period{Months: huge}, "9999-12-31"},
		{"2026-01-15", Period{Days: huge}, "9999-12-31"},
		{"0001-01-31", Period{Months: -1}, "0001-01-01"},
		{"2026-01-15", Period{Months: -huge}, "0001-01-01"},
		{"2026-01-15", Period{Days: -huge}, "0001-01-01"},
	} {
		if got := day(t, c.from).Add(c.p); got.String() != c.want {
			t.Errorf("%s and %v is %v, want %s", c.from, c.p, got, c.want)
		}
	}
}

func TestSub(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2026-01-15", "2026-01-15", 0},
		{"2026-01-16", "2026-01-15", 1},
		{"2026-01-15", "2026-01-16", -1},
		{"2024-03-01", "2024-02-28", 2},
		{"2025-03-01", "2025-02-28", 1},
		{"9999-12-31", "0001-01-01", 3652058},
	} {
		a, b := day(t, c.a), day(t, c.b)
		if got := a.Sub(b); got != c.want {
			t.Errorf("%s - %s = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := b.AddDays(c.want); got != a {
			t.Errorf("%s and %d days is %v, want %s", c.b, c.want, got, c.a)
		}
		if a.After(b) != (c.want > 0) || a.Before(b) != (c.want < 0) || (a.Compare(b) == 0) != (c.want == 0) {
			t.Errorf("%s and %s are in the wrong order", c.a, c.b)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	type doc struct {
		Due  Date `json:"due"`
		None Date `json:"none"`
		Gone Date `json:"gone,omitzero"`
	}
	want := doc{Due: New(2026, 1, 15)}
	data, err := json.Marshal(want)
	if err != nil || string(data) != `{"due":"2026-01-15","none":""}` {
		t.Fatalf("%s, %v", data, err)
	}
	got := doc{None: New(2026, 1, 1)}
	if err := json.Unmarshal(data, &got); err != nil || got != want {
		t.Errorf("%s is read as %v, %v", data, got, err)
	}
	for _, s := range []string{"2026-02-30", "2026-01-15T10:00:00Z", "15/01/2026", "2026-01-15 "} {
		d := New(2026, 1, 1)
		if err := d.UnmarshalText([]byte(s)); err == nil || d != New(2026, 1, 1) {
			t.Errorf("UnmarshalText(%q) = %v and sets %v", s, err, d)
		}
	}
}

func genDate(t *rapid.T, label string) Date {
	return Date{int32(rapid.IntRange(first, last).Draw(t, label))}
}

func TestAddIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, e := genDate(t, "d"), genDate(t, "e")
		if e.Before(d) {
			d, e = e, d
		}
		months, days := rapid.IntRange(0, 1200).Draw(t, "months"), rapid.IntRange(0, 36525).Draw(t, "days")
		p := Period{months, days}
		if d.Add(p).After(e.Add(p)) {
			t.Fatalf("%v is before %v, but %v after %v", d, e, d.Add(p), e.Add(p))
		}
		longer := Period{months + rapid.IntRange(0, 12).Draw(t, "more months"), days + rapid.IntRange(0, 31).Draw(t, "more days")}
		if d.Add(p).After(d.Add(longer)) {
			t.Fatalf("%v and %v is after %v and %v", d, p, d, longer)
		}
	})
}

func TestAddMonthsStaysInMonth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := New(rapid.IntRange(1, 9000).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 1)
		d = d.AddDays(rapid.IntRange(0, 30).Draw(t, "day"))
		n := rapid.IntRange(0, 1200).Draw(t, "months")
		got := d.Add(Period{Months: n})
		if g, w := got.Year()*12+int(got.Month()), d.Year()*12+int(d.Month())+n; g != w {
			t.Fatalf("%v and %d months is %v: %d months too many", d, n, got, g-w)
		}
		if got.Day() != d.Day() && (got.Day() > d.Day() || got.AddDays(1).Day() != 1) {
			t.Fatalf("%v and %d months is %v", d, n, got)
		}
	})
}
