package render

import (
	"slices"
	"strings"

	"policybook/generator/handbook"
)

// annotator writes the text of a document with what its Markdown alone does not
// give: headings and clauses bear their numbers, the first use of a defined term
// in each section leads to the glossary, and the words that oblige are marked.
//
// It reads the HTML of package markdown, in which > stands only at the end of a tag.
type annotator struct {
	*markup
	doc      *handbook.Policy
	numbered bool   // headings and clauses bear numbers
	steps    bool   // the items of numbered lists are steps, not clauses
	obliging bool   // words that oblige are known in the language of the text
	glossary string // URL

	nextHeading, nextClause int
	number                  string
	lists                   int    // numbered lists under the heading so far
	stepLists               int    // numbered lists of the document so far
	open                    []byte // the lists around the place: u, o, or the type of a legal list and its class
	muted                   int    // elements around the place in which no word is marked
	seen                    []*handbook.Term

	run  string // the stretch of text in hand, written up to done
	done int
	use  func(start, end int, t *handbook.Term) // term, made once
}

// body writes the text of a document.
func (m *markup) body(p *handbook.Policy) {
	if m.site.edition > 0 {
		m.site.editions.bodies.write(m, p)
		return
	}
	m.newBody(p)
}

func (m *markup) newBody(p *handbook.Policy) {
	source := m.site.pooled(m.from)
	defer m.site.fragments.Put(source)
	source.b = p.HTML(source.b, m.site.hrefs(m.from), m.site.say)
	a := annotator{
		markup:   m,
		doc:      p,
		numbered: numbersHeadings(p),
		steps:    isProcedure(p),
		glossary: m.site.to(m.from, "glossary.html"),
		obliging: strings.HasPrefix(or(p.Lang, m.site.Language), "en"),
	}
	a.use = a.term
	a.annotate(string(source.b))
}

// numbersHeadings reports whether the generator numbers the headings of a
// document: not those of a procedure, whose steps have numbers, nor those that
// the author numbered by hand.
func numbersHeadings(p *handbook.Policy) bool {
	if isProcedure(p) {
		return false
	}
	for _, h := range p.Body().Headings {
		if number := strings.TrimLeft(h.Text, "0123456789."); number != h.Text && strings.TrimLeft(number, " )") != number {
			return false
		}
	}
	return true
}

func (a *annotator) annotate(html string) {
	for {
		at := strings.IndexByte(html, '<')
		if at < 0 {
			a.words(html)
			return
		}
		end := at + strings.IndexByte(html[at:], '>') + 1
		a.words(html[:at])
		a.raw(html[at:end])
		a.tag(html[at+1 : end-1])
		html = html[end:]
	}
}

// tag notes what a tag, without its brackets, opens or closes, and writes the number that stands behind it.
func (a *annotator) tag(tag string) {
	name, attributes, _ := strings.Cut(tag, " ")
	switch name {
	case "a", "code", "pre", "label":
		a.muted++
	case "/a", "/code", "/pre", "/label", "/h2", "/h3", "/h4", "/h5", "/h6":
		a.muted--
	case "h2", "h3", "h4", "h5", "h6":
		a.muted++
		a.beginSection()
	case "ul":
		a.open = append(a.open, 'u')
	case "ol":
		if len(a.open) == 0 {
			a.lists++
			a.stepLists++
		}
		a.open = append(a.open, listKind(attributes))
	case "/ul", "/ol":
		a.open = a.open[:len(a.open)-1]
	case "li", "p":
		a.beginClause(name, attributes)
	}
}

// listKind tells how the items of a numbered list are marked.
func listKind(attributes string) byte {
	switch {
	case !strings.HasPrefix(attributes, `type="`):
		return 'o'
	case strings.HasSuffix(attributes, `list-parens"`):
		return '('
	case strings.HasSuffix(attributes, `list-paren"`):
		return ')'
	}
	return '.'
}

// beginSection writes the number of the heading that was opened.
func (a *annotator) beginSection() {
	a.seen = a.seen[:0]
	a.lists = 0
	headings := a.doc.Body().Headings
	if a.nextHeading == len(headings) {
		return
	}
	a.number = headings[a.nextHeading].Number
	a.nextHeading++
	if a.numbered {
		a.raw(`<span class="no">`, a.number, `</span> `)
	}
}

