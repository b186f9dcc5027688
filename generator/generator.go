// Package generator compiles a policy handbook: Markdown with front matter in,
// a site of HTML out.
//
// It is a compiler. The stages, each a package, are read in this order:
//
//	source    what the authors wrote, file by file, with positions
//	handbook  what it means: the linked model, with states on a given day
//	check     what is wrong with it: findings, each with its rule and severity
//	render    what people and machines read: pages that write themselves
//	search    what readers find: an index, its ranking, and the files that hold it
//	output    the compiled site, a sorted list of files
//
// Build runs them once. A Builder runs them after every edit, and each stage takes
// from its last result what is the same: it compares, and keeps no account of
// what depends on what.
//
// Around them stand diag (findings and how they are printed), calendar (days
// without clocks), ical (calendar files), markdown (the one door to the Markdown
// parser), pack (values as bytes), redline (what changed between two texts) and
// parallel (work on every processor). Writing a site to a folder is the work of
// publish, printing its PDFs that of pdf, showing it in a browser while it is
// written that of serve, saying that a file changed that of watch, and the past of
// the handbook that of history.
//
// # The handbook's folder
//
//	content/handbook.yaml          title, time zone, categories, defaults, levels of rules
//	content/<category>/_index.md   a section's text
//	content/<category>/<slug>.md   a document: policy, procedure, standard, …
//	content/<category>/<slug>/     a document as a folder: index.md and its attachments
//	content/_data/                 people, audiences, glossary, topics, …
//	themes/<theme>/                files that stand in for those of the default theme
//
// A document has front matter (YAML, TOML or JSON) and a text. Which keys there
// are, what they hold and when they are needed is one table: source.Fields. A
// page of the output is <category>/<slug>.html; links between pages are
// relative and name the file, so that the site works below any address and
// from a folder.
//
// # Promises
//
//   - Everything that an author can mend is a finding with its place, and all
//     findings of all files are given at once.
//   - A handbook with errors has no site.
//   - What a build must not contain (drafts, classifications and audiences that
//     it is not made for) is left out before anything is linked: the site is
//     byte for byte the one that would be made if those files did not exist.
//     A draft over a text in force hides it from nobody, if its history is known:
//     readers get its text and front matter as if the draft had not been written.
//     Attachments are those of today. Who may have the next version gets it on a
//     page of its own beside that of the text in force. It is made of a second
//     handbook, which is there only when some document has a next version.
//   - The site is a function of the files, the options and the day. Nothing
//     here reads a clock, the environment or the network.
package generator

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sync"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/parallel"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// Options says what to compile, for whom and for which day.
type Options struct {
	Theme          fs.FS             // the default theme's files
	Version        string            // of policybook, for the about page
	Now            time.Time         // the day is Now in the handbook's time zone; no record may be later
	Date           calendar.Date     // another day on which to judge states and reviews
	Drafts         bool              // with drafts and documents in review
	Classification string            // the highest that is kept: public, internal (""), confidential or restricted
	Audience       string            // only what binds this audience; "" is all
	Print          render.Print      // makes PDFs, which stand beside their pages; nil for none
	History        *handbook.History // what is known of the handbook's past; nil for nothing
	AsOf           *Edition          // what is compiled in place of the folder's content; nil for that
	Editions       []Edition         // earlier states to be read beside it, the latest first; none with AsOf
}

// Edition is the handbook as it stood at the end of a day of the past. It is shown with
// the theme of today, to the readers of today: what is kept from them by classification
// or audience now is kept from them in each earlier state too, even if nothing did then.
// What is wrong with it can no longer be mended, and keeps nothing from being compiled.
type Edition struct {
	Name    string            // of its folder below editions/; "" for AsOf
	Title   string            // as readers call it; "" for AsOf
	Day     calendar.Date     // on which states are judged; no record may be later
	Folder  fs.FS             // holds its content/
	History *handbook.History // what was known of its past; nil for nothing
}

