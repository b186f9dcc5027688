package handbook_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// TestRecordsHoldOnLaterDays makes a handbook for one day and judges its records on others, as
// a reader's browser does: states and reviews are those of a handbook made for that day.
func TestRecordsHoldOnLaterDays(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: T\nreview_cycle: 5 months\n")}}
	for id, front := range map[string]string{
		"A": "effective_date: 2026-01-01\nsuperseded_by: B\n", // B, then C by way of B, then A again, then D
		"B": "effective_date: 2026-03-01\nexpires: 2026-04-10\nsuperseded_by: C\n",
		"C": "effective_date: 2026-04-01\nexpires: 2026-05-10\nsuperseded_by: D\n",
		"D": "effective_date: 2026-06-01\nrollout:\n  - {phase: one, start: 2026-06-10}\n  - {phase: two, start: 2026-07-01}\n",
		"E": "effective_date: 2026-02-01\nlifespan: 3 months\nsuperseded_by: F\n",
		"F": "effective_date: 2026-01-01\nstatus: draft\n",
	} {
		status := "status: approved\n"
		if id == "F" {
			status = ""
		}
		files["content/a/"+id+".md"] = &fstest.MapFile{Data: []byte(fmt.Sprintf("---\ntitle: %[1]s\nid: %[1]s\nowner: desk\nscope: organization\n%s%s---\n\nText.\n", id, status, front))}
	}
	made := func(day calendar.Date) *handbook.Handbook {
		return handbook.New(source.Read(files), handbook.Options{Today: day, Drafts: true})
	}
	first := calendar.New(2026, time.January, 1)
	early := made(first)
	seen := map[handbook.State]bool{}
	for n := range 220 {
		day := first.AddDays(n)
		for i, p := range made(day).Policies {
			was := early.Policies[i]
			if got := was.Record.Judge(day); got != p.Judgement {
				t.Errorf("%s on %v: %+v by the earlier record (%v), %+v by its own", p.ID, day, got, was.Record, p.Judgement)
			}
			seen[p.Judgement.State] = true
		}
	}
	if len(seen) < 6 {
		t.Errorf("only the states %v came up", seen)
	}
}