// beginClause writes the number of the clause that was opened, if it is one.
func (a *annotator) beginClause(name, attributes string) {
	clauses := a.doc.Body().Clauses
	if a.nextClause == len(clauses) || !strings.HasPrefix(attributes, `id="`) {
		return
	}
	c := clauses[a.nextClause]
	if id := attributes[len(`id="`):]; len(id) <= len(c.ID) || id[:len(c.ID)] != c.ID || id[len(c.ID)] != '"' {
		return // a footnote
	}
	a.nextClause++
	if c.Number == "" || name == "p" {
		return
	}
	local := strings.TrimPrefix(strings.TrimPrefix(c.Number, a.number), ".") // the number under its heading
	switch kind := a.open[len(a.open)-1]; {
	case kind != 'o':
		a.clause(c.ID)
		a.legalMarker(kind, local)
	case a.steps && len(a.open) == 1:
		a.step(c.ID, local)
	case a.steps, !a.numbered, a.lists > 1: // else two clauses may bear one number
		a.clause(c.ID)
		a.raw(`">`, local)
	default:
		a.clause(c.ID)
		a.raw(`" aria-label="`)
		a.sentence("clause-number", func(string) { a.raw(c.Number) })
		a.raw(`">`, c.Number)
	}
	a.raw(`</a> `)
}

// clause begins the link from the number of a clause to the clause itself.
func (a *annotator) clause(id string) {
	a.raw(`<a class="no" href="`)
	a.fragment(id)
}

// legalMarker writes the last part of a number as the author did: (a), a) or a.
func (a *annotator) legalMarker(kind byte, number string) {
	last := number[strings.LastIndexByte(number, '.')+1:]
	switch kind {
	case '(':
		a.raw(`">(`, last, `)`)
	case ')':
		a.raw(`">`, last, `)`)
	default:
		a.raw(`">`, last, `.`)
	}
}

// step writes the number of a step; #step-3 leads to the third one of the first list.
func (a *annotator) step(id, number string) {
	anchor := "step-" + number
	if a.stepLists > 1 || a.doc.Body().HasAnchor(anchor) {
		a.clause(id)
	} else {
		a.raw(`<a class="no" id="`, anchor, `" href="#`, anchor)
	}
	a.raw(`">`)
	a.sentence("step-number", func(string) { a.raw(number) })
}

// words writes a stretch of text without tags.
func (a *annotator) words(run string) {
	if a.muted > 0 || len(run) < len("may") {
		a.raw(run)
		return
	}
	a.run, a.done = run, 0
	if len(a.seen) < len(a.doc.Terms) {
		a.site.EachTerm(run, a.use)
	}
	a.obligations(run[a.done:])
}

// term writes what stands in front of a use of a term and, where the term is used
// for the first time under the heading, the use as a link.
func (a *annotator) term(start, end int, t *handbook.Term) {
	if start < a.done || slices.Contains(a.seen, t) {
		return
	}
	a.seen = append(a.seen, t)
	a.obligations(a.run[a.done:start])
	a.raw(`<a class="term" href="`)
	a.text(a.glossary)
	a.fragment(t.ID())
	a.raw(`">`, a.run[start:end], `</a>`)
	a.done = end
}

// obligations writes text and marks the words that oblige, forbid, advise or allow.
func (a *annotator) obligations(run string) {
	if !a.obliging {
		a.raw(run)
		return
	}
	done := 0
	for i := 0; i < len(run)-2; i++ {
		if modalHeads[0][run[i]]&modalHeads[1][run[i+1]]&modalHeads[2][run[i+2]] == 0 || i > 0 && isLetter(run[i-1]) {
			continue
		}
		n := obligation(run[i:])
		if n == 0 {
			continue
		}
		a.raw(run[done:i], `<b>`, run[i:i+n], `</b>`)
		done = i + n
		i = done - 1
	}
	a.raw(run[done:])
}

// modals are the words that oblige, advise or allow, in English.
var modals = [...]string{"must", "shall", "should", "may"}

// modalHeads has the letters with which modals begin: those of one word have a
// bit in common. All text is held against it.
var modalHeads = func() (heads [3][256]uint8) {
	for bit, word := range modals {
		for i := range heads {
			heads[i][word[i]] |= 1 << bit
		}
	}
	return heads
}()

// obligation gives the length of the words that oblige at the start of a text, or 0.
func obligation(text string) int {
	n := 0
	for _, word := range modals {
		if strings.HasPrefix(text, word) {
			n = len(word)
			break
		}
	}
	if n == 0 || n < len(text) && isLetter(text[n]) {
		return 0
	}
	if strings.HasPrefix(text[n:], " not") && (n+4 == len(text) || !isLetter(text[n+4])) {
		n += len(" not")
	}
	return n
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 }
