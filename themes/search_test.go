package themes_test

// The search engine of the pages against package search: over the same entries both find the
// same documents, in the same order, with the same scores and passages.

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"

	"policybook/generator"
	"policybook/generator/output"
	"policybook/generator/search"
	"policybook/themes"
)

// searched is a page with nothing but the engine, and the index that Go ranks over.
type searched struct {
	index             *search.Memory
	folder, file, web string
}

// engine reads a script of the theme.
func engine(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(themes.FS, "default/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// minified is a script as readers get it.
func minified(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := new(js.Minifier).Minify(minify.New(), &b, strings.NewReader(text), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// searchPage lets scripts of its own folder run, and nothing else.
const searchPage = `<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">%s
<title>Search</title><script src="search/search.js"></script>%s`

// write puts a file into a folder.
func write(t *testing.T, folder, name, text string) {
	t.Helper()
	name = filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// indexed writes the files of a search over entries.
func indexed(t *testing.T, entries []search.Entry, synonyms [][]string, lang string) searched {
	t.Helper()
	s := place(t, search.NewMemory(entries, synonyms, lang))
	s.fill(t, s.files(entries))
	return s
}

// place makes a folder with a name that must be escaped in addresses.
func place(t *testing.T, index *search.Memory) searched {
	t.Helper()
	s := searched{index: index, folder: filepath.Join(t.TempDir(), "a b#c%20")}
	s.file, s.web = "file://"+strings.NewReplacer(" ", "%20", "#", "%23", "%", "%25").Replace(filepath.ToSlash(s.folder))+"/", serve(t, s.folder)
	return s
}

func (s searched) files(entries []search.Entry) []output.File {
	var urls []string
	for _, e := range entries {
		urls = append(urls, e.URL)
	}
	return (*search.Paths)(nil).Again(urls).Files(func() *search.Memory { return s.index })
}

// fill writes the files of a search, and pages for it.
func (s searched) fill(t *testing.T, files []output.File) {
	t.Helper()
	for _, f := range files {
		if !strings.HasPrefix(f.Path, search.Folder+"/") {
			continue
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		write(t, s.folder, f.Path, b.String())
	}
	write(t, s.folder, "search/search.js", minified(t, engine(t, "search.js")))
	write(t, s.folder, "search/inflate.js", minified(t, engine(t, "inflate.js")))
	write(t, s.folder, "index.html", fmt.Sprintf(searchPage, "", ""))
	write(t, s.folder, "site.html", strings.ReplaceAll(fmt.Sprintf(searchPage, "", ""), "search/search.js", "site.js"))
	write(t, s.folder, "site.js", `for (const src of ['search/search.js', 'search/docs.js']) document.head.append(Object.assign(document.createElement('script'), {src, async: false}));`)
}

// asked is a query with what a reader chose beside it.
type asked struct {
	Text    string              `json:"text"`
	Filters map[string][]string `json:"filters,omitempty"`
	Offset  int                 `json:"offset"`
	Limit   int                 `json:"limit"`
}

// inGo is the same query for Go.
func (a asked) inGo() search.Query {
	q := search.Query{Text: a.Text, Offset: a.Offset, Limit: a.Limit}
	for field, values := range a.Filters {
		for _, v := range values {
			q.Filters = append(q.Filters, search.Filter{Field: field, Value: v})
		}
	}
	return q
}

// inPage gives what the engine finds.
func inPage(tab *tab, queries []asked) []search.Result {
	tab.Helper()
	return evaluate[[]search.Result](tab, `(async () => {
		const all = [];
		for (const {text, ...options} of %s) all.push(await policybookSearch.query(text, {...options, facets: true}));
		return all;
	})()`, json.RawMessage(mustJSON(queries)))
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// nearly takes scores for equal that differ in less than one part in 1e9.
var nearly = gocmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a)) })

// same compares what Go and the page find.
func (s searched) same(tab *tab, queries []asked) (hits int) {
	tab.Helper()
	differences := 0
	for part := range slices.Chunk(queries, 100) {
		for i, got := range inPage(tab, part) {
			want, err := search.Search(s.index, part[i].inGo())
			if err != nil {
				tab.Fatal(err)
			}
			hits += len(want.Hits)
			if diff := gocmp.Diff(want, got, nearly); diff != "" {
				if differences++; differences < 6 {
					tab.Errorf("%+v: -Go +page\n%s", part[i], diff)
				}
			}
		}
	}
	if differences > 0 {
		tab.Errorf("%d of %d queries differ", differences, len(queries))
	}
	return hits
}

// built is the handbook of this project, compiled.
func built(t *testing.T) (generator.Result, searched) {
	t.Helper()
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	r := generator.Build(os.DirFS(".."), generator.Options{Theme: theme, Date: published})
	if r.Site == nil {
		t.Fatal("the handbook is not compiled")
	}
	s := place(t, r.Index())
	s.fill(t, r.Site.Files())
	return r, s
}

// hostileEntries are texts that no handbook should have and some will.
func hostileEntries() []search.Entry {
	section, owner := search.Label{Value: "a/b", Label: "<i>Ä & B</i>"}, search.Label{Value: "it", Label: "IT \"desk\" </script>"}
	entry := func(url, title, id string, sections ...search.Text) search.Entry {
		return search.Entry{URL: url, Title: title, ID: id, Kind: "policy", State: "in-force", Record: "approved - - -", Section: section, Owner: owner,
			Category: search.Label{Value: "a", Label: "Ä"}, Tags: []string{"<b>", "constructor", "Größe"}, Audience: []search.Label{{Value: "all", Label: "Everybody"}}, Sections: sections}
	}
	lead := func(text string) search.Text { return search.Text{Text: text} }
	all := []search.Entry{
		entry("a/markup.html", `<img src=x onerror="hacked=1"> & "quotes"`, "X-1<b>", lead("</script><script>hacked=1</script> constructor toString valueOf ${hacked=1} \u2028 hasOwnProperty __proto__ <b>bold</b>"),
			search.Text{Anchor: `x"><b>`, Heading: "<h1>constructor</h1>", Level: 2, Text: "javascript:hacked=1 constructor"}),
		entry("a/accents.html", "Überprüfung der Größe: naïve café, Straße", "ISP-001", lead("İstanbul ﬁnancial Ｆｕｌｌ ＷＩＤＴＨ it's the readers’ o'clock l'été d’œuvre Łódź Søren đ ÆGIS ΣΊΣΥΦΟΣ ﬀ x² № ½ e\u0301te\u0301 Кириллица"),
			search.Text{Heading: "No anchor", Level: 2, Text: "naïve naive NAÏVE"}, search.Text{Anchor: "deep", Heading: "Deep", Level: 4, Text: "deep text\nin lines\nof café"},
			search.Text{Anchor: "up", Heading: "Up", Level: 3, Text: "up text Straße strasse"}),
		entry("a/characters.html", "情報セキュリティ方針", "ISP-0012", lead("すべての従業員は情報セキュリティを守る。パスワード password は長い。ภาษาไทย 12ไทย abc漢字def"), search.Text{Anchor: "漢", Heading: "漢字と password", Level: 2, Text: "漢字、漢字。"}),
		entry("a/dashes.html", "Dashes", "A-1/2", lead(strings.Repeat("- ", 300)), search.Text{Anchor: "r", Heading: "Rockets", Level: 2, Text: "x" + strings.Repeat("🚀", 300)}),
		entry("a/rockets.html", "Rockets 🚀", "AUP", lead(strings.Repeat("🚀", 109)+"password"+strings.Repeat("🚀", 200)+" length 𝒜𝓁𝓅𝒽𝒶 𐐷𐐷 𠮷野家")),
		entry("a/signs.html", "🚀🚀", "", lead("…"+strings.Repeat("🚀", 300))),
		entry("a/empty.html", "", ""),
		entry("a/long.html", "Of the and", "ISP-001-A", lead(strings.Repeat("password length ", 400)+strings.Repeat("x", 500)), search.Text{Anchor: "the", Heading: "The", Level: 2}, search.Text{Anchor: "of", Heading: "password", Level: 6, Text: ""}),
	}
	for i, e := range slices.Clone(all) {
		e.URL, e.Archived, e.State, e.ID, e.Owner = "old/"+e.URL, true, "retired", e.ID+"-OLD", search.Label{}
		if i%2 == 0 {
			e.Section, e.Category, e.Tags = search.Label{}, search.Label{}, nil
		}
		all = append(all, e)
	}
	return all
}

// randomEntries are n texts of few letters, so that words are near to each other.
func randomEntries(n int) []search.Entry {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	word := func() string {
		letters := make([]byte, 2+r.IntN(9))
		for i := range letters {
			letters[i] = "aeinorstlcd"[min(r.IntN(11), r.IntN(11))]
		}
		return string(letters) + []string{"", "", "s", "ing", "ed", "ational"}[r.IntN(6)]
	}
	words := make([]string, 12*n)
	for i := range words {
		words[i] = word()
	}
	text := func(most int) string {
		all := make([]string, 1+r.IntN(most))
		for i := range all {
			all[i] = words[int(float64(len(words))*math.Pow(r.Float64(), 4))]
		}
		return strings.Join(all, " ")
	}
	all := make([]search.Entry, n)
	for i := range all {
		e := &all[i]
		*e = search.Entry{URL: fmt.Sprintf("s%d/d%d.html", i%9, i), Title: text(4), ID: fmt.Sprintf("D-%03d", i), Kind: []string{"policy", "standard"}[i%2], State: []string{"in-force", "retired", "expired"}[i%3],
			Archived: i%3 > 0 && i%5 == 0, Owner: search.Label{Value: fmt.Sprint("desk-", i%7), Label: text(2)}, Sections: []search.Text{{Text: text(60)}}, Keywords: []string{text(1)}}
		e.Section = search.Label{Value: fmt.Sprintf("s%d", i%9), Label: fmt.Sprint("Section ", i%9)}
		e.Category = e.Section
		for j := range r.IntN(5) {
			e.Sections = append(e.Sections, search.Text{Anchor: fmt.Sprint("h", j), Heading: text(3), Level: 2 + r.IntN(3), Text: text(150)})
		}
	}
	return all
}

// vocabulary are the words of entries.
func vocabulary(entries []search.Entry) []string {
	all := map[string]bool{}
	for _, e := range entries {
		for _, s := range e.Sections {
			for _, w := range regexp.MustCompile(`[\pL\pN'’]+`).FindAllString(e.Title+" "+s.Heading+" "+s.Text, -1) {
				all[w] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// queries makes n queries as readers type them, and worse.
func queries(entries []search.Entry, seed uint64, n int) []asked {
	r := rand.New(rand.NewPCG(seed, 1))
	words := vocabulary(entries)
	pick := func(all []string) string { return all[r.IntN(len(all))] }
	typo := func(w string) string {
		c := []rune(w)
		if len(c) == 0 {
			return w
		}
		i := r.IntN(len(c))
		switch r.IntN(4) {
		case 0:
			return string(slices.Delete(c, i, i+1))
		case 1:
			return string(slices.Insert(c, i, rune('a'+r.IntN(26))))
		case 2:
			c[i] = rune('a' + r.IntN(26))
		default:
			if i+1 < len(c) {
				c[i], c[i+1] = c[i+1], c[i]
			}
		}
		return string(c)
	}
	run := func() []string {
		e := entries[r.IntN(len(entries))]
		text := e.Title
		if len(e.Sections) > 0 {
			text += " " + e.Sections[r.IntN(len(e.Sections))].Text
		}
		all := strings.Fields(text)
		if len(all) == 0 {
			return nil
		}
		from := r.IntN(len(all))
		return all[from:min(len(all), from+1+r.IntN(4))]
	}
	item := func() string {
		e := entries[r.IntN(len(entries))]
		switch r.IntN(14) {
		case 0, 1, 2:
			return pick(words)
		case 3, 4:
			return typo(pick(words))
		case 5:
			return typo(typo(pick(words)))
		case 6:
			w := []rune(pick(words))
			return string(w[:1+r.IntN(len(w))])
		case 7:
			return `"` + strings.Join(run(), " ") + pick([]string{`"`, `"`, `"`, "", "”"})
		case 8:
			return "-" + pick([]string{pick(words), `"` + strings.Join(run(), " ") + `"`, "owner:" + e.Owner.Value, "-" + pick(words)})
		case 9:
			return pick([]string{"owner:", "OWNER:", "category:", "section:", "type:", "kind:", "state:", "status:", "tag:", "audience:"}) +
				pick(append([]string{e.Owner.Value, `"` + e.Owner.Label + `"`, e.Section.Value, `"` + e.Section.Label + `"`, e.Kind, e.State, "it", `""`, " "}, e.Tags...))
		case 10:
			return pick([]string{e.ID, strings.ToLower(e.ID), strings.ReplaceAll(e.ID, "-", " "), e.ID[:len(e.ID)/2]})
		case 11:
			return e.Title
		case 12:
			return pick([]string{"what is the", "who is responsible for", "find the rules of 12", "how do I", "the", "th", "of", "-", "--", `"`, "<b>", "&amp;", "ſ", "\u00a0", "\t", "É", "Ｐolicy", "laptop", "passphrase", "portable computer", "secret word"})
		default:
			return strings.Join(run(), " ")
		}
	}
	all := make([]asked, n)
	for i := range all {
		var items []string
		for range 1 + r.IntN(4) {
			items = append(items, item())
		}
		if r.IntN(8) == 0 {
			e := entries[r.IntN(len(entries))]
			all[i].Filters = map[string][]string{"kind": {e.Kind, pick([]string{"policy", ""})}, "owner": {e.Owner.Value}, "section": {e.Category.Value}, "constructor": {"x"}}
			delete(all[i].Filters, pick([]string{"kind", "owner"}))
		}
		all[i].Text, all[i].Limit, all[i].Offset = strings.Join(items, " ")+pick([]string{"", "", " "}), []int{0, 0, 1, 3, 30, 80}[r.IntN(6)], []int{0, 0, 0, 2, 10, 25}[r.IntN(6)]
	}
	return all
}

// testSearchSame asks Go and the page the same: over texts of all kinds in languages of each
// kind, and over so many that the index is in pieces.
func testSearchSame(t *testing.T, b *browser) {
	for _, c := range []struct {
		name, lang string
		entries    []search.Entry
		synonyms   [][]string
		n          int
	}{
		{"hostile", "en-GB", hostileEntries(), [][]string{{"password", "漢字"}, {"constructor", "café"}}, 150},
		{"german", "de", hostileEntries(), nil, 100},
		{"french", "fr", hostileEntries(), nil, 100},
		{"one", "ja", hostileEntries()[:1], nil, 30},
		{"none", "en", nil, nil, 0},
		{"many", "en", randomEntries(300), nil, 120},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			indexed(t, c.entries, c.synonyms, c.lang).differential(t, b, c.entries, c.n)
		})
	}
}

// testSearchHandbook asks Go and the page the same over the handbook of this project.
func testSearchHandbook(t *testing.T, b *browser) {
	r, s := built(t)
	s.differential(t, b, r.Entries(), 320)
}

// differential asks n queries made of the words of entries.
func (s searched) differential(t *testing.T, b *browser, entries []search.Entry, n int) {
	tab := b.tab(t)
	all := []asked{{Text: "password"}, {Text: ""}, {Text: "-password"}, {Text: "owner:it"}, {Text: `"`}, {Text: "constructor"}, {Text: strings.Repeat("password ", 60)}, {Text: strings.Repeat("€", 300)}}
	if n > 0 {
		all = append(all, queries(entries, 1, n)...)
	}
	tab.open(s.file + "index.html")
	hits := s.same(tab, all)
	tab.open(s.web + "site.html")
	hits += s.same(tab, all[:min(len(all), 100)])
	if hits < n/3 {
		t.Errorf("%d hits of %d queries", hits, n)
	}
	if evaluate[bool](tab, `'hacked' in window || document.body.innerHTML !== ''`) {
		t.Error("what a text says is in the page")
	}
	for _, fault := range tab.wrong() {
		t.Error(fault)
	}
}

// testSearchVectors holds the page to what the tests of package search are held to.
func testSearchVectors(t *testing.T, b *browser) {
	text, err := os.ReadFile("../generator/search/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Tokens []struct {
			Lang, Text   string
			Words, Stems []string
		}
		Stems   map[string]string
		Queries []struct {
			search.Query
			Corrected string
			Total     int
			Hits      []struct {
				URL   string
				Score float64
			}
			First  *search.Hit
			Facets *search.Facets
		}
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want.Tokens) < 10 || len(want.Stems) < 500 || len(want.Queries) < 60 {
		t.Fatalf("vectors of %d texts, %d words and %d queries", len(want.Tokens), len(want.Stems), len(want.Queries))
	}
	_, s := built(t)
	inside := strings.Replace(engine(t, "search.js"), "policybookSearch = {", "policybookSearch = {analyzer, porter, ", 1)
	write(t, s.folder, "search/search.js", minified(t, inside))
	tab := b.tab(t)
	for _, base := range []string{s.file, s.web} {
		tab.open(base + "index.html")
		for word, stem := range evaluate[map[string]string](tab, `Object.fromEntries(%s.map(word => [word, /^[a-z']+$/.test(word) ? policybookSearch.porter(word) : word]))`, slices.Sorted(maps.Keys(want.Stems))) {
			if want.Stems[word] != stem {
				t.Errorf("the stem of %s is %s, want %s", word, stem, want.Stems[word])
			}
		}
		for _, v := range want.Tokens {
			options := indexed(t, nil, nil, v.Lang).options(t)
			got := evaluate[[]struct{ Word, Stem string }](tab, `policybookSearch.analyzer(%s).tokens(%s).filter(t => t.word)`, options, v.Text)
			var words, stems []string
			for _, g := range got {
				words, stems = append(words, g.Word), append(stems, g.Stem)
			}
			if diff := gocmp.Diff([][]string{v.Words, v.Stems}, [][]string{words, stems}); diff != "" {
				t.Errorf("%s: %s\n%s", v.Lang, v.Text, diff)
			}
		}
		var all []asked
		for _, q := range want.Queries {
			a := asked{Text: q.Text, Offset: q.Offset, Limit: q.Limit, Filters: map[string][]string{}}
			for _, f := range q.Filters {
				a.Filters[f.Field] = append(a.Filters[f.Field], f.Value)
			}
			all = append(all, a)
		}
		for i, got := range inPage(tab, all) {
			want := want.Queries[i]
			if want.First != nil && len(got.Hits) > 0 {
				if diff := gocmp.Diff(*want.First, got.Hits[0], nearly); diff != "" {
					t.Errorf("%q: %s", want.Text, diff)
				}
			}
			if want.Facets != nil {
				if diff := gocmp.Diff(*want.Facets, got.Facets); diff != "" {
					t.Errorf("%q: %s", want.Text, diff)
				}
			}
			if got.Corrected != want.Corrected || got.Total != want.Total || len(got.Hits) != len(want.Hits) {
				t.Errorf("%q: %q, %d and %d hits, want %q, %d and %d", want.Text, got.Corrected, got.Total, len(got.Hits), want.Corrected, want.Total, len(want.Hits))
				continue
			}
			for j, h := range want.Hits {
				if g := got.Hits[j]; g.URL != h.URL || math.Abs(g.Score-h.Score) > 1e-9 {
					t.Errorf("%q: at %d %s with %v, want %s with %v", want.Text, j, g.URL, g.Score, h.URL, h.Score)
				}
			}
		}
	}
}

// options are those for the analyzer, out of docs.js.
func (s searched) options(t *testing.T) json.RawMessage {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(s.folder, "search", "docs.js"))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := base64.StdEncoding.DecodeString(strings.Split(string(file), `"`)[3])
	if err != nil {
		t.Fatal(err)
	}
	var docs struct{ Options json.RawMessage }
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(packed))).Decode(&docs); err != nil {
		t.Fatal(err)
	}
	return docs.Options
}

// testSearchPorter stems words that nobody wrote.
func testSearchPorter(t *testing.T, b *browser) {
	s := indexed(t, nil, nil, "en")
	write(t, s.folder, "search/search.js", minified(t, strings.Replace(engine(t, "search.js"), "policybookSearch = {", "policybookSearch = {porter, ", 1)))
	tab := b.tab(t)
	tab.open(s.file + "index.html")
	r := rand.New(rand.NewPCG(5, 5))
	words := map[string]bool{}
	for len(words) < 5000 {
		w := ""
		for range r.IntN(5) {
			w += string("aeiouystlbcdgmnrz'"[r.IntN(18)])
		}
		for range r.IntN(4) {
			w += []string{"s", "ed", "ing", "eed", "ies", "sses", "y", "e", "ll", "ion", "tion", "ational", "izer", "bli", "ousli", "fulness", "logi", "icate", "ative", "ness", "able", "ement", "al", "er", "ate", "iti"}[r.IntN(26)]
		}
		words[w] = true
	}
	delete(words, "")
	list := slices.Sorted(maps.Keys(words))
	a := search.NewAnalyzer("en")
	for i, stem := range evaluate[[]string](tab, `%s.map(policybookSearch.porter)`, list) {
		if want := a.Tokens("x " + list[i]); len(want) == 2 && want[1].Word == list[i] && want[1].Stem != "" && want[1].Stem != stem {
			t.Errorf("the stem of %s is %s, want %s", list[i], stem, want[1].Stem)
		}
	}
}

// watchScripts notes what scripts are put into the page (+) and come (-), in order.
const watchScripts = `
	window.seen = [];
	new MutationObserver(changes => {
		for (const {addedNodes} of changes) for (const {src} of addedNodes) if (src && !src.endsWith('/site.js')) seen.push('+' + src);
	}).observe(document, {childList: true, subtree: true});
	document.addEventListener('load', ({target: {src}}) => src && seen.push('-' + src), true);`

// testSearchCold counts what the first query of a reader asks for.
func testSearchCold(t *testing.T, b *browser) {
	entries := randomEntries(600)
	s := indexed(t, entries, nil, "en")
	tab := b.tab(t)
	tab.before(watchScripts)
	words := vocabulary(entries)
	for page, most := range map[string]int{"site.html": 3, "index.html": 4} {
		tab.do(call(network.ClearBrowserCache, cdp.Empty{}))
		tab.open(s.web + page)
		found := evaluate[search.Result](tab, `policybookSearch.query(%s)`, words[len(words)/2]+" "+words[len(words)/3])
		bytes := evaluate[int](tab, `performance.getEntriesByType('resource').filter(r => !/(site|search).js$/.test(r.name)).reduce((sum, r) => sum + r.transferSize, 0)`)
		files, steps, before := 0, 0, byte('-')
		for _, what := range evaluate[[]string](tab, `seen`) {
			if what[0] == '+' {
				files++
				if before == '-' {
					steps++
				}
			}
			before = what[0]
		}
		if len(found.Hits) != 10 || files > 14 || steps > most || bytes > 40<<10 {
			t.Errorf("%s: %d hits; %d files in %d steps, besides the engine %d bytes; want 10, at most 14, %d and 40 KiB", page, len(found.Hits), files, steps, bytes, most)
		}
		if files < 13 || steps < 3 || bytes < 1000 {
			t.Errorf("%s: %d files in %d steps, %d bytes: not all are counted", page, files, steps, bytes)
		}
	}
}

// testSearchInflates takes from the browser what unpacks.
func testSearchInflates(t *testing.T, b *browser) {
	entries := hostileEntries()
	s := indexed(t, entries, nil, "en")
	tab := b.tab(t)
	for _, missing := range []string{`delete window.DecompressionStream`, `{
		const Real = DecompressionStream;
		window.DecompressionStream = class { constructor(format) { if (format === 'deflate-raw') throw TypeError(format); return new Real(format); } };
	}`} {
		tab.before(missing)
		tab.open(s.file + "index.html")
		s.same(tab, queries(entries, 3, 40))
		if !evaluate[bool](tab, `'inflate' in HB`) {
			t.Error("the browser unpacks by itself")
		}
	}
}

// testSearchInflate unpacks what Go packs, at all levels.
func testSearchInflate(t *testing.T, b *browser) {
	folder := t.TempDir()
	write(t, folder, "index.html", `<!DOCTYPE html><script>window.HB = {}</script><script src="inflate.js"></script>`)
	write(t, folder, "inflate.js", engine(t, "inflate.js"))
	tab := b.tab(t)
	tab.open(fileURL(folder) + "index.html")
	r := rand.New(rand.NewPCG(1, 1))
	random := make([]byte, 70000)
	for i := range random {
		random[i] = byte(r.IntN(256))
	}
	for name, data := range map[string][]byte{"nothing": {}, "one": {1}, "random": random, "runs": bytes.Repeat([]byte("abcabcd"), 9999), "text": []byte(engine(t, "search.js")), "few": bytes.Repeat(random[:300], 200)} {
		for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
			var packed bytes.Buffer
			w, err := flate.NewWriter(&packed, level)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(data)
			w.Close()
			same := evaluate[bool](tab, `(() => {
				const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)), got = HB.inflate(bytes(%s)), want = bytes(%s);
				return got.length === want.length && got.every((b, i) => b === want[i]);
			})()`, packed.Bytes(), data)
			if !same {
				t.Errorf("%s at level %d is another", name, level)
			}
			if packed.Len() > 10 && !evaluate[bool](tab, `(() => {
				try {
					HB.inflate(Uint8Array.from(atob(%s), c => c.charCodeAt(0)).subarray(0, -5));
				} catch {
					return true;
				}
			})()`, packed.Bytes()) {
				t.Errorf("%s at level %d, cut off, is taken for whole", name, level)
			}
		}
	}
}

