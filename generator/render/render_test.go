package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/source"
	"policybook/themes"
)

var update = flag.Bool("update", false, "rewrite the expected pages in testdata")

const today = "2026-11-21"

// compile makes the site of a handbook given as files.
func compile(t testing.TB, files, override fs.FS) *output.Site {
	t.Helper()
	return compilePrinted(t, files, override, nil)
}

func compilePrinted(t testing.TB, files, override fs.FS, print render.Print) *output.Site {
	t.Helper()
	day, err := calendar.ParseDate(today, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	opts := handbook.Options{Today: day, Drafts: true, History: pastOf(t, files)}
	h := handbook.New(source.Read(files), opts)
	var next *handbook.Handbook
	if h.Ahead {
		opts.Next = true
		next = handbook.New(source.Read(files), opts)
	}
	theme, problems := render.NewTheme(defaultTheme(t), override, h.Language)
	if len(problems) > 0 {
		t.Fatalf("theme: %v", problems)
	}
	site, _, err := render.Site(render.Input{Handbook: h, Next: next, Theme: theme, Content: files, Version: "1.2.3", Print: print})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func defaultTheme(t testing.TB) fs.FS {
	t.Helper()
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// read gives one file of a site.
func read(t testing.TB, site *output.Site, path string) string {
	t.Helper()
	f, ok := site.Lookup(path)
	if !ok {
		t.Fatalf("the site has no %s", path)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// handbooks gives the handbooks of testdata: content/… is the input, past/… its history.
func handbooks(t testing.TB) map[string]fstest.MapFS {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	all := map[string]fstest.MapFS{}
	for _, path := range paths {
		_, archive := readArchive(t, path)
		all[path] = fstest.MapFS{}
		for _, f := range archive {
			if strings.HasPrefix(f.name, "content/") || strings.HasPrefix(f.name, "past/") {
				all[path][f.name] = &fstest.MapFile{Data: []byte(f.text), Mode: 0o644}
			}
		}
	}
	return all
}

// reports matches reports.css where it stands in a page.
var reports = regexp.MustCompile(`<style>\.cards\{[^<]*</style>`)

// TestPages compares pages with the want/… files beside their handbook. A
// wanted HTML page is what stands in <main>; a want of the name <page>:full is
// the whole file, but for the theme's reports.css.
func TestPages(t *testing.T) {
	t.Parallel()
	for path, files := range handbooks(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			site := compile(t, files, nil)
			comment, archive := readArchive(t, path)
			wants := 0
			for i, f := range archive {
				page, ok := strings.CutPrefix(f.name, "want/")
				if !ok {
					continue
				}
				wants++
				name, full := strings.CutSuffix(page, ":full")
				got := reports.ReplaceAllString(read(t, site, name), "<style>reports.css</style>")
				if strings.HasSuffix(name, ".html") && !full {
					got = mainOf(t, got)
				}
				if *update {
					archive[i].text = got
				} else if diff := cmp.Diff(f.text, got); diff != "" {
					t.Errorf("%s differs (-want +got):\n%s", name, diff)
				}
			}
			if wants == 0 {
				t.Error("nothing is wanted: add an empty want/<page> and run with -update")
			}
			if *update {
				writeArchive(t, path, comment, archive)
			}
		})
	}
}

func mainOf(t *testing.T, page string) string {
	t.Helper()
	_, page, ok := strings.Cut(page, "<main id=\"main\" tabindex=\"-1\">\n")
	page, _, ok2 := strings.Cut(page, "</main>")
	if !ok || !ok2 {
		t.Fatal("the page has no <main>")
	}
	return page
}

// TestSameBytes writes all files of a site twice, the second time all at once.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	for path, files := range handbooks(t) {
		first := map[string]string{}
		for _, f := range compile(t, files, nil).Files() {
			var b bytes.Buffer
			if err := f.Write(&b); err != nil {
				t.Fatal(err)
			}
			first[f.Path] = b.String()
		}
		var wg sync.WaitGroup
		site := compile(t, files, nil)
		again := make([]string, len(site.Files()))
		for i, f := range site.Files() {
			wg.Go(func() {
				var b bytes.Buffer
				if err := f.Write(&b); err != nil {
					t.Error(err)
				}
				again[i] = b.String()
			})
		}
		wg.Wait()
		for i, f := range site.Files() {
			if again[i] != first[f.Path] {
				t.Errorf("%s: %s differs between two builds", path, f.Path)
			}
		}
	}
}

// TestData reads the data files back.
func TestData(t *testing.T) {
	t.Parallel()
	for path, files := range handbooks(t) {
		site := compile(t, files, nil)
		var pages []render.Entry
		text := read(t, site, "api/pages.json")
		if err := json.Unmarshal([]byte(text), &pages); err != nil {
			t.Errorf("%s: api/pages.json: %v", path, err)
		}
		var register struct {
			Title, Organization, Date string
			Documents                 []render.Entry
		}
		if err := json.Unmarshal([]byte(read(t, site, "register.json")), &register); err != nil {
			t.Errorf("%s: register.json: %v", path, err)
		}
		rows, err := csv.NewReader(strings.NewReader(read(t, site, "register.csv"))).ReadAll()
		if err != nil {
			t.Errorf("%s: register.csv: %v", path, err)
		}
		if len(pages) != len(register.Documents) || len(rows) != len(pages)+1 {
			t.Errorf("%s: api/pages.json has %d documents, register.json %d, register.csv %d rows", path, len(pages), len(register.Documents), len(rows))
		}
		if register.Date != today {
			t.Errorf("%s: register.json says date %q, want %q", path, register.Date, today)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) {
					t.Errorf("%s: register.csv has a cell that a spreadsheet would run: %q", path, cell)
				}
			}
		}
		if i := strings.IndexAny(text, "<>&\u2028\u2029"); i >= 0 {
			t.Errorf("%s: api/pages.json has %q, which is not safe inside a page", path, text[i:i+1])
		}
	}
}

