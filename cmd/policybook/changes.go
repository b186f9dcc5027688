package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/history"
	"policybook/generator/source"
)

func changesCommand(e *env) *cobra.Command {
	var f struct{ since, until, format, audience, classification string }
	c := &cobra.Command{
		Use:   "changes",
		Short: "Say what changed in the handbook since a tag or a day",
		Long: "changes compares the handbook with what it was at a tag, or at the end of a day, and lists what readers must know:\n" +
			"the documents that came into force, that have another version or text, and those that ended; with the reasons that\n" +
			"the documents give. Drafts are not told of, nor is anything that a build for the same readers would not contain today.\n" +
			"It needs the handbook's git repository.",
		Example: "  policybook changes --since 2026-01-01\n  policybook changes --since v2026.1 --format md > newsletter.md\n  policybook changes --since 2026-01-01 --until 2026-06-30 --audience staff",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains(changesFormats, f.format) {
				return usage("--format is one of %s, not %q", strings.Join(changesFormats, ", "), f.format)
			}
			if f.since == "" {
				return usage("--since says with what to compare: a tag, or a day such as 2026-01-31")
			}
			if f.classification != "" && !slices.Contains(handbook.Classifications, f.classification) {
				return usage("--classification is one of %s, not %q", strings.Join(handbook.Classifications, ", "), f.classification)
			}
			l, err := e.compare(f.since, f.until, handbook.Options{Audience: f.audience, Classification: f.classification})
			if err != nil {
				return err
			}
			return l.write(e.out, f.format)
		},
	}
	c.Flags().StringVar(&f.since, "since", "", "a tag, or a day (YYYY-MM-DD)")
	c.Flags().StringVar(&f.until, "until", "", "a tag or a day too (default: the handbook as it stands in the folder today)")
	c.Flags().StringVar(&f.format, "format", "text", strings.Join(changesFormats, ", "))
	c.Flags().StringVar(&f.audience, "audience", "", "only what binds this audience of _data/audiences.yaml")
	c.Flags().StringVar(&f.classification, "classification", "", "the highest classification to tell of: public, internal, confidential or restricted (default internal)")
	return c
}

var changesFormats = []string{"text", "md", "json"}

// side is one of two states of the handbook that are compared.
type side struct {
	name     string // of a tag, or ""
	commit   string // its full name; "" for the folder as it is
	day      calendar.Date
	handbook *handbook.Handbook
}

// compare compares the handbook of two tags or days; until may be "" for today's.
func (e *env) compare(since, until string, opts handbook.Options) (*changeList, error) {
	folder := os.DirFS(e.dir)
	if info, err := fs.Stat(folder, source.Root); err != nil || !info.IsDir() {
		return nil, usage("there is no handbook in %s: `policybook init` writes one, -C names another folder", e.dir)
	}
	repo := e.past()
	switch {
	case e.ctx.Err() != nil:
		return nil, e.ctx.Err()
	case repo.none != nil:
		return nil, refusal("--since: "+repo.none.Error(), repo.none.Hint)
	case repo.Shallow:
		return nil, refusal("--since: this clone has only the last commits", "`git fetch --unshallow`; in CI ask for the whole history (`fetch-depth: 0`)")
	}
	zone := source.Zone(folder)
	today := &side{day: calendar.DateOf(e.now(), zone)}
	from, err := e.side(repo, "--since", since, zone, today.day)
	if err != nil {
		return nil, err
	}
	to := today
	if until != "" {
		if to, err = e.side(repo, "--until", until, zone, today.day); err != nil {
			return nil, err
		}
	}
	if from.day.After(to.day) {
		return nil, usage("--since is %s, which is after %s", from.day, to.day)
	}
	done := e.progress("comparing")
	defer done()
	// What is kept from these readers now is kept from them in every earlier state.
	if opts.History = e.read(repo, folder); opts.History == nil {
		return nil, e.ctx.Err()
	}
	if unknown := opts.History.Findings; len(opts.History.Documents) == 0 && len(unknown) > 0 {
		return nil, refusal("--since: "+unknown[0].Text, unknown[0].Hint)
	}
	e.link(today, folder, opts)
	if a := opts.Audience; a != "" && !slices.ContainsFunc(today.handbook.Audiences, func(known *handbook.Audience) bool { return known.ID == a }) {
		return nil, usage("there is no audience %q in content/_data/audiences.yaml", a)
	}
	for _, s := range []*side{to, from} {
		if s == today {
			continue
		}
		if s == from {
			opts.Later = to.handbook
		} else {
			opts.Later = today.handbook
		}
		if err := e.earlier(repo, s, opts, zone); err != nil {
			return nil, err
		}
	}
	l := &changeList{from: from, to: to, changes: handbook.Compare(from.handbook, to.handbook), pages: map[string]*handbook.Policy{}, today: today.handbook}
	for _, p := range today.handbook.Policies {
		l.pages[p.Page] = p
	}
	return l, nil
}

