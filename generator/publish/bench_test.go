package publish

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"policybook/generator/output"
)

// bigSite has n pages of 15 KB in 100 folders. Page i differs from one edit to the next if i < changed.
func bigSite(tb testing.TB, n, changed, edit int) *output.Site {
	tb.Helper()
	body := bytes.Repeat([]byte("Every account has one owner, who answers for it. "), 300)
	var files []output.File
	for i := range n {
		rev := 0
		if i < changed {
			rev = edit
		}
		files = append(files, output.File{
			Path: fmt.Sprintf("section%02d/policy%05d.html", i%100, i),
			Write: func(w io.Writer) error {
				if _, err := fmt.Fprintf(w, "<h1>Policy %d</h1>", i); err != nil {
					return err
				}
				if _, err := w.Write(body); err != nil {
					return err
				}
				_, err := fmt.Fprintf(w, "<p>edit %d</p>", rev)
				return err
			},
		})
	}
	site, err := output.New(files)
	if err != nil {
		tb.Fatal(err)
	}
	return site
}

func BenchmarkDir(b *testing.B) {
	const n = 10_000
	for _, bb := range []struct {
		name    string
		changed int
		cold    bool
	}{{"cold", 0, true}, {"all-changed", n, false}, {"one-changed", 1, false}, {"unchanged", 0, false}} {
		b.Run(bb.name, func(b *testing.B) {
			tmp := b.TempDir()
			out := filepath.Join(tmp, "public")
			if !bb.cold {
				mustDir(b, bigSite(b, n, bb.changed, 0), out)
			}
			b.ResetTimer()
			for i := range b.N {
				b.StopTimer()
				site := bigSite(b, n, bb.changed, i+1)
				if bb.cold {
					out = filepath.Join(tmp, fmt.Sprint(i), "public")
				}
				b.StartTimer()
				mustDir(b, site, out)
			}
		})
	}
}

func BenchmarkUnchanged(b *testing.B) {
	out := filepath.Join(b.TempDir(), "public")
	res := mustDir(b, bigSite(b, 10_000, 0, 0), out)
	for b.Loop() {
		if !Unchanged(out, res.Record) {
			b.Fatal("changed")
		}
	}
}
