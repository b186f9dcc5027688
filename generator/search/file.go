package search

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"

	"policybook/generator/output"
	"policybook/generator/parallel"
)

// Folder is where the files of a search stand in a site.
const Folder = "search"

const (
	format     = 1   // of the files; another one for every change that a reader must know of
	mostShards = 384 // a folder with many more is no longer quick to copy
	perShard   = 16  // documents for which there is one more
)

// Paths are the paths of the files of a search.
type Paths struct {
	urls  []string // of what can be found
	index []string // files of the index
	texts []string // files of the documents' texts, in the order of the documents
}

// Again gives the paths of the files for the given URLs, as [URLs] gives them. It
// is p if these are the ones that p is for; p may be nil.
func (p *Paths) Again(urls []string) *Paths {
	if p != nil && slices.Equal(p.urls, urls) {
		return p
	}
	n := &Paths{urls: urls, index: indexPaths(len(urls))}
	_, names := Order(urls)
	for _, name := range names {
		n.texts = append(n.texts, scriptPath(fragmentName(name)))
	}
	return n
}

// indexPaths gives the paths of the files of an index of so many documents.
func indexPaths(documents int) []string {
	paths := []string{scriptPath("docs"), scriptPath("facets"), scriptPath("words")}
	for i := range shards(documents) {
		paths = append(paths, scriptPath(shardName(i)))
	}
	return paths
}

// Files gives the files with which a browser searches a handbook by itself. The
// index, of what the paths are for, is asked for when the first of them is written.
func (p *Paths) Files(index func() *Memory) []output.File {
	files := indexFiles(p.index, index)
	for doc, path := range p.texts {
		files = append(files, output.File{Path: path, Write: func(w io.Writer) error {
			m := index()
			return m.entries[doc].write(w, fragmentName(m.names[doc]))
		}})
	}
	return files
}

// indexFiles gives the files of an index, without those of the texts.
func indexFiles(paths []string, index func() *Memory) (files []output.File) {
	made := sync.OnceValue(func() map[string][]byte { return index().scripts(len(paths) - 3) })
	for _, path := range paths {
		files = append(files, output.File{Path: path, Write: func(w io.Writer) error {
			_, err := w.Write(made()[path])
			return err
		}})
	}
	return files
}

func scriptPath(name string) string   { return Folder + "/" + name + ".js" }
func shardName(i int) string          { return fmt.Sprintf("t%d", i) }
func fragmentName(name uint64) string { return fmt.Sprintf("d/%x", name) }
func shards(documents int) int        { return min(max(1, (documents+perShard-1)/perShard), mostShards) }

// scripts gives the files of the index, by path.
func (m *Memory) scripts(shards int) map[string][]byte {
	bounds := m.cut(shards)
	names := []string{"facets", "words"}
	for i := range bounds {
		names = append(names, shardName(i))
	}
	files := make([][]byte, len(names))
	checks := make([]string, len(names))
	parallel.Each(len(names), func(i int) {
		files[i], checks[i] = packed(names[i], func(b []byte) []byte {
			switch i {
			case 0:
				return m.facets(b)
			case 1:
				return m.vocabulary(b)
			}
			return m.shard(b, bounds[i-2])
		})
	})
	all := map[string][]byte{}
	for i, name := range names {
		all[scriptPath(name)] = files[i]
	}
	all[scriptPath("docs")], _ = packed("docs", func(b []byte) []byte { return m.docs(b, bounds, checks) })
	return all
}

// packed gives a file of the index, and the check of what it holds, which fill appends.
func packed(name string, fill func([]byte) []byte) (file []byte, check string) {
	p := thorough.Get().(*packer)
	defer thorough.Put(p)
	p.data = fill(p.data[:0])
	file, check = p.pack(name)
	return bytes.Clone(file), check
}

// A packer makes one file after the other with the same buffers: there are many
// files, and a deflater is costly to make.
type packer struct {
	data     []byte       // what the file holds
	deflated bytes.Buffer // the same
	deflater *flate.Writer
	file     []byte
}

// Texts, of which there are many, are packed by the quick ones: they get 5 % longer
// for half the time.
var thorough, quickly = packers(6), packers(1)

func packers(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, err := flate.NewWriter(io.Discard, level)
		if err != nil {
			panic("search: internal error: " + err.Error())
		}
		return &packer{deflater: w}
	}}
}

