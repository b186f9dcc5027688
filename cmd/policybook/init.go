package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// starter holds the first handbook, and the texts with which documents begin.
// "dot." stands for a leading dot, so that git and editors leave them alone.
//
//go:embed all:starter
var starter embed.FS

func initCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a first handbook",
		Long: "init writes a small, complete handbook into DIR, by default the current folder: settings, six sections,\n" +
			"people, audiences, a glossary, and short policies and procedures to replace by your own.\n" +
			"It never overwrites a file.",
		Example: "  policybook init\n  policybook init it-handbook",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := e.dir
			if len(args) == 1 {
				dir = args[0]
				if !filepath.IsAbs(dir) {
					dir = filepath.Join(e.dir, dir)
				}
			}
			files := firstHandbook(calendar.DateOf(e.now(), time.UTC))
			if err := vacant(dir, files); err != nil {
				return err
			}
			if err := writeAll(dir, files); err != nil {
				return err
			}
			fmt.Fprintf(e.out, "wrote a first handbook of %d files into %s\n\nnext:\n", len(files), dir)
			if dir = filepath.Clean(dir); dir != "." {
				fmt.Fprintf(e.out, "  cd %s\n", dir)
			}
			fmt.Fprint(e.out, "  policybook serve --open                       show it in your browser while you write\n"+
				"  edit content/handbook.yaml                    its name, its sections, how strict the checks are\n"+
				"  policybook new policy security/remote-access  begin a policy of your own\n"+
				"  policybook check                              see what is missing or due\n"+
				"  policybook build                              compile it, then open public/index.html\n")
			return nil
		},
	}
}

// file is a file to be written.
type file struct {
	path string // with slashes, below the handbook's folder
	text []byte
}

// firstHandbook gives the files of the first handbook, with dates that fit
// today, in the order of their paths.
func firstHandbook(today calendar.Date) []file {
	const root = "starter/handbook"
	months := func(n int) calendar.Date { return today.Add(calendar.Period{Months: n}) }
	var files []file
	err := fs.WalkDir(starter, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		t := template.Must(template.New(name).Funcs(template.FuncMap{"months": months}).Parse(starterText(name)))
		var b bytes.Buffer
		name = strings.TrimPrefix(name, root+"/")
		err = t.Execute(&b, nil)
		files = append(files, file{strings.ReplaceAll(name, "dot.", "."), b.Bytes()})
		return err
	})
	if err != nil {
		panic(err)
	}
	return files
}

// starterText gives one of the embedded files.
func starterText(name string) string {
	text, err := starter.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// vacant reports the first thing in dir that is in the way of a new handbook.
func vacant(dir string, files []file) error {
	taken := func(name string) error {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return usage("%s is there already: nothing was written; init begins a new handbook, in a folder without one", filepath.Join(dir, filepath.FromSlash(name)))
		}
		return nil
	}
	if err := inside(dir); err != nil {
		return err
	}
	if err := taken("content"); err != nil {
		return err
	}
	for _, f := range files {
		if err := taken(f.path); err != nil {
			return err
		}
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usage("%s is a file, not a folder: nothing was written", dir)
	}
	return nil
}

// inside reports that a folder lies in the content of a handbook, where another one would
// be taken for its documents.
func inside(dir string) error {
	at, err := filepath.Abs(dir)
	if err != nil {
		return environmentError{err}
	}
	for above := filepath.Dir(at); above != at; at, above = above, filepath.Dir(above) {
		if _, err := os.Stat(filepath.Join(at, "handbook.yaml")); err == nil && filepath.Base(at) == source.Root {
			return usage("%s lies in the content of the handbook in %s: nothing was written; name a folder outside of it", dir, above)
		}
	}
	return nil
}

// writeAll writes new files below dir: all of them, or, on an error, none.
func writeAll(dir string, files []file) error {
	var made []string // files and folders, in the order in which they were made
	undo := func(err error) error {
		for i := len(made) - 1; i >= 0; i-- {
			os.Remove(made[i])
		}
		return environmentError{fmt.Errorf("nothing was written: %w", err)}
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.path))
		folders, err := makeFolders(filepath.Dir(name))
		made = append(made, folders...)
		if err != nil {
			return undo(err)
		}
		w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return undo(err)
		}
		made = append(made, name)
		_, err = w.Write(f.text)
		if err = errors.Join(err, w.Close()); err != nil {
			return undo(err)
		}
	}
	return nil
}

// makeFolders makes a folder and those above it, and gives the ones that were
// not there, outermost first.
func makeFolders(dir string) (made []string, err error) {
	var missing []string
	for {
		if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, dir)
		dir = filepath.Dir(dir)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], 0o777); err != nil {
			return made, err
		}
		made = append(made, missing[i])
	}
	return made, nil
}
