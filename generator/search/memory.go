package search

import (
	"math/bits"
	"slices"
	"strings"
	"sync"

	"policybook/generator/parallel"
)

// Memory is an index in memory.
type Memory struct {
	analyzer *Analyzer
	synonyms [][]string
	entries  []Entry
	names    []uint64 // of the entries' files
	shared   bool     // the files stand among those of all editions
	lengths  []Lengths
	totals   Lengths
	terms    []posted // in order
	words    func() []Word
}

// posted is a term with its postings.
type posted struct {
	Term
	docs []int32
	bits []uint8 // as in use
}

// NewMemory makes an index of entries, in any order, no two of which have one URL.
// Synonyms are groups of words and phrases that mean the same. Lang is the language
// of all texts, as a tag.
func NewMemory(entries []Entry, synonyms [][]string, lang string) *Memory {
	urls := make([]string, len(entries))
	for i := range entries {
		urls[i] = entries[i].URL
	}
	order, names := Order(urls)
	m := &Memory{analyzer: NewAnalyzer(lang), names: names, entries: make([]Entry, 0, len(entries))}
	for _, i := range order {
		m.entries = append(m.entries, entries[i])
	}
	found := make([]analysed, len(entries))
	parallel.EachWith(len(entries), func(own **Pass, i int) {
		if *own == nil {
			*own = NewPass(m.analyzer)
		}
		found[i] = (*own).document(&m.entries[i])
	})
	m.index(found, synonyms)
	return m
}

// index makes the index of what was found in the entries.
func (m *Memory) index(found []analysed, synonyms [][]string) {
	m.lengths = make([]Lengths, len(found))
	for i := range found {
		l := found[i].Lengths
		m.lengths[i] = l
		m.totals.Title += l.Title
		m.totals.Heading += l.Heading
		m.totals.Body += l.Body
	}
	m.post(found)
	m.words = sync.OnceValue(m.allWords)
	m.synonyms = m.analyzer.Groups(synonyms, func(stem string) bool { _, ok := m.find(stem); return ok })
}

// post turns the uses of documents, each by the stems of its pass, into postings.
func (m *Memory) post(found []analysed) {
	places := m.dictionary(found)
	total := 0
	for i := range found {
		d := &found[i]
		total += len(d.uses)
		for _, u := range d.uses {
			m.terms[places[d.pass][u.stem]-1].Count++
		}
	}
	docs, flags, at := make([]int32, total), make([]uint8, total), 0
	for i := range m.terms {
		t := &m.terms[i]
		t.docs, t.bits = docs[at:at:at+t.Count], flags[at:at:at+t.Count]
		at += t.Count
		slices.Sort(t.Words)
		t.Words = slices.Compact(t.Words)
	}
	for i := range found {
		d := &found[i]
		place := places[d.pass]
		for _, u := range d.uses {
			t := &m.terms[place[u.stem]-1]
			t.docs, t.bits = append(t.docs, int32(i)), append(t.bits, u.bits)
		}
	}
	slices.SortFunc(m.terms, func(a, b posted) int { return strings.Compare(a.Text, b.Text) })
}

// dictionary makes the terms of what was found, with their words. It gives where the stems
// of each pass are among the terms, counted from 1.
func (m *Memory) dictionary(found []analysed) map[*Pass][]int32 {
	places, known := map[*Pass][]int32{}, map[string]int32{}
	told := map[*Pass][]bool{} // the words of passes that note them, of which the terms have these
	for i := range found {
		d := &found[i]
		place := places[d.pass]
		if place == nil {
			place = make([]int32, len(d.pass.stems))
			places[d.pass], told[d.pass] = place, make([]bool, len(d.pass.words))
		}
		for _, u := range d.uses {
			if place[u.stem] > 0 {
				continue
			}
			s := &d.pass.stems[u.stem]
			at, ok := known[s.text]
			if !ok {
				m.terms = append(m.terms, posted{Term: Term{Text: s.text}})
				at = int32(len(m.terms))
				known[s.text] = at
			}
			place[u.stem] = at
			if !d.pass.apart {
				m.terms[at-1].Words = append(m.terms[at-1].Words, d.pass.written(u.stem)...)
			}
		}
		for _, w := range d.words {
			if told[d.pass][w] {
				continue
			}
			told[d.pass][w] = true
			t := &m.terms[place[d.pass.words[w].stem]-1]
			t.Words = append(t.Words, d.pass.words[w].text)
		}
	}
	return places
}

