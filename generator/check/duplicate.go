package check

import (
	"fmt"
	"math/bits"

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
	first := map[uint64]spot{}
	mayRepeat := p.repeated()
	for _, d := range p.Policies {
		var shared []span
		var with *handbook.Policy
		for _, l := range p.text(d).lines {
			if !mayRepeat(l) {
				continue
			}
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

// repeated gives a function that tells most of the lines that stand nowhere else
// from those that may. Nearly all are such, and need not be remembered.
func (p *pass) repeated() func(line) bool {
	n := 0
	for _, note := range p.notes {
		n += len(note.lines)
	}
	// A bit for each of many more places than there are lines.
	size := uint64(1) << bits.Len(uint(n)|64) << 4
	seen, again := make([]uint64, size/64), make([]uint64, size/64)
	place := func(l line) (word, bit uint64) { return l.hash % size / 64, 1 << (l.hash % 64) }
	for _, note := range p.notes {
		for _, l := range note.lines {
			word, bit := place(l)
			again[word] |= seen[word] & bit
			seen[word] |= bit
		}
	}
	return func(l line) bool {
		word, bit := place(l)
		return again[word]&bit != 0
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
