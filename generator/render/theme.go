package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Theme is a set of parsed templates with stylesheets and scripts. It is immutable and
// safe for concurrent use.
type Theme struct {
	pages map[string]*template.Template // by template file
	ours  map[string]string             // files of the team that are used, as they were written
	files map[string]string             // stylesheets and scripts, by theme file
	words *words
}

// Problem is something wrong with a file of a theme.
type Problem struct {
	File       string // slash path in the theme's folder; "" for the handbook's language
	Line       int    // 1-based; 0 when the whole file is meant
	Col        int    // 1-based, in code points; 0 when the whole line is meant
	Rule       string // theme-override-unknown, theme-invalid, theme-outdated, file-special or language-unknown
	Text, Hint string

	Unknown string   // the name that is not known, or ""
	Known   []string // the names that could have been meant
}

// The files of a theme. A page's template defines "main", which stands in base.html; fragments and the redirect stand alone.
const (
	baseFile    = "base.html"
	partsFile   = "parts.html"
	styleFile   = "style.css"
	reportsFile = "reports.css" // stands in pages that are not documents, so that these stay small
	scriptFile  = "site.js"

	editionsFile = "editions.css" // stands in sites with editions

	searchStyleFile  = "search.css"
	searchScriptFile = "search-ui.js" // holds the stylesheet, so that a page asks for one file less
)

// looks are the stylesheets and scripts of a theme, each with the file of the site that it
// stands in, alone or with the one before it; "" for one that stands in pages.
var looks = []struct{ file, path string }{
	{styleFile, "assets/style.css"},
	{reportsFile, ""},
	{editionsFile, "assets/editions.css"},
	{searchStyleFile, "assets/search.css"},
	{scriptFile, "assets/site.js"},
	{"register.js", "assets/register.js"},
	{"history.js", "assets/history.js"},
	{"changes.js", "assets/changes.js"},
	{"search.js", "search/search.js"},
	{searchScriptFile, "search/search.js"},
	{"inflate.js", "search/inflate.js"}, // for browsers that cannot inflate by themselves
}

// templates are the template files of a theme, each with an empty value of what it is given.
var templates = []struct {
	file  string
	alone bool // not put into base.html
	zero  any
}{
	{"header.html", true, &Frame{}},
	{"nav.html", true, &Frame{}},
	{"footer.html", true, &Frame{}},
	{"home.html", false, &HomePage{}},
	{"section.html", false, &SectionPage{}},
	{"policy.html", false, &DocumentPage{}},
	{"procedure.html", false, &DocumentPage{}},
	{"history.html", false, &HistoryPage{}},
	{"redline.html", false, &RedlinePage{}},
	{"register.html", false, &RegisterPage{}},
	{"owners.html", false, &OwnersPage{}},
	{"owner.html", false, &OwnerPage{}},
	{"archive.html", false, &ArchivePage{}},
	{"glossary.html", false, &GlossaryPage{}},
	{"reviews.html", false, &ReviewsPage{}},
	{"audiences.html", false, &AudiencesPage{}},
	{"audience.html", false, &AudiencePage{}},
	{"coverage.html", false, &CoveragePage{}},
	{"controls.html", false, &ControlsPage{}},
	{"control.html", false, &StandardPage{}},
	{"a-z.html", false, &IndexPage{}},
	{"search.html", false, &SearchPage{}},
	{"print.html", false, &BookPage{}},
	{"since.html", false, &SincePage{}},
	{"about.html", false, &AboutPage{}},
	{"notfound.html", false, &NotFoundPage{}},
	{"changes.html", false, &ChangesPage{}},
	{redirectFile, true, &RedirectPage{}},
}

