package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"policybook/cmd/policybook/demo"
	"policybook/generator/history"
)

func demoCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "demo FOLDER",
		Short: "Write the sample handbook with a history",
		Long: "demo writes the handbook of an invented company into a new git repository in FOLDER, with all that has happened to it\n" +
			"since 2023: releases, drafts over them, a version that was taken back, documents that moved, merged and retired.\n" +
			"It is there to look at and to play with. `policybook init` begins a handbook of your own.",
		Example: "  policybook demo tarnholt\n  policybook serve -C tarnholt --open",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(e.dir, dir)
			}
			if err := empty(dir); err != nil {
				return err
			}
			commits, err := e.tell(dir)
			if err == nil {
				e.told(dir, commits)
			}
			return err
		},
	}
}

// empty reports what stands in the way of a repository of its own.
func empty(dir string) error {
	names, err := os.ReadDir(dir)
	switch info, _ := os.Stat(dir); {
	case info != nil && !info.IsDir():
		return usage("%s is a file, not a folder: nothing was written", dir)
	case len(names) > 0:
		return usage("%s is not empty: nothing was written; the demonstration wants a folder of its own", dir)
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return environmentError{err}
	}
	return inside(dir)
}

// tell writes the demonstration into a folder: all of it or, on an error, nothing.
func (e *env) tell(dir string) (commits []demo.Commit, err error) {
	defer e.progress("writing")()
	made, err := makeFolders(dir)
	defer func() {
		if err == nil {
			return
		}
		left, _ := os.ReadDir(dir)
		for _, f := range left {
			os.RemoveAll(filepath.Join(dir, f.Name()))
		}
		for i := len(made) - 1; i >= 0; i-- {
			os.Remove(made[i])
		}
		err = environmentError{fmt.Errorf("nothing was written: %w", err)}
	}()
	if err != nil {
		return nil, err
	}
	commits, err = demo.Write(e.ctx, dir)
	if none := new(history.None); errors.As(err, &none) {
		return nil, fmt.Errorf("%s\n  hint: %s", none.Text, none.Hint)
	}
	return commits, err
}

// told says what was made, and what to look at.
func (e *env) told(dir string, commits []demo.Commit) {
	var tags []string
	for _, c := range commits {
		if c.Tag != "" {
			tags = append(tags, c.Tag)
		}
	}
	first, last := commits[0], commits[len(commits)-1]
	fmt.Fprintf(e.out, "wrote the sample handbook with its history into %s: %d commits from %s to %s, editions %s\n\nnext:\n",
		dir, len(commits), first.Day(), last.Day(), strings.Join(tags, ", "))
	dir = shellWord(filepath.Clean(dir))
	for _, n := range [...][2]string{
		{"serve -C " + dir + " --open", "see it in your browser, with what is being written"},
		{"build -C " + dir, "compile what readers get, then open public/index.html"},
		{"build -C " + dir + " --as-of 2025-06-30 -o then", "compile the handbook as it stood on a day"},
		{"diff -C " + dir + " IT-POL-001 2.2..3.0", "see what changed between two versions"},
		{"changes -C " + dir + " --since " + tags[len(tags)-1], "see what changed since an edition"},
		{"due -C " + dir, "see what is due, and whose it is"},
	} {
		fmt.Fprintf(e.out, "  policybook %-50s %s\n", n[0], n[1])
	}
	fmt.Fprintf(e.out, "  git -C %s log --stat\n", dir)
}
