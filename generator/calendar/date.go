package calendar

import (
	"cmp"
	"time"
)

// A Date is a day of the Gregorian calendar from 0001-01-01 to 9999-12-31.
// The zero value is no date. Dates are comparable with == and usable as map keys.
type Date struct {
	n int32 // days since 0000-12-31; 0 is no date
}

const (
	first    = 1       // 0001-01-01
	last     = 3652059 // 9999-12-31
	unixZero = 719163  // 1970-01-01
)

// New returns the given day, or no date if that day does not exist
// (2026-02-30) or lies outside of years 1 to 9999.
func New(year int, month time.Month, day int) Date {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Date{}
	}
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), time.UTC)
}

// DateOf returns the day that the instant t has in loc (nil is UTC),
// or no date if that lies outside of years 1 to 9999.
func DateOf(t time.Time, loc *time.Location) Date {
	if loc == nil {
		loc = time.UTC
	}
	y, m, d := t.In(loc).Date()
	if y < 1 || y > 9999 {
		return Date{}
	}
	return Date{int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + unixZero)}
}

// time returns midnight of d in UTC. The zero Date gives a day in year 0.
func (d Date) time() time.Time { return time.Unix((int64(d.n)-unixZero)*86400, 0).UTC() }

// daysIn returns the number of days of a month.
func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// String returns d as YYYY-MM-DD, and "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Year returns the year of d, 1 to 9999, and 0 for no date.
func (d Date) Year() int { return d.time().Year() }

// Month returns the month of d, and 0 for no date.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.time().Month()
}

// Day returns the day of the month, 1 to 31, and 0 for no date.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.time().Day()
}

// Weekday returns the day of the week. It has no meaning for no date.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// Compare returns -1, 0 or +1 as d is before, equal to or after e.
// No date is before every date.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Before reports whether d is before e, with no date before every date.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is after e, with no date before every date.
func (d Date) After(e Date) bool { return d.n > e.n }

// Sub returns the days from e to d, negative when d is before e.
// It returns 0 if either is no date.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return int(d.n - e.n)
}

// AddDays returns the day n days after d (before, if n is negative), at most
// 9999-12-31 and at least 0001-01-01. No date stays no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -last), last) // no overflow below
	return Date{int32(min(max(int(d.n)+n, first), last))}
}

// Add returns the day p after d: first the months, stopping at the last day of the
// month reached, then the days. It stays within 0001-01-01 and 9999-12-31.
// No date stays no date.
func (d Date) Add(p Period) Date {
	if d.IsZero() {
		return d
	}
	const most = 12 * 9999 // months; no overflow below
	y, m, day := d.time().Date()
	months := y*12 + int(m) - 1 + min(max(p.Months, -most), most)
	switch y, m = months/12, time.Month(months%12+1); {
	case months < 12:
		d = Date{first}
	case y > 9999:
		d = Date{last}
	default:
		d = New(y, m, min(day, daysIn(y, m)))
	}
	return d.AddDays(p.Days)
}

// MarshalText returns d as YYYY-MM-DD, and no text for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText sets d from YYYY-MM-DD, and to no date from no text.
// It returns a *ParseError for anything else, timestamps included.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	y, m, day, rest, ok := cutDay(string(text))
	if !ok || rest != "" {
		return mistake(string(text))
	}
	read, err := existing(y, m, day)
	if err != nil {
		return err
	}
	*d = read
	return nil
}
