package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// large makes a handbook of so many documents in folders of a hundred.
func large(b *testing.B, documents int) string {
	b.Helper()
	dir := b.TempDir()
	for i := range documents {
		p := filepath.Join(dir, fmt.Sprintf("content/s%03d/p%05d.md", i/100, i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o777), os.WriteFile(p, []byte("text"), 0o666)); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// From a save to the change, of which 5 ms are spent waiting for more.
func BenchmarkChange(b *testing.B) {
	r := read(b, newWatcher(large(b, 10_000), false))
	for b.Loop() {
		r.write("content/s042/p04200.md", "another text")
		r.next()
	}
}

func BenchmarkStart(b *testing.B) {
	w := newWatcher(large(b, 10_000), false)
	for b.Loop() {
		w.run(b.Context(), func(Change) bool { return false })
	}
}

// One look at all files, as polling takes it again and again.
func BenchmarkLook(b *testing.B) {
	w := newWatcher(large(b, 10_000), true)
	w.run(b.Context(), func(Change) bool {
		for b.Loop() {
			w.look()
		}
		return false
	})
}
