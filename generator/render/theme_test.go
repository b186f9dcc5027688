package render_test

import (
	"fmt"
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
	if css := read(t, site, "assets/style.css"); !strings.Contains(css, "--accent:#123456;") {
		t.Error("the stylesheet does not have the team's colour")
	}
	if strings.Contains(read(t, site, "assets/style.css"), "{{") {
		t.Error("the stylesheet's words were not filled in")
	}
	script := compile(t, files, fstest.MapFS{"site.js": {Data: []byte("// ours\n  say({{t \"home\"}}, {{t \"document\"}})\n\n")}})
	if got, want := read(t, script, "assets/site.js"), "say(\"Home\",{one:\"# document\",other:\"# documents\"})\n"; got != want {
		t.Errorf("own script: got %q, want %q", got, want)
	}
	broken := compile(t, files, fstest.MapFS{"site.js": {Data: []byte("say({{t \"home\"}}")}})
	if got, want := read(t, broken, "assets/site.js"), "say(\"Home\""; got != want {
		t.Errorf("own script that is none: got %q, want %q", got, want)
	}
	own := compile(t, files, fstest.MapFS{"style.css": {Data: []byte("body { --accent: red; color: var(--accent) }")}})
	if got, want := read(t, own, "assets/style.css"), "body{--accent:#123456;color:var(--accent)}\n"; got != want {
		t.Errorf("own stylesheet: got %q, want %q", got, want)
	}
}

