package handbook

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/markdown"
	"policybook/generator/parallel"
	"policybook/generator/source"
)

// links resolves where every link of every text leads, and who cites whom.
func (l *linker) links() {
	for i, f := range l.tree.Files {
		l.files[f.Path] = &l.tree.Files[i]
	}
	l.home = l.homePath()
	l.follow()
	slices.SortFunc(l.Handbook.Files, func(a, b *Attachment) int { return strings.Compare(a.Path, b.Path) })
}

// follow settles what depends on the texts: where their links lead, and which
// terms they use.
func (l *linker) follow() {
	keep := l.keeper()
	for _, s := range l.everySection() {
		if s.Source != nil && !keep.section(s) {
			s.Targets, s.found = l.targets(s.Source, nil)
		}
	}
	for i, kept := range keep.policies(len(l.Policies)) {
		if p := l.Policies[i]; !kept {
			p.Targets, p.linkFound = l.targets(p.Source, p)
		}
	}
	parallel.Each(2, func(i int) {
		if i == 0 {
			l.cited()
		} else {
			l.uses()
		}
	})
}

// cited notes which documents link to a document.
func (l *linker) cited() {
	count, last := make([]int32, len(l.Policies)), make([]int32, len(l.Policies))
	each := func(note func(p, by *Policy)) {
		clear(last)
		for _, by := range l.Policies {
			for i := range by.Targets {
				if p := by.Targets[i].Policy; p != nil && p != by && last[p.at] != by.at+1 {
					last[p.at] = by.at + 1
					note(p, by)
				}
			}
		}
	}
	total := 0
	each(func(p, _ *Policy) {
		count[p.at]++
		total++
	})
	room := make([]*Policy, total)
	for _, p := range l.Policies {
		n := count[p.at]
		p.CitedBy, room = room[:0:n], room[n:]
		if n == 0 {
			p.CitedBy = nil
		}
	}
	each(func(p, by *Policy) { p.CitedBy = append(p.CitedBy, by) })
}

// targets gives where the links of a text lead, and what is wrong with them.
func (l *linker) targets(d *source.Document, p *Policy) ([]Target, diag.List) {
	before := len(l.Findings)
	out := make([]Target, len(d.Body.Links))
	for i, link := range d.Body.Links {
		r := resolver{linker: l, doc: d, page: p, link: link, pos: d.LinkPos[i]}
		out[i] = r.resolve()
	}
	found := slices.Clone(l.Findings[before:])
	l.Findings = l.Findings[:before]
	return out, found
}

// textFindings gives what was found in each text, and where its links lead.
func (l *linker) textFindings() []diag.List {
	var all []diag.List
	said := false
	add := func(found diag.List) {
		if l.opts.History.unknown() != nil {
			found = slices.DeleteFunc(slices.Clone(found), func(f diag.Finding) bool {
				again := said && strings.HasPrefix(f.Text, nobodyKnows)
				said = said || strings.HasPrefix(f.Text, nobodyKnows)
				return again
			})
		}
		if len(found) > 0 {
			all = append(all, found)
		}
	}
	for _, d := range l.spoken {
		add(d.Findings)
	}
	for _, s := range l.everySection() {
		add(s.found)
	}
	for _, p := range l.Policies {
		add(p.linkFound)
	}
	return all
}

// resolver finds where one link leads.
type resolver struct {
	*linker
	doc  *source.Document
	page *Policy // nil for the text of a section
	link markdown.Link
	pos  diag.Pos
}

func (r *resolver) broken(rule, text, hint string) Target {
	r.Findings.Add(r.pos, rule, text, hint)
	return Target{Broken: true}
}

func (r *resolver) resolve() Target {
	dest := r.link.Dest
	if own, ok := r.own(dest); ok {
		dest = own
	} else if hasScheme(dest) {
		return Target{URL: dest}
	}
	name, anchor, _ := strings.Cut(dest, "#")
	name, _, _ = strings.Cut(name, "?")
	if name == "" {
		return r.anchor(Target{Policy: r.page}, r.doc, anchor)
	}
	name, err := url.PathUnescape(name)
	if err != nil || strings.ContainsAny(name, "\\\x00") {
		return r.broken("link-broken", "no path: "+diag.Quote(dest), "write the path of a file with / between folders")
	}
	full, ok := r.full(name)
	if !ok {
		return r.broken("link-outside", "the link leads outside the handbook: "+diag.Quote(dest), "only files below content/ can be linked; copy the file there")
	}
	return r.find(full, name, anchor)
}

