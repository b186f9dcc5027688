package source

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"policybook/generator/diag"
)

// plainText reports whether a text has no character that hides or reorders it.
func plainText(s string) bool {
	for _, c := range s {
		if c < ' ' && c != '\n' && c != '\t' || 0x7f <= c && c < 0xa0 || c >= 0x2000 && (isBidi(c) || isInvisible(c) || c == '\u2028' || c == '\u2029') {
			return false
		}
	}
	return true
}

func isBidi(c rune) bool { return '\u202a' <= c && c <= '\u202e' || '\u2066' <= c && c <= '\u2069' }

func isInvisible(c rune) bool { return c == '\u200b' || c == '\u2060' || c == '\ufeff' }

func codepoint(c rune) string { return fmt.Sprintf("U+%04X", c) }

// places turns offsets in a text into lines and columns.
type places struct {
	file  string
	text  []byte
	line  int   // of the file, before the first line of the text
	lines []int // offsets at which lines begin

	// Where the last column was counted: the next one is mostly further on in
	// the same line, which can be very long.
	lastLine, lastOffset, lastCol int
}

// newPlaces gives the places of a text. lines is room for its list, or nil.
func newPlaces(file string, text []byte, line int, lines []int) *places {
	lines = append(lines[:0], 0)
	for at := 0; ; {
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 {
			return &places{file: file, text: text, line: line, lines: lines, lastLine: -1}
		}
		at += n + 1
		lines = append(lines, at)
	}
}

func (p *places) pos(offset int) diag.Pos {
	offset = min(max(0, offset), len(p.text))
	n, found := slices.BinarySearch(p.lines, offset)
	if !found {
		n--
	}
	if n != p.lastLine || offset < p.lastOffset {
		p.lastLine, p.lastOffset, p.lastCol = n, p.lines[n], 1
	}
	p.lastCol += utf8.RuneCount(p.text[p.lastOffset:offset])
	p.lastOffset = offset
	return diag.Pos{File: p.file, Line: int32(p.line + n + 1), Col: int32(p.lastCol)}
}
