package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/publish"
	"policybook/generator/source"
	"policybook/themes"
)

const shownFindings = 50

func buildCommand(e *env) *cobra.Command {
	var f struct {
		out, date, asOf, audience, classification, browser string
		drafts, strict, all, pdf                           bool
	}
	c := &cobra.Command{
		Use:   "build",
		Short: "Compile the handbook into a folder",
		Long: "build compiles content/ into a folder of HTML that any web server, or a shared drive, can serve.\n\n" +
			"A handbook with errors is not published: the folder keeps the last good one. Files in the folder that\n" +
			"policybook did not write are never touched, and a folder that holds other files is refused.",
		Example: "  policybook build\n  policybook build -o /srv/www/handbook --strict\n  policybook build --audience contractors -o public-contractors\n  policybook build --pdf\n  policybook build --as-of 2025-12-31 -o last-year",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			opts, err := e.options(f.date, f.classification)
			if err != nil {
				return err
			}
			opts.Drafts, opts.Audience = f.drafts, f.audience
			if opts.AsOf, err = e.asOf(f.asOf, f.date); err != nil {
				return err
			}
			if opts.AsOf != nil && !c.Flags().Changed("out") {
				return refusal("--as-of: say with -o into which folder: public/ holds what readers have today", "policybook build --as-of "+f.asOf+" -o as-of-"+f.asOf)
			}
			if f.pdf {
				if f.browser, err = browser(f.browser); err != nil {
					return err
				}
			} else if f.browser != "" {
				return usage("--browser says what prints, and is of no use without --pdf")
			}
			out := f.out
			if !c.Flags().Changed("out") {
				out = e.path(out)
			}
			return e.build(out, opts, f.browser, f.strict, f.all)
		},
	}
	c.Flags().StringVarP(&f.out, "out", "o", "public", "the folder to publish to; the default lies in the handbook's folder")
	c.Flags().StringVar(&f.date, "date", "", "judge states and reviews on this day (YYYY-MM-DD) instead of today")
	c.Flags().StringVar(&f.asOf, "as-of", "", asOfHelp)
	c.Flags().StringVar(&f.audience, "audience", "", "only what binds this audience of _data/audiences.yaml")
	c.Flags().StringVar(&f.classification, "classification", "", "the highest classification to publish: public, internal, confidential or restricted (default internal)")
	c.Flags().BoolVar(&f.drafts, "drafts", false, "publish drafts and documents in review too")
	c.Flags().BoolVar(&f.pdf, "pdf", false, "print each document, each section and the whole handbook to a PDF too; needs Chromium, Chrome or Edge")
	c.Flags().StringVar(&f.browser, "browser", "", "the browser that prints, when it is not found by itself")
	c.Flags().BoolVar(&f.strict, "strict", false, "fail on warnings too")
	c.Flags().BoolVar(&f.all, "all", false, "show every finding, not only the first 50, and notices too")
	return c
}

// path gives a path in the handbook's folder.
func (e *env) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

// options reads what build and check have in common.
func (e *env) options(date, classification string) (generator.Options, error) {
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		return generator.Options{}, err
	}
	if info, err := os.Stat(e.dir); err != nil || !info.IsDir() {
		return generator.Options{}, usage("there is no folder %s", e.dir)
	}
	opts := generator.Options{Theme: theme, Version: version, Now: e.now(), Classification: classification}
	if date != "" {
		if opts.Date, err = calendar.ParseDate(date, nil); err != nil {
			return opts, usage("--date: %v", err)
		}
	}
	if classification != "" && !slices.Contains(handbook.Classifications, classification) {
		return opts, usage("--classification is one of %s, not %q", strings.Join(handbook.Classifications, ", "), classification)
	}
	return opts, nil
}

