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
	read    bool // else it was not asked for

	mark                  span   // TODO and the like
	longest, longestWords int    // the heading above the longest section, from 1; 0 if none is too long
	lines                 []line // the long ones
}

// line is a paragraph, found again by its hash.
type line struct {
	span
	hash uint64
}

// text gives the note of a document; an empty one for a document that is not
// asked for everything.
func (p *pass) text(d *handbook.Policy) *note { return p.notes[d.Index()] }

// readAll reads the texts of the documents that are asked for everything, unless
// r has read them.
func (r *Report) readAll(h *handbook.Handbook) []*note {
	was := r.noteOf(h)
	notes := make([]*note, len(h.Policies))
	none := &note{}
	parallel.Each(len(notes), func(i int) {
		d := h.Policies[i]
		if !asked(d) {
			notes[i] = none
		} else if notes[i] = was(i); notes[i] == nil || !notes[i].read || notes[i].english != english(h, d) {
			notes[i] = newNote(d, english(h, d), r.seed)
		}
	})
	return notes
}

// noteOf gives the function that finds the note of the text of a document of h.
func (r *Report) noteOf(h *handbook.Handbook) func(i int) *note {
	switch {
	case r.h == nil:
		return func(int) *note { return nil }
	case h.SameButTexts(r.h):
		return func(i int) *note {
			if r.h.Policies[i].Source != h.Policies[i].Source {
				return nil
			}
			return r.notes[i]
		}
	}
	notes := make(map[any]*note, len(r.notes))
	for i, n := range r.notes {
		notes[r.h.Policies[i].Source] = n
	}
	return func(i int) *note { return notes[h.Policies[i].Source] }
}

func newNote(d *handbook.Policy, english bool, seed maphash.Seed) *note {
	n := &note{english: english, read: true, mark: findMark(d.Body().Text)}
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
