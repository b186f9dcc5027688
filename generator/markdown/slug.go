package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSlug is the longest slug in bytes.
const maxSlug = 100

// Slug returns text in a form that can stand in a URL and a file name: the
// letters and digits of any script in lower case, everything between them one
// hyphen, at most 100 bytes. It does not depend on a locale, it is never empty
// ("section" stands for a text without letters and digits), and the slug of a
// slug is the slug. The text should be in Unicode form NFC.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		case r == '\'' || r == '’':
			continue // don’t → dont
		case r == utf8.RuneError:
			gap = true
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
		case unicode.IsMark(r) && b.Len() > 0 && !gap: // vowel signs belong to their letter
		default:
			gap = true
			continue
		}
		hyphen := gap && b.Len() > 0
		n := utf8.RuneLen(r)
		if hyphen {
			n++
		}
		if b.Len()+n > maxSlug {
			break
		}
		if hyphen {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		gap = false
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}
