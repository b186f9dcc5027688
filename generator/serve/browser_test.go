package serve

// What only a browser can tell of the preview. One Chromium serves all tests; what belongs to
// one server, a tab of another does not see.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"policybook/generator/diag"
	"policybook/generator/pdf"
)

// TestInBrowser runs every test that needs one.
func TestInBrowser(t *testing.T) {
	t.Parallel()
	b := chromium(t)
	for name, test := range map[string]func(*testing.T, *browser){
		"swap":                testSwap,
		"styles and pictures": testParts,
		"overlay":             testOverlay,
		"broken at start":     testBrokenAtStart,
		"views":               testViewsKept,
		"edit":                testEdit,
		"server comes back":   testComesBack,
		"without script":      testWithoutScript,
		"tabs":                func(t *testing.T, b *browser) { testTabs(t, b, "") },
		"tabs without worker": func(t *testing.T, b *browser) { testTabs(t, b, "delete self.SharedWorker") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, b)
		})
	}
}

// missing skips a test that lacks a tool, and fails it where all tools must be there.
func missing(t *testing.T, what, how string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: %s", what, how)
	}
	t.Skipf("%s is missing, so this is not tested: %s", what, how)
}

type browser struct{ ctx context.Context }

func chromium(t *testing.T) *browser {
	t.Helper()
	path, ok := pdf.Find()
	if !ok {
		missing(t, "Chromium", "install it, on Debian with apt-get install chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.DisableGPU, chromedp.WindowSize(1280, 900), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses to run as root
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("closing the browser: %v", err)
		}
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("%s does not start: %v", path, err)
	}
	return &browser{ctx}
}

// tab is an open tab.
type tab struct {
	*testing.T
	ctx context.Context
}

// open opens a page in a tab of its own, after a script has run in it. What hangs ends some time.
func (b *browser) open(t *testing.T, url, before string) *tab {
	t.Helper()
	ctx, _ := chromedp.NewContext(b.ctx)
	t.Cleanup(func() { chromedp.Cancel(ctx) })
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	tab := &tab{t, ctx}
	if before != "" {
		tab.do(call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: before}))
	}
	tab.do(chromedp.Navigate(url))
	return tab
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(t.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// call is an action that runs a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// evaluate runs an expression in the page and gives its value.
func evaluate[T any](t *tab, expression string) T {
	t.Helper()
	v, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v\nin %.300s", err, expression)
	}
	return v
}

// wait waits until an expression is true of the page, also of one that takes its place.
func (t *tab) wait(expression string) {
	t.Helper()
	for {
		_, err := chromedp.Run(t.ctx, chromedp.Poll[bool](`(() => { try { return !!(`+expression+`) } catch { return false } })()`,
			chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(time.Minute)))
		if err != nil && strings.Contains(err.Error(), "-32000") {
			continue // the page was left meanwhile
		}
		if err != nil {
			seen, _ := chromedp.Run(t.ctx, chromedp.Evaluate[string](`document.documentElement.outerHTML.slice(0, 1500)`))
			t.Fatalf("%v\nwaiting for %s\nin %s", err, expression, seen)
		}
		return
	}
}

// is checks an expression.
func is[T comparable](t *tab, expression string, want T) {
	t.Helper()
	if got := evaluate[T](t, expression); got != want {
		t.Errorf("%s is %v, want %v", expression, got, want)
	}
}

// Parts of the page, for expressions.
const (
	bars    = `document.querySelector('aside[data-policybook]').shadowRoot`
	overlay = bars + `.querySelector('.overlay')`
)

// article is a page as a theme would make it. Its script adds a word to the header.
func article(title, text string) string {
	return fmt.Sprintf(`<header>The handbook</header><nav><a href="other.html">Other</a></nav>
<main id="main"><h1>%s</h1><details><summary>More</summary>hidden</details><label>Words <input></label>
<h2 id="first">First</h2><p id="text">%s</p><img src="plan.svg" alt=""><h2 id="second">Second</h2><a id="link" href="#first">Up</a></main>`, title, text)
}

