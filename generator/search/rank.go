package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// weigh gives a word its inverse document frequency, in steps that keep all that
// follows equal to the last bit wherever logarithms differ in it.
func (r *reader) weigh(g *group) {
	count, n := 0, r.Len()
	for i, a := range g.alternatives {
		least := n
		for _, s := range a.stems {
			least = min(least, len(r.postings(s)))
		}
		if i == 0 && a.weight == 1 && slices.Equal(a.stems, g.stems) {
			count = least
			break
		}
		count = min(n, count+least)
	}
	df := float64(count)
	g.idf = math.Floor(float64(math.Log(1+(float64(n)-df+.5)/(df+.5))*4096)+.5) / 4096
	if g.weak || isShortNumber(g.word.word) {
		g.idf *= k.Weak
	}
}

// isShortNumber reports whether a word is a number of one or two digits: such stand
// everywhere, and say little.
func isShortNumber(word string) bool {
	return len(word) <= 2 && strings.Trim(word, "0123456789") == "" && word != ""
}

// scores gather what documents have of a query, by document.
type scores struct {
	sum      []float64 // of the words found, each by its best alternative
	matched  []float64 // sum of the idf of these
	titled   []float64 // sum of weight and idf of those in the title
	inTitle  []int32   // their number
	phrases  []int32   // number of phrases found
	excluded []bool
	numbered []byte // by the document's number: 2 when it is the one, 1 when it begins so

	best, title []float64 // of the group at hand
}

func newScores(n int) *scores {
	f := make([]float64, 5*n)
	c := make([]int32, 2*n)
	return &scores{sum: f[:n], matched: f[n : 2*n], titled: f[2*n : 3*n], best: f[3*n : 4*n], title: f[4*n:],
		inTitle: c[:n], phrases: c[n:], excluded: make([]bool, n), numbered: make([]byte, n)}
}

// add adds what documents have of one word.
func (s *scores) add(r *reader, g *group) {
	var touched []int
	for _, a := range g.alternatives {
		r.each(a.stems, func(doc int, value float64, title bool) {
			if s.best[doc] == 0 {
				touched = append(touched, doc)
			}
			s.best[doc] = max(s.best[doc], a.weight*value)
			if title {
				s.title[doc] = max(s.title[doc], a.weight)
			}
		})
	}
	for _, doc := range touched {
		s.sum[doc] += float64(g.idf * s.best[doc])
		s.matched[doc] += g.idf
		if s.title[doc] > 0 {
			s.titled[doc] += float64(s.title[doc] * g.idf)
			s.inTitle[doc]++
		}
		if g.phrase {
			s.phrases[doc]++
		}
		s.best[doc], s.title[doc] = 0, 0
	}
}

// each calls f for every document that has all of the stems, with the least value
// of one of them, and whether all stand in the title.
func (r *reader) each(stems []string, f func(doc int, value float64, title bool)) {
	lists := make([][]Posting, len(stems))
	for i, s := range stems {
		lists[i] = r.postings(s)
	}
	n, totals := float64(max(1, r.Len())), r.Totals()
	average := [3]float64{mean(totals.Title, n), mean(totals.Heading, n), mean(totals.Body, n)}
next:
	for _, p := range lists[0] {
		value, title := r.value(p, average), p.Title
		for i := 1; i < len(lists); i++ {
			at, ok := slices.BinarySearchFunc(lists[i], p.Doc, func(q Posting, doc int) int { return cmp.Compare(q.Doc, doc) })
			if !ok {
				continue next
			}
			value, title = min(value, r.value(lists[i][at], average)), title && lists[i][at].Title
		}
		f(p.Doc, value, title)
	}
}

func mean(total int, n float64) float64 {
	if total == 0 {
		return 1
	}
	return float64(total) / n
}

// value tells how much a document is about a term, from 0 to k.K1+1 (BM25F).
func (r *reader) value(p Posting, average [3]float64) float64 {
	w, l := 0.0, r.Lengths(p.Doc)
	if p.Title {
		w = k.Title / (1 - k.BTitle + float64(k.BTitle*float64(l.Title))/average[0])
	}
	if p.Heading {
		w += k.Head / (1 - k.BHead + float64(k.BHead*float64(l.Heading))/average[1])
	}
	if p.Count > 0 {
		w += float64(p.Count) / (1 - k.BBody + float64(k.BBody*float64(l.Body))/average[2])
	}
	return float64(w*(k.K1+1)) / (w + k.K1)
}

// identify notes the documents whose numbers are or begin like what was typed.
func (s *scores) identify(r *reader, q *query) {
	if q.idStart != "" {
		terms := slices.DeleteFunc(r.terms(q.idStart), func(t Term) bool { return !isNumberTerm(t.Text) })
		for _, t := range terms[:min(len(terms), k.MaxPrefix)] {
			for _, p := range r.postings(t.Text) {
				s.numbered[p.Doc] = 1
			}
		}
	}
	for _, key := range q.keys {
		for _, p := range r.postings(key + numberSign) {
			s.numbered[p.Doc] = 2
		}
	}
}