// own takes the handbook's own address off a link, so that an absolute link to
// the handbook is checked like any other.
func (r *resolver) own(dest string) (string, bool) {
	if r.BaseURL == "" {
		return "", false
	}
	if rest, ok := strings.CutPrefix(dest, r.BaseURL); ok {
		return "/" + rest, true
	}
	if rest, ok := strings.CutPrefix(dest, r.home); ok && r.home != "" {
		return "/" + rest, true
	}
	return "", false
}

// homePath gives the path of the handbook's own address, with slashes at both
// ends; "" when it has none, or one that a section has below content/.
func (l *linker) homePath() string {
	u, err := url.Parse(l.BaseURL)
	if err != nil || len(u.Path) < 2 || l.sections[strings.Trim(u.Path, "/")] != nil {
		return ""
	}
	return u.Path
}

func hasScheme(dest string) bool {
	for _, s := range []string{"http:", "https:", "mailto:", "tel:"} {
		if len(dest) > len(s) && strings.EqualFold(dest[:len(s)], s) {
			return true
		}
	}
	return false
}

// full gives the path below content/ that a link means, or false if it would
// lead outside.
func (r *resolver) full(name string) (string, bool) {
	dir := folder(r.doc.Path)
	if strings.HasPrefix(name, "/") {
		dir = ""
	}
	full := join(dir, strings.TrimLeft(name, "/"))
	if full == ".." || strings.HasPrefix(full, "../") {
		return "", false
	}
	return full, true
}

// join is path.Join for a clean dir, quicker for what most links are.
func join(dir, name string) string {
	up, down := dir, name
	for up != "" && strings.HasPrefix(down, "../") {
		up, down = folder(up), down[len("../"):]
	}
	switch {
	case down == "." || !fs.ValidPath(down):
		return path.Join(dir, name)
	case up == "":
		return down
	}
	return up + "/" + down
}

// find looks for a document, a section, a file or a page, in that order.
func (r *resolver) find(full, name, anchor string) Target {
	if r.link.Image {
		return r.image(full, name)
	}
	if p := r.now.policy(r.byFile[full]); p != nil { // most of them
		return r.anchor(Target{Policy: p}, p.Source, anchor)
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(full, ".md"), ".html")
	for _, file := range []string{stem + ".md", full + ".md", path.Join(stem, "index.md"), path.Join(full, "index.md")} {
		if p := r.now.policy(r.byFile[file]); p != nil {
			return r.anchor(Target{Policy: p}, p.Source, anchor)
		}
	}
	file := stem
	stem = strings.TrimSuffix(strings.TrimSuffix(stem, "/_index"), "/index")
	if stem == "." || stem == "_index" || stem == "index" {
		stem = ""
	}
	if s := r.now.section(r.sections[stem]); s != nil {
		return r.anchor(Target{Section: s}, s.Source, anchor)
	}
	if p := r.now.policy(r.byPath[stem]); p != nil {
		return r.anchor(Target{Policy: p}, p.Source, anchor)
	}
	if f := r.files[full]; f != nil {
		return r.attach(f)
	}
	for _, name := range []string{full, full + ".html", path.Join(full, "index.html")} {
		if slices.Contains(r.Pages, name) {
			return r.ownPage(Target{Page: name}, anchor)
		}
	}
	if r.withheld(full) {
		return r.leftOut(name, anotherAudience)
	}
	if p := r.permalink(full); p != nil {
		return r.anchor(Target{Policy: p}, p.Source, anchor)
	}
	if t, ok := r.oldPath(full); ok {
		return r.anchor(t, sourceOf(t), anchor)
	}
	// Only now what this build leaves out: a link must lead where it would if the
	// file did not exist.
	for _, key := range []string{full, file + ".md", full + ".md", path.Join(file, "index.md"), path.Join(full, "index.md"), stem} {
		if why, ok := r.left[key]; ok {
			return r.leftOut(name, why)
		}
	}
	return r.nowhere(full, name)
}