// pack gives the file of that name, without .js, and the check of what it holds. The
// file is good until the next one.
func (p *packer) pack(name string) (file []byte, check string) {
	p.deflated.Reset()
	p.deflater.Reset(&p.deflated)
	p.deflater.Write(p.data)
	p.deflater.Close()
	p.file = append(append(append(p.file[:0], `HB("`...), name...), `","`...)
	at := len(p.file)
	p.file = base64.StdEncoding.AppendEncode(p.file, p.deflated.Bytes())
	h := fnv(p.file[at:])
	check = fmt.Sprintf("%04x", (h^h>>16)&0xffff)
	p.file = append(append(append(p.file, `","`...), check...), "\");\n"...)
	return p.file, check
}

// span is a stretch of terms.
type span struct{ from, to int }

// cut divides the terms into shards of about the same size. Terms whose first
// three letters are the same stay together unless they are many.
func (m *Memory) cut(shards int) []span {
	size := func(t *posted) int { return 4 + len(t.Text) + 4*len(t.Words) + 2*len(t.docs) }
	total := 0
	for i := range m.terms {
		total += size(&m.terms[i])
	}
	spans := make([]span, 0, shards)
	at, sum, done := 0, 0, 0
	for i := range m.terms {
		if left := shards - len(spans); left > 1 && i > at {
			want := (total - done) / left
			if sum >= want && (sum >= 3*want || head(m.terms[i].Text) != head(m.terms[i-1].Text)) {
				spans = append(spans, span{at, i})
				at, done, sum = i, done+sum, 0
			}
		}
		sum += size(&m.terms[i])
	}
	spans = append(spans, span{at, len(m.terms)})
	for len(spans) < shards {
		spans = append(spans, span{len(m.terms), len(m.terms)})
	}
	return spans
}

// head gives the first three letters of a term.
func head(term string) string {
	n := 0
	for i := range term {
		if n == 3 {
			return term[:i]
		}
		n++
	}
	return term
}

// shard appends a stretch of terms, as the package comment says.
func (m *Memory) shard(b []byte, s span) []byte {
	terms := m.terms[s.from:s.to]
	b = binary.AppendUvarint(b, uint64(len(terms)))
	before := ""
	for i := range terms {
		t := &terms[i]
		b = appendShared(b, before, t.Text)
		b = binary.AppendUvarint(b, uint64(len(t.Words)))
		for _, w := range t.Words {
			b = appendShared(b, t.Text, w)
		}
		b = binary.AppendUvarint(b, uint64(len(t.docs)))
		before = t.Text
	}
	for i := range terms {
		last := int32(0)
		for _, doc := range terms[i].docs {
			b = binary.AppendUvarint(b, uint64(doc-last))
			last = doc
		}
	}
	for i := range terms {
		b = append(b, terms[i].bits...) // each below 0x80
	}
	return b
}

// appendShared appends a word by how many bytes it shares with another, and the rest.
func appendShared(b []byte, other, word string) []byte {
	n := 0
	for n < len(other) && n < len(word) && other[n] == word[n] {
		n++
	}
	b = binary.AppendUvarint(b, uint64(n))
	b = binary.AppendUvarint(b, uint64(len(word)-n))
	return append(b, word[n:]...)
}

// vocabulary appends what words.js holds.
func (m *Memory) vocabulary(b []byte) []byte {
	words, _ := m.Words()
	b = binary.AppendUvarint(b, uint64(len(words)))
	before := ""
	for _, w := range words {
		b = append(appendShared(b, before, w.Text), byte(w.Class))
		before = w.Text
	}
	return b
}

