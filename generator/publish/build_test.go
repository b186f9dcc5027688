package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"policybook/generator/output"
)

// A pen must write exactly those files that differ, whatever the sizes and however the bytes come.
func TestPenWritesWhatDiffers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newPen(osDisk())
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		old := bytes.Repeat([]byte("0123456789abcdef"), rapid.IntRange(0, 10_000).Draw(rt, "old"))
		text := bytes.Clone(old)
		switch rapid.IntRange(0, 3).Draw(rt, "change") {
		case 0:
			text = append(text, "more"...)
		case 1:
			text = text[:rapid.IntRange(0, len(text)).Draw(rt, "cut")]
		case 2:
			if len(text) > 0 {
				text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] ^= 1
			}
		}
		chunk := rapid.IntRange(1, 200_000).Draw(rt, "chunk")
		was, is := filepath.Join(dir, "old"), filepath.Join(dir, "new", "x")
		if err := os.WriteFile(was, old, 0o666); err != nil {
			rt.Fatal(err)
		}
		if n%3 == 0 {
			was = ""
		}
		e, differs, err := p.write(output.File{Path: "x", Write: func(w io.Writer) error {
			for b := range slices.Chunk(text, chunk) {
				if _, err := w.Write(b); err != nil {
					return err
				}
			}
			return nil
		}}, was, is)
		if err != nil {
			rt.Fatal(err)
		}
		sum := sha256.Sum256(text)
		if want := (entry{"x", int64(len(text)), hex.EncodeToString(sum[:])}); e != want {
			rt.Fatalf("got %v, want %v", e, want)
		}
		if want := was == "" || !bytes.Equal(old, text); differs != want {
			rt.Fatalf("differs: got %v, want %v", differs, want)
		}
		if got, err := os.ReadFile(is); differs && (err != nil || !bytes.Equal(got, text)) {
			rt.Fatalf("wrote %d bytes, %v; want %d", len(got), err, len(text))
		} else if !differs && !errors.Is(err, os.ErrNotExist) {
			rt.Fatalf("an equal file was written, %v", err)
		}
		if err := os.RemoveAll(filepath.Dir(is)); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestParallel(t *testing.T) {
	t.Parallel()
	var done [1000]atomic.Int32
	if err := parallel(t.Context(), 4, len(done), func(_, i int) error { done[i].Add(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Errorf("%d was done %d times", i, n)
		}
	}
	boom := errors.New("boom")
	if err := parallel(t.Context(), 4, 100, func(_, i int) error {
		if i == 7 {
			return boom
		}
		return nil
	}); err != boom {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := parallel(ctx, 4, 100, func(_, i int) error { t.Error("called"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What decode accepts has only paths inside the output, and survives encoding.
func FuzzManifest(f *testing.F) {
	f.Add(manifest{generator, []entry{{"a/b.html", 1, "00"}, {"ü<&>.html", 0, ""}}}.encode())
	f.Add([]byte(`{"generator":"policybook","files":[{"path":"../x"}]}`))
	f.Add([]byte(`{"generator":"policybook"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if err != nil {
			return
		}
		for _, p := range m.paths() {
			if !filepath.IsLocal(filepath.FromSlash(p)) {
				t.Errorf("accepted the path %q", p)
			}
		}
		again, err := decode(m.encode())
		if err != nil || !bytes.Equal(again.encode(), m.encode()) {
			t.Errorf("%q became %q, %v", m.encode(), again.encode(), err)
		}
	})
}
