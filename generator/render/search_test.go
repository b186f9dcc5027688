package render_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// answered gives search.html with what was found in a handbook of a document in force and one
// that is retired.
func answered(t *testing.T, language string, found render.Found) string {
	t.Helper()
	day, err := calendar.ParseDate(today, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	document := "---\ntitle: %s\nowner: desk\nscope: organization\nstatus: %s\neffective_date: 2020-01-01\nlifespan: long-term\nreview_date: 2027-06-01\n---\n\nText.\n"
	files := fstest.MapFS{
		"content/handbook.yaml": {Data: []byte("title: Small\ncontact: help@example.com\nlanguage: " + language + "\n")},
		"content/a/backup.md":   {Data: fmt.Appendf(nil, document, "Backup", "approved")},
		"content/a/tapes.md":    {Data: fmt.Appendf(nil, document, "Tapes", "retired")},
	}
	theme, problems := render.NewTheme(defaultTheme(t), nil, language)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var b strings.Builder
	if err := render.Search(&b, render.Input{Handbook: handbook.New(source.Read(files), handbook.Options{Today: day}), Theme: theme}, found); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, fault := range parsePage(page).faults {
		t.Errorf("search.html: %s", fault)
	}
	if strings.Contains(page, "<style") {
		t.Error("the page has a style of its own, which a host may forbid")
	}
	return page
}

func facet(value, label string, count int) search.Facet {
	return search.Facet{Label: search.Label{Value: value, Label: label}, Count: count}
}

// TestSearchAnswer shows what a server found, as text whatever it is.
func TestSearchAnswer(t *testing.T) {
	t.Parallel()
	found := render.Found{Result: search.Result{
		Query: `"><script>alert(1)</script>`, Corrected: "<b>tapes</b>", Total: 12,
		Hits: []search.Hit{
			{URL: "a/backup.html#how-often", Title: "Backup <img src=x>", ID: "P-<1>", Kind: "policy", State: "in-force", Section: search.Label{Value: "a", Label: "A & B"},
				Owner: search.Label{Value: "desk", Label: "<i>desk</i>"}, Headings: []string{"Tapes", "How <u>often</u>"}, Snippet: []search.Passage{{Text: "<p>Every "}, {Text: "tape<", Mark: true}, {Text: "</p>"}}},
			{URL: "a/tapes.html", Title: "Tapes", Kind: "charter", State: "retired"},
			{URL: "javascript:alert(1)", Title: "Elsewhere"},
			{URL: "owners/desk.html", Title: "Desk", Kind: "owner", Owner: search.Label{Value: "desk", Label: "Desk"}},
		},
		Facets: search.Facets{
			Kind:  []search.Facet{facet("policy", "policy", 9), facet("form", "form", 3)},
			Owner: []search.Facet{facet("desk", "<i>desk</i>", 12)},
			State: []search.Facet{facet("retired", "retired", 12)},
		},
	}, Chosen: map[string]string{"state": "retired", "kind": "form"}, More: "search.html?q=a&limit=30"}
	page := answered(t, "en", found)
	for _, want := range []string{
		`name="q" value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`,
		"<title>&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt; – Search – Small</title>", `<meta name="robots" content="noindex">`,
		"Showing results for “&lt;b&gt;tapes&lt;/b&gt;”: 12 results",
		`<h2><a href="a/backup.html#how-often">Backup &lt;img src=x&gt;</a></h2> <span class="number">P-&lt;1&gt;</span> <span class="chip state-in-force" data-state="`,
		`A &amp; B · Policy · &lt;i&gt;desk&lt;/i&gt;`, `Tapes › How &lt;u&gt;often&lt;/u&gt;`, `&lt;p&gt;Every <mark>tape&lt;</mark>&lt;/p&gt;`,
		`<a href="a/tapes.html">Tapes</a></h2> <span class="chip state-retired"`,
		`<a href="owners/desk.html">Desk</a></h2> ` + "\n" + `<p class="meta">Owner</p>`,
		`<label>Kind <select name="kind" form="search"><option value="">Any</option><option value="policy">Policy (9)</option><option value="form" selected>Form (3)</option></select>`,
		`<option value="retired" selected>Retired (12)</option>`, `<a href="search.html?q=a&amp;limit=30">Show more results</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	for _, not := range []string{`name="owner"`, "javascript:", "search-help", "<img src=x", "<b>"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %s", not)
		}
	}
}

// TestSearchAnswerOfNothing says so, and where else to look.
func TestSearchAnswerOfNothing(t *testing.T) {
	t.Parallel()
	page := answered(t, "de", render.Found{Result: search.Result{Query: "xyzzy"}})
	for _, want := range []string{"Nichts gefunden für „xyzzy“.", `href="a-z.html"`, `href="owners/index.html"`, "mailto:help@example.com?subject=Eine%20fehlende%20Richtlinie"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	if strings.Contains(page, "<select") || strings.Contains(page, `class="hits"`) {
		t.Error("the page offers filters or hits of nothing")
	}
}

// TestSearchPage leads to everything by letter, on itself or on the page of the index.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	small, large := read(t, compile(t, many(3), nil), "search.html"), read(t, compile(t, many(300), nil), "search.html")
	for _, want := range []string{`href="#letter-d"`, `id="letter-d"`, `<a href="large/d00001.html">`} {
		if !strings.Contains(small, want) {
			t.Errorf("the page of a small handbook does not have %s", want)
		}
	}
	if !strings.Contains(large, `href="a-z.html#letter-d"`) || strings.Contains(large, `id="letter-d"`) {
		t.Error("the page of a large handbook does not lead to the index, or holds it")
	}
	if strings.Contains(small, "<style") || strings.Contains(small, "<select") {
		t.Error("the page has a style of its own, or filters without results")
	}
}
