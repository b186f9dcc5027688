// Package demo tells how the sample handbook came to be: the commits of some four
// years, as data.
//
// The sample is what stands in content/ today. The story, story.txt, says of each
// commit what it changed, as a patch does:
//
//	== 2025-02-17 14:05 Ingrid Vestergaard <head.of.people@tarnholt.example>
//	Remote work: up to three days a week
//
//	Lines of the message, as many as there are.
//	tag 2025.1 2025-03-17 Spring 2025
//
//	edit content/organization/remote-work.md
//	 a line that stays
//	-a line that goes
//	+a line that comes
//	@@
//	-another place
//	new content/guide/
//	new .gitignore
//	+the text of a file that is in this story only
//	move content/a.md content/b.md
//	delete content/old/
//
// There are no line numbers, so that the story holds while the sample changes
// elsewhere: what is to be replaced must stand in its file exactly once. The line
// "== the sample" stands where the handbook is the one in content/, but for what is
// told there. What is told before it is undone, the newest first, to learn how the
// handbook began; so all texts that are still in force are written once, in
// content/. A file that is given with its text is no part of the sample.
// {commit 2024-06-24} in .git-blame-ignore-revs stands for the name of the commit of
// that day.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"policybook/content"
	"policybook/generator/history"
	"policybook/generator/source"
)

//go:embed story.txt
var story string

// Commit is a step of the story.
type Commit struct {
	By      history.Signature
	Message string // its lines; the first is the subject
	Changes []history.Change

	Tag    string // the name of the tag on it, or ""
	Title  string // what the tag says
	Tagged time.Time

	edits []*edit
}

// edit is what a commit does to a file or, with a path that ends in a slash, to a folder.
type edit struct {
	verb     string // edit, new, move or delete
	path, to string // to is where it moves
	hunks    []hunk
	texts    tree // what "new" brings of the sample, as it was then
}

// hunk replaces a text by another one.
type hunk struct{ old, new string }

// tree is the files of a repository by their paths.
type tree map[string]string

// Write writes the commits into a new repository in an empty folder, and gives them. Their
// names are the same wherever that is done. The error is a *history.None when there is no git.
func Write(ctx context.Context, dir string) ([]Commit, error) {
	commits, err := Story()
	if err != nil {
		return nil, err
	}
	w, err := history.NewWriter(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := write(w, commits); err != nil {
		w.Close(ctx)
		return nil, err
	}
	return commits, w.Close(ctx)
}

// write writes the commits, with the names of those that a text speaks of.
func write(w *history.Writer, commits []Commit) error {
	var names []string // what stands for a commit, and its name
	for _, c := range commits {
		known := strings.NewReplacer(names...)
		for i, f := range c.Changes {
			if f.Path == ".git-blame-ignore-revs" {
				c.Changes[i].Text = []byte(known.Replace(string(f.Text)))
			}
		}
		name, err := w.Commit(c.By, c.Message, c.Changes)
		if err != nil {
			return err
		}
		names = append(names, "{commit "+c.Day()+"}", name)
		if c.Tag != "" {
			by := c.By
			by.Time = c.Tagged
			w.Tag(c.Tag, by, c.Title)
		}
	}
	return nil
}

// Story gives the commits, the oldest first.
func Story() ([]Commit, error) {
	commits, sample, but, err := parse(story)
	if err != nil {
		return nil, err
	}
	now, err := today(but)
	if err != nil {
		return nil, err
	}
	own := ownFiles(commits)
	for i := sample - 1; i >= 0; i-- {
		for _, e := range slices.Backward(commits[i].edits) {
			if own[e.path] {
				continue
			}
			if err := now.undo(e); err != nil {
				return nil, commits[i].failure(e, err)
			}
		}
	}
	before := tree{}
	for i := range commits {
		c := &commits[i]
		for _, e := range c.edits {
			if err := now.do(e); err != nil {
				return nil, c.failure(e, err)
			}
		}
		c.Changes = difference(before, now)
		before = maps.Clone(now)
	}
	return commits, nil
}

// today gives the sample, but for some edits.
func today(but []*edit) (tree, error) {
	t := tree{}
	err := fs.WalkDir(content.Sample, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".go" {
			return err
		}
		text, err := content.Sample.ReadFile(name)
		t[path.Join(source.Root, name)] = string(text)
		return err
	})
	for _, e := range but {
		if err := t.do(e); err != nil {
			return nil, fmt.Errorf("the story of the sample: %s %s: %w", e.verb, e.path, err)
		}
	}
	return t, err
}

