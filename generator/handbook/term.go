package handbook

import (
	"hash/crc32"
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
	*g = glossary{first: map[string][]phrase{}}
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
	same := l.old != nil && l.sameTerms()
	parallel.EachWith(len(l.Policies), func(room *[]*Term, i int) {
		p := l.Policies[i]
		if was := l.was[i]; same && was != nil && was.Source == p.Source {
			p.Terms = clone(room, was.Terms)
			for j, t := range p.Terms {
				p.Terms[j] = l.Handbook.Terms[t.at]
			}
			return
		}
		p.Terms = g.find(p.Body().Text)
	})
	for _, p := range l.Policies {
		for _, t := range p.Terms {
			t.UsedIn = append(t.UsedIn, p)
		}
	}
}

// glossary finds phrases in texts. Every word of a handbook is held against it:
// what begins like no phrase must cost next to nothing.
type glossary struct {
	first map[string][]phrase // by first word, in lower case

	// The bytes with which phrases begin: those of one phrase have a bit in common.
	heads [3][256]uint64
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
	g.addHead(words[0])
}

// addHead notes how a word begins, in lower and upper case. From a letter beyond
// ASCII on, whose other case may have more bytes or less, it may be anything.
func (g *glossary) addHead(word string) {
	head := word[:min(len(word), len(g.heads))]
	bit := uint64(1) << (crc32.ChecksumIEEE([]byte(strings.ToLower(head))) % 64)
	for i := range g.heads {
		known := i < len(head) && head[i] < utf8.RuneSelf
		if !known {
			head = head[:min(i, len(head))]
		}
		for c := range g.heads[i] {
			if !known || c >= utf8.RuneSelf || strings.EqualFold(head[i:i+1], string(rune(c))) {
				g.heads[i][c] |= bit
			}
		}
	}
}

// skip gives the first place, from i on, where a phrase may begin.
func (g *glossary) skip(text string, i int) int {
	for ; i < len(text)-2; i++ {
		if g.heads[0][text[i]]&g.heads[1][text[i+1]]&g.heads[2][text[i+2]] != 0 {
			return i
		}
	}
	return i
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
	for i := g.skip(text, 0); i < len(text); i = g.skip(text, i+1) {
		if !beginsWord(text, i) {
			continue
		}
		word, rest := nextWord(text[i:])
		if word == "" {
			break
		}
		i = len(text) - len(rest)
		for _, ph := range g.first[strings.ToLower(word)] {
			if after, ok := ph.begins(word, rest); ok {
				use(i-len(word), len(text)-len(after), ph.term)
			}
		}
	}
}

// beginsWord reports whether no word stands on both sides of text[i].
func beginsWord(text string, i int) bool {
	if i == 0 {
		return true
	}
	if text[i-1] < utf8.RuneSelf {
		return !inWords[text[i-1]]
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return utf8.RuneStart(text[i]) && !unicode.IsLetter(before) && !unicode.IsDigit(before)
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
