package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator"
	"policybook/generator/diag"
	"policybook/generator/finder"
	"policybook/generator/search"
)

// Where the search indexes lie: of what `build` publishes, and of what `serve` shows.
const (
	publishedIndex = cacheFolder + "/search/published"
	shownIndex     = cacheFolder + "/search/shown"
)

func searchCommand(e *env) *cobra.Command {
	var f struct {
		format string
		stdin  bool
	}
	c := &cobra.Command{
		Use:   "search WORDS",
		Short: "Find what the handbook says",
		Long: "search finds documents as the search of the published handbook does, and shows where they have the words.\n\n" +
			"  \"clean desk\"            these words in a row\n" +
			"  -visitor                not with this word; write -- before the first word, so that it is not taken for a flag\n" +
			"  owner: category: type: state: tag:    only what has this owner and so on\n\n" +
			"It searches an index in " + cacheFolder + ", which it makes and keeps up with the handbook by itself and which can be\n" +
			"deleted at any time.",
		Example: "  policybook search password length\n  policybook search '\"clean desk\" type:procedure'\n  policybook search --format json -- laptop -visitor\n  policybook search --stdin --format json < questions.txt",
		RunE: func(c *cobra.Command, args []string) error {
			if f.format != "text" && f.format != "json" {
				return usage("--format is text or json, not %q", f.format)
			}
			text := strings.TrimSpace(strings.Join(args, " "))
			switch {
			case f.stdin && text != "":
				return usage("--stdin reads what to look for, so that no words can be given besides")
			case !f.stdin && text == "":
				return usage("what is to be found?\nsee `%s --help`", c.CommandPath())
			}
			return e.search(func(find find) error {
				switch {
				case !f.stdin:
					return e.answer(find, text, f.format)
				case f.format == "json":
					return e.eachLine(func(text string) error { return e.urls(find, text) })
				}
				return e.eachLine(func(text string) error { return e.answer(find, text, f.format) })
			})
		},
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().BoolVar(&f.stdin, "stdin", false, "look for each line of the input; as json, an array of addresses on a line for each")
	return c
}

// find answers one question.
type find func(search.Query) (found, error)

// found is what search prints as JSON.
type found struct {
	search.Result
	AsOf string `json:"as_of,omitempty"` // when the files were read that were searched, unless they are as they were
}

// eachLine calls f with each line of the input.
func (e *env) eachLine(f func(text string) error) error {
	lines := bufio.NewScanner(e.in)
	for lines.Scan() {
		if err := f(lines.Text()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// urls prints where the best hits are, as JSON on one line.
func (e *env) urls(find find, text string) error {
	res, err := find(search.Query{Text: text})
	if err != nil {
		return err
	}
	urls := make([]string, len(res.Hits))
	for i, h := range res.Hits {
		urls[i] = h.URL
	}
	return json.NewEncoder(e.out).Encode(urls)
}

// answer prints what was found.
func (e *env) answer(find find, text, format string) error {
	res, err := find(search.Query{Text: text})
	if err != nil {
		return err
	}
	if format == "json" {
		return json.NewEncoder(e.out).Encode(res)
	}
	printHits(e.out, res.Result, color(e.out))
	return nil
}

// printHits shows hits to a person. Marks are bold, where there are colours.
func printHits(w io.Writer, res search.Result, color bool) {
	mark := func(s string) string { return s }
	if color {
		mark = func(s string) string { return "\x1b[1m" + s + "\x1b[0m" }
	}
	if res.Corrected != "" {
		fmt.Fprintf(w, "showing results for %s\n\n", diag.Escape(res.Corrected))
	}
	for _, h := range res.Hits {
		way := append([]string{h.Title}, h.Headings...)
		fmt.Fprint(w, mark(diag.Escape(strings.Join(way, " › "))))
		for _, s := range []string{h.ID, h.Kind, h.State} {
			if s != "" {
				fmt.Fprint(w, "  "+diag.Escape(s))
			}
		}
		fmt.Fprintf(w, "\n  %s\n", diag.Escape(h.URL))
		snippet := ""
		for _, p := range h.Snippet {
			text := diag.Escape(strings.Join(strings.Fields(" "+p.Text+" "), " "))
			if strings.HasPrefix(p.Text, " ") && snippet != "" {
				text = " " + text
			}
			if p.Mark {
				text = mark(text)
			} else if strings.HasSuffix(p.Text, " ") {
				text += " "
			}
			snippet += text
		}
		if snippet != "" {
			fmt.Fprintf(w, "  %s\n", snippet)
		}
		fmt.Fprintln(w)
	}
	switch shown := len(res.Hits); {
	case res.Total == 0:
		fmt.Fprintf(w, "nothing found for %s\n", diag.Escape(res.Query))
	case shown < res.Total:
		fmt.Fprintf(w, "%s, of which these are the best %d\n", count(res.Total, "result"), shown)
	default:
		fmt.Fprintln(w, count(res.Total, "result"))
	}
}

// indexed is what is noted beside an index: what it was made from.
type indexed struct {
	Program string // that made it
	Day     string // on which states were judged, YYYY-MM-DD
	Inputs  generator.Inputs
	History string       // the state of the repository
	Files   finder.Files // how the files looked that were read
	Read    time.Time    // when they were looked at
}

// search calls use with what answers questions about what build would publish. It
// reads and compiles the handbook only when files, the day or the program have
// changed since the index was made.
func (e *env) search(use func(find) error) error {
	opts, err := e.options("", "")
	if err != nil {
		return err
	}
	folder := os.DirFS(e.dir)
	now := indexed{Program: program(), Read: e.now()}
	looked := make(chan finder.Files, 1)
	go func() { looked <- finder.Look(e.dir, "content", "themes") }()
	repo := e.past()
	now.History = repo.state()
	f, why := finder.Open(e.path(publishedIndex))
	now.Files = <-looked
	if why == nil {
		var last indexed
		known := json.Unmarshal([]byte(f.Note()), &last) == nil && last.Program == now.Program && last.History == now.History && last.Day == day(opts, last.Inputs.Zone)
		now.Day, now.Inputs = last.Day, last.Inputs
		switch {
		case known && now.Files.Same(last.Files, last.Read):
			return e.asked(f, use, "", f.Close)
		case known && last.Inputs.Same(folder):
			return e.asked(f, use, "", func() error { return f.Save(now.String()) })
		}
	}
	opts.History = e.read(repo, folder)
	built, err := e.compile(folder, opts)
	if err != nil {
		return errors.Join(err, closeIf(f))
	}
	if built.Site == nil {
		return e.searchOld(f, built, use)
	}
	now.Day, now.Inputs = built.Handbook.Today.String(), built.Inputs
	if err := closeIf(f); err != nil {
		why = err
	}
	return e.searchNew(built, now, why, use)
}

// searchOld answers from the last index when the handbook has errors.
func (e *env) searchOld(f *finder.Finder, built generator.Result, use func(find) error) error {
	if f == nil {
		wrong := slices.DeleteFunc(slices.Clone(built.Findings), func(f diag.Finding) bool { return f.Severity != diag.Error })
		e.show(e.err, wrong[:min(len(wrong), shownFindings)], true)
		fmt.Fprintf(e.err, "%s, which `policybook check` lists: nothing can be searched\n", built.Findings.Summary())
		return errFindings
	}
	read := noted(f).Read.Format(time.RFC3339)
	fmt.Fprintf(e.err, "the handbook has errors, which `policybook check` lists; searched is what it was at %s, without them\n", read)
	return e.asked(f, use, read, f.Close)
}

// searchNew brings the index up with the handbook and answers from it, or from
// memory when that cannot be.
func (e *env) searchNew(built generator.Result, now indexed, why error, use func(find) error) error {
	f, err := e.index(built, why)
	if err == nil {
		return e.asked(f, use, "", func() error { return f.Save(now.String()) })
	}
	fmt.Fprintf(e.err, "the search index is not kept: %v\n", err)
	return use(func(q search.Query) (found, error) {
		res, err := search.Search(built.Index(), q)
		return found{Result: res}, err
	})
}

// index gives the index of a handbook. Why says what was wrong with the last one.
func (e *env) index(built generator.Result, why error) (*finder.Finder, error) {
	defer e.progress("indexing")()
	f, wrong, err := finder.Create(e.path(publishedIndex), built.Handbook.Language)
	if wrong != nil && !errors.Is(why, fs.ErrNotExist) {
		fmt.Fprintf(e.err, "the search index is made anew: %v\n", wrong)
	}
	if err != nil {
		return nil, err
	}
	if _, err := f.Update(e.ctx, finder.Handbook{Language: built.Handbook.Language, Synonyms: search.Synonyms(built.Handbook), Entries: built.Entries()}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// asked calls use with an index, and then closes that, which may fail as nobody
// has to wait for it.
func (e *env) asked(f *finder.Finder, use func(find) error, asOf string, done func() error) error {
	x, err := f.Index()
	if err != nil {
		f.Close()
		return environmentError{err}
	}
	err = use(func(q search.Query) (found, error) {
		res, err := x.Search(q)
		return found{res, asOf}, err
	})
	if closed := errors.Join(x.Close(), done()); closed != nil {
		fmt.Fprintf(e.err, "the search index is not kept: %v\n", closed)
	}
	return err
}

func closeIf(f *finder.Finder) error {
	if f == nil {
		return nil
	}
	return f.Close()
}

func noted(f *finder.Finder) (i indexed) {
	json.Unmarshal([]byte(f.Note()), &i)
	return i
}

func (i indexed) String() string {
	text, err := json.Marshal(i)
	if err != nil {
		panic(err) // texts, numbers and times have a form
	}
	return string(text)
}

// program tells one policybook from another, without reading it.
func program() string {
	self, err := os.Executable()
	if err != nil {
		return version
	}
	info, err := os.Stat(self)
	if err != nil {
		return version
	}
	return fmt.Sprintf("%s %d %d", version, info.Size(), info.ModTime().UnixNano())
}
