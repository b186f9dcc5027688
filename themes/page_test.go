package themes_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// axe is where the accessibility checker axe-core is looked for.
const (
	axe      = "../.tools/axe-core/axe.min.js"
	fetchAxe = "run .ci/run, or npm pack axe-core@4.14.1 and put its axe.min.js into .tools/axe-core/"
)

// testClean opens a page of each kind from the disk and from the server: nothing is asked of
// anybody else, nothing is missing, and the console stays empty.
func testClean(t *testing.T, b *browser) {
	tab := b.tab(t)
	for _, s := range []site{b.sample, b.states, b.versions} {
		for _, base := range []string{s.file, s.web} {
			for _, page := range s.kinds {
				if page == "404.html" && (base == s.file || s.folder == b.states.folder) {
					continue // it leads to the root of the host that handbook.yaml names
				}
				tab.open(base + page)
				for _, fault := range tab.wrong() {
					t.Errorf("%s%s: %s", base, page, fault)
				}
				most := 3
				switch {
				case page == "register.html" || page == "it/passwords.history.html" || strings.HasPrefix(page, "changes"):
					most = 4 // with a script of its own
				case page == "search.html":
					most = 4 // with a stylesheet of its own
				}
				if files := evaluate[int](tab, `performance.getEntriesByType('resource').filter(e => e.initiatorType !== 'img' || e.name.includes('/assets/')).length`); files > most { // pictures of the text apart
					t.Errorf("%s%s: asks for %d files, want at most %d", base, page, files, most)
				}
			}
		}
	}
	tab.open(b.sample.web + "nowhere.html")
	if len(tab.wrong()) == 0 {
		t.Error("a missing page is not noticed: the checks above cannot fail")
	}
}

// testAccessible runs axe-core on a page of each kind: light, dark and on a phone.
func testAccessible(t *testing.T, b *browser) {
	script, err := os.ReadFile(axe)
	if err != nil {
		missing(t, "axe-core", fetchAxe)
	}
	type look struct {
		name  string
		width int64
		dark  bool
		only  string
	}
	const tags = `{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}`
	const colours = `{type: 'rule', values: ['color-contrast', 'link-in-text-block']}`
	full := []look{{"light", 1280, false, tags}, {"dark", 1280, true, colours}, {"phone", 390, false, tags}}
	coloured := []look{{"light", 1280, false, colours}, {"dark", 1280, true, colours}} // where states differ, but not the page
	var pages []string
	for _, p := range b.sample.kinds {
		pages = append(pages, b.sample.web+p)
	}
	for _, p := range b.versions.kinds {
		pages = append(pages, b.versions.web+p)
	}
	of := len(pages)
	for _, p := range b.states.pages {
		if strings.HasPrefix(p, "a/") {
			pages = append(pages, b.states.web+p)
		}
	}
	const parts = 2 // tabs at a time
	for part := range parts {
		t.Run(fmt.Sprint(part+1), func(t *testing.T) {
			t.Parallel()
			tab := b.tab(t)
			for i := part; i < len(pages); i += parts {
				tab.size(1280, 900) // what scrolls on a phone did not when the page was opened
				tab.open(pages[i])
				evaluate[any](tab, `void document.querySelectorAll('details').forEach(d => d.open = true)`)
				evaluate[any](tab, string(script)+`;null`)
				looks := full
				if i >= of {
					looks = coloured
				}
				for _, l := range looks {
					tab.size(l.width, 900)
					tab.dark(l.dark)
					for _, v := range evaluate[[]string](tab, `axe.run({runOnly: `+l.only+`, resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))`) {
						t.Errorf("%s, %s: %s", pages[i], l.name, v)
					}
				}
			}
		})
	}
}

// testNarrow shows pages on narrow screens, with the text spacing that readers may set: nothing
// makes a page scroll sideways, and whatever can be pressed is large enough.
func testNarrow(t *testing.T, b *browser) {
	tab := b.tab(t)
	for _, s := range []site{b.sample, b.states, b.versions} {
		for _, page := range s.kinds {
			if page == "404.html" {
				continue
			}
			tab.size(390, 844)
			tab.open(s.file + page)
			for _, width := range []int64{390, 320} {
				tab.size(width, 844)
				if wide := evaluate[int](tab, `document.scrollingElement.scrollWidth`); wide > int(width) {
					t.Errorf("%s is %d pixels wide on a screen of %d", page, wide, width)
				}
			}
			for _, small := range evaluate[[]string](tab, `[...document.querySelectorAll('button, input, select, summary')].filter(e => e.checkVisibility()).map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([e, r]) => e.outerHTML + ' ' + r.width + 'x' + r.height)`) {
				t.Errorf("%s: smaller than 24 pixels: %s", page, small)
			}
			evaluate[any](tab, `(() => {
				const spacing = new CSSStyleSheet();
				spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
				document.adoptedStyleSheets = [spacing];
			})()`)
			if wide := evaluate[int](tab, `document.scrollingElement.scrollWidth`); wide > 320 {
				t.Errorf("%s is %d pixels wide on a screen of 320 with wide text spacing", page, wide)
			}
		}
	}
}