// Result is a compiled handbook.
type Result struct {
	Handbook *handbook.Handbook
	Next     *handbook.Handbook // the same with the next versions of its documents; nil when none has one
	Findings diag.List          // of both, judged and sorted
	Site     *output.Site       // nil when a finding is an error
	Inputs   Inputs

	Entries func() []search.Entry // what can be found in the handbook; made when first asked for
	Index   func() *search.Memory // the same as an index; made when first asked for

	// Search writes search.html of Site with what was found for a question.
	Search func(w io.Writer, found render.Found) error
}

// Inputs are what a result was made from, but for the options and the default
// theme. A later build with equal inputs, options and generator has an equal
// result.
type Inputs struct {
	Zone   string        // the handbook's time zone, which decides what day it is
	Theme  string        // the folder of the team's theme files
	Digest source.Digest // of content/ and the theme's files
}

// Same reports whether the folder still holds these inputs. It reads every
// file and parses none.
func (in Inputs) Same(folder fs.FS) bool {
	return in.Theme != "" && in.Digest == digest(source.Sum(folder), themeDigest(folder, in.Theme))
}

// Build compiles the handbook in a folder.
func Build(folder fs.FS, opts Options) Result {
	res, _ := read(folder, new(source.Tree)).build(opts, nil)
	return res
}

// Check gives what is wrong with the handbook in a folder: with all of it,
// drafts and restricted documents too, and with what a build with these options
// would publish of it.
func Check(folder fs.FS, opts Options) diag.List {
	in := read(folder, new(source.Tree))
	published, _ := in.build(opts, nil)
	opts.Drafts, opts.Classification, opts.Audience = true, "restricted", ""
	whole, _ := in.build(opts, nil)
	// A warning or notice about many documents says the same again with other
	// figures; what keeps a build from publishing must not be missed. In a release it is a
	// warning, which keeps a strict one from it.
	released := map[string]bool{}
	for _, p := range published.Handbook.Policies {
		if p.Standing != nil {
			released[p.Source.Start().File] = true
		}
	}
	missed := missing(published.Findings, whole.Findings, func(f diag.Finding) bool {
		return f.Severity == diag.Error || f.Severity == diag.Warning && released[f.File]
	})
	findings := slices.DeleteFunc(slices.Clone(whole.Findings), func(g diag.Finding) bool {
		return g.Rule == "link-to-draft" && slices.ContainsFunc(missed, func(f diag.Finding) bool { return g.Pos == f.Pos })
	})
	findings = append(findings, missed...)
	findings.Sort()
	return findings
}

// missing gives those findings that are wanted and not among the known ones.
func missing(findings, known diag.List, want func(diag.Finding) bool) (missed diag.List) {
	told := make(map[diag.Finding]bool, len(known))
	for _, f := range known {
		told[f] = true
	}
	for _, f := range findings {
		if want(f) && !told[f] {
			missed = append(missed, f)
		}
	}
	return missed
}

// input is a handbook as it was read.
type input struct {
	folder fs.FS
	tree   *source.Tree
	themes fs.FS         // holds the team's theme files
	theme  string        // their folder
	look   source.Digest // of these files
}

func read(folder fs.FS, last *source.Tree, changed ...string) *input {
	in := &input{folder: folder, themes: folder, tree: last.Again(folder, changed...)}
	in.theme = themeFolder(folder, in.tree)
	in.look = themeDigest(folder, in.theme)
	return in
}

// judged gives the options of the handbook.
func (in *input) judged(opts Options) handbook.Options {
	today, latest := opts.Date, calendar.DateOf(opts.Now, in.tree.Zone)
	if today.IsZero() {
		today = latest
	}
	return handbook.Options{Today: today, Latest: latest, Drafts: opts.Drafts, Classification: opts.Classification, Audience: opts.Audience, History: opts.History}
}

