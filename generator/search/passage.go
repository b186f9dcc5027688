package search

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// texts looks at the texts of documents for one query.
type texts struct {
	*reader
	groups []group
	means  map[string][]meaning // stem → the words of the query that it may stand for
	stems  map[string]string    // token → its stem, as met before
}

// meaning is what a stem may stand for.
type meaning struct {
	group  int
	weight float64
}

func newTexts(r *reader, groups []group) *texts {
	t := &texts{reader: r, groups: groups, means: map[string][]meaning{}, stems: map[string]string{}}
	for i, g := range groups {
		for _, a := range g.alternatives {
			for _, s := range a.stems {
				at := slices.IndexFunc(t.means[s], func(m meaning) bool { return m.group == i })
				if at < 0 {
					t.means[s] = append(t.means[s], meaning{i, a.weight})
				} else {
					t.means[s][at].weight = max(t.means[s][at].weight, a.weight)
				}
			}
		}
	}
	return t
}

// token is a word of a text that is looked at.
type token struct {
	start, end int
	stem       string // "" for a stop word
}

func (t *texts) tokens(text string) []token {
	var all []token
	a := t.Analyzer()
	for start, end := nextToken(text, 0); start < end; start, end = nextToken(text, end) {
		s, ok := t.stems[text[start:end]]
		if !ok {
			if w := a.word(text[start:end]); w != "" && !a.stop[w] {
				s = a.stemOf(w)
			}
			t.stems[text[start:end]] = s
		}
		all = append(all, token{start, end, s})
	}
	return all
}

// look is what a section has of a query.
type look struct {
	score float64
	pairs []float64 // of neighbouring words of the query, how near they stand
}

// look looks at a section.
func (t *texts) look(heading, text string) look {
	l := look{pairs: make([]float64, max(0, len(t.groups)-1))}
	heads, _ := t.scan(heading, 2, l.pairs)
	bodies, counts := t.scan(text, 1, l.pairs)
	for i, g := range t.groups {
		value := float64(k.Head * float64(heads[i]*g.idf))
		if counts[i] > 0 {
			value += float64(bodies[i]*float64(g.idf*counts[i])) / (counts[i] + k.K1)
		}
		l.score += value
	}
	l.score += t.nearness(l.pairs)
	return l
}

// scan gives, for each word of the query, the highest weight with which a text has
// it and how often it does, and notes how near to each other they stand.
func (t *texts) scan(text string, factor float64, pairs []float64) (weights, counts []float64) {
	weights, counts = make([]float64, len(t.groups)), make([]float64, len(t.groups))
	last := make([]int, len(t.groups)) // place of the latest, from 1
	at := 0
	for _, tok := range t.tokens(text) {
		if tok.stem == "" {
			continue
		}
		at++
		means := t.means[tok.stem]
		for _, m := range means {
			weights[m.group] = max(weights[m.group], m.weight)
			counts[m.group]++
			if g := m.group; g > 0 && last[g-1] > 0 && at-last[g-1] <= k.Near {
				pairs[g-1] = max(pairs[g-1], factor/float64(at-last[g-1]))
			}
			if g := m.group; g < len(last)-1 && last[g+1] > 0 && at-last[g+1] <= k.Near {
				pairs[g] = max(pairs[g], factor*.5/float64(at-last[g+1]))
			}
		}
		for _, m := range means {
			last[m.group] = at
		}
	}
	return weights, counts
}

// nearness sums up pairs.
func (t *texts) nearness(pairs []float64) float64 {
	if len(pairs) == 0 {
		return 0
	}
	sum := 0.0
	for _, p := range pairs {
		sum += p
	}
	return float64(k.Prox*sum) / float64(len(pairs))
}

// read gives the sections of a document; that of the lead has the title as heading.
func (t *texts) read(doc int) []Text {
	if t.err != nil {
		return nil
	}
	sections, err := t.Texts(doc)
	if t.err = err; err != nil || len(sections) == 0 {
		return []Text{{Heading: t.Entry(doc).Title}}
	}
	sections = slices.Clone(sections)
	sections[0].Heading = t.Entry(doc).Title
	return sections
}

// rerank puts documents in order by how near the words of the query stand, too.
func (t *texts) rerank(found []candidate) {
	for i := range found {
		if found[i].archived {
			continue // it stays behind the others
		}
		best := make([]float64, max(0, len(t.groups)-1))
		for _, s := range t.read(found[i].doc) {
			for j, p := range t.look(s.Heading, s.Text).pairs {
				best[j] = max(best[j], p)
			}
		}
		found[i].score += t.nearness(best)
	}
	slices.SortFunc(found, compareCandidates)
}

func (t *texts) phrases() bool {
	return slices.ContainsFunc(t.groups, func(g group) bool { return g.phrase && len(g.stems) > 1 })
}

// verify keeps the documents, of the first ones that pass the filters, in which
// the words of each phrase stand in a row.
func (t *texts) verify(found []candidate) []candidate {
	var kept []candidate
	looked := 0
	for _, c := range found {
		if c.fails != 0 {
			continue
		}
		if looked++; looked > k.Phrases {
			break
		}
		rows := t.rows(t.read(c.doc))
		if !slices.ContainsFunc(t.groups, func(g group) bool { return g.phrase && !standIn(rows, g.stems) }) {
			kept = append(kept, c)
		}
	}
	return kept
}

