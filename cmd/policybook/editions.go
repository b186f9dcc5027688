package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/history"
	"policybook/generator/output"
	"policybook/generator/source"
)

// wanted are the tags at which the handbook is to be read beside today's.
type wanted struct {
	source.Editions
	zone *time.Location
	tags []history.Tag // the latest first
	none string        // why there are none, though they were asked for; "" when there are, or nobody asked
}

// wanted finds the tags that handbook.yaml names.
func (e *env) wanted(repo past, folder fs.FS) wanted {
	w := wanted{Editions: source.EditionsOf(folder), zone: source.Zone(folder)}
	switch {
	case len(w.Tags) == 0:
		return w
	case repo.none != nil:
		w.none = repo.none.Error()
		return w
	case repo.Shallow:
		w.none = "this clone has only the last commits"
		return w
	}
	today := calendar.DateOf(e.now(), w.zone)
	for _, pattern := range w.Tags {
		tags, err := repo.Tags(e.ctx, pattern)
		if err != nil {
			w.none = err.Error()
			return w
		}
		for _, t := range tags {
			known := func(o history.Tag) bool { return o.Name == t.Name }
			if !slices.ContainsFunc(w.tags, known) && !calendar.DateOf(t.Time, w.zone).After(today) {
				w.tags = append(w.tags, t)
			}
		}
	}
	slices.SortFunc(w.tags, func(a, b history.Tag) int {
		if c := b.Time.Compare(a.Time); c != 0 {
			return c
		}
		return strings.Compare(b.Name, a.Name)
	})
	w.tags = w.tags[:min(len(w.tags), max(0, w.Keep))]
	if len(w.tags) == 0 {
		w.none = "the repository has no tag that matches " + diag.Quote(strings.Join(w.Tags, ", "))
	}
	return w
}

// state tells whether the same editions are wanted.
func (w wanted) state() string {
	if len(w.tags) == 0 {
		return w.none
	}
	return fmt.Sprint(w.tags, w.Titles, w.zone)
}

// told adds to what was read of the past just now why there are no editions.
func (w wanted) told(h *handbook.History) *handbook.History {
	if w.none == "" {
		return h
	}
	if h == nil {
		h = new(handbook.History)
	}
	h.Findings.Add(w.Pos, "edition-left-out", "there are no editions: "+w.none, "`git tag` lists the tags, `git fetch --tags` brings those of the server")
	return h
}

// title is what readers call the edition of a tag.
func (w wanted) title(t history.Tag) string {
	const longest = 60 // bytes, of a title that fits into a list
	if title := w.Titles[t.Name]; title != "" {
		return title
	}
	if t.Subject != "" && len(t.Subject) <= longest {
		return t.Subject
	}
	return t.Name
}

// editions opens the handbook at the wanted tags. One that cannot be read has no files,
// so that it is left out. The caller must call close when the site is written.
func (e *env) editions(repo past, w wanted) (all []generator.Edition, close func()) {
	var closers []func()
	taken := map[string]bool{}
	for _, t := range w.tags {
		one := generator.Edition{Name: folderOf(t.Name, taken), Title: w.title(t), Day: calendar.DateOf(t.Time, w.zone)}
		if done, err := e.at(repo, t.Commit, &one, w.zone); err == nil {
			closers = append(closers, done)
		} else {
			one.Folder = unread{err}
		}
		all = append(all, one)
	}
	return all, func() {
		for _, done := range closers {
			done()
		}
	}
}

// folderOf names the folder of a tag: safe on every file system, and no other's.
func folderOf(tag string, taken map[string]bool) string {
	name := source.FileName(tag)
	if strings.HasSuffix(strings.ToLower(name), ".html") {
		name = source.Segment(name)
	}
	if name == "" {
		name = "edition"
	}
	unique := name
	for n := 2; taken[output.Fold(unique)]; n++ {
		unique = fmt.Sprintf("%s-%d", name, n)
	}
	taken[output.Fold(unique)] = true
	return unique
}

// unread is a folder that could not be read.
type unread struct{ err error }

// Open fails.
func (u unread) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.Join(fs.ErrNotExist, u.err)}
}
