package finder

import (
	"crypto/sha256"
	"encoding/json"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"policybook/generator/search"
)

// Fields of an entry in the bleve index. Its id is its URL.
const (
	termField = "t" // its terms; how often: packed
	wordField = "w" // its words, each behind its stem and a zero
	textField = "s" // its Sections as JSON, not indexed
)

// packed holds in one number where an entry has a term, so that bleve can keep it
// as the term's frequency.
func packed(u search.Use) int { return u.Count<<2 | bit(u.Heading)<<1 | bit(u.Title) }

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func unpacked(doc int, n uint64) search.Posting {
	return search.Posting{Doc: doc, Count: int(n >> 2), Heading: n&2 != 0, Title: n&1 != 0}
}

// hash is of all that an entry says.
type hash [16]byte

func hashOf(e *search.Entry) (h hash) {
	var w writer
	for _, s := range []string{e.URL, e.Title, e.ID, e.Kind, e.State, e.Record} {
		w.text(s)
	}
	w.flag(e.Archived)
	for _, l := range append([]search.Label{e.Section, e.Category, e.Owner}, e.Audience...) {
		w.text(l.Value)
		w.text(l.Label)
	}
	w.number(len(e.Audience))
	w.texts(e.Tags)
	w.texts(e.Keywords)
	for _, s := range e.Sections {
		w.text(s.Anchor)
		w.text(s.Heading)
		w.number(s.Level)
		w.text(s.Text)
	}
	sum := sha256.Sum256(w.b)
	copy(h[:], sum[:])
	return h
}

// alike reports whether two entries say the same. Of two builds most entries share
// their texts, which are then not read.
func alike(a, b *search.Entry) bool {
	return a.URL == b.URL && a.Title == b.Title && a.ID == b.ID && a.Kind == b.Kind && a.State == b.State && a.Record == b.Record && a.Archived == b.Archived &&
		a.Section == b.Section && a.Category == b.Category && a.Owner == b.Owner && slices.Equal(a.Audience, b.Audience) &&
		slices.Equal(a.Tags, b.Tags) && slices.Equal(a.Keywords, b.Keywords) && slices.Equal(a.Sections, b.Sections)
}

// document is an entry as bleve takes it. It is analysed when bleve asks for it,
// which it does on all processors.
type document struct {
	entry    *search.Entry
	analyzer *search.Analyzer
	number   int
	lengths  search.Lengths // once analysed
	fields   []*field
}

func newDocument(a *search.Analyzer, e *search.Entry, number int) *document {
	d := &document{entry: e, analyzer: a, number: number}
	d.fields = []*field{
		{name: termField, options: index.IndexField, document: d},
		{name: wordField, options: index.IndexField},
		{name: textField, options: index.StoreField},
	}
	return d
}

// analyse fills the fields.
func (d *document) analyse() {
	analysed := d.analyzer.Document(d.entry)
	d.lengths = analysed.Lengths
	terms := make(index.TokenFrequencies, len(analysed.Uses))
	words := make(index.TokenFrequencies, len(analysed.Uses))
	for _, u := range analysed.Uses {
		put(terms, u.Term, packed(u))
		for _, w := range u.Words {
			put(words, u.Term+"\x00"+w, 1)
		}
	}
	text, err := json.Marshal(d.entry.Sections)
	if err != nil {
		panic(err) // texts have a form
	}
	d.fields[0].terms, d.fields[1].terms, d.fields[2].value = terms, words, text
}

func put(to index.TokenFrequencies, term string, n int) {
	f := &index.TokenFreq{Term: []byte(term)}
	f.SetFrequency(n)
	to[term] = f
}

// The methods that bleve asks for.

func (d *document) ID() string                                 { return d.entry.URL }
func (d *document) Size() int                                  { return 0 }
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return 0 }
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return true }

func (d *document) AddIDField() {
	id := &field{name: "_id", options: index.IndexField | index.StoreField, value: []byte(d.entry.URL), terms: index.TokenFrequencies{}}
	put(id.terms, d.entry.URL, 1)
	d.fields = append(d.fields, id)
}

func (d *document) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

// field is a field whose terms are known.
type field struct {
	name     string
	options  index.FieldIndexingOptions
	value    []byte
	terms    index.TokenFrequencies
	document *document // to be analysed first, or nil
}

func (f *field) Analyze() {
	if f.document != nil {
		f.document.analyse()
	}
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return 1 }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                        { return 0 }
