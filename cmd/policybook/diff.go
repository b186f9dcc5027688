package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator/diag"
	"policybook/generator/redline"
	"policybook/generator/source"
)

func diffCommand(e *env) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed between two texts of a document",
		Long: "diff compares two Markdown files, clause by clause and word by word. It shows the words that were added and removed,\n" +
			"clauses that were moved or only got another number, tables by cell, and the keys of the front matter. How lines are\n" +
			"wrapped is no change.",
		Example: "  policybook diff passwords-2025.md content/security/passwords.md\n  policybook diff --format html old.md new.md > changes.html",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("`%s` takes two files, and was given %d\nsee `%s --help`", c.CommandPath(), len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			old, _, err := e.readText(args[0])
			if err != nil {
				return err
			}
			new, title, err := e.readText(args[1])
			if err != nil {
				return err
			}
			return e.diff(format, title, old, new)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, json or html")
	return c
}

// diff compares two texts and prints what changed.
func (e *env) diff(format, title string, old, new redline.Text) error {
	var failed error
	r, err := unlessInterrupted(e, func() (r *redline.Redline) {
		r, failed = redline.Compare(old, new)
		return r
	})
	if err != nil {
		return err
	}
	if failed != nil {
		fmt.Fprintln(e.err, "policybook: "+failed.Error())
		return errFindings
	}
	switch format {
	case "text":
		_, err = fmt.Fprint(e.out, r.Text(color(e.out)))
	case "json":
		j := json.NewEncoder(e.out)
		j.SetIndent("", "  ")
		j.SetEscapeHTML(false)
		err = j.Encode(r)
	case "html":
		_, err = fmt.Fprintf(e.out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+
			"<title>%s: changes</title>\n<style>\n%s%s</style>\n</head>\n<body>\n<main>\n<h1>%[1]s</h1>\n%[4]s</main>\n</body>\n</html>\n",
			html.EscapeString(title), alone, redline.CSS, r.AppendHTML(nil, redline.English))
	default:
		return usage("--format is one of text, json, html, not %q", format)
	}
	if err != nil {
		return environmentError{err}
	}
	return nil
}

// alone is the style of a page that stands alone, besides that of the redline.
const alone = "body { font: 1rem/1.55 system-ui, sans-serif; color: #1e1d1b; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }\n" +
	"table { border-collapse: collapse }\nth, td { border-block: 1px solid #d9d5cc }\n.table-scroll { overflow: auto }\n"

// readText reads a document and its title from a file, which need not belong to
// the handbook.
func (e *env) readText(name string) (text redline.Text, title string, err error) {
	file := name
	if !filepath.IsAbs(name) {
		file = e.path(name)
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return text, "", usage("there is no file %s", name)
	}
	if err != nil {
		return text, "", environmentError{err}
	}
	reader := source.FrontReader{Zone: time.UTC}
	d, body := reader.Read(filepath.Base(name), raw)
	if d.Broken {
		for i := range d.Findings {
			d.Findings[i].File, d.Findings[i].Severity = name, diag.Error
		}
		if err := (diag.Text{Color: color(e.err)}).Write(e.err, d.Findings); err != nil {
			return text, "", environmentError{err}
		}
		return text, "", errFindings
	}
	for _, f := range d.Fields {
		text.Fields = append(text.Fields, redline.Field{Key: f.Key, Value: f.Flat()})
	}
	text.Body = body
	if title = d.Get("title").String(); title == "" {
		title = filepath.Base(name)
	}
	return text, title, nil
}
