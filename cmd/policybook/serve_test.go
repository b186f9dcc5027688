package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"policybook/generator"
	"policybook/generator/diag"
	"policybook/generator/serve"
)

// injected is what the preview adds to a page.
var injected = regexp.MustCompile(`(?s)<link rel="stylesheet" href="/_policybook/host\.css">.*<script src="/_policybook/preview\.js" defer></script>\n`)

// shown is a handbook in a folder and the server that shows it, without the waiting for changes.
type shown struct {
	dir     string
	preview preview
}

func show(t testing.TB, dir string) *shown {
	t.Helper()
	e := &env{ctx: t.Context(), dir: dir, out: io.Discard, err: io.Discard, now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
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

// get gives what is served at a path, and the status.
func (s *shown) get(path string) (int, string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost/", nil)
	r.URL.Path = path
	w := httptest.NewRecorder()
	s.preview.server.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// site is a compiled site as bytes.
type site struct {
	base  string // path of the site on its host
	files map[string]string
}

// clean is the site of a new build, as Build makes it; nil if there are errors.
func (s *shown) clean(t fataler) *site {
	opts := s.preview.shop.opts
	opts.Now = s.preview.now()
	res := generator.Build(os.DirFS(s.dir), opts)
	if res.Site == nil {
		return nil
	}
	made := &site{base(res.Handbook.BaseURL), map[string]string{}}
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
		code, got := s.get(want.base + path)
		page := strings.HasSuffix(path, ".html") && !strings.Contains(text, `http-equiv="refresh"`)
		if found := injected.FindAllStringIndex(got, -1); page != (len(found) == 1) {
			t.Fatalf("%s: %d previews in it", path, len(found))
		}
		if got = injected.ReplaceAllString(got, ""); got != text || code != http.StatusOK {
			t.Fatalf("%s: served with status %d as\n%s\nwant\n%s", path, code, got, text)
		}
	}
}

// The sample handbook is served as it is built.
func TestServedIsBuilt(t *testing.T) {
	t.Parallel()
	s := show(t, "../..")
	want := s.clean(t)
	if want == nil {
		t.Fatal("the sample handbook has errors")
	}
	s.same(t, want)
}

// texts are what the files of a random handbook may hold, by folder or name.
var texts = map[string][]string{
	"document": {
		"---\ntitle: One\n---\nText with a [link](two.md) and a [term](../glossary.html).\n", "---\ntitle: Two\nstatus: draft\n---\n# Two\n\n## A heading\n\nSPAM\n",
		"---\ntitle: Three\nid: T-3\nowner: it\naliases: [old/three.html]\n---\n1. First\n2. Second\n", "---\ntitle: Four\nscope: [staff]\nreview_date: 2026-11-01\n---\n![](plan.svg)\n",
		"---\ntitle: Broken\n", "no front matter", "---\ntitle: [\n---\n", "",
	},
	"section":  {"---\ntitle: A section\n---\nIts text.\n", "---\ntitle: Another\nweight: 3\n---\n", "---\n"},
	"settings": {"title: Book\ndefaults: {owner: it, scope: organization, lifespan: long-term, status: approved}\nlint: {" + lenient + "}\n", "title: Other\nbase_url: https://example.com/book/\nlint: {" + lenient + "}\n", "title: [\n"},
	"glossary": {"- {term: SPAM, definition: Unwanted mail}\n", "- {term: Two, definition: A number}\n", "-"},
	"people":   {"- {id: it, name: IT, role: IT Desk}\n", "- {id: it, name: Other}\n"},
	"style":    {"body { color: red }", "body { color: blue }"},
	"template": {"<footer>Ours {{.Handbook}}</footer>", "<footer>{{.Nope</footer>"},
	"picture":  {`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`, `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>`},
}

const lenient = "link-broken: warning, summary-missing: off, effective-missing: off, review-missing: off, id-missing: off, version-missing: off, approval-missing: off, approvers-missing: off, scope-missing: off, owner-missing: off, lifespan-missing: off, lapsed: off"

// places are the files of a random handbook, and what each holds.
var places = map[string]string{
	"content/handbook.yaml": "settings", "content/_index.md": "section", "content/a/_index.md": "section", "content/b/_index.md": "section",
	"content/a/one.md": "document", "content/a/two.md": "document", "content/b/one.md": "document", "content/b/sub/deep.md": "document", "content/top.md": "document",
	"content/a/three/index.md": "document", "content/a/three/plan.svg": "picture", "content/a/plan.svg": "picture",
	"content/_data/glossary.yaml": "glossary", "content/_data/people.yaml": "people",
	"themes/default/style.css": "style", "themes/default/footer.html": "template",
}

// After any edits, what is served is what a clean build would publish or, while that has errors,
// what the last one without published.
func TestServedIsBuiltAfterEdits(t *testing.T) {
	t.Parallel()
	var names []string
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		write := func(name, text string) {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				rt.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				rt.Fatal(err)
			}
		}
		write("content/handbook.yaml", texts["settings"][0])
		write("content/a/one.md", texts["document"][0])
		s := show(t, dir)
		good := s.clean(rt)
		for range rapid.IntRange(1, 8).Draw(rt, "edits") {
			for range rapid.IntRange(1, 3).Draw(rt, "at once") {
				name := rapid.SampledFrom(names).Draw(rt, "file")
				file := filepath.Join(dir, filepath.FromSlash(name))
				switch rapid.SampledFrom([]string{"write", "write", "write", "remove", "rename", "remove folder"}).Draw(rt, "edit") {
				case "write":
					write(name, rapid.SampledFrom(texts[places[name]]).Draw(rt, "text"))
				case "remove":
					os.Remove(file)
				case "rename":
					to := rapid.SampledFrom(names).Draw(rt, "to")
					if text, err := os.ReadFile(file); err == nil {
						os.Remove(file)
						write(to, string(text))
					}
				case "remove folder":
					os.RemoveAll(filepath.Dir(file))
				}
			}
			s.preview.again("")
			if now := s.clean(rt); now != nil {
				good = now
			} else {
				// Attachments are read when they are asked for.
				maps.DeleteFunc(good.files, func(path, _ string) bool { return strings.HasSuffix(path, ".svg") })
			}
			s.same(rt, good)
		}
	})
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
