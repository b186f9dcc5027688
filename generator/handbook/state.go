package handbook

// The state of a document is derived, never stored: an author writes a status and
// dates, and what they mean today is judged here and nowhere else. Whether a document
// binds its readers (its state) and whether its owner is late (its review flag) are two
// questions with two answers. testdata/states.txt shows every rule of both. How readers
// are told is the business of the interface, in package render.

import (
	"slices"
	"strings"
	"time"

	"policybook/generator/calendar"
)

// Status is what the author says about a document: the only state that is stored.
type Status int

// The statuses. What is not stated is a draft.
const (
	StatusDraft Status = iota
	StatusReview
	StatusApproved
	StatusRetired
)

var statusNames = [...]string{"draft", "review", "approved", "retired"}

// String returns draft, review, approved or retired.
func (s Status) String() string { return statusNames[s] }

// ParseStatus reads draft, review, approved or retired. It returns StatusDraft and
// false for any other text, so that a misspelt status never publishes anything.
func ParseStatus(s string) (Status, bool) {
	i := slices.Index(statusNames[:], s)
	return Status(max(i, 0)), i >= 0
}

// Lifespan is how long a document is meant to live. The zero value is long-term.
// At most one field is set.
type Lifespan struct {
	ShortTerm bool            // it must end, but the end stands elsewhere, in expires
	Period    calendar.Period // how long from the first day in force, or no period
	Until     calendar.Date   // the last day in force, or no date
}

// ParseLifespan reads long-term, short-term, a period such as "18 months", or "until" and a
// date, which is read in loc. Case does not matter. Any other text is a *calendar.ParseError.
func ParseLifespan(s string, loc *time.Location) (Lifespan, error) {
	text := strings.TrimSpace(s)
	switch strings.ToLower(text) {
	case "long-term":
		return Lifespan{}, nil
	case "short-term":
		return Lifespan{ShortTerm: true}, nil
	}
	if word, date, _ := strings.Cut(text, " "); strings.EqualFold(word, "until") {
		until, err := calendar.ParseDate(strings.TrimSpace(date), loc)
		return Lifespan{Until: until}, err
	}
	period, err := calendar.ParsePeriod(text)
	if bad, ok := err.(*calendar.ParseError); ok {
		return Lifespan{}, &calendar.ParseError{Text: bad.Text, Hint: bad.Hint + "; or long-term, short-term, until 2027-12-31"}
	}
	return Lifespan{Period: period}, nil
}

// String returns l as [ParseLifespan] reads it.
func (l Lifespan) String() string {
	switch {
	case !l.Until.IsZero():
		return "until " + l.Until.String()
	case l.Period != calendar.Period{}:
		return l.Period.String()
	case l.ShortTerm:
		return "short-term"
	}
	return "long-term"
}

// Record is what a document says about its time, as its author wrote it.
// Dates that are not stated are no date, periods no period.
type Record struct {
	Status       Status
	Effective    calendar.Date // first day in force
	Expires      calendar.Date // last day in force; wins over Lifespan
	Lifespan     Lifespan
	LastReviewed calendar.Date
	Reviews      []calendar.Date // of the log, in any order
	Approvals    []calendar.Date // in any order
	ReviewDate   calendar.Date   // next review due; wins over the cycles
	ReviewCycle  calendar.Period
	DefaultCycle calendar.Period // the site's, where the document states none
	Phases       []calendar.Date // first days of the rollout phases, in any order

	// Replaced are the stretches of days on which a document that supersedes this one,
	// itself or by way of others, binds readers in its place. A successor that has been
	// replaced was in force once: what it replaced stays replaced. One that ends without
	// a successor of its own gives the place back.
	Replaced []Stretch
}

// Stretch is a row of days. A side that is no date is open.
type Stretch struct{ First, Last calendar.Date }

// Has reports whether day is one of the days of s.
func (s Stretch) Has(day calendar.Date) bool {
	return !day.Before(s.First) && (s.Last.IsZero() || !day.After(s.Last))
}

