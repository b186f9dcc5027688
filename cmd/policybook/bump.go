package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"policybook/generator/check"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

func bumpCommand(e *env) *cobra.Command {
	var f struct {
		major, minor bool
		reason, date string
	}
	c := &cobra.Command{
		Use:   "bump DOCUMENT --major|--minor -m REASON",
		Short: "Give a changed document its next version",
		Long: "bump raises the version of a document and adds the reason to its `revisions`. A document that was approved goes into\n" +
			"review: a new version needs a new approval.\n" +
			"  --major  readers must act differently: 2.1 becomes 3.0, and the revision is material\n" +
			"  --minor  a correction or a clearer word: 2.1 becomes 2.2\n" +
			"A version that begins with a year stays one: 2026.1 becomes 2026.2, or 2027.1 with --major in the next year. Without a\n" +
			"version, a document that is approved counts as 1.0, and any other gets 0.1 or 1.0.\n" +
			"Everything else in the file stays as it is, byte by byte. It prints the git command that keeps the change, and does not run it.",
		Example: "  policybook bump IT-POL-004 --minor -m \"Links mended\"\n  policybook bump security/passwords --major -m \"Passkeys replace passwords\"",
		Args:    oneDocument,
		RunE: func(_ *cobra.Command, args []string) error {
			if f.major == f.minor {
				return usage("say either --major (readers must act differently) or --minor (they need not)")
			}
			reason, err := oneLine(f.reason, 0)
			if err != nil {
				return usage("-m: %w", err)
			}
			if reason == "" {
				return usage("-m says in a sentence what changed and why; readers see it in the list of changes")
			}
			r, err := e.open(args[0], f.date)
			if err != nil {
				return err
			}
			return r.bump(f.major, reason)
		},
	}
	c.Flags().BoolVar(&f.major, "major", false, "readers must act differently")
	c.Flags().BoolVar(&f.minor, "minor", false, "readers need not act differently")
	c.Flags().StringVarP(&f.reason, "message", "m", "", "what changed and why, in a sentence")
	c.Flags().StringVar(&f.date, "date", "", "the day of the revision (YYYY-MM-DD) instead of today")
	return c
}

func (r *record) bump(major bool, reason string) error {
	if r.Status == handbook.StatusRetired {
		return refuse("if it is needed again, set `status: review` first", "%s is retired: it gets no new version", r.name())
	}
	version := r.Version
	if version == "" && r.Status == handbook.StatusApproved {
		version = "1.0" // what is in force is the first one
	}
	next, ok := nextVersion(version, major, r.day.Year())
	if !ok {
		hint := "write the next `version` and its entry in `revisions` by hand"
		if firstNumber(r.Version) >= firstYear {
			hint = "--minor counts on within a year"
		}
		return refuse(hint, "nothing follows from version %s of %s", r.Version, r.name())
	}
	r.set("version", next)
	last := len(r.Revisions) - 1
	oldest := last > 0 && r.Revisions[0].Date.Before(r.Revisions[last].Date) // is the first of the list
	r.enter("revisions", !oldest && last >= 0, source.Pair{Key: "version", Text: next}, source.Pair{Key: "date", Text: r.day.String()},
		source.Pair{Key: "summary", Text: reason}, source.Pair{Key: "material", Text: strconv.FormatBool(major)})
	if r.Status == handbook.StatusApproved {
		r.setStatus(handbook.StatusReview)
	}
	approve := "policybook approve " + shellWord(r.name()) + " --by "
	if who := r.Approvers; len(who) > 0 {
		approve += shellWord(who[0].ID)
	} else {
		approve += "WHO"
	}
	r.notes = append(r.notes, fmt.Sprintf("next: version %s needs approval: `%s`", next, approve))
	text, worse, err := r.try()
	if err != nil {
		return err
	}
	if n := r.unpublishable(text); n > 0 {
		r.notes = append(r.notes, fmt.Sprintf("note: a build leaves it out until then, which makes %s in what refers to it: `policybook check`", count(n, "error")))
	}
	return r.save(text, worse, fmt.Sprintf("version %s: %s", next, reason))
}

// unpublishable counts the errors that a build without drafts would have with a new
// text of the document, and has not now.
func (r *record) unpublishable(text []byte) int {
	errors := func(tree *source.Tree) int {
		list := check.Run(handbook.New(tree, handbook.Options{Today: r.today, Latest: r.today, History: r.past()}))
		return list.Count(diag.Error)
	}
	return errors(r.tree.With(r.Source.Path, text)) - errors(r.tree)
}

// firstYear is the smallest number that a version counts years with.
const firstYear = 1900

// nextVersion gives the version that follows: 2.1 is followed by 2.2 or 3.0, no
// version by 0.1 or 1.0. It is false where none follows by itself.
func nextVersion(version string, major bool, year int) (string, bool) {
	if version == "" {
		version = "0"
	}
	parts := strings.Split(version, ".")
	numbers := make([]int, max(len(parts), 2))
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || len(p) > 9 {
			return "", false
		}
		numbers[i] = n
	}
	changed := 1
	switch {
	case major && numbers[0] >= firstYear:
		if year <= numbers[0] {
			return "", false
		}
		numbers[0], numbers[1] = year, 1
	case major:
		numbers[0], numbers[1], changed = numbers[0]+1, 0, 0
	default:
		numbers[1]++
	}
	out := strconv.Itoa(numbers[0])
	for i, n := range numbers[1:] {
		if i+1 > changed {
			n = 0
		}
		out += "." + strconv.Itoa(n)
	}
	return out, true
}

// firstNumber gives the number that a version begins with, or 0.
func firstNumber(version string) int {
	first, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}
