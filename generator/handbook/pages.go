package handbook

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"policybook/generator/source"
)

// reserved are the names at the top of the output that no document may take:
// those of the handbook's own pages and folders, today's and tomorrow's.
var reserved = []string{"index.html", "register.html", "register.csv", "register.json", "archive.html", "glossary.html", "about-this-handbook.html", "404.html", "manifest.json",
	"robots.txt", "sitemap.xml", "search.html", "changes.html", "changes.atom", "reviews.html", "reviews.ics", "coverage.html", "a-z.html", "exceptions.html",
	"owners", "audiences", "controls", "print", "id", "api", "assets", "editions", "search", "_policybook"}

// isReserved reports whether a folded output path belongs to the handbook itself.
func isReserved(key string) bool {
	top, _, _ := strings.Cut(key, "/")
	return slices.Contains(reserved, top) || changesOfYear.MatchString(key) || path.Base(key) == "changes.atom"
}

var changesOfYear = regexp.MustCompile(`^changes-\d{4}(-\d+)?\.html$`)

// IsDeviceName reports whether Windows keeps a file name for a device, whatever
// its extension: no file of the output may have it.
func IsDeviceName(name string) bool { return source.IsReserved(name) }

// ownPages lists what a build makes besides the pages of sections, documents and
// owners. A page stands there only when it has something to show.
func (h *Handbook) ownPages() []string {
	pages := []string{"index.html", "register.html", "register.csv", "register.json", "owners/index.html", "glossary.html", "archive.html", "search.html", "about-this-handbook.html"}
	if len(h.Policies) > 0 {
		pages = append(pages, "a-z.html")
	}
	if slices.ContainsFunc(h.Policies, func(p *Policy) bool { return !p.Judgement.Due.IsZero() }) {
		pages = append(pages, "reviews.html")
		if !h.OfThePast() {
			pages = append(pages, "reviews.ics")
		}
	}
	if audiences := h.ShownAudiences(); len(audiences) > 0 {
		pages = append(pages, "audiences/index.html")
		for _, a := range audiences {
			pages = append(pages, a.Page())
		}
	}
	if h.forKeepers() && len(h.Topics) > 0 {
		pages = append(pages, "coverage.html")
	}
	if h.forKeepers() && len(h.Standards) > 0 {
		pages = append(pages, "controls/index.html")
		for _, s := range h.Standards {
			pages = append(pages, s.Page(), s.Table())
		}
	}
	for _, p := range h.ChangePages() {
		pages = append(pages, p.Path)
		if p.Year == 0 && len(p.Changes) > 0 && h.BaseURL != "" && !h.OfThePast() {
			pages = append(pages, "changes.atom")
		}
	}
	return append(pages, h.books()...)
}

// forKeepers reports whether the build is for those who keep the handbook. What
// it does not cover is for no others: a build for one audience or for the public
// leaves documents out, so its gaps would be neither true nor anybody's business.
func (h *Handbook) forKeepers() bool {
	return h.opts.Audience == "" && h.opts.Classification != "public"
}

// withheld reports whether a link leads to a page about the handbook that is for
// other readers than those of this build.
func (h *Handbook) withheld(page string) bool {
	switch top, _, _ := strings.Cut(page, "/"); top {
	case "coverage", "coverage.html", "controls":
		return !h.forKeepers()
	case "audiences":
		return h.opts.Audience != ""
	}
	return false
}

// bookLimit is how many documents one page for printing has at most. A browser
// takes seconds to lay out that many, and they fill thousands of sheets.
const bookLimit = 500

// books lists the pages for printing: the whole handbook, and each section that
// is not too large. That of a handbook that is too large leads to its sections.
func (h *Handbook) books() []string {
	var pages []string
	for _, s := range append([]*Section{h.Root}, h.Sections...) {
		n := s.Documents()
		if page := s.Book(); n > 0 && (n <= bookLimit || s == h.Root) && !slices.Contains(pages, page) {
			pages = append(pages, page)
		}
	}
	return pages
}

// Book is the output path of the page on which the section is printed with all
// below it; that of the root has the whole handbook.
func (s *Section) Book() string { return "print/" + cmp.Or(s.Slug, "index") + ".html" }

// FitsBook reports whether one page for printing can hold the section with all below it.
func (s *Section) FitsBook() bool { return s.Documents() <= bookLimit }

// Documents counts the documents in the section and below it.
func (s *Section) Documents() int {
	n := len(s.Policies)
	for _, sub := range s.Sections {
		n += sub.Documents()
	}
	return n
}

// Page is the output path of the audience's page.
func (a *Audience) Page() string { return "audiences/" + a.Slug + ".html" }

// Page is the output path of the standard's page.
func (s *Standard) Page() string { return "controls/" + s.Slug + ".html" }

// Table is the output path of the standard's table as CSV.
func (s *Standard) Table() string { return "controls/" + s.Slug + ".csv" }

// pageSlug names a page in a folder that has an index.html of its own.
func pageSlug(taken map[string]bool, id string) string {
	taken["index"] = true
	slug := unique(taken, cmp.Or(source.FoldPath(source.Segment(path.Base(id))), "page"))
	taken[slug] = true
	return slug
}
