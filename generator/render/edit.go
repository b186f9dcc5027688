package render

import (
	"html/template"
	"net/url"
	"strings"

	"policybook/generator/handbook"
)

// forges are the hosts whose addresses of "edit this file" and "report a
// problem" are known, by a part of the host's name. {repo} is the repository's URL.
var forges = []struct{ host, edit, issue string }{
	{"github", "{repo}/edit/{branch}/{path}", "{repo}/issues/new?title={title}&body={url}"},
	{"gitlab", "{repo}/-/edit/{branch}/{path}", "{repo}/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={url}"},
	{"gitea", "{repo}/_edit/{branch}/{path}", "{repo}/issues/new?title={title}&body={url}"},
	{"forgejo", "{repo}/_edit/{branch}/{path}", "{repo}/issues/new?title={title}&body={url}"},
	{"codeberg", "{repo}/_edit/{branch}/{path}", "{repo}/issues/new?title={title}&body={url}"},
	{"bitbucket", "{repo}/src/{branch}/{path}?mode=edit&spa=0&at={branch}", "{repo}/issues/new?title={title}&content={url}"},
	{"dev.azure", "{repo}?path=/{path}&version=GB{branch}&_a=contents", ""},
}

// editPattern gives the address at which a source file is edited, with {path} in
// place of the file, a slash path from the folder that holds the handbook's
// project; "" when the handbook does not say where its sources are, or on a host
// that is not known.
func editPattern(c *handbook.Config) string {
	edit, _ := forge(c)
	return fill(or(c.EditURL, edit), "{repo}", repository(c), "{branch}", escapePath(c.Branch))
}

func repository(c *handbook.Config) string {
	return strings.TrimSuffix(strings.TrimSuffix(c.Repository, "/"), ".git")
}

// forge gives the patterns of the host of the repository, or "".
func forge(c *handbook.Config) (edit, issue string) {
	if u, err := url.Parse(c.Repository); err == nil {
		for _, f := range forges {
			if strings.Contains(u.Host, f.host) {
				return f.edit, f.issue
			}
		}
	}
	return "", ""
}

// editURL gives the address at which a source file is edited, or "".
func (s *site) editURL(file string) string {
	if file == "" {
		return ""
	}
	return strings.ReplaceAll(s.edit, "{path}", escapePath(file))
}

// askURL gives the address at which a reader asks about a page, or "": a letter
// to contact, a form with {title} and {url}, or the forge's form for a new issue.
func askURL(c *handbook.Config, contact, title, page string) string {
	pattern := contact
	switch {
	case isMail(contact):
		pattern = "mailto:" + contact + "?subject={title}&body={url}"
	case contact == "":
		_, pattern = forge(c)
	}
	if pattern == "" {
		return ""
	}
	// A space is %20 everywhere; in a letter + is itself.
	title, page = strings.ReplaceAll(url.QueryEscape(title), "+", "%20"), url.QueryEscape(page)
	if page == "" {
		pattern = strings.TrimSuffix(pattern, "&body={url}")
	}
	return fill(pattern, "{repo}", repository(c), "{title}", title, "{url}", page)
}

// fill puts values in the places of a pattern. A strings.Replacer would cost more to make than it saves.
func fill(pattern string, places ...string) string {
	for i := 0; i < len(places); i += 2 {
		pattern = strings.ReplaceAll(pattern, places[i], places[i+1])
	}
	return pattern
}

// contactOf gives whom to write to about a document: its own contact or, where that has no address, the handbook's.
func (s *site) contactOf(p *handbook.Policy) string {
	for _, c := range p.Contact {
		if person := s.people()[strings.ToLower(c)]; person != nil {
			c = person.Email
		}
		if isMail(c) {
			return c
		}
	}
	return s.Contact
}

// actions lists what a reader can do about a page: edit the source file it is
// made of, see its history, and ask about it. File and history may be "".
func (s *site) actions(from, title, file, contact, history string) template.HTML {
	m := s.markup(from)
	if edit := s.editURL(file); edit != "" {
		m.link(edit, m.word("edit"))
		m.raw(" ")
	}
	if history != "" {
		m.page(history, s.word("history"))
		m.raw(" ")
	}
	if ask := askURL(&s.Config, contact, title, s.absolute(from)); ask != "" {
		m.link(ask, m.word("ask"))
	}
	if len(m.b) == 0 {
		return ""
	}
	return `<p class="actions">` + m.html() + "</p>\n"
}