// testSearchStale publishes another build while a page is open.
func testSearchStale(t *testing.T, b *browser) {
	entries := randomEntries(100)
	s := indexed(t, entries, nil, "en")
	tab := b.tab(t)
	for _, base := range []string{s.web, s.file} {
		tab.open(base + "index.html")
		evaluate[any](tab, `policybookSearch.query('')`)
		evaluate[any](tab, `policybookSearch.query('D-001')`)
		entries = append(entries[10:len(entries):len(entries)], search.Entry{URL: "new.html", Title: "Quagmire of fresh walrus", Kind: "policy", Sections: []search.Text{{Text: "walrus"}}})
		if err := os.RemoveAll(filepath.Join(s.folder, "search")); err != nil {
			t.Fatal(err)
		}
		s.index = search.NewMemory(entries, nil, "en")
		s.fill(t, s.files(entries))
		found := evaluate[search.Result](tab, `policybookSearch.query('walrus')`)
		if found.Total == 0 {
			t.Errorf("%s: what is new is not found", base)
		}
		tab.wrong() // files of the old build
		s.same(tab, queries(entries, 4, 20))
		for _, fault := range tab.wrong() {
			t.Error(fault)
		}
	}
}

// testSearchFails answers with errors for a while.
func testSearchFails(t *testing.T, b *browser) {
	s := indexed(t, hostileEntries(), nil, "en")
	var broken atomic.Value
	broken.Store("")
	files := http.FileServer(http.Dir(s.folder))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := broken.Load().(string); name != "" && strings.Contains(r.URL.Path, name) {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	tab := b.tab(t)
	const query = `policybookSearch.query('password lenght').then(r => r.total, e => 'fails: ' + e)`
	for _, name := range []string{"/docs.js", "/t0.js", "/words.js", "/d/"} {
		broken.Store(name)
		tab.open(server.URL + "/index.html")
		if got := evaluate[any](tab, query); !strings.HasPrefix(fmt.Sprint(got), "fails: ") {
			t.Errorf("without %s: %v", name, got)
		}
		broken.Store("")
		if got := evaluate[any](tab, query); got == 0. || got == nil || strings.HasPrefix(fmt.Sprint(got), "fails: ") {
			t.Errorf("with %s again: %v", name, got)
		}
	}
}

// testSearchServer lets a server search.
func testSearchServer(t *testing.T, b *browser) {
	s := indexed(t, hostileEntries(), nil, "en")
	write(t, s.folder, "served.html", strings.ReplaceAll(fmt.Sprintf(searchPage, `<meta name="policybook-search" content="/api/search?audience=all">`, ""), "script-src 'self'", "script-src 'self'; connect-src 'self'"))
	var mu sync.Mutex
	var asked []string
	status := http.StatusOK
	files := http.FileServer(http.Dir(s.folder))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path != "/api/search" {
			files.ServeHTTP(w, r)
			return
		}
		asked = append(asked, r.URL.Query().Encode())
		found, err := search.Search(s.index, search.Query{Text: r.URL.Query().Get("q")})
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		w.Write(mustJSON(found))
	}))
	t.Cleanup(server.Close)
	tab := b.tab(t)
	tab.open(server.URL + "/served.html")
	got := evaluate[search.Result](tab, `policybookSearch.query('password <b>&', {limit: 8, facets: true, filters: {owner: ['it', 'hr'], kind: 'policy', tag: ''}})`)
	want, _ := search.Search(s.index, search.Query{Text: "password <b>&"})
	if diff := gocmp.Diff(want, got, nearly); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff([]string{"audience=all&facets=true&kind=policy&limit=8&owner=it&owner=hr&q=password+%3Cb%3E%26&tag="}, asked); diff != "" {
		t.Error(diff)
	}
	if files := evaluate[[]string](tab, `performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.includes('/api/'))`); len(files) != 1 {
		t.Errorf("asks for %q, want search.js alone", files)
	}
	if got := evaluate[[][]int](tab, `policybookSearch.marks('The passwords of Pass', 'PASSWORD of')`); !slices.EqualFunc(got, [][]int{{4, 13}, {14, 16}}, slices.Equal) {
		t.Errorf("marks %v", got)
	}
	mu.Lock()
	status = http.StatusServiceUnavailable
	mu.Unlock()
	if got := evaluate[string](tab, `policybookSearch.query('password').then(() => 'found', e => 'fails')`); got != "fails" {
		t.Error("an error of the server is taken for an answer")
	}
	evaluate[any](tab, `policybookSearch.query('x'.repeat(300)).catch(() => 0)`)
	if last, err := url.ParseQuery(asked[len(asked)-1]); err != nil || len(last.Get("q")) != 256 {
		t.Errorf("asks the server %s", asked[len(asked)-1])
	}
}

