package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookalike reports a link to a host whose name can be taken for another: a
// label that mixes scripts, or one in letters that all look like Latin ones.
func (r *renderer) lookalike(dest string, offset int) {
	host := hostOf(dest)
	if host == "" {
		return
	}
	for label := range strings.SplitSeq(host, ".") {
		plain := label
		if len(label) > 4 && strings.EqualFold(label[:4], "xn--") {
			plain = decodePunycode(label[4:])
		}
		if looksLatin(plain) {
			r.problem(offset, "link-lookalike", "the address mixes scripts: its host "+shorten(host)+" can be taken for another",
				"type the address anew; if it is meant, use its punycode (IDN) form and say so in the text")
			return
		}
	}
}

// hostOf returns the host of an http or https URL if it is not plain ASCII or
// is punycode, else "".
func hostOf(dest string) string {
	_, host, ok := strings.Cut(dest, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(host, `/?#\`); i >= 0 {
		host = host[:i]
	}
	host = unescapePercent(host[strings.LastIndexByte(host, '@')+1:])
	for i := range len(host) {
		if host[i] >= utf8.RuneSelf || strings.HasPrefix(strings.ToLower(host[i:min(len(host), i+4)]), "xn--") {
			return host
		}
	}
	return ""
}

// looksLatin reports whether a label has letters of several scripts, or only
// letters of another script that look like Latin ones.
func looksLatin(label string) bool {
	latin, other, same := 0, 0, 0
	for _, r := range label {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
			other++
			if strings.ContainsRune("аеорсухіјѕԁԛԝһпгтвмкнԍӏοανρτυικηω", r) {
				same++
			}
		}
	}
	return other > 0 && (latin > 0 || same == other)
}

// decodePunycode returns the letters of a label without its xn--, "" if it is
// not well formed (RFC 3492).
func decodePunycode(s string) string {
	const base, tmin, tmax, skew, damp = 36, 1, 26, 38, 700
	var out []rune
	if i := strings.LastIndexByte(s, '-'); i >= 0 {
		out, s = []rune(s[:i]), s[i+1:]
	}
	n, i, bias := rune(128), 0, 72
	for len(s) > 0 && len(out) < 64 {
		start, weight := i, 1
		for k := base; ; k += base {
			if s == "" {
				return ""
			}
			digit := punycodeDigit(s[0])
			s = s[1:]
			t := min(max(k-bias, tmin), tmax)
			i += digit * weight
			if digit < 0 || i > unicode.MaxRune*64 {
				return ""
			}
			if digit < t {
				break
			}
			weight *= base - t
			if weight > unicode.MaxRune*64 {
				return ""
			}
		}
		count := len(out) + 1
		delta := (i - start) / 2
		if start == 0 {
			delta = i / damp
		}
		delta += delta / count
		k := 0
		for ; delta > (base-tmin)*tmax/2; k += base {
			delta /= base - tmin
		}
		bias = k + (base-tmin+1)*delta/(delta+skew)
		n += rune(i / count)
		i %= count
		out = append(out[:i], append([]rune{n}, out[i:]...)...)
		i++
	}
	return string(out)
}

func punycodeDigit(c byte) int {
	switch {
	case isLetter(c):
		return int(c | 0x20 - 'a')
	case '0' <= c && c <= '9':
		return int(c-'0') + 26
	}
	return -1
}
