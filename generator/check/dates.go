package check

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
)

func lifespanOpenEnded(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Record.Lifespan.ShortTerm && d.LastDay.IsZero() && !d.Archived() {
			report(d.Pos("lifespan"), "the document is short-term and never ends",
				"add `expires:` with its last day, or write the lifespan as a duration such as `6 months`")
		}
	}
}

func effectiveAfterExpiry(p *pass, report report) {
	for _, d := range p.Policies {
		if last := d.Record.LastDay(); !last.IsZero() && last.Before(d.Record.Effective) {
			field := "expires"
			if !d.Has(field) {
				field = "lifespan"
			}
			report(d.Pos(field), fmt.Sprintf("the document ends on %s, before its first day %s", last, d.Record.Effective),
				"mend one of the two dates")
		}
	}
}

func reviewBeforeAnchor(p *pass, report report) {
	for _, d := range p.Policies {
		r := d.Record
		if d.Status == handbook.StatusRetired {
			continue // it is not reviewed any more
		}
		if anchor := r.Anchor(); !r.ReviewDate.IsZero() && !anchor.IsZero() && !r.ReviewDate.After(anchor) {
			report(d.Pos("review_date"), fmt.Sprintf("the next review on %s is not after %s, the day from which it is counted", r.ReviewDate, anchor),
				"write the day of the next review: after the last review, the last approval and the first day in force")
		}
	}
}

func dateInFuture(p *pass, report report) {
	const hint = "record what has happened; a planned review belongs in `review_date:`"
	for _, d := range p.Policies {
		if d.LastReviewed.After(p.Latest) {
			report(d.Pos("last_reviewed"), fmt.Sprintf("the last review on %s lies in the future", d.LastReviewed), hint)
		}
		for _, r := range d.Reviews {
			if r.Date.After(p.Latest) {
				report(r.Pos, fmt.Sprintf("the review on %s lies in the future", r.Date), hint)
			}
		}
		for _, r := range d.Revisions {
			if r.Date.After(p.Latest) && asked(d) {
				report(r.Pos, fmt.Sprintf("the revision of %s lies in the future", r.Date), "record a revision when it has been made")
			}
		}
		for _, a := range d.Approvals {
			if a.Date.After(p.Latest) {
				report(a.Pos, fmt.Sprintf("the approval on %s lies in the future", a.Date), "record an approval when it has been given")
			}
		}
	}
}

func reviewOverdue(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Judgement.Flag == handbook.Overdue {
			report(reviewPos(d), fmt.Sprintf("the review was due on %s, %s ago%s", d.Due, count(d.Judgement.Days, "day"), counted(d)),
				"review the document and record it in `last_reviewed:` or `reviews:`")
		}
	}
}

func lapsed(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Judgement.Flag == handbook.Lapsed {
			report(reviewPos(d), fmt.Sprintf("the review was due on %s, %s ago%s: readers cannot rely on the document", d.Due, count(d.Judgement.Days, "day"), counted(d)),
				"review it and record it in `last_reviewed:` or `reviews:`, or retire the document")
		}
	}
}

// counted says from which day a review date was counted, where none is stated.
func counted(d *handbook.Policy) string {
	r := d.Record
	if !r.ReviewDate.IsZero() {
		return ""
	}
	cycle := r.ReviewCycle
	if cycle == (calendar.Period{}) {
		cycle = r.DefaultCycle
	}
	return fmt.Sprintf(" (%s after %s, as no `review_date` is given)", cycle, r.Anchor())
}

// reviewPos is the place of the field that says when a review is due.
func reviewPos(p *handbook.Policy) diag.Pos {
	for _, field := range []string{"review_date", "last_reviewed", "reviews", "approvals", "effective_date"} {
		if p.Has(field) {
			return p.Pos(field)
		}
	}
	return p.Pos("review_date")
}

func expiredPublished(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Judgement.State == handbook.Expired && d.Standing == nil { // else its next version is under way
			report(d.Pos("expires"), fmt.Sprintf("the document expired on %s and is still marked approved", d.LastDay),
				"set `status: retired`, name its successor in `superseded_by:`, or move its last day")
		}
	}
}

// reviewLoad looks at the months to come: what is late already is reported
// document by document.
func reviewLoad(p *pass, report report) {
	const most = 10 // reviews that one owner can do well in a month
	for _, o := range p.People {
		months := map[calendar.Date][]*handbook.Policy{}
		for _, d := range o.Owns {
			if approved(d) && !d.Due.Before(p.Today) && !d.Due.IsZero() {
				m := calendar.New(d.Due.Year(), d.Due.Month(), 1)
				months[m] = append(months[m], d)
			}
		}
		for _, m := range sortedMonths(months) {
			if due := months[m]; len(due) > most {
				report(reviewPos(due[0]), fmt.Sprintf("%d reviews of %s are due in %s %d, this one and others", len(due), o.Label(), time.Month(m.Month()), m.Year()),
					"spread them: move some to other months with `review_date:`")
			}
		}
	}
}

func sortedMonths(months map[calendar.Date][]*handbook.Policy) []calendar.Date {
	var keys []calendar.Date
	for m := range months {
		keys = append(keys, m)
	}
	slices.SortFunc(keys, func(a, b calendar.Date) int { return cmp.Compare(a.Sub(b), 0) })
	return keys
}
