package render

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"policybook/generator/handbook"
)

func TestRel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"index.html", "register.html", "register.html"},
		{"index.html", "index.html", "index.html"},
		{"security/passwords.html", "security/passwords.html", "passwords.html"},
		{"security/passwords.html", "index.html", "../index.html"},
		{"security/passwords.html", "service/index.html", "../service/index.html"},
		{"security/a.html", "security/access/b.html", "access/b.html"},
		{"security/access/b.html", "security/a.html", "../a.html"},
		{"security/a.html", "securitys/a.html", "../securitys/a.html"},
		{"index.html", "hr/größe.html", "hr/gr%C3%B6%C3%9Fe.html"},
		{"index.html", "a/50% off?.pdf", "a/50%25%20off%3F.pdf"},
		{"a/index.html", "a/x:y.pdf", "./x:y.pdf"},
		{"a/index.html", "x:y.pdf", "../x:y.pdf"},
	} {
		if got := rel(c.from, c.to); got != c.want {
			t.Errorf("rel(%q, %q) = %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// TestRelLeadsThere follows links as a browser does.
func TestRelLeadsThere(t *testing.T) {
	t.Parallel()
	name := rapid.StringMatching(`[a-zäß%#?&: +][a-zäß%#?&: +.]{0,3}`)
	file := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(name, 1, 4).Draw(t, "path"), "/")
	})
	rapid.Check(t, func(t *rapid.T) {
		from, to := file.Draw(t, "from"), file.Draw(t, "to")
		base := &url.URL{Scheme: "https", Host: "h", Path: "/sub/" + from}
		got, err := base.Parse(rel(from, to))
		if err != nil {
			t.Fatal(err)
		}
		if got.Path != path.Join("/sub", to) || got.Host != "h" || got.Fragment != "" || got.RawQuery != "" {
			t.Fatalf("rel(%q, %q) = %q leads to %s", from, to, rel(from, to), got)
		}
	})
}

func TestBasePath(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "/",
		"https://h.example/":           "/",
		"https://h.example/it/":        "/it/",
		"https://h.example/a/b":        "/a/b/",
		"https://h.example/gr%C3%B6n/": "/gr%C3%B6n/",
	} {
		if got := basePath(in); got != want {
			t.Errorf("basePath(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHrefs(t *testing.T) {
	t.Parallel()
	p := &handbook.Policy{Page: "security/passwords.html"}
	s := &site{base: "/", Handbook: &handbook.Handbook{Pages: []string{"glossary.html"}}}
	for _, c := range []struct {
		name   string
		target handbook.Target
		want   string
	}{
		{"document", handbook.Target{Policy: p}, "../security/passwords.html"},
		{"clause of a document", handbook.Target{Policy: p, Anchor: "s3.1-2"}, "../security/passwords.html#s3.1-2"},
		{"anchor of another script", handbook.Target{Policy: p, Anchor: "größe"}, "../security/passwords.html#gr%C3%B6%C3%9Fe"},
		{"section", handbook.Target{Section: &handbook.Section{Slug: "hr"}}, "index.html"},
		{"home page", handbook.Target{Section: &handbook.Section{}}, "../index.html"},
		{"clause of this page", handbook.Target{Policy: &handbook.Policy{Page: "hr/leave.html"}, Anchor: "s1-1"}, "#s1-1"},
		{"file", handbook.Target{File: &handbook.Attachment{Path: "hr/leave/form.pdf"}}, "leave/form.pdf"},
		{"page", handbook.Target{Page: "glossary.html", Anchor: "term"}, "../glossary.html#term"},
		{"address", handbook.Target{URL: "https://a.example/?x=1&y=2"}, "https://a.example/?x=1&y=2"},
		{"anchor", handbook.Target{Anchor: "s1-1"}, "#s1-1"},
		{"nothing", handbook.Target{}, "#"},
		{"broken", handbook.Target{Policy: p, Broken: true}, ""},
	} {
		if got := s.hrefs("hr/leave.html")(c.target); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEditURL(t *testing.T) {
	t.Parallel()
	const path = "content/hr/Größe #1.md"
	const escaped = "content/hr/Gr%C3%B6%C3%9Fe%20%231.md"
	for _, c := range []struct {
		name string
		in   handbook.Config
		want string
	}{
		{"nothing known", handbook.Config{Branch: "main"}, ""},
		{"unknown host", handbook.Config{Repository: "https://git.example.com/a/b", Branch: "main"}, ""},
		{"pattern", handbook.Config{EditURL: "https://e.example/{branch}/x/{path}", Branch: "a/b"}, "https://e.example/a/b/x/" + escaped},
		{"pattern wins", handbook.Config{EditURL: "https://e.example/{path}", Repository: "https://github.com/a/b"}, "https://e.example/" + escaped},
		{"GitHub", handbook.Config{Repository: "https://github.com/a/b.git", Branch: "main"}, "https://github.com/a/b/edit/main/" + escaped},
		{"GitLab", handbook.Config{Repository: "https://gitlab.example.com/a/b/", Branch: "main"}, "https://gitlab.example.com/a/b/-/edit/main/" + escaped},
		{"Forgejo", handbook.Config{Repository: "https://codeberg.org/a/b", Branch: "main"}, "https://codeberg.org/a/b/_edit/main/" + escaped},
		{"Gitea", handbook.Config{Repository: "https://gitea.example.com/a/b", Branch: "main"}, "https://gitea.example.com/a/b/_edit/main/" + escaped},
		{"Bitbucket", handbook.Config{Repository: "https://bitbucket.org/a/b", Branch: "main"}, "https://bitbucket.org/a/b/src/main/" + escaped + "?mode=edit&spa=0&at=main"},
		{"Azure", handbook.Config{Repository: "https://dev.azure.com/o/p/_git/r", Branch: "main"}, "https://dev.azure.com/o/p/_git/r?path=/" + escaped + "&version=GBmain&_a=contents"},
	} {
		if got := (&site{edit: editPattern(&c.in)}).editURL(path); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestIDName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"IT-POL-001":              "IT-POL-001",
		"it/pol 1":                "it-pol-1",
		"../../etc":               "etc",
		"HR (2026) №7":            "HR-2026-7",
		"Größe.1":                 "Größe.1",
		"CON":                     "id-CON",
		"nul.txt":                 "id-nul.txt",
		"com1":                    "id-com1",
		"coma":                    "coma",
		"…":                       "id-",
		strings.Repeat("x", 5000): strings.Repeat("x", 60),
	} {
		if got := idName(in); got != want {
			t.Errorf("idName(%.40q) = %.80q, want %q", in, got, want)
		}
	}
}

func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "Passwords": "Passwords", "a=b": "a=b",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}