// NewTheme parses the theme in base, with an interface in the language of a tag
// ("" is English). Each file of override, unless override is nil, takes the place
// of the file of the same path; files whose names begin with a dot are passed
// over. Words files replace word by word, and may be of further languages. What
// of override cannot be used is a problem, and base stands in for it. A language
// without words is a problem too: the interface is in English then.
func NewTheme(base, override fs.FS, lang string) (*Theme, []Problem) {
	t := &Theme{pages: make(map[string]*template.Template, len(templates)), ours: map[string]string{}, files: make(map[string]string, len(looks))}
	theirs, problems := overrides(base, override)
	var wrong []Problem
	t.words, wrong = newWords(base, override, theirs, lang)
	problems = append(problems, wrong...)
	read := func(file string) ([]byte, error) {
		if slices.Contains(theirs, file) {
			text, err := fs.ReadFile(override, file)
			t.ours[file] = string(text)
			return text, err
		}
		return fs.ReadFile(base, file)
	}
	report := func(file string, err error) { // once, though a part stands in many pages
		p := t.problem(file, err)
		if !slices.ContainsFunc(problems, func(q Problem) bool { return p.File == q.File && p.Line == q.Line }) {
			problems = append(problems, p)
		}
	}
	for _, k := range templates {
		parsed, err := t.words.parse(read, k.file, k.alone, k.zero)
		if err != nil {
			report(k.file, err)
			parsed, err = t.words.parse(func(file string) ([]byte, error) { return fs.ReadFile(base, file) }, k.file, k.alone, k.zero)
		}
		if err != nil {
			report(k.file, err)
			continue
		}
		t.pages[k.file] = parsed
	}
	for _, l := range looks {
		text, err := read(l.file)
		if err == nil {
			t.files[l.file], err = t.words.fill(l.file, string(text))
		}
		if err != nil {
			report(l.file, err)
		}
		if l.file == searchScriptFile {
			style, _ := json.Marshal(t.files[searchStyleFile]) // a string has no errors
			t.files[l.file] = strings.Replace(t.files[l.file], "{{style}}", string(style), 1)
		}
		t.files[l.file] = shorten(l.file, t.files[l.file])
	}
	return t, append(problems, t.changed(base)...)
}

// overrides lists the files of override that have one of base to stand in for.
func overrides(base, override fs.FS) (files []string, problems []Problem) {
	if override == nil {
		return nil, nil
	}
	err := fs.WalkDir(override, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
		case !d.Type().IsRegular():
			problems = append(problems, Problem{File: path, Rule: "file-special", Text: "a link, pipe or device is not followed", Hint: "put the file itself here"})
		default:
			if _, err := fs.Stat(base, path); err == nil || wordsFile.MatchString(path) {
				files = append(files, path)
				break
			}
			problems = append(problems, Problem{
				File: path, Rule: "theme-override-unknown",
				Text: "the file overrides nothing: the default theme has no " + path,
				Hint: "a theme may hold " + themeFiles(),
			})
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		problems = append(problems, (*Theme)(nil).problem(".", err))
	}
	return files, problems
}

func themeFiles() string {
	names := []string{baseFile, partsFile}
	for _, l := range looks {
		names = append(names, l.file)
	}
	for _, k := range templates {
		names = append(names, k.file)
	}
	slices.Sort(names)
	return strings.Join(names, ", ") + ", and words such as " + englishWords
}

// parse makes the template of one kind of page, and tries it on an empty page, so that a
// misspelt field is found before a page needs it.
func (w *words) parse(read func(string) ([]byte, error), file string, alone bool, zero any) (*template.Template, error) {
	files := []string{baseFile, partsFile, file}
	if alone {
		files = []string{file}
	}
	root := template.New(files[0])
	for i, name := range files {
		text, err := read(name)
		if err != nil {
			return nil, err
		}
		filled, err := w.fill(name, string(text))
		if err != nil {
			return nil, err
		}
		t := root
		if i > 0 {
			t = root.New(name)
		}
		if _, err := t.Parse(filled); err != nil {
			return nil, err
		}
	}
	if main := root.Lookup("main"); !alone && main.Tree.ParseName != file {
		return nil, fmt.Errorf("template: %s:1:0: %w", file, errNoMain)
	}
	return root, root.Execute(io.Discard, zero)
}

// shorten takes out of a stylesheet or script what browsers do not need.
func shorten(file, text string) string {
	if path.Ext(file) == ".js" {
		return dense(text)
	}
	return compact(text)
}

// cssParts matches what compact looks at: strings, comments, and blanks with what they stand around.
var cssParts = regexp.MustCompile(`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|/\*(?s:.*?)\*/\s*|\s*([{};,>])\s*|: +|\s+`)

// compact takes comments and needless blanks out of a stylesheet.
func compact(css string) string {
	css = cssParts.ReplaceAllStringFunc(css, func(part string) string {
		switch blank := strings.TrimSpace(part); {
		case strings.HasPrefix(blank, "/*"):
			return ""
		case part[0] == '"', part[0] == '\'':
			return part
		case blank == "":
			return " "
		default:
			return blank
		}
	})
	return strings.TrimSpace(strings.ReplaceAll(css, ";}", "}")) + "\n"
}

// accentValue matches the value of the stylesheet's accent colour.
var accentValue = regexp.MustCompile(`--accent:[^;}]*`)

// look gives a stylesheet or script of the site, with the team's accent colour unless that is "".
func (t *Theme) look(path, accent string) string {
	var b strings.Builder
	for _, l := range looks {
		if l.path != path {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(';') // a script need not end with one
		}
		b.WriteString(t.files[l.file])
	}
	text := b.String()
	if at := accentValue.FindStringIndex(text); accent != "" && at != nil && path == looks[0].path {
		text = text[:at[0]] + "--accent:" + accent + text[at[1]:]
	}
	return text
}
