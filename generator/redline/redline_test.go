package redline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"policybook/generator/markdown"
)

func TestFields(t *testing.T) {
	t.Parallel()
	old := []Field{{"title", "Passwords"}, {"summary", "How we choose and keep passwords."}, {"tags", "a, b"}, {"owner", "ciso"}, {"note", "cafe\u0301"}}
	new := []Field{{"title", "Passwords"}, {"owner", "it-director"}, {"summary", "How we choose, keep and change passwords."}, {"expires", "2027-01-01"}, {"empty", ""}, {"note", "caf\u00e9"}}
	r, err := Compare(Text{Fields: old}, Text{Fields: new})
	if err != nil {
		t.Fatal(err)
	}
	const want = "no changes of the text, 4 keys of the front matter\n\nfront matter\n" +
		"~ summary: How we choose[- and-]{+,+} keep {+and change+} passwords.\n~ tags: [-a, b-]\n~ owner: [-ciso-]{+it-director+}\n~ expires: {+2027-01-01+}\n"
	if got := r.Text(false); got != want || r.Empty() {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if r.Fields[0].Before != old[1].Value || r.Fields[0].After != new[2].Value {
		t.Errorf("got %+v", r.Fields[0])
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	r, err := Compare(Text{Body: []byte("## A\n\nkeep *it*")}, Text{Body: []byte("## A\n\nkeep [it](b.md)")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r)
	const want = `{"summary":{"words":"1 clause changed","changed":[{"block":1,"count":1,"anchor":"a","label":"keep it"}],"added":[],"removed":[],"moved":[],"renumbered":[],"fields":0},"fields":[],"blocks":[` +
		`{"op":"equal","old":{"index":0,"count":1,"kind":"heading","level":2,"anchor":"a"},"new":{"index":0,"count":1,"kind":"heading","level":2,"anchor":"a"},"runs":[{"op":"equal","text":"A"}]},` +
		`{"op":"changed","old":{"index":1,"count":1,"kind":"paragraph","level":0,"anchor":"a"},"new":{"index":1,"count":1,"kind":"paragraph","level":0,"anchor":"a"},"runs":[{"op":"equal","text":"keep"},{"op":"removed","text":" it","styles":["emphasis"]},{"op":"added","text":" it"},{"op":"added","text":" (b.md)","styles":["destination"]}]}]}`
	if err != nil || string(got) != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
	}
}

// Destinations that are hidden say nothing, not even that they changed.
func TestHiddenDestinations(t *testing.T) {
	t.Parallel()
	hidden := func(to string) bool { return strings.HasPrefix(to, "secret/") }
	for _, c := range []struct{ old, new, want string }{
		{"[a](secret/a.md)", "[a](secret/b.md)", "no changes of the text"},
		{"[a](secret/a.md)", "[a](b.md)", "a [-(…)-]{+(b.md)+}"},
		{"| h |\n|---|\n| [a](secret/a.md) |", "| h |\n|---|\n| [a](b.md) |", "a [-(…)-]{+(b.md)+}"},
		{"[a](b.md)", "![a](secret/b.md)", "a [-(b.md)-]{+(…)+}"},
	} {
		r, err := Compare(Text{Body: []byte(c.old), Hidden: hidden}, Text{Body: []byte(c.new), Hidden: hidden})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Text(false); !strings.Contains(got, c.want) || strings.Contains(got, "secret") {
			t.Errorf("%q, %q: got\n%s", c.old, c.new, got)
		}
	}
}

// A text that is beyond a limit says which one it is.
func TestCompareRefusesWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte("a\n"), 200_000)
	for _, pair := range [][2][]byte{{large, nil}, {nil, large}} {
		if r, err := Compare(Text{Body: pair[0]}, Text{Body: pair[1]}); err == nil || r != nil || !strings.Contains(err.Error(), "100,000 lines") {
			t.Errorf("got %v, %v", r, err)
		}
	}
}

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
		c := &comparison{words: map[spelling]int32{}}
		units, err := c.read(Text{Body: side.body})
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
		c := &comparison{words: map[spelling]int32{}}
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
