package render

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"regexp"
)

// ThemeFile is a file of the default theme that a team may replace.
type ThemeFile struct {
	Name    string // slash path in the theme's folder
	Purpose string // what it is for, in a line
}

// ThemeFiles lists the files of a theme, sorted by name.
func ThemeFiles(base fs.FS) ([]ThemeFile, error) {
	var files []ThemeFile
	err := fs.WalkDir(base, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, ThemeFile{name, purpose(name)})
		}
		return err
	})
	return files, err
}

// purpose says what a file of the default theme is for.
func purpose(name string) string {
	if path.Dir(name) == "words" {
		return "the words of the interface in a language; keep only those that you change"
	}
	return purposes[name]
}

var purposes = map[string]string{
	"a-z.html":       "the index of titles and terms",
	"about.html":     "the page that explains states and review flags",
	"archive.html":   "the page of documents that no longer bind anyone",
	"audience.html":  "what applies to one audience",
	"audiences.html": "the list of audiences",
	"base.html":      "the frame of every page: its head, and the order of header, navigation, text and footer",
	"control.html":   "the controls of one standard, and what covers them",
	"controls.html":  "the list of standards",
	"coverage.html":  "the topics, with the documents that cover them",
	"editions.css":   "the list of editions, on the pages of a handbook that has some",
	"footer.html":    "the foot of every page",
	"glossary.html":  "the page of terms",
	"header.html":    "the head of every page: the handbook's name, the menu, the links to the pages about it",
	"history.html":   "the versions of a document, with the days on which they were in force",
	"redline.html":   "what changed from one version of a document to the next",
	"changes.html":   "what changed lately and what is to come, or what changed in a year",
	"home.html":      "the home page",
	"nav.html":       "the list of sections beside every page",
	"notfound.html":  "the page in place of a missing one",
	"owner.html":     "one owner, with what to review",
	"owners.html":    "the list of owners",
	"parts.html":     "pieces that several pages use, such as the panel above a document",
	"policy.html":    "a document, unless it is a procedure or a form",
	"print.html":     "the whole handbook, or a section, to be printed",
	"procedure.html": "a procedure or a form",
	"redirect.html":  "the page that leads on from an old address",
	"register.html":  "the table of all documents",
	"reviews.html":   "the calendar of reviews",
	"since.html":     "what changed from an edition to the one after it",
	"section.html":   "a section, with its documents",
	"register.js":    "what a browser adds to the register",
	"history.js":     "what a browser adds to the versions of a document: which one applied on a day",
	"changes.js":     "what a browser adds to the pages of changes",
	"search.css":     "what the search has of style: its list, its page, the marks on the page it leads to",
	"inflate.js":     "what unpacks the data of the search in browsers that cannot",
	"search.html":    "the page of the search",
	"search.js":      "the engine of the search: keep it as it is, or results differ from those of a server",
	"search-ui.js":   "what a browser shows of the search: the list below the field, and its page",
	"site.js":        "the script of every page",
	"style.css":      "the stylesheet of every page, for screens and paper",
	"reports.css":    "what pages that are not documents have of style besides",
}

// Eject gives a file of the default theme for a team to change. Its first line
// says of which version it is a copy, but in files of words, which replace word
// by word and cannot hold a comment.
func Eject(base fs.FS, name, version string) ([]byte, error) {
	text, err := fs.ReadFile(base, name)
	if err != nil {
		return nil, err
	}
	mark := fmt.Sprintf("a copy of policybook %s, %s; keep this line to be told when the default file changes", version, digestOf(text))
	switch path.Ext(name) {
	case ".html":
		mark = "{{/* " + mark + " */ -}}\n"
	case ".css":
		mark = "/* " + mark + " */\n"
	case ".js":
		mark = "// " + mark + "\n"
	default:
		mark = ""
	}
	return append([]byte(mark), text...), nil
}

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return fmt.Sprintf("%x", sum[:6])
}

// copied matches the first line of an ejected file.
var copied = regexp.MustCompile(`^[^\n]*a copy of policybook (\S+), ([0-9a-f]{12});`)

// outdated reports whether a team's file is a copy of one that is another now, and
// of which version.
func (t *Theme) outdated(base fs.FS, file string) (version string, ok bool) {
	m := copied.FindStringSubmatch(t.ours[file])
	if m == nil {
		return "", false
	}
	now, err := fs.ReadFile(base, file)
	return m[1], err == nil && digestOf(now) != m[2]
}

// changed lists the copies whose originals are others now.
func (t *Theme) changed(base fs.FS) (problems []Problem) {
	files, err := ThemeFiles(base)
	if err != nil {
		return []Problem{t.problem(".", err)}
	}
	for _, f := range files {
		if version, ok := t.outdated(base, f.Name); ok {
			problems = append(problems, Problem{File: f.Name, Line: 1, Rule: "theme-outdated",
				Text: "the default theme's file has changed since version " + version + ", from which this is copied",
				Hint: "compare with `policybook theme show " + f.Name + "`, take over what you need, and then its first line"})
		}
	}
	return problems
}
