package calendar

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, zone, want string }{
		{"2026-01-15", "UTC", "2026-01-15"},
		{"0001-01-01", "UTC", "0001-01-01"},
		{"9999-12-31", "UTC", "9999-12-31"},
		{"2024-02-29", "UTC", "2024-02-29"},
		{"2026-01-15", "Pacific/Kiritimati", "2026-01-15"},

		// without an offset a time is local
		{"2026-01-15 23:59:59", "Pacific/Kiritimati", "2026-01-15"},
		{"2026-01-15T00:00:00", "Pacific/Pago_Pago", "2026-01-15"},
		{"2026-01-15T10:00", "UTC", "2026-01-15"},
		{"2026-01-15 10:00:00.123456789", "UTC", "2026-01-15"},

		// with an offset it is an instant
		{"2026-01-15T23:30:00Z", "Pacific/Kiritimati", "2026-01-16"},
		{"2026-01-15t23:30:00z", "Pacific/Kiritimati", "2026-01-16"},
		{"2026-01-15T09:59:59.999Z", "Pacific/Kiritimati", "2026-01-15"},
		{"2026-01-15T10:00:00Z", "Pacific/Kiritimati", "2026-01-16"},
		{"2026-01-15T10:59:59Z", "Pacific/Pago_Pago", "2026-01-14"},
		{"2026-01-15T11:00:00Z", "Pacific/Pago_Pago", "2026-01-15"},
		{"2026-01-15T23:30:00-01:00", "UTC", "2026-01-16"},
		{"2026-01-15T00:30:00+01:00", "UTC", "2026-01-14"},
		{"2026-01-15 00:30+01:00", "UTC", "2026-01-14"},
		{"2026-01-15 18:00:00 -0600", "UTC", "2026-01-16"},
		{"2026-01-15 17:59:59 -0600", "UTC", "2026-01-15"},
		{"2026-01-15T00:00:00-00:00", "UTC", "2026-01-15"},
		{"2026-06-30T22:00:00Z", "Europe/Berlin", "2026-07-01"},
		{"2026-12-31T22:59:59Z", "Europe/Berlin", "2026-12-31"},
		{"2026-12-31T23:00:00Z", "Europe/Berlin", "2027-01-01"},
		{"2024-02-28T12:00:00Z", "Pacific/Kiritimati", "2024-02-29"},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseDate(c.in, loc)
		if err != nil || got.String() != c.want {
			t.Errorf("ParseDate(%q, %s) = %v, %v, want %s", c.in, c.zone, got, err, c.want)
		}
	}
}

const (
	otherForm = " is not written as year-month-day: "
	lookAlike = " has spaces, or characters that only look like digits or hyphens: "
	writeDate = "write four digits, hyphen, two digits, hyphen, two digits, for example 2026-01-31"
)