// ownFiles gives the files that are in the story only.
func ownFiles(commits []Commit) map[string]bool {
	own := map[string]bool{}
	for _, c := range commits {
		for _, e := range c.edits {
			if e.verb == "new" && len(e.hunks) > 0 {
				own[e.path] = true
			}
		}
	}
	return own
}

// difference gives what leads from one tree to another, in the order of the paths.
func difference(from, to tree) (out []history.Change) {
	for name, text := range to {
		if old, ok := from[name]; !ok || old != text {
			out = append(out, history.Change{Path: name, Text: []byte(text)})
		}
	}
	for name := range from {
		if _, ok := to[name]; !ok {
			out = append(out, history.Change{Path: name})
		}
	}
	slices.SortFunc(out, func(a, b history.Change) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Day is the day of the commit, YYYY-MM-DD.
func (c *Commit) Day() string { return c.By.Time.Format(time.DateOnly) }

// failure is a mistake in the story.
func (c *Commit) failure(e *edit, err error) error {
	return fmt.Errorf("the story of %s: %s %s: %w", c.Day(), e.verb, e.path, err)
}

// do does an edit.
func (t tree) do(e *edit) error {
	switch e.verb {
	case "edit":
		for _, h := range e.hunks {
			if err := t.replace(e.path, h.old, h.new); err != nil {
				return err
			}
		}
	case "new":
		if len(e.hunks) > 0 {
			return t.add(tree{e.path: e.hunks[0].new})
		}
		return t.add(e.texts)
	case "move":
		return t.move(e.path, e.to)
	case "delete":
		if e.cut(t, nil) == 0 {
			return errMissing
		}
	}
	return nil
}

// cut moves the files that an edit speaks of from one tree to another, and gives their number.
func (e *edit) cut(from, to tree) (n int) {
	for name, text := range from {
		if name == e.path || strings.HasSuffix(e.path, "/") && strings.HasPrefix(name, e.path) {
			if n++; to != nil {
				to[name] = text
			}
			delete(from, name)
		}
	}
	return n
}

// errMissing says that an edit speaks of no file.
var errMissing = errors.New("there is no such file")

// undo undoes an edit of what is in the sample.
func (t tree) undo(e *edit) error {
	switch e.verb {
	case "edit":
		for _, h := range slices.Backward(e.hunks) {
			if err := t.replace(e.path, h.new, h.old); err != nil {
				return err
			}
		}
	case "new":
		e.texts = tree{}
		if e.cut(t, e.texts) == 0 {
			return errMissing
		}
	case "move":
		return t.move(e.to, e.path)
	case "delete":
		return errors.New("what is told before the sample cannot delete a file of it")
	}
	return nil
}

// replace replaces a text that stands in a file once.
func (t tree) replace(name, old, new string) error {
	if n := strings.Count("\n"+t[name], "\n"+old); n != 1 || old == "" {
		return fmt.Errorf("this must stand there once, and stands there %d times:\n%s", n, old)
	}
	t[name] = strings.Replace("\n"+t[name], "\n"+old, "\n"+new, 1)[1:]
	return nil
}

// add adds files.
func (t tree) add(files tree) error {
	for name, text := range files {
		if _, ok := t[name]; ok {
			return fmt.Errorf("%s is there already", name)
		}
		t[name] = text
	}
	return nil
}

// move moves a file.
func (t tree) move(from, to string) error {
	text, ok := t[from]
	if !ok {
		return errMissing
	}
	delete(t, from)
	return t.add(tree{to: text})
}