// candidate is a document that was found.
type candidate struct {
	doc      int
	numbered bool
	archived bool
	score    float64
	fails    uint8 // the fields with a filter that it does not pass
}

func compareCandidates(a, b candidate) int {
	switch {
	case a.numbered != b.numbered:
		return first(a.numbered)
	case a.score == b.score && a.archived != b.archived:
		return first(b.archived)
	}
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

func first(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

// rank gives the documents that have what was asked for, the best first; among
// them those that a filter keeps back.
func (r *reader) rank(q *query, groups []group) []candidate {
	s := newScores(r.Len())
	total, phrases := 0.0, int32(0)
	for i := range groups {
		g := &groups[i]
		s.add(r, g)
		total += g.idf
		if g.phrase {
			phrases++
		}
	}
	s.identify(r, q)
	for _, stems := range q.not {
		r.each(stems, func(doc int, _ float64, _ bool) { s.excluded[doc] = true })
	}
	var all []candidate
	best, needed := 0.0, len(q.filters) == 0 || slices.ContainsFunc(q.words, func(w word) bool { return len(w.stems) > 0 })
	for doc := range r.Len() {
		if s.excluded[doc] || s.phrases[doc] < phrases || needed && s.matched[doc] == 0 && s.numbered[doc] == 0 {
			continue
		}
		c := candidate{doc: doc, numbered: s.numbered[doc] == 2, archived: r.Entry(doc).Archived, fails: q.fails(r.Entry(doc))}
		if c.fails == 0 && s.matched[doc] > 0 {
			best = max(best, s.matched[doc]/total)
		}
		all = append(all, c)
	}
	all = slices.DeleteFunc(all, func(c candidate) bool {
		return s.numbered[c.doc] == 0 && s.matched[c.doc] > 0 && s.matched[c.doc]/total < k.Keep*best
	})
	for i := range all {
		all[i].score = s.score(r, all[i].doc, total)
	}
	s.bury(all)
	slices.SortFunc(all, compareCandidates)
	return all
}

// bury puts what is archived behind all that has as much of the query and is not:
// its score is at most the least of theirs.
func (s *scores) bury(all []candidate) {
	var living []candidate
	for _, c := range all {
		if !c.archived {
			living = append(living, c)
		}
	}
	slices.SortFunc(living, func(a, b candidate) int { return cmp.Compare(s.matched[b.doc], s.matched[a.doc]) })
	for i := 1; i < len(living); i++ {
		living[i].score = min(living[i].score, living[i-1].score)
	}
	for i, c := range all {
		if !c.archived {
			continue
		}
		at, _ := slices.BinarySearchFunc(living, s.matched[c.doc], func(l candidate, least float64) int {
			if s.matched[l.doc] >= least {
				return -1
			}
			return 1
		})
		if at > 0 {
			all[i].score = min(c.score, living[at-1].score)
		}
	}
}

func (s *scores) score(r *reader, doc int, total float64) float64 {
	score := 0.0
	if s.matched[doc] > 0 {
		score = float64(s.sum[doc] * (s.matched[doc] / total))
		score += float64(float64(k.Cover*(s.titled[doc]/total)) * min(1, float64(s.inTitle[doc])/float64(max(1, r.Lengths(doc).Title))))
	}
	if s.numbered[doc] == 1 {
		score += k.ID
	}
	return score
}

// The fields of filters, as bits.
const (
	failsSection = 1 << iota
	failsOwner
	failsKind
	failsState
	failsTag
	failsAudience
)

// fails gives the fields with a filter that a document does not pass.
func (q *query) fails(e *Entry) (bits uint8) {
	var asked, passed uint8
	for _, f := range q.filters {
		bit, match := f.match(e)
		switch {
		case f.not && match:
			bits |= bit
		case !f.not:
			asked |= bit
			if match {
				passed |= bit
			}
		}
	}
	return bits | asked&^passed
}

func (f filter) match(e *Entry) (bit uint8, match bool) {
	switch f.field {
	case "owner":
		return failsOwner, f.names(e.Owner)
	case "category":
		path := fold(e.Section.Value)
		return failsSection, path == f.value || strings.HasPrefix(path, f.value+"/") || f.names(e.Section) || f.names(e.Category)
	case "type":
		return failsKind, fold(e.Kind) == f.value
	case "state":
		return failsState, fold(e.State) == f.value
	case "tag":
		return failsTag, slices.ContainsFunc(e.Tags, func(t string) bool { return fold(t) == f.value })
	default:
		return failsAudience, slices.ContainsFunc(e.Audience, f.names)
	}
}

// names reports whether a filter names what has this label: by its value, or by
// the words of its label from any word on.
func (f filter) names(l Label) bool {
	return l.Value != "" && (fold(l.Value) == f.value || strings.Contains(" "+fold(l.Label), " "+f.value))
}
