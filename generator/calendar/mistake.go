package calendar

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

const example = "2026-01-31"

// mistake returns the error for s, which is no date: it guesses which day
// the author meant, so that the hint can be copied.
func mistake(s string) *ParseError {
	e := &ParseError{
		Text: quote(s) + " is not written as year-month-day",
		Hint: "write four digits, hyphen, two digits, hyphen, two digits, for example " + example,
	}
	if len(s) > 200 {
		return e
	}
	plain := plainText(s)
	if plain == "" {
		return &ParseError{"the date is empty", "write the day as " + example + ", or remove the key"}
	}
	if _, _, _, _, ok := cutDay(plain); ok && plain != s {
		e.Text = quote(s) + " has spaces, or characters that only look like digits or hyphens"
	}
	switch days, err := guess(plain); {
	case err != nil:
		return err
	case len(days) == 1:
		e.Hint = "write the day as " + days[0].String()
	case len(days) == 2:
		e.Text = quote(s) + " can be read as two days"
		e.Hint = fmt.Sprintf("write %s for %s, or %s for %s", days[0], inWords(days[0]), days[1], inWords(days[1]))
	}
	return e
}

func inWords(d Date) string { return d.time().Format("2 January 2006") }

// plainText replaces digits, dashes and spaces of other scripts by their ASCII kin,
// drops invisible characters and trims spaces.
func plainText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r <= unicode.MaxASCII:
			return r
		case unicode.Is(unicode.Nd, r):
			return '0' + digit(r)
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s))
}

// digit returns the value of a decimal digit of any script. Unicode keeps the ten
// digits of a script together, so that each range of the table begins with a zero.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

var token = regexp.MustCompile(`[0-9]+|[A-Za-z]+`)

// guess returns the days that s can mean: none, one, or two. It returns an error of its
// own where that says more: the day that is meant does not exist, or a part of it is missing.
func guess(s string) ([]Date, *ParseError) {
	if strings.HasPrefix(s, "-") {
		return nil, &ParseError{quote(s) + " begins with a minus", "write a year from 0001 to 9999 without a sign"}
	}
	var parts []string // numbers; a month that was written as a word is two digits
	word := -1         // the index in parts of that month
	for _, t := range token.FindAllString(s, -1) {
		switch m := monthNamed(t); {
		case isDigit(t[0]):
			parts = append(parts, t)
		case m != 0 && word < 0:
			word = len(parts)
			parts = append(parts, fmt.Sprintf("%02d", m))
		case !isFiller(t):
			return nil, nil
		}
		if len(parts) == 3 {
			break
		}
	}
	switch {
	case len(parts) == 1 && len(parts[0]) == 8:
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	case len(parts) == 3 && (len(parts[0]) == 5 || len(parts[2]) == 5):
		return nil, &ParseError{quote(s) + " has a year of five digits", "write a year from 0001 to 9999"}
	}
	return arrange(parts, word)
}

// arrange returns the days that up to three numbers can mean. The number at index
// word is known to be the month; the year is the number of three or four digits.
func arrange(parts []string, word int) ([]Date, *ParseError) {
	year, years := -1, 0
	n := make([]int, 3)
	for i, p := range parts {
		if len(p) > 4 {
			return nil, nil
		}
		if len(p) > 2 {
			year, years = i, years+1
		}
		n[i] = number(p)
	}
	switch {
	case years > 1:
		return nil, nil
	case years == 0 && len(parts) == 3:
		return nil, &ParseError{"the year has two digits only", "write the year first and with four digits, for example " + example}
	case years == 0:
		return nil, nil
	case len(parts) == 1:
		return nil, &ParseError{parts[0] + " is a whole year", "add the month and the day, for example " + example}
	case len(parts) == 2:
		first, err := only(n[year], n[1-year], 1)
		if err != nil {
			return nil, err
		}
		return nil, &ParseError{first[0].time().Format("January 2006") + " is a whole month", "add the day, for example " + first[0].String()}
	case year == 0 && word == 2:
		return only(n[0], n[2], n[1])
	case year == 0:
		return only(n[0], n[1], n[2])
	case year == 1:
		return nil, nil
	case word == 0:
		return only(n[2], n[0], n[1])
	case word == 1:
		return only(n[2], n[1], n[0])
	}
	return either(n[2], n[0], n[1])
}

// either returns the days of a/b/y, with the day first and with the month first.
func either(y, a, b int) ([]Date, *ParseError) {
	dayFirst, monthFirst := New(y, time.Month(b), a), New(y, time.Month(a), b)
	if dayFirst != monthFirst && !dayFirst.IsZero() && !monthFirst.IsZero() {
		return []Date{dayFirst, monthFirst}, nil
	}
	if b > 12 {
		return only(y, a, b)
	}
	return only(y, b, a)
}

// only returns the one day that is meant, or why it does not exist.
func only(y, m, d int) ([]Date, *ParseError) {
	day, err := existing(y, m, d)
	return []Date{day}, err
}

// monthNamed returns the month whose English name begins with s, in any case and
// of three letters at least, or 0.
func monthNamed(s string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if isPrefix(s, m.String()) {
			return m
		}
	}
	return 0
}

// isFiller reports whether s is a word of a written date that names neither day nor month.
func isFiller(s string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if isPrefix(s, d.String()) {
			return true
		}
	}
	switch strings.ToLower(s) {
	case "st", "nd", "rd", "th", "of", "the":
		return true
	}
	return false
}

func isPrefix(s, name string) bool {
	return len(s) >= 3 && len(s) <= len(name) && strings.EqualFold(s, name[:len(s)])
}
