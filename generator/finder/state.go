package finder

import (
	"fmt"
	"hash/crc32"
	"os"
	"strings"

	"policybook/generator/search"
)

// format is that of the state and of the bleve index beside it.
//
//	1: terms, words and texts
const format = "policybook search index 1\n"

// state is what is held in memory of an index: all but postings and texts. It is
// kept in a file beside the bleve index.
type state struct {
	language string
	note     string     // of the caller
	store    Files      // the files of the bleve index when it was last closed
	given    [][]string // synonyms as they were given; nil when synonyms are known
	synonyms [][]string
	entries  []*search.Entry // without Sections and Keywords, by document
	lengths  []search.Lengths
	hashes   []hash
	words    []search.Word // nil when they are not known yet
}

// load reads a state. The error says why there is none that can be used.
func load(name string) (*state, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text, ok := strings.CutPrefix(string(raw), format)
	switch {
	case !ok && strings.HasPrefix(string(raw), format[:strings.LastIndex(format, " ")]):
		return nil, fmt.Errorf("it is of another version of policybook")
	case !ok || len(text) < 4:
		return nil, errShort
	}
	r := &reader{s: text[4:]}
	var sum writer
	sum.sum(r.s)
	if string(sum.b) != text[:4] {
		return nil, fmt.Errorf("its checksum is wrong")
	}
	s := r.state()
	return s, r.err
}

// save writes the state, whole or not at all.
func (s *state) save(name string) error {
	var body writer
	body.state(s)
	var w writer
	w.b = make([]byte, 0, len(format)+4+len(body.b))
	w.bytes([]byte(format))
	w.sum(string(body.b))
	w.bytes(body.b)
	tmp := fmt.Sprintf("%s-%d.tmp", name, os.Getpid())
	if err := os.WriteFile(tmp, w.b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}

func (w *writer) sum(s string) {
	n := crc32.ChecksumIEEE([]byte(s))
	w.bytes([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

func (w *writer) state(s *state) {
	w.text(s.language)
	w.text(s.note)
	w.bytes(s.store.Digest[:])
	w.number(len(s.synonyms))
	for _, group := range s.synonyms {
		w.texts(group)
	}
	labels := &labels{number: map[search.Label]int{}}
	var entries writer
	for i, e := range s.entries {
		entries.entry(e, labels)
		for _, n := range []int{s.lengths[i].Title, s.lengths[i].Heading, s.lengths[i].Body} {
			entries.number(n)
		}
		entries.bytes(s.hashes[i][:])
	}
	w.number(len(labels.list))
	for _, l := range labels.list {
		w.text(l.Value)
		w.text(l.Label)
	}
	w.number(len(s.entries))
	w.bytes(entries.b)
	w.number(len(s.words))
	for _, word := range s.words {
		w.text(word.Text)
		w.number(word.Class)
	}
}

func (r *reader) state() *state {
	s := &state{language: r.text(), note: r.text()}
	copy(s.store.Digest[:], r.bytes(len(s.store.Digest)))
	s.synonyms = make([][]string, r.count())
	for i := range s.synonyms {
		s.synonyms[i] = r.texts()
	}
	labels := make([]search.Label, r.count())
	for i := range labels {
		labels[i] = search.Label{Value: r.text(), Label: r.text()}
	}
	n := r.count()
	entries := make([]search.Entry, n)
	s.entries, s.lengths, s.hashes = make([]*search.Entry, n), make([]search.Lengths, n), make([]hash, n)
	for i := range entries {
		s.entries[i] = &entries[i]
		r.entry(&entries[i], labels)
		s.lengths[i] = search.Lengths{Title: r.number(), Heading: r.number(), Body: r.number()}
		copy(s.hashes[i][:], r.bytes(len(hash{})))
	}
	s.words = make([]search.Word, r.count())
	for i := range s.words {
		s.words[i] = search.Word{Text: r.text(), Class: r.number()}
	}
	return s
}

// labels has each label once.
type labels struct {
	list   []search.Label
	number map[search.Label]int
}

func (l *labels) of(label search.Label) int {
	n, ok := l.number[label]
	if !ok {
		n = len(l.list)
		l.number[label] = n
		l.list = append(l.list, label)
	}
	return n
}

func (w *writer) entry(e *search.Entry, l *labels) {
	for _, s := range []string{e.URL, e.Title, e.ID, e.Kind, e.State, e.Record} {
		w.text(s)
	}
	w.flag(e.Archived)
	for _, label := range []search.Label{e.Section, e.Category, e.Owner} {
		w.number(l.of(label))
	}
	w.texts(e.Tags)
	w.number(len(e.Audience))
	for _, label := range e.Audience {
		w.number(l.of(label))
	}
}

func (r *reader) entry(e *search.Entry, l []search.Label) {
	for _, s := range []*string{&e.URL, &e.Title, &e.ID, &e.Kind, &e.State, &e.Record} {
		*s = r.text()
	}
	e.Archived = r.flag()
	for _, label := range []*search.Label{&e.Section, &e.Category, &e.Owner} {
		*label = r.label(l)
	}
	e.Tags = r.texts()
	if n := r.count(); n > 0 {
		e.Audience = make([]search.Label, n)
		for i := range e.Audience {
			e.Audience[i] = r.label(l)
		}
	}
}

func (r *reader) label(l []search.Label) search.Label {
	n := r.number()
	if n >= len(l) {
		r.fail()
		return search.Label{}
	}
	return l[n]
}
