package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

func approveCommand(e *env) *cobra.Command {
	var f struct{ by, date string }
	c := &cobra.Command{
		Use:   "approve DOCUMENT --by WHO",
		Short: "Record an approval of a document",
		Long: "approve adds who approved the version that stands in a document, and when, to its `approvals`. When everybody has\n" +
			"approved who is named in `approvers`, its status becomes approved; where an `effective_date` is asked for and missing, it is in force\n" +
			"from that day. What would leave an approved document with errors is refused.\n" +
			"Everything else in the file stays as it is, byte by byte. It prints the git command that keeps the change, and does not run it.",
		Example: "  policybook approve IT-POL-004 --by it-director\n  policybook approve security/passwords --by it-director --date 2026-11-20",
		Args:    oneDocument,
		RunE: func(_ *cobra.Command, args []string) error {
			if f.by == "" {
				return usage("--by says who approved it, such as --by it-director")
			}
			r, err := e.open(args[0], f.date)
			if err != nil {
				return err
			}
			who, err := r.person("by", f.by)
			if err != nil {
				return err
			}
			return r.approve(who)
		},
	}
	c.Flags().StringVar(&f.by, "by", "", "the id of who approved it")
	c.Flags().StringVar(&f.date, "date", "", "the day of the approval (YYYY-MM-DD) instead of today")
	return c
}

func (r *record) approve(who *handbook.Person) error {
	if err := r.approvable(who); err != nil {
		return err
	}
	r.enter("approvals", false, source.Pair{Key: "by", Text: who.ID}, source.Pair{Key: "date", Text: r.day.String()}, source.Pair{Key: "version", Text: r.Version})
	if r.Source.Get("review_date") != nil && !r.Record.ReviewDate.After(r.day) {
		r.reviewed()
	}
	commit := r.edition() + " approved by " + who.ID
	entry := slices.Clip(r.edits)
	if r.Status != handbook.StatusApproved {
		r.setStatus(handbook.StatusApproved)
		if r.outdated() {
			r.set("effective_date", r.day.String())
		}
	}
	text, worse, err := r.try()
	if err == nil {
		err = r.unfinished(text)
	}
	if err == nil && r.lacks(worse, "effective-missing") != "" {
		r.set("effective_date", r.day.String())
		text, worse, err = r.try()
	}
	if missing := r.lacks(worse, "approval-missing"); err == nil && missing != "" {
		r.edits = entry
		r.notes = append(r.notes, fmt.Sprintf("its status stays %s: %s", r.Status, missing))
		text, worse, err = r.try()
	} else {
		r.approvedNotes()
	}
	if err != nil {
		return err
	}
	return r.save(text, worse, commit)
}

// changed reports whether the text is another one than that of its version when it was approved.
func (r *record) changed() bool {
	return slices.ContainsFunc(r.inForce().Policies, func(p *handbook.Policy) bool {
		return p.Source.Path == r.Source.Path && (p.Uncommitted() || p.Past != nil && p.Past.Unapproved != nil)
	})
}

// outdated reports whether the first day in force is that of an earlier version: it
// lies before this one was begun, or is no later than that of the version in force.
func (r *record) outdated() bool {
	first := r.Record.Effective
	if first.IsZero() || !first.Before(r.day) {
		return false
	}
	for _, p := range r.inForce().Policies {
		if p.Source.Path == r.Source.Path && p.Standing != nil && len(p.Standing.Days) > 0 && !p.Standing.Days[0].First.Before(first) {
			return true
		}
	}
	return slices.ContainsFunc(r.Revisions, func(v handbook.Revision) bool {
		return v.Version == r.Version && first.Before(v.Date)
	})
}

// unfinished refuses a text in which its author has left marks of what is still to do. It
// names the line at which the section of the first one begins.
func (r *record) unfinished(text []byte) error {
	above := bytes.Count(text, []byte("\n")) - bytes.Count(r.raw, []byte("\n")) // lines that the record adds
	for _, f := range r.after {
		if f.Rule == "unfinished-text" && f.File == r.Source.File() {
			return refuse("write what is missing first", "%s:%d: %s", f.File, max(int(f.Line)-above, 1), f.Text)
		}
	}
	return nil
}

// lacks gives what a rule would find in the document itself, or "".
func (r *record) lacks(worse diag.List, rule string) string {
	for _, f := range worse {
		if f.Rule == rule && f.File == r.Source.File() {
			return f.Text
		}
	}
	return ""
}

// approvable says why an approval by somebody makes no sense.
func (r *record) approvable(who *handbook.Person) error {
	named := len(r.Approvers) == 0
	var ids []string
	for _, a := range r.Approvers {
		named = named || a.ID == who.ID || a.Name != "" && a.Name == who.Name
		ids = append(ids, a.ID)
	}
	switch {
	case r.Status == handbook.StatusRetired:
		return refuse("if it is needed again, set `status: review` first", "%s is retired: it cannot be approved", r.name())
	case r.Judgement.State == handbook.Superseded:
		return refuse("approve that one", "%s is replaced by %s: it cannot be approved", r.name(), r.successor())
	case r.Version == "" && r.Basis != "implied":
		return refuse(fmt.Sprintf("`policybook bump %s --major -m \"First version\"` gives it version 1.0", shellWord(r.name())), "%s has no version that could be approved", r.name())
	case !named:
		return refuse(fmt.Sprintf("it needs the approval of %s; or add %s to its `approvers`", enumerate(ids), who.ID), "%s is not among the approvers of %s", who.ID, r.name())
	}
	for _, a := range r.Approvals {
		if a.By != nil && a.By.ID == who.ID && a.Version == r.Version && (a.Date == r.day || !r.changed()) {
			return refuse("a changed text gets a new version first: `policybook bump`", "%s approved %s of %s on %s already", who.ID, r.edition(), r.name(), a.Date)
		}
	}
	return nil
}

// edition names the text that stands in the document.
func (r *record) edition() string {
	if r.Version == "" {
		return "the text"
	}
	return "version " + r.Version
}

// approvedNotes says what follows from an approval that makes a document binding.
func (r *record) approvedNotes() {
	if r.Status == handbook.StatusApproved {
		return
	}
	told := slices.ContainsFunc(r.Revisions, func(v handbook.Revision) bool { return v.Version == r.Version && v.Summary != "" })
	if !told && r.env.past().none == nil {
		r.notes = append(r.notes, "note: `revisions` does not say what changed: readers are told the subject of the commit instead")
	}
	e := r.Record.Effective
	switch {
	case r.edits[len(r.edits)-1].Field == "effective_date":
		r.notes = append(r.notes, "it is in force from "+r.day.String()+": change `effective_date` if it begins on another day")
	case e.IsZero(): // the handbook does not ask for it
	case e.After(r.today):
		r.notes = append(r.notes, "it is in force from "+e.String()+" on")
	case e.Before(r.day):
		r.notes = append(r.notes, fmt.Sprintf("note: `effective_date` says %s: change it if %s begins on another day", e, r.edition()))
	}
}

// enumerate lists words: a, b and c.
func enumerate(words []string) string {
	out := ""
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			out += " and "
		case i > 0:
			out += ", "
		}
		out += w
	}
	return out
}
