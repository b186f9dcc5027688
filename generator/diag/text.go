package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Text prints findings for people.
type Text struct {
	Limit   int                                // findings shown, the most severe of them; 0 shows all
	Color   bool                               // emphasise with ANSI colours
	Excerpt func(file string, line int) string // the line of a file; nil prints no excerpts
}

const excerptWidth = 110 // runes of a source line that are shown around the place

// Write prints the findings in their order, each with the line it stands on, a
// caret and its hint, and closes with what was left out. It prints nothing for
// an empty list.
func (t Text) Write(w io.Writer, findings List) error {
	b := bufio.NewWriter(w)
	var rest List
	left := t.Limit
	for _, s := range []Severity{Error, Warning, Notice, Off} {
		n := findings.Count(s)
		if t.Limit <= 0 || n <= left {
			left -= n
			continue
		}
		// Of this severity only the first are shown, and none of those below.
		findings, rest = split(findings, s, left)
		break
	}
	for _, f := range findings {
		t.finding(b, f)
	}
	if len(rest) > 0 {
		fmt.Fprintf(b, "… and %d more (%s); --all shows them\n", len(rest), rest.Summary())
	}
	return b.Flush()
}

// split keeps what is more severe than s and the first n of s.
func split(findings List, s Severity, n int) (kept, rest List) {
	for _, f := range findings {
		switch {
		case f.Severity > s:
			kept = append(kept, f)
		case f.Severity == s && n > 0:
			kept = append(kept, f)
			n--
		default:
			rest = append(rest, f)
		}
	}
	return kept, rest
}

func (t Text) finding(b *bufio.Writer, f Finding) {
	if f.File != "" {
		fmt.Fprintf(b, "%s: ", t.paint("1", Escape(f.Pos.String())))
	}
	color := map[Severity]string{Error: "1;31", Warning: "1;33", Notice: "1;36"}[f.Severity]
	fmt.Fprintf(b, "%s: %s [%s]\n", t.paint(color, f.Severity.String()), Escape(f.Text), f.Rule)
	if t.Excerpt != nil && f.Line > 0 && f.Col > 0 {
		b.WriteString(Excerpt(t.Excerpt(f.File, int(f.Line)), int(f.Line), int(f.Col)))
	}
	if f.Hint != "" {
		fmt.Fprintf(b, "  %s %s\n", t.paint("2", "hint:"), Escape(f.Hint))
	}
}

func (t Text) paint(code, s string) string {
	if !t.Color || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Excerpt shows a source line and, on a line below it, a caret at the column.
// The line is cut to a window around the column; n is its number. Both count
// from 1. A blank line has no excerpt.
func Excerpt(line string, n, col int) string {
	if strings.TrimSpace(line) == "" {
		return ""
	}
	runes := []rune(strings.TrimRight(strings.ToValidUTF8(line, "�"), "\r\n"))
	at := min(col-1, len(runes))
	from := max(0, at-excerptWidth*2/3)
	to := min(len(runes), from+excerptWidth)
	before, after := Escape(string(runes[from:at])), Escape(string(runes[at:to]))
	if from > 0 {
		before = "…" + before
	}
	if to < len(runes) {
		after += "…"
	}
	margin := fmt.Sprintf("%5d | ", n)
	return fmt.Sprintf("%s%s%s\n%s| %s^\n", margin, before, after, strings.Repeat(" ", len(margin)-2), strings.Repeat(" ", len([]rune(before))))
}

// Escape makes text safe and visible on a terminal: control characters,
// direction overrides and bytes that are not UTF-8 become escapes such as \x1b
// and \u202e; a tab becomes a space.
func Escape(s string) string {
	plain := true
	for _, r := range s {
		if !printable(r) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == unicode.ReplacementChar && !strings.HasPrefix(s[i:], "�"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case printable(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

func printable(r rune) bool {
	return r != unicode.ReplacementChar && (unicode.IsPrint(r) || r == '\u00a0')
}
