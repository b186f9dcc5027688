package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Period is a length of time in calendar months and days, each 0 or more.
// The zero value is no period.
type Period struct {
	Months int // calendar months; a quarter is 3, a year 12
	Days   int // days; a week is 7
}

// ParsePeriod reads a period of 1 day to 100 years, as the package comment describes.
// Any other text is a *ParseError that says what to write instead.
func ParsePeriod(s string) (Period, error) {
	text := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if p, ok := periodWords[text]; ok {
		return p, nil
	}
	if hint, ok := ambiguousWords[strings.ReplaceAll(text, "-", "")]; ok {
		return Period{}, &ParseError{quote(s) + " is ambiguous", hint}
	}
	terms := text
	if iso.MatchString(text) {
		terms = text[1:]
	}
	p, ok := addUp(terms)
	switch {
	case !ok:
		return Period{}, periodMistake(s, text)
	case p == Period{}:
		return Period{}, &ParseError{quote(s) + " is no time at all", "write at least 1 day"}
	case p.Months*centuryDays+p.Days*1200 > 1200*centuryDays:
		return Period{}, &ParseError{quote(s) + " is too long", "write at most 100 years"}
	}
	return p, nil
}

const centuryDays = 36525 // days of 1,200 months, to compare mixed periods with 100 years

var periodWords = map[string]Period{
	"daily": {0, 1}, "weekly": {0, 7}, "monthly": {1, 0}, "quarterly": {3, 0},
	"semiannual": {6, 0}, "semi-annual": {6, 0}, "semiannually": {6, 0}, "semi-annually": {6, 0},
	"annual": {12, 0}, "annually": {12, 0}, "yearly": {12, 0},
	"biennial": {24, 0}, "biennially": {24, 0}, "triennial": {36, 0}, "triennially": {36, 0},
}

var periodUnits = map[string]Period{
	"y": {12, 0}, "year": {12, 0}, "years": {12, 0},
	"quarter": {3, 0}, "quarters": {3, 0},
	"m": {1, 0}, "month": {1, 0}, "months": {1, 0},
	"w": {0, 7}, "week": {0, 7}, "weeks": {0, 7},
	"d": {0, 1}, "day": {0, 1}, "days": {0, 1},
}

// ambiguousWords has the hint for each word that does not say one length, written without hyphens.
var ambiguousWords = map[string]string{
	"biannual":    `write "6 months" for twice a year, or "2 years" for every second year`,
	"biannually":  `write "6 months" for twice a year, or "2 years" for every second year`,
	"biyearly":    `write "6 months" for twice a year, or "2 years" for every second year`,
	"bimonthly":   `write "2 months" for every second month, or "2 weeks" for about twice a month`,
	"biweekly":    `write "2 weeks" for every second week, or "3 days" for about twice a week`,
	"semimonthly": `write "15 days" or "2 weeks" for about twice a month`,
	"semiweekly":  `write "3 days" or "4 days" for about twice a week`,
}

var (
	iso  = regexp.MustCompile(`^p(?:\d+[ymwd])+$`)
	term = regexp.MustCompile(`^(\d+) ?([a-z]+)(?:,? and |,? )?`)
)

// addUp returns the sum of terms such as "1 year 6 months" or "1y6m", each of a
// smaller unit than the one before. A sum beyond all bounds is cut short.
func addUp(terms string) (p Period, ok bool) {
	const most = 99_999 // of one unit
	before := Period{Months: 13}
	for terms != "" {
		t := term.FindStringSubmatch(terms)
		if t == nil {
			return Period{}, false
		}
		unit, known := periodUnits[t[2]]
		smaller := unit.Months < before.Months || unit.Months == before.Months && unit.Days < before.Days
		if !known || !smaller {
			return Period{}, false
		}
		n, err := strconv.Atoi(t[1])
		if err != nil {
			n = most
		}
		p.Months += min(n, most) * unit.Months
		p.Days += min(n, most) * unit.Days
		terms, before = terms[len(t[0]):], unit
		ok = true
	}
	return p, ok
}

// periodMistake returns the error for s, whose words in lower case are text:
// it guesses which length the author meant, so that the hint can be copied.
func periodMistake(s, text string) *ParseError {
	e := &ParseError{
		Text: quote(s) + " is not a length of time",
		Hint: `write a number and a unit, for example "18 months", "2 years" or "90 days"`,
	}
	text = strings.TrimRight(text, ".")
	switch {
	case text == "":
		e.Text = "the length of time is empty"
	case strings.HasPrefix(text, "-"):
		e.Hint = "write a length of at least 1 day, without a sign"
	case strings.ContainsAny(text, ".½¼¾"):
		e.Hint = `write a whole number of a smaller unit, for example "18 months" for one and a half years`
	case strings.Trim(text, "0123456789") == "" && len(text) < 6:
		e.Text = quote(s) + " has no unit"
		e.Hint = fmt.Sprintf(`write "%s months" or "%[1]s days"`, text)
	case strings.HasPrefix(text, "pt"), strings.Contains(text, "hour"), strings.Contains(text, "minute"):
		e.Hint = "write whole days; the shortest length is 1 day"
	default:
		if p, ok := addUp(digits(text)); ok && p != (Period{}) {
			e.Hint = "write " + strconv.Quote(p.String())
		}
	}
	return e
}

// digits writes the count in front of a length such as "every year",
// "six months" or "12-month" as a number.
func digits(text string) string {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "-", " "), "every ")
	word, rest, _ := strings.Cut(text, " ")
	if _, ok := periodUnits[word]; ok {
		return "1 " + text
	}
	for i, names := range [...]string{"a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"} {
		if slices.Contains(strings.Fields(names), word) {
			return strconv.Itoa(i+1) + " " + rest
		}
	}
	return text
}

// String returns p in words that [ParsePeriod] reads, in the largest units that fit:
// "1 year", "18 months", "6 weeks", "30 days", "1 year 10 days"; "" for no period.
func (p Period) String() string {
	var words []string
	switch {
	case p.Months == 0:
	case p.Months%12 == 0:
		words = append(words, count(p.Months/12, "year"))
	default:
		words = append(words, count(p.Months, "month"))
	}
	switch {
	case p.Days == 0:
	case p.Days%7 == 0:
		words = append(words, count(p.Days/7, "week"))
	default:
		words = append(words, count(p.Days, "day"))
	}
	return strings.Join(words, " ")
}

func count(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}
