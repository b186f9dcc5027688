package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/serve"
	"policybook/generator/source"
)

// injected is what the preview adds to a page.
var injected = regexp.MustCompile(`(?s)<link rel="stylesheet" href="/_policybook/host\.css">.*<script src="/_policybook/preview\.js" defer></script>\n`)

// announced is what says in the head of a page where the search answers.
var announced = regexp.MustCompile(`<meta name="policybook-search" content="/([^"/]+/)*api/search(?:\?[^"]*)?">\n`)

// shown is a handbook in a folder and the server that shows it, without the waiting for changes.
type shown struct {
	dir     string
	preview preview
}

func show(t testing.TB, dir string) *shown {
	t.Helper()
	return showTo(t, dir, io.Discard)
}

// showTo is show with somebody who is told of each build.
func showTo(t testing.TB, dir string, out io.Writer) *shown {
	t.Helper()
	e := &env{ctx: t.Context(), dir: dir, out: out, err: io.Discard, now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
	opts, err := e.options("", "")
	if err != nil {
		t.Fatal(err)
	}
	opts.Drafts = true
	w := newWorkshop(e, opts)
	s := &shown{dir, preview{env: e, journal: newJournal(e, "text"), shop: w, server: serve.New(serve.Options{View: w.view, Editor: defaultEditor, Folder: dir})}}
	s.preview.show()
	return s
}

// get gives what is served at a path to readers with a view, and the status.
func (s *shown) get(path string, v serve.View) (int, string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost/", nil)
	r.URL.Path = path
	if v != (serve.View{}) {
		r.URL.RawQuery = url.Values{"date": {v.Date}, "audience": {v.Audience}, "classification": {v.Classification}}.Encode()
	}
	w := httptest.NewRecorder()
	s.preview.server.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// site is a compiled site as bytes.
type site struct {
	view  serve.View
	base  string // path of the site on its host
	files map[string]string
}

// clean is the site of a new build for a view, as Build makes it; nil if there are errors.
func (s *shown) clean(t fataler, v serve.View) *site {
	opts := s.preview.shop.opts
	opts.Now, opts.Audience, opts.Classification = s.preview.now(), v.Audience, v.Classification
	opts.Date, _ = calendar.ParseDate(v.Date, nil)
	opts.History = s.preview.read(s.preview.past(), os.DirFS(s.dir))
	res := generator.Build(os.DirFS(s.dir), opts)
	if res.Site == nil {
		return nil
	}
	made := &site{v, base(res.Handbook.BaseURL), map[string]string{}}
	for _, f := range res.Site.Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		made.files[f.Path] = b.String()
	}
	return made
}

type fataler interface{ Fatalf(string, ...any) }

// same compares all that is served with a site.
func (s *shown) same(t fataler, want *site) {
	for path, text := range want.files {
		code, got := s.get(want.base+path, want.view)
		old := strings.Contains(text, `http-equiv="refresh"`)
		if old && want.view != (serve.View{}) {
			if code != http.StatusTemporaryRedirect {
				t.Fatalf("%s: status %d, want a way to the page that keeps the view", path, code)
			}
			continue
		}
		page := strings.HasSuffix(path, ".html") && !old
		for _, added := range []*regexp.Regexp{injected, announced} {
			if found := added.FindAllStringIndex(got, -1); page != (len(found) == 1) {
				t.Fatalf("%s: %s stands in it %d times", path, added, len(found))
			}
			got = added.ReplaceAllString(got, "")
		}
		if got != text || code != http.StatusOK {
			t.Fatalf("%s: served with status %d as\n%s\nwant\n%s", path, code, got, text)
		}
	}
}

// The sample handbook is served as it is built.
func TestServedIsBuilt(t *testing.T) {
	t.Parallel()
	s := show(t, "../..")
	want := s.clean(t, serve.View{})
	if want == nil {
		t.Fatal("the sample handbook has errors")
	}
	s.same(t, want)
}

// The page of a release and that of the version which is to follow it belong to one file.
func TestServedNextVersion(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: H\n")}, "content/it/a.md": {Data: []byte("---\ntitle: A\nowner: me\nstatus: draft\nversion: \"2.0\"\n---\n\n## New\n\nSee [what](gone.md).\n")}}
	released := "---\ntitle: A\nowner: me\nscope: organization\nlifespan: long-term\nstatus: approved\nversion: \"1.0\"\neffective_date: 2026-01-01\n---\n\n## Old\n\nText.\n"
	front, _ := (&source.FrontReader{Zone: time.UTC}).Read("it/a.md", []byte(released))
	w := &workshop{env: &env{now: time.Now, dir: t.TempDir()}, Builder: generator.NewBuilder(files, nil)}
	w.history = &handbook.History{
		Documents: map[string][]handbook.Snapshot{"it/a.md": {{Commit: &handbook.Commit{ID: "1", Day: calendar.New(2026, 1, 1)}, Path: "it/a.md", Blob: "b", Front: front}}},
		Text:      func(string) ([]byte, error) { return []byte(released), nil },
	}
	opts, err := w.env.options("2026-11-21", "")
	if err != nil {
		t.Fatal(err)
	}
	opts.Drafts = true
	b, _ := w.build(opts)
	const file = "content/it/a.md"
	if got, want := b.Source("it/a.html"), (serve.Source{File: file, Place: file + "@1.0", Lines: map[string]int{}}); !reflect.DeepEqual(got, want) {
		t.Errorf("the page of the release: got %v, want %v", got, want)
	}
	if got, want := b.Source("it/a.next.html"), (serve.Source{File: file, Place: file, Lines: map[string]int{"new": 8}}); !reflect.DeepEqual(got, want) {
		t.Errorf("the page of the next version: got %v, want %v", got, want)
	}
	if !slices.ContainsFunc(b.Findings, func(f diag.Finding) bool {
		return f.Rule == "link-broken" && f.Pos == diag.Pos{File: file, Line: 10, Col: 12}
	}) {
		t.Errorf("nothing is said of the link of the draft: %v", b.Findings)
	}
}

