package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// ParseDate reads a day as YYYY-MM-DD, or a timestamp, which has the day of its
// instant in loc (nil is UTC) or, without an offset, the day it names. Any other text,
// and a day that does not exist, is a *ParseError that says what to write instead.
func ParseDate(s string, loc *time.Location) (Date, error) {
	y, m, d, rest, ok := cutDay(s)
	if !ok {
		return Date{}, mistake(s)
	}
	day, bad := existing(y, m, d)
	switch {
	case bad != nil:
		return Date{}, bad
	case rest == "":
		return day, nil
	}
	return inZone(s, day, rest, loc)
}

// cutDay cuts a leading YYYY-MM-DD from s. A digit after it is a mistake in the day.
func cutDay(s string) (y, m, d int, rest string, ok bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' || len(s) > 10 && isDigit(s[10]) {
		return 0, 0, 0, s, false
	}
	for _, i := range []int{0, 1, 2, 3, 5, 6, 8, 9} {
		if !isDigit(s[i]) {
			return 0, 0, 0, s, false
		}
	}
	return number(s[:4]), number(s[5:7]), number(s[8:10]), s[10:], true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// number returns the value of a few ASCII digits, and 0 for no digits.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// clock matches what may follow the day in a timestamp:
// hour, minute, second, and Z or the sign, hours and minutes of an offset.
var clock = regexp.MustCompile(`^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?(?:([Zz])|([+-])(\d\d):?(\d\d)))?$`)

// inZone returns the day that the timestamp s, which is day and rest, has in loc.
func inZone(s string, day Date, rest string, loc *time.Location) (Date, error) {
	alone := fmt.Sprintf("write the day alone, as %s", day)
	t := clock.FindStringSubmatch(rest)
	if t == nil {
		return Date{}, &ParseError{quote(s) + " has more than a date", alone}
	}
	hour, minute, second := number(t[1]), number(t[2]), number(t[3])
	offset := time.Duration(number(t[6]))*time.Hour + time.Duration(number(t[7]))*time.Minute
	switch {
	case hour > 23 || minute > 59 || second > 59:
		return Date{}, &ParseError{quote(s) + " has a time of day beyond 23:59:59", alone}
	case offset >= 24*time.Hour || number(t[7]) > 59:
		return Date{}, &ParseError{quote(s) + " has an offset beyond 23:59", alone}
	case t[4] == "" && t[5] == "":
		return day, nil
	case t[5] == "-":
		offset = -offset
	}
	at := day.time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second - offset)
	if moved := DateOf(at, loc); !moved.IsZero() {
		return moved, nil
	}
	return Date{}, &ParseError{quote(s) + " leaves the years 0001 to 9999 in the time zone of the site", alone}
}

// existing returns the given day, or the error that says why there is none.
func existing(y, m, d int) (Date, *ParseError) {
	if day := New(y, time.Month(m), d); !day.IsZero() {
		return day, nil
	}
	e := &ParseError{Text: fmt.Sprintf("%04d-%02d-%02d does not exist", y, m, d)}
	switch {
	case y < 1 || y > 9999:
		e.Hint = "write a year from 0001 to 9999"
	case m < 1:
		e.Hint = "the first month is 01"
	case m > 12 && !New(y, time.Month(d), m).IsZero():
		e.Hint = fmt.Sprintf("the month stands before the day, write %04d-%02d-%02d", y, d, m)
	case m > 12:
		e.Hint = "a year has 12 months"
	case d < 1:
		e.Hint = "the first day of a month is 01"
	default:
		e.Hint = fmt.Sprintf("%s %d has %d days", time.Month(m), y, daysIn(y, time.Month(m)))
	}
	return Date{}, e
}
