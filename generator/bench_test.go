//go:build unix

package generator_test

// Absolute times say little on a machine that others use. So the floor runs
// beside the generator: what a program pays that reads the same files, parses
// front matter and Markdown and writes one page each, with the usual libraries
// and nothing else. Whole processes are run in turns and judged by ratios.
//
//	go test -run '^$' -bench . ./generator

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/adrg/frontmatter"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"policybook/generator"
	"policybook/generator/output"
	"policybook/generator/publish"
	"policybook/generator/search"
)

// floorVariable makes the test binary the floor's own process; it holds the
// folders to read and to write.
const floorVariable = "POLICYBOOK_BENCH_FLOOR"

func TestMain(m *testing.M) {
	if in, out, ok := strings.Cut(os.Getenv(floorVariable), string(os.PathListSeparator)); ok {
		if err := floor(in, out); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// BenchmarkBuild renders every file of the site to nowhere.
func BenchmarkBuild(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			discard(b, build(b, dir))
		}
	})
}

// BenchmarkPublish writes the site to a new folder.
func BenchmarkPublish(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			if _, err := publish.Dir(b.Context(), build(b, dir), filepath.Join(b.TempDir(), "public"), publish.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkEditions renders 10 editions of 1,000 documents, of which 15 in 100 differ
// from one to the next, beside today's: the metric is how many times as much processor
// time that takes as the handbook alone.
func BenchmarkEditions(b *testing.B) {
	dir := b.TempDir()
	writeCorpus(b, dir, 1000)
	folder, opts := os.DirFS(dir), corpusOptions(b)
	beside := opts
	beside.Editions = years(folder, 10, 7)
	one := func(opts generator.Options) (seconds float64) {
		before := processorTime(b)
		res := generator.Build(folder, opts)
		if res.Site == nil {
			b.Fatal(res.Findings.Summary())
		}
		discard(b, res.Site)
		return processorTime(b) - before
	}
	alone, all := 0.0, 0.0
	for b.Loop() {
		alone += one(opts)
		all += one(beside)
	}
	b.ReportMetric(alone/float64(b.N), "cpu-s/alone")
	b.ReportMetric(all/alone, "times")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapSys)/(1<<20), "MiB")
}

// BenchmarkFloor writes its pages to a new folder.
func BenchmarkFloor(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			if err := floor(dir, b.TempDir()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCheck finds what is wrong and renders nothing.
func BenchmarkCheck(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			build(b, dir)
		}
	})
}

// BenchmarkIndex makes what a search looks into.
func BenchmarkIndex(b *testing.B) {
	searched(b, func(b *testing.B, res generator.Result) {
		entries := res.Entries()
		for b.Loop() {
			search.NewMemory(entries, search.Synonyms(res.Handbook), res.Handbook.Language)
		}
	})
}

// BenchmarkSearchFiles writes the files of the search to nowhere, from an index
// that is there.
func BenchmarkSearchFiles(b *testing.B) {
	searched(b, func(b *testing.B, res generator.Result) {
		urls := search.URLs(res.Handbook)
		res.Index()
		bytes := new(counter)
		for b.Loop() {
			files := (*search.Paths)(nil).Again(urls).Files(res.Index)
			bytes.n.Store(0)
			each(len(files), func(i int) error { return files[i].Write(bytes) })
		}
		b.ReportMetric(float64(bytes.n.Load())/1e6, "MB")
	})
}

// BenchmarkSearch answers questions of all kinds, one after the other.
func BenchmarkSearch(b *testing.B) {
	questions := []string{"password length", "how do I report a lost laptop", "securty incident", "owner:role-1 backup", `"information security"`, "acce", "the policy on remote work -visitor", "IT-POL-0012"}
	searched(b, func(b *testing.B, res generator.Result) {
		ix := res.Index()
		n := 0
		for b.Loop() {
			if _, err := search.Search(ix, search.Query{Text: questions[n%len(questions)]}); err != nil {
				b.Fatal(err)
			}
			n++
		}
	})
}

// searched runs a benchmark on compiled handbooks, and reports its processor time.
func searched(b *testing.B, f func(b *testing.B, res generator.Result)) {
	sizes(b, func(b *testing.B, dir string) {
		opts := corpusOptions(b)
		res := generator.Build(os.DirFS(dir), opts)
		before := processorTime(b)
		f(b, res)
		b.ReportMetric((processorTime(b)-before)/float64(b.N), "cpu-s/op")
	})
}

func processorTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// counter counts what is written to it.
type counter struct{ n atomic.Int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

// The edits of one who writes under serve: from the saved file to a new result,
// and to the page of the edited document. The file is saved before the clock
// starts. The metrics are of the result alone; the best is what it costs when no
// other program is in the way.

// BenchmarkEditBody adds a sentence to a text.
func BenchmarkEditBody(b *testing.B) {
	edit(b, func(text string, n int) string { return fmt.Sprintf("%s\nMore of it, %d.\n", text, n) })
}

// BenchmarkEditTitle changes where a document stands in every list.
func BenchmarkEditTitle(b *testing.B) {
	edit(b, func(text string, n int) string {
		return strings.Replace(text, "title: ", fmt.Sprintf("title: %c%d ", 'A'+n%26, n), 1)
	})
}

// BenchmarkEditOwner gives a document to another owner.
func BenchmarkEditOwner(b *testing.B) {
	edit(b, func(text string, n int) string {
		before, after, _ := strings.Cut(text, "\nowner: ")
		_, after, _ = strings.Cut(after, "\n")
		owner := role(n % 8)
		if strings.Contains(after, "approvers: ["+owner) { // nobody approves alone what is theirs
			owner = role((n + 1) % 8)
		}
		return before + "\nowner: " + owner + "\n" + after
	})
}

// BenchmarkEditGlossary changes what a term means.
func BenchmarkEditGlossary(b *testing.B) {
	editFile(b, "content/_data/glossary.yaml", func(text string, n int) string {
		return strings.Replace(text, "definition: ", fmt.Sprintf("definition: Since edition %d, ", n), 1)
	})
}

func edit(b *testing.B, change func(text string, n int) string) {
	editFile(b, fmt.Sprintf("content/%s/%s.md", category(21).id, slug(21)), change)
}

func editFile(b *testing.B, name string, change func(text string, n int) string) {
	sizes(b, func(b *testing.B, dir string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		builder := generator.NewBuilder(os.DirFS(dir), nil)
		builder.Build(corpusOptions(b))
		page := category(21).id + "/" + slug(21) + ".html"
		var results []time.Duration
		n := 0
		for b.Loop() {
			b.StopTimer()
			n++
			if err := os.WriteFile(file, []byte(change(string(text), n)), 0o644); err != nil {
				b.Fatal(err)
			}
			runtime.GC() // between two edits there is time
			b.StartTimer()
			start := time.Now()
			builder.Read(name)
			res := builder.Build(corpusOptions(b))
			results = append(results, time.Since(start))
			if res.Site == nil {
				b.Fatal(res.Findings.Summary())
			}
			f, ok := res.Site.Lookup(page)
			if !ok {
				b.Fatal("the page is gone")
			}
			if err := f.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
		milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		b.ReportMetric(median(results, milliseconds), "median-ms")
		b.ReportMetric(milliseconds(slices.Min(results)), "best-ms")
	})
}

// sizes runs a benchmark on handbooks of 100, 1,000 and 10,000 documents.
func sizes(b *testing.B, f func(b *testing.B, dir string)) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			writeCorpus(b, dir, n)
			f(b, dir)
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "documents/s")
		})
	}
}

func build(b *testing.B, dir string) *output.Site {
	res := generator.Build(os.DirFS(dir), corpusOptions(b))
	if res.Site == nil {
		b.Fatal(res.Findings.Summary())
	}
	return res.Site
}

func discard(b *testing.B, site *output.Site) {
	files := site.Files()
	each(len(files), func(i int) error {
		if err := files[i].Write(io.Discard); err != nil {
			b.Error(err)
		}
		return nil
	})
}

