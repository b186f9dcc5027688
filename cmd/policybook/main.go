// Command policybook compiles a policy handbook, kept as Markdown with front
// matter, into a searchable folder of HTML.
//
// Each verb has a file of its own: it reads flags, calls one function of the
// generator, and prints. Exit codes: 0 fine, 1 the content has errors, 2 wrong
// usage or configuration, 3 the surroundings failed (lock, disk, permission, port),
// 70 a bug of ours, 130 interrupted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // days are those of the handbook's zone, on systems without a zone database too

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"policybook/generator/diag"
	"policybook/generator/publish"
	"policybook/generator/source"
)

// Exit codes.
const (
	exitOK          = 0
	exitContent     = 1
	exitUsage       = 2
	exitEnvironment = 3
	exitBug         = 70
	exitInterrupted = 130
)

// version is set by the linker for a release.
const version = "0.1.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// env is what a verb may know of the world around it.
type env struct {
	ctx      context.Context
	dir      string // -C: the handbook's folder
	content  fs.FS  // holds the content/ that is spoken of, when that is not the folder's; else nil
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
}

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(errs, "policybook: internal error: %v\n%s\nplease report this; nothing was published\n", r, debug.Stack())
			code = exitBug
		}
	}()
	e := &env{ctx: ctx, in: in, out: out, err: errs, now: time.Now}
	root := rootCommand(e)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errFindings) {
		fmt.Fprintln(errs, "policybook: "+escapeLines(err.Error()))
		var refused *publish.RefusedError
		if errors.As(err, &refused) && refused.Hint != "" {
			fmt.Fprintln(errs, "  hint: "+diag.Escape(refused.Hint))
		}
	}
	return exitCode(ctx, err)
}

// escapeLines makes a message of several lines safe for a terminal.
func escapeLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = diag.Escape(strings.ReplaceAll(l, "\t", "  "))
	}
	return strings.Join(lines, "\n")
}

// noneEmpty refuses a flag that is given without a value, as by a variable of a shell that
// is not set: a build for an audience would become one for everybody.
func noneEmpty(c *cobra.Command) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" {
			err = usage("--%s is given and empty: name a value, or leave it out", f.Name)
		}
	})
	return err
}

func rootCommand(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:           "policybook",
		Short:         "Compile a policy handbook into HTML",
		Long:          "policybook compiles policies and procedures, kept as Markdown with front matter, into a handbook of HTML\nthat shows what is in force, since when, who owns it and what is due.",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error { return noneEmpty(c) }
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%v\nsee `%s --help`", err, c.CommandPath())
	})
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.PersistentFlags().StringVarP(&e.dir, "dir", "C", ".", "the handbook's folder, which holds content/")
	root.AddCommand(initCommand(e), newCommand(e), checkCommand(e), buildCommand(e), serveCommand(e), searchCommand(e), dueCommand(e), reviewCommand(e), approveCommand(e), bumpCommand(e), diffCommand(e), changesCommand(e), demoCommand(e), schemaCommand(e), themeCommand(e))
	return root
}

// noArguments is for verbs that take flags only.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("`%s` takes no argument, and was given %q\nsee `%s --help`", c.CommandPath(), args[0], c.CommandPath())
	}
	return nil
}

// errFindings says that the findings were printed already.
var errFindings = errors.New("the handbook has errors")

// usageError is a mistake in how policybook was called or set up.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// environmentError is a failure of what lies around: disk, permission, lock.
type environmentError struct{ error }

func (e environmentError) Unwrap() error { return e.error }

func exitCode(ctx context.Context, err error) int {
	var env environmentError
	var refused *publish.RefusedError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitContent
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &refused):
		return exitUsage
	case errors.As(err, &env):
		return exitEnvironment
	}
	return exitUsage // cobra's own errors: an unknown flag or verb
}

// terminal reports whether a person watches w.
func terminal(w io.Writer) bool {
	if r, ok := w.(returning); ok {
		w = r.Writer
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// color reports whether w is a terminal that wants colours.
func color(w io.Writer) bool { return os.Getenv("NO_COLOR") == "" && terminal(w) }

// progress says on a terminal what takes its time, once it has taken some, and
// wipes that away when it is done.
func (e *env) progress(what string) (done func()) {
	return e.progressOf(func() string { return what })
}

// progressOf is progress of something that changes.
func (e *env) progressOf(what func() string) (done func()) {
	if !terminal(e.err) {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		t := time.NewTicker(300 * time.Millisecond)
		defer t.Stop()
		for said := ""; ; {
			select {
			case <-t.C:
				if text := what(); text != said {
					said = text
					fmt.Fprint(e.err, "\r"+text+" …\x1b[K")
				}
			case <-stop:
				if said != "" {
					fmt.Fprint(e.err, "\r\x1b[K")
				}
				return
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// excerpt gives a line of a file of the handbook, for messages.
func (e *env) excerpt() func(file string, line int) string {
	files := map[string][]string{}
	return func(file string, line int) string {
		lines, ok := files[file]
		if !ok {
			from := e.content
			if from == nil || !strings.HasPrefix(file, source.Root+"/") {
				from = os.DirFS(e.dir)
			}
			if text, err := fs.ReadFile(from, file); err == nil && len(text) < 8<<20 {
				lines = strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
			}
			files[file] = lines
		}
		if line < 1 || line > len(lines) {
			return ""
		}
		return lines[line-1]
	}
}

// writeJSON writes a value for programs, and for people who look at what they get.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
