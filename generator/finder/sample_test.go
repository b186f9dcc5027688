package finder

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"io/fs"
	"policybook/generator"
	"policybook/generator/search"
	"policybook/themes"
)

// sample compiles the sample handbook.
func sample(t testing.TB) generator.Result {
	t.Helper()
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	res := generator.Build(os.DirFS("../.."), generator.Options{Theme: theme, Now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), Drafts: true})
	if res.Site == nil {
		t.Fatal(res.Findings.Summary())
	}
	return res
}

// The index on disk and the one in memory give the same lists with the same scores.
func TestSameAsMemory(t *testing.T) {
	t.Parallel()
	res := sample(t)
	h := Handbook{Language: res.Handbook.Language, Synonyms: search.Synonyms(res.Handbook), Entries: res.Entries()}
	dir := t.TempDir()
	// In parts, so that there are several segments, with documents deleted from them.
	part := h
	part.Entries = append([]search.Entry(nil), h.Entries[:len(h.Entries)/2]...)
	for i := range part.Entries {
		if i%5 == 0 {
			part.Entries[i].Title += " as it was"
		}
	}
	for _, h := range []Handbook{part, h} {
		f, _, err := Create(dir, h.Language)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Update(context.Background(), h); err != nil {
			t.Fatal(err)
		}
		if err := f.Save("note"); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, err := f.Index()
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	memory := res.Index()
	found := 0
	asked := questions(h.Entries)
	for _, q := range asked {
		want, err := search.Search(memory, q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Search(q)
		if err != nil {
			t.Fatalf("%q: %v", q.Text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-memory +disk):\n%s", q.Text, diff)
		}
		if got.Total > 0 {
			found++
		}
	}
	t.Logf("%d questions, %d of which find something", len(asked), found)
	if len(asked) < 800 || found < len(asked)/2 {
		t.Errorf("%d questions, of which %d find something", len(asked), found)
	}
}

// questions are such as readers type, out of the words of the handbook.
func questions(entries []search.Entry) (all []search.Query) {
	r := rand.New(rand.NewPCG(1, 1))
	ask := func(format string, args ...any) { all = append(all, search.Query{Text: fmt.Sprintf(format, args...)}) }
	for _, e := range entries {
		words := strings.Fields(e.Title)
		for _, s := range e.Sections {
			words = append(words, strings.Fields(s.Text)...)
		}
		if len(words) == 0 {
			continue
		}
		pick := func() string { return words[r.IntN(len(words))] }
		at := r.IntN(len(words))
		ask("%s", e.Title)
		ask("%s", e.ID)
		ask("%s %s", pick(), pick())
		ask("what is the policy on %s", pick())
		ask(`"%s"`, strings.Join(words[at:min(len(words), at+3)], " "))
		ask("%s -%s", pick(), pick())
		ask("%s owner:%q", pick(), e.Owner.Label)
		ask("%s category:%s type:%s", pick(), e.Category.Value, e.Kind)
		if w := []rune(pick()); len(w) > 4 {
			ask("%s", string(w[:len(w)-2]))
			ask("%s", string(w[0])+string(w[2:]))
			ask("%s%s", "x", string(w[1:]))
			ask("%s %s", pick(), string(append(append(w[:2:2], w[3], w[2]), w[4:]...)))
		}
		all = append(all, search.Query{Text: pick(), Offset: r.IntN(20), Limit: 50, Filters: []search.Filter{{Field: "state", Value: e.State}}})
	}
	for _, q := range []string{"", " ", "-", `"`, "owner:", "-password", "state:in-force", "tag:none", "qzxwv", "the", "the a of", "İstanbul", "\x00\xff", "#", strings.Repeat("password ", 60)} {
		ask("%s", q)
	}
	return all
}
