package themes_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
	"policybook/themes"
)

// published is the day for which the sites below are made.
var published = calendar.New(2026, time.November, 21)

// noon is a time at which that day is the same everywhere near UTC.
func noon(day calendar.Date) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)
}

// build compiles a handbook for a day, drafts included, and writes it to the disk.
func build(t *testing.T, files fs.FS, day calendar.Date) site {
	t.Helper()
	return buildWith(t, files, handbook.Options{Today: day, Drafts: true})
}

// buildWith compiles a handbook and writes it to the disk.
func buildWith(t *testing.T, files fs.FS, opts handbook.Options) site {
	t.Helper()
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	h := handbook.New(source.Read(files), opts)
	theme, problems := render.NewTheme(base, nil, h.Language)
	if len(problems) > 0 {
		t.Fatalf("theme: %v", problems)
	}
	index := sync.OnceValue(func() *search.Memory {
		return search.NewMemory(search.Entries(h, nil), search.Synonyms(h), h.Language)
	})
	compiled, _, err := render.Site(render.Input{Handbook: h, Theme: theme, Content: files, Version: "1.2.3", More: (*search.Paths)(nil).Again(search.URLs(h)).Files(index)})
	if err != nil {
		t.Fatal(err)
	}
	s := put(t, compiled)
	s.kinds = s.kindsOf(h)
	return s
}

// put writes a site to the disk, and puts it on a server.
func put(t *testing.T, compiled *output.Site) site {
	t.Helper()
	s := site{folder: t.TempDir()}
	for _, f := range compiled.Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(s.folder, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Path, ".html") {
			s.pages = append(s.pages, f.Path)
		}
	}
	s.file, s.web = fileURL(s.folder), serve(t, s.folder)
	return s
}

// copyFS reads a folder of the module into memory.
func copyFS(t *testing.T, root string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(".."), root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		files[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sample is the handbook of this project, published below a path.
func sample(t *testing.T) fs.FS {
	t.Helper()
	files := copyFS(t, "content")
	config := files["content/handbook.yaml"]
	config.Data = bytes.Replace(config.Data, []byte("https://handbook.example.com/"), []byte("https://handbook.example.com/handbook/"), 1)
	return files
}

// statesHandbook has one document in each state.
func statesHandbook(t *testing.T) fs.FS {
	t.Helper()
	archive, err := txtar.ParseFile("../generator/render/testdata/states.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "content/") {
			files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	return files
}

// many is a handbook of n documents.
func many(n int) fs.FS {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Large\n")}}
	for i := range n {
		text := fmt.Sprintf("---\ntitle: Document %d\nid: D-%d\ntype: %s\nowner: desk %d\nscope: organization\nstatus: approved\nversion: \"%d.0\"\neffective_date: 2026-%02d-01\nlifespan: long-term\nreview_date: %d-01-01\n---\n\nText.\n",
			i*7919%n, i, []string{"policy", "procedure", "standard"}[i%3], i%20, i%12, i%9+1, 2027+i%3)
		files[fmt.Sprintf("content/part%d/d%05d.md", i%7, i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// kindsOf gives a page of each kind: a document of each type, a section, whatever else stands
// in the root, and of each other folder two pages.
func (s site) kindsOf(h *handbook.Handbook) []string {
	of := map[string]string{}
	for _, p := range h.Policies {
		of[p.Path+".html"] = "a " + p.Type
	}
	for _, section := range h.Sections {
		of[section.Slug+"/index.html"] = "a section"
	}
	var out []string
	seen := map[string]int{}
	for _, p := range s.pages {
		kind, most := of[p], 1
		switch dir := path.Dir(p); {
		case kind == "" && dir == ".":
			kind = p
		case kind == "":
			kind, most = dir, 2
		}
		if seen[kind] < most && !s.redirects(p) {
			seen[kind]++
			out = append(out, p)
		}
	}
	return out
}

func (s site) redirects(page string) bool {
	text, _ := os.ReadFile(filepath.Join(s.folder, filepath.FromSlash(page)))
	return bytes.Contains(text, []byte(`http-equiv="refresh"`))
}

// TestFilesAreSmall keeps scripts and stylesheets within what they may cost readers.
func TestFilesAreSmall(t *testing.T) {
	t.Parallel()
	s := build(t, ticking(), published)
	for _, c := range []struct {
		file         string
		bytes, gzips int // in KiB
	}{{"assets/site.js", 10, 4}, {"assets/style.css", 16, 6}, {"assets/register.js", 4, 2}, {"assets/history.js", 4, 2}, {"assets/changes.js", 1, 1}, {"assets/search.css", 4, 2}} {
		text, err := os.ReadFile(filepath.Join(s.folder, filepath.FromSlash(c.file)))
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(text)
		w.Close()
		if len(text) > c.bytes<<10 || packed.Len() > c.gzips<<10 {
			t.Errorf("%s has %d bytes, %d as sent; want at most %d and %d KiB", c.file, len(text), packed.Len(), c.bytes, c.gzips)
		}
	}
}
