package themes_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"policybook/generator/calendar"
)

// column gives the texts of a column of the register's first table, row by row.
func column(tab *tab, name string) []string {
	tab.Helper()
	return evaluate[[]string](tab, `((name) => {
		const table = document.querySelector('main table');
		const i = [...table.tHead.rows[0].cells].findIndex(th => th.textContent === name);
		return [...table.tBodies[0].rows].filter(r => r.checkVisibility()).map(r => r.cells[i].querySelector('time')?.dateTime ?? r.cells[i].innerText);
	})(%s)`, name)
}

// count gives what the register says of how many documents it shows.
func count(tab *tab) string {
	tab.Helper()
	return evaluate[string](tab, `document.querySelector('main [role=status]').innerText`)
}

// sortBy presses a column's button and gives the column's aria-sort.
func sortBy(tab *tab, name string) string {
	tab.Helper()
	return evaluate[string](tab, `((name) => {
		const th = [...document.querySelector('main table').tHead.rows[0].cells].find(th => th.textContent === name);
		th.querySelector('button').click();
		return th.ariaSort;
	})(%s)`, name)
}

// testRegister sorts and filters the register, and finds the choice again by its address.
func testRegister(t *testing.T, b *browser) {
	tab := b.tab(t)
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab.open(base + "register.html")
		all := column(tab, "Number")
		for _, name := range []string{"Number", "Title", "Owner", "Version", "Next review"} {
			before := column(tab, name)
			up := sortBy(tab, name)
			got := column(tab, name)
			if up == "descending" { // it was sorted by this column already
				up = sortBy(tab, name)
				got = column(tab, name)
			}
			filled := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s == "" })
			if up != "ascending" || len(got) != len(before) || (name == "Next review" && !slices.IsSorted(filled)) || slices.Contains(got[:len(filled)], "") {
				t.Errorf("%s: sorted by %s, %s: %q", base, name, up, got)
			}
			down := sortBy(tab, name)
			slices.Reverse(filled)
			again := column(tab, name)
			if down != "descending" || again[0] != filled[0] || slices.Contains(again[:len(filled)], "") {
				t.Errorf("%s: sorted back by %s, %s: %q", base, name, down, again)
			}
		}
		if got := evaluate[int](tab, `document.querySelector('main table').querySelectorAll('[aria-sort]').length`); got != 1 {
			t.Errorf("%d columns say that the table is sorted by them, want 1", got)
		}

		tab.open(base + "register.html?section=security&status=in-force&words=ACCESS")
		kept := column(tab, "Section")
		if len(kept) == 0 || len(kept) >= len(all) || slices.ContainsFunc(kept, func(s string) bool { return s != "Security" }) {
			t.Errorf("%s: the address leads to the sections %q", base, kept)
		}
		for i, row := range column(tab, "Status") {
			if !strings.HasPrefix(row, "In force") {
				t.Errorf("row %d has the status %q", i, row)
			}
		}
		if got, want := count(tab), fmt.Sprintf("%d of ", len(kept)); !strings.HasPrefix(got, want) {
			t.Errorf("%d rows, and the status says %q", len(kept), got)
		}
		evaluate[any](tab, `void document.querySelector('fieldset input').select()`)
		tab.do(chromedp.SendKeys(chromedp.CSS(`fieldset input`), "no such words anywhere"))
		if got := count(tab); !strings.HasPrefix(got, "0 of ") || len(column(tab, "Number")) != 0 {
			t.Errorf("words that no document has: %q", got)
		}
		address := evaluate[string](tab, `location.href`)
		if !strings.Contains(address, "section=security") || !strings.Contains(address, "words=no+such") {
			t.Errorf("the choice is not in the address: %s", address)
		}
		evaluate[any](tab, `void document.querySelector('fieldset button').click()`)
		if got := column(tab, "Number"); len(got) != len(all) {
			t.Errorf("%d rows after all filters are cleared, want %d", len(got), len(all))
		}
		if address := evaluate[string](tab, `location.href`); address != base+"register.html" {
			t.Errorf("the address without a choice is %s", address)
		}
	}
	tab.open(b.sample.file + "register.html#kind=procedure")
	if got := column(tab, "Kind"); len(got) == 0 || slices.ContainsFunc(got, func(s string) bool { return s != "Procedure" }) {
		t.Errorf("the part after # leads to the kinds %q", got)
	}
	for _, fault := range tab.wrong() {
		t.Error(fault)
	}
	tab.size(320, 800)
	tab.open(b.sample.file + "register.html")
	if !evaluate[bool](tab, `(() => {
		const scroll = document.querySelector('main table').parentElement;
		scroll.scrollLeft = 400;
		const r = scroll.querySelector('tbody td').getBoundingClientRect();
		return scroll.scrollLeft > 300 && r.left >= 0 && r.right <= 320;
	})()`) {
		t.Error("the first column does not stay in sight on a narrow screen")
	}
}