// BenchmarkWholeProcess compares the program with the floor, each a process of
// its own that finds no output. A cached build is one for its own output folder,
// so there is none either. The metrics are medians:
//
//	cpu-s, wall-s, MiB   of the program: processor time, time, peak memory
//	cpu/floor            processor time over the floor's
//	cpu/1000             processor time of 10,000 documents over that of 1,000
func BenchmarkWholeProcess(b *testing.B) {
	program := compile(b)
	thousand := 0.0
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			// Each run has a new folder, and none is removed in between: ext4 makes files
			// slowly for some seconds after many were deleted.
			dir, out := b.TempDir(), func() string { return filepath.Join(b.TempDir(), "public") }
			writeCorpus(b, dir, n)
			var ours, floors []usage
			var ratios []float64
			for b.Loop() {
				for range 3 {
					ours = append(ours, measure(b, buildCommand(program, dir, out())))
					floors = append(floors, measure(b, floorCommand(dir, out())))
					ratios = append(ratios, ours[len(ours)-1].cpu/floors[len(floors)-1].cpu)
				}
			}
			cpu := median(ours, func(u usage) float64 { return u.cpu })
			if n == 1000 {
				thousand = cpu
			} else if thousand > 0 {
				b.ReportMetric(cpu/thousand, "cpu/1000")
			}
			b.ReportMetric(cpu, "cpu-s")
			b.ReportMetric(median(ours, func(u usage) float64 { return u.wall }), "wall-s")
			b.ReportMetric(median(ours, func(u usage) float64 { return u.peak }), "MiB")
			b.ReportMetric(median(ratios, func(r float64) float64 { return r }), "cpu/floor")
			b.ReportMetric(median(floors, func(u usage) float64 { return u.wall }), "floor-wall-s")
			b.ReportMetric(median(floors, func(u usage) float64 { return u.peak }), "floor-MiB")
		})
	}
}

// BenchmarkNoop builds a handbook again that did not change.
func BenchmarkNoop(b *testing.B) {
	program := compile(b)
	sizes(b, func(b *testing.B, dir string) {
		out := filepath.Join(b.TempDir(), "public")
		measure(b, buildCommand(program, dir, out))
		before := stamps(b, out)
		var again []usage
		for b.Loop() {
			again = append(again, measure(b, buildCommand(program, dir, out)))
		}
		rewritten := 0
		for name, stamp := range stamps(b, out) {
			if before[name] != stamp {
				rewritten++
			}
		}
		if rewritten > 0 {
			b.Errorf("%d files were written again", rewritten)
		}
		b.ReportMetric(median(again, func(u usage) float64 { return u.cpu }), "cpu-s")
		b.ReportMetric(median(again, func(u usage) float64 { return u.wall }), "wall-s")
		b.ReportMetric(median(again, func(u usage) float64 { return u.peak }), "MiB")
		b.ReportMetric(float64(rewritten), "rewritten")
	})
}

// stamps gives when each file below a folder was written.
func stamps(b *testing.B, dir string) map[string]time.Time {
	out := map[string]time.Time{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		out[name] = info.ModTime()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// compile makes the program, and gives its path.
func compile(b *testing.B) string {
	name := filepath.Join(b.TempDir(), "policybook")
	if text, err := exec.Command("go", "build", "-trimpath", "-o", name, "../cmd/policybook").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, text)
	}
	return name
}

func buildCommand(program, dir, out string) *exec.Cmd {
	return exec.Command(program, "-C", dir, "build", "--date", corpusDay.String(), "-o", out)
}

func floorCommand(dir, out string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), floorVariable+"="+dir+string(os.PathListSeparator)+out)
	return c
}

// usage is what a process took.
type usage struct {
	cpu, wall float64 // seconds
	peak      float64 // memory, in MiB
}

func measure(b *testing.B, c *exec.Cmd) usage {
	// Linux counts the parent's memory as the child's until the child has its own
	// program: let ours be small, and forget what it was.
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	start := time.Now()
	if text, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, text)
	}
	wall := time.Since(start)
	s := c.ProcessState
	peak := float64(s.SysUsage().(*syscall.Rusage).Maxrss) / 1024 // KiB
	if runtime.GOOS == "darwin" {
		peak /= 1024 // bytes
	}
	return usage{cpu: (s.UserTime() + s.SystemTime()).Seconds(), wall: wall.Seconds(), peak: peak}
}

