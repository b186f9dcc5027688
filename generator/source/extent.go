package source

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"policybook/generator/diag"
)

// The readers of YAML, TOML and JSON say where a key begins, and not all of them
// where a value does or ends: that is found here, by the signs that the three
// syntaxes share. A mistake would be noticed when what was written is read again.

// findKeys finds the extent of each key of the root.
func (f *front) findKeys() {
	lines := newPlaces("", f.text, 0, nil).lines
	offset := func(p diag.Pos) int {
		at := lines[min(max(0, int(p.Line)-1), len(lines)-1)]
		for range p.Col - 1 {
			_, n := utf8.DecodeRune(f.text[at:])
			at += n
		}
		return at
	}
	f.keys = make([]span, len(f.root.Items))
	for i := range f.keys {
		f.keys[i].start = offset(f.root.Items[i].KeyPos())
		f.keys[i].end = f.keys[i].start
	}
	for i := range f.keys {
		switch {
		case f.open == "---" && !f.flow:
			next := len(f.text)
			if i+1 < len(f.keys) {
				next = f.lineStart(f.keys[i+1].start)
			}
			f.keys[i].end = f.contentEnd(f.keys[i].start, next, f.keys[i].start-f.lineStart(f.keys[i].start))
		case !f.isTable(i):
			if _, start, ok := f.value(i); ok {
				f.keys[i].end = f.valueEnd(start, f.flow)
			}
		}
	}
}

// contentEnd gives the end of the last line between two offsets that is neither
// blank nor a comment indented by at most indent.
func (f *front) contentEnd(from, to, indent int) int {
	end := f.lineEnd(from)
	for i := end + 1; i < to; i = f.lineEnd(i) + 1 {
		line := f.text[i:f.lineEnd(i)]
		text := bytes.TrimLeft(line, " \t")
		if len(text) > 0 && (text[0] != '#' || len(line)-len(text) > indent) {
			end = f.lineEnd(i)
		}
	}
	return end
}

// indent gives the spaces before the keys of a root without braces.
func (f *front) indent() string {
	if f.flow || len(f.keys) == 0 || f.open != "---" {
		return ""
	}
	return strings.Repeat(" ", f.keys[0].start-f.lineStart(f.keys[0].start))
}

// isTable reports whether a key of TOML stands in the header of a table.
func (f *front) isTable(at int) bool {
	start := f.keys[at].start
	return f.open == "+++" && bytes.HasPrefix(bytes.TrimLeft(f.text[f.lineStart(start):], " \t"), []byte("["))
}

func (f *front) lineStart(at int) int { return bytes.LastIndexByte(f.text[:at], '\n') + 1 }

// lineEnd gives the end of the line of an offset, before its line feed.
func (f *front) lineEnd(at int) int {
	if at >= len(f.text) {
		return len(f.text)
	}
	if n := bytes.IndexByte(f.text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(f.text)
}

// value gives the offset behind the sign that follows a key, and that of its
// value. Where there is none, the second is that of what else follows in the line.
func (f *front) value(at int) (after, start int, ok bool) {
	sign := byte(':')
	if f.open == "+++" {
		sign = '='
	}
	i := f.keys[at].start
	if i < len(f.text) && (f.text[i] == '"' || f.text[i] == '\'') {
		i = f.stringEnd(i)
	} else {
		i += len(f.root.Items[at].Key)
	}
	for i < len(f.text) && (f.text[i] == ' ' || f.text[i] == '\t') {
		i++
	}
	if i >= len(f.text) || f.text[i] != sign {
		return 0, 0, false
	}
	after = i + 1
	blank := " \t"
	if f.flow {
		blank = " \t\n"
	}
	return after, len(f.text) - len(bytes.TrimLeft(f.text[after:], blank)), true
}

// valueEnd gives the end of the value that begins at an offset, in brackets or not.
func (f *front) valueEnd(i int, flow bool) int {
	if i >= len(f.text) {
		return i
	}
	switch f.text[i] {
	case '"', '\'':
		return f.stringEnd(i)
	case '[', '{':
		return f.bracketEnd(i)
	}
	end := i
	for end < len(f.text) && f.text[end] != '\n' && !(flow && strings.IndexByte(",]}", f.text[end]) >= 0) && !f.isComment(end) {
		end++
	}
	return i + len(bytes.TrimRight(f.text[i:end], " \t"))
}

// isComment reports whether a comment begins at an offset outside of strings.
func (f *front) isComment(i int) bool {
	if f.text[i] != '#' || f.open == "{" {
		return false
	}
	return f.open == "+++" || i == 0 || strings.IndexByte(" \t\n", f.text[i-1]) >= 0
}

// stringEnd gives the end of the string in quotes that begins at an offset.
func (f *front) stringEnd(i int) int {
	quote := f.text[i : i+1]
	if triple := bytes.Repeat(quote, 3); f.open == "+++" && bytes.HasPrefix(f.text[i:], triple) {
		quote = triple
	}
	escape := quote[0] == '"'
	for i += len(quote); i < len(f.text); i++ {
		switch {
		case escape && f.text[i] == '\\':
			i++
		case bytes.HasPrefix(f.text[i:], quote):
			if f.open == "---" && !escape && bytes.HasPrefix(f.text[i:], []byte("''")) {
				i++ // an apostrophe
				continue
			}
			return i + len(quote)
		}
	}
	return len(f.text)
}

// bracketEnd gives the end of the list or group that begins at an offset. A quote
// opens a string only where a value or a key can begin.
func (f *front) bracketEnd(i int) int {
	depth, fresh := 0, true
	for i < len(f.text) {
		c := f.text[i]
		switch {
		case f.isComment(i):
			i = f.lineEnd(i)
			continue
		case fresh && (c == '"' || c == '\''):
			i, fresh = f.stringEnd(i), false
			continue
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
		if strings.IndexByte(" \t\n", c) < 0 {
			fresh = strings.IndexByte("[{,:=", c) >= 0
		}
		i++
	}
	return i
}

// flowItems gives the items of the list in brackets that begins at an offset.
func (f *front) flowItems(start int) []span {
	var items []span
	for i := f.skipBlank(start + 1); i < len(f.text) && f.text[i] != ']'; i = f.skipBlank(i) {
		item := span{i, f.valueEnd(i, true)}
		if item.end == i {
			break
		}
		items = append(items, item)
		if i = f.skipBlank(item.end); i < len(f.text) && f.text[i] == ',' {
			i++
		}
	}
	return items
}

// skipBlank gives the offset of what comes next behind blanks and comments.
func (f *front) skipBlank(i int) int {
	for i < len(f.text) {
		switch {
		case strings.IndexByte(" \t\n", f.text[i]) >= 0:
			i++
		case f.isComment(i):
			i = f.lineEnd(i)
		default:
			return i
		}
	}
	return i
}
