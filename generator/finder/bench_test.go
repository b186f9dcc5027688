package finder

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"policybook/generator/search"
)

// large is a handbook of documents with some 250 words each, out of a vocabulary
// in which few words are common.
func large(documents int) Handbook {
	r := rand.New(rand.NewPCG(1, 2))
	z := rand.NewZipf(r, 1.15, 8, 30000)
	text := func(n int) string {
		var b strings.Builder
		for range n {
			fmt.Fprintf(&b, "%s ", spelt(z.Uint64()))
		}
		return b.String()
	}
	h := Handbook{Language: "en"}
	for i := range documents {
		e := search.Entry{URL: fmt.Sprintf("s%d/doc-%d.html", i%40, i), Title: text(4), ID: fmt.Sprintf("POL-%d", i), Kind: "policy", State: "in-force"}
		e.Category = search.Label{Value: fmt.Sprintf("s%d", i%40), Label: "Section"}
		e.Section = e.Category
		for s := range 4 {
			e.Sections = append(e.Sections, search.Text{Anchor: fmt.Sprint("s", s), Heading: text(3), Text: text(60)})
		}
		h.Entries = append(h.Entries, e)
	}
	return h
}

// spelt gives the nth word of a vocabulary.
func spelt(n uint64) string {
	const syllables = "kalomirupetasovenidubegofazicyhu"
	word := ""
	for n += 40; n > 0; n /= 16 {
		word += syllables[n%16*2 : n%16*2+2]
	}
	return word
}

func BenchmarkUpdate(b *testing.B) {
	h := large(10000)
	for b.Loop() {
		made(b, b.TempDir(), h)
	}
}

func made(b *testing.B, dir string, h Handbook) {
	f, _, err := Create(dir, h.Language)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.Update(context.Background(), h); err != nil {
		b.Fatal(err)
	}
	if err := f.Save(""); err != nil {
		b.Fatal(err)
	}
}

// The time of one query of many, and what the slowest of them take.
func BenchmarkSearch(b *testing.B) {
	dir, h := b.TempDir(), large(10000)
	made(b, dir, h)
	start := time.Now()
	f, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	x, err := f.Index()
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	opened := time.Since(start)
	r := rand.New(rand.NewPCG(3, 4))
	z := rand.NewZipf(r, 1.15, 8, 30000)
	var took []time.Duration
	for b.Loop() {
		word := spelt(z.Uint64())
		q := []string{word, spelt(z.Uint64()) + " " + word, spelt(z.Uint64()) + " " + word[:3], word[1:] + "x", "POL-77", `"` + word + " " + spelt(z.Uint64()) + `"`}[r.IntN(6)]
		start := time.Now()
		if _, err := x.Search(search.Query{Text: q}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(opened.Microseconds())/1000, "ms/open")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/p99")
}
