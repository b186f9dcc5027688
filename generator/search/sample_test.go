package search_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/search"
	"policybook/themes"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

// sample is the handbook that ships with policybook, compiled for a day.
var sample = sync.OnceValue(func() generator.Result {
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		panic(err)
	}
	return generator.Build(os.DirFS("../.."), generator.Options{Theme: theme, Date: calendar.New(2026, 11, 21)})
})

func find(t *testing.T, ix search.Index, q search.Query) search.Result {
	t.Helper()
	res, err := search.Search(ix, q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return res
}

// What readers type must find what answers them.
func TestRanking(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/ranking.txt")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^(.+) => (\S+) at rank <= (\d+)$`)
	n := 0
	for s := range strings.Lines(string(text)) {
		if s = strings.TrimSpace(s); s == "" || strings.HasPrefix(s, "#") {
			continue
		}
		m := line.FindStringSubmatch(s)
		if m == nil {
			t.Fatalf("no line of a ranking: %s", s)
		}
		n++
		most, _ := strconv.Atoi(m[3])
		res := find(t, sample().Index(), search.Query{Text: m[1]})
		if at, list := rank(res, m[2]); at == 0 || at > most {
			t.Errorf("%s: at rank %d of\n%s", s, at, list)
		}
	}
	if n < 60 {
		t.Errorf("only %d queries", n)
	}
}

// rank gives the place of a page in a result, from 1; 0 if it is not there.
func rank(res search.Result, url string) (at int, list string) {
	var b strings.Builder
	for i, h := range res.Hits {
		fmt.Fprintf(&b, "\t%.2f %s\n", h.Score, h.URL)
		page, _, _ := strings.Cut(h.URL, "#")
		if at == 0 && (h.URL == url || page == url) {
			at = i + 1
		}
	}
	return at, b.String()
}