// docs appends what docs.js holds.
func (m *Memory) docs(b []byte, bounds []span, checks []string) []byte {
	type options struct {
		Lang  string `json:"lang"`
		Stem  bool   `json:"stem"`
		Elide bool   `json:"elide"`
		Stop  string `json:"stop"`
		Weak  string `json:"weak"`
	}
	d := struct {
		Format   int         `json:"format"`
		N        int         `json:"n"`
		Names    []int64     `json:"names"`
		Texts    string      `json:"texts,omitempty"`
		Body     []int       `json:"body"`
		Heading  []int       `json:"heading"`
		Title    []int       `json:"title"`
		Archived []int       `json:"archived"`
		Options  options     `json:"options"`
		K        weights     `json:"k"`
		Syn      [][]string  `json:"syn"`
		Shards   [][2]string `json:"shards"`
		Words    string      `json:"words"`
		Facets   string      `json:"facets"`
	}{Format: format, N: m.Len(), Names: []int64{}, Body: []int{}, Heading: []int{}, Title: []int{}, Archived: []int{}, K: k, Syn: m.synonyms,
		Options: options{m.analyzer.Lang, m.analyzer.Stem, m.analyzer.Elide, strings.Join(m.analyzer.stopList(), " "), strings.Join(m.analyzer.weakList(), " ")}, Facets: checks[0], Words: checks[1]}
	if m.shared {
		d.Texts = sharedFrom
	}
	last, lastOver := int64(0), 0
	for doc, l := range m.lengths {
		name := int64(m.names[doc])
		d.Names = append(d.Names, name-last)
		last = name
		d.Body, d.Heading, d.Title = append(d.Body, l.Body), append(d.Heading, l.Heading), append(d.Title, l.Title)
		if m.entries[doc].Archived {
			d.Archived = append(d.Archived, doc-lastOver)
			lastOver = doc
		}
	}
	first := ""
	for i, s := range bounds {
		if s.from < len(m.terms) && i > 0 {
			first = m.terms[s.from].Text
		}
		if s.from < s.to || i == 0 {
			d.Shards = append(d.Shards, [2]string{first, checks[i+2]})
		}
	}
	return appendJSON(b, d)
}

func appendJSON(dst []byte, v any) []byte {
	b := bytes.NewBuffer(dst)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("search: internal error: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// write writes the file of the entry's text, which has a name.
func (e *Entry) write(w io.Writer, name string) error {
	p := quickly.Get().(*packer)
	defer quickly.Put(p)
	p.data = e.appendFragment(p.data[:0])
	file, _ := p.pack(name)
	_, err := w.Write(file)
	return err
}

// column numbers the values of a field.
type column struct {
	values []Label
	number map[Label]int
}

func (c *column) at(l Label) int {
	if l.Value == "" {
		return -1
	}
	n, ok := c.number[l]
	if !ok {
		if c.number == nil {
			c.number = map[Label]int{}
		}
		n = len(c.values)
		c.number[l] = n
		c.values = append(c.values, l)
	}
	return n
}

// pairs gives the values with their labels, singles without.
func (c *column) pairs() [][2]string {
	all := [][2]string{}
	for _, l := range c.values {
		all = append(all, [2]string{l.Value, l.Label})
	}
	return all
}

func (c *column) singles() []string {
	all := []string{}
	for _, l := range c.values {
		all = append(all, l.Value)
	}
	return all
}

// facets appends what facets.js holds.
func (m *Memory) facets(b []byte) []byte {
	var section, owner, kind, state, tag, audience column
	type byDocument struct {
		Section   []int   `json:"section"`
		Category  []int   `json:"category"`
		Owner     []int   `json:"owner"`
		Kind      []int   `json:"kind"`
		State     []int   `json:"state"`
		Tags      [][]int `json:"tags"`
		Audiences [][]int `json:"audiences"`
	}
	d := byDocument{Section: []int{}, Category: []int{}, Owner: []int{}, Kind: []int{}, State: []int{}, Tags: [][]int{}, Audiences: [][]int{}}
	for i := range m.entries {
		e := &m.entries[i]
		d.Section, d.Category = append(d.Section, section.at(e.Section)), append(d.Category, section.at(e.Category))
		d.Owner, d.Kind, d.State = append(d.Owner, owner.at(e.Owner)), append(d.Kind, kind.at(Label{Value: e.Kind})), append(d.State, state.at(Label{Value: e.State}))
		tags, audiences := make([]int, 0, len(e.Tags)), make([]int, 0, len(e.Audience))
		for _, t := range e.Tags {
			tags = append(tags, tag.at(Label{Value: t}))
		}
		for _, a := range e.Audience {
			audiences = append(audiences, audience.at(a))
		}
		d.Tags, d.Audiences = append(d.Tags, tags), append(d.Audiences, audiences)
	}
	return appendJSON(b, map[string]any{"section": section.pairs(), "owner": owner.pairs(), "kind": kind.singles(), "state": state.singles(),
		"tag": tag.singles(), "audience": audience.pairs(), "d": d})
}
