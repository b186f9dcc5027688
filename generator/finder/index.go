package finder

import (
	"context"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"policybook/generator/search"
)

// Index is the state of the index at one time. It is a [search.Index], immutable
// and safe for concurrent use until it is closed.
type Index struct {
	*state
	analyzer *search.Analyzer
	totals   search.Lengths
	snapshot *scorch.IndexSnapshot
	docs     []int32 // by bleve's number; -1 for one that was deleted
	numbers  []int   // bleve's, by document
	starts   []int   // the first of bleve's numbers, by segment

	// What follows from the dictionary, when it is first asked for.
	groups func() ([][]string, error)
	typed  func() ([]search.Word, error)
}

// newIndex gives what the store holds now.
func newIndex(s *state, st *store) (*Index, error) {
	r, err := st.index.Reader()
	if err != nil {
		return nil, err
	}
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		panic(fmt.Sprintf("a reader of scorch is a %T", r))
	}
	x := &Index{state: s, analyzer: search.NewAnalyzer(s.language), snapshot: snapshot, numbers: make([]int, len(s.entries))}
	for _, l := range s.lengths {
		x.totals.Title += l.Title
		x.totals.Heading += l.Heading
		x.totals.Body += l.Body
	}
	x.groups, x.typed = sync.OnceValues(x.group), sync.OnceValues(x.collect)
	if err := guard(x.number); err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

// number finds out which document each of bleve's is.
func (x *Index) number() error {
	doc := make(map[string]int32, len(x.entries))
	for i, e := range x.entries {
		doc[e.URL] = int32(i)
	}
	found := 0
	for _, s := range x.snapshot.Segments() {
		start := len(x.docs)
		x.starts = append(x.starts, start)
		for range s.FullSize() {
			x.docs = append(x.docs, -1)
		}
		for live := s.DocNumbersLive().Iterator(); live.HasNext(); found++ {
			n := int(live.Next())
			id, err := s.DocID(uint64(n))
			if err != nil {
				return err
			}
			d, ok := doc[string(id)]
			if !ok {
				return fmt.Errorf("nothing is known of %s", id)
			}
			x.docs[start+n], x.numbers[d] = d, start+n
		}
	}
	if found != len(x.entries) {
		return fmt.Errorf("it has %d entries of %d", found, len(x.entries))
	}
	return nil
}

// Close gives back what the index holds.
func (x *Index) Close() error { return x.snapshot.Close() }

// Search is [search.Search] over the index. The error is that of a damaged disk.
func (x *Index) Search(q search.Query) (res search.Result, err error) {
	err = guard(func() error {
		res, err = search.Search(x, q)
		return err
	})
	return res, err
}

// Analyzer, and the methods below, are those of [search.Index].
func (x *Index) Analyzer() *search.Analyzer { return x.analyzer }

// Synonyms is that of [search.Index]. It panics when the index is damaged.
func (x *Index) Synonyms() [][]string {
	groups, err := x.groups()
	if err != nil {
		panic(err)
	}
	return groups
}

// group finds out which synonyms are of use.
func (x *Index) group() (groups [][]string, err error) {
	if x.given == nil {
		return x.synonyms, nil
	}
	groups = x.analyzer.Groups(x.given, func(stem string) bool {
		r, failed := x.snapshot.TermFieldReader(context.Background(), []byte(stem), termField, false, false, false)
		if failed != nil {
			err = failed
			return false
		}
		defer r.Close()
		return r.Count() > 0
	})
	return groups, err
}

// Len is that of [search.Index].
func (x *Index) Len() int { return len(x.entries) }

// Totals is that of [search.Index].
func (x *Index) Totals() search.Lengths { return x.totals }

// Lengths is that of [search.Index].
func (x *Index) Lengths(doc int) search.Lengths { return x.lengths[doc] }

// Entry is that of [search.Index].
func (x *Index) Entry(doc int) *search.Entry { return x.entries[doc] }

// Texts is that of [search.Index].
func (x *Index) Texts(doc int) (texts []search.Text, err error) {
	n := x.numbers[doc]
	at := sort.SearchInts(x.starts, n+1) - 1
	err = x.snapshot.Segments()[at].VisitDocument(uint64(n-x.starts[at]), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != textField {
			return true
		}
		err = json.Unmarshal(value, &texts)
		return false
	})
	return texts, err
}

