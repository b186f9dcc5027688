package handbook

import (
	"slices"
	"strings"
	"unicode"
)

// uses finds the glossary terms that each text uses: whole words, in any case
// for terms, as written for acronyms.
func (l *linker) uses() {
	if len(l.Handbook.Terms) == 0 {
		return
	}
	type phrase struct {
		words []string
		exact bool
		term  *Term
	}
	first := map[string][]phrase{}
	add := func(s string, t *Term, exact bool) {
		if words := appendFields(nil, s); len(words) > 0 {
			low := strings.ToLower(words[0])
			first[low] = append(first[low], phrase{words, exact, t})
		}
	}
	for _, t := range l.Handbook.Terms {
		add(t.Term, t, false)
		add(t.Acronym, t, true)
		for _, s := range t.Synonyms {
			add(s, t, false)
		}
	}
	match := func(ph phrase, words []string) bool {
		if len(words) < len(ph.words) {
			return false
		}
		for i, w := range ph.words {
			if w != words[i] && (ph.exact || !strings.EqualFold(w, words[i])) {
				return false
			}
		}
		return true
	}
	var words []string
	for _, p := range l.Policies {
		words = appendFields(words[:0], p.Body().Text)
		for i, w := range words {
			for _, ph := range first[strings.ToLower(w)] {
				if match(ph, words[i:]) && !slices.Contains(p.Terms, ph.term) {
					p.Terms = append(p.Terms, ph.term)
				}
			}
		}
		slices.SortFunc(p.Terms, func(a, b *Term) int { return strings.Compare(fold(a.Term), fold(b.Term)) })
	}
}

// appendFields adds the words of a text to a list. Every word of a handbook goes
// through it: one list serves all texts.
func appendFields(words []string, s string) []string {
	for w := range strings.FieldsFuncSeq(s, isSeparator) {
		words = append(words, w)
	}
	return words
}

func isSeparator(c rune) bool {
	if 'a' <= c && c <= 'z' { // most of them
		return false
	}
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '\''
}