var refusedDates = []struct{ in, want string }{
	// another order or another way of writing
	{"31/01/2026", `"31/01/2026"` + otherForm + "write the day as 2026-01-31"},
	{"10/30/2020", `"10/30/2020"` + otherForm + "write the day as 2020-10-30"},
	{"31.1.2026", `"31.1.2026"` + otherForm + "write the day as 2026-01-31"},
	{"2026/01/15", `"2026/01/15"` + otherForm + "write the day as 2026-01-15"},
	{"2026-1-5", `"2026-1-5"` + otherForm + "write the day as 2026-01-05"},
	{"20260115", `"20260115"` + otherForm + "write the day as 2026-01-15"},
	{"2026 1 15", `"2026 1 15"` + otherForm + "write the day as 2026-01-15"},
	{"05-05-2026", `"05-05-2026"` + otherForm + "write the day as 2026-05-05"},
	{"October 30, 2020", `"October 30, 2020"` + otherForm + "write the day as 2020-10-30"},
	{"30 October 2020", `"30 October 2020"` + otherForm + "write the day as 2020-10-30"},
	{"5 October 2020", `"5 October 2020"` + otherForm + "write the day as 2020-10-05"},
	{"30-OCT-2020", `"30-OCT-2020"` + otherForm + "write the day as 2020-10-30"},
	{"Sept. 1st, 2020", `"Sept. 1st, 2020"` + otherForm + "write the day as 2020-09-01"},
	{"Fri, the 30th of October 2020", `"Fri, the 30th of October 2020"` + otherForm + "write the day as 2020-10-30"},
	{"2020 Oct 30", `"2020 Oct 30"` + otherForm + "write the day as 2020-10-30"},
	{"2020-30-Oct", `"2020-30-Oct"` + otherForm + "write the day as 2020-10-30"},
	{"10/30/2020 10:00 AM", `"10/30/2020 10:00 AM"` + otherForm + "write the day as 2020-10-30"},
	{"Fri Jan 15 2026", `"Fri Jan 15 2026"` + otherForm + "write the day as 2026-01-15"},
	{"+2026-01-15", `"+2026-01-15"` + otherForm + "write the day as 2026-01-15"},
	{`"2026-01-15"`, `"\"2026-01-15\""` + otherForm + "write the day as 2026-01-15"},

	// two readings
	{"01/02/2026", `"01/02/2026" can be read as two days: write 2026-02-01 for 1 February 2026, or 2026-01-02 for 2 January 2026`},
	{"12-11-2026", `"12-11-2026" can be read as two days: write 2026-11-12 for 12 November 2026, or 2026-12-11 for 11 December 2026`},

	// days that do not exist
	{"2026-02-30", "2026-02-30 does not exist: February 2026 has 28 days"},
	{"2024-02-30", "2024-02-30 does not exist: February 2024 has 29 days"},
	{"2026-04-31", "2026-04-31 does not exist: April 2026 has 30 days"},
	{"2026-01-32", "2026-01-32 does not exist: January 2026 has 31 days"},
	{"2026-01-00", "2026-01-00 does not exist: the first day of a month is 01"},
	{"2026-00-10", "2026-00-10 does not exist: the first month is 01"},
	{"2026-13-32", "2026-13-32 does not exist: a year has 12 months"},
	{"2026-31-01", "2026-31-01 does not exist: the month stands before the day, write 2026-01-31"},
	{"0000-01-01", "0000-01-01 does not exist: write a year from 0001 to 9999"},
	{"2026-02-30T10:00:00Z", "2026-02-30 does not exist: February 2026 has 28 days"},
	{"30/02/2026", "2026-02-30 does not exist: February 2026 has 28 days"},
	{"02/30/2026", "2026-02-30 does not exist: February 2026 has 28 days"},
	{"13/14/2026", "2026-13-14 does not exist: a year has 12 months"},
	{"February 29, 2026", "2026-02-29 does not exist: February 2026 has 28 days"},
	{"10000-01-01", `"10000-01-01" has a year of five digits: write a year from 0001 to 9999`},
	{"-2026-01-15", `"-2026-01-15" begins with a minus: write a year from 0001 to 9999 without a sign`},

	// too little
	{"", "the date is empty: write the day as 2026-01-31, or remove the key"},
	{" \t\u00a0\u200b", "the date is empty: write the day as 2026-01-31, or remove the key"},
	{"2026", "2026 is a whole year: add the month and the day, for example 2026-01-31"},
	{"2026-02", "February 2026 is a whole month: add the day, for example 2026-02-01"},
	{"02/2026", "February 2026 is a whole month: add the day, for example 2026-02-01"},
	{"Oct 2020", "October 2020 is a whole month: add the day, for example 2020-10-01"},
	{"2026-13", "2026-13-01 does not exist: the month stands before the day, write 2026-01-13"},
	{"31/01/26", "the year has two digits only: write the year first and with four digits, for example 2026-01-31"},

	// too much
	{"2026-01-15 (approved)", `"2026-01-15 (approved)" has more than a date: write the day alone, as 2026-01-15`},
	{"2026-01-15 ", `"2026-01-15 " has more than a date: write the day alone, as 2026-01-15`},
	{"2026-01-15T10:00:00 CET", `"2026-01-15T10:00:00 CET" has more than a date: write the day alone, as 2026-01-15`},
	{"2026-01-15T10:00:00+01:00[Europe/Berlin]", `"2026-01-15T10:00:00+01:00[Europe/Berlin]" has more than a date: write the day alone, as 2026-01-15`},
	{"2026-01-15T1:00:00Z", `"2026-01-15T1:00:00Z" has more than a date: write the day alone, as 2026-01-15`},
	{"2016-12-31T23:59:60Z", `"2016-12-31T23:59:60Z" has a time of day beyond 23:59:59: write the day alone, as 2016-12-31`},
	{"2026-01-15T24:00:00Z", `"2026-01-15T24:00:00Z" has a time of day beyond 23:59:59: write the day alone, as 2026-01-15`},
	{"2026-01-15T10:60:00Z", `"2026-01-15T10:60:00Z" has a time of day beyond 23:59:59: write the day alone, as 2026-01-15`},
	{"2026-01-15T10:00:00+24:00", `"2026-01-15T10:00:00+24:00" has an offset beyond 23:59: write the day alone, as 2026-01-15`},
	{"2026-01-15T10:00:00+01:60", `"2026-01-15T10:00:00+01:60" has an offset beyond 23:59: write the day alone, as 2026-01-15`},
	{"0001-01-01T00:00:00+00:01", `"0001-01-01T00:00:00+00:01" leaves the years 0001 to 9999 in the time zone of the site: write the day alone, as 0001-01-01`},
	{"9999-12-31T23:59:00-00:01", `"9999-12-31T23:59:00-00:01" leaves the years 0001 to 9999 in the time zone of the site: write the day alone, as 9999-12-31`},
	{"2026-01-155", `"2026-01-155"` + otherForm + writeDate},

	// characters that look right
	{" 2026-01-15", `" 2026-01-15"` + lookAlike + "write the day as 2026-01-15"},
	{"2026–01–15", `"2026–01–15"` + lookAlike + "write the day as 2026-01-15"},
	{"2026\u221201\u221215", "\"2026\u221201\u221215\"" + lookAlike + "write the day as 2026-01-15"},
	{"２０２６-０１-１５", `"２０２６-０１-１５"` + lookAlike + "write the day as 2026-01-15"},
	{"٢٠٢٦-٠١-١٥", `"٢٠٢٦-٠١-١٥"` + lookAlike + "write the day as 2026-01-15"},
	{"𝟚𝟘𝟚𝟞-01-15", `"𝟚𝟘𝟚𝟞-01-15"` + lookAlike + "write the day as 2026-01-15"},
	{"\ufeff2026-01-15", `"\ufeff2026-01-15"` + lookAlike + "write the day as 2026-01-15"},

	// no date at all
	{"TBD", `"TBD"` + otherForm + writeDate},
	{"never", `"never"` + otherForm + writeDate},
	{"2026-W03-4", `"2026-W03-4"` + otherForm + writeDate},
	{"2026-015", `"2026-015"` + otherForm + writeDate},
	{"1767225600", `"1767225600"` + otherForm + writeDate},
	{"1 to 5 June 2026", `"1 to 5 June 2026"` + otherForm + writeDate},
	{"5 2026 6", `"5 2026 6"` + otherForm + writeDate},
	{"Oct 5 Oct 2020", `"Oct 5 Oct 2020"` + otherForm + writeDate},
	{"1 Jan 2026" + strings.Repeat(" ", 1<<20), `"1 Jan 2026` + strings.Repeat(" ", 30) + `…"` + otherForm + writeDate},
	{"12:30", `"12:30"` + otherForm + writeDate},
	{"\x1b[31m\xff\x00", `"\x1b[31m\xff\x00"` + otherForm + writeDate},
	{strings.Repeat("9", 1<<20), `"` + strings.Repeat("9", 40) + `…"` + otherForm + writeDate},
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range refusedDates {
		got, err := ParseDate(c.in, time.UTC)
		if err == nil || err.Error() != c.want || !got.IsZero() {
			t.Errorf("ParseDate(%.60q) = %v, %v\nwant %s", c.in, got, err, c.want)
		}
	}
}