// Postings is that of [search.Index].
func (x *Index) Postings(term string) ([]search.Posting, error) {
	r, err := x.snapshot.TermFieldReader(context.Background(), []byte(term), termField, true, false, false)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var found []search.Posting
	if n := r.Count(); n > 0 {
		found = make([]search.Posting, 0, n)
	}
	var d index.TermFieldDoc
	for {
		next, err := r.Next(&d)
		if err != nil {
			return nil, err
		}
		if next == nil {
			break
		}
		found = append(found, unpacked(int(x.docs[next.ID.Value()]), next.Freq))
	}
	slices.SortFunc(found, func(a, b search.Posting) int { return a.Doc - b.Doc })
	return found, nil
}

// Terms is that of [search.Index].
func (x *Index) Terms(prefix string) ([]search.Term, error) {
	terms, err := x.walk(termField, prefix)
	if err != nil {
		return nil, err
	}
	words, err := x.walk(wordField, prefix)
	if err != nil {
		return nil, err
	}
	all := make([]search.Term, len(terms))
	for i, t := range terms {
		all[i] = search.Term{Text: t.text, Count: t.count}
		for len(words) > 0 {
			stem, word, _ := strings.Cut(words[0].text, "\x00")
			if stem > t.text {
				break
			}
			all[i].Words = append(all[i].Words, word)
			words = words[1:]
		}
	}
	return all, nil
}

// counted is a term of the bleve index with the number of documents that have it.
type counted struct {
	text  string
	count int
}

// walk gives the terms of a field that begin with prefix and stand in a document,
// in order. What bleve's own walk counts is wrong: it has deleted documents, too,
// and counts one for all terms behind the first that stands in one document.
func (x *Index) walk(field, prefix string) ([]counted, error) {
	var all []counted
	for _, s := range x.snapshot.Segments() {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return nil, err
		}
		begin, end := within(prefix)
		var list segment.PostingsList
		for it := dict.AutomatonIterator(nil, begin, end); ; {
			e, err := it.Next()
			if err != nil {
				return nil, err
			}
			if e == nil {
				break
			}
			if list, err = dict.PostingsList([]byte(e.Term), s.Deleted(), list); err != nil {
				return nil, err
			}
			if n := int(list.Count()); n > 0 {
				all = append(all, counted{e.Term, n})
			}
		}
	}
	return merged(all), nil
}

// within gives the first key that begins with prefix, and the first one behind
// that does not; nil has no limit.
func within(prefix string) (begin, end []byte) {
	if prefix == "" {
		return nil, nil
	}
	end = []byte(prefix)
	end[len(end)-1]++ // no byte of UTF-8 is the highest
	return []byte(prefix), end
}

// merged sorts terms and adds up the same ones.
func merged(all []counted) []counted {
	slices.SortStableFunc(all, func(a, b counted) int { return strings.Compare(a.text, b.text) })
	n := 0
	for _, t := range all {
		if n > 0 && t.text == all[n-1].text {
			all[n-1].count += t.count
			continue
		}
		all[n] = t
		n++
	}
	return all[:n]
}

// Words is that of [search.Index].
func (x *Index) Words() ([]search.Word, error) { return x.typed() }

// collect finds the words in the dictionary.
func (x *Index) collect() ([]search.Word, error) {
	if x.words != nil {
		return x.words, nil
	}
	terms, err := x.Terms("")
	if err != nil {
		return nil, err
	}
	all := []search.Word{}
	for _, t := range terms {
		if strings.HasSuffix(t.Text, "#") {
			continue
		}
		if t.Count < 2 {
			p, err := x.Postings(t.Text)
			if err != nil {
				return nil, err
			}
			if !p[0].Heading && !p[0].Title {
				continue
			}
		}
		for _, w := range t.Words {
			if search.Typable(w) {
				all = append(all, search.Word{Text: w, Class: bits.Len(uint(t.Count)) - 1})
			}
		}
	}
	slices.SortFunc(all, func(a, b search.Word) int { return strings.Compare(a.Text, b.Text) })
	return all, nil
}
