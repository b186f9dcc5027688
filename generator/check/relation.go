package check

import (
	"fmt"
	"slices"

	"policybook/generator/diag"
	"policybook/generator/handbook"
)

// supersedeAsymmetric asks that both documents say it: a reader of either must
// find the other. A successor that is not approved yet may announce what it
// will replace.
func supersedeAsymmetric(p *pass, report report) {
	for _, d := range p.Policies {
		for _, old := range d.Supersedes {
			if old.SupersededBy != d && settled(old) && (approved(d) || d.Archived()) {
				report(d.Pos("supersedes"), fmt.Sprintf("this document supersedes %s, and that does not say so", name(old)),
					fmt.Sprintf("add `superseded_by: %s` to %s", d.ID, old.Pos("superseded_by").File))
			}
		}
		if next := d.SupersededBy; next != nil && !slices.Contains(next.Supersedes, d) {
			report(d.Pos("superseded_by"), fmt.Sprintf("this document is superseded by %s, and that does not say so", name(next)),
				fmt.Sprintf("add `supersedes: %s` to %s", d.ID, next.Pos("supersedes").File))
		}
	}
}

// settled reports whether what a document says about its successor could be
// followed; if not, that is reported already.
func settled(p *handbook.Policy) bool { return p.SupersededBy != nil || !p.Has("superseded_by") }

// linkToDraft reports what works beside drafts and is gone in what readers get.
func linkToDraft(p *pass, report report) {
	link := func(pos []diag.Pos, targets []handbook.Target, classification string) {
		for i := range targets {
			if to := targets[i].Policy; withheld(classification, to) != "" {
				report(pos[i], fmt.Sprintf("this link leads to %s, which %s", name(to), withheld(classification, to)),
					"publish that document as well, or take the link out")
			}
		}
	}
	for _, s := range append([]*handbook.Section{p.Root}, p.Sections...) {
		if s != nil && s.Source != nil {
			link(s.Source.LinkPos, s.Targets, "internal")
		}
	}
	for _, d := range p.Policies {
		if approved(d) {
			link(d.Source.LinkPos, d.Targets, d.Classification)
			nameDraft(d, "implements", d.Implements, report)
			nameDraft(d, "related", named(d), report)
			nameDraft(d, "superseded_by", []*handbook.Policy{d.SupersededBy}, report)
		}
	}
}

func nameDraft(d *handbook.Policy, field string, others []*handbook.Policy, report report) {
	for _, other := range others {
		if why := withheld(d.Classification, other); why != "" {
			report(d.Pos(field), fmt.Sprintf("%s, which is named here, %s", name(other), why),
				"publish that document as well, or do not name it here")
		}
	}
}

// named gives the related documents that p names, without those that only
// name p.
func named(p *handbook.Policy) []*handbook.Policy {
	var out []*handbook.Policy
	for _, other := range p.Related {
		if p.Has("related") && !other.Has("related") {
			out = append(out, other)
		}
	}
	return out
}

// withheld says why readers of a text of the given classification cannot read
// other, or "".
func withheld(classification string, other *handbook.Policy) string {
	switch {
	case other == nil:
		return ""
	// Of a document that is being revised they read the release in force.
	case other.Status == handbook.StatusDraft && other.Standing == nil:
		return "is a draft and not published"
	case other.Status == handbook.StatusReview && other.Standing == nil:
		return "is in review and not published"
	case classification == other.Classification: // mostly
		return ""
	case slices.Index(handbook.Classifications, other.Classification) > slices.Index(handbook.Classifications, classification):
		return "is " + other.Classification + ": not everybody who reads this can read it"
	}
	return ""
}

// name is what a document is called in a message: its number, else its title.
func name(p *handbook.Policy) string {
	if p.ID != "" {
		return p.ID
	}
	return fmt.Sprintf("%q", p.Title)
}
