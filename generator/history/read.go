package history

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/parallel"
	"policybook/generator/source"
)

// rule is that of every finding about the history itself.
const rule = "history-unknown"

// Missing gives the past of a handbook that has none, with a finding that says
// why, unless it stands outside of any repository.
func Missing(why *None) *handbook.History {
	h := new(handbook.History)
	if why.Text != "" {
		h.Findings.Add(diag.Pos{File: source.Root}, rule, why.Text, why.Hint)
	}
	return h
}

// Read reads the past of every document. Days are those of the zone. What cannot
// be read is told by a finding in the result; the error is that of ctx.
func (r *Repo) Read(ctx context.Context, zone *time.Location) (*handbook.History, error) {
	if r.Shallow {
		return Missing(&None{"this clone has only the last commits, so that nothing is known of what was before",
			"`git fetch --unshallow`; in CI ask for the whole history (`fetch-depth: 0`)"}), nil
	}
	h, err := r.read(ctx, zone)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case lacking(err):
		h = Missing(&None{"this clone lacks files of earlier commits, so that the history cannot be read", "`git fetch --refetch` brings them; see `git fsck`"})
	case err != nil:
		h = Missing(&None{"the handbook's history cannot be read: " + err.Error(), "see `git fsck`"})
	case len(h.Documents) == 0:
		h = Missing(&None{"no document is committed yet, so the handbook has no history", "`git add content` and `git commit` begin it"})
	}
	if r.Merging != "" {
		h.Findings.Add(diag.Pos{File: source.Root}, rule, "a "+r.Merging+" is under way: the handbook is that of neither side", "end it, or see `git status`")
	}
	return h, nil
}

// lacking reports whether what failed is that an object is not here: it is lost, or
// was never fetched, which git is not let do.
func lacking(err error) bool {
	var failed *gitError
	return errors.Is(err, errMissing) || errors.As(err, &failed) && (strings.Contains(failed.said, "lazy fetching disabled") || strings.Contains(failed.said, "not allowed"))
}

func (r *Repo) read(ctx context.Context, zone *time.Location) (*handbook.History, error) {
	steps, err := r.log(ctx)
	if err != nil || len(steps) == 0 {
		return new(handbook.History), err
	}
	f := &follower{pages: map[string]*page{}, defaults: map[string]*source.Value{}, layout: map[string]bool{}}
	pointers, err := r.files(ctx, steps, zone, f)
	if err != nil {
		return nil, err
	}
	h := &handbook.History{Documents: f.follow(steps)}
	last := steps[len(steps)-1]
	h.Commit = &handbook.Commit{ID: last.id, Time: last.time}
	if pointers {
		h.Findings.Add(diag.Pos{File: source.Root}, rule, "some documents are kept in Git LFS, so that their history cannot be read",
			"keep texts in git itself: `git lfs migrate export --include='*.md'`")
	}
	return h, nil
}

// files reads every file that the history needs, each once. It reports whether
// some of them were pointers of Git LFS.
func (r *Repo) files(ctx context.Context, steps []step, zone *time.Location, f *follower) (pointers bool, err error) {
	names, paths := wanted(steps)
	const many = 512 // files that are parsed at a time
	p := parser{zone: zone, follower: f, shared: map[[32]byte]*source.Document{}}
	names, paths = append(names, r.Head+":.git-blame-ignore-revs"), append(paths, "")
	err = r.blobs(ctx, names, func(i int, text []byte, err error) error {
		if paths[i] == "" {
			f.ignore(text)
			return nil // there need be none
		}
		p.files = append(p.files, file{blob: names[i], path: paths[i], text: text})
		if len(p.files) == many {
			p.parse()
		}
		return err
	})
	p.parse()
	return p.pointers, err
}

// wanted gives the blobs of documents and of what supplies front matter for them,
// each with a path at which it stood.
func wanted(steps []step) (blobs, paths []string) {
	known := map[string]bool{}
	for _, s := range steps {
		for _, c := range s.changes {
			if c.blob != "" && c.to != "" && !known[c.blob] && (isDocument(c.to) || supplies(c.to)) {
				known[c.blob] = true
				blobs, paths = append(blobs, c.blob), append(paths, c.to)
			}
		}
	}
	return blobs, paths
}

// file is a file that was read and is to be parsed.
type file struct {
	blob, path string
	text       []byte

	head     [32]byte // hash of all but the text
	front    *source.Document
	page     *page
	defaults *source.Value
	pointer  bool
}

// parser parses files as they come, several at a time. Documents whose front
// matter is the same share it.
type parser struct {
	*follower
	zone     *time.Location
	files    []file
	shared   map[[32]byte]*source.Document // by hash of what stands before the text
	pointers bool
}

var pointer = []byte("version https://git-lfs.github.com/spec/")

func (p *parser) parse() {
	parallel.EachWith(len(p.files), func(r *source.FrontReader, i int) {
		r.Zone = p.zone
		p.files[i].parse(r)
	})
	for i := range p.files {
		f := &p.files[i]
		p.pointers = p.pointers || f.pointer
		if f.page != nil {
			if same := p.shared[f.head]; same != nil {
				f.page.front = same
			}
			p.shared[f.head] = f.page.front
			p.pages[f.blob] = f.page
		}
		p.follower.defaults[f.blob] = f.defaults
	}
	p.files = p.files[:0]
}

func (f *file) parse(r *source.FrontReader) {
	switch {
	case f.text == nil:
	case bytes.HasPrefix(f.text, pointer):
		f.pointer = true
	case f.path == configuration:
		f.defaults = source.Defaults(f.text)
	case supplies(f.path):
		r.Keep = nil
		d, _ := r.Read(f.path, f.text)
		f.defaults = d.Get("defaults")
	default:
		r.Keep = handbook.PastFields
		d, text := r.Read(f.path, f.text)
		f.page = &page{front: d, text: sha256.Sum256(bytes.TrimSpace(text))}
		f.head = sha256.Sum256(f.text[:max(0, len(f.text)-len(text))])
	}
	f.text = nil
}

// ignore takes the commits of .git-blame-ignore-revs, which stands in the
// repository's first folder at HEAD.
func (f *follower) ignore(text []byte) {
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		f.layout[strings.ToLower(strings.TrimSpace(line))] = true
	}
}