// Groups analyses synonyms, each a group of words and phrases that mean the same,
// for [Index.Synonyms]. It leaves out groups of which no text has anything: has
// reports whether a stem is in the dictionary.
func (a *Analyzer) Groups(synonyms [][]string, has func(stem string) bool) [][]string {
	all := [][]string{}
	for _, g := range synonyms {
		var group []string
		used := false
		for _, phrase := range g {
			stems := a.Stems(phrase)
			if s := strings.Join(stems, " "); s != "" && !slices.Contains(group, s) {
				group = append(group, s)
				used = used || !slices.ContainsFunc(stems, func(s string) bool { return !has(s) })
			}
		}
		if used && len(group) > 1 {
			all = append(all, group)
		}
	}
	return all
}

// Order gives the order in which documents of these URLs are numbered, as places in
// urls, and the name of each in that order. A name follows from the URL, and from
// the others only when two would be the same.
func Order(urls []string) (order []int, names []uint64) {
	mask := uint32(1)<<18 - 1
	for uint64(mask) < 16*uint64(len(urls)) {
		mask = mask<<1 | 1
	}
	sorted := make([]int, len(urls))
	for i := range urls {
		sorted[i] = i
	}
	slices.SortFunc(sorted, func(a, b int) int { return strings.Compare(urls[a], urls[b]) })
	taken := make(map[uint32]int, len(urls))
	for _, i := range sorted {
		h := fnv(urls[i])
		name := (h ^ h>>16) & mask
		for _, ok := taken[name]; ok; _, ok = taken[name] {
			name = (name + 1) & mask
		}
		taken[name] = i
		names = append(names, uint64(name))
	}
	slices.Sort(names)
	for _, name := range names {
		order = append(order, taken[uint32(name)])
	}
	return order, names
}

// fnv is the hash FNV-1a of 32 bits.
func fnv[T string | []byte](s T) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// Analyzer, and the methods below, are those of [Index].
func (m *Memory) Analyzer() *Analyzer { return m.analyzer }

// Synonyms is that of [Index].
func (m *Memory) Synonyms() [][]string { return m.synonyms }

// Len is that of [Index].
func (m *Memory) Len() int { return len(m.entries) }

// Totals is that of [Index].
func (m *Memory) Totals() Lengths { return m.totals }

// Lengths is that of [Index].
func (m *Memory) Lengths(doc int) Lengths { return m.lengths[doc] }

// Entry is that of [Index].
func (m *Memory) Entry(doc int) *Entry { return &m.entries[doc] }

// Texts is that of [Index].
func (m *Memory) Texts(doc int) ([]Text, error) { return m.entries[doc].Sections, nil }

// Terms is that of [Index].
func (m *Memory) Terms(prefix string) ([]Term, error) {
	i, _ := m.find(prefix)
	var all []Term
	for ; i < len(m.terms) && strings.HasPrefix(m.terms[i].Text, prefix); i++ {
		all = append(all, m.terms[i].Term)
	}
	return all, nil
}

// Postings is that of [Index].
func (m *Memory) Postings(term string) ([]Posting, error) {
	i, ok := m.find(term)
	if !ok {
		return nil, nil
	}
	t := &m.terms[i]
	all := make([]Posting, len(t.docs))
	for i, doc := range t.docs {
		u := use{bits: t.bits[i]}
		all[i] = Posting{Doc: int(doc), Count: u.count(), Heading: u.heading(), Title: u.title()}
	}
	return all, nil
}

func (m *Memory) find(term string) (int, bool) {
	return slices.BinarySearchFunc(m.terms, term, func(t posted, term string) int { return strings.Compare(t.Text, term) })
}

// Words is that of [Index].
func (m *Memory) Words() ([]Word, error) { return m.words(), nil }

func (m *Memory) allWords() []Word {
	var all []Word
	for i := range m.terms {
		t := &m.terms[i]
		if isNumberTerm(t.Text) || t.Count < 2 && t.bits[0]&(inTitle|inHeading) == 0 {
			continue
		}
		for _, w := range t.Words {
			if Typable(w) {
				all = append(all, Word{w, bits.Len(uint(t.Count)) - 1})
			}
		}
	}
	slices.SortFunc(all, func(a, b Word) int { return strings.Compare(a.Text, b.Text) })
	return all
}