// side finds what a tag or a day stands for.
func (e *env) side(repo past, flag, name string, zone *time.Location, today calendar.Date) (*side, error) {
	tags, err := repo.Tags(e.ctx, "")
	if err != nil {
		return nil, environmentError{err}
	}
	if i := slices.IndexFunc(tags, func(t history.Tag) bool { return t.Name == name }); i >= 0 {
		return &side{name: name, commit: tags[i].Commit, day: calendar.DateOf(tags[i].Time, zone)}, nil
	}
	day, err := calendar.ParseDate(name, zone)
	if err != nil {
		return nil, noTag(flag, name, tags, err)
	}
	if day.After(today) {
		return nil, usage("%s: %s lies in the future; today is %s", flag, day, today)
	}
	commit, err := repo.At(e.ctx, day, zone)
	switch {
	case err != nil:
		return nil, environmentError{err}
	case commit == "":
		return nil, refusal(fmt.Sprintf("%s: the repository has no commit as old as %s", flag, day), "`git log --reverse` begins with its first one")
	}
	return &side{commit: commit, day: day}, nil
}

// noTag says that there is no such tag, and which one is most likely meant, or which day:
// noDay says why it is none.
func noTag(flag, name string, tags []history.Tag, noDay error) error {
	const few = 5
	var names []string
	for _, t := range slices.Backward(tags) {
		names = append(names, t.Name)
	}
	hint := suggest(name, names)
	if source.Nearest(name, names) == "" {
		hint = noDay.Error()
		if bad := new(calendar.ParseError); errors.As(noDay, &bad) {
			hint = bad.Hint
		}
		if len(names) > 0 {
			hint += "; the last tags are " + strings.Join(names[:min(few, len(names))], ", ")
		}
	}
	return refusal(fmt.Sprintf("%s takes a tag or a day such as 2026-01-31, and %q is neither", flag, name), hint)
}

// earlier links the handbook as it stood at a commit.
func (e *env) earlier(repo past, s *side, opts handbook.Options, zone *time.Location) error {
	tree, err := repo.FS(e.ctx, s.commit)
	if err != nil {
		return environmentError{err}
	}
	defer tree.Close()
	if _, err := fs.Stat(tree, source.Root); err != nil {
		return refusal(fmt.Sprintf("there was no folder %s/ on %s", source.Root, s.day), "`git log --reverse -- "+source.Root+"` begins with the first commit of the handbook")
	}
	if opts.History, err = repo.ReadAt(e.ctx, s.commit, zone); err != nil {
		return environmentError{err}
	}
	e.link(s, tree, opts)
	return nil
}

// link links the handbook of a side, and says what of it cannot be read.
func (e *env) link(s *side, folder fs.FS, opts handbook.Options) {
	tree := source.Read(folder)
	for _, d := range tree.Documents {
		if d.Broken {
			fmt.Fprintf(e.err, "%s, as it was on %s, cannot be read and is missing here\n", diag.Escape(d.File()), s.day)
		}
	}
	opts.Today, opts.Latest = s.day, s.day
	s.handbook = handbook.New(tree, opts)
}
