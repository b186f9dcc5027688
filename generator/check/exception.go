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

// exceptionUnapproved asks of an exception in use what makes it one: somebody
// else than the one who wants it granted it, on a day that has come.
func exceptionUnapproved(p *pass, report report) {
	for _, e := range p.Exceptions {
		if e.Status != "open" {
			continue
		}
		what := "the exception " + e.ID + " "
		switch {
		case e.ApprovedBy == nil || e.Approved.IsZero():
			report(e.Pos, what+"is open and nobody has granted it", "add `approved_by` and `approved`, or set `status: requested`")
		case e.Approved.After(p.Latest):
			report(e.Pos, what+"is granted on "+e.Approved.String()+", which lies in the future", "record a grant when it has been given; until then `status: requested`")
		case e.ApprovedBy == e.Requester:
			report(e.Pos, what+"is granted by the one who asked for it", "let somebody else decide")
		}
	}
}
