package render_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestWhereToAsk shows where "Ask a question or report a problem" leads.
func TestWhereToAsk(t *testing.T) {
	t.Parallel()
	const github = "repository: https://github.com/example/handbook\n"
	for _, c := range []struct{ name, config, front, want string }{
		{"nowhere", "", "", ""},
		{"a letter", "contact: it@example.com\n", "", "mailto:it@example.com?subject=P-1%20v1.0%3A%20A%20%26%20B"},
		{"with the page's address", "contact: it@example.com\nbase_url: https://h.example.com/\n", "",
			"mailto:it@example.com?subject=P-1%20v1.0%3A%20A%20%26%20B&amp;body=https%3A%2F%2Fh.example.com%2Fa.html"},
		{"the document's contact first", "contact: it@example.com\n", "contact: me@example.com\n", "mailto:me@example.com?subject=P-1%20v1.0%3A%20A%20%26%20B"},
		{"the document's contact without address", "contact: it@example.com\n", "contact: extension 200\n", "mailto:it@example.com?subject=P-1%20v1.0%3A%20A%20%26%20B"},
		{"a form", "contact: https://desk.example.com/new?about={title}\n", "", "https://desk.example.com/new?about=P-1%20v1.0%3A%20A%20%26%20B"},
		{"an issue", github, "", "https://github.com/example/handbook/issues/new?title=P-1%20v1.0%3A%20A%20%26%20B"},
		{"the contact before the issue", github + "contact: it@example.com\n", "", "mailto:it@example.com?subject=P-1%20v1.0%3A%20A%20%26%20B"},
		{"an unknown forge", "repository: https://example.com/handbook\n", "", ""},
		{"no address", "contact: javascript:alert(1)\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			site := compile(t, fstest.MapFS{
				"content/handbook.yaml": {Data: []byte("title: Test\n" + c.config)},
				"content/a.md":          {Data: []byte("---\ntitle: A & B\nid: P-1\nversion: \"1.0\"\n" + c.front + "---\n\nText.\n")},
			}, nil)
			got := ""
			if before, _, found := strings.Cut(read(t, site, "a.html"), `">Ask a question`); found {
				got = before[strings.LastIndex(before, `href="`)+len(`href="`):]
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLogo(t *testing.T) {
	t.Parallel()
	const picture = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	site := compile(t, fstest.MapFS{
		"content/handbook.yaml":  {Data: []byte("title: Test\norganization: Ours\nlogo: brand/mark.svg\n")},
		"content/brand/mark.svg": {Data: []byte(picture)},
		"content/s/a.md":         {Data: []byte("---\ntitle: A\n---\n\nText.\n")},
	}, nil)
	if got := read(t, site, "assets/logo.svg"); got != picture {
		t.Errorf("the logo is %q", got)
	}
	for page, want := range map[string]string{
		"index.html": `<img src="assets/logo.svg" alt="Ours">`,
		"s/a.html":   `<img src="../assets/logo.svg" alt="Ours">`,
		"404.html":   `<img src="/assets/logo.svg" alt="Ours">`,
	} {
		if !strings.Contains(read(t, site, page), want) {
			t.Errorf("%s has no %s", page, want)
		}
	}
}