// build compiles what was read. It takes from last, an earlier build unless it is
// nil, what is the same, and gives what the next one can take from this.
func (in *input) build(opts Options, last *view) (Result, *view) {
	if e := opts.AsOf; e != nil {
		if in.unreadable() != "" { // nobody can tell what is kept from these readers
			res, v := in.compile(opts, in.judged(opts), nil)
			res.Site = nil
			return res, v
		}
		was := in.past(e, in.tree.Again(e.Folder))
		res, v := was.compile(opts, opts.past(e, handbook.New(in.tree, in.judged(opts))), nil)
		res.Inputs = in.inputs()
		return res, v
	}
	return in.compile(opts, in.judged(opts), last)
}

// inputs tells what was read.
func (in *input) inputs() Inputs {
	return Inputs{Zone: in.tree.Zone.String(), Theme: in.theme, Digest: digest(in.tree.Digest, in.look)}
}

// compile does the work of build.
func (in *input) compile(opts Options, judged handbook.Options, last *view) (Result, *view) {
	v := &view{opts: judged}
	v.link(in.tree, last)
	if last == nil {
		last = &view{}
	}
	h := v.handbook
	v.theme = last.theme.again(opts.Theme, in, h.Language)
	for _, p := range v.theme.problems {
		h.Findings = append(h.Findings, themeFinding(in, p))
	}
	if accent := in.tree.Config["accent"]; accent != nil && !v.theme.TakesAccent() {
		h.Findings.Add(accent.Pos, "theme-accent-unused", "the accent changes nothing: the theme's style.css has no `--accent`",
			"write `--accent: #1f5c7a;` into its :root, and `var(--accent)` where the colour is used; or remove the key")
	}
	v.editions = in.editions(h, v.theme, opts, last.editions)
	var shown *render.Editions
	var beside []output.File
	if v.editions != nil {
		shown, beside = v.editions.shown, v.editions.files
		h.Findings = append(h.Findings, v.editions.findings...)
	}
	entries, index := searched(h, v.theme.Theme)
	made := render.Input{Handbook: h, Next: v.next, Theme: v.theme.Theme, Content: in.folder, Version: opts.Version, Print: opts.Print, Last: last.site, Same: v.samePaths(last), Editions: shown}
	var try func() error
	var err error
	parallel.Each(2, func(i int) { // mostly there are no errors
		if i == 0 {
			v.judge(last)
		} else {
			if v.search = last.search; !made.Same {
				v.search = last.search.Again(search.URLs(h))
			}
			made.More = append(v.search.Files(index), beside...)
			v.site, try, err = render.Site(made)
		}
	})
	res := Result{Handbook: h, Next: v.next, Entries: entries, Index: index, Findings: v.findings(), Inputs: in.inputs()}
	if res.Findings.Count(diag.Error) > 0 && (!h.OfThePast() || in.unreadable() != "") {
		return res, v
	}
	if err == nil {
		err = try()
	}
	if f, ok := ThemeFinding(in.theme, err); ok {
		res.Findings = append(res.Findings, f)
	} else if err != nil {
		res.Findings = append(res.Findings, diag.Finding{Pos: diag.Pos{File: source.Root}, Rule: "path-collision", Severity: diag.Error,
			Text: err.Error(), Hint: "rename one of the files, or give it another `slug`"})
	} else {
		res.Site = v.site
		res.Search = func(w io.Writer, found render.Found) error { return render.Search(w, made, found) }
	}
	return res, v
}

// searched gives what can be found in a handbook, and the index of it.
func searched(h *handbook.Handbook, t *render.Theme) (func() []search.Entry, func() *search.Memory) {
	entries := sync.OnceValue(func() []search.Entry {
		pages := map[string]search.Page{}
		for path, r := range t.Reports() {
			pages[path] = search.Page(r)
		}
		return search.Entries(h, pages)
	})
	return entries, sync.OnceValue(func() *search.Memory { return search.NewMemory(entries(), search.Synonyms(h), h.Language) })
}

