package check

import (
	"fmt"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// running reports whether an exception is granted or asked for, not over.
func running(e *handbook.Exception) bool { return e.Status != "closed" && e.Status != "rejected" }

func exceptionExpired(p *pass, report report) {
	for _, e := range p.Exceptions {
		if running(e) && !e.Expires.IsZero() && e.Expires.Before(p.Today) {
			report(e.Pos, fmt.Sprintf("the exception %s ended on %s and is still open", e.ID, e.Expires),
				"set `status: closed`, or let it be granted anew with a new last day")
		}
	}
}

func exceptionTooLong(p *pass, report report) {
	year := calendar.Period{Months: 12}
	for _, e := range p.Exceptions {
		if running(e) && !e.Approved.IsZero() && e.Expires.After(e.Approved.Add(year)) {
			report(e.Pos, fmt.Sprintf("the exception %s lasts from %s to %s, over a year", e.ID, e.Approved, e.Expires),
				"grant an exception for a year at most, then decide again or change the policy")
		}
	}
}
