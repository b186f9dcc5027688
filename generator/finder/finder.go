// Package finder keeps the search index of a handbook on disk, as a bleve index, so
// that a search need not read the handbook.
//
// # What is kept
//
// A folder with a file and a folder: state, which has what is wanted of every
// document at every search, and index, the bleve index with dictionary, postings
// and texts. It is fed with what package search makes of the texts; bleve's own
// analysis and ranking are not used, so that [search.Search] gives over an [Index]
// what it gives over [search.Memory].
//
// # Keeping up
//
// [Finder.Update] compares every entry with a hash of what was indexed and changes
// what differs. The state says how the files of the bleve index looked when it was
// closed. Files that look otherwise were damaged, or left by a process that was
// killed: they are not opened, and the index is made anew. So it is after a change
// of format or language. The folder can be deleted at any time.
//
// One process may change the index, or many may search it. Who finds it taken is
// told after half a second, by [ErrInUse].
package finder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"policybook/generator/parallel"
	"policybook/generator/search"
)

// ErrInUse says that another process has the index.
var ErrInUse = errors.New("the search index is in use by another policybook")

// Handbook is what is indexed.
type Handbook struct {
	Language string         // of all texts, as a tag
	Synonyms [][]string     // words and phrases that mean the same, by group
	Entries  []search.Entry // in any order, no two with one URL
}

// Finder is an index that is open.
type Finder struct {
	dir   string
	store *store
	state *state
	write bool
	whole []*search.Entry // those of state with all that they say; nil until there was an update
}

const (
	stateFile   = "state"
	indexFolder = "index"
)

// Open opens the index in a folder to be searched. The error is ErrInUse, or
// fs.ErrNotExist when there is none, or says why it cannot be used.
func Open(dir string) (*Finder, error) { return open(dir, false) }

// Create opens the index in a folder to be changed, and makes an empty one if there
// is none. One that cannot be used is deleted; then why says what was wrong. The
// error is ErrInUse or one of the file system.
func Create(dir, language string) (f *Finder, why, err error) {
	f, why = open(dir, true)
	if why == nil && f.state.language != language {
		why = errors.Join(fmt.Errorf("it is of another language"), f.store.close())
	}
	switch {
	case why == nil:
		return f, nil, nil
	case errors.Is(why, ErrInUse) || !free(filepath.Join(dir, indexFolder)):
		return nil, nil, ErrInUse
	case errors.Is(why, fs.ErrNotExist):
		why = nil
	}
	unfinished, _ := filepath.Glob(filepath.Join(dir, stateFile+"-*.tmp"))
	for _, name := range append(unfinished, filepath.Join(dir, stateFile), filepath.Join(dir, indexFolder)) {
		if err := os.RemoveAll(name); err != nil {
			return nil, why, err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, why, err
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o644); err != nil {
		return nil, why, err
	}
	s, err := openStore(filepath.Join(dir, indexFolder), true)
	if err != nil {
		return nil, why, err
	}
	return &Finder{dir: dir, store: s, state: &state{language: language}, write: true}, why, nil
}

func open(dir string, write bool) (*Finder, error) {
	state, err := load(filepath.Join(dir, stateFile))
	if err != nil {
		return nil, err
	}
	if Look(dir, indexFolder).Digest != state.store.Digest {
		return nil, errors.New("it was changed by others or not closed")
	}
	s, err := openStore(filepath.Join(dir, indexFolder), write)
	if err != nil {
		return nil, err
	}
	return &Finder{dir: dir, store: s, state: state, write: write}, nil
}

// Index gives the index as it is now. The caller must close it.
func (f *Finder) Index() (*Index, error) { return newIndex(f.state, f.store) }

// Note gives what was kept by Save.
func (f *Finder) Note() string { return f.state.note }

// Changes counts what an update did.
type Changes struct{ Indexed, Removed int }

// batch is how many documents bleve is given at once: each batch becomes a segment.
const batch = 2000

// Update makes the index one of h, by what differs. A Finder that has failed to, or
// was kept from it by ctx, is of no use any more.
func (f *Finder) Update(ctx context.Context, h Handbook) (Changes, error) {
	next, old := f.next(h)
	whole := slices.Clone(next.entries)
	analyzer := search.NewAnalyzer(h.Language)
	var changed []*document
	for i, e := range next.entries {
		was, ok := old[e.URL]
		delete(old, e.URL)
		if ok && f.state.hashes[was] == next.hashes[i] {
			next.lengths[i] = f.state.lengths[was]
			continue
		}
		changed = append(changed, newDocument(analyzer, e, i))
	}
	did := Changes{Indexed: len(changed), Removed: len(old)}
	if did != (Changes{}) {
		if err := guard(func() error { return f.apply(ctx, changed, old) }); err != nil {
			return did, err
		}
	} else {
		next.words = f.state.words
	}
	for _, d := range changed {
		next.lengths[d.number] = d.lengths
	}
	for i, e := range next.entries {
		light := *e
		light.Sections, light.Keywords = nil, nil
		next.entries[i] = &light
	}
	f.state, f.whole = next, whole
	return did, nil
}

// next gives the state that h asks for, and where each URL stands in the present one.
func (f *Finder) next(h Handbook) (*state, map[string]int) {
	urls := make([]string, len(h.Entries))
	for i := range h.Entries {
		urls[i] = h.Entries[i].URL
	}
	order, _ := search.Order(urls)
	n := len(order)
	next := &state{language: h.Language, given: append([][]string{}, h.Synonyms...),
		entries: make([]*search.Entry, n), hashes: make([]hash, n), lengths: make([]search.Lengths, n)}
	old := make(map[string]int, len(f.state.entries))
	for i, e := range f.state.entries {
		old[e.URL] = i
	}
	parallel.Each(n, func(i int) {
		e := &h.Entries[order[i]]
		next.entries[i] = e
		if was, ok := old[e.URL]; ok && f.whole != nil && alike(f.whole[was], e) {
			next.hashes[i] = f.state.hashes[was]
		} else {
			next.hashes[i] = hashOf(e)
		}
	})
	return next, old
}

// apply indexes documents and deletes others.
func (f *Finder) apply(ctx context.Context, changed []*document, gone map[string]int) error {
	for b := index.NewBatch(); ; b = index.NewBatch() {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := changed[:min(batch, len(changed))]
		changed = changed[len(part):]
		for _, d := range part {
			b.Update(d)
		}
		if len(changed) > 0 {
			if err := f.store.index.Batch(b); err != nil {
				return err
			}
			continue
		}
		for url := range gone {
			b.Delete(url)
		}
		return f.store.index.Batch(b)
	}
}

// Close closes the index. What was changed since it was opened is lost.
func (f *Finder) Close() error { return f.store.close() }

// Save closes the index and keeps it, and a note beside it.
func (f *Finder) Save(note string) (err error) {
	kept := *f.state
	kept.note = note
	name := filepath.Join(f.dir, stateFile)
	if !f.write {
		return errors.Join(kept.save(name), f.store.close()) // in this order nobody changes the index meanwhile
	}
	x, err := f.Index()
	if err == nil {
		err = guard(func() error {
			kept.synonyms = x.Synonyms()
			kept.words, err = x.Words()
			return err
		})
		err = errors.Join(err, x.Close(), f.store.tidy())
	}
	if err := errors.Join(err, f.store.close()); err != nil {
		return err
	}
	kept.store = Look(f.dir, indexFolder)
	return kept.save(name)
}
