package source

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode"

	"github.com/adrg/frontmatter"

	"policybook/generator/diag"
)

// Limits of a front matter block. A YAML reader checks keys against each other,
// so that a huge block would take minutes.
const (
	maxFront = 64 << 10 // bytes
	maxKeys  = 100
)

// syntax is one way to write front matter.
type syntax struct {
	open, close string
	read        func(*reader, []byte) (Value, bool)
}

var syntaxes = []syntax{
	{"---", "---", (*reader).yaml},
	{"+++", "+++", (*reader).toml},
	{"{", "}", (*reader).json},
}

// block is a front matter block that was found in a file.
type block struct {
	syntax
	text []byte // what is to be read, without the fences (with the braces of JSON)
	line int    // of the file, before the first line of text
	body []byte
	at   int // offset of body in the file
}

// split finds the front matter of a file. Fences are checked here, strictly,
// before frontmatter.MustParse, which publishes a block that it cannot make out
// as if it were text. It gives nil when there is no block to read.
func (w *worker) split(file string, text []byte, findings *diag.List) *block {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	line := strings.TrimRight(string(first), " \t")
	for _, s := range syntaxes {
		if line == s.open || s.open == "{" && strings.HasPrefix(line, "{") && !strings.HasPrefix(line, "{{") && !strings.HasPrefix(line, "{%") {
			return w.splitBy(s, file, text, findings)
		}
	}
	n, open := 1, ""
	for l := range strings.Lines(string(text)) {
		if open = strings.TrimSpace(l); open != "" {
			break
		}
		n++
	}
	at := diag.Pos{File: file, Line: int32(n), Col: 1}
	if line := firstKey(text); line > 0 && !fenceLike(open) {
		findings.Add(diag.Pos{File: file, Line: int32(line), Col: 1}, "front-matter-fence", "keys of front matter without a fence above them", "the first line of the file is exactly ---, and so is the line after the last key")
		return nil
	}
	if fenceLike(open) {
		findings.Add(at, "front-matter-fence", "a line "+diag.Quote(open)+" that is no front matter fence", "the first line of the file is exactly ---, and so is the line after the last key")
		return nil
	}
	findings.Add(diag.Pos{File: file, Line: 1, Col: 1}, "front-matter-missing", "no front matter", "begin the file with a line ---, keys such as title and owner, and a line ---")
	return &block{body: text}
}

// fenceLike reports whether a line was most likely meant to open front matter.
func fenceLike(line string) bool {
	line = strings.TrimLeftFunc(line, func(c rune) bool { return unicode.Is(unicode.Cf, c) })
	return strings.HasPrefix(line, "---") || line == "--" || strings.HasPrefix(line, "–") || strings.HasPrefix(line, "—") || line == "+++" || strings.HasPrefix(line, ";;;")
}

// firstKey gives the line, among the first ones with text, that begins with a
// known key and a colon; 0 if none does. What follows was meant to be front
// matter, and may hold what keeps the document from readers.
func firstKey(text []byte) int {
	const look = 10 // lines with text
	n, seen := 0, 0
	for l := range bytes.Lines(text) {
		n++
		line := strings.TrimSpace(string(l))
		if line == "" {
			continue
		}
		if seen++; seen > look {
			return 0
		}
		if key, _, ok := strings.Cut(line, ":"); ok && find(Fields, strings.Trim(key, `"' `)) != nil {
			return n
		}
	}
	return 0
}

func (w *worker) splitBy(s syntax, file string, text []byte, findings *diag.List) *block {
	start := diag.Pos{File: file, Line: 1, Col: 1}
	b := s.scan(text)
	if b == nil {
		hint := "add a line " + s.close + " after the last key"
		if s.open == "---" && bytes.Contains(text, []byte("\n...")) {
			hint = "the closing line is ---, not ..."
		}
		findings.Add(start, "front-matter-unclosed", "the front matter is never closed", hint)
		return nil
	}
	if len(b.text) > maxFront {
		findings.Add(start, "limit-exceeded", "the front matter is too large", "front matter may have 64 KiB")
		return nil
	}
	var raw []byte
	format := &frontmatter.Format{Start: s.open, End: s.close, UnmarshalDelims: s.open == "{", RequiresNewLine: s.open == "{",
		Unmarshal: func(data []byte, v any) error {
			*v.(*[]byte) = data
			return nil
		}}
	// The head is enough to compare the two readings; the body can be long.
	rest, err := frontmatter.MustParse(w.reader(text[:b.at]), &raw, format)
	if s.open != "{" && (err != nil || len(rest) > 0 || !bytes.Equal(raw, b.text)) {
		line := 1 + bytes.Count(raw, []byte("\n")) + 1
		findings.Add(diag.Pos{File: file, Line: int32(line), Col: 1}, "front-matter-ambiguous", "a line "+s.close+" within the front matter", "other programs take it for its end, and print the rest: write the text without such a line")
		return nil
	}
	return b
}

// reader gives a reader of text that saves frontmatter.MustParse a buffer.
func (w *worker) reader(text []byte) io.Reader {
	if w.head == nil {
		w.head = bufio.NewReader(nil)
	}
	w.head.Reset(bytes.NewReader(text))
	return w.head
}

// scan looks for the line that closes the block.
func (s syntax) scan(text []byte) *block {
	line, at := 0, 0
	for l := range bytes.Lines(text) {
		line++
		from := at
		at += len(l)
		if line == 1 && s.open != "{" {
			continue
		}
		if strings.TrimRight(string(l), " \t\n") != s.close {
			continue
		}
		first := len(s.openLine(text))
		b := &block{syntax: s, text: text[first:from], line: 1, body: text[at:], at: at}
		if s.open == "{" {
			b.text, b.line = text[:at], 0
		}
		return b
	}
	return nil
}

func (s syntax) openLine(text []byte) []byte {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1]
	}
	return text
}