// focused describes the element that has the focus: what it is, and whether a reader sees it.
const focused = `(() => {
	const e = document.activeElement;
	if (e === document.body) return null;
	const r = [...e.getClientRects()].find(r => r.width && r.height) ?? e.getBoundingClientRect(), s = getComputedStyle(e);
	const at = document.elementFromPoint(Math.max(0, Math.min(innerWidth - 1, r.x + Math.min(r.width, 400) / 2)), Math.max(0, Math.min(innerHeight - 1, r.y + Math.min(r.height, 40) / 2)));
	const draw = document.createElement('canvas').getContext('2d');
	const light = colour => {
		draw.fillStyle = '#fff'; draw.fillRect(0, 0, 1, 1);
		draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1);
		const [r, g, b] = [...draw.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
		return .2126 * r + .7152 * g + .0722 * b + .05;
	};
	const [ring, paper] = [light(s.outlineColor), light(getComputedStyle(document.body).backgroundColor)];
	return {
		what: e.outerHTML.slice(0, 150), href: e.getAttribute('href') ?? '', id: e.id,
		ring: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), contrast: Math.max(ring, paper) / Math.min(ring, paper),
		seen: r.bottom > 0 && r.top < innerHeight && r.right > 0 && at !== null && (e.contains(at) || at.contains(e)),
	};
})()`

type stop struct {
	What, Href, ID string
	Ring, Contrast float64
	Seen           bool
}

// testKeyboard goes through pages with the Tab key.
func testKeyboard(t *testing.T, b *browser) {
	for _, page := range []string{"index.html", "register.html", "security/passwords.html", "guide/front-matter.html"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			tab := b.tab(t)
			tab.size(1280, 900)
			tab.open(b.sample.file + page)
			tab.key(kb.Tab)
			first := evaluate[stop](tab, focused)
			if first.Href != "#main" || !first.Seen {
				t.Errorf("the first stop is %+v, want a visible link to #main", first)
			}
			tab.key(kb.Enter)
			if got := evaluate[string](tab, `document.activeElement.id`); got != "main" {
				t.Errorf("Enter on the first stop leads to %q, want main", got)
			}
			tab.open(b.sample.file + page)
			stops := 0
			for ; stops < 60; stops++ {
				tab.key(kb.Tab)
				at := evaluate[*stop](tab, focused)
				if at == nil {
					break // around once
				}
				if at.Ring < 3 || at.Contrast < 3 {
					t.Errorf("a ring of %v pixels with a contrast of %.1f around %s", at.Ring, at.Contrast, at.What)
				}
				if !at.Seen {
					t.Errorf("out of sight or covered: %s", at.What)
				}
			}
			if stops < 15 {
				t.Errorf("only %d stops", stops)
			}
		})
	}
}

// testMenu opens the menu of a phone without any script.
func testMenu(t *testing.T, b *browser) {
	tab := b.tab(t)
	tab.size(390, 844)
	tab.script(false)
	tab.open(b.sample.file + "security/passwords.html")
	const button = `document.activeElement.hasAttribute('popovertarget')`
	for range 10 {
		if tab.key(kb.Tab); evaluate[bool](tab, button) {
			break
		}
	}
	if !evaluate[bool](tab, button) {
		t.Fatal("no button that opens a menu is among the first ten stops")
	}
	tab.key(kb.Enter)
	if !evaluate[bool](tab, `document.activeElement.popoverTargetElement.matches('nav:popover-open')`) {
		t.Error("Enter does not open the menu")
	}
	tab.key(kb.Tab)
	if !evaluate[bool](tab, `document.activeElement.closest('nav:popover-open') !== null`) {
		t.Error("Tab does not go into the menu")
	}
	tab.key(kb.Escape)
	if !evaluate[bool](tab, button) || evaluate[bool](tab, `document.querySelector(':popover-open') !== null`) {
		t.Error("Escape does not close the menu and give the focus back")
	}
}

// testWithoutScript looks at pages whose script does not run: all words are there, and nothing
// that needs it.
func testWithoutScript(t *testing.T, b *browser) {
	tab := b.tab(t)
	pages := map[string][]string{b.sample.file: b.sample.kinds, b.versions.file: b.versions.kinds}
	for _, base := range slices.Sorted(maps.Keys(pages)) {
		for _, page := range pages[base] {
			if page != "404.html" {
				sameWithoutScript(tab, base+page)
			}
		}
	}
}

// sameWithoutScript holds a page against what it is without its script.
func sameWithoutScript(tab *tab, page string) {
	tab.Helper()
	tab.script(false)
	tab.open(page)
	without := evaluate[string](tab, `document.querySelector('main').innerText`)
	controls := evaluate[[]string](tab, `[...document.querySelectorAll(':is(button:not([popovertarget]), select, input:not([type=checkbox])):not(form *)')].map(e => e.outerHTML)`)
	if len(controls) > 0 {
		tab.Errorf("%s: controls that do nothing without the script: %q", page, controls)
	}
	tab.script(true)
	tab.open(page)
	with := evaluate[string](tab, `(document.querySelector('main .filter')?.remove(), document.querySelector('main').innerText)`)
	known := map[string]bool{}
	for _, w := range strings.Fields(without) {
		known[w] = true
	}
	var missing []string
	for _, w := range strings.Fields(with) {
		if !known[w] {
			missing = append(missing, w)
		}
	}
	if len(missing) > len(strings.Fields(with))/50+20 {
		tab.Errorf("%s: without the script these words are missing: %q", page, missing)
	}
}
