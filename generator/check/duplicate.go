package check

import (
	"fmt"

	"policybook/generator/handbook"
)

// duplicateText looks for long paragraphs that stand word for word in two
// documents: what is said twice is soon said in two ways. A document is
// reported once, at the first paragraph that it shares with one before it.
func duplicateText(p *pass, report report) {
	type spot struct {
		*handbook.Policy
		line
	}
	first := make(map[uint64]spot, 4*len(p.Policies))
	for _, d := range p.Policies {
		var shared []span
		var with *handbook.Policy
		for _, l := range p.text(d).lines {
			switch other, ok := first[l.hash]; {
			case !ok:
				first[l.hash] = spot{d, l}
			case other.Policy != d && other.Body().Text[other.from:other.to] == d.Body().Text[l.from:l.to]:
				if with == nil {
					with = other.Policy
				}
				shared = append(shared, l.span)
			}
		}
		if with == nil {
			continue
		}
		text := fmt.Sprintf("a paragraph stands word for word in %s: %q", name(with), opening(d.Body().Text[shared[0].from:]))
		if n := len(shared); n > 1 {
			text = fmt.Sprintf("%d paragraphs stand word for word in %s or elsewhere; the first is %q", n, name(with), opening(d.Body().Text[shared[0].from:]))
		}
		report(place(d, shared[0]), text, "say it in one place and link to it")
	}
}

// longLine is the length, in bytes, from which on a paragraph is compared.
const longLine = 200

// opening gives the first words of a paragraph.
func opening(text string) string {
	const words = 6
	n := 0
	for i := range len(text) {
		if text[i] == ' ' {
			if n++; n == words {
				return text[:i] + " …"
			}
		}
	}
	return text
}
