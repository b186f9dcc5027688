package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"policybook/generator/diag"
	"policybook/generator/output"
)

// The clock by which code is colored stops by itself, later.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// build is a build of these pages, by path, in which every HTML page has a body.
func build(t testing.TB, pages map[string]string) Build {
	t.Helper()
	return headed(t, "", pages)
}

// headed is a build of pages with something in their heads.
func headed(t testing.TB, head string, pages map[string]string) Build {
	t.Helper()
	var files []output.File
	for path, text := range pages {
		if isHTML(path) {
			text = "<!DOCTYPE html>\n<html>\n<head>\n" + head + "</head>\n<body>\n" + text + "\n</body>\n</html>\n"
		}
		files = append(files, output.File{Path: path, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}})
	}
	site, err := output.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return Build{Site: site, Title: "Handbook", Day: "2026-11-21"}
}

// broken is a build with an error.
func broken(text string) Build {
	return Build{Title: "Handbook", Day: "2026-11-21",
		Findings: diag.List{{Pos: diag.Pos{File: "content/a/b c.md", Line: 3, Col: 5}, Rule: "link-broken", Severity: diag.Error, Text: text, Hint: "mend it"}},
		Line:     func(string, int) string { return "Some <b>text</b>" }}
}

var pages = map[string]string{
	"index.html": "home", "404.html": "not here", "a/index.html": "section", "a/page.html": "page", "a/näh & <so>.html": "odd",
	"assets/style.css": "body {}", "data.json": "{}", "table.csv": "a;b", "a/plan.svg": "<svg/>", "a/form.odd": "bytes", ".well-known/x.txt": "known",
}

// started is a server with a build, on a port.
func started(t testing.TB, opts Options, b Build) (*Server, *httptest.Server) {
	t.Helper()
	if opts.Log == nil {
		opts.Log = log.New(io.Discard, "", 0)
	}
	s := New(opts)
	s.Show(b)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return s, h
}

// ask sends a request as it is written and gives the answer, with a body that was read whole.
func ask(t *testing.T, h *httptest.Server, request string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", h.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	lines := strings.Split(request, "\n")
	if !strings.Contains(request, "Host:") {
		lines = append(lines, "Host: "+h.Listener.Addr().String())
	}
	fmt.Fprint(c, strings.Join(lines, "\r\n")+"\r\nConnection: close\r\n\r\n")
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	return resp, string(body)
}

