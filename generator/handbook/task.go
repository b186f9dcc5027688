package handbook

import (
	"cmp"
	"slices"

	"policybook/generator/calendar"
)

// Task is something that somebody must see to by a day.
type Task struct {
	Kind      TaskKind
	Policy    *Policy    // nil for an exception to no document of this build
	Exception *Exception // of an ExceptionEnds
	Owner     *Person    // who sees to it; nil when nobody is named
	Day       calendar.Date
}

// TaskKind is what is to be done.
type TaskKind int

// The kinds of tasks.
const (
	ReviewDue     TaskKind = iota // the document is to be reviewed
	DocumentEnds                  // its last day: it is extended, replaced or retired
	ExceptionEnds                 // the last day of an exception: it is closed or granted anew
)

var taskNames = [...]string{"review", "end", "exception"}

// String returns the name of k for machines, which never changes: review, end or
// exception.
func (k TaskKind) String() string { return taskNames[k] }

// Tasks gives what is due by a day, and what should have been done before: reviews
// of approved documents, last days of documents, those that ended and are still
// marked approved, and last days of exceptions that are not closed. They are in the
// order of their days.
func (h *Handbook) Tasks(until calendar.Date) []Task {
	var tasks []Task
	add := func(t Task) {
		if !t.Day.IsZero() && !t.Day.After(until) {
			tasks = append(tasks, t)
		}
	}
	for _, p := range h.Policies {
		add(Task{Kind: ReviewDue, Policy: p, Owner: p.Owner, Day: p.Judgement.Due})
		switch p.Judgement.State {
		case InForce, Pilot, NotYetEffective, Expired:
			add(Task{Kind: DocumentEnds, Policy: p, Owner: p.Owner, Day: p.LastDay})
		}
	}
	for _, e := range h.Exceptions {
		if e.Status == "closed" || e.Status == "rejected" {
			continue
		}
		t := Task{Kind: ExceptionEnds, Policy: e.Policy, Exception: e, Owner: e.ApprovedBy, Day: e.Expires}
		if e.Policy != nil && e.Policy.Owner != nil {
			t.Owner = e.Policy.Owner
		}
		add(t)
	}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Kind, b.Kind))
	})
	return tasks
}