// themed puts a stylesheet and a script into the heads of pages.
func themed(t *testing.T, changes map[string]string) Build {
	t.Helper()
	pages := map[string]string{
		"index.html": article("Home", "home"), "page.html": article("Page", "as it was"), "other.html": article("Other", "other"), "404.html": article("Not here", "-"),
		"style.css": style("rgb(1, 2, 3)"), "theme.js": "document.querySelector('header').append(' dressed')",
		"plan.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>`,
	}
	maps.Copy(pages, changes)
	b := headed(t, themeHead, pages)
	b.Source = func(page string) Source {
		return Source{File: "content/" + strings.TrimSuffix(page, ".html") + ".md", Lines: map[string]int{"first": 30, "second": 70}}
	}
	return b
}

// style makes pages high enough to scroll.
func style(color string) string { return "h1 { color: " + color + " } h2 { margin-top: 1500px }" }

const themeHead = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'">
<title>A page</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><script src="/theme.js" defer></script>`

// The page changes where it is read: nothing else of it does, and no other page.
func testSwap(t *testing.T, b *browser) {
	s, h := started(t, Options{}, themed(t, nil))
	tab, other := b.open(t, h.URL+"/page.html", ""), b.open(t, h.URL+"/other.html", "")
	tab.wait(`document.querySelector('header').textContent === 'The handbook dressed'`)
	other.wait(`document.querySelector('header').textContent === 'The handbook dressed'`)
	evaluate[bool](tab, `document.querySelector('details').open = true`)
	evaluate[bool](tab, `(document.querySelector('input').focus(), scrollTo(0, 1400), window.here = true)`)
	evaluate[bool](other, `(window.main = document.querySelector('main'), true)`)
	top := evaluate[float64](tab, `scrollY`)
	if top < 1000 {
		t.Fatalf("scrolled to %v only", top)
	}
	s.Show(themed(t, map[string]string{"page.html": article("Page", "as it is now")}))
	tab.wait(`document.getElementById('text').textContent === 'as it is now'`)
	tab.wait(`document.querySelector('header').textContent === 'The handbook dressed'`)
	is(tab, `scrollY`, top)
	is(tab, `document.querySelector('details').open`, true)
	is(tab, `document.activeElement.localName`, "input")
	is(tab, `window.here`, true)

	// What comes in above moves the text below, not the reader.
	evaluate[bool](tab, `(document.getElementById('second').scrollIntoView(), true)`)
	at := evaluate[float64](tab, `Math.round(document.getElementById('second').getBoundingClientRect().top)`)
	s.Show(themed(t, map[string]string{"page.html": article("Page", "longer<br>by<br>lines<br>and<br>lines")}))
	tab.wait(`document.getElementById('text').textContent.includes('longer')`)
	is(tab, `Math.round(document.getElementById('second').getBoundingClientRect().top)`, at)

	// The other page has followed all of it: it hears of its own finding, and is the same.
	last := themed(t, map[string]string{"page.html": article("Page", "last")})
	last.Findings = diag.List{{Pos: diag.Pos{File: "content/other.md", Line: 1, Col: 1}, Rule: "heading-order", Severity: diag.Warning, Text: "a finding of its own"}}
	s.Show(last)
	other.wait(bars + `.querySelector('.here').textContent.includes('a finding of its own')`)
	is(other, `window.main === document.querySelector('main')`, true)
	tab.wait(`document.getElementById('text').textContent === 'last'`)
	is(tab, bars+`.querySelector('.here').textContent.includes('a finding of its own')`, false)

	// A page that goes, and comes again.
	gone := headed(t, themeHead, map[string]string{"404.html": article("Not here", "-")})
	s.Show(gone)
	tab.wait(`document.querySelector('h1').textContent === 'Not here'`)
	s.Show(themed(t, nil))
	tab.wait(`document.querySelector('h1').textContent === 'Page'`)
}

func testParts(t *testing.T, b *browser) {
	s, h := started(t, Options{}, themed(t, nil))
	tab := b.open(t, h.URL+"/page.html", "")
	color := `getComputedStyle(document.querySelector('h1')).color`
	tab.wait(color + ` === 'rgb(1, 2, 3)' && document.images[0].naturalWidth === 10`)
	tab.wait(`document.querySelector('header').textContent === 'The handbook dressed'`)
	evaluate[bool](tab, `(window.main = document.querySelector('main'), true)`)
	s.Show(themed(t, map[string]string{"style.css": style("rgb(4, 5, 6)"), "plan.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>`}))
	tab.wait(color + ` === 'rgb(4, 5, 6)'`)
	tab.wait(`document.images[0].naturalWidth === 20`)
	is(tab, `window.main === document.querySelector('main')`, true)
	tab.wait(`document.querySelectorAll('head link[rel=stylesheet]').length === 1`)
	is(tab, `document.querySelector('body > link').getAttribute('href')`, "/_policybook/host.css") // is as it was
	s.Show(themed(t, map[string]string{"theme.js": "document.querySelector('header').append(' anew')"}))
	tab.wait(`document.querySelector('header').textContent === 'The handbook anew'`)
}

