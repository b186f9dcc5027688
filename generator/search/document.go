package search

import (
	"math/bits"
	"slices"
	"strings"
)

// Document is an entry as it is indexed.
type Document struct {
	Lengths
	Uses []Use // by term, in order
}

// Use says where an entry uses a term, and in which words.
type Use struct {
	Term    string   // as [Term.Text]
	Words   []string // whose stem it is, in order of the text; none for a number
	Count   int      // in the body
	Heading bool
	Title   bool
}

const mostCounted = 31 // uses of a term in the body of one document

// Document analyses an entry.
func (a *Analyzer) Document(e *Entry) Document {
	return NewPass(a).Document(e)
}

// Document analyses an entry.
func (p *Pass) Document(e *Entry) Document {
	d := p.document(e)
	doc := Document{Lengths: d.Lengths}
	for _, u := range d.uses {
		doc.Uses = append(doc.Uses, Use{Term: p.stems[u.stem].text, Words: p.written(u.stem),
			Count: u.count(), Heading: u.heading(), Title: u.title()})
	}
	slices.SortFunc(doc.Uses, func(a, b Use) int { return strings.Compare(a.Term, b.Term) })
	return doc
}

// Pass analyses entries one after the other, and remembers words: nearly every
// token of a text is one that it has seen. It is not safe for concurrent use.
type Pass struct {
	*Analyzer
	tokens map[string]int32 // token as written → number of its word; -1 for a stop word
	words  []written
	number map[string]int32 // stem → its number
	stems  []stem
	uses   []use   // of the document at hand
	at     []int32 // stem → place in uses, and 1; 0 for none

	apart bool    // the words of each entry are noted
	said  []int32 // those of the document at hand, when they are
	met   []bool  // the same, by number
}

// written is a word as texts have it, folded.
type written struct {
	text string
	stem int32
}

type stem struct {
	text  string
	words []int32 // whose stem it is, in the order in which they were met
}

// analysed is an entry as a pass found it.
type analysed struct {
	Lengths
	pass  *Pass
	uses  []use
	words []int32 // all that it has, if the pass notes them
}

// use packs a posting.
type use struct {
	stem int32
	bits uint8 // count<<2 | heading<<1 | title
}

const (
	inTitle   = 1
	inHeading = 2
	inBody    = 4 // and on: the count
)

func (u use) count() int    { return int(u.bits / inBody) }
func (u use) heading() bool { return u.bits&inHeading != 0 }
func (u use) title() bool   { return u.bits&inTitle != 0 }

// NewPass gives a Pass that has seen nothing yet.
func NewPass(a *Analyzer) *Pass {
	return &Pass{Analyzer: a, tokens: map[string]int32{}, number: map[string]int32{}}
}

// written gives the words whose stem it is.
func (p *Pass) written(stem int32) (words []string) {
	for _, w := range p.stems[stem].words {
		words = append(words, p.words[w].text)
	}
	return words
}

// document analyses an entry.
func (p *Pass) document(e *Entry) (d analysed) {
	p.uses, p.said = p.uses[:0], p.said[:0]
	d.Title = p.add(e.Title, inTitle)
	for i := range e.Sections {
		d.Body += p.add(e.Sections[i].Text, inBody)
		d.Heading += p.add(e.Sections[i].Heading, inHeading)
	}
	d.Heading += p.add(e.ID, inHeading)
	for _, words := range [][]string{e.Tags, e.Keywords} {
		for _, w := range words {
			d.Heading += p.add(w, inHeading)
		}
	}
	if key := idKey(e.ID); key != "" {
		p.note(p.stemNumber(key+numberSign), inHeading)
	}
	for _, u := range p.uses {
		p.at[u.stem] = 0
	}
	for _, w := range p.said {
		p.met[w] = false
	}
	d.pass, d.uses, d.words = p, slices.Clone(p.uses), slices.Clone(p.said)
	d.Lengths = Lengths{Title: rounded(d.Title), Heading: rounded(d.Heading), Body: rounded(d.Body)}
	return d
}

// rounded gives a length with its first four binary digits.
func rounded(n int) int {
	shift := max(0, bits.Len(uint(n))-4)
	return n >> shift << shift
}

// add notes the words of a field, and gives their number.
func (p *Pass) add(text string, field uint8) (length int) {
	for start, end := nextToken(text, 0); start < end; start, end = nextToken(text, end) {
		n, ok := p.tokens[text[start:end]]
		if !ok {
			n = p.meet(text[start:end])
		}
		if n < 0 {
			continue
		}
		length++
		p.note(p.words[n].stem, field)
		if p.apart && !p.met[n] {
			p.met[n] = true
			p.said = append(p.said, n)
		}
	}
	return length
}

// meet gives the number of the word of a token that was not met before.
func (p *Pass) meet(token string) int32 {
	w, n := p.word(token), int32(-1)
	if w != "" && !p.stop[w] {
		n = p.wordNumber(w, p.stemNumber(p.stemOf(w)))
	}
	p.tokens[strings.Clone(token)] = n
	return n
}

func (p *Pass) wordNumber(text string, stem int32) int32 {
	s := &p.stems[stem]
	for _, n := range s.words {
		if p.words[n].text == text {
			return n
		}
	}
	n := int32(len(p.words))
	p.words = append(p.words, written{text, stem})
	s.words = append(s.words, n)
	if p.apart {
		p.met = append(p.met, false)
	}
	return n
}

func (p *Pass) stemNumber(text string) int32 {
	n, ok := p.number[text]
	if !ok {
		n = int32(len(p.stems))
		p.number[text] = n
		p.stems = append(p.stems, stem{text: text})
		p.at = append(p.at, 0)
	}
	return n
}

func (p *Pass) note(stem int32, field uint8) {
	if p.at[stem] == 0 {
		p.uses = append(p.uses, use{stem: stem})
		p.at[stem] = int32(len(p.uses))
	}
	u := &p.uses[p.at[stem]-1]
	switch {
	case field != inBody:
		u.bits |= field
	case u.bits < mostCounted*inBody:
		u.bits += inBody
	}
}
