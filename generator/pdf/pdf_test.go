package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"policybook/generator/output"
)

// begin starts a browser, or skips the test where there is none.
func begin(t *testing.T, opts Options, patience time.Duration) *Printer {
	t.Helper()
	program, ok := Find()
	switch {
	case ok:
	case os.Getenv("CI") == "true":
		t.Fatal("no Chromium was found")
	default:
		t.Skip("needs Chromium, Chrome or Edge")
	}
	opts.Browser = program
	p, err := start(t.Context(), opts, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func printed(t *testing.T, p *Printer, site *output.Site, page string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Print(&b, site, page); err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return b.Bytes()
}

const longPage = `<!DOCTYPE html><html lang="en"><title>One</title><link rel="stylesheet" href="../assets/style.css">
<h1>One</h1><p><a href="#end">end</a> <a href="two.html">two</a> <a href="../b/three.html#x">three</a> <a href="https://example.org/?a=(b)">off</a>
<a href="mailto:it@example.org">mail</a> <img src="dot.svg" alt=""></p><h2 id="end">The end</h2>
<table><tr><th>A<th>B<tr><td>1<td>2</table><script>document.body.innerHTML = '<a href="https://example.org/script">scripts run</a>'</script>`

func small(t *testing.T) *output.Site {
	return site(t, map[string]string{
		"a/one.html":       longPage,
		"a/two.html":       `<!DOCTYPE html><html lang="en"><title>Two</title><link rel="stylesheet" href="../assets/style.css"><h1>Two</h1><a href="one.html">one</a>`,
		"a/dot.svg":        `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>`,
		"assets/style.css": `@page { size: A5; @bottom-right { content: counter(page) } } h2 { break-before: page }`,
	})
}

// uris gives the addresses that the annotations of a PDF lead to.
func uris(pdf []byte) (all []string) {
	for _, m := range regexp.MustCompile(`/URI \(((?:[^()\\]|\\.)*)\)`).FindAllSubmatch(pdf, -1) {
		all = append(all, unescaper.Replace(string(m[1])))
	}
	return slices.Compact(all)
}

// sound finds each object where the file's own table says that it is.
func sound(t *testing.T, pdf []byte) {
	t.Helper()
	_, table, ok := strings.Cut(string(pdf), "\nxref\n0 ")
	if !ok {
		t.Fatal("no table of objects")
	}
	for n, line := range strings.Split(table, "\n")[1:] {
		if !strings.HasSuffix(line, " n ") {
			if strings.HasPrefix(line, "trailer") {
				return
			}
			continue
		}
		at, err := strconv.Atoi(line[:10])
		if want := fmt.Sprintf("%d 0 obj\n", n); err != nil || at >= len(pdf) || !bytes.HasPrefix(pdf[at:], []byte(want)) {
			t.Fatalf("object %d is not at %q", n, line)
		}
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		base string
		want []string
	}{
		"on a shared drive": {"", []string{"two.html", "../b/three.html#x", "https://example.org/?a=(b)", "mailto:it@example.org"}},
		"with an address": {"https://it.example.org/our%20book/", []string{"https://it.example.org/our%20book/a/two.html",
			"https://it.example.org/our%20book/b/three.html#x", "https://example.org/?a=(b)", "mailto:it@example.org"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, Options{BaseURL: c.base}, patience)
			pdf := printed(t, p, small(t), "a/one.html")
			if diff := cmp.Diff(c.want, uris(pdf)); diff != "" {
				t.Errorf("links (-want +got):\n%s", diff)
			}
			sound(t, pdf)
			for what, want := range map[string]string{
				"the anchor": "/Dest /end", "tags": "/MarkInfo", "the outline": "/Type /Outlines", "the language": "/Lang (en)",
				"the size and pages of the stylesheet": "/MediaBox [0 0 4", "two sheets": "/Count 2",
			} {
				if !bytes.Contains(pdf, []byte(want)) {
					t.Errorf("%s is not there: no %s", what, want)
				}
			}
			for _, bad := range []string{"/CreationDate", "/ModDate", "handbook.invalid"} {
				if bytes.Contains(pdf, []byte(bad)) {
					t.Errorf("it holds %s", bad)
				}
			}
		})
	}
}

// The same page has the same bytes: in another browser, in a tab that printed
// others, and from the cache.
func TestPrintIsDeterministic(t *testing.T) {
	t.Parallel()
	s, folder := small(t), t.TempDir()
	first := begin(t, Options{Cache: folder}, patience)
	one, two := printed(t, first, s, "a/one.html"), printed(t, first, s, "a/two.html")
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Fatalf("the cache holds %v, %v", entries, err)
	}
	for _, e := range entries {
		if text, err := os.ReadFile(filepath.Join(folder, e.Name())); err != nil || !bytes.Contains(text, []byte(`"assets/style.css":"`)) {
			t.Errorf("%s does not say that the stylesheet was used: %v", e.Name(), err)
		}
	}
	if !bytes.Equal(one, printed(t, first, s, "a/one.html")) {
		t.Error("another PDF from the cache")
	}
	second := begin(t, Options{}, patience) // in the other order, without a cache
	for range 3 {
		if !bytes.Equal(two, printed(t, second, s, "a/two.html")) || !bytes.Equal(one, printed(t, second, s, "a/one.html")) {
			t.Error("another PDF from another browser")
		}
	}
	asksNobody(t, second)
}