// binding gives the days on which a document binds its readers as long as nothing
// replaces it; false if there are none.
func (r Record) binding() (Stretch, bool) {
	s := Stretch{r.Effective, r.LastDay()}
	return s, r.Status == StatusApproved && (s.Last.IsZero() || !s.Last.Before(s.First))
}

// String writes all that Judge asks of r, for a program that judges it again on a later day:
// the status, the first day, the last day, the day on which the review is due, the first days
// of the phases and the stretches Replaced, separated by spaces, such as
// "approved 2026-01-15 - 2027-01-15 2026-03-01,2026-05-01 2027-02-01/". Lists are separated by
// commas; what is missing is -, and left out at the end. The review is due as it is known now.
func (r Record) String() string {
	var phases, replaced []string
	for _, d := range r.Phases {
		if !d.IsZero() {
			phases = append(phases, d.String())
		}
	}
	for _, s := range r.Replaced {
		replaced = append(replaced, s.First.String()+"/"+s.Last.String())
	}
	words := []string{r.Status.String(), r.Effective.String(), r.LastDay().String(), r.ReviewDue().String(), strings.Join(phases, ","), strings.Join(replaced, ",")}
	for words[len(words)-1] == "" {
		words = words[:len(words)-1]
	}
	for i, w := range words {
		if w == "" {
			words[i] = "-"
		}
	}
	return strings.Join(words, " ")
}

// Turns gives the days after day on which the state of r becomes another one, in order.
func (r Record) Turns(day calendar.Date) []calendar.Date {
	last := r.LastDay()
	if len(r.Replaced) == 0 && (r.Status != StatusApproved || !r.Effective.After(day) && last.IsZero() && len(r.Phases) < 2) {
		return nil
	}
	days := []calendar.Date{r.Effective, last.AddDays(1)}
	days = append(days, r.Phases...)
	for _, s := range r.Replaced {
		days = append(days, s.First, s.Last.AddDays(1))
	}
	slices.SortFunc(days, calendar.Date.Compare)
	var turns []calendar.Date
	was := r.state(day)
	for _, d := range days {
		if !d.After(day) {
			continue
		}
		if is := r.state(d); is != was {
			turns, was = append(turns, d), is
		}
	}
	return turns
}

// Anchor returns the day from which the next review is counted: the latest of the last
// review, the reviews of the log and the approvals, else the first day in force.
// It returns no date where none of them is stated.
func (r Record) Anchor() calendar.Date {
	anchor := r.LastReviewed
	for _, dates := range [][]calendar.Date{r.Reviews, r.Approvals} {
		for _, d := range dates {
			if d.After(anchor) {
				anchor = d
			}
		}
	}
	if anchor.IsZero() {
		return r.Effective
	}
	return anchor
}

// ReviewDue returns the day on which the next review is due: the review date, else the
// anchor and the document's cycle, else the anchor and the site's cycle.
// It returns no date where there is nothing to count from or nothing to add.
func (r Record) ReviewDue() calendar.Date {
	cycle := r.ReviewCycle
	if cycle == (calendar.Period{}) {
		cycle = r.DefaultCycle
	}
	switch {
	case !r.ReviewDate.IsZero():
		return r.ReviewDate
	case cycle == calendar.Period{}:
		return calendar.Date{}
	}
	return r.Anchor().Add(cycle)
}

// LastDay returns the last day in force: what expires says, else the end that the lifespan
// names, else the day before the first day in force and the length of the lifespan.
// It returns no date where a document has no end, or no first day to count from.
func (r Record) LastDay() calendar.Date {
	switch {
	case !r.Expires.IsZero():
		return r.Expires
	case !r.Lifespan.Until.IsZero():
		return r.Lifespan.Until
	case r.Lifespan.Period != calendar.Period{}:
		return r.Effective.Add(r.Lifespan.Period).AddDays(-1)
	}
	return calendar.Date{}
}

