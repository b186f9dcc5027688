package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// weights are the constants of the ranking. The browser reads them from docs.js.
type weights struct {
	K1        float64 `json:"k1"`
	BBody     float64 `json:"bBody"`
	BHead     float64 `json:"bHead"`
	BTitle    float64 `json:"bTitle"`
	Title     float64 `json:"title"`
	Head      float64 `json:"head"`
	Prefix    float64 `json:"prefix"`
	Typo1     float64 `json:"typo1"`
	Typo2     float64 `json:"typo2"`
	Syn       float64 `json:"syn"`
	Cover     float64 `json:"cover"`
	Prox      float64 `json:"prox"`
	Near      int     `json:"near"`      // the largest distance of two words that counts
	Rerank    int     `json:"rerank"`    // documents whose texts are looked at
	MinPrefix int     `json:"minPrefix"` // code points from which on a last word is completed
	MaxPrefix int     `json:"maxPrefix"` // terms that it is completed to
	MaxTypo   int     `json:"maxTypo"`   // words that a mistyped one is held for
	Keep      float64 `json:"keep"`      // part of the best share of the query that a document must have
	Weak      float64 `json:"weak"`      // part of its weight that a number of one or two digits has, and a word of a question's frame
	ID        float64 `json:"id"`        // for a number that begins as typed
	Snippet   int     `json:"snippet"`   // length of a passage, in UTF-16 units
	Before    int     `json:"before"`    // of it, before the first word that was asked for
	Phrases   int     `json:"phrases"`   // documents in which phrases are looked for
	MaxQuery  int     `json:"maxQuery"`
	MaxTerms  int     `json:"maxTerms"`
}

// k holds what was best, in the mean, for two handbooks of different size.
var k = weights{
	K1: 1.2, BBody: .7, BHead: .4, BTitle: .4, Title: 5, Head: 3,
	Prefix: .7, Typo1: .6, Typo2: .35, Syn: .8, Cover: 5, Prox: 3.5, Near: 8, Rerank: 10,
	MinPrefix: 3, MaxPrefix: 32, MaxTypo: 3, Keep: .2, Weak: .25, ID: 20, Snippet: 220, Before: 40, Phrases: 50,
	MaxQuery: maxQuery, MaxTerms: maxTerms,
}

// group is a word or phrase of a query with what it stands for.
type group struct {
	*word
	alternatives []alternative
	idf          float64
}

// alternative is what a document may have for a word: all of these stems.
type alternative struct {
	stems  []string
	weight float64
}

// add adds an alternative, unless there is a better one of the same stems.
func (g *group) add(weight float64, stems ...string) {
	for i, a := range g.alternatives {
		if slices.Equal(a.stems, stems) {
			g.alternatives[i].weight = max(a.weight, weight)
			return
		}
	}
	g.alternatives = append(g.alternatives, alternative{stems, weight})
}

// reader is an index as one search reads it: each list of postings once, until
// the first error.
type reader struct {
	Index
	lists map[string][]Posting
	err   error
}

func (r *reader) postings(term string) []Posting {
	list, ok := r.lists[term]
	if !ok && r.err == nil {
		list, r.err = r.Postings(term)
		r.lists[term] = list
	}
	return list
}

func (r *reader) terms(prefix string) []Term {
	if r.err != nil {
		return nil
	}
	terms, err := r.Terms(prefix)
	r.err = err
	return terms
}

// has reports whether the dictionary has all of the stems.
func (r *reader) has(stems []string) bool {
	return !slices.ContainsFunc(stems, func(s string) bool { return len(r.postings(s)) == 0 })
}

