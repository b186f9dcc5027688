package handbook

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"policybook/generator/parallel"
)

// uses finds the glossary terms that each text uses: whole words, in any case
// for terms, as written for acronyms.
func (l *linker) uses() {
	g := &l.phrases
	g.first = map[string][]phrase{}
	for _, t := range l.Handbook.Terms {
		g.add(t.Term, t, false)
		g.add(t.Acronym, t, true)
		for _, s := range t.Synonyms {
			g.add(s, t, false)
		}
	}
	if len(g.first) == 0 {
		return
	}
	parallel.Each(len(l.Policies), func(i int) {
		p := l.Policies[i]
		p.Terms = g.find(p.Body().Text)
	})
}

// glossary finds phrases in texts. Every word of a handbook is held against it:
// what begins like no phrase must cost next to nothing.
type glossary struct {
	first   map[string][]phrase // by first word, in lower case
	lengths [256]uint64         // by the look of the first word: a bit for each length
}

type phrase struct {
	words []string
	exact bool
	term  *Term
}

func (g *glossary) add(s string, t *Term, exact bool) {
	var words []string
	for word, rest := nextWord(s); word != ""; word, rest = nextWord(rest) {
		words = append(words, word)
	}
	if len(words) == 0 {
		return
	}
	low := strings.ToLower(words[0])
	g.first[low] = append(g.first[low], phrase{words, exact, t})
	g.lengths[look(low)] |= 1 << (len(low) % 64)
}

// look is a number that a word in ASCII has in upper and lower case alike.
func look(word string) uint8 {
	const fold = 0x20
	return word[0] | fold + 7*(word[len(word)/2]|fold) + 31*(word[len(word)-1]|fold)
}

// find gives the terms that a text uses, by name.
func (g *glossary) find(text string) []*Term {
	var terms []*Term
	g.each(text, func(_, _ int, t *Term) {
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	})
	slices.SortFunc(terms, func(a, b *Term) int { return strings.Compare(fold(a.Term), fold(b.Term)) })
	return terms
}

// EachTerm calls use for each glossary term that stands in a text, at
// text[start:end], in order of the text. Several terms may stand at one place.
func (h *Handbook) EachTerm(text string, use func(start, end int, t *Term)) {
	h.phrases.each(text, use)
}

func (g *glossary) each(text string, use func(start, end int, t *Term)) {
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && inWords[text[i]] {
			i++
		}
		if i == len(text) || text[i] < utf8.RuneSelf { // a word in ASCII, or none
			if from == i || g.lengths[look(text[from:i])]>>((i-from)%64)&1 == 0 {
				i++
				continue
			}
		}
		word, rest := nextWord(text[from:])
		if word == "" {
			break
		}
		i = len(text) - len(rest)
		for _, ph := range g.first[strings.ToLower(word)] {
			if after, ok := ph.begins(word, rest); ok {
				use(len(text)-len(rest)-len(word), len(text)-len(after), ph.term)
			}
		}
	}
}

// begins reports whether a word and the text behind it begin with the phrase,
// and what stands behind that.
func (ph phrase) begins(word, rest string) (after string, ok bool) {
	for _, want := range ph.words {
		if want != word && (ph.exact || !strings.EqualFold(want, word)) {
			return "", false
		}
		after = rest
		word, rest = nextWord(rest)
	}
	return after, true
}

// nextWord gives the first word of a text and what stands behind it; "" when
// there is none.
func nextWord(s string) (word, rest string) {
	start := 0
	for start < len(s) && !inWords[s[start]] {
		n, separates := separator(s, start)
		if !separates {
			break
		}
		start += n
	}
	end := start
	for end < len(s) {
		if inWords[s[end]] { // most of them
			end++
			continue
		}
		n, separates := separator(s, end)
		if separates {
			break
		}
		end += n
	}
	return s[start:end], s[end:]
}

// separator gives the length of the character at s[i], and whether it stands
// between words.
func separator(s string, i int) (n int, separates bool) {
	if c := s[i]; c < utf8.RuneSelf {
		return 1, !inWords[c]
	}
	c, n := utf8.DecodeRuneInString(s[i:])
	return n, !unicode.IsLetter(c) && !unicode.IsDigit(c)
}

// inWords has the characters below U+0080 that words are made of.
var inWords = func() (in [256]bool) {
	for c := range rune(utf8.RuneSelf) {
		in[c] = unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-' || c == '\''
	}
	return in
}()
