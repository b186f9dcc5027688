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
// What is found in a release that readers get while the next version is written is a
// warning at most: its text can no longer be mended.
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
	"hash/maphash"
	"maps"
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

	// texts says that check looks at texts, at where their links lead or at which
	// terms they use.
	texts bool
}

// report takes what a rule has found.
type report func(pos diag.Pos, text, hint string)

// pass is one run over a handbook, with what several rules need to know.
type pass struct {
	*handbook.Handbook
	notes []*note // of the texts, by index of Policies
}

// Report is what was found in a handbook.
type Report struct {
	Findings diag.List // judged and sorted

	h       *handbook.Handbook
	notes   []*note // of the texts, by index of h.Policies
	seed    maphash.Seed
	garbled map[string]bool
	found   []diag.List // by index of Rules
}

// Run gives everything that is wrong with h, judged and sorted: what was found
// while it was made, and what the rules find in it. It panics when h holds a
// finding of a rule that is not in [Rules].
func Run(h *handbook.Handbook) diag.List {
	return (*Report)(nil).Again(h).Findings
}

// Again finds what Run does, and takes from r, the report on an earlier state of
// the handbook (nil for none), what must be the same: what was read in texts that
// are the same, and where nothing but texts differ, what has nothing to do with
// them. r stays as it is.
func (r *Report) Again(h *handbook.Handbook) *Report {
	if r == nil {
		r = &Report{seed: maphash.MakeSeed()}
	}
	list := slices.Clone(h.Findings)
	level := levels(h, &list)
	n := &Report{h: h, notes: r.readAll(h), seed: r.seed, garbled: refused(list), found: make([]diag.List, len(Rules))}
	same := r.h != nil && h.SameButTexts(r.h) && maps.Equal(n.garbled, r.garbled)
	p := &pass{h, n.notes}
	parallel.Each(len(Rules), func(i int) {
		switch rule := Rules[i]; {
		case rule.check == nil || level[rule.ID] == diag.Off:
		case same && !rule.texts:
			n.found[i] = r.found[i]
		default:
			rule.check(p, func(pos diag.Pos, text, hint string) {
				if !n.garbled[pos.File] && !n.garbled[configuration] || !strings.HasSuffix(rule.ID, "-missing") {
					n.found[i].Add(pos, rule.ID, text, hint)
				}
			})
		}
	})
	list = judge(h, append(list, slices.Concat(n.found...)...), level)
	list.Sort()
	n.Findings = list
	return n
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
	unfinished, released := map[string]bool{}, map[string]bool{} // files
	for _, p := range h.Policies {
		if p.Standing != nil && !p.Next {
			released[p.Source.Start().File] = true
		}
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
		if released[f.File] {
			f.Severity = min(f.Severity, diag.Warning)
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