// rows gives the stems of each heading and text, in order.
func (t *texts) rows(sections []Text) [][]string {
	var all [][]string
	for _, s := range sections {
		for _, text := range []string{s.Heading, s.Text} {
			var row []string
			for _, tok := range t.tokens(text) {
				if tok.stem != "" {
					row = append(row, tok.stem)
				}
			}
			all = append(all, row)
		}
	}
	return all
}

// standIn reports whether stems stand one behind the other in one of the rows.
func standIn(rows [][]string, stems []string) bool {
	for _, row := range rows {
		for i := 0; i+len(stems) <= len(row); i++ {
			if slices.Equal(row[i:i+len(stems)], stems) {
				return true
			}
		}
	}
	return false
}

// hit shows a document by its best section.
func (t *texts) hit(c candidate) Hit {
	e := t.Entry(c.doc)
	h := Hit{URL: e.URL, Title: e.Title, ID: e.ID, Kind: e.Kind, State: e.State, Archived: e.Archived, Section: e.Section, Owner: e.Owner, Record: e.Record, Headings: []string{}, Score: c.score}
	sections := t.read(c.doc)
	if len(sections) == 0 {
		h.Snippet = []Passage{}
		return h
	}
	best, score := 0, 0.0
	for i, s := range sections {
		if l := t.look(s.Heading, s.Text); l.score > score {
			best, score = i, l.score
		}
	}
	if s := sections[best]; s.Anchor != "" {
		h.URL, h.Headings = h.URL+"#"+s.Anchor, way(sections, best)
	}
	text := sections[best].Text
	if text == "" {
		text = sections[0].Text
	}
	h.Snippet = t.snippet(strings.ReplaceAll(text, "\n", " "))
	return h
}

// way gives the headings of a section and of those that it stands in.
func way(sections []Text, at int) []string {
	var all []string
	for level := sections[at].Level + 1; at > 0; at-- {
		if s := sections[at]; s.Level < level {
			all, level = append(all, s.Heading), s.Level
		}
	}
	slices.Reverse(all)
	return all
}

// snippet cuts the passage out of a text that has most of the query.
func (t *texts) snippet(text string) []Passage {
	tokens := t.tokens(text)
	at := newUnits(text, tokens)
	begin, best := 0, 0
	for i, tok := range tokens {
		if len(t.means[tok.stem]) == 0 {
			continue
		}
		if n := t.within(tokens[i:], at[i:], at[i].start+k.Snippet-k.Before); n > best {
			best = n
			for begin = i; begin > 0 && at[begin-1].start >= at[i].start-k.Before; begin-- {
			}
		}
	}
	from, to, units := 0, len(text), 0
	if begin > 0 {
		from, units = tokens[begin].start, at[begin].start
	}
	switch {
	case units16(text[from:]) <= k.Snippet:
	case len(tokens) == 0: // dashes, say
		to = cutUnits(text, k.Snippet)
	default:
		last := begin
		for last+1 < len(tokens) && at[last+1].end <= units+k.Snippet {
			last++
		}
		to = tokens[last].end
	}
	return t.pieces(text, tokens[begin:], from, to)
}

// within counts the words of the query that tokens have before a place.
func (t *texts) within(tokens []token, at []units, end int) int {
	var has uint64
	n := 0
	for i := range tokens {
		if at[i].end > end {
			break
		}
		for _, m := range t.means[tokens[i].stem] {
			if has&(1<<m.group) == 0 {
				has |= 1 << m.group
				n++
			}
		}
	}
	return n
}

// pieces cuts text[from:to] at the words that were asked for.
func (t *texts) pieces(text string, tokens []token, from, to int) []Passage {
	all := []Passage{}
	plain := func(s string) {
		if s == "" {
			return
		}
		if n := len(all); n > 0 && !all[n-1].Mark {
			all[n-1].Text += s
			return
		}
		all = append(all, Passage{Text: s})
	}
	if from > 0 {
		plain("… ")
	}
	done := from
	for _, tok := range tokens {
		if tok.end > to {
			break
		}
		if len(t.means[tok.stem]) > 0 {
			plain(text[done:tok.start])
			all = append(all, Passage{text[tok.start:tok.end], true})
			done = tok.end
		}
	}
	plain(text[done:to])
	if to < len(text) {
		plain(" …")
	}
	return all
}

// units are the places of a token as a browser counts them: in UTF-16 units.
type units struct{ start, end int }

func newUnits(text string, tokens []token) []units {
	at := make([]units, len(tokens))
	from, n := 0, 0
	for i, tok := range tokens {
		n += units16(text[from:tok.start])
		at[i].start = n
		n += units16(text[tok.start:tok.end])
		at[i].end, from = n, tok.end
	}
	return at
}

// cutUnits gives the length in bytes of the first n units of a text, or of one less
// where the last would be half a character.
func cutUnits(text string, n int) int {
	for i, r := range text {
		if n -= utf16.RuneLen(r); n < 0 {
			return i
		}
	}
	return len(text)
}

func units16(s string) int {
	n := utf8.RuneCountInString(s)
	for i := range len(s) {
		if s[i] >= 0xf0 { // the first byte of a character that takes two units
			n++
		}
	}
	return n
}
