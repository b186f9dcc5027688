package handbook

import (
	"slices"
)

// Coverage says how far documents answer a demand: a topic that a category
// should cover, a control of a standard.
type Coverage int

// The degrees. A document counts by its state: a demand is met by what binds
// readers, not by what is being written.
const (
	Gap     Coverage = iota // no document
	Planned                 // documents that bind nobody yet
	InPart                  // a document in its pilot, which binds some
	Covered                 // a document in force
)

var coverageNames = [...]string{"gap", "planned", "in-part", "covered"}

// String returns gap, planned, in-part or covered.
func (c Coverage) String() string { return coverageNames[c] }

// cover gives the documents of a list that are not over, and how far they answer.
func cover(list []*Policy) (by []*Policy, c Coverage) {
	for _, p := range list {
		if p.Archived() {
			continue
		}
		by = append(by, p)
		switch p.Judgement.State {
		case InForce:
			c = Covered
		case Pilot:
			c = max(c, InPart)
		default:
			c = max(c, Planned)
		}
	}
	return by, c
}

// TopicCoverage is a topic with the documents that cover it, in reading order.
type TopicCoverage struct {
	*Topic
	By       []*Policy
	Coverage Coverage
}

// CoverTopics gives the topics of a category (the path of its folder), in the
// order of topics.yaml. Documents of other categories do not count, those of none do.
func (h *Handbook) CoverTopics(category string) []TopicCoverage {
	named := map[string][]*Policy{} // by folded topic
	for _, p := range h.Policies {
		if p.Category != nil && p.Category.Path != category {
			continue
		}
		for i, t := range p.Topics {
			if !slices.ContainsFunc(p.Topics[:i], func(other string) bool { return fold(other) == fold(t) }) {
				named[fold(t)] = append(named[fold(t)], p)
			}
		}
	}
	var out []TopicCoverage
	for _, t := range h.Topics {
		if t.Category == category {
			by, c := cover(named[fold(t.Name)])
			out = append(out, TopicCoverage{t, by, c})
		}
	}
	return out
}

// ControlCoverage is a control with the documents that say they satisfy it, in reading order.
type ControlCoverage struct {
	Control
	By       []*Policy
	Coverage Coverage
}

// CoverControls gives the controls of a standard in the order of its file.
func (h *Handbook) CoverControls(s *Standard) []ControlCoverage {
	named := map[string][]*Policy{} // by key
	for _, p := range h.Policies {
		for _, c := range p.Satisfies {
			if c.Standard != s.ID {
				continue
			}
			for _, key := range c.Controls {
				if list := named[key]; len(list) == 0 || list[len(list)-1] != p {
					named[key] = append(list, p)
				}
			}
		}
	}
	out := make([]ControlCoverage, len(s.Controls))
	for i, c := range s.Controls {
		by, coverage := cover(named[c.Key])
		out[i] = ControlCoverage{c, by, coverage}
	}
	return out
}

// Uncovering gives the documents of a category that cover none of its topics and
// are not over, in reading order.
func (h *Handbook) Uncovering(category string) []*Policy {
	topics := map[string]bool{}
	for _, t := range h.Topics {
		if t.Category == category {
			topics[fold(t.Name)] = true
		}
	}
	var out []*Policy
	for _, p := range h.Policies {
		if p.Category != nil && p.Category.Path == category && !p.Archived() && !slices.ContainsFunc(p.Topics, func(t string) bool { return topics[fold(t)] }) {
			out = append(out, p)
		}
	}
	return out
}
