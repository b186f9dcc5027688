package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/finder"
	"policybook/generator/handbook"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/serve"
	"policybook/generator/source"
)

// workshop compiles one handbook again and again.
type workshop struct {
	env     *env
	counted *counted // the handbook's folder, which the Builder reads
	*generator.Builder
	opts  generator.Options // what is shown by default
	index *finder.Live      // of what is shown by default; nil keeps none

	keeping sync.Mutex // held while kept is brought up to date
	kept    *source.Tree

	mu      sync.Mutex // guards what follows
	state   string     // of the repository, the zone and the wanted editions when its history was read
	history *handbook.History
	marked  string              // the wanted editions when they were opened
	beside  []generator.Edition // open until the preview ends
}

func newWorkshop(e *env, opts generator.Options) *workshop {
	kept := e.parsed().load()
	if kept == nil {
		kept = new(source.Tree)
	}
	folder := &counted{FS: os.DirFS(e.dir)}
	return &workshop{env: e, counted: folder, Builder: generator.NewBuilder(folder, kept), opts: opts, kept: kept}
}

// keep leaves to other commands, and to the next preview, what was parsed.
func (w *workshop) keep() {
	w.keeping.Lock()
	defer w.keeping.Unlock()
	if t := w.Parsed(); w.env.parsed().store(t, w.kept) {
		w.kept = t
	}
}

// remember reads the handbook's history if it is another one than was read last,
// and reports whether it was. An edit costs none of that.
func (w *workshop) remember() bool {
	repo, folder := w.env.past(), os.DirFS(w.env.dir)
	wanted := w.env.wanted(repo, folder)
	state := repo.state() + " " + source.Zone(folder).String() + wanted.state() // the zone is that in which a commit has its day
	w.mu.Lock()
	same, sameBeside := w.state == state, w.marked == wanted.state()
	w.mu.Unlock()
	if same {
		return false
	}
	h := wanted.told(w.env.read(repo, folder))
	var beside []generator.Edition
	if !sameBeside {
		beside, _ = w.env.editions(repo, wanted) // their folders are closed when the context of the preview ends
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state, w.history = state, h
	if !sameBeside {
		w.marked, w.beside = wanted.state(), beside
	}
	return true
}

// shown compiles what is shown by default.
func (w *workshop) shown() serve.Build {
	b, res := w.build(w.opts)
	if res.Site == nil || w.index == nil {
		return b
	}
	version := w.index.Show(func() finder.Handbook {
		return finder.Handbook{Language: res.Handbook.Language, Synonyms: search.Synonyms(res.Handbook), Entries: res.Entries()}
	})
	memory := b.Find
	b.Find = func(ctx context.Context, q search.Query) (search.Result, error) {
		soon, cancel := context.WithTimeout(ctx, soonIndexed)
		defer cancel()
		found, err := w.index.Search(soon, version, q)
		if err != nil && ctx.Err() == nil {
			return memory(ctx, q) // which is made sooner than an index on the disk, if there is none yet
		}
		return found, err
	}
	return b
}

// soonIndexed is how long a search waits for the index to have what an edit changed.
const soonIndexed = 400 * time.Millisecond

// build compiles for the server what was read last.
func (w *workshop) build(opts generator.Options) (serve.Build, generator.Result) {
	opts.Now = w.env.now()
	w.mu.Lock()
	opts.History, opts.Editions = w.history, w.beside
	w.mu.Unlock()
	res := w.Build(opts)
	h, excerpt := res.Handbook, w.env.excerpt()
	var reading sync.Mutex
	b := serve.Build{Site: res.Site, Findings: res.Findings, Title: h.Title, Base: base(h.BaseURL), Day: h.Today.String(),
		Line: func(file string, line int) string {
			reading.Lock()
			defer reading.Unlock()
			return excerpt(file, line)
		},
		Find: func(_ context.Context, q search.Query) (search.Result, error) { return search.Search(res.Index(), q) }}
	if res.Search != nil {
		b.Found = func(to io.Writer, found search.Result, chosen map[string]string, more string) error {
			return res.Search(to, render.Found{Result: found, Chosen: chosen, More: more})
		}
	}
	for _, a := range h.Audiences {
		b.Audiences = append(b.Audiences, serve.Audience{ID: a.ID, Title: cmp.Or(a.Title, a.ID)})
	}
	pages := sync.OnceValue(func() map[string]*source.Document { return sources(h, res.Next) })
	b.Source = func(page string) (s serve.Source) {
		d := pages()[page]
		if d == nil {
			return s
		}
		s = serve.Source{File: d.File(), Place: d.Start().File, Lines: map[string]int{}}
		for i, heading := range d.Body.Headings {
			if d.HeadPos[i].File == s.File { // else it is that of a release, which nobody can edit
				s.Lines[heading.ID] = int(d.HeadPos[i].Line)
			}
		}
		return s
	}
	return b, res
}

// base gives the path of the site on its host.
func base(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

// sources gives the document that each page is written in. Next has the next versions;
// it may be nil.
func sources(h, next *handbook.Handbook) map[string]*source.Document {
	of := map[string]*source.Document{"index.html": h.Root.Source}
	for _, s := range h.Sections {
		of[path.Join(s.Slug, "index.html")] = s.Source
	}
	for _, p := range h.Policies {
		of[p.Page] = p.Source
	}
	if next != nil {
		for _, p := range next.Policies {
			if p.Next {
				of[p.Page] = p.Source
			}
		}
	}
	return of
}

// view compiles the handbook as others see it.
func (w *workshop) view(_ context.Context, v serve.View) (b serve.Build, err error) {
	opts := w.opts
	opts.Date, opts.Audience, opts.Classification = calendar.Date{}, v.Audience, v.Classification
	if v.Date != "" {
		if opts.Date, err = calendar.ParseDate(v.Date, nil); err != nil {
			return b, fmt.Errorf("date: %w", err)
		}
	}
	if v.Classification != "" && !slices.Contains(handbook.Classifications, v.Classification) {
		return b, fmt.Errorf("classification is one of %s", strings.Join(handbook.Classifications, ", "))
	}
	b, _ = w.build(opts)
	if v.Audience != "" && !slices.ContainsFunc(b.Audiences, func(a serve.Audience) bool { return a.ID == v.Audience }) {
		return b, fmt.Errorf("there is no such audience in content/_data/audiences.yaml")
	}
	return b, nil
}
