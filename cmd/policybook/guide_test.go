package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator/check"
	"policybook/generator/source"
)

// The reference pages of the user guide are what the tables of the program say.
func TestGuideIsUpToDate(t *testing.T) {
	t.Parallel()
	for file, generated := range map[string]string{
		"front-matter.md": source.Reference(),
		"checks.md":       check.Reference(),
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			file = "../../content/guide/" + file
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before, rest, begins := strings.Cut(string(raw), "<!-- generated")
			comment, rest, ok := strings.Cut(rest, "-->\n")
			old, after, ends := strings.Cut(rest, "<!-- end -->")
			if !begins || !ok || !ends {
				t.Fatal("the page has no place for what is generated")
			}
			generated = "\n" + strings.TrimSpace(generated) + "\n\n"
			if *update {
				text := before + "<!-- generated" + comment + "-->\n" + generated + "<!-- end -->" + after
				if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(generated, old); diff != "" {
				t.Errorf("run `go test ./cmd/policybook -update`; the page differs (-want +got):\n%s", diff)
			}
		})
	}
}

// The comparison that the guide shows is the one that `diff` prints.
func TestGuideShowsADiff(t *testing.T) {
	t.Parallel()
	script, err := txtar.ParseFile("testdata/script/diff_files.txtar")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../content/guide/comparing.md")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(script.Files, func(f txtar.File) bool { return f.Name == "want.txt" })
	if i < 0 || !bytes.Contains(page, append([]byte("passwords.md\n"), script.Files[i].Data...)) {
		t.Errorf("the guide does not show what `diff` prints")
	}
}

// The files that the guide's chapter about themes shows can be used as they stand.
func TestGuideExamples(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../content/guide/make-it-yours.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)`(themes/default/[^`]+)`:\n\n```[a-z]+\n(.*?)```\n").FindAllStringSubmatch(string(raw), -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples were found", len(examples))
	}
	dir := smallHandbook(t)
	for _, m := range examples {
		file := filepath.Join(dir, filepath.FromSlash(m[1]))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(m[2]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	settings := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(string(raw))
	if err := os.WriteFile(filepath.Join(dir, "content/handbook.yaml"), []byte(settings[1]), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"build", "-C", dir, "--drafts", "--all"}, nil, &out, &errs); code != exitOK || strings.Contains(errs.String(), "themes/") || strings.Contains(errs.String(), "handbook.yaml") {
		t.Fatalf("exit code %d:\n%s", code, errs.String())
	}
	page, err := os.ReadFile(filepath.Join(dir, "public/a/one.html"))
	if err != nil || !strings.Contains(string(page), "<p>Example Ltd · ") || !strings.Contains(string(page), "<article class=\"document policy\">\n<header") {
		t.Errorf("the page is not made with the examples: %v\n%s", err, page)
	}
	css, err := os.ReadFile(filepath.Join(dir, "public/assets/style.css"))
	if err != nil || !strings.Contains(strings.ReplaceAll(string(css), " ", ""), "--accent:#7a1f4c") {
		t.Errorf("the stylesheet is not the example with the accent: %v\n%s", err, css)
	}
}

// The commands of the chapter about reviews and approvals do what it says, one
// after the other, on a copy of the sample handbook.
func TestGuideRecord(t *testing.T) {
	t.Parallel()
	const chapter = "../../content/guide/reviews-and-approvals.md"
	raw, err := os.ReadFile(chapter)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	shown := 0
	text := regexp.MustCompile("(?s)```console\n(\\$ [^\n]*\n)(.*?)```\n").ReplaceAllStringFunc(string(raw), func(block string) string {
		shown++
		command, _, _ := strings.Cut(strings.TrimPrefix(block, "```console\n$ policybook "), "\n")
		var args []string
		for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(command, -1) {
			args = append(args, strings.Trim(word, `"`))
		}
		var out bytes.Buffer
		e := &env{ctx: t.Context(), out: &out, err: &out, now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
		root := rootCommand(e)
		root.SetArgs(append(args, "-C", dir))
		if err := root.Execute(); err != nil {
			t.Errorf("policybook %s: %v\n%s", command, err, out.String())
		}
		return "```console\n$ policybook " + command + "\n" + strings.ReplaceAll(out.String(), "git -C "+shellWord(dir), "git") + "```\n"
	})
	if shown < 4 {
		t.Fatalf("%d commands were found", shown)
	}
	if *update {
		if err := os.WriteFile(chapter, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(text, string(raw)); diff != "" {
		t.Errorf("run `go test ./cmd/policybook -update`; the page differs (-want +got):\n%s", diff)
	}
}
