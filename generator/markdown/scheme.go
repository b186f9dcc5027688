package markdown

import (
	"strings"
	"unicode"
)

// refusedLink says why a destination is not made a link: it could run
// something or leave the site in a way that its reader does not see.
func refusedLink(dest string) (Problem, bool) {
	refuse := func(text, hint string) (Problem, bool) {
		return Problem{Rule: "scheme-refused", Text: text, Hint: hint}, true
	}
	if dest == "" {
		return Problem{Rule: "link-empty", Text: "the link leads nowhere: its target is empty",
			Hint: "write the page or address between the parentheses"}, true
	}
	if strings.ContainsFunc(dest, unicode.IsControl) {
		return refuse("the link's target contains a control character", "type the target anew")
	}
	dest = strings.TrimSpace(dest)
	if len(dest) > 1 && isSlash(dest[0]) && isSlash(dest[1]) {
		return refuse("the link leads to another computer: its target begins with "+dest[:2],
			"begin with https:// or name a page of the handbook")
	}
	scheme := schemeOf(dest)
	switch strings.ToLower(scheme) {
	case "", "http", "https", "mailto", "tel":
		return Problem{}, false
	}
	if len(scheme) == 1 {
		return refuse("the link leads to a drive of one computer: "+scheme+":",
			"put the file beside the document or link to where everyone can read it")
	}
	if strings.Trim(strings.ToLower(scheme), "htps") == "" {
		// A slip of the hand in http or https: it leads nowhere, and harms nobody.
		return Problem{Rule: "link-broken", Text: "the link leads nowhere: there is no " + shorten(scheme) + ":", Hint: "did you mean https:?"}, true
	}
	return refuse("links with "+shorten(scheme)+": are not allowed",
		"use http:, https:, mailto:, tel: or a page of the handbook")
}

func isSlash(c byte) bool {
	return c == '/' || c == '\\' // browsers read \ as /
}

// isRemote reports whether an allowed destination leaves the handbook.
func isRemote(dest string) bool {
	return schemeOf(dest) != ""
}

// schemeOf returns the scheme of a URL without its colon, "" for a path.
func schemeOf(dest string) string {
	scheme, _, ok := strings.Cut(strings.TrimSpace(dest), ":")
	if !ok || scheme == "" || !isLetter(scheme[0]) {
		return ""
	}
	for _, c := range []byte(scheme) {
		if !isLetter(c) && !('0' <= c && c <= '9') && c != '+' && c != '-' && c != '.' {
			return ""
		}
	}
	return scheme
}

// shorten cuts s for a message.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}
