package check

import (
	"fmt"
	"strings"

	"policybook/generator/handbook"
)

// duplicateText looks for long paragraphs that stand word for word in two
// documents: what is said twice is soon said in two ways. A document is
// reported once, at the first paragraph that it shares with one before it.
func duplicateText(p *pass, report report) {
	const long = 200 // bytes
	first := map[string]*handbook.Policy{}
	for _, d := range p.Policies {
		if !asked(d) {
			continue
		}
		at := 0
		var shared []span
		var with *handbook.Policy
		for line := range strings.Lines(d.Body().Text) {
			from := at
			at += len(line)
			if line = strings.TrimSuffix(line, "\n"); len(line) < long {
				continue
			}
			switch other := first[line]; {
			case other == nil:
				first[line] = d
			case other != d:
				if with == nil {
					with = other
				}
				shared = append(shared, span{from, at})
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
