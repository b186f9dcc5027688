package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
	"policybook/themes"
)

func TestRehome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`<h2 id="a">A <a class="anchor" href="#a" aria-label="Link to A">#</a></h2>`, `<h4 id="/d/a">A <a class="anchor" href="#/d/a" aria-label="3.2 Link to A">#</a></h4>`},
		{`<h5>x</h5><hr>`, `<h6>x</h6><hr>`},
		{`<a href="#fn:1" id="fnref:1">1</a>`, `<a href="#/d/fn:1" id="/d/fnref:1">1</a>`},
		{`<a href="#/other/x">x</a>`, `<a href="#/other/x">x</a>`},
		{`<a href="#">top</a>`, `<a href="#/d">top</a>`},
		{`<a href="../x.html#a">x</a> id="no" <img alt="> id=" src="a.png">`, `<a href="../x.html#a">x</a> id="no" <img alt="> id=" src="a.png">`},
		{`<label for="x">x</label><p aria-describedby="x">`, `<label for="/d/x">x</label><p aria-describedby="/d/x">`},
		{`plain`, `plain`},
	} {
		if got := string(rehome(nil, []byte(c.in), "/d", "3.2", 2)); got != c.want {
			t.Errorf("rehome(%s)\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	got := string(sheet(`A "B" \ </style> ü`))
	if want := "<style>:root{--doc:\"A \\22 B\\22  \\5c  \\3c /style\\3e  ü · \"}</style>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLargeBook shows that a handbook too large for one page is printed section by section.
func TestLargeBook(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for i := range 600 {
		files[fmt.Sprintf("content/s%d/d%04d.md", i%2, i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: Document %d\nstatus: approved\n---\n\nText.\n", i)}
	}
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	theme, problems := NewTheme(base, nil, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	site, _, err := Site(Input{Handbook: handbook.New(source.Read(files), handbook.Options{Today: calendar.New(2026, 11, 21)}), Theme: theme, Content: files})
	if err != nil {
		t.Fatal(err)
	}
	text := func(path string) string {
		f, ok := site.Lookup(path)
		if !ok {
			t.Fatalf("there is no %s", path)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if whole := text("print/index.html"); strings.Contains(whole, "<article") || !strings.Contains(whole, `href="s0.html"`) {
		t.Error("the page of the whole handbook does not lead to its sections")
	}
	if n := strings.Count(text("print/s1.html"), "<article"); n != 300 {
		t.Errorf("%d documents in the section, want 300", n)
	}
}
