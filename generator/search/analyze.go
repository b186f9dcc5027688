package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Analyzer makes words of texts, for one language. It is immutable and safe for
// concurrent use.
type Analyzer struct {
	Lang  string          // language tag as the handbook has it
	Stem  bool            // words are stemmed: the language is English
	Elide bool            // what stands before an apostrophe is an article or the like
	stop  map[string]bool // folded
	weak  map[string]bool // words that say little in a question
}

// Token is a word of a text. Text[Start:End] is what stands there.
type Token struct {
	Start, End int
	Word       string // folded
	Stem       string // "" for a stop word
}

// NewAnalyzer gives the analyzer for texts in the language of a tag, such as en
// or de-AT.
func NewAnalyzer(lang string) *Analyzer {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if base == "nb" || base == "nn" { // the two ways to write Norwegian
		base = "no"
	}
	a := &Analyzer{Lang: lang, Stem: base == "en", Elide: strings.Contains(" fr it ca ga ", " "+base+" "), stop: map[string]bool{}, weak: map[string]bool{}}
	for _, w := range stopWords(base) {
		a.stop[a.word(w)] = true
	}
	for _, w := range weakWords(base) {
		a.weak[w] = true
	}
	return a
}

// Tokens gives the words of a text in order, stop words included.
func (a *Analyzer) Tokens(text string) []Token {
	var all []Token
	for start, end := nextToken(text, 0); start < end; start, end = nextToken(text, end) {
		w := a.word(text[start:end])
		if w == "" {
			continue
		}
		t := Token{Start: start, End: end, Word: w}
		if !a.stop[w] {
			t.Stem = a.stemOf(w)
		}
		all = append(all, t)
	}
	return all
}

// Stems gives the stems of a text in order, without stop words.
func (a *Analyzer) Stems(text string) []string {
	var all []string
	for _, t := range a.Tokens(text) {
		if t.Stem != "" {
			all = append(all, t.Stem)
		}
	}
	return all
}

// word gives what counts of a token: folded, without article or possessive.
func (a *Analyzer) word(token string) string {
	w := fold(token)
	at := strings.LastIndexByte(w, '\'')
	switch {
	case at < 0:
	case a.Elide:
		w = w[at+1:]
	case w[at:] == "'s" || w[at:] == "'":
		w = w[:at]
	}
	return w
}

func (a *Analyzer) stemOf(word string) string {
	if !a.Stem {
		return word
	}
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && c != '\'' {
			return word
		}
	}
	return porter(word)
}

// nextToken gives where the first token of a text from i on starts and ends; two
// equal places if there is none.
func nextToken(text string, i int) (start, end int) {
	for i < len(text) {
		kind, n := kindOf(text, i)
		switch kind {
		case single:
			return i, i + n
		case letter, digit:
			return i, tokenEnd(text, i+n)
		}
		i += n
	}
	return i, i
}

// tokenEnd gives the end of the token that reaches beyond text[:i].
func tokenEnd(text string, i int) int {
	letters := false // behind an apostrophe
	for i < len(text) {
		kind, n := kindOf(text, i)
		if kind == letter || kind == digit && !letters {
			i += n
			continue
		}
		if kind != apostrophe || i+n == len(text) {
			break
		}
		if next, _ := kindOf(text, i+n); next != letter {
			break
		}
		i, letters = i+n, true
	}
	return i
}

// What a character is for a token.
type kind uint8

const (
	other  kind = iota
	letter      // stands in words
	digit       // a number or mark: stands in words, but not behind an apostrophe
	apostrophe
	single // is a token alone
)

// kindOf gives what the character at text[i] is, and its length.
func kindOf(text string, i int) (kind, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return asciiKinds[c], 1
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case r == '’':
		return apostrophe, n
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
		return single, n
	case unicode.IsLetter(r):
		return letter, n
	case unicode.In(r, unicode.N, unicode.M):
		return digit, n
	}
	return other, n
}

var asciiKinds = func() (kinds [utf8.RuneSelf]kind) {
	for c := range kinds {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			kinds[c] = letter
		case '0' <= c && c <= '9':
			kinds[c] = digit
		case c == '\'':
			kinds[c] = apostrophe
		}
	}
	return kinds
}()

// fold gives the form of a text that is the same for all ways to write it:
// without accents and case, compatible characters as one.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
	}
	return strings.ToLower(s)
}

func foldUnicode(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r >= 0x300 && r <= 0x36f {
			continue
		}
		r = unicode.ToLower(r)
		if as := foldings[r]; as != "" {
			b.WriteString(as)
			continue
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// foldings has the letters that are accented forms although Unicode does not say so.
var foldings = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l", 'ı': "i", 'ς': "σ", '’': "'"}

// idKey gives the form of a document number that is the same for all ways to
// write it: IT-POL-012 and "it pol 012" are one.
func idKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.N) {
			return r
		}
		return -1
	}, fold(s))
}
