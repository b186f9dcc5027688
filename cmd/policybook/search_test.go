package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"policybook/generator"
	"policybook/generator/finder"
	"policybook/generator/search"
)

// asks are questions about the handbooks that texts make.
var asks = []string{"one", "two", "heading", "spam", "first second", "t-3", "sevond", "state:draft", "text -link", `"a heading"`, "thr", "owner:it", "unwanted"}

// fine is how many of texts, from the first, are without errors.
var fine = map[string]int{"document": 4, "section": 3, "settings": 2, "glossary": 2, "people": 2}

// found gives what is found for each question, by what the server answers.
func (s *shown) found(t *testing.T, base string) (all []search.Result) {
	t.Helper()
	for _, q := range asks {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost/", nil)
		r.URL = &url.URL{Path: base + "api/search", RawQuery: url.Values{"q": {q}}.Encode()}
		w := httptest.NewRecorder()
		s.preview.server.ServeHTTP(w, r)
		var res search.Result
		if err := json.Unmarshal(w.Body.Bytes(), &res); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%q: status %d: %v\n%s", q, w.Code, err, w.Body)
		}
		all = append(all, res)
	}
	return all
}

// After any edits, what is found in a preview is what a clean build finds or, while that has errors,
// what the last one without found.
func TestSearchFollowsEdits(t *testing.T) {
	t.Parallel()
	r, dir := rand.New(rand.NewPCG(5, 5)), t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("content/handbook.yaml", texts["settings"][0])
	var names []string
	for name, kind := range places {
		if slices.Contains([]string{"document", "section", "settings", "glossary", "people"}, kind) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	s := show(t, dir)
	s.preview.shop.index = finder.Follow(filepath.Join(dir, shownIndex), func(text string) { t.Error(text) })
	var good []search.Result
	at, hits := "", 0
	for range 40 {
		for range 1 + r.IntN(3) {
			name := names[r.IntN(len(names))]
			if r.IntN(4) == 0 && name != "content/handbook.yaml" {
				os.Remove(filepath.Join(dir, filepath.FromSlash(name)))
			} else {
				some := texts[places[name]]
				if r.IntN(10) > 0 {
					some = some[:fine[places[name]]]
				}
				write(name, some[r.IntN(len(some))])
			}
		}
		s.preview.again("")
		opts := s.preview.shop.opts
		opts.Now = s.preview.now()
		if res := generator.Build(os.DirFS(dir), opts); res.Site != nil {
			good, at = nil, base(res.Handbook.BaseURL)
			for _, q := range asks {
				found, err := search.Search(res.Index(), search.Query{Text: q})
				if err != nil {
					t.Fatal(err)
				}
				good = append(good, found)
				hits += found.Total
			}
		}
		if good == nil {
			continue
		}
		if diff := cmp.Diff(good, s.found(t, at)); diff != "" {
			t.Fatalf("the preview finds something else than a clean build (-build +preview):\n%s", diff)
		}
	}
	if hits < 100 {
		t.Errorf("%d hits in all", hits)
	}
	s.preview.shop.index.Close()
	f, err := finder.Open(filepath.Join(dir, shownIndex))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// What is printed for a person holds nothing that a terminal obeys.
func TestPrintHits(t *testing.T) {
	t.Parallel()
	res := search.Result{Query: "a\x1b[31m", Corrected: "b\x1b]0;x\x07", Total: 30, Hits: []search.Hit{{URL: "a\x1b.html", Title: "T\x1b[2J", ID: "I\x07", Kind: "policy", Headings: []string{"H\u202e"},
		Snippet: []search.Passage{{Text: "one\n\x1b "}, {Text: "two\x9b", Mark: true}, {Text: " three"}}}}}
	for _, color := range []bool{false, true} {
		var b strings.Builder
		printHits(&b, res, color)
		text := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(b.String())
		want := `showing results for b\x1b]0;x\x07

T\x1b[2J › H\u202e  I\x07  policy
  a\x1b.html
  one \x1b two\x9b three

30 results, of which these are the best 1
`
		if diff := cmp.Diff(want, text); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// An index that another process changes is not waited for longer than a moment: the answer comes from memory.
func TestSearchInUse(t *testing.T) {
	t.Parallel()
	dir := smallHandbook(t)
	f, _, err := finder.Create(filepath.Join(dir, publishedIndex), "en")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out, errs strings.Builder
	code := run(t.Context(), []string{"search", "-C", dir, "glossary"}, nil, &out, &errs)
	if want := "the search index is not kept: " + finder.ErrInUse.Error() + "\n"; code != exitOK || errs.String() != want || !strings.Contains(out.String(), "glossary.html\n") {
		t.Errorf("exit code %d, saying %q, want %q:\n%s", code, errs.String(), want, out.String())
	}
}
