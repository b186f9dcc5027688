package markdown

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// outlined writes blocks in a form that is easy to read.
func outlined(blocks []Block) string {
	var b strings.Builder
	for _, x := range blocks {
		fmt.Fprintf(&b, "%s %d %s", x.Kind, x.Level, x.Number)
		if x.ID != "" {
			fmt.Fprintf(&b, " #%s %t", x.ID, x.Pinned)
		}
		b.WriteString(":")
		for i, row := range x.Rows {
			if i > 0 {
				b.WriteString(" /")
			}
			for j, cell := range row {
				if j > 0 {
					b.WriteString(" |")
				}
				for _, s := range cell {
					fmt.Fprintf(&b, " %d%q", s.Style, s.Text)
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"empty", "", ""},
		{"title, heading, paragraph", "# A &amp; *b*\n\n## C {#c}\n\nd\ne **f** `g`\n",
			"heading 1  #a-b false: 0\"A & \" 1\"b\"\nheading 2  #c true: 0\"C\"\nparagraph 0 : 0\"d e \" 2\"f\" 0\" \" 4\"g\"\n"},
		{"clauses", "1. a\n2. b\n   - c\n\n   d\n\n(a) e\n(b) f\n",
			"item 1 1. #s0-1 false: 0\"a\"\nitem 1 2. #s0-2 false: 0\"b\"\nitem 2 : 0\"c\"\nparagraph 1 : 0\"d\"\nitem 1 (a) #s0-l2-a false: 0\"e\"\nitem 1 (b) #s0-l2-b false: 0\"f\"\n"},
		{"tasks", "- [ ] a\n- [x] b\n", "item 1 : 64\"\" 0\"a\"\nitem 1 : 64\"x\" 0\"b\"\n"},
		{"links", "[a](b.md) ![c](d.png) <https://e.example/>", "paragraph 0 : 0\"a\" 16\"b.md\" 0\" c\" 16\"d.png\" 0\" https://e.example/\"\n"},
		{"callout", "> [!NOTE]\n> a\n\n> [!TIP]\n> ```\n> b\n> ```\n", "paragraph 1 : 128\"note\" 0\"a\"\nparagraph 1 : 128\"tip\"\ncode 1 : 4\"b\\n\"\n"},
		{"table", "| a | b |\n|---|---|\n| c | *d* |\n", "table 0 : 0\"a\" | 0\"b\" / 0\"c\" | 1\"d\"\n"},
		{"definition", "a\n: b\n\n  c\n", "term 0 : 0\"a\"\ndefinition 1 : 0\"b\"\nparagraph 1 : 0\"c\"\n"},
		{"footnote", "a[^n]\n\n[^n]: b\n[^unused]: c\n", "paragraph 0 : 0\"a\" 32\"n\"\nfootnote 1 n #fn:1 false: 0\"b\"\n"},
		{"left out", "<div>a</div>\n\n<b></b>\n\nc<br>d\n\n---\n\n##\n", "paragraph 0 : 0\"c d\"\n"},
		{"pinned", "a {#one}\n\n- b {#two}\n", "paragraph 0  #one true: 0\"a\"\nitem 1  #two true: 0\"b\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			blocks, err := Blocks([]byte(c.src))
			if got := outlined(blocks); err != nil || got != c.want {
				t.Errorf("%v, got\n%swant\n%s", err, got, c.want)
			}
		})
	}
	if _, err := Blocks([]byte(strings.Repeat("#a\n# b\n", maxHeadings+1))); err == nil {
		t.Error("a text beyond a limit gives no error")
	}
}

// The letters of the blocks are those of the text, and their ids are its anchors.
func FuzzBlocks(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) || len(src) > 1<<16 {
			t.Skip()
		}
		d := Parse(src)
		blocks, err := Blocks(src)
		if err != nil {
			if len(d.Problems) != 1 || d.Problems[0].Text != err.Error() {
				t.Fatalf("%v, but the text is rendered", err)
			}
			return
		}
		var got, want strings.Builder
		for _, b := range blocks {
			if b.ID != "" && !d.HasAnchor(b.ID) {
				t.Errorf("the text has no id %q", b.ID)
			}
			for _, row := range b.Rows {
				for _, cell := range row {
					for _, s := range cell {
						if b.Kind != "heading" && s.Style < Destination {
							got.WriteString(s.Text)
						}
					}
				}
			}
		}
		want.WriteString(d.Text)
		if a, b := strings.Join(strings.Fields(got.String()), ""), strings.Join(strings.Fields(want.String()), ""); a != b {
			t.Errorf("got %q\nwant %q", a, b)
		}
	})
}
