// Package check says what is wrong with a handbook.
//
// [Rules] is the one list of everything that can be found, whichever package
// finds it: the form of the files while they are read, the links between them
// while they are linked, and what the whole means (owners, dates, approvals,
// plans, words) here. [Run] brings the findings together and gives each its
// severity.
//
// # Severity
//
// The severity of a rule is meant for an approved document. What is asked of a
// document grows with its status:
//
//	draft       a title and an owner
//	in review   what an approved document needs, one step lower; no approval yet
//	approved    everything
//	archived    nothing more: a retired, superseded or expired document is only
//	            held to what is true and to links that work
//
// Rules that are graded count one step lower in a draft and in a document in
// review: an error becomes a warning, a warning a notice.
//
// A team sets its own levels under `lint:` in handbook.yaml. A rule that is
// adjustable takes any level; an error of form, safety or truth cannot be
// lowered, and an attempt is a finding of its own.
//
// # Rules of the text
//
// Findings are read by people who have other work. What one decision mends is
// one finding: a gap that most documents have, the acronyms that the glossary
// lacks, the vague words of a text.
//
// Rules that read prose (vague words, duties without a name, headings such as
// Exceptions) know English and leave texts in other languages alone.
package check

import (
	"fmt"
	"slices"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/parallel"
)

// Rule is one thing that can be wrong with a handbook.
type Rule struct {
	diag.Rule
	Adjustable bool // `lint:` may lower it
	Graded     bool // one step lower in a draft and in a document in review

	// check finds it in a linked handbook. It is nil where reading, linking or
	// judging finds it. Several rules are checked at a time.
	check func(p *pass, report report)
}

// report takes what a rule has found.
type report func(pos diag.Pos, text, hint string)

// pass is one run over a handbook, with what several rules need to know.
type pass struct {
	*handbook.Handbook
	texts map[*handbook.Policy]prose // says nothing of a document whose text is not judged
}

// Run gives everything that is wrong with h, judged and sorted: what was found
// while it was made, and what the rules find in it. It panics when h holds a
// finding of a rule that is not in [Rules].
func Run(h *handbook.Handbook) diag.List {
	list := append(diag.List(nil), h.Findings...)
	level := levels(h, &list)
	p := &pass{h, readAll(h)}
	garbled := refused(list)
	found := make([]diag.List, len(Rules))
	parallel.Each(len(Rules), func(i int) {
		r := Rules[i]
		if r.check == nil || level[r.ID] == diag.Off {
			return
		}
		r.check(p, func(pos diag.Pos, text, hint string) {
			if !garbled[pos.File] && !garbled[configuration] || !strings.HasSuffix(r.ID, "-missing") {
				found[i].Add(pos, r.ID, text, hint)
			}
		})
	})
	list = append(list, slices.Concat(found...)...)
	list = judge(h, list, level)
	list.Sort()
	return list
}

// configuration is the file that supplies what documents leave out.
const configuration = "content/handbook.yaml"

// refused gives the files in which a value could not be read. Nobody is told
// that a document lacks what somebody wrote there and what is reported already.
func refused(list diag.List) map[string]bool {
	files := map[string]bool{}
	for _, f := range list {
		switch f.Rule {
		case "date-invalid", "duration-invalid", "key-type", "value-unknown", "restriction-misspelt", "front-matter-syntax", "encoding-invalid":
			files[f.File] = true
		}
	}
	return files
}

// levels gives the level of each rule for an approved document, and adds what
// is wrong with the team's own levels.
func levels(h *handbook.Handbook, list *diag.List) map[string]diag.Severity {
	level := make(map[string]diag.Severity, len(Rules))
	locked := map[string]diag.Severity{}
	for _, r := range Rules {
		level[r.ID] = r.Severity
		if !r.Adjustable {
			locked[r.ID] = r.Severity
		}
	}
	for id, want := range h.Lint {
		least, isLocked := locked[id]
		switch _, known := level[id]; {
		case !known:
			list.Add(h.LintPos[id], "lint-unknown", fmt.Sprintf("there is no rule %q", id),
				"the guide's page on checks lists the rules")
		case isLocked && want < least:
			list.Add(h.LintPos[id], "lint-locked", fmt.Sprintf("%s is an error that cannot be lowered", id),
				"remove this line and mend what it reports; only rules of completeness, links and style can be lowered")
		default:
			level[id] = want
		}
	}
	return level
}

// judge sets the severity of each finding and drops those that are off.
func judge(h *handbook.Handbook, list diag.List, level map[string]diag.Severity) diag.List {
	graded := map[string]bool{}
	for _, r := range Rules {
		graded[r.ID] = r.Graded
	}
	unfinished := map[string]bool{} // files
	for _, p := range h.Policies {
		if p.Status == handbook.StatusDraft || p.Status == handbook.StatusReview {
			unfinished[p.Pos("status").File] = true
		}
	}
	kept := list[:0]
	for _, f := range list {
		severity, known := level[f.Rule]
		if !known {
			panic("check: internal error: a finding of the unknown rule " + f.Rule)
		}
		if severity == diag.Off {
			continue
		}
		f.Severity = severity
		if graded[f.Rule] && unfinished[f.File] {
			f.Severity = severity.Lower()
		}
		kept = append(kept, f)
	}
	return kept
}

// asked reports whether a document is asked for everything that its kind
// needs: it is in review, or approved and not over.
func asked(p *handbook.Policy) bool {
	return p.Judgement.State == handbook.InReview || approved(p)
}

// approved reports whether a document is approved and not over.
func approved(p *handbook.Policy) bool {
	return p.Judgement.State == handbook.NotYetEffective || p.InForce()
}
