package publish

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"policybook/generator/output"
)

// tree maps paths to content. A path that ends in "/" is an empty folder; content that begins with "-> " is a link.
type tree map[string]string

func site(tb testing.TB, t tree) *output.Site {
	tb.Helper()
	var files []output.File
	for p, text := range t {
		files = append(files, output.File{Path: p, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}})
	}
	s, err := output.New(files)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// plant makes the files of t under dir.
func plant(tb testing.TB, dir string, t tree) {
	tb.Helper()
	for p, text := range t {
		name := filepath.Join(dir, filepath.FromSlash(p))
		folder := filepath.Dir(name)
		if strings.HasSuffix(p, "/") {
			folder = name
		}
		err := os.MkdirAll(folder, 0o777)
		if dest, ok := strings.CutPrefix(text, "-> "); ok && err == nil {
			err = os.Symlink(dest, name)
		} else if folder != name && err == nil {
			err = os.WriteFile(name, []byte(text), 0o666)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// read returns everything under dir but the manifest; nil if there is no dir.
func read(tb testing.TB, dir string) tree {
	tb.Helper()
	if !exists(dir) {
		return nil
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		tb.Fatal(err)
	}
	t := tree{}
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			if entries, err := os.ReadDir(p); err != nil || len(entries) > 0 {
				return err
			}
			t[rel+"/"] = ""
		case d.Type()&fs.ModeSymlink != 0:
			dest, err := os.Readlink(p)
			t[rel] = "-> " + dest
			return err
		case rel != manifestName:
			data, err := os.ReadFile(p)
			t[rel] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// union returns all files of both.
func union(a, b tree) tree {
	t := tree{}
	for _, part := range []tree{a, b} {
		for p, text := range part {
			t[p] = text
		}
	}
	return t
}

func mustDir(tb testing.TB, s *output.Site, out string) Result {
	tb.Helper()
	res, err := Dir(context.Background(), s, out, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return res
}

// names lists what stands in a folder.
func names(tb testing.TB, dir string) string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}