// testRegisterOfMany keeps a register of a thousand documents usable, and one of ten thousand.
func testRegisterOfMany(t *testing.T, b *browser) {
	s := build(t, many(1200), published)
	tab := b.tab(t)
	tab.open(s.file + "register.html")
	if got := count(tab); got != "1200 of 1200 documents" {
		t.Errorf("status %q", got)
	}
	if rows := len(column(tab, "Number")); rows != 300 {
		t.Errorf("%d rows are shown at first, want 300", rows)
	}
	sortBy(tab, "Number")
	if got := column(tab, "Number")[0]; got != "D-1199" {
		t.Errorf("sorted by number, the last comes as %q: numbers are not compared as numbers", got)
	}
	took := evaluate[float64](tab, `(() => {
		const words = document.querySelector('fieldset input'), begin = performance.now();
		words.value = 'D-1198 procedure';
		words.dispatchEvent(new Event('input'));
		document.body.offsetHeight;
		return performance.now() - begin;
	})()`)
	t.Logf("filtering 1,200 rows took %.0f ms", took)
	if got := column(tab, "Number"); !slices.Equal(got, []string{"D-1198"}) {
		t.Errorf("the words lead to %q, want D-1198", got)
	}
	evaluate[any](tab, `void document.querySelector('fieldset button').click()`)
	evaluate[any](tab, `void dispatchEvent(new Event('beforeprint'))`)
	if rows := len(column(tab, "Number")); rows != 1200 {
		t.Errorf("%d rows are printed, want all", rows)
	}
}

