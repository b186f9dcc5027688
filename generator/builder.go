package generator

import (
	"io/fs"
	"slices"
	"sync"

	"policybook/generator/calendar"
	"policybook/generator/check"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// Builder compiles one folder again and again while its authors write. Each
// result is equal to that of [Build] in every byte and finding, and costs what
// has changed. Results are immutable: an earlier one can be used as long as
// somebody needs it. A Builder is safe for concurrent use.
type Builder struct {
	folder fs.FS
	parsed *source.Tree // before the folder is read for the first time

	reading sync.Mutex // held while the folder is read
	mu      sync.Mutex // guards what follows
	in      *input     // nil until something has been read
	views   []*view    // the last ones, the newest first, each for other options
}

// NewBuilder gives a Builder for a handbook's folder. It reads nothing yet. Parsed is
// what was parsed before, also of an earlier state of the folder; nil for nothing.
func NewBuilder(folder fs.FS, parsed *source.Tree) *Builder {
	if parsed == nil {
		parsed = new(source.Tree)
	}
	return &Builder{folder: folder, parsed: parsed}
}

// Parsed gives what was read last.
func (b *Builder) Parsed() *source.Tree { return b.read().tree }

// Read reads the folder, so that Build compiles what stands there now. Changed
// names the files and folders, by slash path from the folder, that may differ
// from what was read last; all others are then taken as they were. Who cannot
// name them names none, and every file is read.
//
// What is named is read from the disk before Read returns. What changed and was
// not named is missed until it is named or everything is read: see
// [Builder.Changed].
//
// It gives the files that did differ, and the folder of the team's theme when
// anything in it did: none if a build would be the same as before.
func (b *Builder) Read(changed ...string) []string {
	b.reading.Lock()
	defer b.reading.Unlock()
	last, tree := b.input(), b.parsed
	if last == nil {
		last, changed = &input{tree: new(source.Tree)}, nil
	} else {
		tree = last.tree
	}
	in := read(b.folder, tree, changed...)
	differ := in.tree.Differs(last.tree)
	if in.look != last.look || in.theme != last.theme {
		differ = append(differ, in.theme)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.in = in
	return differ
}

// Changed gives the files and folders that differ from what was read last, to be
// handed to Read. It reads every file and trusts no date or size, so that a
// Builder that is told of them is where a new one would be. It may run while
// Read and Build do. It makes way for Read: when that has read something in
// between, it gives up and gives none.
func (b *Builder) Changed() []string {
	in := b.input()
	if in == nil {
		return []string{source.Root}
	}
	late := func() bool { return b.input() != in }
	changed := in.tree.Changed(b.folder, late)
	if themeDigest(b.folder, in.theme) != in.look && !late() {
		changed = append(changed, in.theme)
	}
	return changed
}

// Build compiles what was read last, and reads the folder if nothing was. The
// default theme must be the same and hold the same files each time, and Print be
// the same.
func (b *Builder) Build(opts Options) Result {
	in := b.read()
	b.mu.Lock()
	views := b.views
	b.mu.Unlock()
	last := &view{}
	if len(views) > 0 {
		last = views[0]
	}
	for _, v := range views {
		if opts.AsOf == nil && v.opts == in.judged(opts) {
			last = v
			break
		}
	}
	res, v := in.build(opts, last)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.remember(v)
	return res
}

// Today gives the day on which Build would judge what was read last.
func (b *Builder) Today(opts Options) calendar.Date {
	return b.read().judged(opts).Today
}

// read gives what was read last, and reads the folder if nothing was.
func (b *Builder) read() *input {
	if b.input() == nil {
		b.Read()
	}
	return b.input()
}

func (b *Builder) input() *input {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.in
}

// remember keeps a view in place of the one for the same options, or of the oldest.
func (b *Builder) remember(v *view) {
	const most = 3
	views := []*view{v}
	for _, old := range b.views {
		if old.opts != v.opts && len(views) < most {
			views = append(views, old)
		}
	}
	b.views = views
}

// view is what the next build for the same options can take from the last. It
// is immutable; all but opts may be nil.
type view struct {
	opts     handbook.Options
	handbook *handbook.Handbook
	next     *handbook.Handbook // the same with the next versions of documents; nil when none has one
	theme    *theme
	report   *check.Report
	ahead    *check.Report // on next
	site     *output.Site
	search   *search.Paths
	editions *editions
}

// link makes the handbook of a tree and, if a document of it has one, what comes next.
// Last is nil when nothing will be made from this view.
func (v *view) link(tree *source.Tree, last *view) {
	next := v.opts
	next.Next = true
	if last != nil {
		if v.handbook = last.handbook.Again(tree, v.opts); v.handbook.Ahead {
			v.next = last.next.Again(tree, next)
		}
	} else if v.handbook = handbook.New(tree, v.opts); v.handbook.Ahead && !v.handbook.OfThePast() { // whose next version is known by now
		v.next = handbook.New(tree, next)
	}
}

// samePaths reports whether the site has the paths of that of an earlier view for sure:
// nothing differs but texts, which make none.
func (v *view) samePaths(last *view) bool {
	same := func(is, was *handbook.Handbook) bool {
		return is == nil && was == nil || is != nil && was != nil && is.SameButTexts(was)
	}
	return last.site != nil && v.theme == last.theme && v.editions == nil && last.editions == nil && same(v.handbook, last.handbook) && same(v.next, last.next)
}

// judge says what is wrong with the handbook, and with what comes next.
func (v *view) judge(last *view) {
	if v.report = last.report.Again(v.handbook); v.next == nil {
		return
	}
	before := last.ahead
	if before == nil {
		before = v.report // most texts are the same
	}
	v.ahead = before.Again(v.next)
}

// findings gives what is wrong with the handbook and with the next versions: all that
// stands in their files, and what keeps a build with them from publishing. What else
// the two are told says the same again, with other figures.
func (v *view) findings() diag.List {
	findings := slices.Clip(v.report.Findings)
	if v.next == nil {
		return findings
	}
	files := map[string]bool{}
	for _, p := range v.next.Policies {
		if p.Next {
			files[p.Source.File()] = true
		}
	}
	more := missing(v.ahead.Findings, findings, func(f diag.Finding) bool { return f.Severity == diag.Error || files[f.File] })
	for i := range more {
		if f := &more[i]; !files[f.File] {
			f.Text = "with the next versions: " + f.Text // where everything is right today
		}
	}
	findings = append(findings, more...)
	findings.Sort()
	return findings
}

// theme is the theme of a handbook, with what is wrong with it.
type theme struct {
	*render.Theme
	problems []render.Problem
	lang     string        // of the interface
	files    source.Digest // of the team's files
}

// again gives the theme of the handbook that was read, which is t, unless it is
// nil, if that is in the same language and made of the same files.
func (t *theme) again(base fs.FS, in *input, lang string) *theme {
	if t != nil && t.lang == lang && t.files == in.look {
		return t
	}
	n := &theme{lang: lang, files: in.look}
	n.Theme, n.problems = render.NewTheme(base, sub(in.themes, in.theme), lang)
	if themeDigest(in.themes, in.theme) != in.look {
		n.files = source.Digest{} // they changed in between: nobody knows which were read
	}
	return n
}
