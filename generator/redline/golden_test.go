package redline

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// unquote resolves what an archive cannot hold: \r, and \e for the combining
// acute accent.
func unquote(b []byte) []byte {
	return []byte(strings.NewReplacer(`\r`, "\r", `\e`, "\u0301", `\_`, " ").Replace(string(b)))
}

// TestGolden compares each x.old with x.new of the archives in testdata; x is what
// the owner of a document would call the change, and x.text what is said of it.
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
			got := regenerate(t, want)
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

func regenerate(t *testing.T, in *txtar.Archive) *txtar.Archive {
	out := &txtar.Archive{Comment: in.Comment}
	for i, f := range in.Files {
		name, ok := strings.CutSuffix(f.Name, ".old")
		if !ok {
			continue
		}
		next := in.Files[i+1]
		if next.Name != name+".new" {
			t.Fatalf("%s is not followed by a new text", f.Name)
		}
		old, new := unquote(f.Data), unquote(next.Data)
		r, err := Compare(Text{Body: old}, Text{Body: new})
		if err != nil {
			t.Fatal(err)
		}
		checkOracle(t, r, old, new)
		if nothing := strings.HasPrefix(in.Files[0].Name, "re-wrapped"); nothing && !r.Empty() {
			t.Errorf("%s: there are changes", name)
		}
		text := r.Text(false)
		if bytes.Contains([]byte(text), []byte("\x1b")) {
			t.Errorf("%s: colors", name)
		}
		out.Files = append(out.Files, f, next, txtar.File{Name: name + ".text", Data: []byte(text)})
	}
	return out
}
