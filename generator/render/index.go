package render

import (
	"html/template"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"policybook/generator/handbook"
)

// IndexPage is what a-z.html is given: all titles and terms, by letter.
type IndexPage struct {
	Page
	Letters template.HTML // links to the letters
	Groups  []IndexLetter
}

// IndexLetter is a letter with what begins with it.
type IndexLetter struct {
	ID, Letter string
	Entries    template.HTML // items of a list
}

// indexEntry is a line of the index: a document, or a term under one of its names.
type indexEntry struct {
	name   string
	policy *handbook.Policy // or
	term   *handbook.Term
}

func (s *site) indexPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("a-z"), s.word("a-z-lead"))
	if err != nil {
		return nil, err
	}
	x := &IndexPage{Page: page}
	for _, g := range byLetter(s.Language, s.word("other-sign"), s.indexEntries(), func(e indexEntry) string { return e.name }) {
		m := s.markup(path)
		for _, e := range g.items {
			m.indexEntry(e)
		}
		x.Groups = append(x.Groups, IndexLetter{g.id, g.letter, m.html()})
	}
	m := s.markup(path)
	for _, g := range x.Groups {
		m.letterLink(g.ID, g.Letter)
	}
	x.Letters = m.html()
	return x, nil
}

// letterLink adds an item that leads to a letter of the page.
func (m *markup) letterLink(id, letter string) {
	m.raw(`<li>`)
	m.link(fragment(id), letter)
	m.raw(`</li>`)
}

// indexEntries are the documents under their titles and the terms under each of their names.
func (s *site) indexEntries() []indexEntry {
	entries := make([]indexEntry, 0, len(s.Policies)+2*len(s.Terms))
	for _, p := range s.Policies {
		entries = append(entries, indexEntry{name: p.Title, policy: p})
	}
	for _, t := range s.Terms {
		entries = append(entries, indexEntry{name: t.Term, term: t})
		for _, other := range append([]string{t.Acronym}, t.Synonyms...) {
			if other != "" && other != t.Term {
				entries = append(entries, indexEntry{name: other, term: t})
			}
		}
	}
	return entries
}

func (m *markup) indexEntry(e indexEntry) {
	m.raw(`<li>`)
	switch {
	case e.policy != nil:
		m.policy(e.policy)
	case e.name == e.term.Term:
		m.link(m.site.anchor(m.from, "glossary.html", e.term.ID()), e.name)
		m.raw(` <span class="meta">`, m.word("in-glossary"), `</span>`)
	default:
		m.text(e.name)
		m.raw(` <span class="meta">`)
		m.sentence("see", func(string) { m.link(m.site.anchor(m.from, "glossary.html", e.term.ID()), e.term.Term) })
		m.raw(`</span>`)
	}
	m.raw("</li>\n")
}

// alphabet sorts by the rules of a language. It is not safe for concurrent use.
type alphabet struct {
	order *collate.Collator
	loose *collate.Collator // letters that differ in case or accent alone are equal, where the language has it so
}

func newAlphabet(tag string) alphabet {
	lang := language.Make(tag)
	return alphabet{collate.New(lang, collate.Numeric), collate.New(lang, collate.Loose)}
}

// sortBy sorts a list by the names of its items; equal ones keep their order.
func sortBy[T any](a alphabet, list []T, name func(T) string) {
	type keyed struct {
		item T
		key  []byte
	}
	var b collate.Buffer
	all := make([]keyed, len(list))
	for i, item := range list {
		all[i] = keyed{item, slices.Clone(a.order.KeyFromString(&b, name(item)))}
		b.Reset()
	}
	slices.SortStableFunc(all, func(x, y keyed) int { return slices.Compare(x.key, y.key) })
	for i := range all {
		list[i] = all[i].item
	}
}

// byLetter sorts items and puts them into groups by the letter under which each
// is looked up. What begins with no letter stands together, under other; so do Chinese
// characters, as each would be a letter of its own.
func byLetter[T any](language, other string, items []T, name func(T) string) []letterGroup[T] {
	a := newAlphabet(language)
	sortBy(a, items, func(item T) string { return bare(name(item)) })
	var list []letterGroup[T]
	at := map[string]int{} // letter → place in list
	for _, item := range items {
		letter := a.letter(bare(name(item)))
		i, ok := at[letter]
		if !ok {
			i = len(list)
			at[letter] = i
			list = append(list, newLetterGroup[T](letter, other))
		}
		list[i].items = append(list[i].items, item)
	}
	return list
}

// letterGroup has what begins with one letter.
type letterGroup[T any] struct {
	id, letter string
	items      []T
}

func newLetterGroup[T any](letter, other string) letterGroup[T] {
	switch letter {
	case "":
		return letterGroup[T]{id: "letter-0", letter: other}
	case han:
		return letterGroup[T]{id: "letter-han", letter: letter}
	}
	return letterGroup[T]{id: "letter-" + strings.ToLower(letter), letter: letter}
}

// bare gives a name from its first letter or digit on.
func bare(name string) string {
	return strings.TrimLeftFunc(norm.NFC.String(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) })
}

const han = "漢字"

// letter gives the letter under which a bare name is looked up, as a capital; ""
// when it begins with none.
func (a alphabet) letter(name string) string {
	c, _ := utf8.DecodeRuneInString(name)
	capital := strings.ToUpper(string(c))
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(capital))
	plain := string(base)
	switch {
	case !unicode.IsLetter(c):
		return ""
	case unicode.Is(unicode.Han, c):
		return han
	case unicode.Is(unicode.Hangul, c), a.loose.CompareString(plain, capital) == 0:
		return plain
	}
	return capital
}
