package calendar

import (
	"strings"
	"testing"
)

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want Period
		text string
	}{
		{"1 day", Period{0, 1}, "1 day"}, {"30 days", Period{0, 30}, "30 days"}, {"1 days", Period{0, 1}, "1 day"},
		{"1 week", Period{0, 7}, "1 week"}, {"6 weeks", Period{0, 42}, "6 weeks"},
		{"1 month", Period{1, 0}, "1 month"}, {"18 months", Period{18, 0}, "18 months"}, {"12 months", Period{12, 0}, "1 year"},
		{"1 quarter", Period{3, 0}, "3 months"}, {"4 quarters", Period{12, 0}, "1 year"},
		{"1 year", Period{12, 0}, "1 year"}, {"2 years", Period{24, 0}, "2 years"}, {"100 years", Period{1200, 0}, "100 years"},
		{"0018 months", Period{18, 0}, "18 months"}, {"36525 days", Period{0, 36525}, "36525 days"},
		{"  18\t MONTHS ", Period{18, 0}, "18 months"}, {"18\u00a0months", Period{18, 0}, "18 months"}, {"18months", Period{18, 0}, "18 months"},

		{"1 year 6 months", Period{18, 0}, "18 months"}, {"1 year, 6 months", Period{18, 0}, "18 months"},
		{"1 year and 6 months", Period{18, 0}, "18 months"}, {"1 year, 1 month and 1 day", Period{13, 1}, "13 months 1 day"},
		{"1 year 10 days", Period{12, 10}, "1 year 10 days"}, {"2 weeks 3 days", Period{0, 17}, "17 days"},
		{"1 year 1 quarter 1 month 1 week 1 day", Period{16, 8}, "16 months 8 days"},
		{"99 years 12 months", Period{1200, 0}, "100 years"}, {"0 years 6 months", Period{6, 0}, "6 months"},

		{"30d", Period{0, 30}, "30 days"}, {"6w", Period{0, 42}, "6 weeks"}, {"18m", Period{18, 0}, "18 months"}, {"2y", Period{24, 0}, "2 years"},

		{"daily", Period{0, 1}, "1 day"}, {"Weekly", Period{0, 7}, "1 week"}, {"monthly", Period{1, 0}, "1 month"},
		{"quarterly", Period{3, 0}, "3 months"}, {"semiannual", Period{6, 0}, "6 months"}, {"Semi-Annually", Period{6, 0}, "6 months"},
		{"annual", Period{12, 0}, "1 year"}, {"annually", Period{12, 0}, "1 year"}, {"YEARLY", Period{12, 0}, "1 year"},
		{"biennial", Period{24, 0}, "2 years"}, {"triennial", Period{36, 0}, "3 years"},

		{"P18M", Period{18, 0}, "18 months"}, {"P1Y6M", Period{18, 0}, "18 months"}, {"p2w", Period{0, 14}, "2 weeks"},
		{"P1Y2M3W4D", Period{14, 25}, "14 months 25 days"}, {"P100Y", Period{1200, 0}, "100 years"}, {"P1D", Period{0, 1}, "1 day"},
	} {
		got, err := ParsePeriod(c.in)
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("ParsePeriod(%q) = %#v %q, %v, want %#v %q", c.in, got, got, err, c.want, c.text)
		}
	}
	if s := (Period{}).String(); s != "" {
		t.Errorf("no period is %q", s)
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	t.Parallel()
	const (
		not = " is not a length of time: "
		two = " is ambiguous: "
		how = `write a number and a unit, for example "18 months", "2 years" or "90 days"`
	)
	for _, c := range []struct{ in, want string }{
		{"biannual", `"biannual"` + two + `write "6 months" for twice a year, or "2 years" for every second year`},
		{"Bi-annually", `"Bi-annually"` + two + `write "6 months" for twice a year, or "2 years" for every second year`},
		{"bimonthly", `"bimonthly"` + two + `write "2 months" for every second month, or "2 weeks" for about twice a month`},
		{"bi-weekly", `"bi-weekly"` + two + `write "2 weeks" for every second week, or "3 days" for about twice a week`},
		{"semi-monthly", `"semi-monthly"` + two + `write "15 days" or "2 weeks" for about twice a month`},
		{"semiweekly", `"semiweekly"` + two + `write "3 days" or "4 days" for about twice a week`},

		{"every 6 months", `"every 6 months"` + not + `write "6 months"`},
		{"every year", `"every year"` + not + `write "1 year"`},
		{"Six Months", `"Six Months"` + not + `write "6 months"`},
		{"a year", `"a year"` + not + `write "1 year"`},
		{"12-month", `"12-month"` + not + `write "1 year"`},
		{"quarter", `"quarter"` + not + `write "3 months"`},
		{"30 days.", `"30 days."` + not + `write "30 days"`},
		{"12", `"12" has no unit: write "12 months" or "12 days"`},
		{"1.5 years", `"1.5 years"` + not + `write a whole number of a smaller unit, for example "18 months" for one and a half years`},
		{"24 hours", `"24 hours"` + not + "write whole days; the shortest length is 1 day"},
		{"PT24H", `"PT24H"` + not + "write whole days; the shortest length is 1 day"},

		{"0 days", `"0 days" is no time at all: write at least 1 day`},
		{"P0Y", `"P0Y" is no time at all: write at least 1 day`},
		{"-6 months", `"-6 months"` + not + "write a length of at least 1 day, without a sign"},
		{"101 years", `"101 years" is too long: write at most 100 years`},
		{"36526 days", `"36526 days" is too long: write at most 100 years`},
		{"100 years 1 day", `"100 years 1 day" is too long: write at most 100 years`},
		{"99999999999999999999 years", `"99999999999999999999 years" is too long: write at most 100 years`},

		{"", "the length of time is empty: " + how},
		{"6 months 1 year", `"6 months 1 year"` + not + how},
		{"1 week 1 month", `"1 week 1 month"` + not + how},
		{"1 month 1 month", `"1 month 1 month"` + not + how},
		{"1 year and", `"1 year and"` + not + how},
		{"1 year,", `"1 year,"` + not + how},
		{"P", `"P"` + not + how},
		{"P6M1Y", `"P6M1Y"` + not + how},
		{"P1Y 6M", `"P1Y 6M"` + not + how},
		{"1,000 days", `"1,000 days"` + not + how},
		{"18 moons", `"18 moons"` + not + how},
		{"every 0 months", `"every 0 months"` + not + how},
		{"999999", `"999999"` + not + how},
		{"forever", `"forever"` + not + how},
		{"18 months later", `"18 months later"` + not + how},
		{"１８ months", `"１８ months"` + not + how},
	} {
		got, err := ParsePeriod(c.in)
		if err == nil || err.Error() != c.want || got != (Period{}) {
			t.Errorf("ParsePeriod(%q) = %v, %v\nwant %s", c.in, got, err, c.want)
		}
	}
}

// What is read is within bounds, means the same in any case, and is read again from its own text.
func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"18 months", "P1Y6M", "1 year, 6 months and 3 days", "biannual", "every six months", "0 days", "36525 days", "1.5 years", "12", "-1 day", "p99999y", "2w"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeriod(s)
		if err != nil {
			if p != (Period{}) {
				t.Fatalf("ParsePeriod(%q) = %v and %v", s, p, err)
			}
			checkError(t, s, err)
			return
		}
		if p.Months < 0 || p.Days < 0 || p.Months > 1200 || p.Days > 36525 || p == (Period{}) {
			t.Fatalf("ParsePeriod(%q) = %#v", s, p)
		}
		if from := New(2000, 1, 1); from.Add(p).After(New(2100, 1, 4)) || !from.Add(p).After(from) {
			t.Fatalf("ParsePeriod(%q) = %v ends on %v", s, p, from.Add(p))
		}
		for _, again := range []string{p.String(), strings.ToUpper(s)} {
			if q, err := ParsePeriod(again); err != nil || q != p {
				t.Fatalf("ParsePeriod(%q) = %v, but %q is %v, %v", s, p, again, q, err)
			}
		}
	})
}
