package themes_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/themes"
)

// editions is the handbook of this project with two earlier states, of which the text on
// backups says other things.
func editions(t *testing.T) site {
	t.Helper()
	now := sample(t).(fstest.MapFS)
	was := func(text string) fstest.MapFS {
		then := maps.Clone(now)
		file := then["content/operations/backup.md"]
		then["content/operations/backup.md"] = &fstest.MapFile{Data: append(slices.Clone(file.Data), "\n"+text+"\n"...)}
		return then
	}
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	res := generator.Build(now, generator.Options{Theme: base, Version: "1.2.3", Date: published, Editions: []generator.Edition{
		{Name: "2026.1", Title: "2026.1", Day: calendar.New(2026, time.October, 1), Folder: was("Tapes are kept by a quokka.")},
		{Name: "2026.0", Title: "The first edition", Day: calendar.New(2026, time.June, 30), Folder: was("Tapes are kept by a wombat.")},
	}})
	if res.Site == nil {
		t.Fatal(res.Findings.Summary())
	}
	return put(t, res.Site)
}

// testEditions goes from edition to edition as readers do.
func testEditions(t *testing.T, b *browser) {
	s := editions(t)
	for name, test := range map[string]func(*testing.T, *browser, site){
		"keyboard": testEditionKeyboard, "phone": testEditionPhone, "banner": testEditionBanner,
		"time": testEditionTime, "search": testEditionSearch, "axe": testEditionAxe,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, b, s)
		})
	}
}