// image finds a picture. A document cannot stand in for one.
func (r *resolver) image(full, name string) Target {
	if f := r.files[full]; f != nil {
		return r.attach(f)
	}
	if r.byFile[full] != nil || strings.EqualFold(path.Ext(full), ".md") {
		return r.broken("link-broken", diag.Quote(name)+" is a document, not a picture: one document cannot include another", "link to it: [text]("+name+")")
	}
	return r.nowhere(full, name)
}

// nobodyKnows begins what is said, once, of links to documents whose release in force cannot
// be told as the history is not known.
const nobodyKnows = "this leads to a draft, and whether a version of that document is in force is not known: "

func (r *resolver) leftOut(name, why string) Target {
	if why == "" {
		return Target{Broken: true} // its own errors are reported
	}
	if why == anotherAudience || r.page == nil && strings.HasPrefix(why, "classified") {
		// A reader of this build is not meant to follow it: the text of a section
		// is one for all builds.
		return r.broken("link-audience", diag.Quote(name)+" is "+why+": the link is shown as text", "publish that document to the same readers if they shall follow the link")
	}
	if blind := r.opts.History.unknown(); blind != nil && (why == aDraft || why == inReview) {
		return r.broken("link-broken", nobodyKnows+blind.Text, blind.Hint)
	}
	return r.broken("link-broken", diag.Quote(name)+" is not in this build: it is "+why, "remove the link, or link when the document is published")
}

// nowhere reports a link that leads nowhere, with what it most likely means.
func (r *resolver) nowhere(full, name string) Target {
	base := path.Base(full)
	if base[0] == '.' || strings.HasPrefix(full, "_data/") || full == "handbook.yaml" {
		return r.broken("link-broken", diag.Quote(name)+" is a hidden file, which is never published", "link to a document or a file beside it")
	}
	what := "page or file"
	if r.link.Image {
		what = "picture"
	}
	hint := "check the path: it starts at the folder of this file, or with / at content/"
	if near := r.near(full); near != "" {
		hint = "did you mean " + diag.Quote(near) + "?"
	}
	return r.broken("link-broken", "there is no "+what+" "+diag.Quote(name), hint)
}

// near gives the path of a file that differs in case or a few letters, or that
// has the same name in another folder, as the link should write it.
func (r *resolver) near(full string) string {
	if !r.mayGuess() {
		return ""
	}
	full = bare(full)
	var same, beside []string
	files := map[string]string{} // by bare base name, in the same folder
	look := func(file string) bool {
		name := bare(file)
		switch {
		case fold(name) == fold(full):
			return true
		case fold(path.Base(name)) == fold(path.Base(full)):
			same = append(same, file)
		case path.Dir(name) == path.Dir(full):
			beside = append(beside, path.Base(name))
			files[path.Base(name)] = file
		}
		return false
	}
	for _, p := range r.Policies {
		if look(p.Source.Path) {
			return r.relative(p.Source.Path)
		}
	}
	for _, f := range r.tree.Files {
		if look(f.Path) {
			return r.relative(f.Path)
		}
	}
	if len(same) == 1 {
		return r.relative(same[0])
	}
	if near := source.Nearest(path.Base(full), beside); near != "" {
		return r.relative(files[near])
	}
	return ""
}

// sourceOf gives the file whose headings a target has.
func sourceOf(t Target) *source.Document {
	if t.Policy != nil {
		return t.Policy.Source
	}
	return t.Section.Source
}

// bare is the path of a document without what links may leave out.
func bare(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(file, ".md"), ".html"), "/index")
}

