package pdf

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"policybook/generator/output"
)

// site makes a site of files.
func site(t *testing.T, files map[string]string) *output.Site {
	t.Helper()
	var all []output.File
	for name, text := range files {
		all = append(all, output.File{Path: name, Write: func(w io.Writer) error { _, err := io.WriteString(w, text); return err }})
	}
	s, err := output.New(all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCache(t *testing.T) {
	t.Parallel()
	used := map[string]string{"style.css": sum([]byte("a")), "gone.png": ""}
	same := map[string]string{"style.css": "a"}
	printed := []byte("%PDF\n\x00\n")
	damage := func(change func([]byte) []byte) func(string) error {
		return func(file string) error {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(file, change(text), 0o666)
		}
	}
	for name, c := range map[string]struct {
		files  map[string]string
		damage func(file string) error
		want   bool
	}{
		"the same":      {same, nil, true},
		"another style": {map[string]string{"style.css": "b"}, nil, false},
		"no style":      {map[string]string{}, nil, false},
		"a new picture": {map[string]string{"style.css": "a", "gone.png": ""}, nil, false},
		"gone":          {same, os.Remove, false},
		"cut":           {same, damage(func(b []byte) []byte { return b[:len(b)-1] }), false},
		"changed":       {same, damage(func(b []byte) []byte { b[len(b)-2] ^= 1; return b }), false},
		"empty":         {same, damage(func([]byte) []byte { return nil }), false},
		"no JSON":       {same, damage(func(b []byte) []byte { return b[1:] }), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cache := cache{folder: filepath.Join(t.TempDir(), "new", "pdf"), browser: "x"}
			key := cache.key("r", "p", []byte("h"))
			cache.store(key, used, printed)
			if c.damage != nil {
				if err := c.damage(cache.path(key)); err != nil {
					t.Fatal(err)
				}
			}
			got, ok := cache.load(key, site(t, c.files))
			if ok != c.want || ok && !bytes.Equal(got, printed) {
				t.Errorf("got %q, %v, want %v", got, ok, c.want)
			}
		})
	}
}

func TestCacheKey(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, k := range []string{
		cache{browser: "a"}.key("r", "p", []byte("h")), cache{browser: "b"}.key("r", "p", []byte("h")), cache{browser: "a"}.key("s", "p", []byte("h")),
		cache{browser: "a"}.key("r", "q", []byte("h")), cache{browser: "a"}.key("r", "p", []byte("i")), cache{browser: "a"}.key("rp", "", []byte("h")),
	} {
		if keys[k] {
			t.Errorf("%s twice", k)
		}
		keys[k] = true
	}
}

func TestCacheForgets(t *testing.T) {
	t.Parallel()
	c := cache{folder: t.TempDir()}
	old := time.Now().Add(-2 * cacheAge)
	for name, want := range map[string]bool{"old.pdf.cache": false, "old.1.tmp": false, "new.pdf.cache": true, "old.txt": true} {
		file := filepath.Join(c.folder, name)
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if name[:3] == "old" {
			if err := os.Chtimes(file, old, old); err != nil {
				t.Fatal(err)
			}
		}
		c.clear()
		if _, err := os.Stat(file); (err == nil) != want {
			t.Errorf("%s: kept %v, want %v", name, err == nil, want)
		}
	}
}
