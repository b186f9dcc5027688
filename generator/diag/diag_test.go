package diag

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

func finding(file string, line, col int32, rule string, s Severity, text, hint string) Finding {
	return Finding{Pos: Pos{file, line, col}, Rule: rule, Severity: s, Text: text, Hint: hint}
}

// sample holds one finding of every shape: whole handbook, whole file, whole
// line, exact place; with and without a hint; with text that must be escaped.
func sample() List {
	l := List{
		finding("content/b.md", 3, 8, "link-broken", Error, `there is no page or file "no-such.md"`, `did you mean "such.md"?`),
		finding("content/a.md", 12, 0, "heading-order", Notice, "a heading skips a level", ""),
		finding("content/a.md", 2, 14, "bidi-control", Warning, "text \x1b[31m and \u202e and 100 %, a: b", "remove\nit"),
		finding("content/spaced name.md", 0, 0, "file-portable", Warning, "the name cannot exist on Windows", "rename it"),
		finding("", 0, 0, "content-missing", Error, "no content", ""),
		finding("content/b.md", 3, 8, "link-broken", Error, `there is no page or file "no-such.md"`, `did you mean "such.md"?`),
	}
	l.Sort()
	return l
}

func lines(file string, line int) string {
	switch {
	case file == "content/b.md":
		return "\tsé [x](no-such.md) \x07" + strings.Repeat("long ", 50)
	case line == 2:
		return "title: \"x\u202ey\xff\""
	}
	return ""
}

func TestFormats(t *testing.T) {
	t.Parallel()
	rules := []Rule{{"link-broken", Error, "A link leads somewhere."}}
	for _, c := range []struct {
		file  string
		write func(*bytes.Buffer) error
	}{
		{"text.txt", func(b *bytes.Buffer) error { return Text{Excerpt: lines}.Write(b, sample()) }},
		{"limited.txt", func(b *bytes.Buffer) error { return Text{Limit: 2}.Write(b, sample()) }},
		{"color.txt", func(b *bytes.Buffer) error { return Text{Color: true}.Write(b, sample()[:2]) }},
		{"report.json", func(b *bytes.Buffer) error { return JSON(b, sample()) }},
		{"report.sarif", func(b *bytes.Buffer) error { return SARIF(b, sample(), rules) }},
		{"github.txt", func(b *bytes.Buffer) error { return GitHub(b, sample()) }},
		{"gitlab.json", func(b *bytes.Buffer) error { return GitLab(b, sample()) }},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			if err := c.write(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", c.file)
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got.String()); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
			if c.file != "color.txt" && strings.ContainsAny(got.String(), "\x1b\u202e\x07") {
				t.Error("a control character reaches the reader")
			}
			if strings.HasSuffix(c.file, "json") || strings.HasSuffix(c.file, "sarif") {
				if !json.Valid(got.Bytes()) {
					t.Error("not JSON")
				}
			}
		})
	}
}

// A finding must keep its GitLab identity while the text above it grows, and
// two findings of one text in one file must not share one.
func TestGitLabFingerprints(t *testing.T) {
	t.Parallel()
	prints := func(lines ...int) (out []string) {
		var l List
		for _, n := range lines {
			l.Add(Pos{"a.md", int32(n), 1}, "r", "same", "")
		}
		var b bytes.Buffer
		if err := GitLab(&b, l); err != nil {
			t.Fatal(err)
		}
		var items []struct{ Fingerprint string }
		if err := json.Unmarshal(b.Bytes(), &items); err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			out = append(out, i.Fingerprint)
		}
		return out
	}
	before, after := prints(3, 9), prints(5, 11)
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("moved findings lose their identity:\n%s", d)
	}
	if before[0] == before[1] {
		t.Error("two findings share a fingerprint")
	}
}

func TestSortDropsWhatIsSaidTwice(t *testing.T) {
	t.Parallel()
	l := sample()
	if len(l) != 5 {
		t.Errorf("%d findings, want 5", len(l))
	}
	if got, want := l.Summary(), "2 errors, 2 warnings, 1 notice"; got != want {
		t.Errorf("Summary() = %q, want %q", got, want)
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é 漢 🔐":  "plain é 漢 🔐",
		"\x1b[2J\x07":  `\x1b[2J\x07`,
		"a\tb\nc":      `a b\x0ac`,
		"\u202e\u200b": `\u202e\u200b`,
		"\xff":         `\xff`,
		"\U000e0001":   `\U000e0001`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": `""`, "a\nb": `"a b"`, strings.Repeat("é", 61): `"` + strings.Repeat("é", 60) + `…"`} {
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}