func (r *resolver) relative(file string) string {
	from := strings.Split(folder(r.doc.Path), "/")
	if from[0] == "" {
		from = nil
	}
	to := strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// anchor checks the part of a link behind #.
func (r *resolver) anchor(t Target, d *source.Document, anchor string) Target {
	if anchor == "" || anchor == "top" {
		return t
	}
	if d != nil {
		if id, ok := d.Body.Anchor(anchor); ok {
			t.Anchor = id
			return t
		}
	}
	hint := "link to a heading by its words in lower case with hyphens, or pin one with {#id}"
	if d != nil {
		var ids []string
		for _, h := range d.Body.Headings {
			ids = append(ids, h.ID)
		}
		if near := source.Nearest(anchor, ids); near != "" {
			hint = "did you mean " + diag.Quote("#"+near) + "?"
		}
	}
	where := "this page"
	if t.Policy != nil && t.Policy != r.page {
		where = t.Policy.Source.File()
	} else if t.Section != nil {
		where = "the page of the section " + diag.Quote(t.Section.Title)
	}
	r.Findings.Add(r.pos, "anchor-broken", where+" has no heading or clause "+diag.Quote("#"+anchor), hint)
	t.Broken = t.Section == nil && (t.Policy == nil || t.Policy == r.page)
	return t
}

// ownPage checks the anchor of a link to a page about the handbook: only the
// glossary has any.
func (r *resolver) ownPage(t Target, anchor string) Target {
	if anchor == "" || anchor == "top" {
		return t
	}
	for _, term := range r.Handbook.Terms {
		if t.Page == "glossary.html" && (anchor == term.Slug || anchor == term.ID()) {
			t.Anchor = term.ID()
			return t
		}
	}
	r.Findings.Add(r.pos, "anchor-broken", t.Page+" has no entry "+diag.Quote("#"+anchor), "link to a term of the glossary by its words in lower case with hyphens")
	return t
}

// permalink gives the document that a link to id/NUMBER.html means.
func (r *resolver) permalink(full string) *Policy {
	id, ok := strings.CutPrefix(full, "id/")
	if !ok {
		return nil
	}
	return r.now.policy(r.byID[fold(strings.TrimSuffix(id, ".html"))])
}

// attach publishes a file that a text refers to.
func (r *resolver) attach(f *source.File) Target {
	if f.Refused != "" {
		return r.broken("attachment-refused", diag.Quote(path.Base(f.Path))+" is not published: "+f.Refused, "take out what is named, save it in another form such as PNG or PDF, or link to the place where it is kept")
	}
	if r.apart && r.attached[f.Path] == nil {
		return Target{Broken: true} // it is published for texts of today
	}
	return Target{File: r.attachment(f.Path)}
}

// attachment gives the file below content/ as one that is published.
func (l *linker) attachment(name string) *Attachment {
	if a := l.attached[name]; a != nil {
		return a
	}
	dir := folder(name)
	var out []string
	if dir != "" {
		for _, seg := range strings.Split(dir, "/") {
			out = append(out, source.Segment(seg))
		}
	}
	a := &Attachment{Source: path.Join(source.Root, name), Path: strings.Join(append(out, source.FileName(path.Base(name))), "/")}
	if l.now != nil {
		return a // retext sees that it is another, and gives up: others may want its path
	}
	l.attached[name] = a
	if l.take(a.Path, a.Source) {
		l.Handbook.Files = append(l.Handbook.Files, a)
	}
	return a
}

// Word is something that the page says in its own words in the midst of a text.
type Word = markdown.Word

// HTML renders the text of the document. href gives the address of a target;
// "" shows the link as text with a mark. say appends a word as HTML.
func (p *Policy) HTML(dst []byte, href func(Target) string, say func(dst []byte, w Word) []byte) []byte {
	return appendHTML(dst, p.Source, p.Targets, href, say)
}

// HTML renders the text of the section, if it has one, as that of a document.
func (s *Section) HTML(dst []byte, href func(Target) string, say func(dst []byte, w Word) []byte) []byte {
	if s.Source == nil {
		return dst
	}
	return appendHTML(dst, s.Source, s.Targets, href, say)
}

func appendHTML(dst []byte, d *source.Document, targets []Target, href func(Target) string, say func(dst []byte, w Word) []byte) []byte {
	return d.Body.AppendHTML(dst, func(i int) markdown.Target {
		if targets[i].Broken {
			return markdown.Target{Broken: true}
		}
		to := href(targets[i])
		return markdown.Target{Href: to, Broken: to == ""}
	}, say)
}