// expand gives what each word of a query stands for, and the query with its
// mistyped words corrected, "" if there are none.
func (r *reader) expand(q *query) (groups []group, corrected string) {
	groups = make([]group, len(q.words))
	for i := range q.words {
		g := &groups[i]
		g.word = &q.words[i]
		if len(g.stems) > 0 && r.has(g.stems) {
			g.add(1, g.stems...)
		}
		if g.prefix != "" {
			r.complete(g)
		}
	}
	r.synonyms(groups)
	at := 0
	for i := range groups {
		if g := &groups[i]; len(g.alternatives) == 0 && !g.phrase && len(g.stems) > 0 {
			if meant := r.mistyped(g); meant != "" {
				corrected += q.text[at:g.start] + meant
				at = g.end
			}
		}
		r.weigh(&groups[i])
	}
	if corrected != "" {
		corrected += q.text[at:]
	}
	return groups, corrected
}

// complete adds the terms whose words begin like the one that is being typed.
func (r *reader) complete(g *group) {
	letters := []rune(g.prefix)
	if len(letters) < k.MinPrefix {
		return
	}
	found := slices.DeleteFunc(r.terms(string(letters[:k.MinPrefix])), func(t Term) bool {
		return isNumberTerm(t.Text) || !slices.ContainsFunc(t.Words, func(w string) bool { return strings.HasPrefix(w, g.prefix) })
	})
	slices.SortStableFunc(found, func(a, b Term) int { return cmp.Compare(b.Count, a.Count) })
	for _, t := range found[:min(len(found), k.MaxPrefix)] {
		g.add(k.Prefix, t.Text)
	}
}

// synonyms adds what the handbook takes for words of the query.
func (r *reader) synonyms(groups []group) {
	for _, syn := range r.Synonyms() {
		for i, phrase := range syn {
			stems := strings.Split(phrase, " ")
			for at := 0; at+len(stems) <= len(groups); at++ {
				if !run(groups[at:at+len(stems)], stems) {
					continue
				}
				for j, other := range syn {
					if means := strings.Split(other, " "); j != i && r.has(means) {
						for n := range stems {
							groups[at+n].add(k.Syn, means...)
						}
					}
				}
			}
		}
	}
}

// run reports whether words are these stems.
func run(groups []group, stems []string) bool {
	for i, g := range groups {
		if g.phrase || len(g.stems) != 1 || g.stems[0] != stems[i] {
			return false
		}
	}
	return true
}

// mistyped adds the words that are nearest to one that nobody wrote, and gives the
// best of them; "" if there are none.
func (r *reader) mistyped(g *group) string {
	if !Typable(g.word.word) || r.err != nil {
		return ""
	}
	words, err := r.Words()
	r.err = err
	type near struct {
		Word
		distance int
		first    bool // it begins with the same letter
	}
	var found []near
	asked := []rune(g.word.word)
	var row distances
	for _, w := range words {
		n := utf8.RuneCountInString(w.Text)
		most := 1
		if len(asked) >= 8 {
			most = 2
		}
		if n < len(asked)-most || n > len(asked)+most {
			continue
		}
		letters := []rune(w.Text)
		if d := row.distance(asked, letters, most); d <= most {
			found = append(found, near{w, d, letters[0] == asked[0]})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		if a.first != b.first && a.distance == b.distance {
			if a.first {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.Class, a.Class))
	})
	for i, w := range found {
		if i == k.MaxTypo || w.distance > found[0].distance {
			break
		}
		weight := k.Typo1
		if w.distance == 2 {
			weight = k.Typo2
		}
		g.add(weight, r.Analyzer().stemOf(w.Text))
	}
	if len(found) == 0 {
		return ""
	}
	return found[0].Text
}

// distances are rows of the table of distances between the beginnings of two words.
type distances [3][maxTypable + 2]int

// distance gives how many letters must be left out, put in, exchanged for another
// or for their neighbour to make one word of the other (optimal string alignment),
// or most+1 if it is more than most. Words have at most maxTypable letters.
func (rows *distances) distance(a, b []rune, most int) int {
	for j := range b {
		rows[0][j+1] = j + 1
	}
	rows[0][0] = 0
	for i := range a {
		before, last, row := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
	}
	return min(rows[len(a)%3][len(b)], most+1)
}
