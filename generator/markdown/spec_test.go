package markdown

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	goldmark "github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// An example of the CommonMark specification.
type example struct {
	Markdown, HTML, Section string
	Example                 int
}

func specExamples(t *testing.T) []example {
	t.Helper()
	data, err := os.ReadFile("testdata/spec/commonmark-0.31.2.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 652 {
		t.Fatalf("%d examples, want 652", len(all))
	}
	return all
}

// What our extensions of the language read otherwise than plain CommonMark.
var extended = map[int]string{
	608: "a bare URL is a link",
	611: "a bare URL is a link",
	612: "a bare e-mail address is a link",
	226: "goldmark leaves spaces before a hard break where bare links are read; our HTML is right",
	635: "goldmark leaves spaces before a hard break where bare links are read; our HTML is right",
}

// TestSpecParser shows that our parser reads the specification's examples: its
// tree, rendered by goldmark's plain renderer with raw HTML, gives the
// specification's HTML.
func TestSpecParser(t *testing.T) {
	t.Parallel()
	plain := goldmark.NewRenderer(goldmark.WithNodeRenderers(util.Prioritized(html.NewRenderer(html.WithUnsafe(), html.WithXHTML()), 1000)))
	passed := 0
	for _, e := range specExamples(t) {
		h := &hooks{src: []byte(e.Markdown)}
		var got bytes.Buffer
		if err := plain.Render(&got, h.src, h.parse(linksParser)); err != nil {
			t.Fatal(err)
		}
		if got.String() == e.HTML {
			passed++
		} else if extended[e.Example] == "" {
			t.Errorf("example %d (%s): %q\n%s", e.Example, e.Section, e.Markdown, cmp.Diff(e.HTML, got.String()))
		}
	}
	t.Logf("%d of 652 examples, %d differ because bare addresses are read as links", passed, 652-passed)
	if want := 652 - len(extended); passed < want {
		t.Errorf("%d of 652 examples pass, want %d", passed, want)
	}
}

// What our HTML has otherwise than the specification's, by design.
var differs = map[int]string{
	79:  "a heading without words is left out",
	144: "a language has letters, digits and + # - _ . only",
	200: "an empty link is no link", 485: "an empty link is no link", 486: "an empty link is no link",
	487: "an empty link is no link", 567: "an empty link is no link",
	625: "a comment vanishes", 626: "a comment vanishes",
	596: "a scheme is refused", 598: "a scheme is refused", 599: "a scheme is refused", 601: "a scheme is refused",
}

var (
	anchors     = regexp.MustCompile(` ?<a class="anchor"[^>]*>#</a>`)
	headingTags = regexp.MustCompile(`<(/?)h[1-6][^>]*>`)
	clauseIDs   = regexp.MustCompile(`<li id="[^"]*">`)
	colors      = regexp.MustCompile(`(?s)<span class="\w{1,3}">(.*?)</span>`)
	comments    = regexp.MustCompile(`(?sm)^ *<!--.*?-->\n`)
	voidTags    = regexp.MustCompile(`<(br|hr|img[^>]*?) ?/>`)
)

// normalize takes out what our HTML adds to plain CommonMark.
func normalize(s string) string {
	s = anchors.ReplaceAllString(s, "")
	s = headingTags.ReplaceAllString(s, "<${1}h>")
	s = clauseIDs.ReplaceAllString(s, "<li>")
	s = colors.ReplaceAllString(s, "$1")
	s = comments.ReplaceAllString(s, "")
	s = voidTags.ReplaceAllString(s, "<$1>")
	return strings.ReplaceAll(s, `<pre tabindex="0">`, "<pre>")
}

// TestSpecHTML compares the HTML of whole documents.
func TestSpecHTML(t *testing.T) {
	t.Parallel()
	passed, raw := 0, 0
	for _, e := range specExamples(t) {
		// A paragraph before keeps a first heading from being the title.
		d := Parse([]byte("Before.\n\n" + e.Markdown))
		if hasRule(d, "html-dropped") {
			raw++
			continue
		}
		got := normalize(string(d.HTML(func(i int) Target { return Target{Href: d.Links[i].Dest} }, say)))
		if want := "<p>Before.</p>\n" + normalize(e.HTML); got == want {
			passed++
		} else if extended[e.Example] == "" && differs[e.Example] == "" {
			t.Errorf("example %d (%s): %q\n%s", e.Example, e.Section, e.Markdown, cmp.Diff(want, got))
		}
	}
	t.Logf("%d of 652 examples, %d have raw HTML, %d differ by design", passed, raw, 652-raw-passed)
	if want := 652 - 66 - len(differs) - 3; passed < want {
		t.Errorf("%d examples pass, want %d", passed, want)
	}
}

func hasRule(d *Doc, rule string) bool {
	for _, p := range d.Problems {
		if p.Rule == rule {
			return true
		}
	}
	return false
}
