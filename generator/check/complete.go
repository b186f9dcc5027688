package check

import (
	"fmt"
	"strconv"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/handbook"
)

func ownerMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Owner == nil && !d.Archived() {
			report(d.Pos("owner"), "nobody owns this document",
				"add `owner:` with the id of the one person or role who keeps it right")
		}
	}
}

func scopeMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if asked(d) && !d.Has("scope") {
			report(d.Pos("scope"), "the document does not say whom it binds",
				"add `scope: organization` for everyone, or name its audiences")
		}
	}
}

func lifespanMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if asked(d) && !d.Has("lifespan") && !d.Has("expires") {
			report(d.Pos("lifespan"), "the document does not say how long it is meant to live",
				"add `lifespan: long-term`, a duration such as `18 months`, or `until 2027-12-31`")
		}
	}
}

func idMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if asked(d) && d.ID == "" {
			report(d.Pos("id"), "the document has no number", "add `id:` with a number that no other document has or had")
		}
	}
}

func versionMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if asked(d) && written(d) && d.Version == "" {
			report(d.Pos("version"), "the document has no version", "add `version: \"1.0\"`, in quotes")
		}
	}
}

func effectiveMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if approved(d) && d.Record.Effective.IsZero() && !d.Has("effective_date") {
			report(d.Pos("effective_date"), "the document is approved and does not say from which day it is in force",
				"add `effective_date:` with its first day in force")
		}
	}
}

func reviewMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if !approved(d) || !d.Due.IsZero() {
			continue
		}
		hint := "add `review_date:` with the day of the next review"
		if d.Record.Anchor().IsZero() {
			hint += ", or `effective_date:` or `last_reviewed:`, from which it is counted"
		} else {
			hint += ", or `review_cycle:`, such as `12 months`"
		}
		report(d.Pos("review_date"), "nothing says when the document is to be reviewed", hint)
	}
}

func approvalMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if !approved(d) || !written(d) {
			continue
		}
		if len(d.Approvals) == 0 {
			report(d.Pos("approvals"), "the document is approved and no approval is on record",
				"add `approvals:` with who approved which version on which day")
			continue
		}
		valid := current(d)
		if len(valid) == 0 {
			continue // approval-of-other-version
		}
		var missing []string
		for _, a := range d.Approvers {
			if !approvedBy(valid, a) {
				missing = append(missing, a.Label())
			}
		}
		if len(missing) > 0 {
			report(d.Pos("approvers"), fmt.Sprintf("no approval of %s by %s is on record", edition(d), enumerate(missing)),
				"add it to `approvals:`, or take who need not approve out of `approvers:`")
		}
	}
}

func summaryMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "summary", lacks: "says in one sentence what it is for",
		text: "the document has no summary", hint: "add `summary:` with one plain sentence that says what it enables"}
	g.find(asked, func(d *handbook.Policy) bool { return d.Summary == "" })
}

func approversMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "approvers", lacks: "says who must approve it",
		text: "nobody is named who must approve the document", hint: "add `approvers:` with the ids of those who must"}
	g.find(func(d *handbook.Policy) bool { return asked(d) && written(d) },
		func(d *handbook.Policy) bool { return len(d.Approvers) == 0 })
}

// written reports whether a document is more than the note of a practice.
// Nobody versions or approves what nobody has written down.
func written(p *handbook.Policy) bool { return p.Basis != "implied" }

// gap is something that each of many documents should have. Where many lack
// it, or most, that is one thing to decide and one finding; otherwise it is a
// finding in each document.
type gap struct {
	p      *pass
	report report
	field  string // front matter field at whose place it is reported
	text   string // of one document
	lacks  string // what most documents do not do: "says why it is needed"
	hint   string
}

// find reports the documents that should have it and lack it.
func (g gap) find(should, lacks func(*handbook.Policy) bool) {
	const few, many = 5, 20 // documents
	var all, gaps []*handbook.Policy
	for _, d := range g.p.Policies {
		if should(d) {
			all = append(all, d)
			if lacks(d) {
				gaps = append(gaps, d)
			}
		}
	}
	if n := len(gaps); n > many || n > few && 2*n > len(all) {
		first := gaps[0].Pos(g.field).File
		few := "none"
		if n < len(all) {
			few = fmt.Sprintf("only %d", len(all)-n)
		}
		g.report(wholeHandbook, fmt.Sprintf("%s of the %d documents %s; the first without is %s", few, len(all), g.lacks, first), g.hint)
		return
	}
	for _, d := range gaps {
		g.report(d.Pos(g.field), g.text, g.hint)
	}
}

// wholeHandbook is the place of what no single file is to blame for.
var wholeHandbook = diag.Pos{File: "content"}

// enumerate joins names: a, b and c.
func enumerate(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// some quotes the first few of many words.
func some(words []string) string {
	const shown = 5
	var out []string
	for _, w := range words[:min(shown, len(words))] {
		out = append(out, strconv.Quote(w))
	}
	if n := len(words); n > shown {
		out = append(out, fmt.Sprintf("%d more", n-shown))
	}
	return enumerate(out)
}

// count gives "1 word" or "3 words".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