// testThemeSwitch chooses colours, and finds them again on the next page before it is shown.
func testThemeSwitch(t *testing.T, b *browser) {
	const paper = `getComputedStyle(document.body).backgroundColor`
	const press = `void document.querySelector('header [role=group] button[value=%s]').click()`
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab := b.tab(t)
		tab.before(`addEventListener('load', () => {}); new PerformanceObserver(list => globalThis.firstPaint ??= list.getEntries()[0].startTime).observe({type: 'paint', buffered: true});
			new MutationObserver(() => { if (document.documentElement?.dataset.theme) globalThis.themed ??= performance.now(); }).observe(document, {attributes: true, childList: true, subtree: true});`)
		tab.open(base + "index.html")
		light := evaluate[string](tab, paper)
		tab.dark(true)
		dark := evaluate[string](tab, paper)
		if light == dark {
			t.Fatalf("the page has the colour %s on light and dark devices", light)
		}
		for _, c := range []struct {
			button string
			device bool
			want   string
		}{{"light", true, light}, {"dark", false, dark}, {`""`, false, light}, {`""`, true, dark}, {"light", true, light}} {
			tab.dark(c.device)
			evaluate[any](tab, fmt.Sprintf(press, c.button))
			if got := evaluate[string](tab, paper); got != c.want {
				t.Errorf("button %s on a device that is dark, %v: %s, want %s", c.button, c.device, got, c.want)
			}
			if got := evaluate[[]string](tab, `[...document.querySelectorAll('header [aria-pressed=true]')].map(b => b.value)`); len(got) != 1 || got[0] != strings.Trim(c.button, `"`) {
				t.Errorf("after button %s the pressed ones are %q", c.button, got)
			}
			if names := evaluate[[]string](tab, `[...document.querySelectorAll('header [role=group] button')].map(b => b.ariaLabel)`); slices.Contains(names, "") {
				t.Errorf("buttons without a name: %q", names)
			}
		}
		tab.open(base + "security/authentication.html") // still light on a dark device
		if got := evaluate[string](tab, paper); got != light {
			t.Errorf("%s: the next page has the colour %s, want %s", base, got, light)
		}
		if _, err := chromedp.Run(tab.ctx, chromedp.Poll[bool](`globalThis.firstPaint > 0`)); err != nil {
			t.Fatalf("nothing was painted: %v", err)
		}
		if evaluate[float64](tab, `themed - firstPaint`) > 0 {
			t.Errorf("%s: the page was painted %.1f ms before it had the chosen colours", base, evaluate[float64](tab, `themed - firstPaint`))
		}
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// ticking is a handbook with a document that has boxes to tick.
func ticking() fs.FS {
	return fstest.MapFS{
		"content/handbook.yaml": {Data: []byte("title: Ticking\n")},
		"content/a/list.md":     {Data: []byte("---\ntitle: List\ntype: procedure\nowner: desk\nstatus: approved\neffective_date: 2026-01-01\n---\n\n## Steps\n\n- [ ] One\n- [x] Two\n- [ ] Again\n- [ ] Again\n")},
		"content/a/plain.md":    {Data: []byte("---\ntitle: Plain\nowner: desk\nstatus: approved\neffective_date: 2026-01-01\n---\n\n## Text\n\nNo boxes.\n")},
	}
}

// testTicks ticks boxes off, leaves the page and comes back.
func testTicks(t *testing.T, b *browser) {
	s := build(t, ticking(), published)
	const ticks = `[...document.querySelectorAll('main [type=checkbox]')].map(b => b.checked)`
	for _, base := range []string{s.file, s.web} {
		tab := b.tab(t)
		tab.open(base + "a/list.html")
		want := func(when string, want ...bool) {
			t.Helper()
			if got := evaluate[[]bool](tab, ticks); !slices.Equal(got, want) {
				t.Errorf("%s: the ticks are %v, want %v", when, got, want)
			}
		}
		want("at first", false, true, false, false)
		for _, i := range []int{0, 1, 3} {
			evaluate[any](tab, fmt.Sprintf(`void document.querySelectorAll('main label')[%d].click()`, i))
		}
		want("after three clicks", true, false, false, true)
		tab.open(base + "a/plain.html")
		if text := evaluate[string](tab, `document.querySelector('main').innerText`); strings.Contains(text, "icks") {
			t.Error("a page without boxes speaks of ticks")
		}
		tab.open(base + "a/list.html")
		want("on coming back", true, false, false, true)
		if text := evaluate[string](tab, `document.querySelector('main').innerText`); !strings.Contains(text, "Ticks stay on this device only") {
			t.Error("the page does not say where the ticks are kept")
		}
		evaluate[any](tab, `void [...document.querySelectorAll('main button')].find(b => b.innerText === 'Clear the ticks').click()`)
		want("cleared", false, true, false, false)
		tab.open(base + "a/list.html")
		want("on coming back to a cleared list", false, true, false, false)
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testPrint prints a document: every sheet says what a printed copy is worth, and which it is.
func testPrint(t *testing.T, b *browser) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		missing(t, "pdftotext", "install poppler-utils")
	}
	tab := b.tab(t)
	tab.clock(noon(published))
	tab.open(b.sample.file + "security/authentication.html")
	tab.key(kb.Tab)
	pdf, err := chromedp.Run(tab.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(name, pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(tool, "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	sheets := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(sheets) < 2 {
		t.Fatalf("%d sheets, want more", len(sheets))
	}
	for i, sheet := range sheets {
		if !strings.Contains(sheet, "Uncontrolled when printed") || !regexp.MustCompile(fmt.Sprintf(`\b%d\s*/\s*%d\b`, i+1, len(sheets))).MatchString(sheet) {
			t.Errorf("sheet %d of %d does not say so, or not that a copy is uncontrolled:\n%s", i+1, len(sheets), sheet)
		}
	}
	first := strings.Join(strings.Fields(sheets[0]), " ")
	for _, want := range []string{"Printed on 21 November 2026", "authentication.html", "In force"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first sheet does not say %q:\n%s", want, sheets[0])
		}
	}
	for _, hidden := range []string{"Skip to main content", "Menu", "Edit this page", "Previous:"} {
		if strings.Contains(string(text), hidden) {
			t.Errorf("%q is printed", hidden)
		}
	}
	if evaluate[bool](tab, `document.querySelector('main').textContent.includes('Printed on')`) {
		t.Error("the page still says that it was printed")
	}
}

// testChanges filters the changes of the handbook by group and by what they ask of readers, and
// reads a page on which a version was still to come when it was made.
func testChanges(t *testing.T, b *browser) {
	tab := b.tab(t)
	const shown = `[...document.querySelectorAll('main li[data-for]')].filter(e => e.checkVisibility())`
	for _, base := range []string{b.sample.file, b.sample.web} {
		tab.open(base + "changes.html")
		all := evaluate[int](tab, shown+`.length`)
		if want := fmt.Sprintf("%d of %[1]d changes", all); all < 30 || count(tab) != want {
			t.Errorf("%d changes, and the status says %q", all, count(tab))
		}
		evaluate[any](tab, `void (e => { e.value = 'laboratory'; e.dispatchEvent(new Event('change')) })(document.querySelector('.filter select'))`)
		some := evaluate[int](tab, shown+`.length`)
		if others := evaluate[int](tab, shown+`.filter(e => !e.dataset.for.split(' ').includes('laboratory')).length`); some == 0 || some >= all || others > 0 {
			t.Errorf("of %d changes, %d are for the laboratory, %d of them for others", all, some, others)
		}
		tab.do(chromedp.Click(chromedp.CSS(`.filter input`)))
		few := evaluate[int](tab, shown+`.length`)
		if others := evaluate[int](tab, shown+`.filter(e => !e.querySelector('strong')).length`); few == 0 || few >= some || others > 0 {
			t.Errorf("of %d changes, %d are material, %d of them are not", some, few, others)
		}
		if got, want := count(tab), fmt.Sprintf("%d of %d changes", few, all); got != want {
			t.Errorf("the status says %q, want %q", got, want)
		}
		if empty := evaluate[int](tab, `[...document.querySelectorAll('main > .part')].filter(e => e.checkVisibility() && e.querySelector('[data-for]') && !e.querySelector('[data-for]:not([hidden])')).length`); empty > 0 {
			t.Errorf("%d months without a change are shown", empty)
		}
		tab.do(chromedp.Click(chromedp.CSS(`.filter input`)))
		if got := evaluate[int](tab, shown+`.length`); got != some {
			t.Errorf("%d changes, want %d again", got, some)
		}
	}
	const chip = `document.querySelector('main .part [data-state]').innerText`
	tab.open(b.states.file + "changes.html")
	if got := evaluate[string](tab, chip); got != "Approved, not yet effective" {
		t.Errorf("a version to come is %q", got)
	}
	later := b.tab(t)
	later.clock(noon(calendar.New(2027, time.January, 1)))
	later.open(b.states.file + "changes.html")
	if got := evaluate[string](later, chip); got != "In force" {
		t.Errorf("a version that has come is %q", got)
	}
}
