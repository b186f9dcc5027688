package source_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator/source"
)

// What was packed is what would be parsed: in the sample, which has all that authors
// write, and in files with all that is wrong with them.
func TestPack(t *testing.T) {
	t.Parallel()
	folders := map[string]fs.FS{"sample": os.DirFS(filepath.Join("..", ".."))}
	names, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		folders[name] = files(a)
	}
	for name, folder := range folders {
		want := source.Read(folder)
		packed := string(want.Pack())
		was := source.Unpack(packed)
		if was == nil {
			t.Fatalf("%s: it cannot be read", name)
		}
		if n := want.Parsed(was); n > 0 {
			t.Errorf("%s: %d documents are parsed again", name, n)
		}
		got := was.Again(folder)
		if !reflect.DeepEqual(got.Documents, want.Documents) {
			t.Errorf("%s: other documents", name)
		}
		if got.Digest != want.Digest || !reflect.DeepEqual(got.Findings, want.Findings) {
			t.Errorf("%s: another tree", name)
		}
		for n := 0; n < len(packed); n += 1 + len(packed)/500 {
			if source.Unpack(packed[:n]) != nil {
				t.Errorf("%s: %d of %d bytes are taken for all", name, n, len(packed))
			}
		}
	}
}

// A file with other bytes is parsed, whatever was packed of it, and so are all when
// days begin at another hour.
func TestUnpackedIsCompared(t *testing.T) {
	t.Parallel()
	write := func(zone, title string) fs.FS {
		return files(txtar.Parse([]byte("-- content/handbook.yaml --\ntimezone: " + zone + "\n-- content/a.md --\n---\ntitle: " + title +
			"\neffective_date: 2026-01-01T23:30:00Z\n---\nText.\n-- content/b.md --\n---\ntitle: B\n---\nText.\n")))
	}
	before := source.Read(write("Europe/Berlin", "A"))
	for _, folder := range []fs.FS{write("Europe/Berlin", "Other"), write("America/Lima", "A")} {
		was := source.Unpack(string(before.Pack()))
		got, want := was.Again(folder), source.Read(folder)
		if !reflect.DeepEqual(got.Documents, want.Documents) {
			t.Errorf("got %v, want %v", got.Documents, want.Documents)
		}
		if reflect.DeepEqual(want.Documents, before.Documents) {
			t.Error("nothing differs")
		}
	}
}

func files(a *txtar.Archive) fs.FS {
	folder := fstest.MapFS{}
	for _, f := range a.Files {
		folder[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return folder
}
