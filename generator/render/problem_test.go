package render_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/handbook"
	"policybook/generator/render"
	"policybook/generator/source"
)

// What can be wrong with a team's template, and what is said of it. The second half
// of the cases works on an empty page, and fails on a real one.
func TestThemeProblemsInWords(t *testing.T) {
	t.Parallel()
	const page = `{{define "main"}}` + "\n"
	var got strings.Builder
	for _, c := range []struct{ name, file, text string }{
		{"a misspelt field", "policy.html", page + `<h1>{{t "version"}} ü {{.Sumary}}</h1>{{end}}`},
		{"a field of something else", "policy.html", page + `{{.Page.Frame.Documents}}{{end}}`},
		{"a field of a text", "policy.html", page + `{{.Summary.Length}}{{end}}`},
		{"a field without its dot", "policy.html", page + `{{Summary}}{{end}}`},
		{"a misspelt word", "nav.html", "<nav>\n" + `{{t "nv"}}</nav>`},
		{"no end", "policy.html", page + `{{with .Summary}}{{.}}`},
		{"an end too many", "policy.html", page + `{{end}}{{end}}`},
		{"an action that is not closed", "policy.html", page + `{{.Summary`},
		{"if what", "policy.html", page + `{{if}}{{end}}{{end}}`},
		{"a piece that is not there", "policy.html", page + `{{template "tops" .}}{{end}}`},
		{"a quote that is not closed", "footer.html", `<a href="{{.Home}}>home</a>`},
		{"no main", "policy.html", `<article>{{.Body}}</article>`},
		{"a list where there is none", "policy.html", page + `{{range .Page.HeadTitle}}x{{end}}{{end}}`},

		{"a field of a list's items", "home.html", page + `{{range .Sections}}{{.Titel}}{{end}}{{end}}`},
		{"a comparison", "register.html", page + "{{if .Page.Heading}}" + `{{index .Page.Heading 999}}{{end}}{{end}}`},
	} {
		override := fstest.MapFS{c.file: {Data: []byte(c.text)}}
		theme, problems := render.NewTheme(defaultTheme(t), override, "")
		if len(problems) == 0 {
			files := many(2)
			_, try, err := render.Site(render.Input{Handbook: handbook.New(source.Read(files), handbook.Options{}), Theme: theme, Content: files})
			if err == nil {
				err = try()
			}
			var p *render.Problem
			if !errors.As(err, &p) {
				t.Errorf("%s: no problem: %v", c.name, err)
				continue
			}
			problems = append(problems, *p)
		}
		for _, p := range problems {
			fmt.Fprintf(&got, "%s\n  %s:%d:%d: %s\n  hint: %s\n", c.name, p.File, p.Line, p.Col, p.Text, p.Hint)
		}
	}
	const golden = "testdata/problems.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
