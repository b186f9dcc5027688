package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden renders each x.md of the archives in testdata and compares it with
// x.html, x.problems (if there are any) and, if the archive has one, x.doc.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			want, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := regenerate(want)
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(txtar.Format(want)), string(txtar.Format(got))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// regenerate returns the archive with what its x.md give.
func regenerate(in *txtar.Archive) *txtar.Archive {
	out := &txtar.Archive{Comment: in.Comment}
	docs := map[string]bool{}
	for _, f := range in.Files {
		docs[f.Name] = true
	}
	for _, f := range in.Files {
		name, ok := strings.CutSuffix(f.Name, ".md")
		if !ok {
			continue
		}
		src := unquote(f.Data)
		d := Parse(src)
		out.Files = append(out.Files, f, txtar.File{Name: name + ".html", Data: d.HTML(testTarget(d), say)})
		if len(d.Problems) > 0 {
			out.Files = append(out.Files, txtar.File{Name: name + ".problems", Data: problemLines(src, d.Problems)})
		}
		if docs[name+".doc"] {
			out.Files = append(out.Files, txtar.File{Name: name + ".doc", Data: docLines(src, d)})
		}
	}
	return out
}

// unquote makes ␛U+001B␛ the character, so that golden files hold none that
// cannot be seen.
func unquote(data []byte) []byte {
	parts := strings.Split(string(data), "␛")
	for i := 1; i < len(parts); i += 2 {
		var r rune
		if _, err := fmt.Sscanf(parts[i], "U+%X", &r); err != nil {
			panic(err)
		}
		parts[i] = string(r)
	}
	return []byte(strings.Join(parts, ""))
}

// testTarget leads links where they say, but for those to gone.md.
func testTarget(d *Doc) func(int) Target {
	return func(i int) Target {
		return Target{Href: d.Links[i].Dest, Broken: strings.HasPrefix(d.Links[i].Dest, "gone")}
	}
}

// say speaks English.
func say(dst []byte, w Word) []byte {
	text := map[string]string{
		"callout-note": "Note", "callout-tip": "Tip", "callout-important": "Important", "callout-warning": "Warning", "callout-caution": "Caution",
		"left-out": "[Part of the text is left out here.]", "link-to": "Link to {text}", "footnotes": "Footnotes",
		"footnote-back": "Back to reference {number}", "footnote-back-place": "Back to reference {number}, place {text}",
		"table": "Table {number}", "table-named": "Table {number}: {text}",
	}[w.Key]
	return append(dst, strings.NewReplacer("{number}", strconv.Itoa(w.Number), "{text}", string(w.Text)).Replace(text)...)
}

func problemLines(src []byte, problems []Problem) []byte {
	var b bytes.Buffer
	for _, p := range problems {
		fmt.Fprintf(&b, "%s: %s [%s]\n\t%s\n", place(src, p.Offset), p.Text, p.Rule, p.Hint)
	}
	return b.Bytes()
}

// place returns line:column, both from 1, columns in code points.
func place(src []byte, offset int) string {
	before := src[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return fmt.Sprintf("%d:%d", bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(before[start:])+1)
}

func docLines(src []byte, d *Doc) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "title %q %s\n", d.Title, d.TitleID)
	for i, h := range d.Headings {
		end := len(d.Text)
		if i+1 < len(d.Headings) {
			end = d.Headings[i+1].Section
		}
		fmt.Fprintf(&b, "%s: heading %d %s %s pinned=%v %q: %q\n", place(src, h.Offset), h.Level, h.Number, h.ID, h.Pinned, h.Text, d.Text[h.Section:end])
	}
	for _, c := range d.Clauses {
		fmt.Fprintf(&b, "%s: clause %s %s pinned=%v\n", place(src, c.Offset), c.Number, c.ID, c.Pinned)
	}
	for _, l := range d.Links {
		fmt.Fprintf(&b, "%s: link %q %q image=%v\n", place(src, l.Offset), l.Dest, l.Text, l.Image)
	}
	fmt.Fprintf(&b, "words=%d steps=%d tasks=%d\n%q\n", d.Words, d.Steps, d.TaskItems, d.Text)
	return b.Bytes()
}
