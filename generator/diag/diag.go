// Package diag holds what the generator has to say about a handbook.
//
// Everything an author can mend is a [Finding]: a place, a rule, a sentence and
// a hint. Findings of all files are collected in a [List], sorted and printed
// together, as text for people, and as JSON, SARIF, GitHub or GitLab
// annotations for programs. A finding names its rule only; how severe that is
// depends on the rule, on the document's status and on the team's own levels,
// and is decided in one place (package check).
//
// What an author wrote may hold terminal escapes or text that runs backwards.
// It is kept as it is in a Finding and escaped when printed.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file that an author wrote. The zero Pos is the handbook
// as a whole.
type Pos struct {
	File string // slash path from the handbook's folder, such as content/security/passwords.md
	Line int32  // 1-based; 0 when the whole file is meant
	Col  int32  // 1-based, in code points; 0 when the whole line is meant
}

// String gives file:line:col, without the parts that are unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity says what a finding does to a build. The zero value is Off.
type Severity uint8

// Severities, from mute to fatal. Only an Error keeps a build from publishing.
const (
	Off Severity = iota
	Notice
	Warning
	Error
)

// String gives the word that is printed and that `lint:` understands.
func (s Severity) String() string {
	return [...]string{"off", "notice", "warning", "error"}[s]
}

// ParseSeverity reads one of off, notice, warning and error.
func ParseSeverity(s string) (Severity, bool) {
	for sev := Off; sev <= Error; sev++ {
		if sev.String() == s {
			return sev, true
		}
	}
	return Off, false
}

// Lower gives the severity one step below s; a notice stays a notice.
func (s Severity) Lower() Severity {
	if s > Notice {
		return s - 1
	}
	return s
}

// Finding is one thing that an author can mend.
type Finding struct {
	Pos
	Rule     string   // stable id, such as link-broken
	Severity Severity // set when the finding is judged; Off until then
	Text     string   // what is wrong: lower case, no full stop
	Hint     string   // how to mend it; may be empty
}

// Quote puts what an author wrote in quotes, on one line and cut to a length
// that fits into a sentence.
func Quote(s string) string {
	const longest = 60 // code points
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return `"` + strings.ReplaceAll(s, "\n", " ") + `"`
}

// List collects findings. The zero value is an empty list ready to use.
type List []Finding

// Add appends a finding.
func (l *List) Add(pos Pos, rule, text, hint string) {
	*l = append(*l, Finding{Pos: pos, Rule: rule, Text: text, Hint: hint})
}

// Sort orders the findings by place, then by rule and text, and drops those
// that say the same twice.
func (l *List) Sort() {
	slices.SortFunc(*l, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Hint, b.Hint))
	})
	*l = slices.Compact(*l)
}

// Count gives the number of findings of one severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Summary counts the findings in words, such as "1 error, 2 warnings".
func (l List) Summary() string {
	e, w, n := l.Count(Error), l.Count(Warning), l.Count(Notice)
	s := plural(e, "error") + ", " + plural(w, "warning")
	if n > 0 {
		s += ", " + plural(n, "notice")
	}
	return s
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
