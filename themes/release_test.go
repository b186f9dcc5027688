package themes_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// releasePages are pages of versioned, one of each kind.
var releasePages = []string{"it/passwords.html", "it/passwords.history.html", "it/passwords.v1.0.html", "it/passwords.v2.0.changes.html", "it/passwords.v4.0.html"}

// versioned is a handbook with one document: 1.0 is in force from 1 March 2023, 2.0 from
// 1 July 2024 until the end of 2025, 3.0 from 1 June 2026, and 4.0 from 1 January 2027.
func versioned(t *testing.T) (fs.FS, *handbook.History) {
	t.Helper()
	past, texts := &handbook.History{Documents: map[string][]handbook.Snapshot{}}, map[string][]byte{}
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Handbook\nrepository: https://git.example.com/handbook\n")}}
	r := source.FrontReader{Zone: time.UTC, Keep: handbook.PastFields}
	for i, v := range []struct{ version, first, more, text string }{
		{"1.0", "2023-03-01", "", "1. A password must have eight characters.\n2. A password must be changed every 90 days.\n\n## Systems\n\n| System | Length |\n| --- | --- |\n| Mail | 8 |\n\n## Exceptions\n\nNone.\n\nNobody grants one."},
		{"2.0", "2024-07-01", "expires: 2025-12-31\n", "1. A password must have twelve characters.\n\n## Managers\n\nUse `a manager`, see [the list](https://example.com/list).\n\n```\nmanager --new\n```\n\n## Systems\n\n| System | Length |\n| --- | --- |\n| Mail | 12 |\n\n## Exceptions\n\nNone.\n\nNobody grants one."},
		{"3.0", "2026-06-01", "", "1. A password must have fourteen characters."},
		{"4.0", "2027-01-01", "", "1. A password must have sixteen characters."},
	} {
		raw := []byte(fmt.Sprintf("---\ntitle: Passwords\nid: IT-1\nowner: desk\nscope: organization\nstatus: approved\nversion: %q\neffective_date: %s\n%s"+
			"revisions: [{version: %[1]q, summary: What is new., material: true}]\n---\n\n## Rules\n\n%[4]s\n", v.version, v.first, v.more, v.text))
		s := handbook.Snapshot{Commit: &handbook.Commit{ID: strings.Repeat(fmt.Sprint(i), 40), Day: calendar.New(2023+i, 1, 10)}, Path: "it/passwords.md", Blob: v.version}
		s.Front, _ = r.Read(s.Path, raw)
		s.Text[0] = byte(i)
		past.Documents[s.Path] = append(past.Documents[s.Path], s)
		texts[s.Blob] = raw
		files["content/"+s.Path] = &fstest.MapFile{Data: raw, Mode: 0o644}
	}
	past.Text = func(blob string) ([]byte, error) {
		if texts[blob] == nil {
			return nil, errors.New("lost")
		}
		return texts[blob], nil
	}
	return files, past
}

// asked gives what the history answers, and where its link leads.
func answer(tab *tab) [2]string {
	tab.Helper()
	return evaluate[[2]string](tab, `(() => {
		const status = document.querySelector('main [role=status]');
		return [status.innerText, status.querySelector('a')?.getAttribute('href') ?? status.querySelector('a')?.href.split('/').pop() ?? ''];
	})()`)
}

