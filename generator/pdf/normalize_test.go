package pdf

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	const root = "http://handbook.invalid/up/"
	for name, c := range map[string]struct{ in, root, want string }{
		"days":              {"/Producer (x)\n/CreationDate (D:20261121222737+00'00')\n/ModDate (D:20261121222737Z)>>", "", "/Producer (x)\n" + strings.Repeat(" ", 39) + "\n" + strings.Repeat(" ", 28) + ">>"},
		"elements":          {"/ID (node00000286) [(node00000290) (node00000286)]", "", "/ID (node00000001) [(node00000002) (node00000001)]"},
		"neighbour":         {"/URI (http://handbook.invalid/up/a/two.html#s1)>>", root, "/URI (two.html#s1)" + strings.Repeat(" ", 29) + ">>"},
		"other folder":      {"/URI (http://handbook.invalid/up/owners/it.html)>>", root, "/URI (../owners/it.html)" + strings.Repeat(" ", 24) + ">>"},
		"parentheses":       {`/URI (http://handbook.invalid/up/a/x\(1\).html)>>`, root, `/URI (x\(1\).html)` + strings.Repeat(" ", 29) + ">>"},
		"off the site":      {"/URI (https://example.org/up/a/)", root, "/URI (https://example.org/up/a/)"},
		"with an address":   {"/URI (https://example.org/a/)", "", "/URI (https://example.org/a/)"},
		"bytes of a stream": {"stream\n\xff\xfe(node\x00)\nendstream", root, "stream\n\xff\xfe(node\x00)\nendstream"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(normalize([]byte(c.in), c.root, "a")); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// A relative link leads where the full one led, and is never longer, so that there
// is room for it.
func TestRelative(t *testing.T) {
	t.Parallel()
	segment := rapid.SampledFrom([]string{"a", "b", "a:b", "ü", "c d", "..x"})
	rapid.Check(t, func(rt *rapid.T) {
		page := strings.Join(rapid.SliceOfN(segment, 1, 30).Draw(rt, "page"), "/")
		target := escape(strings.Join(rapid.SliceOfN(segment, 1, 30).Draw(rt, "target"), "/")) + rapid.SampledFrom([]string{"", "#x/../y", "?q=/z"}).Draw(rt, "rest")
		root := (&Printer{}).root(page)
		got := relative(path.Dir(escape(page)), target)
		from, err := url.Parse(root + escape(page))
		if err != nil {
			rt.Fatal(err)
		}
		to, err := from.Parse(got)
		if err != nil {
			rt.Fatal(err)
		}
		if want := root + target; to.String() != want {
			rt.Errorf("%s leads to %s, want %s", got, to, want)
		}
		if len(got) > len(root+target) {
			rt.Errorf("%s is longer than %s", got, root+target)
		}
	})
}