// many gives a handbook of n documents in one section, each linked to the one before.
func many(n int) fstest.MapFS {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Large\n")}}
	for i := range n {
		text := fmt.Sprintf("---\ntitle: Document %d\nid: D-%05d\nowner: desk\nscope: organization\nstatus: approved\nversion: \"1.0\"\neffective_date: 2026-01-01\nlifespan: long-term\nreview_date: 2027-01-01\n---\n\n## Purpose\n\nRead [the first](d00000.md).\n\n## Rules\n\n1. One.\n2. Two.\n\n## Enforcement\n\nNone.\n", i, i)
		files[fmt.Sprintf("content/large/d%05d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// TestPagesStaySmall shows that a page does not grow with the handbook.
func TestPagesStaySmall(t *testing.T) {
	t.Parallel()
	small, large := compile(t, many(100), nil), compile(t, many(1000), nil)
	for _, path := range []string{"index.html", "large/d00000.html", "large/d00050.html", "glossary.html", "about-this-handbook.html", "404.html"} {
		a, b := read(t, small, path), read(t, large, path)
		if len(b) > len(a)+100 {
			t.Errorf("%s: %d bytes with 100 documents, %d with 1,000", path, len(a), len(b))
		}
		nav, _, _ := strings.Cut(b[strings.Index(b, `<nav id="nav"`):], "</nav>")
		if n := strings.Count(nav, "<a "); n > 60 {
			t.Errorf("%s: %d links in the navigation, want at most 60", path, n)
		}
	}
	for _, path := range []string{"large/d00000.html", "large/d00015.html", "large/d00016.html", "large/d00500.html", "large/d00999.html"} {
		page := read(t, large, path)
		if want := `href="` + filepath.Base(path) + `" aria-current="page"`; !strings.Contains(page, want) {
			t.Errorf("%s: its navigation does not show the page itself: no %s", path, want)
		}
	}
}

// TestPageCost bounds what a document page allocates, as rendering thousands is mostly that.
func TestPageCost(t *testing.T) {
	site := compile(t, many(100), nil)
	f, _ := site.Lookup("large/d00050.html")
	var b bytes.Buffer
	allocs := testing.AllocsPerRun(100, func() {
		b.Reset()
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 250 {
		t.Errorf("a document page takes %.0f allocations, want at most 250", allocs)
	}
	t.Logf("%.0f allocations, %d bytes", allocs, b.Len())
}

func BenchmarkDocumentPage(b *testing.B) {
	site := compile(b, many(100), nil)
	f, _ := site.Lookup("large/d00050.html")
	var w bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
		if err := f.Write(&w); err != nil {
			b.Fatal(err)
		}
	}
}
