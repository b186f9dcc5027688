package markdown

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"
)

func repeat(s string, n int) string { return strings.Repeat(s, n) }

// numbered returns n copies of format, with their number.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func nest(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func table(columns, rows int) string {
	return repeat("|a", columns) + "|\n" + repeat("|-", columns) + "|\n" + repeat("|x\n", rows)
}

// TestLimits tries each limit: just within, and just beyond, where the problem
// must stand at the given place and nothing is rendered.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, within, beyond string
		place                string
	}{
		{"body", repeat("a word\n\n", maxLines/2), repeat("many words in a line of text, more than forty bytes\n\n", maxBody/52), "1:1"},
		{"lines", repeat("a\n", maxLines), repeat("a\n", maxLines+1), "1:1"},
		{"line", "x\n\n" + repeat("a", maxLine), "x\n\n" + repeat("a", maxLine+1), "3:1"},
		{"quotes", "x\n\n" + repeat(">", 100) + " x", "x\n\n" + repeat(">", 101) + " x", "3:1"},
		{"lists in a line", repeat("- ", 100) + "x", repeat("- ", 101) + "x", "1:1"},
		{"lists", "x\n\n" + nest(100), "x\n\n" + nest(101), "3:1"},
		{"legal lists", repeat("> ", 99) + "a. x\n" + repeat("> ", 99) + "b. y", repeat("> ", 100) + "a. x\n" + repeat("> ", 100) + "b. y", "1:1"},
		{"containers", repeat("- a\n\n* b\n\n", maxContainers/4), repeat("> - a\n+ b\n", maxContainers/2), "33334:1"},
		{"headings", repeat("# a\n", maxHeadings), repeat("# a\n", maxHeadings+1), "2001:1"},
		{"setext headings", repeat("a\n-\n", maxHeadings), "x\n\n" + repeat("a\n-\n", maxHeadings+1), "4003:1"},
		{"footnotes", numbered("x[^%[1]d]\n\n[^%[1]d]: y\n\n", maxFootnotes), numbered("x[^%[1]d]\n\n[^%[1]d]: y\n\n", maxFootnotes+1), "3:1"},
		{"uses of footnotes", repeat("[^a] [^a]\n\n", maxReferences/2) + "[^a]: x", repeat("[^a] [^a]\n\n", maxReferences/2) + "[^a]\n\n[^a]: x", "20001:1"},
		{"definitions", numbered("[r%d]: /u\n", maxDefinitions), numbered("[r%d]: /u\n", maxDefinitions+1), "1:1"},
		{"columns", table(100, 1), "x\n\n" + table(101, 1), "3:1"},
		{"cells", table(100, 199), "x\n\n" + table(100, 200), "3:1"},
		{"cells of all tables", table(100, 99) + "\n" + table(100, 99), table(100, 99) + "\n" + table(100, 100), "103:1"},
		{"escaped pipes", "|a|\n|-|\n" + repeat("|`\\|`|\n", maxPipes), "|a|\n|-|\n" + repeat("|`\\|`|\n", maxPipes+1), "1:1"},
		{"brackets", "x\n\n" + repeat("[", 1000), "x\n\n" + repeat("[", 1001), "3:1"},
		{"brackets in a heading", "# x\n\n## " + repeat("[", 1000), "# x\n\n## " + repeat("[", 1001), "3:4"},
		{"brackets in a cell", "|" + repeat("[", 1000) + "|\n|-|", "|" + repeat("[", 1001) + "|\n|-|", "1:2"},
		{"emphasis", "x\n\n" + repeat("*a ", 4000), "x\n\n" + repeat("*a ", 4001), "3:1"},
		{"link targets", repeat("[a](", 100), repeat("[a](", 50_000), "1:1"},
		{"work", repeat(repeat("*a ", 4000)+"\n\n", 2), repeat(repeat("*a ", 4000)+"\n\n", 20), "25:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := Parse([]byte(c.within)); hasRule(d, "limit-exceeded") || len(d.HTML(testTarget(d), say)) == 0 && c.name != "definitions" {
				t.Errorf("within the limit: %v", d.Problems)
			}
			d := Parse([]byte(c.beyond))
			if len(d.Problems) != 1 || d.Problems[0].Rule != "limit-exceeded" || len(d.html) > 0 || d.Text != "" || d.Headings != nil {
				t.Fatalf("beyond the limit: %d problems, %d bytes of HTML", len(d.Problems), len(d.html))
			}
			if got := place([]byte(c.beyond), d.Problems[0].Offset); got != c.place {
				t.Errorf("beyond the limit: at %s, want %s: %s", got, c.place, d.Problems[0].Text)
			}
		})
	}
}

var hostile = flag.Bool("hostile", false, "parse 4 MiB of each hostile pattern instead of 100 kB")

// TestHostile parses patterns that are slow to read for a naive parser. 4 MiB
// of each take a second or so; the test allows a slow machine much more.
func TestHostile(t *testing.T) {
	t.Parallel()
	size, most := 100_000, 5*time.Second
	if *hostile {
		size, most = maxBody-1000, 30*time.Second
	}
	patterns := strings.Split("*a_ ¦**a¦*a**b_c ¦~a ¦~~a~¦[a](¦[a](b (¦[a](b \"¦[a](<¦[¦![¦[[]¦[a][¦[a]¦![a](b)¦[x](y)¦](¦`a¦``a`¦<¦<a ¦<a b='¦<a b=\""+
		"¦<!--¦<!-- a ¦<?¦<![CDATA[¦<!A¦&¦&a¦&#1;¦&amp;¦\\¦\\*¦http://a.b/¦http://a.b/(¦www.a.bc ¦a@b.c ¦a_¦a_a@¦(a¦<a@b¦<a:¦{¦{{¦{#a}"+
		"¦# a {#a}\n¦# a {a=b\n¦a\n=\n¦- a\n¦-\n¦- a\n\n¦1. a\n2) b\n¦a. a\nb. b\n\n¦(a) a\n¦(a) a\n(b) b\n¦i. ¦a) a\n¦> a\n\n¦> [!NOTE]\n> a\n\n¦> - a\n"+
		"¦```\n¦```go\na\n```\n¦    a\n¦-\ta\n¦- - a\n¦|a|\n|-|\n|b|\n\n¦|a|b|\n|-|-|\n¦[^a]: b\n\n¦[^a]: x\n\n[^a]\n\n¦[a]: b\n¦[a]: b 'c\n¦[a]:\n"+
		"¦a\n: b\n\n¦: b\n¦<div>\n\n¦</a>¦<b>¦a  \n¦\x00¦\u202e¦{{ a }}\n¦\\[!NOTE]\n¦<<<<<<< a\n¦=======\n¦- [ ] ¦[ ]¦'¦é ¦_¦~¦<a><b>¦a\n", "¦")
	for _, p := range patterns {
		texts := []string{repeat(p, size/len(p))}
		if !strings.Contains(p, "\n") {
			texts = append(texts, repeat(repeat(p, 1+70/len(p))+"\n", size/80), repeat(repeat(p, 900/len(p))+"\n\n", size/1000))
		}
		for i, text := range texts {
			start := time.Now()
			d := Parse([]byte(text))
			d.HTML(testTarget(d), say)
			if spent := time.Since(start); spent > most {
				t.Errorf("%q, text %d: %v", p, i, spent)
			} else if spent > time.Second {
				t.Logf("%q, text %d: %v", p, i, spent)
			}
		}
	}
}
