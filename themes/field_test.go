package themes_test

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// standIn is a script in place of the engine of the search.
//
//go:embed testdata/engine.js
var standIn string

// searcher opens a tab in which the search finds what testdata/engine.js has.
func (b *browser) searcher(t *testing.T) *tab {
	t.Helper()
	tab := b.tab(t)
	tab.before(standIn)
	tab.clock(noon(published))
	return tab
}

// until waits for an expression of the page, or of the next one, to be true. A page that is
// just being left cannot say.
func (t *tab) until(expression string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.ctx, 30*time.Second)
	defer stop()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if is {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%v\nwaiting for %s", err, expression)
		}
	}
}

// press presses a key as a keyboard does: what the page refuses writes and sends nothing.
func (t *tab) press(key, code, text string, number int64) {
	t.Helper()
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: code, Text: text, WindowsVirtualKeyCode: number}
	up := down
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	t.do(call(input.DispatchKeyEvent, down), call(input.DispatchKeyEvent, up))
}

func (t *tab) slash() { t.Helper(); t.press("/", "Slash", "/", 191) }
func (t *tab) enter() { t.Helper(); t.press("Enter", "Enter", "\r", 13) }

// write types a text where the focus is.
func (t *tab) write(text string) {
	t.Helper()
	t.do(chromedp.KeyEvent(text))
}

