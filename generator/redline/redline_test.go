package redline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"policybook/generator/markdown"
)

// checkOracle wants the words of either text from a redline: the removed and
// equal ones are those of the old text, the added and equal ones those of the new
// text, and each block stands in it once.
func checkOracle(t *testing.T, r *Redline, old, new []byte) {
	t.Helper()
	for _, side := range []struct {
		name  string
		body  []byte
		place func(*Block) *Place
		other Op
	}{
		{"old", old, func(b *Block) *Place { return b.Old }, Added},
		{"new", new, func(b *Block) *Place { return b.New }, Removed},
	} {
		c := &comparison{words: map[string]int32{}}
		units, err := c.read(side.body)
		if err != nil {
			t.Fatal(err)
		}
		var blocks []*Block
		for i := range r.Blocks {
			if b := &r.Blocks[i]; b.Op != Away && side.place(b) != nil {
				blocks = append(blocks, b)
			}
		}
		slices.SortFunc(blocks, func(a, b *Block) int { return cmp.Compare(side.place(a).Index, side.place(b).Index) })
		next := 0
		for _, b := range blocks {
			p := side.place(b)
			if p.Index != next || p.Count < 1 || next+p.Count > len(units) {
				t.Fatalf("%s: block %d stands where %d should", side.name, p.Index, next)
			}
			var want []string
			for _, u := range units[next : next+p.Count] {
				want = append(want, tableWords(u)...)
			}
			if got := blockWords(b, side.other); !slices.Equal(got, want) {
				t.Fatalf("%s: block %d: got %q, want %q", side.name, next, got, want)
			}
			next += p.Count
		}
		if next != len(units) {
			t.Fatalf("%s: %d blocks of %d", side.name, next, len(units))
		}
	}
}

// tableWords gives the words of a unit; those of a table with their cells.
func tableWords(u *unit) (out []string) {
	for _, w := range u.words {
		if u.rows == nil {
			out = append(out, w.text)
		}
	}
	for i, row := range u.rows {
		for j, cell := range row {
			out = append(out, fmt.Sprint(i, ",", j, ":", texts(cell)))
		}
	}
	return out
}

func blockWords(b *Block, other Op) []string {
	if b.Rows == nil {
		return runWords(b.Runs, other)
	}
	cells := map[[2]int]string{}
	for _, row := range b.Rows {
		i := row.New
		if other == Added {
			i = row.Old
		}
		for _, cell := range row.Cells {
			j := cell.New
			if other == Added {
				j = cell.Old
			}
			if i < 0 || j < 0 {
				continue
			}
			cells[[2]int{i, j}] = fmt.Sprint(runWords(cell.Runs, other))
		}
	}
	var out []string
	for i := range 1000 {
		if _, ok := cells[[2]int{i, 0}]; !ok {
			break
		}
		for j := range 1000 {
			text, ok := cells[[2]int{i, j}]
			if !ok {
				break
			}
			out = append(out, fmt.Sprint(i, ",", j, ":", text))
		}
	}
	return out
}

func texts(words []word) []string {
	out := []string{}
	for _, w := range words {
		out = append(out, w.text)
	}
	return out
}

func runWords(runs []Run, other Op) (out []string) {
	for _, r := range runs {
		if r.Op == other || r.Break {
			continue
		}
		if strings.HasSuffix(r.Text, "\n") { // code
			out = append(out, strings.Split(strings.TrimSuffix(r.Text, "\n"), "\n")...)
			continue
		}
		c := &comparison{words: map[string]int32{}}
		if r.Style >= markdown.Destination {
			out = append(out, strings.TrimSpace(r.Text))
			continue
		}
		for _, w := range c.split([]markdown.Span{{Text: r.Text}}) {
			out = append(out, w.text)
		}
	}
	return out
}
