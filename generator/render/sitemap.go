package render

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/output"
)

// sitemapFiles tell search engines what there is. They need full URLs, so there
// are none when nobody said where the site is published.
func (s *site) sitemapFiles() []output.File {
	if s.BaseURL == "" {
		return nil
	}
	return []output.File{
		{Path: "sitemap.xml", Write: s.sitemap},
		{Path: "robots.txt", Write: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "User-agent: *\nAllow: /\nSitemap: %s\n", s.absolute("sitemap.xml"))
			return err
		}},
	}
}

// sitemap lists the pages, with the day on which a document changed last.
func (s *site) sitemap(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	add := func(path string, changed calendar.Date) {
		b.WriteString("<url><loc>")
		xml.EscapeText(b, []byte(s.absolute(path)))
		b.WriteString("</loc>")
		if !changed.IsZero() {
			b.WriteString("<lastmod>" + changed.String() + "</lastmod>")
		}
		b.WriteString("</url>\n")
	}
	none, changed := calendar.Date{}, s.changed().last
	for _, path := range s.Pages {
		if strings.HasSuffix(path, ".html") && !strings.HasPrefix(path, "print/") { // what is printed stands on other pages
			add(path, none)
		}
	}
	for _, section := range s.Sections {
		add(sectionPath(section), none)
	}
	for _, p := range s.Policies {
		add(policyPath(p), changed[p].Day)
	}
	for _, p := range s.owners() {
		add(ownerPath(p), none)
	}
	b.WriteString("</urlset>\n")
	return b.Flush()
}
