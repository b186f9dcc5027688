package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/history"
	"policybook/generator/source"
)

const asOfHelp = "the handbook as it stood, and as its states were, at the end of this day (YYYY-MM-DD); needs its git repository"

// asOf reads --as-of, which may be "", beside --date. Who names a tag is told its day.
func (e *env) asOf(day, date string) (*generator.Edition, error) {
	if day == "" {
		return nil, nil
	}
	if date != "" {
		return nil, usage("--as-of is of the handbook as it stood then, --date of today's on another day: give one of them")
	}
	d, err := calendar.ParseDate(day, nil)
	if err != nil {
		if tag := e.dayOf(day); !tag.IsZero() {
			return nil, refusal(fmt.Sprintf("--as-of is a day such as 2026-01-31, and %q is a tag", day), "the tag is of "+tag.String()+": `--as-of "+tag.String()+"`")
		}
		return nil, usage("--as-of: %v", err)
	}
	return &generator.Edition{Day: d}, nil
}

// dayOf gives the day of a tag, no date when there is no such tag.
func (e *env) dayOf(tag string) calendar.Date {
	repo := e.past()
	if repo.none != nil {
		return calendar.Date{}
	}
	tags, err := repo.Tags(e.ctx, "")
	if i := slices.IndexFunc(tags, func(t history.Tag) bool { return t.Name == tag }); err == nil && i >= 0 {
		return calendar.DateOf(tags[i].Time, source.Zone(os.DirFS(e.dir)))
	}
	return calendar.Date{}
}

// then finds what opts.AsOf asks for. The caller must call close when the site is written.
func (e *env) then(repo past, then *generator.Edition) (close func(), err error) {
	zone := source.Zone(os.DirFS(e.dir))
	switch {
	case repo.none != nil && repo.none.Text == "":
		return nil, refusal("--as-of: the handbook is not in a git repository, which alone knows how it stood", "`git init` and a first commit begin its history")
	case repo.none != nil:
		return nil, refusal("--as-of: "+repo.none.Text, repo.none.Hint)
	case repo.Shallow:
		return nil, refusal("--as-of: this clone has only the last commits", "`git fetch --unshallow`; in CI ask for the whole history (`fetch-depth: 0`)")
	case then.Day.After(calendar.DateOf(e.now(), zone)):
		return nil, refusal(fmt.Sprintf("--as-of: nobody knows yet how the handbook will stand on %s", then.Day), "--date judges the states of today's handbook on another day")
	}
	commit, err := repo.At(e.ctx, then.Day, zone)
	switch {
	case err != nil:
		return nil, environmentError{err}
	case commit == "":
		return nil, refusal(fmt.Sprintf("--as-of: the repository has no commit as old as %s", then.Day), "`git log --reverse` begins with its first one")
	}
	close, err = e.at(repo, commit, then, zone)
	e.content = then.Folder
	return close, err
}

// at fills in how the handbook stood at a commit, and what was known of its past then.
func (e *env) at(repo past, commit string, then *generator.Edition, zone *time.Location) (close func(), err error) {
	tree, err := repo.FS(e.ctx, commit)
	if err != nil {
		return nil, environmentError{err}
	}
	close = func() { tree.Close() }
	if _, err := fs.Stat(tree, source.Root); err != nil {
		close()
		return nil, refusal(fmt.Sprintf("there was no folder %s/ on %s", source.Root, then.Day), "`git log --reverse -- "+source.Root+"` begins with the first commit of the handbook")
	}
	then.Folder = tree
	if then.History, err = repo.ReadAt(e.ctx, commit, zone); err != nil {
		close()
		return nil, environmentError{err}
	}
	return close, nil
}

// refusal is a usage error with a hint.
func refusal(text, hint string) error {
	if hint == "" {
		return usage("%s", text)
	}
	return usage("%s\n  hint: %s", text, hint)
}

// remember adds to options what the repository tells of the handbook's past. The caller
// must call close when the site is written.
func (e *env) remember(repo past, folder fs.FS, opts *generator.Options) (close func(), err error) {
	opts.History = e.read(repo, folder)
	if opts.AsOf == nil {
		wanted := e.wanted(repo, folder)
		opts.Editions, close = e.editions(repo, wanted)
		opts.History = wanted.told(opts.History)
		return close, nil
	}
	then := *opts.AsOf
	opts.AsOf = &then
	return e.then(repo, opts.AsOf)
}