// The list opens, and leads to the same document, by the keyboard and without a script.
func testEditionKeyboard(t *testing.T, b *browser, s site) {
	for _, base := range []string{s.file, s.web} {
		tab := b.tab(t)
		tab.size(1280, 900)
		tab.script(false)
		tab.open(base + "operations/backup.html")
		const list = `document.activeElement.closest('.site-header .editions')`
		for range 20 {
			if tab.key(kb.Tab); evaluate[bool](tab, list+` !== null`) {
				break
			}
		}
		tab.key(kb.Enter)
		if !evaluate[bool](tab, list+`?.open === true`) {
			t.Fatal("no list of editions opens")
		}
		if got := evaluate[string](tab, `document.querySelector('.site-header .editions [aria-current=true]').innerText`); got != "today" {
			t.Errorf("the current edition is %q", got)
		}
		tab.key(kb.Tab, kb.Tab)
		if at := evaluate[stop](tab, focused); !at.Seen || at.Ring < 3 {
			t.Errorf("the second edition is not seen: %+v", at)
		}
		tab.wrong() // that looked at colours
		tab.key(kb.Enter)
		tab.until(`location.pathname.endsWith('editions/2026.0/operations/backup.html') && document.readyState === 'complete'`)
		if text := evaluate[string](tab, `document.querySelector('main').innerText`); !strings.Contains(text, "wombat") {
			t.Error("the first edition has another text")
		}
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// On a phone the list stands in the menu.
func testEditionPhone(t *testing.T, b *browser, s site) {
	tab := b.tab(t)
	tab.size(390, 844)
	tab.open(s.file + "editions/2026.1/operations/backup.html")
	const seen = `[...document.querySelectorAll('.editions')].map(e => e.checkVisibility()).join()`
	if got := evaluate[string](tab, seen); got != "false,false" {
		t.Errorf("lists of editions in sight: %s", got)
	}
	evaluate[any](tab, `void document.querySelector('.menu').click()`)
	if got := evaluate[string](tab, seen); got != "false,true" {
		t.Errorf("lists of editions in sight with the menu: %s", got)
	}
	evaluate[any](tab, `void document.querySelector('#nav .editions summary').click()`)
	if wide := evaluate[int](tab, `document.scrollingElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d pixels wide", wide)
	}
	evaluate[any](tab, `void [...document.querySelectorAll('#nav .editions a')].find(a => a.innerText === 'today').click()`)
	tab.until(`location.pathname.endsWith('/operations/backup.html') && !location.pathname.includes('/editions/') && document.readyState === 'complete'`)
}

// The banner stands before all else, on the screen and on paper, where the list does not.
func testEditionBanner(t *testing.T, b *browser, s site) {
	tab := b.tab(t)
	for _, page := range []string{"index.html", "operations/backup.html", "operations/index.html", "register.html", "search.html", "owners/index.html"} {
		for edition, want := range map[string]string{
			"2026.1": "You are reading edition 2026.1, of 1 October 2026.", "2026.0": "You are reading edition The first edition, replaced on 1 October 2026.",
		} {
			for _, media := range []string{"screen", "print"} {
				tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media}))
				tab.open(s.file + "editions/" + edition + "/" + page)
				got := evaluate[string](tab, `(b => b.checkVisibility() && b.innerText.replaceAll('\u00a0', ' '))(document.querySelector('main').firstElementChild)`)
				if !strings.HasPrefix(got, want) {
					t.Errorf("%s of %s begins with %q on %s", page, edition, got, media)
				}
			}
			if evaluate[bool](tab, `[...document.querySelectorAll('.editions')].some(e => e.checkVisibility())`) {
				t.Error("the list of editions is printed")
			}
		}
	}
	for _, fault := range tab.wrong() {
		t.Error(fault)
	}
}

// A page of the past says for ever what held on its day.
func testEditionTime(t *testing.T, b *browser, s site) {
	then, later := b.tab(t), b.tab(t)
	then.clock(noon(published))
	later.clock(noon(calendar.New(2031, time.June, 1)))
	for _, page := range []string{"operations/backup.html", "security/passwords.html", "register.html", "reviews.html"} {
		then.open(s.file + "editions/2026.0/" + page)
		later.open(s.file + "editions/2026.0/" + page)
		const text = `document.querySelector('main').innerText`
		if got, want := evaluate[string](later, text), evaluate[string](then, text); got != want {
			t.Errorf("%s says other things years later:\n%s\nwant:\n%s", page, got, want)
		}
	}
}

// An edition finds what it says itself.
func testEditionSearch(t *testing.T, b *browser, s site) {
	for _, base := range []string{s.file, s.web} {
		tab := b.tab(t)
		tab.open(base + "editions/2026.0/search.html?q=wombat")
		tab.until(`document.querySelectorAll('.hits li').length === 1`)
		if got := evaluate[string](tab, `document.querySelector('.hits a').href`); !strings.HasPrefix(got, base+"editions/2026.0/operations/backup.html") {
			t.Errorf("a hit leads to %s", got)
		}
		tab.open(base + "editions/2026.0/search.html?q=quokka")
		tab.until(`document.querySelector('.found')?.innerText.includes('quokka')`)
		if evaluate[int](tab, `document.querySelectorAll('.hits li').length`) != 0 {
			t.Error("an edition finds what another one says")
		}
	}
}

func testEditionAxe(t *testing.T, b *browser, s site) {
	script, err := os.ReadFile(axe)
	if err != nil {
		missing(t, "axe-core", fetchAxe)
	}
	tab := b.tab(t)
	for _, page := range []string{"operations/backup.html", "editions/2026.0/index.html", "editions/2026.0/operations/backup.html", "editions/2026.0/search.html", "editions/2026.0.changes.html", "editions/2026.1.changes.html"} {
		tab.open(s.web + page)
		evaluate[any](tab, `void document.querySelectorAll('details').forEach(d => d.open = true)`)
		evaluate[any](tab, string(script)+`;null`)
		for _, width := range []int64{1280, 390} {
			for _, dark := range []bool{false, true} {
				tab.size(width, 900)
				tab.dark(dark)
				for _, v := range evaluate[[]string](tab, `axe.run({runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, resultTypes: ['violations']}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 200) + ' ' + n.failureSummary)))`) {
					t.Errorf("%s, %d pixels, dark %v: %s", page, width, dark, v)
				}
			}
		}
	}
}
