package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
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

// ReadAt reads the past of every document as it was known at a commit, which is a full
// name as [Repo.At] and [Repo.Tags] give it: what came later counts as not there. Of a
// commit on the way to Head nothing is read but what Read has read.
func (r *Repo) ReadAt(ctx context.Context, commit string, zone *time.Location) (*handbook.History, error) {
	if r.Shallow {
		return nil, errors.New("this clone has only the last commits")
	}
	last, err := r.output(ctx, "log", "--first-parent", "--max-count=1", "--no-show-signature", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap",
		"--format=%H", "--end-of-options", commit, "--", source.Root)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	l, err := r.line(ctx, zone)
	if err != nil {
		r.mu.Unlock()
		return nil, err
	}
	at := slices.IndexFunc(l.steps, func(s step) bool { return s.id == strings.TrimSpace(last) })
	if at >= 0 {
		defer r.mu.Unlock()
		return r.past(ctx, l, at+1), nil
	}
	r.mu.Unlock()
	aside := &Repo{Head: commit, git: r.git, dir: r.dir, environ: r.environ}
	return aside.read(ctx, zone)
}

// lacking reports whether what failed is that an object is not here: it is lost, or
// was never fetched, which git is not let do.
func lacking(err error) bool {
	var failed *gitError
	return errors.Is(err, errMissing) || errors.As(err, &failed) && (strings.Contains(failed.said, "lazy fetching disabled") || strings.Contains(failed.said, "not allowed"))
}

func (r *Repo) read(ctx context.Context, zone *time.Location) (*handbook.History, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	line, err := r.line(ctx, zone)
	if err != nil || len(line.steps) == 0 {
		return new(handbook.History), err
	}
	return r.past(ctx, line, len(line.steps)), nil
}

// line is a row of commits with all that was read of them.
type line struct {
	steps    []step // the oldest first
	follower *follower
	findings diag.List
}

// line reads the commits up to Head, once for each zone. r.mu must be held.
func (r *Repo) line(ctx context.Context, zone *time.Location) (*line, error) {
	if r.last != nil && r.last.follower.zone.String() == zone.String() {
		return r.last, nil
	}
	f := &follower{pages: map[string]*page{}, defaults: map[string]*source.Value{}, layout: map[string]bool{}, zone: zone}
	l := &line{follower: f}
	steps, files, err := r.files(ctx, zone)
	if err != nil {
		return nil, err
	}
	l.steps = steps
	for _, file := range files {
		switch {
		case file.what == layoutFile:
			f.ignore(file.text)
		case file.page != nil:
			f.pages[file.blob] = file.page
		default:
			f.defaults[file.blob] = file.defaults
		}
		if file.pointer && len(l.findings) == 0 {
			l.findings.Add(diag.Pos{File: source.Root}, rule, "some documents are kept in Git LFS, so that their history cannot be read",
				"keep texts in git itself: `git lfs migrate export --include='*.md'`")
		}
	}
	r.last = l
	return l, nil
}

// past gives the past that is told by the first n steps of a line.
func (r *Repo) past(ctx context.Context, l *line, n int) *handbook.History {
	t := &texts{start: func() (*asker, error) { return r.newAsker(ctx) }}
	h := &handbook.History{Findings: slices.Clone(l.findings), Text: t.text}
	h.Documents, h.Gone = l.follower.follow(l.steps[:n])
	runtime.AddCleanup(h, (*texts).close, t) // a preview reads the history anew with every commit
	return h
}

// What is asked of files, in a word.
const (
	documentFile = "document"
	sectionFile  = "section"
	configFile   = "config"
	layoutFile   = "layout"
)

// files gives the steps of the history and every file that it needs, each once.
// While git still goes through the commits, others read and parse the files.
func (r *Repo) files(ctx context.Context, zone *time.Location) (steps []step, files []*file, err error) {
	var names []string // of the files, in the order in which they were asked for
	feed := func(w io.Writer) (err error) {
		known := map[string]bool{}
		steps, err = r.log(ctx, func(s *step) error {
			for _, c := range s.changes {
				if what := wanted(c); what != "" && !known[c.blob] {
					known[c.blob] = true
					names = append(names, c.blob)
					if _, err := fmt.Fprintln(w, c.blob, what); err != nil {
						return err
					}
				}
			}
			return nil
		})
		fmt.Fprintln(w, r.Head+":.git-blame-ignore-revs", layoutFile)
		return err
	}
	work := make(chan *file, 64)
	go func() {
		defer close(work)
		err = r.blobs(ctx, feed, func(what string, text []byte, err error) error {
			if err != nil && !strings.Contains(err.Error(), ".git-blame-ignore-revs") { // which there need not be
				return err
			}
			f := &file{what: what, text: text}
			files = append(files, f)
			work <- f
			return nil
		})
	}()
	parallel.Each(runtime.GOMAXPROCS(0), func(int) {
		documents := &source.FrontReader{Zone: zone, Keep: handbook.PastFields}
		sections := &source.FrontReader{Zone: zone, Keep: []string{"defaults"}}
		for f := range work {
			f.parse(documents, sections)
		}
	})
	if err == nil && len(files) <= len(names) {
		err = fmt.Errorf("git cat-file gave %d of %d files", len(files), len(names))
	}
	for i, name := range names[:min(len(names), len(files))] {
		files[i].blob = name
	}
	return steps, files, err
}

// wanted says what is asked of the file of a change, "" for nothing.
func wanted(c change) string {
	switch {
	case c.blob == "" || c.to == "":
		return ""
	case c.to == configuration:
		return configFile
	case supplies(c.to):
		return sectionFile
	case isDocument(c.to):
		return documentFile
	}
	return ""
}

// file is a file that was read, and what it means.
type file struct {
	blob, what string
	text       []byte // of a layoutFile; others lose it when they are parsed

	page     *page
	defaults *source.Value
	pointer  bool // to where Git LFS keeps it
}

var pointer = []byte("version https://git-lfs.github.com/spec/")

func (f *file) parse(documents, sections *source.FrontReader) {
	if f.what == layoutFile {
		return
	}
	switch {
	case f.text == nil:
	case bytes.HasPrefix(f.text, pointer):
		f.pointer = true
	case f.what == configFile:
		f.defaults = source.Defaults(f.text)
	case f.what == sectionFile:
		d, _ := sections.Read("_index.md", f.text)
		f.defaults = d.Get("defaults")
	default:
		d, text := documents.Read("document.md", f.text)
		f.page = &page{front: d, text: source.TextHash(text)}
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