// asksNobody fails if a page can ask for anything on a network.
func asksNobody(t *testing.T, p *Printer) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(server.Close)
	s := site(t, map[string]string{"x.html": strings.ReplaceAll(`<!DOCTYPE html><title>X</title>
<link rel="stylesheet" href="HERE/a.css"><link rel="preconnect" href="HERE"><link rel="prefetch" href="HERE/b"><link rel="icon" href="HERE/c.png">
<img src="HERE/d.png"><img src="none.png"><img src="file:///etc/hostname"><iframe src="HERE/e.html"></iframe><object data="HERE/f.svg"></object>
<style>@import "HERE/g.css"; body { background: url(HERE/h.png) }</style><script src="HERE/i.js"></script>`, "HERE", server.URL)})
	printed(t, p, s, "x.html")
	if n := asked.Load(); n > 0 {
		t.Errorf("the page has asked %d times", n)
	}
}

// What cannot be printed fails with a reason, and the next page can be printed,
// until the browser is gone.
func TestPrintFails(t *testing.T) {
	t.Parallel()
	p := begin(t, Options{}, patience)
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for _, c := range []struct {
		name     string
		patience time.Duration
		picture  func() error
		want     string
		over     bool
	}{
		{"a file that cannot be made", patience, func() error { return errors.New("no such picture") }, "x.png: no such picture", false},
		{"a page that hangs", 2 * time.Second, func() error { <-hang; return nil }, "the browser did not print it within 2s", false},
		{"a browser that dies", patience, func() error { return chromedp.FromContext(p.ctx).Browser.Process().Kill() }, "the browser has stopped: ", true},
	} {
		p.patience = c.patience
		s, err := output.New([]output.File{
			{Path: "x.html", Write: func(w io.Writer) error { _, err := io.WriteString(w, `<img src="x.png">`); return err }},
			{Path: "x.png", Write: func(io.Writer) error { return c.picture() }},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Print(io.Discard, s, "x.html"); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
		p.patience = patience
		if !c.over {
			printed(t, p, small(t), "a/one.html")
		}
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "browser")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexec sleep 600\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		program string
		says    string
	}{
		"no program":  {t.Context(), filepath.Join(dir, "none"), "none cannot be used: "},
		"no browser":  {t.Context(), "/bin/true", "/bin/true cannot be used: "},
		"no answer":   {t.Context(), program, "it did not start within 1s"},
		"interrupted": {cancelled, program, context.Canceled.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := start(c.ctx, Options{Browser: c.program}, time.Second)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s", err, c.says)
			}
		})
	}
}

// An interrupted build leaves neither a browser nor its folder.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc to find the browser's folder")
	}
	program, ok := Find()
	if !ok {
		t.Skip("needs Chromium, Chrome or Edge")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p, err := start(ctx, Options{Browser: program}, patience)
	if err != nil {
		t.Fatal(err)
	}
	process := chromedp.FromContext(p.ctx).Browser.Process()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, folder, _ := strings.Cut(string(line), "--user-data-dir=")
	folder, _, _ = strings.Cut(folder, "\x00")
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	s, err := output.New([]output.File{{Path: "x.html", Write: func(w io.Writer) error { cancel(); _, err := io.WriteString(w, "x"); return err }}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Print(io.Discard, s, "x.html"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	p.Close()
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is left: %v", folder, err)
	}
	if err := process.Signal(syscall.Signal(0)); err == nil {
		t.Error("the browser still runs")
	}
}