// testSearchMarks marks words of a page.
func testSearchMarks(t *testing.T, b *browser) {
	s := indexed(t, hostileEntries(), nil, "en")
	tab := b.tab(t)
	tab.open(s.file + "index.html")
	evaluate[any](tab, `policybookSearch.query('')`)
	for _, c := range []struct{ text, query, want string }{
		{"The policies of a policy", "policy", "The [policies] of a [policy]"},
		{"Café, CAFE; caffeine", "café", "[Café], [CAFE]; caffeine"},
		{"securing security securely", "secur", "[securing] [security] [securely]"},
		{"the clean desk, the desk", `"clean desk" -the owner:desk`, "the [clean] [desk], the [desk]"},
		{"🚀 パスワード and 漢字", "漢 rocket", "🚀 パスワード and [漢]字"},
		{"<b>it</b>", "the", "<b>it</b>"},
		{"nothing", "", "nothing"},
	} {
		got := evaluate[string](tab, `(text => {
			let out = '', done = 0;
			for (const [start, end] of policybookSearch.marks(text, %[2]s)) {
				out += text.slice(done, start) + '[' + text.slice(start, end) + ']';
				done = end;
			}
			return out + text.slice(done);
		})(%[1]s)`, c.text, c.query)
		if got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.query, c.text, got, c.want)
		}
	}
}

// TestEngineIsSmall keeps the engine within what a first query may cost.
func TestEngineIsSmall(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"search.js": 6600, "inflate.js": 1000} {
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, minified(t, engine(t, name)))
		w.Close()
		if packed.Len() > most {
			t.Errorf("%s has %d bytes as sent, want at most %d", name, packed.Len(), most)
		}
	}
}

// TestSearch runs what needs a browser.
func TestSearch(t *testing.T) {
	t.Parallel()
	b := launch(t)
	for name, test := range map[string]func(*testing.T, *browser){
		"same":     testSearchSame,
		"handbook": testSearchHandbook,
		"vectors":  testSearchVectors,
		"porter":   testSearchPorter,
		"cold":     testSearchCold,
		"inflates": testSearchInflates,
		"inflate":  testSearchInflate,
		"stale":    testSearchStale,
		"fails":    testSearchFails,
		"server":   testSearchServer,
		"marks":    testSearchMarks,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, b)
		})
	}
}
