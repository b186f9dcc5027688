// Package calendar is days without clocks.
//
// A policy comes into force, falls due for review and expires on a day, not at
// an instant. So a [Date] is a year, a month and a day of the Gregorian calendar
// (years 1 to 9999) and has neither time nor zone, and a [Period] is a number of
// calendar months and days. Nothing here asks what day it is: today is an argument.
//
// # Dates
//
// [ParseDate] reads what an author may write:
//
//	2026-01-15                      that day
//	2026-01-15 10:00:00             that day: a time without an offset is local
//	2026-01-15T23:30:00+01:00       the day which that instant has in the site's time zone
//
// Seconds, their fraction, the colon of the offset and a space before it are optional.
// Whatever else people write (31/01/2026, October 30, 2020, 2026-1-5) is refused,
// and the error names the day to write instead, or both days if it has two readings.
//
// # Periods
//
// [ParsePeriod] reads "N day|week|month|quarter|year(s)" and sums of those in
// descending order ("1 year 6 months"), the short forms 30d, 6w, 18m, 2y, the words
// daily, weekly, monthly, quarterly, semiannual, annual, yearly, biennial, triennial
// and ISO 8601 (P1Y6M, P18M, P2W), all without regard to case. Words that English uses
// for two lengths (biannual, bimonthly, biweekly) are refused, and both are shown.
// A period lasts from 1 day to 100 years.
//
// # Arithmetic
//
// [Date.Add] adds the months first and then the days. A month addition that would
// leave its month stops at the month's last day:
//
//	2024-01-31 + 1 month   = 2024-02-29
//	2024-02-29 + 12 months = 2025-02-28
//	2025-08-31 + 6 months  = 2026-02-28
//
// Because of that, adding one month twice is not adding two months; a series of days
// is counted from its anchor each time. Results stay within years 1 to 9999.
package calendar

import "strconv"

// ParseError says why a text is not a date or a period and how to write it.
// Both parts are lower case, without a full stop, and fit into one line.
type ParseError struct {
	Text string // what is wrong: `"31/01/2026" is not written as year-month-day`
	Hint string // how to mend it: `write the day as 2026-01-31`
}

// Error returns text and hint, separated by a colon.
func (e *ParseError) Error() string { return e.Text + ": " + e.Hint }

// quote returns s in quotes for a message, escaped and cut to a readable length.
func quote(s string) string {
	const longest = 40
	n := 0
	for i := range s {
		if n == longest {
			s = s[:i] + "…"
			break
		}
		n++
	}
	return strconv.Quote(s)
}