// ThemeFinding gives what is wrong with the theme, in the folder Inputs.Theme, when
// that is why a file of the site could not be written, and whether it is.
func ThemeFinding(theme string, err error) (diag.Finding, bool) {
	var p *render.Problem
	if !errors.As(err, &p) {
		return diag.Finding{}, false
	}
	f := themeFinding(&input{theme: theme}, *p)
	f.Severity = diag.Error
	return f, true
}

func themeFinding(in *input, p render.Problem) diag.Finding {
	if near := source.Nearest(p.Unknown, p.Known); near != "" {
		p.Hint = fmt.Sprintf("did you mean %s? %s", near, p.Hint)
	}
	pos := diag.Pos{File: path.Join(in.theme, p.File), Line: int32(p.Line), Col: int32(p.Col)}
	if p.File == "" {
		pos = in.tree.Config["language"].Pos
	}
	return diag.Finding{Pos: pos, Rule: p.Rule, Text: p.Text, Hint: p.Hint}
}

var themeName = regexp.MustCompile(`^[\pL\pN][\pL\pN._-]*$`)

// ThemeFolder gives the folder of a handbook's own theme files, a slash path in the
// handbook's folder. It need not exist. The error says why there can be none.
func ThemeFolder(folder fs.FS) (string, error) {
	tree := source.Read(folder)
	before, asked := len(tree.Findings), tree.Config["theme"]
	name := themeFolder(folder, tree)
	for _, f := range tree.Findings[before:] {
		if f.Rule == "file-special" || asked != nil && !themeName.MatchString(asked.Text) {
			return "", fmt.Errorf("%s: %s", f.Pos, f.Text)
		}
	}
	return name, nil
}

// themeFolder gives the folder of the team's own theme files. It need not exist
// unless handbook.yaml names it.
func themeFolder(folder fs.FS, tree *source.Tree) string {
	name := "themes/default"
	v := tree.Config["theme"]
	if v != nil {
		if !themeName.MatchString(v.Text) {
			tree.Findings.Add(v.Pos, "config-invalid", fmt.Sprintf("there can be no theme %q", v.Text), "name a folder below themes/")
			return name
		}
		name = path.Join("themes", v.Text)
	}
	info, err := fs.Lstat(folder, name)
	above, _ := fs.Lstat(folder, "themes")
	switch {
	case isLink(above) || isLink(info):
		tree.Findings.Add(diag.Pos{File: name}, "file-special", "a symbolic link is not followed", "put the folder itself here")
	case v != nil && v.Text != "default" && (err != nil || !info.IsDir()):
		tree.Findings.Add(v.Pos, "config-invalid", "there is no folder "+name, "make it, or remove the key")
	}
	return name
}

func isLink(info fs.FileInfo) bool { return info != nil && info.Mode()&fs.ModeSymlink != 0 }

// sub gives the files below a folder, or nil when it is none.
func sub(folder fs.FS, name string) fs.FS {
	above, _ := fs.Lstat(folder, "themes")
	if info, err := fs.Lstat(folder, name); err != nil || !info.IsDir() || isLink(above) {
		return nil
	}
	files, err := fs.Sub(folder, name)
	if err != nil {
		return nil
	}
	return files
}

// digest adds the files of a theme to the digest of the content.
func digest(content, theme source.Digest) source.Digest {
	return sha256.Sum256(append(content[:], theme[:]...))
}

// themeDigest is the digest of a theme's files.
func themeDigest(folder fs.FS, theme string) (d source.Digest) {
	h := sha256.New()
	if files := sub(folder, theme); files != nil {
		fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return nil // it is met again when the theme is read
			}
			var text []byte
			if e.Type().IsRegular() {
				text, _ = fs.ReadFile(files, name)
			}
			fmt.Fprintf(h, "%s\x00%v\x00%x\n", name, e.Type(), sha256.Sum256(text))
			return nil
		})
	}
	h.Sum(d[:0])
	return d
}