// checkError fails unless err is a message that can be printed as it is,
// and every day that it names exists.
func checkError(t *testing.T, in string, err error) {
	t.Helper()
	var e *ParseError
	if !errors.As(err, &e) || e.Text == "" || e.Hint == "" || len(err.Error()) > 400 {
		t.Fatalf("%q: error %#v", in, err)
	}
	for _, r := range e.Error() {
		if !unicode.IsPrint(r) {
			t.Fatalf("%q: error %q has the character %U", in, e, r)
		}
	}
	if strings.HasSuffix(e.Text, ".") || strings.HasSuffix(e.Hint, ".") {
		t.Fatalf("%q: error %q ends with a full stop", in, e)
	}
	for _, s := range regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b`).FindAllString(e.Hint, -1) {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			t.Fatalf("%q: the hint %q names %s", in, e.Hint, s)
		}
	}
}

// What is read is read as the standard library reads it, and read again from its own text.
// What the standard library reads is not refused.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-01-15", "2026-02-30", "2026-01-15T23:30:00-01:00", "2026-01-15 10:00:00.5 +0100", "2026-01-15 10:00",
		"31/01/2026", "01/02/2026", "October 30, 2020", "2026-1-5", "20260115", "10000-01-01", "2016-12-31T23:59:60Z", "２０２６–01-15", "Oct 2020", "\xff", "31/01/26"} {
		f.Add(s, 0)
		f.Add(s, 14*3600)
	}
	wellFormed := regexp.MustCompile(`^.{10}(?:$|.\d\d:[^,]*$)`)
	dayLong := regexp.MustCompile(`[+-]24:?\d\d$`)
	f.Fuzz(func(t *testing.T, s string, offset int) {
		loc := time.FixedZone("", offset%(24*3600))
		got, err := ParseDate(s, loc)
		at, layout := time.Time{}, ""
		for _, l := range []string{time.DateOnly, time.RFC3339, time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700"} {
			if parsed, err := time.Parse(l, s); err == nil {
				at, layout = parsed, l
				break
			}
		}
		// The standard library also takes hours of one digit, a comma and offsets of 24 hours.
		if layout != "" && wellFormed.MatchString(s) && !dayLong.MatchString(s) {
			in := loc
			if !strings.Contains(layout, "07") { // a time without an offset is local
				in = time.UTC
			}
			if want := DateOf(at, in); want != got {
				t.Fatalf("ParseDate(%q) = %v, %v, want %v", s, got, err, want)
			}
		}
		if err != nil {
			if !got.IsZero() {
				t.Fatalf("ParseDate(%q) = %v and %v", s, got, err)
			}
			checkError(t, s, err)
			return
		}
		if again, err := ParseDate(got.String(), loc); err != nil || again != got || got.IsZero() {
			t.Fatalf("ParseDate(%q) = %v, read again %v, %v", s, got, again, err)
		}
	})
}