// A prober of what may be asked for, and how.
func TestRequests(t *testing.T) {
	t.Parallel()
	_, h := started(t, Options{Hosts: []string{"Books.Example", "192.0.2.7", "2001:db8::7"}}, build(t, pages))
	long := strings.Repeat("x", longestURI)
	for _, c := range []struct {
		request string
		status  int
		has     string // in the body or, for 3xx, the Location
	}{
		// pages
		{"GET / HTTP/1.1", 200, "home"},
		{"GET /index.html HTTP/1.1", 200, "home"},
		{"GET /a/ HTTP/1.1", 200, "section"},
		{"GET /a/page.html HTTP/1.1", 200, "page"},
		{"GET /a/page.html?words=x&section=y HTTP/1.1", 200, "page"},
		{"GET /a/n%C3%A4h%20&%20%3Cso%3E.html HTTP/1.1", 200, "odd"},
		{"GET /assets/style.css HTTP/1.1", 200, "body {}"},
		{"GET /.well-known/x.txt HTTP/1.1", 200, "known"},
		// as a static host leads
		{"GET /a HTTP/1.1", 307, "/a/"},
		{"GET /a?date=2026-01-01 HTTP/1.1", 400, "no such"},
		{"GET /a?x=1 HTTP/1.1", 307, "/a/?x=1"},
		// nothing else
		{"GET /a/page HTTP/1.1", 404, "not here"},
		{"GET /a/page.html/ HTTP/1.1", 404, "not here"},
		{"GET /A/page.html HTTP/1.1", 404, "not here"},
		{"GET /a/PAGE.HTML HTTP/1.1", 404, "not here"},
		{"GET //a/page.html HTTP/1.1", 404, "not here"},
		{"GET /a//page.html HTTP/1.1", 404, "not here"},
		{"GET /a/./page.html HTTP/1.1", 404, "not here"},
		{"GET /a/../a/page.html HTTP/1.1", 404, "not here"},
		{"GET /a%2Fpage.html HTTP/1.1", 404, "not here"},
		{"GET /a%2fpage.html HTTP/1.1", 404, "not here"},
		{"GET /a/page%2Ehtml HTTP/1.1", 404, "not here"},
		{"GET /a\\page.html HTTP/1.1", 404, "not here"},
		{"GET /a%5Cpage.html HTTP/1.1", 404, "not here"},
		{"GET /a/page.html%00 HTTP/1.1", 404, "not here"},
		{"GET /a/page.html%20 HTTP/1.1", 404, "not here"},
		{"GET /../../etc/passwd HTTP/1.1", 404, "not here"},
		{"GET /..%2f..%2fetc/passwd HTTP/1.1", 404, "not here"},
		{"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", 404, "not here"},
		{"GET /%252e%252e/etc/passwd HTTP/1.1", 404, "not here"},
		{"GET /....//....//etc/passwd HTTP/1.1", 404, "not here"},
		{"GET //evil.example HTTP/1.1", 404, "not here"},
		{"GET //evil.example/.. HTTP/1.1", 404, "not here"},
		{"GET /.git/config HTTP/1.1", 404, "not here"},
		{"GET /content/a/page.md HTTP/1.1", 404, "not here"},
		{"GET /a/page.md HTTP/1.1", 404, "not here"},
		{"GET /handbook.yaml HTTP/1.1", 404, "not here"},
		{"GET /_policybook HTTP/1.1", 404, "not here"},
		{"GET /_policybook/ HTTP/1.1", 404, "nothing here"},
		{"GET /_policybook/bar.html HTTP/1.1", 404, "nothing here"},
		{"GET /_policybook/../index.html HTTP/1.1", 404, "nothing here"},
		{"GET /_policybook/preview.js HTTP/1.1", 200, "SharedWorker"},
		{"GET /_policybook/preview.css HTTP/1.1", 200, ".bar"},
		{"GET /_policybook/host.css HTTP/1.1", 200, "aside"},
		{"GET /_policybook/problems HTTP/1.1", 200, "no errors"},
		// names
		{"GET / HTTP/1.1\nHost: localhost", 200, "home"},
		{"GET / HTTP/1.1\nHost: LOCALHOST.:80", 200, "home"},
		{"GET / HTTP/1.1\nHost: 127.0.0.9:1", 200, "home"},
		{"GET / HTTP/1.1\nHost: [::1]:1313", 200, "home"},
		{"GET / HTTP/1.1\nHost: [::ffff:127.0.0.1]", 200, "home"},
		{"GET / HTTP/1.1\nHost: books.example", 200, "home"},
		{"GET / HTTP/1.1\nHost: 192.0.2.7:8080", 200, "home"},
		{"GET / HTTP/1.1\nHost: [2001:db8::7]:8080", 200, "home"},
		{"GET http://localhost/ HTTP/1.1\nHost: evil.example", 200, "home"}, // the target's host counts
		{"GET http://evil.example/ HTTP/1.1\nHost: localhost", 403, "not known"},
		{"GET / HTTP/1.1\nHost: evil.example", 403, "not known"},
		{"GET / HTTP/1.1\nHost: evil.example:1313", 403, "not known"},
		{"GET / HTTP/1.1\nHost: localhost.evil.example", 403, "not known"},
		{"GET / HTTP/1.1\nHost: 127.0.0.1.evil.example", 403, "not known"},
		{"GET / HTTP/1.1\nHost: evil.example.localhost", 403, "not known"},
		{"GET / HTTP/1.1\nHost: 192.0.2.8", 403, "not known"},
		{"GET / HTTP/1.1\nHost: 0.0.0.0", 403, "not known"},
		{"GET / HTTP/1.1\nHost: localhost:port", 403, "not known"},
		{"GET / HTTP/1.1\nHost: 2130706433", 403, "not known"},
		{"GET /_policybook/events HTTP/1.1\nHost: evil.example", 403, "not known"},
		{"GET / HTTP/1.1\nHost:", 403, "not known"},
		// methods
		{"POST / HTTP/1.1\nContent-Length: 0", 405, "GET and HEAD"},
		{"PUT /index.html HTTP/1.1\nContent-Length: 0", 405, "GET and HEAD"},
		{"DELETE / HTTP/1.1", 405, "GET and HEAD"},
		{"PATCH / HTTP/1.1", 405, "GET and HEAD"},
		{"OPTIONS / HTTP/1.1\nOrigin: http://evil.example", 405, "GET and HEAD"},
		{"TRACE / HTTP/1.1", 405, "GET and HEAD"},
		{"CONNECT localhost:22 HTTP/1.1\nHost: localhost:22", 405, "GET and HEAD"},
		{"PROPFIND / HTTP/1.1", 405, "GET and HEAD"},
		{"POST /_policybook/events HTTP/1.1", 405, "GET and HEAD"},
		// sizes
		{"GET /" + long + " HTTP/1.1", 414, "too long"},
		{"GET /?" + long + " HTTP/1.1", 414, "too long"},
		{"GET / HTTP/1.1\nContent-Length: 3", 413, "no body"},
		{"GET / HTTP/1.1\nTransfer-Encoding: chunked", 413, "no body"},
		// other sites
		{"GET / HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document", 200, "home"},
		{"GET / HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe", 403, "other sites"},
		{"GET /a/plan.svg HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: image", 403, "other sites"},
		{"GET / HTTP/1.1\nSec-Fetch-Site: same-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script", 403, "other sites"},
		{"GET / HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors\nOrigin: http://evil.example", 403, "other sites"},
		{"GET / HTTP/1.1\nSec-Fetch-Site: same-origin\nSec-Fetch-Mode: cors", 200, "home"},
		{"GET / HTTP/1.1\nSec-Fetch-Site: none\nSec-Fetch-Mode: navigate", 200, "home"},
		{"GET /_policybook/events HTTP/1.1\nOrigin: http://evil.example", 403, "for the pages of this preview"},
		{"GET /_policybook/events HTTP/1.1\nOrigin: null", 403, "for the pages of this preview"},
		{"GET /_policybook/events HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document", 403, "for the pages of this preview"},
	} {
		resp, body := ask(t, h, c.request)
		name := c.request
		if len(name) > 120 {
			name = name[:120]
		}
		if resp.StatusCode != c.status {
			t.Errorf("%q: status %d, want %d:\n%.300s", name, resp.StatusCode, c.status, body)
		}
		where := body
		if c.status == http.StatusTemporaryRedirect {
			where = resp.Header.Get("Location")
			if where != c.has {
				t.Errorf("%q leads to %q, want %q", name, where, c.has)
			}
		}
		if !strings.Contains(where, c.has) {
			t.Errorf("%q: no %q in:\n%.300s", name, c.has, body)
		}
		if c.status == http.StatusMethodNotAllowed && resp.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%q: allows %q", name, resp.Header.Get("Allow"))
		}
		for key, want := range map[string]string{
			"Content-Security-Policy": contentPolicy, "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Access-Control-Allow-Origin": "", "Access-Control-Allow-Methods": "",
		} {
			if got := resp.Header.Get(key); got != want {
				t.Errorf("%q: %s is %q, want %q", name, key, got, want)
			}
		}
	}
}

