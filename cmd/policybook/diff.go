package main

import (
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/redline"
	"policybook/generator/source"
)

func diffCommand(e *env) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "diff OLD NEW | diff ID A..B",
		Short: "Say what changed between two texts of a document",
		Long: "diff compares two Markdown files, or two versions of a document, clause by clause and word by word. It shows the words\n" +
			"that were added and removed, clauses that were moved or only got another number, tables by cell, and the keys of the\n" +
			"front matter. How lines are wrapped is no change.\n\n" +
			"ID is a document's number, path or file. A and B are versions that were approved, as git has them. Without A it is the\n" +
			"version in force, without B the file as it stands.",
		Example: "  policybook diff passwords-2025.md content/security/passwords.md\n  policybook diff --format html old.md new.md > changes.html\n" +
			"  policybook diff IT-POL-004 1.0..2.0\n  policybook diff IT-POL-004 ..",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("`%s` takes two files, or a document and two versions, and was given %d\nsee `%s --help`", c.CommandPath(), len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			old, new := e.file(args[0]), e.file(args[1])
			if from, to, ok := e.between(args[1]); ok {
				var err error
				if old, new, err = e.versions(args[0], from, to); err != nil {
					return err
				}
			}
			before, _, err := e.readText(old)
			if err != nil {
				return err
			}
			after, title, err := e.readText(new)
			if err != nil {
				return err
			}
			return e.diff(format, title, before, after)
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
		err = writeJSON(e.out, r)
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

// compared is one of two texts that are compared.
type compared struct {
	name string // of its file, for messages
	read func() ([]byte, error)
}

// file is a text in a file, which need not belong to the handbook.
func (e *env) file(name string) compared {
	at := name
	if !filepath.IsAbs(name) {
		at = e.path(name)
	}
	return compared{name, func() ([]byte, error) { return os.ReadFile(at) }}
}

// between gives the two versions of A..B, unless that is the name of a file.
func (e *env) between(arg string) (from, to string, ok bool) {
	from, to, ok = strings.Cut(arg, "..")
	info, err := os.Stat(e.path(arg))
	return from, to, ok && !strings.ContainsAny(arg, `/\`) && (err != nil || info.IsDir())
}

// versions are two versions of a document, which is named by its number, path or file.
// An empty name is the version in force, and then the file as it stands.
func (e *env) versions(name, from, to string) (old, new compared, err error) {
	r, err := e.everything("")
	if err != nil {
		return old, new, err
	}
	d, err := r.find(name)
	if err != nil {
		return old, new, err
	}
	h := r.past()
	if h == nil || h.Text == nil {
		why := "the handbook stands in no git repository"
		if h != nil && len(h.Findings) > 0 {
			why = h.Findings[0].Text
		}
		return old, new, usage("no versions of %s are known: %s", diag.Escape(d.File()), why)
	}
	past := pastOf(r, d, h)
	if old, err = release(d, h, past, from, r.today); err != nil || to == "" {
		return old, e.file(d.File()), err
	}
	new, err = release(d, h, past, to, r.today)
	return old, new, err
}

// pastOf gives what is known of a document's past, whoever may read it.
func pastOf(r *record, d *source.Document, h *handbook.History) *handbook.Past {
	whole := handbook.New(r.tree, handbook.Options{Today: r.today, Latest: r.today, Drafts: true, Classification: "restricted", History: h})
	for _, p := range whole.Policies {
		if p.Source.Path == d.Path && p.Past != nil {
			return p.Past
		}
	}
	return new(handbook.Past)
}

// release is the text of a version of a document, "" for the one in force.
func release(d *source.Document, h *handbook.History, past *handbook.Past, version string, today calendar.Date) (compared, error) {
	var known []string
	for _, r := range past.Releases {
		known = append(known, r.Version)
	}
	r, ok := past.InForce(today)
	if version != "" {
		at := slices.Index(known, strings.TrimPrefix(version, "v"))
		if ok = at >= 0; ok {
			r = past.Releases[at]
		}
	}
	switch {
	case len(known) == 0:
		return compared{}, astray("a version is known once it is committed as approved", "no version of %s was approved", diag.Escape(d.File()))
	case !ok && version == "":
		return compared{}, astray("name one: "+strings.Join(known, ", "), "no version of %s is in force", diag.Escape(d.File()))
	case !ok:
		return compared{}, astray("there are "+strings.Join(known, ", "), "%s has no approved version %s", diag.Escape(d.File()), diag.Quote(version))
	}
	return compared{d.File() + "@" + r.Version, func() ([]byte, error) { return h.Text(r.Blob) }}, nil
}

// readText reads a document and its title.
func (e *env) readText(s compared) (text redline.Text, title string, err error) {
	name := s.name
	raw, err := s.read()
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
