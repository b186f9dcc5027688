package markdown

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
)

// seeds adds the golden files' texts to a fuzz target.
func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range txtar.Parse(data).Files {
			if strings.HasSuffix(part.Name, ".md") {
				f.Add(unquote(part.Data))
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Add([]byte("a \nb  [ \nc](d)\t\ne   \nf `g ` \n![ \n  ](h)\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) || len(src) > 1<<16 {
			t.Skip()
		}
		before := bytes.Clone(src)
		d := Parse(src)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was changed")
		}
		// Destinations are replaced, so that all others come from the renderer.
		target := func(i int) Target { return Target{Href: "target", Broken: i%3 == 2} }
		out := d.HTML(target, say)
		var p Parser
		p.Parse([]byte("# A {#a}\n\n## B\n\n1. [b](c \"d\")[^1]\n\n[^1]: E\n\n| f |\n|---|\n"))
		again := p.Parse(src)
		p.Parse(bytes.Repeat([]byte("# g\n1. [h](i)\n"), 10))
		if !bytes.Equal(out, again.HTML(target, say)) || !reflect.DeepEqual(d, again) {
			t.Fatal("parsed twice, by a new parser and a used one, two results")
		}
		if !hasBareLink(src) && !reflect.DeepEqual(d, p.parse(src, linksParser)) {
			t.Fatal("looking for bare links makes a difference where there are none")
		}
		checkHTML(t, out)
		checkOffsets(t, src, d)
		checkAnchors(t, out, d)
	})
}

var (
	tagPattern       = regexp.MustCompile(`<(/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>`)
	attributePattern = regexp.MustCompile(` ([a-z-]+)(?:="([^"]*)")?`)
)

var attributeNames = set(`id class href src alt title type start value checked tabindex role scope aria-label`)

// checkHTML checks that tags are balanced, that nothing else looks like one,
// and that they have harmless attributes only.
func checkHTML(t *testing.T, out []byte) {
	t.Helper()
	var open []string
	pos := 0
	for _, m := range tagPattern.FindAllSubmatchIndex(out, -1) {
		if bytes.ContainsAny(out[pos:m[0]], "<>") {
			t.Fatalf("unescaped: %q", out[pos:m[0]])
		}
		pos = m[1]
		tag := string(out[m[4]:m[5]])
		switch {
		case tag == "script" || tag == "style":
			t.Fatalf("<%s>", tag)
		case tag == "br" || tag == "hr" || tag == "img" || tag == "input":
		case m[2] == m[3]:
			open = append(open, tag)
		case len(open) == 0 || open[len(open)-1] != tag:
			t.Fatalf("</%s> closes %v in %q", tag, open, out[:m[1]])
		default:
			open = open[:len(open)-1]
		}
		for _, a := range attributePattern.FindAllSubmatch(out[m[6]:m[7]], -1) {
			name, value := string(a[1]), string(a[2])
			if !attributeNames[name] || (name == "href" || name == "src") && value != "target" && !strings.HasPrefix(value, "#") {
				t.Fatalf("attribute %s=%q", name, value)
			}
		}
	}
	if bytes.ContainsAny(out[pos:], "<>") || len(open) > 0 {
		t.Fatalf("unescaped %q or open %v", out[pos:], open)
	}
	if i := bytes.IndexFunc(out, isControl); i >= 0 {
		t.Fatalf("control character at %d", i)
	}
}

func checkOffsets(t *testing.T, src []byte, d *Doc) {
	t.Helper()
	last := 0
	for _, p := range d.Problems {
		if p.Offset < last || p.Offset > len(src) || p.Rule == "" || p.Text == "" || p.Hint == "" {
			t.Fatalf("problem after %d: %+v", last, p)
		}
		last = p.Offset
	}
	section := 0
	for _, h := range d.Headings {
		if h.Offset < 0 || h.Offset > len(src) || h.Section < section || h.Section > len(d.Text) || h.Text == "" || h.Level < 2 || h.Level > 6 {
			t.Fatalf("%+v", h)
		}
		section = h.Section
	}
	for _, l := range d.Links {
		if l.Offset < 0 || l.Offset > len(src) || l.Dest == "" {
			t.Fatalf("%+v", l)
		}
	}
}

func checkAnchors(t *testing.T, out []byte, d *Doc) {
	t.Helper()
	var ids []string
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllSubmatch(out, -1) {
		ids = append(ids, string(m[1]))
	}
	for _, h := range d.Headings {
		if !slices.Contains(ids, h.ID) || !d.HasAnchor(h.ID) {
			t.Fatalf("no element or anchor %q", h.ID)
		}
	}
	for _, c := range d.Clauses {
		if !slices.Contains(ids, c.ID) {
			t.Fatalf("no element %q", c.ID)
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Fatalf("ids are not unique: %q", ids)
	}
	for _, id := range ids {
		if !d.HasAnchor(id) {
			t.Fatalf("no anchor %q", id)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"", "Access Control", "İIıi", "ﬁ ß ǅ", "🔐", "don't", "a\u0301", "\u0301a", "nīti नीति", "--a--", "x\xff", strings.Repeat("é", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Slug(s)
		if got == "" || len(got) > maxSlug || Slug(got) != got {
			t.Fatalf("Slug(%q) = %q, and its slug is %q", s, got, Slug(got))
		}
		if strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") || strings.Contains(got, "--") {
			t.Fatalf("Slug(%q) = %q: hyphens", s, got)
		}
		for _, r := range got {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) || 'A' <= r && r <= 'Z' {
				t.Fatalf("Slug(%q) = %q: %q", s, got, r)
			}
		}
	})
}
