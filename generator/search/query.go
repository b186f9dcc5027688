package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a query. What is beyond is ignored.
const (
	maxQuery = 256 // code points
	maxTerms = 16  // words, phrases and words that must not be there
)

// query is what a reader typed, taken apart.
type query struct {
	text    string // cut, with plain quotes
	words   []word // in order; phrases among them
	not     [][]string
	filters []filter
	keys    []string // of document numbers that may be meant
	idStart string   // the beginning of one that is being typed, or ""
}

// word is a word or a phrase that is looked for.
type word struct {
	start, end int    // where it stands in the query's text
	word       string // folded; "" for a phrase
	stems      []string
	prefix     string // what the word in mind begins with, or ""
	phrase     bool
	weak       bool // it belongs to the frame of a question: "what are the rules for"
}

// filter keeps the documents that have a value in a field.
type filter struct {
	field, value string // the value is folded
	not          bool
}

// fields are the names of filters, with the field that each means.
var fields = map[string]string{"owner": "owner", "category": "category", "section": "category", "type": "type", "kind": "type",
	"state": "state", "status": "state", "tag": "tag", "audience": "audience"}

func isWhite(r rune) bool { return r <= 0x20 || r == 0xa0 || r == 0x3000 }

// parse takes a query apart. Every text is one.
func (a *Analyzer) parse(text string) *query {
	p := parser{a: a, q: &query{text: clean(text)}}
	p.rest = p.q.text
	var joined strings.Builder
	var last item
	for {
		i, ok := p.next()
		if !ok {
			break
		}
		if last = i; last.plain() {
			joined.WriteString(i.text)
			p.key(i.text)
		}
		p.add(i)
	}
	p.key(joined.String())
	if white, _ := utf8.DecodeLastRuneInString(p.q.text); last.plain() && !isWhite(white) {
		p.typing(last)
	}
	if n := len(p.q.words); n > 0 { // what comes last is what is asked for
		p.q.words[n-1].weak = false
	}
	return p.q
}

// clean cuts a query to its bound and writes its quotes alike.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	n := 0
	for i := range text {
		if n == maxQuery {
			text = text[:i]
			break
		}
		n++
	}
	return strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(text)
}

type parser struct {
	a        *Analyzer
	q        *query
	rest     string // of the query's text
	sentence bool   // a stop word has been met
}

// item is a word, a phrase or a filter.
type item struct {
	at     int    // of text in the query's text
	text   string // without quotes
	field  string // "" unless it is a filter
	quoted bool
	not    bool
}

func (i item) plain() bool { return i.text != "" && i.field == "" && !i.quoted && !i.not }

// next takes the next item from the rest, and reports whether there is one.
func (p *parser) next() (i item, ok bool) {
	p.rest = strings.TrimLeftFunc(p.rest, isWhite)
	if p.rest == "" {
		return i, false
	}
	if next, _ := utf8.DecodeRuneInString(p.rest[1:]); p.rest[0] == '-' && len(p.rest) > 1 && next != '-' && !isWhite(next) {
		i.not, p.rest = true, p.rest[1:]
	}
	if name, value, ok := strings.Cut(p.rest, ":"); ok && value != "" {
		field := fields[strings.ToLower(name)]
		if first, _ := utf8.DecodeRuneInString(value); field != "" && !isWhite(first) {
			i.field, p.rest = field, value
		}
	}
	end := strings.IndexFunc(p.rest, func(r rune) bool { return isWhite(r) || r == '"' && i.field == "" })
	if p.rest[0] == '"' {
		i.quoted, p.rest = true, p.rest[1:]
		end = strings.IndexByte(p.rest, '"')
	}
	if end < 0 {
		end = len(p.rest)
	}
	i.at, i.text = len(p.q.text)-len(p.rest), p.rest[:end]
	p.rest = p.rest[end:]
	if i.quoted {
		p.rest = strings.TrimPrefix(p.rest, `"`)
	}
	return i, true
}

// add puts an item into the query.
func (p *parser) add(i item) {
	q := p.q
	if i.field != "" {
		if v := fold(i.text); v != "" {
			q.filters = append(q.filters, filter{field: i.field, value: v, not: i.not})
		}
		return
	}
	tokens := slices.DeleteFunc(p.a.Tokens(i.text), func(t Token) bool {
		p.sentence = p.sentence || t.Stem == "" && i.plain()
		return t.Stem == ""
	})
	switch {
	case len(tokens) == 0:
	case i.not || i.quoted:
		var stems []string
		for _, t := range tokens {
			stems = append(stems, t.Stem)
		}
		if len(q.words)+len(q.not) == maxTerms {
			return
		}
		if i.not {
			q.not = append(q.not, stems)
			return
		}
		q.words = append(q.words, word{start: i.at, end: i.at + len(i.text), stems: stems, phrase: true})
	default:
		for _, t := range tokens {
			if len(q.words)+len(q.not) < maxTerms {
				q.words = append(q.words, word{start: i.at + t.Start, end: i.at + t.End, word: t.Word, stems: []string{t.Stem}, weak: p.sentence && p.a.weak[t.Word]})
			}
		}
	}
}

// key notes the key of a document number that may be meant.
func (p *parser) key(text string) {
	if k := idKey(text); utf8.RuneCountInString(k) >= 2 && !slices.Contains(p.q.keys, k) {
		p.q.keys = append(p.q.keys, k)
	}
}

// typing notes that the last word of an item is perhaps not complete.
func (p *parser) typing(last item) {
	q := p.q
	if k := idKey(last.text); utf8.RuneCountInString(k) >= 3 && strings.ContainsFunc(k, isNumber) {
		q.idStart = k
	}
	tokens := p.a.Tokens(last.text)
	if len(tokens) == 0 {
		return
	}
	t := tokens[len(tokens)-1]
	start, end := last.at+t.Start, last.at+t.End
	if n := len(q.words); n > 0 && q.words[n-1].start == start {
		q.words[n-1].prefix = t.Word
	} else if t.Stem == "" && len(q.words) == 0 {
		q.words = append(q.words, word{start: start, end: end, word: t.Word, prefix: t.Word})
	}
}

func isNumber(r rune) bool { return unicode.In(r, unicode.N) }

const maxTypable = 24 // code points

// Typable reports whether a word is one that can be mistyped: 4 to 24 code points,
// none of which is a number.
func Typable(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= 4 && n <= maxTypable && !strings.ContainsFunc(word, isNumber)
}
