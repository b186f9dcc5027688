package render_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"policybook/generator/render"
)

func TestThemeOverrides(t *testing.T) {
	t.Parallel()
	files := many(2)
	files["content/handbook.yaml"] = &fstest.MapFile{Data: []byte("title: Large\naccent: \"#123456\"\n")}
	override := fstest.MapFS{
		"footer.html": {Data: []byte("<footer>ours, {{t \"home\"}}, {{.Handbook}}</footer>")},
		".DS_Store":   {Data: []byte("x")},
		".git/config": {Data: []byte("x")},
	}
	site := compile(t, files, override)
	if page := read(t, site, "large/d00001.html"); !strings.Contains(page, "<footer>ours, Home, Large</footer>") {
		t.Errorf("the override's footer is not there:\n%s", page)
	}
	if page := read(t, site, "index.html"); !strings.Contains(page, `<header class="site-header">`) {
		t.Errorf("the default header is gone:\n%s", page)
	}
	if css := read(t, site, "assets/style.css"); !strings.Contains(css, "--accent: #123456;") {
		t.Error("the stylesheet does not have the team's colour")
	}
	if strings.Contains(read(t, site, "assets/style.css"), "{{") {
		t.Error("the stylesheet's words were not filled in")
	}
	own := compile(t, files, fstest.MapFS{"style.css": {Data: []byte("body { --accent: red; color: var(--accent) }")}})
	if got, want := read(t, own, "assets/style.css"), "body { --accent: #123456; color: var(--accent) }"; got != want {
		t.Errorf("own stylesheet: got %q, want %q", got, want)
	}
}

func TestThemeProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, text string
		want             []render.Problem
	}{
		{"overrides nothing", "polcy.html", "x", []render.Problem{{File: "polcy.html", Rule: "theme-override-unknown"}}},
		{"in a folder", "css/style.css", "x", []render.Problem{{File: "css/style.css", Rule: "theme-override-unknown"}}},
		{"no template", "policy.html", "a\n{{if}}", []render.Problem{{File: "policy.html", Line: 2, Rule: "theme-invalid"}}},
		{"left open", "policy.html", "{{define \"main\"}}\n{{.Body}}\n", []render.Problem{{File: "policy.html", Line: 3, Rule: "theme-invalid"}}},
		{"no such field", "policy.html", "{{define \"main\"}}\n\n{{.Titel}}{{end}}", []render.Problem{{File: "policy.html", Line: 3, Rule: "theme-invalid"}}},
		{"no such word", "nav.html", "<nav>\n{{t \"hoem\"}}</nav>", []render.Problem{{File: "nav.html", Line: 2, Rule: "theme-invalid"}}},
		{"no such word in the stylesheet", "style.css", "a\n\n{{t \"hoem\"}}", []render.Problem{{File: "style.css", Line: 3, Rule: "theme-invalid"}}},
		{"markup without an end", "footer.html", "<a href=\"{{.Home}}>", []render.Problem{{File: "footer.html", Rule: "theme-invalid"}}},
		{"once for all kinds of page", "base.html", "{{.Nothing}}", []render.Problem{{File: "base.html", Line: 1, Rule: "theme-invalid"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			theme, problems := render.NewTheme(defaultTheme(t), fstest.MapFS{c.file: {Data: []byte(c.text)}}, "")
			if diff := cmp.Diff(c.want, problems, cmpopts.IgnoreFields(render.Problem{}, "Text", "Hint")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for _, p := range problems {
				if p.Text == "" || p.Hint == "" {
					t.Errorf("no text or hint: %+v", p)
				}
			}
			if theme == nil {
				t.Error("no theme")
			}
		})
	}
}

// TestThemeFilesAreUsed finds files of the default theme that nothing reads.
func TestThemeFilesAreUsed(t *testing.T) {
	t.Parallel()
	base := defaultTheme(t)
	names, err := fs.Glob(base, "*.*")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := render.NewTheme(base, fstest.MapFS{"unknown": {Data: []byte("x")}}, "")
	if len(problems) != 1 {
		t.Fatalf("problems: %v", problems)
	}
	if want := "a theme may hold " + strings.Join(names, ", ") + ", and words such as words/en.json"; problems[0].Hint != want {
		t.Errorf("hint %q, want %q", problems[0].Hint, want)
	}
}