func TestTooLargeHeader(t *testing.T) {
	t.Parallel()
	url, _ := serving(t, Options{}, build(t, pages))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("x", 2*headerBytes))
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func get(t testing.TB, url string, header ...string) (*http.Response, string) {
	t.Helper()
	return do(t, http.MethodGet, url, header...)
}

func do(t testing.TB, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestTypes(t *testing.T) {
	t.Parallel()
	_, h := started(t, Options{}, build(t, pages))
	for path, want := range map[string]string{
		"": "text/html; charset=utf-8", "nope": "text/html; charset=utf-8", "assets/style.css": "text/css; charset=utf-8", "data.json": "application/json",
		"table.csv": "text/csv; charset=utf-8", "a/plan.svg": "image/svg+xml", "a/form.odd": "application/octet-stream",
		"_policybook/preview.js": "text/javascript; charset=utf-8", "_policybook/problems": "text/html; charset=utf-8",
	} {
		if resp, _ := get(t, h.URL+"/"+path); resp.Header.Get("Content-Type") != want {
			t.Errorf("%s: type %q, want %q", path, resp.Header.Get("Content-Type"), want)
		}
	}
}

// HEAD is GET without the body.
func TestHeadEqualsGet(t *testing.T) {
	t.Parallel()
	_, h := started(t, Options{}, build(t, pages))
	for _, path := range []string{"/", "/a", "/a/page.html", "/nope", "/assets/style.css", "/_policybook/problems", "/_policybook/preview.js", "/_policybook/nope", "/?audience=x"} {
		want, text := get(t, h.URL+path)
		got, none := do(t, http.MethodHead, h.URL+path)
		if got.StatusCode != want.StatusCode || none != "" || text == "" {
			t.Errorf("%s: HEAD %d with %q, GET %d with %q", path, got.StatusCode, none, want.StatusCode, text)
		}
		got.Header.Del("Date")
		want.Header.Del("Date")
		if fmt.Sprint(got.Header) != fmt.Sprint(want.Header) {
			t.Errorf("%s:\nHEAD %v\nGET  %v", path, got.Header, want.Header)
		}
	}
	resp, body := do(t, http.MethodHead, h.URL+"/_policybook/events")
	if resp.StatusCode != 200 || body != "" || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD of the events: %d %q %v", resp.StatusCode, body, resp.Header)
	}
}

