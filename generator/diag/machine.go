package diag

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// Rule describes a kind of finding to the programs that read a report.
type Rule struct {
	ID       string   // stable, lower case with hyphens
	Severity Severity // for an approved document, before a team's own levels
	Doc      string   // one line: what the rule asks for
}

// encode writes JSON in which every character that could act on a terminal is
// escaped; encoding/json does so for the ASCII ones only.
func encode(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		switch {
		case r == '\n' || printable(r):
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, hi, lo)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// JSON writes {"errors", "warnings", "notices", "findings": [{"file", "line",
// "col", "severity", "rule", "text", "hint"}]}.
func JSON(w io.Writer, findings List) error {
	type item struct {
		File     string `json:"file"`
		Line     int32  `json:"line,omitempty"`
		Col      int32  `json:"col,omitempty"`
		Severity string `json:"severity"`
		Rule     string `json:"rule"`
		Text     string `json:"text"`
		Hint     string `json:"hint,omitempty"`
	}
	items := make([]item, len(findings))
	for i, f := range findings {
		items[i] = item{f.File, f.Line, f.Col, f.Severity.String(), f.Rule, f.Text, f.Hint}
	}
	return encode(w, struct {
		Errors   int    `json:"errors"`
		Warnings int    `json:"warnings"`
		Notices  int    `json:"notices"`
		Findings []item `json:"findings"`
	}{findings.Count(Error), findings.Count(Warning), findings.Count(Notice), items})
}

// GitHub writes one workflow command a finding, which GitHub shows at the line.
func GitHub(w io.Writer, findings List) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, f := range findings {
		var at string
		if f.File != "" {
			at = "file=" + property.Replace(Escape(f.File)) + ","
		}
		if f.Line > 0 {
			at += fmt.Sprintf("line=%d,", f.Line)
		}
		if f.Col > 0 {
			at += fmt.Sprintf("col=%d,", f.Col)
		}
		if _, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", f.Severity, at, f.Rule, data.Replace(Escape(sentence(f)))); err != nil {
			return err
		}
	}
	return nil
}

func sentence(f Finding) string {
	if f.Hint == "" {
		return f.Text
	}
	return f.Text + " (" + f.Hint + ")"
}

// GitLab writes a Code Quality report.
func GitLab(w io.Writer, findings List) error {
	type lines struct {
		Begin int32 `json:"begin"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type item struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	words := map[Severity]string{Error: "major", Warning: "minor", Notice: "info"}
	seen := map[string]int{}
	items := make([]item, len(findings))
	for i, f := range findings {
		// The line is no part of the fingerprint: GitLab follows a finding
		// while the text above it grows.
		what := f.File + "\x00" + f.Rule + "\x00" + f.Text
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", what, seen[what]))
		seen[what]++
		items[i] = item{sentence(f), f.Rule, hex.EncodeToString(sum[:]), words[f.Severity], location{f.File, lines{max(1, f.Line)}}}
	}
	return encode(w, items)
}
