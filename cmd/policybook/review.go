package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"policybook/generator/handbook"
	"policybook/generator/source"
)

// outcomes are what a review can decide here. One that extends a document needs
// a new last day, which is written by hand.
var outcomes = []string{"no-change", "revised", "retire"}

func reviewCommand(e *env) *cobra.Command {
	var f struct{ outcome, by, notes, date string }
	c := &cobra.Command{
		Use:   "review DOCUMENT --outcome no-change|revised|retire",
		Short: "Record a review of a document",
		Long: "review adds an entry to the `reviews` of a document and moves its `last_reviewed` and `review_date` where it has them.\n" +
			"DOCUMENT is its number, its path or its file. The outcome is\n" +
			"  no-change  it is right as it stands\n" +
			"  revised    its text was changed, or is going to be: `policybook bump` gives it the next version\n" +
			"  retire     nobody needs it any more: its status becomes retired\n" +
			"Everything else in the file stays as it is, byte by byte. It prints the git command that keeps the change, and does not run it.",
		Example: "  policybook review IT-POL-004 --outcome no-change --by ciso\n" +
			"  policybook review security/passwords --outcome revised --by ciso --notes \"Passkeys are new\"\n" +
			"  policybook review content/security/passwords.md --outcome retire --date 2026-11-20",
		Args: oneDocument,
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains(outcomes, f.outcome) {
				return usage("--outcome is one of %s, not %q%s", strings.Join(outcomes, ", "), f.outcome, didYouMean(f.outcome, outcomes))
			}
			r, err := e.open(args[0], f.date)
			if err != nil {
				return err
			}
			return r.review(f.outcome, f.by, f.notes)
		},
	}
	c.Flags().StringVar(&f.outcome, "outcome", "", "what the review decided: no-change, revised or retire")
	c.Flags().StringVar(&f.by, "by", "", "the id of who reviewed it")
	c.Flags().StringVar(&f.notes, "notes", "", "what was looked at, in a sentence")
	c.Flags().StringVar(&f.date, "date", "", "the day of the review (YYYY-MM-DD) instead of today")
	return c
}

// oneDocument is for verbs that take the name of one document.
func oneDocument(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("`%s` takes one document: its number (IT-POL-004), its path (security/passwords) or its file\nsee `%s --help`", c.CommandPath(), c.CommandPath())
	}
	return nil
}

func didYouMean(word string, known []string) string {
	if near := source.Nearest(word, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	return ""
}

func (r *record) review(outcome, by, notes string) error {
	if err := r.reviewable(outcome); err != nil {
		return err
	}
	who := ""
	if by != "" {
		p, err := r.person("by", by)
		if err != nil {
			return err
		}
		who = p.ID
	}
	notes, err := oneLine(notes, 0)
	if err != nil {
		return usage("--notes: %w", err)
	}
	for _, v := range r.Reviews {
		if v.Date == r.day && (v.By == nil && who == "" || v.By != nil && v.By.ID == who) {
			return refuse("a second review on one day needs another --by", "%s has a review of %s by %s already, with the outcome %s", r.name(), r.day, orNobody(who), v.Outcome)
		}
	}
	if v := r.Source.Get("last_reviewed"); v != nil && r.day.After(r.LastReviewed) {
		r.set("last_reviewed", r.day.String())
	}
	if outcome != "retire" {
		r.reviewed()
	}
	newest := len(r.Reviews) > 1 && r.Reviews[0].Date.After(r.Reviews[len(r.Reviews)-1].Date)
	r.enter("reviews", newest, source.Pair{Key: "date", Text: r.day.String()}, source.Pair{Key: "by", Text: who},
		source.Pair{Key: "outcome", Text: outcome}, source.Pair{Key: "notes", Text: notes})
	if outcome == "retire" {
		r.setStatus(handbook.StatusRetired)
	}
	r.reviewNotes(outcome)
	text, worse, err := r.try()
	if err != nil {
		return err
	}
	commit := map[string]string{"no-change": "reviewed, no change", "revised": "reviewed, to be revised", "retire": "reviewed and retired"}
	return r.save(text, worse, commit[outcome])
}

func orNobody(who string) string {
	if who == "" {
		return "nobody named"
	}
	return who
}

// reviewable says why a review with that outcome makes no sense.
func (r *record) reviewable(outcome string) error {
	switch state := r.Judgement.State; {
	case r.Status == handbook.StatusRetired:
		return refuse("if it is needed again, set `status: review` and let it be approved", "%s is retired: there is nothing to review", r.name())
	case r.Status == handbook.StatusDraft && outcome != "retire":
		return refuse("`policybook approve` when it is done", "%s is a draft: it is reviewed once it has been approved", r.name())
	case state == handbook.Superseded && outcome != "retire":
		return refuse("review that one, or retire this one", "%s is replaced by %s", r.name(), r.successor())
	case state == handbook.Expired && outcome != "retire":
		return refuse("retire it; or move its last day (`expires`) and record the review by hand, with the outcome extended", "%s ended on %s: a review does not bring it back", r.name(), r.LastDay)
	case r.day.Before(r.Record.Effective) && r.Status == handbook.StatusApproved && outcome == "no-change":
		return refuse("mend --date or `effective_date`", "%s is in force from %s: nobody reviewed it on %s", r.name(), r.Record.Effective, r.day)
	}
	return nil
}

func (r *record) successor() string {
	if s := r.SupersededBy; s != nil {
		if s.ID != "" {
			return s.ID
		}
		return s.Path
	}
	return "another document"
}

// reviewNotes says what follows from a review.
func (r *record) reviewNotes(outcome string) {
	switch outcome {
	case "retire":
		for _, p := range r.ImplementedBy {
			if p.InForce() {
				r.notes = append(r.notes, fmt.Sprintf("note: %s %s puts it into practice and is still in force", p.ID, p.Title))
			}
		}
		for _, x := range r.handbook.Exceptions {
			if x.Policy == r.Policy && x.Status == "open" {
				r.notes = append(r.notes, fmt.Sprintf("note: the exception %s to it is still open", x.ID))
			}
		}
		return
	case "revised":
		if r.Status == handbook.StatusApproved {
			r.notes = append(r.notes, fmt.Sprintf("next: change the text, then `policybook bump %s --minor -m REASON` (or --major)", shellWord(r.name())))
		}
	}
	next := r.Record
	next.Reviews = append(slices.Clone(next.Reviews), r.day)
	for _, c := range r.edits {
		if c.Field == "review_date" {
			next.ReviewDate = r.day.Add(r.cycle())
		}
	}
	if due := next.ReviewDue(); due.IsZero() {
		r.notes = append(r.notes, "note: nothing says when the next review is due: add `review_date` or `review_cycle`")
	} else {
		r.notes = append(r.notes, "the next review is due on "+due.String())
	}
}
