package render

import (
	"net/url"
	"strings"

	"policybook/generator/handbook"
)

// forges are the hosts whose address of "edit this file" is known, by a part of
// the host's name. {repo} is the repository's URL.
var forges = []struct{ host, pattern string }{
	{"github", "{repo}/edit/{branch}/{path}"},
	{"gitlab", "{repo}/-/edit/{branch}/{path}"},
	{"gitea", "{repo}/_edit/{branch}/{path}"},
	{"forgejo", "{repo}/_edit/{branch}/{path}"},
	{"codeberg", "{repo}/_edit/{branch}/{path}"},
	{"bitbucket", "{repo}/src/{branch}/{path}?mode=edit&spa=0&at={branch}"},
	{"dev.azure", "{repo}?path=/{path}&version=GB{branch}&_a=contents"},
}

// editURL gives the address at which a source file is edited, or "" when pattern
// is. Path is a slash path from the folder that holds the handbook's project.
func editURL(pattern, path string) string {
	return strings.ReplaceAll(pattern, "{path}", escapePath(path))
}

// editPattern gives the address with {path} in place of the file, or "" when the
// handbook does not say where its sources are, or on a host that is not known.
func editPattern(c *handbook.Config) string {
	pattern := c.EditURL
	repo := strings.TrimSuffix(strings.TrimSuffix(c.Repository, "/"), ".git")
	if u, err := url.Parse(repo); pattern == "" && err == nil {
		for _, f := range forges {
			if strings.Contains(u.Host, f.host) {
				pattern = f.pattern
				break
			}
		}
	}
	return strings.NewReplacer("{repo}", repo, "{branch}", escapePath(c.Branch)).Replace(pattern)
}