// State is what a document is on a given day.
type State int

// The states. The first that fits is the state of a document.
const (
	Superseded      State = iota // its successor is in force
	Retired                      // withdrawn by its owner
	Draft                        // being written
	InReview                     // waiting for approval
	NotYetEffective              // approved, and its first day lies ahead
	Expired                      // its last day is over
	Pilot                        // in force; one rollout phase has begun, a later one has not
	InForce                      // binding
)

var stateNames = [...]string{"superseded", "retired", "draft", "in-review", "not-yet-effective", "expired", "pilot", "in-force"}

// String returns the name of s for machines, which never changes: in-force.
func (s State) String() string { return stateNames[s] }

// Binding reports whether readers must follow a document in this state: in force or pilot.
func (s State) Binding() bool { return s == InForce || s == Pilot }

// Flag tells how the review of a document stands on a given day.
type Flag int

// The review flags. Drafts, documents in review and documents that are over (superseded,
// retired, expired) have no review to be late with, so they have none: an approved
// document has a flag from its approval to its last day.
const (
	NoFlag      Flag = iota
	Unscheduled      // nothing says when it is due
	Current          // due in more than 30 days
	DueSoon          // due in 1 to 30 days
	DueToday
	Overdue // since 1 to 90 days; the day after the due date is the first
	Lapsed  // overdue for more than 90 days
)

const (
	soonDays  = 30
	lapseDays = 90
)

var flagNames = [...]string{"none", "unscheduled", "current", "due-soon", "due-today", "overdue", "lapsed"}

// String returns the name of f for machines, which never changes: due-soon.
func (f Flag) String() string { return flagNames[f] }

// Judgement is what a document's record means on a given day.
type Judgement struct {
	State State
	Flag  Flag
	Due   calendar.Date // of the next review; no date where Flag is none or unscheduled
	Days  int           // from that day to Due, or since Due where the review is late; never negative
}

// Judge returns the state and the review flag of r on the day today, for every record,
// also one that contradicts itself. A document without a first day has always been in force.
// A record is that of one version: while the next one is being written, readers are bound
// by the version before, and it is that one which must be judged for them.
func (r Record) Judge(today calendar.Date) Judgement {
	j := Judgement{State: r.state(today)}
	if !j.State.Binding() && j.State != NotYetEffective {
		return j
	}
	j.Flag = Unscheduled
	if j.Due = r.ReviewDue(); j.Due.IsZero() {
		return j
	}
	switch ahead := j.Due.Sub(today); {
	case ahead > soonDays:
		j.Flag, j.Days = Current, ahead
	case ahead > 0:
		j.Flag, j.Days = DueSoon, ahead
	case ahead == 0:
		j.Flag = DueToday
	case -ahead <= lapseDays:
		j.Flag, j.Days = Overdue, -ahead
	default:
		j.Flag, j.Days = Lapsed, -ahead
	}
	return j
}

func (r Record) state(today calendar.Date) State {
	lastDay := r.LastDay()
	switch {
	case slices.ContainsFunc(r.Replaced, func(s Stretch) bool { return s.Has(today) }):
		return Superseded
	case r.Status == StatusRetired:
		return Retired
	case r.Status == StatusDraft:
		return Draft
	case r.Status == StatusReview:
		return InReview
	case today.Before(r.Effective):
		return NotYetEffective
	case !lastDay.IsZero() && today.After(lastDay):
		return Expired
	case r.piloted(today):
		return Pilot
	}
	return InForce
}

// piloted reports whether a rollout phase has begun while a later one is still ahead.
func (r Record) piloted(today calendar.Date) bool {
	var begun, ahead bool
	for _, d := range r.Phases {
		switch {
		case d.IsZero(): // a phase that nobody has planned yet
		case d.After(today):
			ahead = true
		default:
			begun = true
		}
	}
	return begun && ahead
}
