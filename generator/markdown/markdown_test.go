package markdown

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// policy is a text of about 900 words as handbooks have them, without code.
var policy = func() []byte {
	var b strings.Builder
	b.WriteString("# Password policy\n\nWe keep *accounts* safe. See [the standard](../standards/passwords.md#length) and <https://example.com/>.\n")
	for _, section := range []string{"Purpose", "Scope", "Rules", "Exceptions", "Enforcement", "Review"} {
		b.WriteString("\n## " + section + "\n\n")
		for range 3 {
			b.WriteString("Everyone who has an account **must** keep its password secret, and may not use it for\nany other account of this or another organization; " +
				"see [access control](access-control.md)\nfor how accounts are given and `taken`.\n\n")
		}
		b.WriteString("1. Use a passphrase of at least *fourteen* characters.\n2. Never share it with anyone.\n   - not with a colleague\n   - not with the service desk\n3. Change it when you think that someone knows it.\n\n" +
			"| Account | Length | Second factor |\n|---|--:|---|\n| Staff | 14 | yes |\n| Administrators | 20 | yes |\n")
	}
	return []byte(b.String())
}()

const snippet = "\n```bash\n# rotate\nfor u in $(cat users.txt); do\n  passwd --expire \"$u\" || exit 1\ndone\n```\n"

func TestAppendHTML(t *testing.T) {
	t.Parallel()
	d := Parse([]byte("[a](x) ![b](y)"))
	got := string(d.AppendHTML([]byte("before "), func(i int) Target { return Target{Href: []string{`"1" & %zz`, "é[2]"}[i]} }, say))
	want := `before <p><a href="%221%22%20&amp;%20%25zz">a</a> <img src="%C3%A9%5B2%5D" alt="b"></p>` + "\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAnchor(t *testing.T) {
	t.Parallel()
	d := Parse([]byte("# Title\n\n## Roles & Duties\n\n## Übersicht\n\n1. one[^1] {#A_b}\n\n[^1]: x"))
	for _, c := range []struct {
		fragment, id string
		ok           bool
	}{
		{"title", "title", true},
		{"roles-duties", "roles-duties", true},
		{"roles--duties", "roles-duties", true},
		{"Roles_&_Duties", "roles-duties", true},
		{"%C3%9Cbersicht", "übersicht", true},
		{"A_b", "A_b", true},
		{"fn:1", "fn:1", true},
		{"nowhere", "", false},
		{"", "", false},
		{"%", "", false},
	} {
		if id, ok := d.Anchor(c.fragment); id != c.id || ok != c.ok {
			t.Errorf("Anchor(%q) = %q, %v, want %q, %v", c.fragment, id, ok, c.id, c.ok)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", "section"},
		{"🔐", "section"},
		{" Access Control (IT) ", "access-control-it"},
		{"don't / won’t", "dont-wont"},
		{"İIıi POLICY", "iiıi-policy"},
		{"Ümläut & Co.", "ümläut-co"},
		{"سياسة الوصول", "سياسة-الوصول"},
		{"under_score", "under-score"},
		{strings.Repeat("long ", 30), strings.TrimSuffix(strings.Repeat("long-", 20), "-")},
		{strings.Repeat("é", 60), strings.Repeat("é", 50)},
	} {
		if got := Slug(c.in); got != c.want {
			t.Errorf("Slug(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	d := Parse(policy)
	want := d.HTML(testTarget(d), say)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if !bytes.Equal(d.HTML(testTarget(d), say), want) || !bytes.Equal(Parse(policy).HTML(testTarget(d), say), want) {
				t.Error("another result")
			}
		})
	}
	wg.Wait()
}

// TestHighlightLimits shows that large code stays plain.
func TestHighlightLimits(t *testing.T) {
	t.Parallel()
	line := "x := 1 // comment\n"
	for _, c := range []struct {
		name, code string
		colored    bool
	}{
		{"small", line, true},
		{"large block", strings.Repeat(line, maxColored/len(line)+1), false},
		{"long line", "// " + strings.Repeat("x", maxCodeLine) + "\n", false},
	} {
		d := Parse([]byte("```go\n" + c.code + "```\n"))
		if got := strings.Contains(d.html, "<span"); got != c.colored {
			t.Errorf("%s: colored %v, want %v", c.name, got, c.colored)
		}
	}
	block := "```go\n" + strings.Repeat(line, maxColored/len(line)) + "```\n"
	d := Parse([]byte(strings.Repeat(block, maxColoring/maxColored+2)))
	if plain := strings.Count(d.html, `"language-go">x`); plain == 0 || !strings.Contains(d.html, "<span") {
		t.Errorf("%d plain blocks, want some but not all", plain)
	}
}

// TestLanguages shows that each language that is said to be colored is.
func TestLanguages(t *testing.T) {
	t.Parallel()
	const code = "+ added\n# if (x) { \"a\": 1 } <a b='c'> true // + - SELECT 1\nfrom: x\n$ echo 1\n+ added\n"
	for name := range languages {
		d := Parse([]byte("```" + name + "\n" + code + "```\n"))
		if !strings.Contains(d.html, "<span") {
			t.Errorf("%s is not colored", name)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	plain := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))
	withCode := append(bytes.Clone(policy), snippet...)
	target := func(int) Target { return Target{Href: "../x.html"} }
	b.Logf("%d words, %d bytes", Parse(policy).Words, len(policy))
	b.Run("goldmark", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var out bytes.Buffer
			if err := plain.Convert(policy, &out); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Parse(policy).HTML(target, say)
		}
	})
	b.Run("ours with code", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Parse(withCode).HTML(target, say)
		}
	})
	b.Run("links again", func(b *testing.B) {
		d := Parse(policy)
		b.ReportAllocs()
		for b.Loop() {
			d.HTML(target, say)
		}
	})
}

func TestSameAnchors(t *testing.T) {
	t.Parallel()
	const text = "# Title\n\n## One\n\n1. A clause.\n\nA note.[^1]\n\n[^1]: Said.\n"
	for _, tc := range []struct {
		other string
		want  bool
	}{
		{strings.Replace(text, "clause", "rule", 1), true},
		{strings.Replace(text, "One", "Two", 1), false},
		{strings.Replace(text, "Title", "Name", 1), false},
		{text + "## More\n", false},
		{strings.Replace(text, "1. A clause.\n", "1. A clause.\n2. Another.\n", 1), false},
		{strings.Replace(text, "[^1]", "", 1), false},
	} {
		if got := Parse([]byte(text)).SameAnchors(Parse([]byte(tc.other))); got != tc.want {
			t.Errorf("%q: %v", tc.other, got)
		}
	}
}
