package render

import (
	"net/url"
	"strings"

	"policybook/generator/handbook"
)

// notFound is the page that a server shows in place of any missing one, at any
// depth: its links alone begin at the root of the host.
const notFound = "404.html"

// rel gives the URL that leads from one file of the site to another. Both are
// output paths. The URL names the file, so it works on any host and from a disk.
func rel(from, to string) string {
	up, down := way(from, to)
	down = escapePath(down)
	if first, _, _ := strings.Cut(down, "/"); up == 0 && strings.Contains(first, ":") {
		return "./" + down // else the browser reads it as a scheme
	}
	return ups(up) + down
}

// way gives how many folders up, and then down which path, it is from one file to another.
func way(from, to string) (up int, down string) {
	shared := 0 // length of the folders that both stand in
	for i := 0; i < len(from) && i < len(to) && from[i] == to[i]; i++ {
		if from[i] == '/' {
			shared = i + 1
		}
	}
	return strings.Count(from[shared:], "/"), to[shared:]
}

// ups gives n steps up from a folder.
func ups(n int) string {
	const few = "../../../../" // most, without making a string
	if end := n * len("../"); end <= len(few) {
		return few[:end]
	}
	return strings.Repeat("../", n)
}

// escapePath percent-encodes what may not stand in a URL path.
func escapePath(path string) string {
	if isPlain(path) {
		return path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

func isPlain(path string) bool {
	for i := range len(path) {
		if !plain[path[i]] {
			return false
		}
	}
	return true
}

// plain has the characters that stand for themselves in a URL.
var plain = func() (plain [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/" {
		plain[c] = true
	}
	return plain
}()

// fragment gives #anchor as it stands in a URL, or "" for no anchor.
func fragment(anchor string) string {
	switch {
	case anchor == "":
		return ""
	case isPlain(anchor):
		return "#" + anchor
	}
	return "#" + (&url.URL{Fragment: anchor}).EscapedFragment()
}

// to gives the URL that leads from a page to a file of the site.
func (s *site) to(from, path string) string {
	if from == notFound {
		return s.base + escapePath(path)
	}
	if book, ok := strings.CutSuffix(from, inBook); ok && s.bound(book, path) {
		return "#" + escapePath(bookAnchor(path))
	}
	return rel(from, path)
}

// root gives the URL of the site's root as seen from a page: "", "../" and so on.
func (s *site) root(from string) string {
	if from == notFound {
		return s.base
	}
	return ups(strings.Count(from, "/"))
}

// absolute gives the full URL of a file of the site, or "" when nobody said
// where the site is published.
func (s *site) absolute(path string) string {
	if s.BaseURL == "" {
		return ""
	}
	return s.BaseURL + escapePath(path)
}

// basePath gives the path of the URL under which the site is published, with
// slashes at both ends.
func basePath(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil {
		return "/"
	}
	path := "/" + strings.Trim(u.EscapedPath(), "/") + "/"
	return strings.Replace(path, "//", "/", 1)
}

// hrefs gives the function that turns the targets of a page's links into URLs.
// A broken link has none.
func (s *site) hrefs(from string) func(handbook.Target) string {
	return func(t handbook.Target) string {
		switch {
		case t.Broken, t.Page != "" && s.edition > 0 && !s.has(t.Page): // there it is not printed
			return ""
		case t.URL != "":
			return t.URL
		case t.Policy != nil:
			return s.anchor(from, s.targetPath(from, t), t.Anchor)
		case t.Section != nil:
			return s.anchor(from, sectionPath(t.Section), t.Anchor)
		case t.File != nil:
			return s.anchor(from, t.File.Path, t.Anchor)
		case t.Page != "":
			return s.anchor(from, t.Page, t.Anchor)
		case t.Anchor == "":
			return "#" // the top of the page
		}
		return fragment(t.Anchor)
	}
}

// anchor gives the URL of a place in a page; within the page itself it is the anchor alone.
func (s *site) anchor(from, path, anchor string) string {
	if from == path && anchor != "" {
		return fragment(anchor)
	}
	to := s.to(from, path)
	if anchor != "" && strings.HasPrefix(to, "#") { // a place in a book
		return to + "/" + strings.TrimPrefix(fragment(anchor), "#")
	}
	return to + fragment(anchor)
}

func policyPath(p *handbook.Policy) string { return p.Page }

func sectionPath(s *handbook.Section) string {
	if s.Slug == "" {
		return "index.html"
	}
	return s.Slug + "/index.html"
}

func ownerPath(p *handbook.Person) string { return "owners/" + p.Slug + ".html" }
