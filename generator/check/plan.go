package check

import (
	"fmt"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// The planning questions are asked of written policies. A heading of the text
// is as good an answer as a field of the front matter, because that is how most
// policies answer.

func planned(p *handbook.Policy) bool { return p.Type == "policy" && asked(p) && written(p) }

func needMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "plan", lacks: "says what it is needed for",
		text: "the policy does not say what it is needed for", hint: "add `need:` under `plan:`, or a section such as Purpose"}
	g.find(p.readable, func(d *handbook.Policy) bool { return d.Plan.Need == "" && !p.says(d, need) })
}

func approachMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "plan", lacks: "says how it meets the need",
		text: "the policy does not say how it meets the need", hint: "add `approach:` under `plan:`, or say in the text who must or should do what"}
	g.find(p.readable, func(d *handbook.Policy) bool { return d.Plan.Approach == "" && !p.says(d, approach) })
}

func evaluationMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "evaluation", lacks: "says how it is judged whether it works",
		text: "nothing says how it is judged whether the policy works", hint: "add `evaluation:` or `kpis:`, or a section such as Monitoring"}
	g.find(p.readable, func(d *handbook.Policy) bool { return d.Evaluation == "" && len(d.KPIs) == 0 && !p.says(d, evaluation) })
}

func inputMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "consulted", lacks: "names who gave input",
		text: "nobody is named who gave input to the policy", hint: "add `consulted:` with those who must live with it, end users above all"}
	g.find(planned, func(d *handbook.Policy) bool { return len(d.Consulted) == 0 })
}

func enforcementMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "title", lacks: "says what follows when it is broken",
		text: "nothing says what follows when the policy is broken", hint: "add a section such as Enforcement or Compliance"}
	g.find(p.readable, func(d *handbook.Policy) bool { return !p.says(d, enforcement) })
}

func exceptionsMissing(p *pass, report report) {
	granted := map[*handbook.Policy]bool{}
	for _, e := range p.Exceptions {
		granted[e.Policy] = true
	}
	g := gap{p: p, report: report, field: "title", lacks: "says how an exception is granted",
		text: "nothing says how an exception to the policy is granted", hint: "add a section Exceptions: who asks whom, who decides, for how long"}
	g.find(p.readable, func(d *handbook.Policy) bool { return !granted[d] && !p.says(d, exceptions) })
}

// procedureMissing asks that readers of an approved policy find out how to do
// what it says: in a procedure that implements it or that it leads to, or in
// its own steps.
func procedureMissing(p *pass, report report) {
	g := gap{p: p, report: report, field: "title", lacks: "leads to a procedure",
		text: "no procedure says how the policy is carried out", hint: "write one with `implements:` and the number of this policy, link to one, or write `procedure: none` if it needs none"}
	g.find(func(d *handbook.Policy) bool { return planned(d) && approved(d) }, func(d *handbook.Policy) bool {
		return !d.NoProcedure && d.Body().Steps < 3 && d.Body().TaskItems == 0 && !leadsToProcedure(d)
	})
}

func leadsToProcedure(p *handbook.Policy) bool {
	for _, others := range [][]*handbook.Policy{p.ImplementedBy, p.Related, p.Implements} {
		for _, d := range others {
			if tells(d) {
				return true
			}
		}
	}
	for _, t := range p.Targets {
		if tells(t.Policy) {
			return true
		}
	}
	return false
}

// tells reports whether a document is of a kind that says how.
func tells(p *handbook.Policy) bool {
	return p != nil && (p.Type == "procedure" || p.Type == "plan" || p.Type == "form")
}

func stepsMissing(p *pass, report report) {
	for _, d := range p.Policies {
		if d.Type == "procedure" && asked(d) && d.Body().Steps == 0 && d.Body().TaskItems == 0 {
			report(d.Pos("type"), "the procedure has no numbered steps", "write what to do as a numbered list, one action a step")
		}
	}
}

func impliedPolicy(p *pass, report report) {
	for _, d := range p.Policies {
		if !written(d) && !d.Archived() {
			report(d.Pos("basis"), "the policy is a practice that nobody has written down yet",
				"write it down, have it approved and set `basis: expressed`")
		}
	}
}

func kpiTargetMissing(p *pass, report report) {
	for _, d := range p.Policies {
		for _, k := range d.KPIs {
			if asked(d) && k.Target == "" {
				report(k.Pos, fmt.Sprintf("nothing says which value of %q is good", k.Name), "add `target:` with the value to reach")
			}
		}
	}
}