// Who did not ask for a port gets the next free one, so that two handbooks can be shown at once.
func TestListen(t *testing.T) {
	t.Parallel()
	taken, err := listen("127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	if l, err := listen(addr, true); err == nil {
		l.Close()
		t.Errorf("%s was given twice", addr)
	}
	next, err := listen(addr, false)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if from, to := taken.Addr().(*net.TCPAddr).Port, next.Addr().(*net.TCPAddr).Port; to <= from || to > from+triedPorts {
		t.Errorf("port %d after %d", to, from)
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{"127.0.0.1:1": "127.0.0.1", "192.0.2.1:80": "192.0.2.1", "[2001:db8::1]:80": "2001:db8::1", "book.example:80": "book.example"} {
		if got := hosts(addr); len(got) != 1 || got[0] != want {
			t.Errorf("hosts(%s) = %v, want %s", addr, got, want)
		}
	}
	name, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	for _, addr := range []string{":80", "0.0.0.0:80", "[::]:80"} {
		if got := hosts(addr); !slices.Contains(got, name) {
			t.Errorf("hosts(%s) = %v, without %s", addr, got, name)
		}
	}
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true, "": false, "0.0.0.0": false, "::": false, "192.0.2.1": false, "localhost.example": false} {
		if loopback(host) != want {
			t.Errorf("loopback(%q) is not %v", host, want)
		}
	}
}

// Errors are said each time, a warning once.
func TestNews(t *testing.T) {
	t.Parallel()
	finding := func(place string) diag.Finding {
		var f diag.Finding
		var severity string
		fmt.Sscanf(place, "%1s%d%s", &f.File, &f.Line, &severity)
		f.Severity, _ = diag.ParseSeverity(map[string]string{"e": "error", "w": "warning", "n": "notice"}[severity])
		f.Text = severity
		return f
	}
	list := func(places string) (l diag.List) {
		for _, place := range strings.Fields(places) {
			l = append(l, finding(place))
		}
		return l
	}
	for _, c := range []struct{ last, now, want string }{
		{"", "a1e a2w a3n", "a1e a2w"},
		{"a1e a2w a3n", "a1e a2w a3n", "a1e"},
		{"a1w b1w c1w", "a1w b9w c1w", ""},
		{"a1w c1w", "a1w b1w c1w", "b1w"},
		{"a1w b1w c1w", "a1w c1w", ""},
		{"a1e b1w c1e", "a1e b1e c1e", "a1e b1e c1e"},
		{"a1w a5w", "a5w", ""},
		{"a1w", "a1w a5w", "a5w"},
	} {
		if got := news(list(c.now), list(c.last)); !slices.Equal(got, list(c.want)) {
			t.Errorf("after %q, %q: said %v, want %q", c.last, c.now, got, c.want)
		}
	}
}
