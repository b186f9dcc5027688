package search

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sync"

	"policybook/generator/output"
	"policybook/generator/parallel"
)

// The texts of editions stand in the search folder of the whole site, named for what they
// hold: a reader of one edition has those of others that are equal.
const (
	sharedFolder = Folder + "/e/"
	sharedFrom   = "../../../" + sharedFolder // from the search folder of an edition
)

// Shared are the searches of the editions of a handbook, each of which finds what stands in
// that edition and nothing else. A text that is equal in several of them is analysed once and
// stands in one file. The zero value has none. It is not safe for concurrent use.
type Shared struct {
	texts   []*sharedText
	byURL   map[string][]*sharedText
	taken   map[uint64]bool
	analyse func() // all texts; made when the first edition is added
}

// sharedText is an entry of one or more editions.
type sharedText struct {
	Entry
	lang  string // of its edition, by which it is analysed
	name  uint64 // of its file
	found analysed
}

// Add gives the files of the search of one more edition, as they stand in the site of
// that edition; its entries, synonyms and language are those of [NewMemory]. All
// editions are added before a file is written.
func (s *Shared) Add(entries []Entry, synonyms [][]string, lang string) []output.File {
	if s.analyse == nil {
		s.byURL, s.taken = map[string][]*sharedText{}, map[uint64]bool{}
		s.analyse = sync.OnceFunc(s.analyseAll)
	}
	texts, urls := s.shelve(entries, lang), make([]string, len(entries))
	for i := range entries {
		urls[i] = entries[i].URL
	}
	return indexFiles(indexPaths(len(texts)), sync.OnceValue(func() *Memory {
		s.analyse()
		order, _ := Order(urls)
		m := &Memory{analyzer: NewAnalyzer(lang), shared: true}
		found := make([]analysed, 0, len(order))
		for _, i := range order {
			m.entries, m.names = append(m.entries, texts[i].Entry), append(m.names, texts[i].name)
			found = append(found, texts[i].found)
		}
		m.index(found, synonyms)
		return m
	}))
}

// Texts gives the files of the texts of all editions, as they stand in the whole site.
func (s *Shared) Texts() []output.File {
	files := make([]output.File, len(s.texts))
	for i, t := range s.texts {
		name := fmt.Sprintf("%x", t.name)
		files[i] = output.File{Path: sharedFolder + name + ".js", Write: func(w io.Writer) error { return t.write(w, sharedFrom+name) }}
	}
	return files
}

// shelve gives the texts of an edition: those that are there, if they are equal, or new ones.
func (s *Shared) shelve(entries []Entry, lang string) []*sharedText {
	texts, missing := make([]*sharedText, len(entries)), []*sharedText(nil)
	for i := range entries {
		e := &entries[i]
		same := slices.IndexFunc(s.byURL[e.URL], func(t *sharedText) bool { return t.lang == lang && t.equal(e) })
		if same >= 0 {
			texts[i] = s.byURL[e.URL][same]
			continue
		}
		texts[i] = &sharedText{Entry: *e, lang: lang}
		s.byURL[e.URL] = append(s.byURL[e.URL], texts[i])
		missing = append(missing, texts[i])
	}
	parallel.Each(len(missing), func(i int) { missing[i].name = missing[i].digest() })
	for _, t := range missing {
		for s.taken[t.name] { // once in a million handbooks
			t.name++
		}
		s.taken[t.name] = true
	}
	s.texts = append(s.texts, missing...)
	return texts
}

// digest gives a number that no other text has, as far as numbers go that a script can count with.
func (t *sharedText) digest() uint64 {
	sum := sha256.Sum256(appendJSON(nil, []any{t.lang, t.Entry}))
	return binary.BigEndian.Uint64(sum[:]) >> 12
}

// equal reports whether two entries are the same.
func (e *Entry) equal(o *Entry) bool {
	return e.URL == o.URL && e.Title == o.Title && e.ID == o.ID && e.Kind == o.Kind && e.State == o.State && e.Archived == o.Archived &&
		e.Section == o.Section && e.Category == o.Category && e.Owner == o.Owner && e.Record == o.Record &&
		slices.Equal(e.Tags, o.Tags) && slices.Equal(e.Keywords, o.Keywords) && slices.Equal(e.Audience, o.Audience) && slices.Equal(e.Sections, o.Sections)
}

// analyseAll finds the words of each text, apart from those of others: an edition has only its own.
func (s *Shared) analyseAll() {
	parallel.EachWith(len(s.texts), func(own **Pass, i int) {
		t := s.texts[i]
		if *own == nil || (*own).Lang != t.lang {
			*own = NewPass(NewAnalyzer(t.lang))
			(*own).apart = true
		}
		t.found = (*own).document(&t.Entry)
	})
}