// chord presses a letter while Ctrl is down.
func (t *tab) chord(letter string) {
	t.Helper()
	t.do(chromedp.KeyEvent(letter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// look types a query into the field of the header, and waits for the list.
func (t *tab) look(query string) {
	t.Helper()
	t.slash()
	t.write(query)
	t.until(`document.querySelector('.search-list')?.checkVisibility() && asked === document.querySelector('.search input').value`)
}

const (
	inField  = `document.activeElement === document.querySelector('.search input')`
	listOpen = `document.querySelector('.search-list')?.checkVisibility() === true`
	chosen   = `(() => {
		const f = document.querySelector('.search input'), all = [...document.querySelectorAll('[role=option]')];
		const at = all.findIndex(o => o.id === f.getAttribute('aria-activedescendant'));
		return at === all.findIndex(o => o.ariaSelected === 'true') ? at : -2;
	})()`
	spoken = `document.querySelector('header [role=status]').textContent`
)

// testSearch looks for words in the sample, from the disk and from a server, and follows what
// is found.
func testSearch(t *testing.T, b *browser) {
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.tab(t)
		tab.clock(noon(published))
		tab.open(base + "guide/quick-start.html")
		tab.slash()
		tab.write("pasphrase")
		tab.until(`document.querySelector('.search-list .found')?.innerText.startsWith('Showing results for “passphrase”: ') && document.querySelector('[role=option] mark') !== null`)
		tab.key(kb.ArrowDown)
		tab.enter()
		tab.until(`location.href.startsWith('` + base + `security/authentication.html#') && document.querySelector('main .text mark') !== null`)
		tab.open(base + "search.html?q=IT-POL-012&kind=policy")
		tab.until(found + `[0] === 'Authentication' && document.querySelector('select[name=kind]').selectedOptions[0].text.startsWith('Policy (')`)
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testSearchKeys goes to the field and back by keys, and switches the one key off that is a
// mere character.
func testSearchKeys(t *testing.T, b *browser) {
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.searcher(t)
		tab.open(base + "security/authentication.html")
		if got := evaluate[int](tab, `[...document.querySelectorAll('script')].filter(s => s.src.includes('/search/')).length`); got != 0 {
			t.Errorf("%s: %d scripts of the search are there before it is used", base, got)
		}
		evaluate[any](tab, `void (document.querySelector('main a[href]').focus(), scrollTo(0, 900))`)
		for name, press := range map[string]func(){"/": func() { tab.slash() }, "Ctrl-K": func() { tab.chord("k") }} {
			press()
			if !evaluate[bool](tab, inField) {
				t.Errorf("%s: %s does not lead to the field", base, name)
			}
			tab.key(kb.Escape)
			if !evaluate[bool](tab, `document.activeElement === document.querySelector('main a[href]')`) || evaluate[float64](tab, `scrollY`) != 900 {
				t.Errorf("%s: Escape after %s does not lead back", base, name)
			}
		}
		tab.slash()
		tab.write("a")
		tab.slash()
		tab.write("b")
		if got := evaluate[string](tab, `document.querySelector('.search input').value`); got != "a/b" {
			t.Errorf("%s: after a/b the field has %q", base, got)
		}
		tab.open(base + "search.html")
		if !evaluate[bool](tab, `document.querySelector('.slash input').checked`) {
			t.Errorf("%s: the search page says that / is switched off", base)
		}
		evaluate[any](tab, `void document.querySelector('.slash input').click()`)
		tab.open(base + "index.html")
		tab.slash()
		if evaluate[bool](tab, inField) {
			t.Errorf("%s: / leads to the field though it is switched off", base)
		}
		tab.chord("k")
		if !evaluate[bool](tab, inField) {
			t.Errorf("%s: Ctrl-K does not lead to the field while / is switched off", base)
		}
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testSearchList goes through the list below the field.
func testSearchList(t *testing.T, b *browser) {
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.searcher(t)
		tab.open(base + "guide/quick-start.html")
		state := func(when, expanded string, at int) {
			t.Helper()
			if got := evaluate[string](tab, `document.querySelector('.search input').ariaExpanded`); got != expanded {
				t.Errorf("%s: aria-expanded is %s, want %s", when, got, expanded)
			}
			if got := evaluate[int](tab, chosen); got != at {
				t.Errorf("%s: option %d is chosen, want %d", when, got, at)
			}
		}
		state("at first", "false", -1)
		tab.look("password")
		state("with a list", "true", -1)
		if got := evaluate[string](tab, `document.querySelector('.search input').getAttribute('aria-controls') + document.querySelector('[role=listbox]').id`); got != "search-listsearch-list" {
			t.Errorf("the field controls, and the list is: %s", got)
		}
		texts := evaluate[[]string](tab, `[...document.querySelectorAll('[role=option]')].map(o => o.innerText.replace(/\s+/g, ' '))`)
		if len(texts) != 5 || !strings.HasPrefix(texts[0], "Authentication IT-POL-012 In force Security · Chief Information Security Officer · Passphrases A passphrase") ||
			!strings.Contains(texts[3], "Superseded") || texts[4] != "Show all 4 results" {
			t.Errorf("the options are %q", texts)
		}
		if links := evaluate[[]string](tab, `[...document.querySelectorAll('[role=option]')].map(o => o.href)`); links[0] != base+"security/authentication.html#3-passphrases" || links[4] != base+"search.html?q=password" {
			t.Errorf("the options lead to %q", links)
		}
		for i, want := range []int{0, 1, 2, 3, 4, 0} {
			tab.key(kb.ArrowDown)
			state(fmt.Sprint("after arrow down ", i+1), "true", want)
		}
		tab.key(kb.ArrowUp)
		state("after arrow up from the first", "true", 4)
		tab.write(" a")
		tab.until(`asked === 'password a'`)
		state("after more was typed", "true", -1)
		tab.key(kb.Backspace, kb.Backspace)
		tab.until(`asked === 'password'`)

		// it was the key that led here, so Escape leads back
		tab.key(kb.Escape)
		if evaluate[bool](tab, listOpen) || evaluate[bool](tab, inField) {
			t.Error("Escape does not close the list and lead back")
		}
		state("closed", "false", -1)
		evaluate[any](tab, `void document.querySelector('.search input').focus()`)
		tab.key(kb.ArrowDown)
		state("opened again", "true", 0)
		tab.key(kb.Escape)
		if evaluate[bool](tab, listOpen) || !evaluate[bool](tab, inField) {
			t.Error("Escape does not close the list, or leaves the field to which no key led")
		}
		tab.key(kb.ArrowUp)
		state("opened from its end", "true", 4)
		tab.do(chromedp.MouseClickXY(1200, 850))
		if evaluate[bool](tab, listOpen) {
			t.Error("a click elsewhere does not close the list")
		}

		// what is said, and when
		tab.open(base + "guide/quick-start.html")
		tab.slash()
		tab.until(`document.querySelector('.search-list') !== null`)
		evaluate[any](tab, `void new MutationObserver(() => { globalThis.saidAt ??= performance.now(); }).observe(document.querySelector('header [role=status]'), {childList: true})`)
		evaluate[any](tab, `void document.querySelector('.search input').addEventListener('input', () => { globalThis.typedAt = performance.now(); })`)
		tab.write("pasword")
		tab.until(spoken + `!== ''`)
		if got := evaluate[string](tab, spoken); got != "Showing results for “password”: 4 results" {
			t.Errorf("%q is said", got)
		}
		if after := evaluate[float64](tab, `saidAt - typedAt`); after < 500 {
			t.Errorf("it is said %.0f ms after the last key, want 500 at least", after)
		}
		if live := evaluate[string](tab, `getComputedStyle(document.querySelector('header [role=status]')).display + document.querySelector('.search input').labels.length + document.querySelector('.search input').ariaLabel`); live != "block0Search the handbook" {
			t.Errorf("the live region and the name: %s", live)
		}

		tab.key(kb.ArrowDown, kb.ArrowDown)
		tab.enter()
		tab.until(`location.pathname.endsWith('/security/recover-an-account.html') && document.readyState === 'complete'`)
		tab.look("password")
		tab.enter()
		tab.until(`location.href === '` + base + `search.html?q=password'`)
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testSearchTexts shows what documents and queries hold as text, whatever it is, and what there
// is when nothing is found or the engine fails.
func testSearchTexts(t *testing.T, b *browser) {
	tab := b.searcher(t)
	tab.before(`globalThis.alert = () => { globalThis.alerted = true; }`)
	tab.open(b.sample.file + "index.html")
	const made = `document.querySelectorAll('header img[src=x], .search-list :is(img, script, b, i), main :is(img[src=x], .hits b, .hits i)').length + (globalThis.alerted ? 100 : 0)`
	tab.look("<img")
	if text := evaluate[string](tab, `document.querySelector('[role=option]').innerText.replace(/\s+/g, ' ')`); !strings.HasPrefix(text, `<img src=x onerror=alert(1)> <b>7</b> Draft <i>Service</i> · "><script>alert(2)</script> · &amp; <script>alert(3)</script> hostile`) {
		t.Errorf("the option says %s", text)
	}
	if n := evaluate[int](tab, made); n != 0 {
		t.Errorf("%d elements were made of texts", n)
	}
	tab.open(b.sample.file + "search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&owner=%3Cb%3E")
	tab.until(`document.querySelector('.search-page .found').innerText !== ''`)
	if got := evaluate[string](tab, `document.querySelector('.search-page .found').innerText`); got != "Nothing found for “<img src=x onerror=alert(1)>”." {
		t.Errorf("the page says %q", got)
	}
	if n := evaluate[int](tab, made); n != 0 {
		t.Errorf("%d elements were made of the address", n)
	}
	help := evaluate[[]string](tab, `[...document.querySelectorAll('.search-help .elsewhere a')].filter(a => a.checkVisibility()).map(a => a.innerText)`)
	if len(help) != 4 {
		t.Errorf("where nothing was found the page leads to %q", help)
	}
	for _, fault := range tab.wrong() {
		t.Error(fault)
	}

	tab.open(b.sample.file + "index.html")
	tab.look("xyzzy $& {query}")
	if got := evaluate[[]string](tab, `[document.querySelector('.search-list .found').innerText, document.querySelector('[role=option]').href]`); got[0] != "Nothing found for “xyzzy $& {query}”." || got[1] != b.sample.file+"a-z.html" {
		t.Errorf("where nothing was found the list has %q", got)
	}
	tab.open(b.sample.file + "index.html")
	tab.look("broken")
	tab.until(`document.querySelector('.search-list .found').innerText !== ''`)
	if got := evaluate[string](tab, `document.querySelector('.search-list').innerText.trim()`); got != "The search could not be loaded. Please look in the index." {
		t.Errorf("the engine fails, and the list says %q", got)
	}
}

// found gives the titles that the search page shows.
const found = `[...document.querySelectorAll('.hits h2')].map(h => h.innerText)`

// testSearchPage narrows what was found, and comes back to it by its address and by the
// browser's history.
func testSearchPage(t *testing.T, b *browser) {
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.searcher(t)
		tab.open(base + "search.html?q=password&owner=ciso")
		tab.until(`document.querySelectorAll('.hits li').length === 2`)
		if got := evaluate[[]string](tab, `[document.querySelector('.search input').value, document.querySelector('.found').innerText, document.querySelector('select[name=owner]').selectedOptions[0].text]`); !slices.Equal(got, []string{"password", "2 results for “password”", "Chief Information Security Officer (2)"}) {
			t.Errorf("%s: the address leads to %q", base, got)
		}
		if evaluate[bool](tab, `document.querySelector('.search-help').checkVisibility()`) {
			t.Error("the index stands below results")
		}
		choose := func(name, value string) {
			t.Helper()
			evaluate[any](tab, `((name, value) => {
				const s = document.querySelector('select[name=' + name + ']');
				s.focus();
				s.value = value;
				s.dispatchEvent(new Event('change'));
			})(%s, %s)`, name, value)
		}
		choose("state", "superseded")
		tab.until(`document.querySelectorAll('.hits li').length === 1`)
		if got := evaluate[string](tab, `location.href + document.activeElement.name`); got != base+"search.html?q=password&owner=ciso&state=supersededstate" {
			t.Errorf("%s: after a choice the address and the focus are %s", base, got)
		}
		evaluate[any](tab, `void history.back()`)
		tab.until(`document.querySelectorAll('.hits li').length === 2 && document.querySelector('select[name=state]').value === ''`)
		evaluate[any](tab, `void document.querySelector('.filter button').click()`)
		tab.until(`document.querySelectorAll('.hits li').length === 4`)
		if got := evaluate[string](tab, `location.href`); got != base+"search.html?q=password" {
			t.Errorf("%s: without choices the address is %s", base, got)
		}
		if !evaluate[bool](tab, inField) {
			t.Error("the focus is not in the field after the choices are cleared")
		}
		options := evaluate[[]string](tab, `[...document.querySelectorAll('select')].filter(s => s.checkVisibility()).map(s => s.closest('label').innerText.split('\n')[0] + ': ' + [...s.options].map(o => o.text).join(', '))`)
		if want := []string{"Section: Any, Security (3), Acceptable use (1)", "Kind: Any, Policy (3), Procedure (1)",
			"Owner: Any, Chief Information Security Officer (2), Service Desk Lead (1), IT Director (1)", "Status: Any, In force (3), Superseded (1)"}; !slices.Equal(options, want) {
			t.Errorf("the choices are %q", options)
		}

		// arrows lead into the results, and back
		tab.key(kb.ArrowDown, kb.ArrowDown)
		if got := evaluate[string](tab, `document.activeElement.innerText`); got != "Recover an account" {
			t.Errorf("two arrows lead to %q", got)
		}
		tab.key(kb.ArrowUp, kb.ArrowUp)
		if !evaluate[bool](tab, inField) {
			t.Error("arrows do not lead back to the field")
		}

		evaluate[any](tab, `void document.querySelector('.search input').select()`)
		tab.write("backup")
		tab.until(`document.querySelectorAll('.hits li').length === 1`)
		tab.until(spoken + ` === '1 result for “backup”'`)
		if got := evaluate[string](tab, `location.href`); got != base+"search.html?q=backup" {
			t.Errorf("%s: after typing the address is %s", base, got)
		}
		if got := evaluate[[]string](tab, found); !slices.Equal(got, []string{"Backup"}) {
			t.Errorf("found %q", got)
		}

		tab.open(base + "search.html?q=everything")
		for _, want := range []int{10, 30, 45} {
			tab.until(fmt.Sprintf(`document.querySelectorAll('.hits li').length === %d`, want))
			if want == 45 {
				break
			}
			evaluate[any](tab, `void document.querySelector('.more button').click()`)
			tab.until(fmt.Sprintf(`document.activeElement === document.querySelectorAll('.hits a')[%d]`, want))
		}
		if evaluate[bool](tab, `document.querySelector('.more').checkVisibility()`) {
			t.Error("there are more results than there are")
		}
		tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		if shown := evaluate[[]string](tab, `[...document.querySelectorAll('select, button, input, .slash')].filter(e => e.checkVisibility()).map(e => e.outerHTML)`); len(shown) > 0 {
			t.Errorf("printed: %q", shown)
		}
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testMarks marks the words on the page that a hit leads to, once, and takes the marks away.
func testMarks(t *testing.T, b *browser) {
	const words = `[...document.querySelectorAll('main mark')].map(m => m.innerText)`
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.searcher(t)
		tab.open(base + "security/authentication.html")
		plain := evaluate[string](tab, `document.querySelector('main').innerHTML`)
		follow := func() {
			t.Helper()
			tab.open(base + "index.html")
			tab.look("passphrase")
			tab.key(kb.ArrowDown)
			tab.enter()
			tab.until(`location.href === '` + base + `security/authentication.html#3-passphrases' && document.querySelector('.marked') !== null`)
		}
		follow()
		got := evaluate[[]string](tab, words)
		if len(got) < 3 || slices.ContainsFunc(got, func(w string) bool { return !strings.HasPrefix(strings.ToLower(w), "passphrase") }) {
			t.Errorf("%s: marked: %q", base, got)
		}
		if text := evaluate[string](tab, `document.querySelector('.marked').innerText`); !strings.HasPrefix(text, "Marked: passphrase") {
			t.Errorf("%s: above the marks stands %q", base, text)
		}
		evaluate[any](tab, `void document.querySelector('.marked button').click()`)
		if now := evaluate[string](tab, `document.querySelector('main').innerHTML`); now != plain {
			t.Errorf("%s: the page is another when the marks are gone", base)
		}
		follow()
		tab.key(kb.Escape)
		if got := evaluate[[]string](tab, words); len(got) > 0 {
			t.Errorf("%s: Escape leaves the marks %q", base, got)
		}
		follow()
		tab.open(base + "security/authentication.html")
		if got := evaluate[[]string](tab, words); len(got) > 0 {
			t.Errorf("%s: the marks are there again: %q", base, got)
		}
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testSearchPolicy serves the site under a policy that forbids all but its own files: the search
// needs nothing else.
func testSearchPolicy(t *testing.T, b *browser) {
	files := http.StripPrefix("/handbook", http.FileServer(http.Dir(b.sample.folder)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	base := server.URL + "/handbook/"
	tab := b.searcher(t)
	tab.before(`globalThis.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))`)
	tab.open(base + "security/authentication.html")
	before := len(evaluate[[]string](tab, `violations`)) // the name of the document for printing
	tab.look("password")
	tab.key(kb.ArrowDown)
	if after := evaluate[[]string](tab, `violations`); len(after) != before {
		t.Errorf("the list offends the policy: %q", after[before:])
	}
	if got := evaluate[string](tab, `getComputedStyle(document.querySelector('.search-list')).position`); got != "absolute" {
		t.Errorf("the list has no style: its position is %s", got)
	}
	tab.open(base + "search.html?q=password")
	tab.until(`document.querySelectorAll('.hits li').length === 4`)
	if got := evaluate[[]string](tab, `violations`); len(got) > 0 {
		t.Errorf("the search page offends the policy: %q", got)
	}
	evaluate[any](tab, `void document.body.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))`)
	tab.until(`violations.length === 1`) // or the checks above could not fail
}

// testSearchAccessible runs axe-core with the list open and on the search page.
func testSearchAccessible(t *testing.T, b *browser) {
	script, err := os.ReadFile(axe)
	if err != nil {
		missing(t, "axe-core", fetchAxe)
	}
	tab := b.searcher(t)
	for _, page := range []string{"security/authentication.html", "index.html", "search.html?q=password&section=security", "search.html?q=nothing", "search.html"} {
		tab.size(1280, 900)
		tab.open(b.sample.web + page)
		switch {
		case strings.HasPrefix(page, "search.html?"):
			tab.until(`document.querySelector('.found')?.innerText !== ''`)
		case page == "search.html":
			tab.until(`document.querySelector('.slash') !== null`)
		default:
			tab.look("password")
			tab.key(kb.ArrowDown)
		}
		evaluate[any](tab, string(script)+`;null`)
		for _, l := range []struct {
			name  string
			width int64
			dark  bool
		}{{"light", 1280, false}, {"dark", 1280, true}, {"phone", 390, false}} {
			tab.size(l.width, 900)
			tab.dark(l.dark)
			for _, v := range evaluate[[]string](tab, `axe.run({runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))`) {
				t.Errorf("%s, %s: %s", page, l.name, v)
			}
			if wide := evaluate[int](tab, `document.scrollingElement.scrollWidth`); wide > int(l.width) {
				t.Errorf("%s is %d pixels wide on a screen of %d", page, wide, l.width)
			}
		}
	}
}

// testSearchWithoutScript uses the form where no script runs: it leads to a list of everything.
func testSearchWithoutScript(t *testing.T, b *browser) {
	tab := b.tab(t)
	tab.script(false)
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab.open(base + "security/authentication.html")
		tab.do(chromedp.SendKeys(chromedp.CSS(`.search input`), "second factor"+kb.Enter))
		tab.until(`location.href === '` + base + `search.html?q=second+factor' && document.readyState === 'complete'`)
		if !evaluate[bool](tab, `[...document.querySelectorAll('main .index a')].some(a => a.innerText === 'Authentication' && a.checkVisibility())`) {
			t.Errorf("%s: the page does not list the documents", base)
		}
		if evaluate[int](tab, `document.querySelectorAll('[role=combobox], main select, main input, main button').length`) != 0 {
			t.Errorf("%s: the page has what needs the script", base)
		}
	}
}

// testSearchStates reads results long after the site was made: their states are those of the day.
func testSearchStates(t *testing.T, b *browser) {
	tab := b.tab(t)
	tab.before(standIn)
	tab.clock(noon(published.AddDays(400))) // in force until 2027-03-31
	for _, page := range []string{"index.html", "search.html?q=password"} {
		tab.open(b.sample.file + page)
		chips := `.hits .chip`
		if page == "index.html" {
			tab.look("password")
			chips = `.search-list .chip`
		}
		tab.until(`document.querySelector('` + chips + `') !== null`)
		if got := evaluate[[]string](tab, `[...document.querySelectorAll('`+chips+`')].map(c => c.className + ' ' + c.innerText)`); !slices.Equal(got, []string{
			"chip state-expired Expired", "chip state-expired Expired", "chip state-expired Expired", "chip state-superseded Superseded"}) {
			t.Errorf("%s: the states are %q", page, got)
		}
	}
}
