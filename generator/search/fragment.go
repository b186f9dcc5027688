package search

import (
	"strconv"
	"unicode/utf8"
)

// appendFragment appends what the file of a document's text holds: JSON, which is
// written here, as each document has dozens of texts.
func (e *Entry) appendFragment(b []byte) []byte {
	b = append(b, '{')
	for _, f := range [...]struct{ name, text string }{
		{`"u":`, e.URL}, {`,"t":`, e.Title}, {`,"i":`, e.ID}, {`,"k":`, e.Kind}, {`,"e":`, e.State},
	} {
		b = appendString(append(b, f.name...), f.text)
	}
	b = appendLabel(append(b, `,"o":`...), e.Owner)
	b = appendLabel(append(b, `,"c":`...), e.Section)
	b = appendString(append(b, `,"r":`...), e.Record)
	b = append(b, `,"s":[`...)
	for i, s := range e.Sections {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(append(b, '['), s.Anchor)
		b = appendString(append(b, ','), s.Heading)
		b = appendString(append(b, ','), s.Text)
		b = append(strconv.AppendInt(append(b, ','), int64(s.Level), 10), ']')
	}
	return append(b, "]}"...)
}

func appendLabel(b []byte, l Label) []byte {
	b = appendString(append(b, '['), l.Value)
	return append(appendString(append(b, ','), l.Label), ']')
}

// appendString appends a text as JSON, escaped as encoding/json does but for HTML.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		if c >= ' ' && c != '"' && c != '\\' && c != '\u2028' && c != '\u2029' && (c != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		b = appendEscape(append(b, s[done:i]...), c)
		i += size
		done = i
	}
	return append(append(b, s[done:]...), '"')
}

func appendEscape(b []byte, c rune) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(b, '\\', byte(c))
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', hex[c>>12&15], hex[c>>8&15], hex[c>>4&15], hex[c&15])
}