func TestStylesheetIsCompact(t *testing.T) {
	t.Parallel()
	files := many(1)
	for _, c := range []struct{ name, css, want string }{
		{"blanks and comments", "/* a { b } */\n.a > b ,\n c {\n  margin: 0 1px ;\n  --x: y;\n}\n", ".a>b,c{margin:0 1px;--x:y}\n"},
		{"strings stay", `a::after { content: "a;  b { /* c */ }" ' : "' }`, `a::after{content:"a;  b { /* c */ }" ' : "'}` + "\n"},
		{"descendants and functions", "a :hover { width: calc(1px + 2px) }", "a :hover{width:calc(1px + 2px)}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			site := compile(t, files, fstest.MapFS{"style.css": {Data: []byte(c.css)}})
			if got := read(t, site, "assets/style.css"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
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
		{"no such word in the script", "site.js", "a\n// {{t \"hoem\"}}", []render.Problem{{File: "site.js", Line: 2, Rule: "theme-invalid"}}},
		{"markup without an end", "footer.html", "<a href=\"{{.Home}}>", []render.Problem{{File: "footer.html", Rule: "theme-invalid"}}},
		{"once for all kinds of page", "base.html", "{{.Nothing}}", []render.Problem{{File: "base.html", Line: 1, Rule: "theme-invalid"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			theme, problems := render.NewTheme(defaultTheme(t), fstest.MapFS{c.file: {Data: []byte(c.text)}}, "")
			if diff := cmp.Diff(c.want, problems, cmpopts.IgnoreFields(render.Problem{}, "Text", "Hint", "Col", "Unknown", "Known")); diff != "" {
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

// TestWordsFiles says what is wrong with a team's words, and where.
func TestWordsFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, text string
		want             []string // line, rule and part of the text
	}{
		{"one word", "words/en.json", `{"home": "Start"}`, nil},
		{"another order", "words/de.json", `{"about-edition-text": "Mit {count} zum {date}."}`, nil},
		{"a language that is not used", "words/fr.json", `{"home": "Accueil", "document": {"one": "# document", "many": "# de documents", "other": "# documents"}}`, nil},
		{"a region", "words/pt-BR.json", `{"short-date": "{dd}/{mm}/{yyyy}"}`, nil},
		{"a singular without the number", "words/de.json", `{"document": {"one": "ein Dokument", "other": "# Dokumente"}}`, nil},
		{"no such word", "words/en.json", "{\n\"hoem\": \"Start\"}", []string{`2 theme-override-unknown no interface word "hoem"`}},
		{"twice", "words/en.json", "{\n\"home\": \"A\",\n\"home\": \"B\"}", []string{"3 theme-invalid twice"}},
		{"place lost", "words/de.json", "{\n\n\"as-of\": \"Stand\"}", []string{"3 theme-invalid its places are none; in English they are {date}"}},
		{"place misspelt", "words/de.json", `{"as-of": "Stand {datum}"}`, []string{"1 theme-invalid its places are {datum}"}},
		{"place left open", "words/de.json", `{"as-of": "Stand {date"}`, []string{`1 theme-invalid "{" stands there`}},
		{"line break", "words/de.json", `{"home": "Start\nseite"}`, []string{`1 theme-invalid "\n" stands there`}},
		{"a template's action", "words/de.json", `{"home": "{{.Home}}"}`, []string{`1 theme-invalid "{" stands there`}},
		{"number lost", "words/de.json", `{"document": {"one": "# Dokument", "other": "Dokumente"}}`, []string{"1 theme-invalid has no #"}},
		{"no such category", "words/de.json", `{"document": {"ones": "# Dokument", "other": "# Dokumente"}}`, []string{`1 theme-invalid no category "ones"`}},
		{"no text for other", "words/de.json", `{"document": {"one": "# Dokument"}}`, []string{`1 theme-invalid "other"`}},
		{"a place that a plural has not", "words/de.json", `{"document": {"other": "# {date}"}}`, []string{"1 theme-invalid places"}},
		{"no plural", "words/de.json", `{"document": "Dokumente"}`, []string{"1 theme-invalid counts things"}},
		{"plural of a word", "words/de.json", `{"home": {"other": "Start"}}`, []string{"1 theme-invalid counts things"}},
		{"number", "words/en.json", `{"home": 1}`, []string{"1 theme-invalid no text in quotes"}},
		{"empty", "words/en.json", `{"home": " "}`, []string{"1 theme-invalid empty"}},
		{"not a word of the files", "words/en.json", `{"dir": "rtl"}`, []string{"1 theme-override-unknown dir"}},
		{"date without a year", "words/en.json", `{"long-date": "{d} {month}"}`, []string{"1 theme-invalid none of {yyyy}"}},
		{"date with an hour", "words/en.json", `{"long-date": "{d} {month} {yyyy} {hour}"}`, []string{"1 theme-invalid {hour} is none of"}},
		{"no JSON", "words/en.json", "{\n\"home\": Start}", []string{"2 theme-invalid JSON"}},
		{"cut short", "words/en.json", "{\n\"home\": \"Start\"", []string{"2 theme-invalid JSON"}},
		{"more behind", "words/en.json", "{}\n{}", []string{"2 theme-invalid behind the last }"}},
		{"a list", "words/en.json", "[]", []string{"1 theme-invalid begin with {"}},
		{"in another encoding", "words/de.json", "{\n\"home\": \"Anf\xe4nge\"}", []string{"2 theme-invalid UTF-8"}},
		{"nothing", "words/en.json", "", []string{"1 theme-invalid JSON"}},
		{"no language", "words/words.of.ours.json", "{}", []string{"0 theme-override-unknown overrides nothing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			theme, problems := render.NewTheme(defaultTheme(t), fstest.MapFS{c.file: {Data: []byte(c.text)}}, "de-AT")
			var got []string
			for i, p := range problems {
				if p.File != c.file || p.Hint == "" {
					t.Errorf("file %q, hint %q", p.File, p.Hint)
				}
				line := fmt.Sprintf("%d %s %s", p.Line, p.Rule, p.Text)
				if i < len(c.want) {
					place, text, _ := strings.Cut(c.want[i], " theme-")
					rule, text, _ := strings.Cut(text, " ")
					if strings.HasPrefix(line, place+" theme-"+rule+" ") && strings.Contains(p.Text, text) {
						line = c.want[i]
					}
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if theme == nil {
				t.Error("no theme")
			}
		})
	}
}

// TestLanguages follows a word through the languages of a handbook.
func TestLanguages(t *testing.T) {
	t.Parallel()
	override := fstest.MapFS{
		"words/en.json":    {Data: []byte(`{"menu": "Our menu"}`)},
		"words/de.json":    {Data: []byte(`{"home": "Anfang", "nav": "Teile & \"Stücke\""}`)},
		"words/de-AT.json": {Data: []byte(`{"month-1": "Jänner"}`)},
		"words/fr.json":    {Data: []byte(`{"home": "Accueil", "uncontrolled": "L'imprimé \"A\" \\ B"}`)},
		"style.css":        {Data: []byte(`a::after { content: "{{t "uncontrolled"}}" }`)},
	}
	for _, c := range []struct{ lang, home, january, css string }{
		{"en", "Home", "1\u00a0January 2026", "Uncontrolled when printed"},
		{"en-GB", "Home", "1\u00a0January 2026", "Uncontrolled when printed"},
		{"de", "Anfang", "1.\u00a0Januar 2026", "Ausdruck unterliegt nicht dem Änderungsdienst"},
		{"de-AT", "Anfang", "1.\u00a0Jänner 2026", "Ausdruck unterliegt nicht dem Änderungsdienst"},
		{"de-at", "Anfang", "1.\u00a0Jänner 2026", "Ausdruck unterliegt nicht dem Änderungsdienst"},
		{"de-CH-1996", "Anfang", "1.\u00a0Januar 2026", "Ausdruck unterliegt nicht dem Änderungsdienst"},
		{"fr-CA", "Accueil", "1\u00a0January 2026", `L\27 imprimé \22 A\22  \5c  B`},
	} {
		files := many(1)
		files["content/handbook.yaml"] = &fstest.MapFile{Data: []byte("title: H\nlanguage: " + c.lang + "\n")}
		site := compile(t, files, override)
		page := read(t, site, "large/d00000.html")
		for _, want := range []string{`<html lang="` + c.lang + `" dir="ltr"`, ">" + c.home + "</a>", ">" + c.january + "</time>"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page has no %s:\n%s", c.lang, want, page)
			}
		}
		if want := `aria-label="Teile &amp; &#34;Stücke&#34;"`; strings.HasPrefix(c.lang, "de") && !strings.Contains(page, want) {
			t.Errorf("%s: the page has no %s", c.lang, want)
		}
		if css := read(t, site, "assets/style.css"); !strings.Contains(css, `"`+c.css+`"`) {
			t.Errorf("%s: the stylesheet is %s", c.lang, css)
		}
	}
}

// A language without words is a problem, and the interface is in English.
func TestLanguageWithoutWords(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]int{"": 0, "en": 0, "EN-us": 0, "de": 0, "fr": 1, "enm": 1, "zh-Hant-TW": 1} {
		_, problems := render.NewTheme(defaultTheme(t), nil, lang)
		if len(problems) != want {
			t.Errorf("%q: %v, want %d problems", lang, problems, want)
		}
		for _, p := range problems {
			if p.Rule != "language-unknown" || p.File != "" || !strings.Contains(p.Text, lang) || !strings.Contains(p.Hint, ".json") {
				t.Errorf("%q: %+v", lang, p)
			}
		}
	}
}

// TestWordsInTemplates fills the places of sentences.
func TestWordsInTemplates(t *testing.T) {
	t.Parallel()
	site := compile(t, many(1), fstest.MapFS{"footer.html": {Data: []byte(`<footer>{{with .Date}}{{t "as-of" "date" .}}{{end}}; {{t "as-of" "date" .Handbook}}</footer>`)}})
	if page, want := read(t, site, "index.html"), `<footer>States as of <time datetime="2026-11-21">21`+"\u00a0"+`November 2026</time>; States as of Large</footer>`; !strings.Contains(page, want) {
		t.Errorf("no %s in\n%s", want, page)
	}
	for _, c := range []struct{ text, want string }{
		{`{{t "as-of"}}`, `it has a place for a value: write {{t "key" "date" .Field}}`},
		{`{{t "as-of" "day" .Date}}`, "it has a place for a value"},
		{`{{t "home" "date" .Date}}`, "it has no place {date}"},
		{`{{t "document"}}`, "it counts things"},
		{`{{t "hoem"}}`, `there is no interface word "hoem"`},
	} {
		_, problems := render.NewTheme(defaultTheme(t), fstest.MapFS{"footer.html": {Data: []byte("\n" + c.text)}}, "en")
		if len(problems) != 1 || problems[0].Line != 2 || !strings.Contains(problems[0].Text, c.want) {
			t.Errorf("%s: %+v", c.text, problems)
		}
	}
}

// Each file of the default theme says what it is for, and its copy is the same file
// to a build: of this version it is no problem, of another it is told.
func TestEject(t *testing.T) {
	t.Parallel()
	base := defaultTheme(t)
	files, err := render.ThemeFiles(base)
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	plain := compile(t, many(2), nil)
	for _, f := range files {
		if f.Purpose == "" {
			t.Errorf("nothing says what %s is for", f.Name)
		}
		text, err := render.Eject(base, f.Name, "0.0.9")
		if err != nil {
			t.Fatal(err)
		}
		copied := compile(t, many(2), fstest.MapFS{f.Name: {Data: text}})
		if page := "large/d00001.html"; read(t, copied, page) != read(t, plain, page) || read(t, copied, "index.html") != read(t, plain, "index.html") {
			t.Errorf("pages made with a copy of %s are others", f.Name)
		}
		if strings.HasSuffix(f.Name, ".json") {
			continue
		}
		newer := fstest.MapFS{}
		for _, g := range files {
			data, err := fs.ReadFile(base, g.Name)
			if err != nil {
				t.Fatal(err)
			}
			if g.Name == f.Name {
				data = append(data, '\n')
			}
			newer[g.Name] = &fstest.MapFile{Data: data}
		}
		_, problems := render.NewTheme(newer, fstest.MapFS{f.Name: {Data: text}}, "")
		if len(problems) != 1 || problems[0].Rule != "theme-outdated" || !strings.Contains(problems[0].Text, "0.0.9") {
			t.Errorf("%s: problems %v, want that it is outdated", f.Name, problems)
		}
	}
}
