package redline

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// seeds calls f with every pair of texts of the golden files.
func seeds(t testing.TB, f func(old, new []byte)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := txtar.Parse(raw).Files
		for i, p := range parts {
			if strings.HasSuffix(p.Name, ".old") {
				f(unquote(p.Data), unquote(parts[i+1].Data))
			}
		}
	}
}

func FuzzCompare(f *testing.F) {
	seeds(f, func(old, new []byte) { f.Add(old, new) })
	f.Fuzz(func(t *testing.T, old, new []byte) {
		if !utf8.Valid(old) || !utf8.Valid(new) || len(old)+len(new) > 1<<16 {
			t.Skip()
		}
		for _, pair := range [][2][]byte{{old, new}, {new, old}, {old, old}} {
			r, err := Compare(Text{Body: pair[0]}, Text{Body: pair[1]})
			if err != nil {
				return
			}
			checkOracle(t, r, bytes.ReplaceAll(pair[0], []byte("\r\n"), []byte("\n")), bytes.ReplaceAll(pair[1], []byte("\r\n"), []byte("\n")))
			if bytes.Equal(pair[0], pair[1]) && !r.Empty() {
				t.Fatal("a text differs from itself")
			}
			if text := r.Text(false); r.Empty() != strings.HasPrefix(text, "no changes of the text\n") {
				t.Fatalf("empty is %t, but the text is\n%s", r.Empty(), text)
			}
		}
	})
}

// Any two texts made of each other's parts give a redline that holds both, and
// always the same one.
func TestShuffledTexts(t *testing.T) {
	t.Parallel()
	var parts []string
	seeds(t, func(old, new []byte) {
		for _, text := range [][]byte{old, new} {
			parts = append(parts, strings.Split(string(bytes.ReplaceAll(text, []byte("\r"), nil)), "\n\n")...)
		}
	})
	random := rand.New(rand.NewSource(1))
	text := func() []byte {
		var b strings.Builder
		for range random.Intn(30) {
			b.WriteString(parts[random.Intn(len(parts))] + "\n\n")
		}
		return []byte(b.String())
	}
	for range 300 {
		old, new := text(), text()
		r, err := Compare(Text{Body: old}, Text{Body: new})
		if err != nil {
			t.Fatal(err)
		}
		checkOracle(t, r, old, new)
		again, err := Compare(Text{Body: old}, Text{Body: new})
		if err != nil || !reflect.DeepEqual(r, again) {
			t.Fatalf("compared twice, two results: %v", err)
		}
	}
}

// hostile gives pairs of large texts that have much to compare.
func hostile() map[string][2][]byte {
	const large = 1 << 20
	repeat := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	each := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(f(i))
		}
		return b.String()
	}
	random := rand.New(rand.NewSource(1))
	few := func(n int) func(int) string {
		return func(i int) string {
			if i%20 == 19 {
				return "and\n"
			}
			return fmt.Sprint("word", random.Intn(n), " ")
		}
	}
	lines := func(i int) string { return fmt.Sprintf("rule %d of many applies to everyone here\n\n", i) }
	pairs := map[string][2]string{
		"the same words in every paragraph": {repeat("a rule for all of them in the house\n\n", large), repeat("a rule for some of them in the house\n\n", large)},
		"one paragraph, few words":          {each(large, few(10)), each(large, few(10))},
		"one paragraph, many words":         {each(large, few(1e6)), each(large, few(1e6))},
		"every paragraph changed":           {each(large, lines), strings.ReplaceAll(each(large, lines), "everyone", "all")},
		"paragraphs backwards":              {each(large, lines), each(large, func(i int) string { return lines(1e6 - i) })},
		"random paragraphs":                 {each(large, func(i int) string { return few(50)(0) + few(50)(0) + few(50)(0) + "\n\n" }), each(large, func(i int) string { return few(50)(0) + few(50)(0) + few(50)(0) + "\n\n" })},
		"one long line of code":             {"```\n" + strings.ReplaceAll(each(large/2, few(9)), "\n", " "), "```\n" + strings.ReplaceAll(each(large/2, few(9)), "\n", " ")},
		"many lines of code":                {"```\n" + each(large, func(i int) string { return few(99)(0) + few(99)(0) + "\n" }), "```\n" + each(large, func(i int) string { return few(99)(0) + few(99)(0) + "\n" })},
		"one table":                         {"| a | b |\n|---|---|\n" + strings.Repeat("| word one | word two |\n", 9000), "| a | b |\n|---|---|\n" + strings.Repeat("| word three | word two |\n", 9000)},
		"headings":                          {each(10_000, func(i int) string { return fmt.Sprintf("## A\n\n%d\n\n", i%7) }), each(10_000, func(i int) string { return fmt.Sprintf("## A\n\n%d\n\n", i%5) })},
		"one grew into many":                {each(large, few(99)), each(large, func(i int) string { return few(99)(0) + few(99)(0) + few(99)(0) + "\n\n" })},
	}
	out := map[string][2][]byte{}
	for name, p := range pairs {
		out[name] = [2][]byte{[]byte(p[0]), []byte(p[1])}
	}
	return out
}

func TestWorkIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("large texts")
	}
	t.Parallel()
	for name, pair := range hostile() {
		c := &comparison{words: map[spelling]int32{}, left: maxWork}
		var err, err2 error
		c.a, err = c.read(Text{Body: pair[0]})
		c.b, err2 = c.read(Text{Body: pair[1]})
		if err != nil || err2 != nil {
			t.Fatal(name, err, err2)
		}
		blocks := c.blocks()
		if c.left < -maxWork/10 {
			t.Errorf("%s: %d steps", name, maxWork-c.left)
		}
		t.Logf("%s: %d blocks and %d give %d in %d million steps", name, len(c.a), len(c.b), len(blocks), (maxWork-c.left)/1e6)
	}
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range hostile() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compare(Text{Body: pair[0]}, Text{Body: pair[1]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
