package render

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// The theme has a word for each that a redline asks for, and no other.
func TestRedlineWords(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "../redline/words.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var asked, has []string
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CaseClause); ok {
			for _, e := range c.List {
				if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
					key, _ := strconv.Unquote(l.Value)
					asked = append(asked, key)
				}
			}
		}
		return true
	})
	for key := range in(t, "en").messages {
		if key, ok := strings.CutPrefix(key, "redline-"); ok {
			has = append(has, key)
		}
	}
	slices.Sort(asked)
	slices.Sort(has)
	if len(asked) < 20 || !slices.Equal(asked, has) {
		t.Errorf("redlines ask for %v\nthe theme has    %v", asked, has)
	}
	for lang, want := range map[string]string{"en": "3 clauses changed", "de": "3 Abschnitte geändert"} {
		if got := in(t, lang).sayRedline("clauses-changed", 3); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

// twoTexts gives a site whose handbook has documents it/a and it/b.
func twoTexts(t *testing.T, a, b string) (s *site, old, new *handbook.Policy) {
	t.Helper()
	files := fstest.MapFS{
		"content/it/a.md":      {Data: []byte(a)},
		"content/it/b.md":      {Data: []byte(b)},
		"content/it/secret.md": {Data: []byte("---\ntitle: Secret\nowner: ops\nclassification: restricted\n---\n")},
	}
	h := handbook.New(source.Read(files), handbook.Options{Today: calendar.New(2026, 11, 21), Drafts: true})
	theme, problems := NewTheme(themeFolder(), nil, "")
	if len(problems) > 0 || len(h.Policies) != 2 {
		t.Fatal(problems, h.Policies)
	}
	s = newSite(Input{Handbook: h, Theme: theme})
	s.content = files
	return s, h.Policies[0], h.Policies[1]
}

func TestRedline(t *testing.T) {
	t.Parallel()
	s, old, new := twoTexts(t,
		"---\ntitle: A\nowner: ops\nversion: \"1.0\"\nrelated: [SEC-9]\n---\n\n# A\n\n## Rules\n\nKeep <!-- not --> it. Read [the list](secret.md).\n\nUse [b](b.md).\n",
		"---\ntitle: B\nowner: desk\nversion: \"2.0\"\n---\n\n# A\n\n## Rules\n\nKeep it *well*. Read [the list](../it/secret.md).\n\nUse [b](a.md).\n")
	m := s.markup("it/a.html")
	if err := m.redline(old, new); err != nil {
		t.Fatal(err)
	}
	got := string(m.html())
	for _, want := range []string{
		`<p class="redline-summary">2 clauses changed, 3 details of the record</p>`,
		`<th scope="row">Owner</th><td><del><span class="redline-said">removed: </span>ops</del></td><td><ins><span class="redline-said">added: </span>desk</ins></td>`,
		`<ins><span class="redline-said">added: </span><em>well</em></ins>. Read the list.</p>`,
		`<span class="redline-target">(a.md)</span>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	for _, never := range []string{"secret", "SEC-9", "not", "<h1"} {
		if strings.Contains(got, never) {
			t.Errorf("%q in\n%s", never, got)
		}
	}
}
