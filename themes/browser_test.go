package themes_test

// What only a browser can tell of the default theme. One Chromium serves all tests; each
// opens tabs of its own, which share nothing. Pages are looked at from the disk and from a
// server, below a path of its own.

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"policybook/generator/handbook"
	"policybook/generator/pdf"
)

// TestInBrowser runs every test that needs one.
func TestInBrowser(t *testing.T) {
	t.Parallel()
	b := start(t)
	for name, test := range map[string]func(*testing.T, *browser){
		"clean":      testClean,
		"accessible": testAccessible,
		"narrow":     testNarrow,
		"keyboard":   testKeyboard,
		"menu":       testMenu,
		"no script":  testWithoutScript,
		"states":     testStates,
		"distances":  testDistances,
		"old pages":  testOldPages,
		"same day":   testSameDay,
		"register":   testRegister,
		"many":       testRegisterOfMany,
		"changes":    testChanges,
		"theme":      testThemeSwitch,
		"ticks":      testTicks,
		"print":      testPrint,

		"applied":  testApplied,
		"redlines": testRedlines,
		"editions": testEditions,

		"search":          testSearch,
		"search keys":     testSearchKeys,
		"search list":     testSearchList,
		"search texts":    testSearchTexts,
		"search page":     testSearchPage,
		"search marks":    testMarks,
		"search policy":   testSearchPolicy,
		"search axe":      testSearchAccessible,
		"search, plain":   testSearchWithoutScript,
		"search, old day": testSearchStates,
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

// browser is a running Chromium with the sites that tests look at.
type browser struct {
	ctx    context.Context
	sample site // the handbook of this project
	states site // one document in each state

	versions site // a document with a past
}

// start starts a browser, and makes the sites for it.
func start(t *testing.T) *browser {
	t.Helper()
	b := launch(t)
	b.sample = build(t, sample(t), published)
	b.states = build(t, statesHandbook(t), published)
	files, past := versioned(t)
	b.versions = buildWith(t, files, handbook.Options{Today: published, History: past})
	b.versions.kinds = releasePages
	return b
}

// launch starts a browser.
func launch(t *testing.T) *browser {
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
	return &browser{ctx: ctx}
}

// site is a compiled handbook on the disk and on a server.
type site struct {
	folder string
	file   string   // URL of the folder
	web    string   // URL on the server, below a path
	pages  []string // paths of all HTML files
	kinds  []string // paths of pages of each kind
}

// serve puts a folder on a server, at /handbook/.
func serve(t *testing.T, folder string) string {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/handbook", http.FileServer(http.Dir(folder))))
	t.Cleanup(server.Close)
	return server.URL + "/handbook/"
}

func fileURL(folder string) string { return "file://" + filepath.ToSlash(folder) + "/" }

// tab is an open tab. Whatever goes wrong in it that a reader would not see is collected.
type tab struct {
	*testing.T
	ctx context.Context

	mu     sync.Mutex
	within string   // every request must begin so
	faults []string // requests elsewhere, failed ones, errors in the console
}

// tab opens a tab. What hangs in it ends some time.
func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	tab := &tab{T: t}
	ctx, _ := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(func() { chromedp.Cancel(ctx) })
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		t.Fatal(err)
	}
	var stop context.CancelFunc
	tab.ctx, stop = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	tab.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		return err
	}))
	return tab
}

func (t *tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fault := func(format string, args ...any) { t.faults = append(t.faults, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; t.within != "" && !strings.HasPrefix(url, t.within) && !strings.HasPrefix(url, "data:") {
			fault("request to %s", url)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			fault("status %d of %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		fault("request failed: %s", e.ErrorText)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			fault("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		fault("console.%s", e.Type)
	case *runtime.EventExceptionThrown:
		what := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += " " + e.ExceptionDetails.Exception.Description
		}
		fault("exception: %s", what)
	}
}

// wrong gives the faults since it was last asked.
func (t *tab) wrong() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	faults := t.faults
	t.faults = nil
	return faults
}

func (t *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(t.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// open loads a page.
func (t *tab) open(url string) {
	t.Helper()
	t.mu.Lock()
	t.within = url[:strings.LastIndex(url, "/")+1]
	if i := strings.Index(url, "/handbook/"); i > 0 {
		t.within = url[:i+len("/handbook/")]
	} else if strings.HasPrefix(url, "file:") {
		t.within = "file://"
	}
	t.mu.Unlock()
	t.do(chromedp.Navigate(url))
}

// evaluate runs an expression in the page and gives its value.
func evaluate[T any](t *tab, expression string, args ...any) T {
	t.Helper()
	if len(args) > 0 {
		texts := make([]any, len(args))
		for i, a := range args {
			text, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			texts[i] = string(text)
		}
		expression = fmt.Sprintf(expression, texts...)
	}
	v, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v\nin %.300s", err, expression)
	}
	return v
}

// key presses a key as often as it is named.
func (t *tab) key(keys ...string) {
	t.Helper()
	for _, k := range keys {
		t.do(chromedp.KeyEvent(k))
	}
}

// size sets the window's inner size.
func (t *tab) size(width, height int64) {
	t.Helper()
	t.do(chromedp.EmulateViewport(width, height))
}

// dark sets what the device prefers.
func (t *tab) dark(on bool) {
	t.Helper()
	value := "light"
	if on {
		value = "dark"
	}
	t.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}}))
}

// script switches the script of pages on or off.
func (t *tab) script(on bool) {
	t.Helper()
	t.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}))
}

// before runs a script in every page that is opened from now on, ahead of its own.
func (t *tab) before(source string) {
	t.Helper()
	t.do(call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source}))
}

// clock sets the time that pages see.
func (t *tab) clock(now time.Time) {
	t.Helper()
	t.before(fmt.Sprintf(setClock, now.UnixMilli()))
}

// setClock is a script that stops the clock at a time in milliseconds.
const setClock = `{
  const Real = globalThis.RealDate ??= Date, now = %d;
  globalThis.Date = class extends Real {
    constructor(...args) { args.length ? super(...args) : super(now); }
    static now() { return now; }
  };
}`

// call is an action that runs a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}
