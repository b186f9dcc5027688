package handbook

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/source"
)

// sectionTexts makes the root, the declared categories and every folder with an
// _index.md. Folders that hold documents are made when the documents are.
func (l *linker) sectionTexts() {
	l.Root = &Section{Title: l.Title}
	l.sections[""] = l.Root
	if c := l.tree.Config["categories"]; c != nil {
		for i, item := range c.Items {
			id := strings.Trim(item.Get("id").String(), "/")
			if id == "" || strings.ContainsAny(id, `/\`) || source.Segment(id) == "" {
				l.Findings.Add(item.Pos, "config-invalid", "a category's id is the name of one folder, not "+diag.Quote(id), "write id: security")
				continue
			}
			s := l.section(id)
			s.Title = cmp.Or(item.Get("title").String(), s.Title)
			s.Summary = item.Get("summary").String()
			s.order = i + 1 - len(c.Items)*2
		}
	}
	var texts []*source.Document
	for _, d := range l.tree.Documents {
		if d.IsSection() {
			texts = append(texts, d)
		}
	}
	// Defaults first: they say who may read the texts, too.
	kept := texts[:0]
	for _, d := range texts {
		dir := folder(d.Path)
		if other := l.texts[dir]; other != nil {
			l.Findings.Add(d.Start(), "path-collision", "the section has a text already, in "+other.File(), "keep one of the two")
			continue
		}
		l.texts[dir] = d
		l.sectionDefaults[dir] = d.Get("defaults")
		kept = append(kept, d)
	}
	for _, d := range kept {
		l.sectionText(d)
	}
}

// sectionText gives a section its text, unless this build's readers must not
// see it: then the section is what its folder's name says, if it is at all.
func (l *linker) sectionText(d *source.Document) {
	dir := folder(d.Path)
	if !d.Broken && l.heldBack(d) {
		l.hiddenTexts = append(l.hiddenTexts, dir)
		return
	}
	if l.secrets[dir+"/"] {
		return
	}
	l.spoken = append(l.spoken, d)
	if d.Broken {
		l.unsure[dir] = true
		return
	}
	s := l.section(dir)
	s.Source = d
	if s != l.Root {
		s.Title = cmp.Or(d.Get("title").String(), d.Body.Title, s.Title)
	}
	s.Summary = cmp.Or(d.Get("summary").String(), s.Summary)
	s.Weight, _ = strconv.Atoi(d.Get("weight").String())
}

// heldBack reports whether the text of a section is not for this build: by its
// classification, or by what the defaults of its folder say of the documents.
func (l *linker) heldBack(d *source.Document) bool {
	f := l.front(d)
	if l.secret(cmp.Or(d.Get("classification").String(), f.text("classification"))) {
		return true
	}
	p := &Policy{Source: d, front: f}
	l.scope(p)
	return l.opts.Audience != "" && f.get("scope") != nil && !p.Scope.binds(l.opts.Audience)
}

// section gives the section of a folder, and makes it and those above it.
func (l *linker) section(dir string) *Section {
	if s := l.sections[dir]; s != nil {
		return s
	}
	parent := l.section(folder(dir))
	base := path.Base(dir)
	s := &Section{Path: dir, Slug: path.Join(parent.Slug, source.Segment(base)), Title: TitleOf(base), Parent: parent}
	l.sections[dir] = s
	parent.Sections = append(parent.Sections, s)
	l.take(path.Join(s.Slug, "index.html"), path.Join(source.Root, dir))
	return s
}

// TitleOf makes a title of the name of a folder or page: "acceptable-use" is "Acceptable use".
func TitleOf(name string) string {
	s := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(name))
	if s == "" {
		return name
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// take claims an output path for a file. Two files that claim one path, on any
// file system, are a mistake, and so is a file where another needs a folder.
func (l *linker) take(out, file string) bool {
	return l.takeKey(source.FoldPath(out), out, file)
}

// takeKey does so where the folded path is known.
func (l *linker) takeKey(key, out, file string) bool {
	if isReserved(key) {
		l.Findings.Add(diag.Pos{File: file}, "path-collision", "its page would be "+out+", which the handbook makes itself", "rename the file or folder, or give it another `slug`")
		return false
	}
	if other := l.claim(key, file); other != "" {
		hint := "rename one of them, or give it another `slug`"
		l.Findings.Add(diag.Pos{File: file}, "path-collision", "its page would be "+out+", the same as that of "+other, hint)
		l.Findings.Add(diag.Pos{File: other}, "path-collision", "its page would be "+out+", the same as that of "+file, hint)
		return false
	}
	return true
}

// claim notes that a file makes an output path, folded, or gives the file that
// stands in its way.
func (l *linker) claim(key, file string) (other string) {
	if other, ok := l.taken[key]; ok {
		return other
	}
	if other, ok := l.folders[key]; ok {
		return other
	}
	if other := l.pastPage(key); other != "" {
		return other
	}
	// Nothing is taken where a folder is needed already, nor above it.
	for dir := folder(key); dir != "" && l.folders[dir] == ""; dir = folder(dir) {
		if other, ok := l.taken[dir]; ok {
			return other
		}
	}
	l.taken[key] = file
	for dir := folder(key); dir != "" && l.folders[dir] == ""; dir = folder(dir) {
		l.folders[dir] = file
	}
	return ""
}

// arrange puts sections and documents in reading order.
func (l *linker) arrange() {
	for _, p := range l.Policies {
		at := p.Section
		if p.Category != nil && topOf(p.Section) != p.Category {
			at = p.Category
			p.Section = at
		}
		at.Policies = append(at.Policies, p)
	}
	l.Policies = l.Policies[:0]
	l.walk(l.Root)
	for i, p := range l.Policies {
		p.at = int32(i)
	}
	for i, s := range l.Sections {
		s.at = int32(i + 1)
	}
}

// topOf gives the category that a section stands in, or the root.
func topOf(s *Section) *Section {
	for s.Parent != nil && s.Parent.Parent != nil {
		s = s.Parent
	}
	return s
}

func (l *linker) walk(s *Section) {
	slices.SortFunc(s.Sections, func(a, b *Section) int {
		return cmp.Or(cmp.Compare(a.order, b.order), weigh(a.Weight, b.Weight), strings.Compare(fold(a.Title), fold(b.Title)), strings.Compare(a.Path, b.Path))
	})
	slices.SortFunc(s.Policies, func(a, b *Policy) int {
		return cmp.Or(weigh(a.Weight, b.Weight), strings.Compare(a.titleKey, b.titleKey), strings.Compare(a.Path, b.Path))
	})
	l.Policies = append(l.Policies, s.Policies...)
	for _, sub := range s.Sections {
		l.Sections = append(l.Sections, sub)
		l.walk(sub)
	}
}

// weigh orders what has a weight before what has none.
func weigh(a, b int) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return cmp.Compare(a, b)
}
