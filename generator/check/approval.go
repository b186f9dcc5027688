package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
)

func approvalOfOtherVersion(p *pass, report report) {
	for _, d := range p.Policies {
		if !approved(d) || !written(d) || len(d.Approvals) == 0 || len(current(d)) > 0 {
			continue
		}
		last := d.Approvals[0]
		for _, a := range d.Approvals {
			if !a.Date.Before(last.Date) {
				last = a
			}
		}
		report(last.Pos, fmt.Sprintf("version %s was approved, not %s", last.Version, edition(d)),
			"add the approval of the version that stands here, or set `status: review` until it is given")
	}
}

// uncommittedChange looks at what is not committed yet. It may be a word on its way, so that
// it stops no preview.
func uncommittedChange(p *pass, report report) {
	for _, d := range p.Policies {
		if approved(d) && d.Uncommitted() {
			report(d.Pos("version"), fmt.Sprintf("the text differs from version %s as it was approved, and the change is not committed", d.Version),
				"give it a new version and have that approved, make it a draft until then, or undo the change: `git diff` shows it")
		}
	}
}

// unapprovedChange looks at what is committed.
func unapprovedChange(p *pass, report report) {
	for _, d := range p.Policies {
		if !approved(d) || d.Past == nil || d.Past.Unapproved == nil {
			continue
		}
		on := d.Past.Unapproved.Day
		if slices.ContainsFunc(d.Approvals, func(a handbook.Approval) bool {
			return (a.Version == "" || a.Version == d.Version) && !a.Date.Before(on)
		}) {
			continue
		}
		report(d.Pos("version"), fmt.Sprintf("the approved text of version %s was changed on %v", d.Version, on),
			"give the text a new version (`policybook bump`), approve it again (`policybook approve`), or list the commit by its full id in .git-blame-ignore-revs when it changed the layout alone")
	}
}

func selfApproval(p *pass, report report) {
	for _, d := range p.Policies {
		if !approved(d) || d.Owner == nil {
			continue
		}
		alone, valid := len(d.Approvers) > 0, current(d)
		if len(valid) > 0 {
			alone = !slices.ContainsFunc(valid, func(a handbook.Approval) bool { return !same(a.By, d.Owner) })
		} else {
			alone = alone && !slices.ContainsFunc(d.Approvers, func(a *handbook.Person) bool { return !same(a, d.Owner) })
		}
		if alone {
			pos := d.Pos("approvers")
			if len(valid) > 0 {
				pos = valid[0].Pos
			}
			report(pos, fmt.Sprintf("%s owns the document and is the only one who approves it", d.Owner.Label()),
				"let somebody else approve it as well")
		}
	}
}

// current gives the approvals of the version that stands in the document. One
// that names no version is taken for it, unless the text was revised since.
func current(p *handbook.Policy) []handbook.Approval {
	var valid []handbook.Approval
	var revised calendar.Date
	for _, r := range p.Revisions {
		if r.Date.After(revised) {
			revised = r.Date
		}
	}
	for _, a := range p.Approvals {
		if a.Version == "" && !a.Date.Before(revised) || a.Version != "" && p.Version == "" || sameVersion(a.Version, p.Version) {
			valid = append(valid, a)
		}
	}
	return valid
}

func approvedBy(approvals []handbook.Approval, who *handbook.Person) bool {
	for _, a := range approvals {
		if same(a.By, who) {
			return true
		}
	}
	return false
}

// same reports whether two ids mean one person: somebody may hold two roles.
func same(a, b *handbook.Person) bool {
	return a == b || a != nil && b != nil && a.Name != "" && strings.EqualFold(a.Name, b.Name)
}

// edition names the text that stands in a document: "version 2.1".
func edition(p *handbook.Policy) string {
	if p.Version == "" {
		return "the document"
	}
	return "version " + p.Version
}

func versionRegressed(p *pass, report report) {
	for _, d := range p.Policies {
		var revisions, approvals []entry
		for _, r := range d.Revisions {
			revisions = append(revisions, entry{r.Version, r.Date, r.Pos})
		}
		for _, a := range d.Approvals {
			approvals = append(approvals, entry{a.Version, a.Date, a.Pos})
		}
		for _, entries := range [][]entry{approvals, revisions} {
			if later, before, ok := regressed(entries); ok {
				report(later.pos, fmt.Sprintf("version %s of %s is lower than version %s of %s", later.version, later.date, before.version, before.date),
					"versions only go up: mend the version or the date")
				revisions = nil // the same mistake would show again below
			}
		}
		for _, r := range revisions {
			if lower(d.Version, r.version) && !r.date.After(p.Today) {
				report(d.Pos("version"), fmt.Sprintf("version %s is lower than version %s of %s in its revisions", d.Version, r.version, r.date),
					"give the document the version of its last revision, or a higher one")
				break
			}
		}
	}
}

// entry is a version in a record, and the day it was made.
type entry struct {
	version string
	date    calendar.Date
	pos     diag.Pos
}

// regressed finds the first entry whose version is lower than that of an entry
// of an earlier day.
func regressed(entries []entry) (later, before entry, ok bool) {
	for _, later := range entries {
		for _, before := range entries {
			if before.date.Before(later.date) && !before.date.IsZero() && lower(later.version, before.version) {
				return later, before, true
			}
		}
	}
	return entry{}, entry{}, false
}

// lower reports whether version a comes before b: 1.9 before 1.10. Versions
// that are not numbers with dots are never compared.
func lower(a, b string) bool {
	if a == b { // as most are
		return false
	}
	x, ok := numbers(a)
	y, okToo := numbers(b)
	if !ok || !okToo {
		return false
	}
	for i := range max(len(x), len(y)) {
		if n, m := at(x, i), at(y, i); n != m {
			return n < m
		}
	}
	return false
}

// sameVersion reports whether two versions are equal: 2 is 2.0.
func sameVersion(a, b string) bool {
	a, b = strings.TrimPrefix(a, "v"), strings.TrimPrefix(b, "v")
	if a == b { // as most are
		return true
	}
	_, ok := numbers(a)
	_, okToo := numbers(b)
	return ok && okToo && !lower(a, b) && !lower(b, a)
}

func numbers(version string) ([]int, bool) {
	var out []int
	for part := range strings.SplitSeq(strings.TrimPrefix(version, "v"), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

func at(numbers []int, i int) int {
	if i < len(numbers) {
		return numbers[i]
	}
	return 0
}