// resistanceUnanswered takes a single sentence for the resistance itself, and
// more for its answer.
func resistanceUnanswered(p *pass, report report) {
	for _, d := range p.Policies {
		plan := d.Plan
		text := strings.TrimRight(strings.TrimSpace(plan.Resistance), ".")
		if asked(d) && text != "" && !strings.ContainsAny(text, ".;:\n→") && plan.Communication == "" && plan.Incentives == "" {
			report(d.Pos("plan"), "the plan expects resistance and does not say how it is met",
				"add to `resistance:` what is done about it, or add `communication:` or `incentives:`")
		}
	}
}

// buyInOrder: agreement is won from the top down.
func buyInOrder(p *pass, report report) {
	levels := [...]string{"leadership", "management", "staff"}
	for _, d := range p.Policies {
		var last calendar.Date
		var above string
		for i, day := range d.BuyIn {
			if day.IsZero() {
				continue
			}
			if day.Before(last) {
				report(d.Pos("buy_in"), fmt.Sprintf("the %s agreed on %s, before the %s on %s", levels[i], day, above, last),
					"win leadership, then management, then staff; or mend the dates")
				break
			}
			last, above = day, levels[i]
		}
		lowest := 0
		for _, phase := range d.Rollout {
			i := slices.Index(levels[:], phase.BuyIn)
			if i >= 0 && i < lowest {
				report(phase.Pos, fmt.Sprintf("the phase %q asks the %s, after the %s was asked", phase.Name, levels[i], levels[lowest]),
					"win leadership, then management, then staff")
				break
			}
			lowest = max(lowest, i)
		}
	}
}

func rolloutOrder(p *pass, report report) {
	for _, d := range p.Policies {
		for i, phase := range d.Rollout {
			switch {
			case !phase.End.IsZero() && phase.End.Before(phase.Start):
				report(phase.Pos, fmt.Sprintf("the phase %q ends on %s, before it starts on %s", phase.Name, phase.End, phase.Start), "mend one of the two dates")
			case i > 0 && phase.Start.Before(d.Rollout[i-1].Start):
				report(phase.Pos, fmt.Sprintf("the phase %q starts on %s, before the phase %q above it", phase.Name, phase.Start, d.Rollout[i-1].Name),
					"list the phases in the order in which they start, small ones first")
			}
		}
	}
}

// readable reports whether a document is asked the planning questions and its
// text can be searched for answers.
func (p *pass) readable(d *handbook.Policy) bool { return planned(d) && english(p.Handbook, d) }

func (p *pass) says(d *handbook.Policy, what sign) bool { return p.text(d).says&what != 0 }

// sign is a set of planning questions for whose answer a word is a sign.
type sign uint8

const (
	need sign = 1 << iota
	approach
	evaluation
	enforcement
	exceptions
)

// headingSign tells by a word of a heading which question the section answers.
func headingSign(w string) sign {
	switch {
	case begins(w, "purpose", "why", "background", "rationale", "reason", "introduction", "need", "aim", "objective", "overview", "about"):
		return need
	case begins(w, "approach", "principle", "rule", "requirement"):
		return approach
	case begins(w, "evaluat", "measur", "metric", "monitor", "audit", "indicator", "success", "assess"):
		return evaluation
	case begins(w, "complian", "complying", "consequence", "misuse"):
		return enforcement
	}
	return textSign(w)
}

// textSign tells by a word of the text which question it answers. What a policy
// demands is its approach.
func textSign(w string) sign {
	if len(w) < len("should") { // most words
		if w == "must" || w == "shall" {
			return approach
		}
		return 0
	}
	switch w[:3] {
	case "sho":
		if w == "should" {
			return approach
		}
	case "bre", "enf", "non", "rev", "san", "vio", "wit":
		if begins(w, "breach", "enforce", "noncomplian", "revoked", "sanction", "violat", "withdrawn") {
			return enforcement
		}
	case "dis":
		switch {
		case begins(w, "disciplin"):
			return enforcement
		case begins(w, "dispensation"):
			return exceptions
		}
	case "dev", "exc", "exe", "wai":
		if begins(w, "deviation", "exception", "exempt", "waiver") {
			return exceptions
		}
	}
	return 0
}

func begins(w string, stems ...string) bool {
	for _, stem := range stems {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}
