package redline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"policybook/generator/markdown"
)

// A word is what is compared within a block: letters and digits, a mark of
// punctuation, a check box, the destination of a link, or a line of code.
type word struct {
	text  string
	id    int32 // equal for words of the same text and style
	plain int32 // equal for words of the same text
	style markdown.Style
	space bool // white space stands before it
	end   bool // the end of a paragraph, no word
}

// spelling is what makes a word another one.
type spelling struct {
	text  string
	style markdown.Style
}

// A unit is a block that is to be paired: one of a text, or a row or a column of
// a table.
type unit struct {
	Place
	words []word
	rows  [][][]word // of a table
	pin   string     // id that its author gave it
	label string     // of a row: what stands in its first cell
	key   string     // equal for units of the same words
	bag   []int32    // the words that count, by word.plain, sorted
	size  int        // how much the words count
}

// finish fills in what is made from the words.
func (c *comparison) finish(u *unit) {
	key := make([]byte, 0, 4*len(u.words)+1)
	u.bag = make([]int32, 0, len(u.words))
	for _, w := range u.words {
		key = append(key, byte(w.id), byte(w.id>>8), byte(w.id>>16), byte(w.id>>24))
		if n := c.sizes[w.id]; n > 0 {
			u.bag = append(u.bag, w.plain)
			u.size += int(n)
		}
	}
	for _, row := range u.rows {
		key = append(key, '|', byte(len(row)))
		for _, cell := range row {
			key = append(key, byte(len(cell)), byte(len(cell)>>8))
		}
	}
	u.key = string(key)
	slices.Sort(u.bag)
}

// word gives a word its numbers.
func (c *comparison) word(text string, style markdown.Style, space bool) word {
	number := func(s spelling) int32 {
		id, ok := c.words[s]
		if !ok {
			id = int32(len(c.sizes))
			c.words[s] = id
			c.sizes = append(c.sizes, size(text))
		}
		return id
	}
	w := word{text: text, id: number(spelling{text, style}), style: style, space: space}
	if w.plain = w.id; style != 0 {
		w.plain = number(spelling{text, 0})
	}
	return w
}

// size says how much a word counts when texts are compared: words like "the" and
// "of" little, and punctuation nothing.
func size(text string) int32 {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			letters++
		}
	}
	if letters > 0 && letters <= 3 && !strings.ContainsFunc(text, unicode.IsNumber) && text[0] < utf8.RuneSelf {
		return 1
	}
	return int32(min(letters, 10))
}

// split gives the words of a cell.
func (c *comparison) split(spans []markdown.Span) []word {
	spans = merged(spans)
	n := 0
	for _, s := range spans {
		n += len(s.Text)
	}
	out := make([]word, 0, n/5+4) // English words and their spaces have six letters
	space := false
	for _, s := range spans {
		if s.Style >= markdown.Destination {
			space = c.mark(&out, s, space)
			continue
		}
		text := norm.NFC.String(s.Text)
		for len(text) > 0 {
			r, n := utf8.DecodeRuneInString(text)
			if unicode.IsSpace(r) {
				text, space = text[n:], true
				continue
			}
			n = wordEnd(text)
			out = append(out, c.word(text[:n], s.Style, space && len(out) > 0))
			text, space = text[n:], false
		}
	}
	return out
}

// merged gives spans without empty ones, and those of the same style that stand
// side by side as one.
func merged(spans []markdown.Span) []markdown.Span {
	var out []markdown.Span
	for _, s := range spans {
		if s.Text == "" && s.Style != markdown.Box {
			continue
		}
		if last := len(out) - 1; last >= 0 && s.Style < markdown.Destination && out[last].Style == s.Style {
			out[last].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}

// mark adds a word that is not text of its own, and reports whether a space
// follows.
func (c *comparison) mark(out *[]word, s markdown.Span, space bool) bool {
	text := s.Text
	switch s.Style {
	case markdown.Destination:
		if c.hidden != nil && c.hidden(text) {
			text = "…"
		}
		text, space = "("+text+")", true
	case markdown.Note:
		text = "[^" + text + "]"
	case markdown.Box:
		*out = append(*out, c.word(map[bool]string{true: "☑", false: "☐"}[text != ""], s.Style, space && len(*out) > 0))
		return true
	case markdown.Callout:
		*out = append(*out, c.word(text, s.Style, false))
		return true
	}
	*out = append(*out, c.word(norm.NFC.String(text), s.Style, space && len(*out) > 0))
	return false
}

// wordEnd gives the length of the word that text begins with.
func wordEnd(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	if !inWord(first) {
		return n
	}
	if alone(first) {
		for n < len(text) {
			r, size := utf8.DecodeRuneInString(text[n:])
			if !unicode.IsMark(r) {
				break
			}
			n += size
		}
		return n
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		switch {
		case alone(r) && !unicode.IsMark(r):
			return n
		case inWord(r):
			n += size
		case joins(r) && n+size < len(text):
			next, _ := utf8.DecodeRuneInString(text[n+size:])
			last, _ := utf8.DecodeLastRuneInString(text[:n])
			if !inWord(next) || alone(next) || (r == ',' || r == ':') && !(unicode.IsDigit(last) && unicode.IsDigit(next)) {
				return n
			}
			n += size
		default:
			return n
		}
	}
	return n
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// joins reports whether a mark between letters or digits is part of a word:
// 2026-01-12, 14:30, 3.1, don't, e-mail, help@example.com, a/b.
func joins(r rune) bool { return strings.ContainsRune("-.:'’@_‑,", r) }

// alone reports whether each letter is a word of its own, in scripts that put no
// spaces between words.
func alone(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// takeNumber takes off a number that the author typed before a heading ("3.
// Scope", "§ 4 Scope") or a clause ("3.1 Users must"). A quantity is none: what
// could be one stays with the words.
func (u *unit) takeNumber() {
	if u.Number != "" || u.Kind != "heading" && u.Kind != "paragraph" && u.Kind != "item" {
		return
	}
	i := 0
	if u.Kind == "heading" && len(u.words) > 0 && slices.Contains(numberedAs, u.words[0].text) {
		i = 1
	}
	if i == len(u.words) || !numeral(u.words[i].text) {
		return
	}
	sure := i == 1 || strings.Contains(u.words[i].text, ".")
	i++
	if i < len(u.words) && !u.words[i].space && strings.Contains(".):", u.words[i].text) {
		sure = sure || u.Kind == "heading"
		i++
	}
	if !sure || i == len(u.words) || !u.words[i].space || !capitalized(u.words[i].text) {
		return
	}
	u.Number = joined(u.words[:i])
	u.words = u.words[i:]
	u.words[0].space = false
}

// numberedAs are words that stand before the number of a heading.
var numberedAs = []string{"§", "Article", "Section", "Clause", "Artikel", "Abschnitt", "Ziffer"}

// capitalized reports whether a word begins like a sentence, and not like a unit
// such as GB.
func capitalized(text string) bool {
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	return !unicode.IsLower(first) && unicode.IsLetter(first) && !unicode.IsUpper(second)
}

// joined gives words as text.
func joined(words []word) string {
	var b strings.Builder
	for _, w := range words {
		if w.space {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// numeral reports whether text is 3, 3.1 or 3.1.2, with small numbers.
func numeral(text string) bool {
	for part := range strings.SplitSeq(text, ".") {
		if len(part) == 0 || len(part) > 2 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}
