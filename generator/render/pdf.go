package render

import (
	"io"
	"strings"

	"policybook/generator/output"
)

// Print writes the PDF of a page of the site. Like output.File.Write it gives the
// same bytes each time, and may be called for several pages at once.
type Print func(w io.Writer, site *output.Site, page string) error

// printed gives the PDFs of those files that are pages to be printed. Each stands
// beside its page. The site that they need is made after them.
func (s *site) printed(files []output.File, print Print, site **output.Site) (pdfs []output.File) {
	s.pdfs = make(map[string]string, len(s.Policies))
	for _, p := range s.Policies {
		s.pdfs[policyPath(p)] = pdfPath(policyPath(p))
	}
	for _, f := range files {
		if strings.HasPrefix(f.Path, printFolder) && strings.HasSuffix(f.Path, ".html") {
			s.pdfs[f.Path] = pdfPath(f.Path)
			s.pdfs[bookOf(f.Path)] = pdfPath(f.Path)
		}
		if s.pdfs[f.Path] == pdfPath(f.Path) {
			pdfs = append(pdfs, output.File{Path: pdfPath(f.Path), Write: func(w io.Writer) error { return print(w, *site, f.Path) }})
		}
	}
	return pdfs
}

// printFolder holds the pages that are made to be printed: the whole handbook as
// index.html, and each section under its own path.
const printFolder = "print/"

// bookOf gives the page whose text a page to be printed holds: the home page, or
// that of a section.
func bookOf(print string) string {
	name := strings.TrimPrefix(print, printFolder)
	if name == "index.html" {
		return name
	}
	return strings.TrimSuffix(name, ".html") + "/index.html"
}

func pdfPath(page string) string { return strings.TrimSuffix(page, ".html") + ".pdf" }

// pdf gives the URL of the PDF of a page, or of the section that it is about, or "".
func (s *site) pdf(page string) string {
	if path, ok := s.pdfs[page]; ok {
		return s.to(page, path)
	}
	return ""
}
