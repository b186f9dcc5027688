package check

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"

	"policybook/generator/handbook"
	"policybook/generator/parallel"
)

// note is what the rules want to know of one text. It depends on the text alone,
// and on whether it is English.
type note struct {
	prose   // says nothing of a text that is not English
	english bool

	mark                  span   // TODO and the like
	longest, longestWords int    // the heading above the longest section, from 1; 0 if none is too long
	lines                 []line // the long ones
}

// line is a paragraph, found again by its hash.
type line struct {
	span
	hash uint64
}

// texts has a note for each text, by its *markdown.Doc.
type texts map[any]*note

// text gives the note of a document; an empty one for a document that is not
// asked for everything.
func (p *pass) text(d *handbook.Policy) *note {
	if n := p.texts[d.Body()]; n != nil {
		return n
	}
	return &note{}
}

// readAll reads the texts of the documents that are asked for everything, unless
// old has read them.
func readAll(h *handbook.Handbook, old texts, seed maphash.Seed) texts {
	read := make([]*note, len(h.Policies))
	parallel.Each(len(read), func(i int) {
		d := h.Policies[i]
		if !asked(d) {
			return
		}
		if read[i] = old[d.Body()]; read[i] == nil || read[i].english != english(h, d) {
			read[i] = newNote(d, english(h, d), seed)
		}
	})
	all := make(texts, len(read))
	for i, d := range h.Policies {
		if read[i] != nil {
			all[d.Body()] = read[i]
		}
	}
	return all
}

func newNote(d *handbook.Policy, english bool, seed maphash.Seed) *note {
	n := &note{english: english, mark: findMark(d.Body().Text)}
	n.longest, n.longestWords = findLongest(d)
	at := 0
	for s := range strings.Lines(d.Body().Text) {
		from := at
		at += len(s)
		if s = strings.TrimSuffix(s, "\n"); len(s) >= longLine {
			n.lines = append(n.lines, line{span{from, from + len(s)}, maphash.String(seed, s)})
		}
	}
	if !english {
		return n
	}
	n.prose = scan(d.Body().Text)
	n.acronyms = slices.DeleteFunc(n.acronyms, func(a acronym) bool { return !needed(d.Body().Text, a) })
	for _, h := range d.Body().Headings {
		for w := range strings.FieldsFuncSeq(strings.ToLower(h.Text), func(c rune) bool { return !unicode.IsLetter(c) }) {
			n.says |= headingSign(w)
		}
	}
	return n
}

// needed reports whether readers of a text have to know what an acronym means.
func needed(text string, a acronym) bool {
	const fewest = 3 // uses; one or two are an aside
	return a.uses >= fewest && !strings.Contains(text, " "+strings.ToLower(text[a.from:a.to])+" ")
}
