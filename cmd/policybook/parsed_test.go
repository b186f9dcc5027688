package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"policybook/generator"
	"policybook/generator/source"
)

// What the preview parsed is there for the next command, and is not missed when it is
// damaged, cut or gone, or when the program is another.
func TestParsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range worthKeeping {
		text := fmt.Sprintf("---\ntitle: Rule %d\n---\n\n## One\n\nFollow it.\n", i)
		if err := os.WriteFile(filepath.Join(dir, "content", fmt.Sprintf("rule-%d.md", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	e := &env{ctx: t.Context(), dir: dir, now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
	if e.parsed().load() != nil {
		t.Fatal("something was parsed before")
	}
	w := newWorkshop(e, generator.Options{})
	w.keep()
	kept := e.parsed().load()
	if kept == nil || w.Parsed().Parsed(kept) != 0 {
		t.Fatal("what was parsed is not kept")
	}
	if got := kept.Again(os.DirFS(dir)); !reflect.DeepEqual(got.Documents, w.Parsed().Documents) {
		t.Error("it is not what was parsed")
	}
	if e.parsed().store(w.Parsed(), kept) {
		t.Error("it is written again although nothing was parsed")
	}
	if e.parsed().store(w.Parsed(), source.Read(os.DirFS(dir))) {
		t.Error("it is written again although all that was parsed is kept")
	}
	good, err := os.ReadFile(e.parsed().path)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(good); n += 1 + len(good)/200 {
		bad := bytes.Clone(good)
		bad[n] ^= 1
		for _, text := range [][]byte{bad, good[:n]} {
			if err := os.WriteFile(e.parsed().path, text, 0o666); err != nil {
				t.Fatal(err)
			}
			if e.parsed().load() != nil {
				t.Fatalf("damage at byte %d of %d is not seen", n, len(good))
			}
		}
	}
}