// The overlay comes with errors, goes when it is told, comes back, and goes by itself.
func testOverlay(t *testing.T, b *browser) {
	s, h := started(t, Options{Editor: "vscode://file{path}:{line}:{col}", Folder: "/srv/book"}, themed(t, nil))
	tab := b.open(t, h.URL+"/page.html", "")
	tab.wait(bars + `.querySelector('.here')`)
	s.Show(broken("the first <mistake>"))
	tab.wait(overlay + `.textContent.includes('the first <mistake>')`)
	is(tab, overlay+`.getAttribute('role')`, "alertdialog")
	is(tab, overlay+`.ariaLabel`, "The handbook has 1 error")
	is(tab, overlay+`.querySelector('a').href`, "vscode://file/srv/book/content/a/b%20c.md:3:5")
	is(tab, overlay+`.querySelector('pre').textContent.trim().endsWith('^')`, true)
	is(tab, `document.getElementById('text').textContent`, "as it was")
	is(tab, bars+`.querySelector('.stale').textContent`, "1 error: this is the last good build")
	tab.do(chromedp.KeyEvent(kb.Escape))
	tab.wait(`!` + overlay)
	s.Show(broken("the second"))
	tab.wait(overlay + `.textContent.includes('the second')`)
	evaluate[bool](tab, `(`+overlay+`.querySelector('button').click(), true)`)
	tab.wait(`!` + overlay)
	s.Show(broken("the third"))
	tab.wait(overlay + `.textContent.includes('the third')`)
	s.Show(themed(t, map[string]string{"page.html": article("Page", "mended")}))
	tab.wait(`!` + overlay + ` && document.getElementById('text').textContent === 'mended'`)
	is(tab, bars+`.querySelector('.stale')`, (*int)(nil))
}

func testBrokenAtStart(t *testing.T, b *browser) {
	s, h := started(t, Options{}, broken("from the start"))
	tab := b.open(t, h.URL+"/page.html", "")
	tab.wait(`document.querySelector('.errors').textContent.includes('from the start')`)
	s.Show(broken("something else"))
	tab.wait(`document.querySelector('.errors').textContent.includes('something else')`)
	s.Show(themed(t, nil))
	tab.wait(`document.getElementById('text').textContent === 'as it was'`)
}

// A chosen view stays with the reader.
func testViewsKept(t *testing.T, b *browser) {
	opts := Options{Classifications: []string{"public", "internal"}, View: func(_ context.Context, v View) (Build, error) {
		b := themed(t, map[string]string{"page.html": article("Page", fmt.Sprintf("%+v", v)), "other.html": article("Other", fmt.Sprintf("%+v", v))})
		b.Audiences, b.Day = []Audience{{"staff", "All staff"}}, v.Date
		return b, nil
	}}
	first := themed(t, nil)
	first.Audiences, first.Day = []Audience{{"staff", "All staff"}}, "2026-11-21"
	_, h := started(t, opts, first)
	tab := b.open(t, h.URL+"/page.html", "")
	tab.wait(bars + `.querySelector('.day').hidden === false`)
	evaluate[bool](tab, `([...`+bars+`.querySelectorAll('.view a')].find(a => a.textContent === 'All staff').click(), true)`)
	tab.wait(`document.getElementById('text').textContent.includes('Audience:staff')`)
	tab.wait(bars + `.querySelector('.day').hidden === false`)
	is(tab, bars+`.querySelector('.view summary').textContent.includes('All staff')`, true)
	evaluate[bool](tab, `(() => { const day = `+bars+`.querySelector('input'); day.value = '2027-03-01'; day.dispatchEvent(new Event('change')); return true })()`)
	tab.wait(`document.getElementById('text').textContent.includes('Date:2027-03-01 Audience:staff')`)
	tab.wait(bars + `.querySelector('.day').hidden === false`)
	evaluate[bool](tab, `(document.querySelector('nav a').click(), true)`)
	tab.wait(`location.pathname === '/other.html' && document.getElementById('text').textContent.includes('Date:2027-03-01 Audience:staff')`)
	evaluate[bool](tab, `(document.getElementById('link').click(), true)`)
	is(tab, `location.hash + ' ' + new URLSearchParams(location.search).get('audience')`, "#first staff")
}