// testApplied asks a history which version applied on a day.
func testApplied(t *testing.T, b *browser) {
	tab := b.tab(t)
	for _, base := range []string{b.versions.file, b.versions.web} {
		history := base + "it/passwords.history.html"
		tab.open(history)
		if got := answer(tab); got != [2]string{} {
			t.Errorf("%s: %q before anybody asked", base, got)
		}
		for _, c := range []struct{ day, says, leads string }{
			{"2023-03-01", "Version 1.0 was in force on 1 March 2023.", "passwords.v1.0.html"},
			{"2024-06-30", "Version 1.0 was in force on 30 June 2024.", "passwords.v1.0.html"},
			{"2024-07-01", "Version 2.0 was in force on 1 July 2024.", "passwords.v2.0.html"},
			{"2025-12-31", "Version 2.0 was in force on 31 December 2025.", "passwords.v2.0.html"},
			{"2026-01-01", "No version was in force on 1 January 2026.", ""},
			{"2026-11-21", "Version 3.0 was in force on 21 November 2026.", "passwords.html"},
			{"2026-11-22", "By what was known on 21 November 2026, Version 3.0 is to be in force on 22 November 2026.", "passwords.html"},
			{"2030-01-01", "By what was known on 21 November 2026, Version 4.0 is to be in force on 1 January 2030.", "passwords.v4.0.html"},
			{"2023-02-28", "On 28 February 2023 no version was in force: the first that is known began on 1 March 2023.", ""},
			{"", "", ""},
		} {
			evaluate[any](tab, `(day => {
				const field = document.querySelector('main input[type=date]');
				field.value = day;
				field.dispatchEvent(new Event('input'));
			})(%s)`, c.day)
			got := answer(tab)
			if got[0] != c.says || strings.TrimPrefix(got[1], base+"it/") != c.leads {
				t.Errorf("%s: on %q: %q, want %q, %q", base, c.day, got, c.says, c.leads)
			}
			if hash := evaluate[string](tab, `location.hash`); c.day != "" && hash != "#on="+c.day {
				t.Errorf("%s: the address of %s ends in %q", base, c.day, hash)
			}
		}
		tab.open(base + "index.html")
		tab.open(history + "#on=2024-01-05")
		if got := answer(tab)[0]; got != "Version 1.0 was in force on 5 January 2024." {
			t.Errorf("%s: the address leads to %q", base, got)
		}
		evaluate[any](tab, `new Promise(done => { addEventListener('hashchange', done); location.hash = 'on=2025-01-05' }).then(() => null)`)
		if got := answer(tab)[0]; got != "Version 2.0 was in force on 5 January 2025." {
			t.Errorf("%s: the address changes to %q", base, got)
		}
		if label := evaluate[string](tab, `document.querySelector('main input[type=date]').ariaLabelledByElements[0].innerText.trim()`); label != "Which version applied on a day?" {
			t.Errorf("%s: the field is called %q", base, label)
		}
		for _, fault := range tab.wrong() {
			t.Errorf("%s: %s", base, fault)
		}
	}
}

// testRedlines shows that changes are said, not only shown, and that paper keeps them.
func testRedlines(t *testing.T, b *browser) {
	tab := b.tab(t)
	tab.open(b.versions.file + "it/passwords.v2.0.changes.html")
	said := evaluate[[]string](tab, `[...document.querySelectorAll('main ins, main del')].map(e => e.tagName + ' ' + e.firstChild.textContent + (e.firstChild.getBoundingClientRect().width <= 1))`)
	if len(said) < 6 {
		t.Errorf("only %q", said)
	}
	for _, s := range said {
		if s != "INS added: true" && s != "DEL removed: true" {
			t.Errorf("a change is told as %q", s)
		}
	}
	for _, broken := range evaluate[[]string](tab, `[...document.querySelectorAll('main a[href^="#"]')].filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.outerHTML)`) {
		t.Errorf("the summary does not lead to a change: %s", broken)
	}
	if n := evaluate[int](tab, `document.querySelectorAll('.redline-changes a').length`); n < 3 {
		t.Errorf("the summary has %d changes", n)
	}
	tab.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	const want = "underline line-through shown"
	if got := evaluate[string](tab, `[
		getComputedStyle(document.querySelector('main ins')).textDecorationLine, getComputedStyle(document.querySelector('main del')).textDecorationLine,
		[...document.querySelectorAll('main details > :not(summary)')].every(e => e.getBoundingClientRect().height > 0) ? 'shown' : 'folded',
	].join(' ')`); got != want {
		t.Errorf("on paper a redline is %s, want %s", got, want)
	}
	tab.open(b.versions.file + "it/passwords.v1.0.html")
	if !evaluate[bool](tab, `document.querySelector('main .banner').checkVisibility() && document.querySelector('main .banner').innerText.includes('You are reading version 1.0')`) {
		t.Error("paper does not say that it is an earlier version")
	}
}
