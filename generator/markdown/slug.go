package markdown

import (
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
	b := make([]byte, 0, maxSlug)
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
		case unicode.IsMark(r) && len(b) > 0 && !gap: // vowel signs belong to their letter
		default:
			gap = true
			continue
		}
		hyphen := gap && len(b) > 0
		n := utf8.RuneLen(r)
		if hyphen {
			n++
		}
		if len(b)+n > maxSlug {
			break
		}
		if hyphen {
			b = append(b, '-')
		}
		b = utf8.AppendRune(b, r)
		gap = false
	}
	if len(b) == 0 {
		return "section"
	}
	return string(b)
}
