package render

import (
	"strings"
	"sync"

	"policybook/generator/handbook"
)

// mostBodies is how many bytes of texts are kept for other editions.
const mostBodies = 64 << 20

// bodies keep the texts of documents, as pages have them, from the first edition that is written
// to the last one that has the same. They are safe for concurrent use.
type bodies struct {
	uses func() map[any]int // how many editions have what a document was read from, Policy.Source

	mu    sync.Mutex
	all   map[bodyKey]*kept
	bytes int
}

// bodyKey has all that a text on a page follows from.
type bodyKey struct {
	source    any // Policy.Source
	page      string
	hrefs     string // where its links lead, each with what tells it from the next
	terms     string // of the glossary
	lang      string // of the text
	procedure bool
	words     *words
}

type kept struct {
	html []byte
	left int // editions that have not asked for it yet
}

func newBodies(past []Edition) *bodies {
	return &bodies{all: map[bodyKey]*kept{}, uses: sync.OnceValue(func() map[any]int {
		uses := map[any]int{}
		for _, e := range past {
			for _, p := range e.Handbook.Policies {
				uses[p.Source]++
			}
		}
		return uses
	})}
}

// write writes the text of a document of an edition, which m.body makes.
func (b *bodies) write(m *markup, p *handbook.Policy) {
	uses := b.uses()[p.Source]
	if uses < 2 {
		m.newBody(p)
		return
	}
	key := m.bodyKey(p)
	if html := b.take(key); html != nil {
		m.b = append(m.b, html...)
		return
	}
	from := len(m.b)
	m.newBody(p)
	b.keep(key, m.b[from:], uses-1)
}

func (m *markup) bodyKey(p *handbook.Policy) bodyKey {
	s := m.site
	var to strings.Builder
	href := s.hrefs(m.from)
	for _, t := range p.Targets {
		to.WriteString(href(t))
		to.WriteByte(0)
	}
	return bodyKey{source: p.Source, page: m.from, hrefs: to.String(), terms: s.editions.pages[s.edition]().terms,
		lang: or(p.Lang, s.Language), procedure: isProcedure(p), words: s.words}
}

func (b *bodies) take(key bodyKey) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.all[key]
	if k == nil {
		return nil
	}
	if k.left--; k.left == 0 {
		delete(b.all, key)
		b.bytes -= len(k.html)
	}
	return k.html
}

func (b *bodies) keep(key bodyKey, html []byte, left int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all[key] == nil && b.bytes+len(html) <= mostBodies {
		b.all[key] = &kept{append([]byte{}, html...), left}
		b.bytes += len(html)
	}
}

// termsOf has all of a glossary that shows in texts.
func termsOf(h *handbook.Handbook) string {
	var all strings.Builder
	for _, t := range h.Terms {
		for _, word := range append([]string{t.ID(), t.Term, t.Acronym}, t.Synonyms...) {
			all.WriteString(word)
			all.WriteByte(0)
		}
		all.WriteByte(1)
	}
	return all.String()
}
