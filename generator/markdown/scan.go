package markdown

import (
	"bytes"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// What can be seen without knowing the language is found in one pass over the
// source, before it is parsed.

// A mark is a place in the source that is a problem if it turns out to be
// text, not code or markup.
type mark struct {
	offset int
	kind   markKind
}

type markKind uint8

const (
	templateMark markKind = iota // {{ {% <%
	commentMark                  // <!--
	calloutMark                  // \[!NOTE]
)

// scan finds control and invisible characters, marks, and an unfinished merge.
func (h *hooks) scan() {
	src, tried := h.src, false
	for i := 0; i < len(src); i++ {
		c := src[i]
		if !scanned[c] {
			continue
		}
		rest := src[i:]
		switch c {
		case '{', '<', '\\':
			if kind, ok := markAt(rest); ok {
				h.marks = append(h.marks, mark{i, kind})
			}
			if !tried && isConflictStart(src, i) {
				tried = true // what does not follow the first does not follow another
				if conflictFollows(rest) {
					h.conflict = i + 1
				}
			}
		case 0xe2:
			h.invisible(i, rest)
		case 0xef:
			if bytes.HasPrefix(rest, []byte("\ufeff")) {
				h.character(i, "invisible-character", "a zero-width character (U+FEFF) stands here", "delete it: it hides in words and breaks searches")
			}
		case 0xc2:
			if len(rest) > 1 && rest[1] < 0xa0 {
				h.control(i, rune(rest[1]))
			}
		case '\r':
			h.controls = true // left out without a word: it is half of a line end
		default:
			h.control(i, rune(c))
		}
	}
}

// scanned are the bytes at which scan stops.
var scanned = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = c != '\t' && c != '\n'
	}
	for _, c := range []byte{0x7f, '{', '<', '\\', 0xc2, 0xe2, 0xef} {
		t[c] = true
	}
	return t
}()

func markAt(s []byte) (markKind, bool) {
	switch {
	case bytes.HasPrefix(s, []byte("{{")), bytes.HasPrefix(s, []byte("{%")), bytes.HasPrefix(s, []byte("<%")):
		return templateMark, true
	case bytes.HasPrefix(s, []byte("<!--")):
		return commentMark, true
	case bytes.HasPrefix(s, []byte(`\[!`)):
		word, _, ok := bytes.Cut(s[3:min(len(s), 20)], []byte("]"))
		if ok && slices.Contains(alertKinds, string(bytes.ToLower(bytes.TrimSuffix(word, []byte(`\`))))) {
			return calloutMark, true
		}
	}
	return 0, false
}

func isConflictStart(src []byte, i int) bool {
	return (i == 0 || src[i-1] == '\n') && bytes.HasPrefix(src[i:], []byte("<<<<<<< "))
}

func conflictFollows(s []byte) bool {
	middle := bytes.Index(s, []byte("\n======="))
	return middle >= 0 && bytes.Contains(s[middle:], []byte("\n>>>>>>> "))
}

// invisible reports characters of three bytes that begin with e2.
func (h *hooks) invisible(offset int, s []byte) {
	r, _ := utf8.DecodeRune(s)
	switch {
	case r == '\u200b' || r == '\u2060':
		h.character(offset, "invisible-character", "a zero-width character ("+codePoint(r)+") stands here",
			"delete it: it hides in words and breaks searches")
	case '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069':
		h.character(offset, "bidi-control", "a bidi control character ("+codePoint(r)+") changes the reading direction here",
			"delete it: it can make a text read otherwise than it is")
	}
}

func (h *hooks) control(offset int, r rune) {
	h.controls = true
	h.character(offset, "control-character", "a control character ("+codePoint(r)+") stands here and is left out", "delete it")
}

// character reports a character, at most once a line.
func (h *hooks) character(offset int, rule, text, hint string) {
	if offset >= h.lineEnd[rule] {
		h.oncePerLine(rule, offset)
		h.problem(offset, rule, text, hint)
	}
}

// oncePerLine notes that a rule was reported in the line of offset.
func (h *hooks) oncePerLine(rule string, offset int) {
	if h.lineEnd == nil {
		h.lineEnd = map[string]int{}
	}
	end := bytes.IndexByte(h.src[offset:], '\n')
	if end < 0 {
		end = len(h.src) - offset
	}
	h.lineEnd[rule] = offset + end
}

// checkMarks reports the marks in a piece of text.
func (h *hooks) checkMarks(start, stop int) {
	first := sort.Search(len(h.marks), func(i int) bool { return h.marks[i].offset >= start })
	for _, m := range h.marks[first:] {
		if m.offset >= stop {
			return
		}
		switch m.kind {
		case templateMark:
			h.character(m.offset, "template-tag", "a template tag is printed as it stands: policybook runs no templates",
				"replace it with what it stood for, or put it between backticks if it is meant to be read")
		case commentMark:
			h.character(m.offset, "html-dropped", "the comment is never closed and is printed as text", "close it with -->")
		case calloutMark:
			h.character(m.offset, "callout-escaped", "the backslash keeps this from being a callout", "delete the backslash: > [!NOTE]")
		}
	}
}

func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
}

func dropControls(s []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if isControl(r) || r == '\r' {
			return -1
		}
		return r
	}, s)
}

func codePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	return "U+" + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}