func median[T any](list []T, value func(T) float64) float64 {
	var values []float64
	for _, v := range list {
		values = append(values, value(v))
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

// floorPage is what the floor knows of a document.
type floorPage struct {
	Title, ID, Type, Summary, Owner, Status, Version string
	Effective                                        string `yaml:"effective_date"`
	Review                                           string `yaml:"review_date"`
	Implements, Classification, Evaluation, Lifespan string
	Authors, Consulted, Approvers, Scope, Tags       []string
	Objectives                                       []string
	Approvals, Revisions                             []map[string]string
	Plan                                             map[string]string

	Path     string         `yaml:"-"` // below content/, without .md
	Text     []byte         `yaml:"-"`
	Headings []floorHeading `yaml:"-"`
	Body     template.HTML  `yaml:"-"`
	Sections []string       `yaml:"-"`
}

type floorHeading struct {
	Level    int
	ID, Text string
}

var floorTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title>
<meta name="description" content="{{.Summary}}"><link rel="stylesheet" href="../style.css"></head><body>
<header><a href="../index.html">Handbook</a></header>
<nav><ul>{{range .Sections}}<li><a href="../{{.}}/index.html">{{.}}</a></li>{{end}}</ul></nav>
<main><h1>{{.Title}}</h1><p>{{.Summary}}</p>
<dl><dt>Number</dt><dd>{{.ID}}</dd><dt>Type</dt><dd>{{.Type}}</dd><dt>Owner</dt><dd>{{.Owner}}</dd><dt>Status</dt><dd>{{.Status}}</dd>
<dt>Version</dt><dd>{{.Version}}</dd><dt>In force since</dt><dd>{{.Effective}}</dd><dt>Next review</dt><dd>{{.Review}}</dd></dl>
<ul>{{range .Headings}}<li class="l{{.Level}}"><a href="#{{.ID}}">{{.Text}}</a></li>{{end}}</ul>
{{.Body}}
<p>{{range .Tags}}<span>{{.}}</span> {{end}}</p></main></body></html>
`))

// floor reads a handbook and writes a page for each document, and no more.
func floor(in, out string) error {
	root := filepath.Join(in, "content")
	names, err := filepath.Glob(filepath.Join(root, "*", "[^_]*.md"))
	if err != nil {
		return err
	}
	pages := make([]*floorPage, len(names))
	known, folders := map[string]bool{}, map[string]bool{}
	err = each(len(names), func(i int) error {
		raw, err := os.ReadFile(names[i])
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, strings.TrimSuffix(names[i], ".md"))
		pages[i] = &floorPage{}
		if err == nil {
			pages[i].Text, err = frontmatter.Parse(bytes.NewReader(raw), pages[i])
		}
		pages[i].Path = filepath.ToSlash(rel)
		return err
	})
	if err != nil {
		return err
	}
	var sections []string
	for _, p := range pages {
		known[p.Path] = true
		if dir := path.Dir(p.Path); !folders[dir] {
			folders[dir], sections = true, append(sections, dir)
			if err := os.MkdirAll(filepath.Join(out, dir), 0o755); err != nil {
				return err
			}
		}
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return each(len(pages), func(i int) error {
		p := pages[i]
		p.Sections = sections
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		if err := p.convert(md, b, known); err != nil {
			return err
		}
		b.Reset()
		if err := floorTemplate.Execute(b, p); err != nil {
			return err
		}
		p.Body = ""
		return os.WriteFile(filepath.Join(out, p.Path+".html"), b.Bytes(), 0o644)
	})
}

// convert makes HTML of the text, with links that lead to pages.
func (p *floorPage) convert(md goldmark.Markdown, b *bytes.Buffer, known map[string]bool) error {
	doc := md.Parser().Parse(text.NewReader(p.Text))
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			file, anchor, _ := bytes.Cut(n.Destination, []byte(".md"))
			if entering && known[path.Join(path.Dir(p.Path), string(file))] {
				n.Destination = slices.Concat(file, []byte(".html"), anchor)
			}
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok && entering {
				p.Headings = append(p.Headings, floorHeading{n.Level, string(id.([]byte)), string(n.Lines().Value(p.Text))})
			}
		}
		return ast.WalkContinue, nil
	})
	err := md.Renderer().Render(b, p.Text, doc)
	p.Body = template.HTML(b.String())
	return err
}

// each runs f for 0..n-1 with two workers, and gives an error of one of them.
func each(n int, f func(i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := f(i); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