// A page that did not change from one build to the next is not sent again.
func TestTags(t *testing.T) {
	t.Parallel()
	s, h := started(t, Options{}, build(t, pages))
	resp, _ := get(t, h.URL+"/a/page.html")
	tag := resp.Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	status := func(want int) {
		t.Helper()
		resp, _ := get(t, h.URL+"/a/page.html", "If-None-Match", tag)
		if resp.StatusCode != want {
			t.Errorf("status %d, want %d", resp.StatusCode, want)
		}
	}
	status(http.StatusNotModified)
	s.Show(build(t, map[string]string{"a/page.html": "page", "b.html": "new"}))
	status(http.StatusNotModified)
	s.Show(build(t, map[string]string{"a/page.html": "other"}))
	status(http.StatusOK)
	b := build(t, map[string]string{"a/page.html": "page"}) // the same page, and something is wrong with it
	b.Source = func(string) Source { return Source{File: "content/a/page.md"} }
	s.Show(b)
	status(http.StatusOK)
}

// The site below a path is served below that path, as it will be.
func TestBase(t *testing.T) {
	t.Parallel()
	b := build(t, pages)
	b.Base = "/our/book/"
	_, h := started(t, Options{}, b)
	for path, want := range map[string]int{"/": 307, "/our/book": 307, "/our/book/": 200, "/our/book/a/page.html": 200, "/a/page.html": 404, "/our/": 404, "/our/book/a": 307} {
		resp, _ := get(t, h.URL+path)
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
		if to := resp.Header.Get("Location"); want == 307 && !strings.HasPrefix(to, "/our/book/") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

var injected = regexp.MustCompile(`(?s)<link rel="stylesheet" href="/_policybook/host\.css">.*<script src="/_policybook/preview\.js" defer></script>\n`)

// What is served is what is published but for one piece.
func TestInjection(t *testing.T) {
	t.Parallel()
	pages := map[string]string{"a.html": "text </body> in it", "b.html": "<p>other</p>", "c.css": "</body>",
		"old.html": `<meta http-equiv="refresh" content="0; url=a.html">`}
	b := build(t, pages)
	_, h := started(t, Options{}, b)
	for _, f := range b.Site.Files() {
		var want strings.Builder
		f.Write(&want)
		_, got := get(t, h.URL+"/"+f.Path)
		has := f.Path == "a.html" || f.Path == "b.html"
		if n := len(injected.FindAllString(got, -1)); n == 1 != has {
			t.Errorf("%s: the preview stands in it %d times", f.Path, n)
		}
		if got := injected.ReplaceAllString(got, ""); got != want.String() {
			t.Errorf("%s: served as\n%s\nwant\n%s", f.Path, got, want.String())
		}
	}
}

// A page that cannot be rendered says so, and is not half of itself.
func TestUnrenderable(t *testing.T) {
	t.Parallel()
	site, err := output.New([]output.File{{Path: "a.html", Write: func(w io.Writer) error {
		io.WriteString(w, "half")
		return errors.New("template fails")
	}}})
	if err != nil {
		t.Fatal(err)
	}
	_, h := started(t, Options{}, Build{Site: site})
	resp, body := get(t, h.URL+"/a.html")
	if resp.StatusCode != 500 || strings.Contains(body, "half") || !strings.Contains(body, "template fails") {
		t.Errorf("%d: %s", resp.StatusCode, body)
	}
}

// While it is broken a handbook shows its last good pages, or what is wrong.
func TestBroken(t *testing.T) {
	t.Parallel()
	s, h := started(t, Options{Editor: "vscode://file{path}:{line}:{col}", Folder: "/home/me/it's"}, broken("no <page> \x1b[31m"))
	resp, body := get(t, h.URL+"/a/page.html")
	want := `<a href="vscode://file/home/me/it%27s/content/a/b%20c.md:3:5">content/a/b c.md:3:5</a>`
	for _, has := range []string{"The handbook has 1 error", want, `no &lt;page&gt; \x1b[31m`, "Some &lt;b&gt;text&lt;/b&gt;\n", "mend it", "link-broken"} {
		if !strings.Contains(body, has) {
			t.Errorf("no %q in\n%s", has, body)
		}
	}
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d", resp.StatusCode)
	}
	s.Show(build(t, pages))
	if resp, body := get(t, h.URL+"/a/page.html"); resp.StatusCode != 200 || !strings.Contains(body, `data-errors="0"`) || strings.Contains(body, "last good build") {
		t.Errorf("%d\n%s", resp.StatusCode, body)
	}
	s.Show(broken("again"))
	if resp, body := get(t, h.URL+"/a/page.html"); resp.StatusCode != 200 || !strings.Contains(body, `data-errors="1"`) || !strings.Contains(body, "last good build") {
		t.Errorf("%d\n%s", resp.StatusCode, body)
	}
	if _, body := get(t, h.URL+"/_policybook/problems"); !strings.Contains(body, "again") {
		t.Errorf("no error in\n%s", body)
	}
}

// Other views are compiled when they are asked for, once for each build, and the last few are kept.
func TestViews(t *testing.T) {
	t.Parallel()
	var made []View
	opts := Options{Default: View{Audience: "staff"}, Classifications: []string{"public", "internal"}}
	opts.View = func(_ context.Context, v View) (Build, error) {
		made = append(made, v)
		if v.Date == "never" {
			return Build{}, errors.New("no such day")
		}
		b := build(t, map[string]string{"a.html": fmt.Sprintf("as %+v", v), "old.html": `<meta http-equiv="refresh" content="0; url=sub/a.html">`})
		b.Audiences = []Audience{{"staff", "All staff"}, {"it", "IT"}}
		b.Day = v.Date
		return b, nil
	}
	s, h := started(t, opts, build(t, map[string]string{"a.html": "default", "old.html": `<meta http-equiv="refresh" content="0; url=sub/a.html">`}))
	sees := func(query, want string, compiled int) {
		t.Helper()
		made = nil
		_, body := get(t, h.URL+"/a.html"+query)
		if !strings.Contains(body, want) || len(made) != compiled {
			t.Errorf("%s: compiled %v, no %q in\n%s", query, made, want, body)
		}
	}
	sees("?audience=staff&classification=&x=y", "default", 0)
	sees("?audience=it", "as {Date: Audience:it Classification:}", 1)
	sees("?audience=it", `<a href="?audience=it&amp;classification=public">public</a>`, 0)
	sees("?audience=it", `<a href="?audience=it" aria-current="true">IT</a>`, 0)
	sees("?audience=it", `<a href="?">All staff</a>`, 0)
	sees("?audience=", "as {Date: Audience: Classification:}", 1)
	sees("?date=2027-01-01", "as {Date:2027-01-01 Audience:staff Classification:}", 1)
	sees("?date=2027-01-02", "02", 1)
	sees("?date=2027-01-03", "03", 1)
	sees("?date=2027-01-01", "01", 0)
	sees("?audience=it", "as", 1) // is no longer kept
	sees("?date=never", "no such day", 1)
	s.Show(build(t, map[string]string{"a.html": "second"}))
	sees("", "second", 0)
	sees("?audience=it", "as", 1)
	sees("?audience=it", "as", 0)
	if resp, _ := get(t, h.URL+"/old.html?audience=it"); resp.StatusCode != 307 || resp.Header.Get("Location") != "/sub/a.html?audience=it" {
		t.Errorf("an old path leads to %d %q", resp.StatusCode, resp.Header.Get("Location"))
	}
}

// serving is a server as Serve runs it; stop ends it and waits.
func serving(t *testing.T, opts Options, b Build) (url string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	opts.Log = log.New(io.Discard, "", 0)
	s := New(opts)
	s.Show(b)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stopped with %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	t.Cleanup(stop)
	return "http://" + l.Addr().String(), stop
}

// Streams end when the server is stopped, at once.
func TestStop(t *testing.T) {
	t.Parallel()
	url, stop := serving(t, Options{}, build(t, pages))
	resp, err := http.Get(url + "/_policybook/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stop()
	if _, err := io.ReadAll(resp.Body); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("it still answers")
	}
}

// Before the first build, requests wait for it.
func TestFirstBuild(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	h := httptest.NewServer(s)
	defer h.Close()
	defer http.DefaultClient.CloseIdleConnections()
	got := make(chan string)
	go func() {
		resp, err := http.Get(h.URL)
		if err != nil {
			got <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		got <- string(body)
	}()
	s.Show(build(t, pages))
	if body := <-got; !strings.Contains(body, "home") {
		t.Errorf("got %q", body)
	}
}
