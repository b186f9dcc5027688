package render_test

import (
	"io"
	"strings"
	"testing"

	"policybook/generator/output"
)

// Each page that is printed has its PDF beside it and links to it, and no other does.
func TestPDFs(t *testing.T) {
	t.Parallel()
	site := compilePrinted(t, many(2), nil, func(w io.Writer, site *output.Site, page string) error {
		_, err := io.WriteString(w, page+" of "+site.Files()[0].Path)
		return err
	})
	pdfs := 0
	for _, f := range site.Files() {
		if strings.HasSuffix(f.Path, ".pdf") {
			pdfs++
			page := strings.TrimSuffix(f.Path, ".pdf") + ".html"
			if got, want := read(t, site, f.Path), page+" of 404.html"; got != want {
				t.Errorf("%s is %q, want %q", f.Path, got, want)
			}
			if name := f.Path[strings.LastIndex(f.Path, "/")+1:]; !strings.Contains(read(t, site, page), `<a href="`+name+`"`) {
				t.Errorf("%s does not link to its PDF", page)
			}
		}
	}
	if pdfs < 2 {
		t.Errorf("%d PDFs of 2 documents", pdfs)
	}
	for _, page := range []string{"register.html", "large/d00001.html"} {
		if strings.Contains(read(t, compile(t, many(2), nil), page), ".pdf") {
			t.Errorf("%s speaks of PDFs though nobody prints", page)
		}
	}
}
