package handbook

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"policybook/generator/source"
)

// HistoryPage is the output path of the page about the document's versions, "" if there
// is none.
func (p *Policy) HistoryPage() string {
	if p.Past == nil || p.Past.Elsewhere || len(p.Past.Releases) == 0 {
		return ""
	}
	return p.Path + ".history.html"
}

// Current reports whether the page of the document has the text of a release.
func (p *Policy) Current(r Release) bool { return r.Page == p.Page }

// Uncommitted reports whether the text in the document's file is another one than that of
// the release whose version it bears, and nobody has approved it as that since.
func (p *Policy) Uncommitted() bool {
	if p.Past == nil || p.Status != StatusApproved || p.Past.Unapproved != nil { // then it is in a commit
		return false
	}
	at := slices.IndexFunc(p.Past.Releases, func(r Release) bool { return r.Version == p.Version })
	if at < 0 || p.Past.Releases[at].text == p.Source.Text {
		return false
	}
	known := p.Past.Releases[at].Approvals
	return !slices.ContainsFunc(p.Approvals, func(a Approval) bool {
		return a.By != nil && (a.Version == "" || a.Version == p.Version) && !slices.ContainsFunc(known, func(k ReleaseApproval) bool {
			return k.Date == a.Date && fold(k.By) == fold(a.By.ID)
		})
	})
}

// namePages gives each release its pages. Versions are written by people: their names
// are made safe, and differ.
func (p *Policy) namePages() {
	if p.Past.Elsewhere {
		return
	}
	taken := map[string]bool{}
	stands := p.Status == StatusApproved || p.Status == StatusRetired
	for i := range p.Past.Releases {
		r := &p.Past.Releases[i]
		name := versionName(r.Version, func(name string) bool { return taken[name] || taken[name+".changes"] })
		taken[name], taken[name+".changes"] = true, true
		r.Page = p.Path + ".v" + name + ".html"
		if stands && r.Version == p.Version {
			r.Page = p.Page
		}
		if i > 0 {
			r.Changes = p.Path + ".v" + name + ".changes.html"
		}
	}
}

// versionName gives a version as a part of a file name that is not taken.
func versionName(version string, taken func(string) bool) string {
	const most = 60 // bytes
	parts := strings.Split(version, ".")
	for i, part := range parts {
		parts[i] = source.Segment(part)
	}
	name := strings.Join(parts, ".")
	if len(name) > most {
		cut := most
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = strings.TrimRight(name[:cut], ".-")
	}
	return untaken(taken, name)
}

// pastPage gives the file of the document that has a page about its past at a folded
// output path, or "".
func (l *linker) pastPage(key string) string {
	base := strings.LastIndexByte(key, '/') + 1
	stem, rest, _ := strings.Cut(key[base:], ".")
	if rest != "history.html" && !(strings.HasPrefix(rest, "v") && strings.HasSuffix(rest, ".html")) {
		return ""
	}
	file := l.taken[key[:base]+stem+".html"]
	p := l.byFile[strings.TrimPrefix(file, source.Root+"/")]
	if p == nil || p.Past == nil {
		return ""
	}
	pages := []string{p.HistoryPage()}
	for _, r := range p.Past.Releases {
		pages = append(pages, r.Page, r.Changes)
	}
	if slices.ContainsFunc(pages, func(page string) bool { return source.FoldPath(page) == key }) {
		return file
	}
	return ""
}

// Released gives a document as it was released: what it said of itself then, and its
// text. Its links lead where they would today, and nowhere else than to what this
// handbook has; nothing is found wrong with them. What it has to do with other
// documents is not known. Its page is r.Page. The error says why it cannot be read.
func (h *Handbook) Released(p *Policy, r Release) (*Policy, error) {
	raw, err := h.opts.History.Text(r.Blob)
	if err != nil {
		return nil, err
	}
	d := source.Earlier(p.Source.Path, r.Version, raw, h.links.tree.Zone)
	if d.Broken {
		return nil, errors.New("its front matter cannot be read")
	}
	l := h.links.aside()
	q := &Policy{Source: d, front: front{own: d, defaults: r.defaults}}
	q.Status = status(q.front)
	if l.leftOut(q) != "" {
		return nil, errors.New("it was not for these readers")
	}
	l.fill(q)
	l.mention(q)
	q.Path, q.Page, q.Section, q.Category, q.at = p.Path, r.Page, p.Section, p.Category, p.at
	q.Version = r.Version
	q.Judgement, q.Due, q.LastDay = q.Record.Judge(l.Today), q.Record.ReviewDue(), q.Record.LastDay()
	q.Targets, _ = l.targets(d, q)
	return q, nil
}

// aside gives a linker for an earlier text. It changes nothing that others see.
func (l *linker) aside() *linker {
	h, own := *l.Handbook, *l
	h.Findings = nil
	own.Handbook, own.apart, own.guesses = &h, true, guesses
	return &own
}

// Markdown gives the text of the document as it was written, without its front matter.
// Folder is the one that the handbook was read from.
func (p *Policy) Markdown(folder fs.FS) ([]byte, error) {
	if p.Source.Markdown != nil {
		return p.Source.Markdown, nil
	}
	raw, err := fs.ReadFile(folder, p.Source.File())
	return source.Markdown(raw), err
}
