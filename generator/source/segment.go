package source

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"policybook/generator/markdown"
)

// Segment turns the name of a folder or page into a name that is safe in a URL
// and on every file system: lower case, letters, digits and hyphens.
func Segment(name string) string {
	s := markdown.Slug(norm.NFC.String(name))
	if IsReserved(s) {
		s += "-page"
	}
	return s
}

// FoldPath gives the form that paths share which some file system takes for
// one: letter case folded, Unicode composed.
func FoldPath(name string) string {
	ascii := true
	for i := range len(name) {
		ascii = ascii && name[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(name)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

// FileName turns the name of an attachment into one that is safe in a URL and
// on every file system. A safe name stays as it is.
func FileName(name string) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if isPlain(stem) && isPlain(strings.TrimPrefix(ext, ".")) && !IsReserved(name) {
		return name
	}
	s := Segment(stem)
	if e := strings.TrimPrefix(ext, "."); e != "" {
		s += "." + Segment(e)
	}
	return s
}

func isPlain(s string) bool {
	return s != "" && s[0] != '-' && s[0] != '.' && !strings.HasSuffix(s, ".") && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == ""
}