func (e *env) build(out string, opts generator.Options, browser string, strict, all bool) error {
	start := e.now()
	startPrinting := e.printing(&opts, browser)
	folder := os.DirFS(e.dir)
	memo := e.memo(out, opts)
	repo := e.past()
	state := repo.state()
	if opts.AsOf == nil {
		state += e.wanted(repo, folder).state()
	}
	if last, ok := memo.load(); ok && last.Result.Record != "" && last.History == state && !(strict && faults(last.Findings)) &&
		last.Day == day(opts, last.Inputs.Zone) && publish.Unchanged(out, last.Result.Record) && last.Inputs.Same(folder) {
		e.show(e.err, last.Findings, all)
		e.summary(out, last, start)
		return nil
	}
	closeFolders, err := e.remember(repo, folder, &opts)
	if err != nil {
		return err
	}
	defer closeFolders()
	built, err := e.compile(folder, opts)
	if err != nil {
		return err
	}
	e.show(e.err, built.Findings, all)
	if opts.Audience != "" && built.Site != nil && !known(built, opts.Audience) {
		return usage("there is no audience %q in content/_data/audiences.yaml", opts.Audience)
	}
	if built.Site == nil || strict && faults(built.Findings) {
		fmt.Fprintf(e.err, "%s: nothing published\n", built.Findings.Summary())
		return errFindings
	}
	stopPrinting, err := startPrinting(built)
	if err != nil {
		return e.publishError(err, built.Inputs.Theme)
	}
	defer stopPrinting()
	done := e.progress("publishing")
	res, err := publish.Dir(e.ctx, built.Site, out, publish.Options{
		Sources: []string{e.path("content"), e.path("themes"), e.path("handbook.yaml")},
		Waiting: func(pid int) { fmt.Fprintf(e.err, "another build (pid %d) is running; waiting for it\n", pid) },
	})
	done()
	if err != nil {
		return e.publishError(err, built.Inputs.Theme)
	}
	last := finished{Inputs: built.Inputs, History: state, Day: built.Handbook.Today.String(), Documents: len(built.Handbook.Policies), Findings: built.Findings, Result: res}
	memo.store(last)
	e.summary(out, last, start)
	return nil
}

// faults reports whether findings hold anything that a strict build does not take.
func faults(findings diag.List) bool {
	return findings.Count(diag.Error) > 0 || findings.Count(diag.Warning) > 0
}

// compile compiles the handbook.
func (e *env) compile(folder fs.FS, opts generator.Options) (generator.Result, error) {
	makeRoom(folder)
	defer e.progress("compiling")()
	return unlessInterrupted(e, func() generator.Result { return generator.Build(folder, opts) })
}

// makeRoom lets memory grow to four times what there is to read before garbage is
// collected, and by a quarter of what is kept when that is more. A build keeps most of
// what it makes to its end, and each search for garbage goes through all of it again, so
// that there should be few. With more room what is kept would lie scattered among more
// garbage, and hold its place. A small handbook stays small all the same.
func makeRoom(folder fs.FS) {
	room := uint64(48 << 20)
	fs.WalkDir(folder, source.Root, func(name string, e fs.DirEntry, err error) error {
		if err == nil && strings.EqualFold(path.Ext(name), ".md") {
			if info, err := e.Info(); err == nil {
				room += 4 * uint64(info.Size())
			}
		}
		return nil
	})
	const first = 4 << 20 // the heap at which Go begins with a percentage of 100
	debug.SetGCPercent(int(100 * room / first))
	afterCollection(func() {
		kept := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(kept)
		live := max(first, kept[0].Value.Uint64())
		debug.SetGCPercent(int(100 * (max(room, live/4*5) - live) / live))
	})
}

// afterCollection runs f after each collection of garbage, by making some.
func afterCollection(f func()) {
	runtime.SetFinalizer(&[64]byte{}, func(*[64]byte) {
		f()
		afterCollection(f)
	})
}

// unlessInterrupted runs f. It is abandoned, as it touches nothing, when the
// user interrupts.
func unlessInterrupted[T any](e *env, f func() T) (T, error) {
	done := make(chan func() T, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				text := fmt.Sprintf("%v\n%s", r, debug.Stack())
				done <- func() T { panic(text) }
			}
		}()
		result := f()
		done <- func() T { return result }
	}()
	select {
	case result := <-done:
		return result(), nil
	case <-e.ctx.Done():
		var none T
		return none, errors.New("interrupted: nothing published")
	}
}