// The link to the source leads to the heading that is read.
func testEdit(t *testing.T, b *browser) {
	_, h := started(t, Options{Editor: "odd:{path}#{line},{col}", Folder: "/srv/it's"}, themed(t, nil))
	tab := b.open(t, h.URL+"/page.html", "")
	tab.wait(bars + `.querySelector('.edit').onclick`)
	edit := `(() => { const e = ` + bars + `.querySelector('.edit'); e.dispatchEvent(new Event('pointerdown')); return e.getAttribute('href') })()`
	is(tab, edit, "odd:/srv/it%27s/content/page.md#1,1")
	evaluate[bool](tab, `(document.getElementById('second').scrollIntoView(), true)`)
	is(tab, edit, "odd:/srv/it%27s/content/page.md#70,1")
}

// A page outlives the server, and follows the next one.
func testComesBack(t *testing.T, b *browser) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	run := func(l net.Listener, b Build) (stop func()) {
		s := New(Options{Log: log.New(io.Discard, "", 0)})
		s.Show(b)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- s.Serve(ctx, l) }()
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	stop := run(l, themed(t, nil))
	tab := b.open(t, "http://"+at+"/page.html", "")
	tab.wait(bars + `.querySelector('.day').hidden === false`)
	stop()
	tab.wait(bars + `.querySelector('.status').textContent === 'serve has stopped'`)
	if l, err = net.Listen("tcp", at); err != nil {
		t.Skipf("the port was taken meanwhile: %v", err)
	}
	stop = run(l, themed(t, map[string]string{"page.html": article("Page", "of another run")}))
	defer stop()
	tab.wait(`document.getElementById('text').textContent === 'of another run'`)
	tab.wait(bars + `.querySelector('.status').textContent === ''`)
}

// Pages and bar are whole without a script, and views are links.
func testWithoutScript(t *testing.T, b *browser) {
	first := themed(t, nil)
	first.Audiences = []Audience{{"staff", "All staff"}}
	_, h := started(t, Options{}, first)
	tab := b.open(t, "about:blank", "")
	tab.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	tab.do(chromedp.Navigate(h.URL + "/page.html"))
	is(tab, `document.querySelector('header').textContent`, "The handbook")
	is(tab, bars+`.querySelector('.view a:not([aria-current])').href`, h.URL+"/page.html?audience=staff")
	is(tab, bars+`.querySelector('.bar').getBoundingClientRect().bottom === innerHeight`, true)
	is(tab, `getComputedStyle(`+bars+`.querySelector('.day')).display`, "none")
}

// Twelve tabs of one browser share a stream: each loads, and each follows.
func testTabs(t *testing.T, b *browser, before string) {
	s, h := started(t, Options{}, themed(t, nil))
	var tabs []*tab
	for range 12 {
		tabs = append(tabs, b.open(t, h.URL+"/page.html", before))
	}
	for _, text := range []string{"once", "twice"} {
		s.Show(themed(t, map[string]string{"page.html": article("Page", text)}))
		for _, tab := range tabs {
			tab.wait(`document.getElementById('text').textContent === ` + quote(text))
		}
	}
	if err := chromedp.Cancel(tabs[0].ctx); err != nil && !errors.Is(err, context.Canceled) { // it may be the one that listens
		t.Fatal(err)
	}
	s.Show(themed(t, map[string]string{"page.html": article("Page", "once more")}))
	for _, tab := range tabs[1:] {
		tab.wait(`document.getElementById('text').textContent === 'once more'`)
	}
}

func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