func known(built generator.Result, audience string) bool {
	for _, a := range built.Handbook.Audiences {
		if a.ID == audience {
			return true
		}
	}
	return false
}

func day(opts generator.Options, zone string) string {
	if opts.AsOf != nil {
		return opts.AsOf.Day.String()
	}
	if !opts.Date.IsZero() {
		return opts.Date.String()
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return ""
	}
	return calendar.DateOf(opts.Now, loc).String()
}

func (e *env) publishError(err error, theme string) error {
	var refused *publish.RefusedError
	if f, ok := generator.ThemeFinding(theme, err); ok {
		// A template that works on the first page of its kind and not on this one.
		e.show(e.err, diag.List{f}, true)
		return errFindings
	}
	switch {
	case errors.As(err, &refused):
		return refused
	case e.ctx.Err() != nil:
		return errors.New("interrupted: nothing published")
	}
	return environmentError{err}
}

// show prints findings for a person: errors and warnings, and notices when all are asked for.
func (e *env) show(w io.Writer, findings diag.List, all bool) {
	limit := shownFindings
	if all {
		limit = 0
	} else {
		findings = slices.DeleteFunc(slices.Clone(findings), func(f diag.Finding) bool { return f.Severity == diag.Notice })
	}
	diag.Text{Limit: limit, Color: color(w), Excerpt: e.excerpt()}.Write(w, findings)
}

func (e *env) summary(out string, f finished, start time.Time) {
	r := f.Result
	took := e.now().Sub(start).Round(time.Millisecond)
	fmt.Fprintf(e.out, "%s: %s as of %s: %d written, %d unchanged, %d removed; %s (%v)\n",
		out, count(f.Documents, "document"), f.Day, len(r.Written), r.Unchanged, len(r.Removed), f.Findings.Summary(), took)
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// finished is what is remembered of a build, so that the next one can tell that
// there is nothing to do.
type finished struct {
	Inputs    generator.Inputs
	History   string // the state of the repository
	Day       string // YYYY-MM-DD
	Documents int
	Findings  diag.List
	Result    publish.Result
}

// memo is the place where a finished build is remembered: one file for each
// output, generator and set of options. It may be deleted at any time.
type memo struct{ path string }

const cacheFolder = ".policybook"

func (e *env) memo(out string, opts generator.Options) memo {
	self := programHash()
	if self == nil {
		return memo{}
	}
	sum := sha256.New()
	sum.Write(self)
	abs, err := filepath.Abs(out)
	if err != nil {
		return memo{}
	}
	fmt.Fprintf(sum, "\x00%s\x00%t\x00%s\x00%s\x00%t\x00%t", abs, opts.Drafts, opts.Classification, opts.Audience, opts.Print != nil, opts.AsOf != nil)
	return memo{filepath.Join(e.dir, cacheFolder, "build-"+hex.EncodeToString(sum.Sum(nil)[:8])+".json")}
}

func (m memo) load() (f finished, ok bool) {
	text, err := os.ReadFile(m.path)
	return f, err == nil && json.Unmarshal(text, &f) == nil
}

// store remembers a build. Failing costs the next build its hurry, no more.
func (m memo) store(f finished) {
	f.Result.Unchanged += len(f.Result.Written)
	f.Result.Written, f.Result.Removed = nil, nil
	text, err := json.Marshal(f)
	if err != nil || m.path == "" || !writeCache(m.path, text) {
		return
	}
	old, _ := filepath.Glob(filepath.Join(filepath.Dir(m.path), "build-*.json"))
	for _, o := range old {
		if info, err := os.Stat(o); err == nil && o != m.path && time.Since(info.ModTime()) > 30*24*time.Hour {
			os.Remove(o)
		}
	}
}
