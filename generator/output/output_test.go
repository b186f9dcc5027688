package output

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func file(path string) File {
	return File{Path: path, Write: func(w io.Writer) error { _, err := io.WriteString(w, path); return err }}
}

func files(paths ...string) []File {
	var list []File
	for _, p := range paths {
		list = append(list, file(p))
	}
	return list
}

func TestNewSortsAndLooksUp(t *testing.T) {
	t.Parallel()
	in := files("z.html", "a/b.html", "a-b.html", "index.html", "a/a.html")
	s, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Files() {
		got = append(got, f.Path)
	}
	if want := "a-b.html a/a.html a/b.html index.html z.html"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if in[0].Path != "z.html" {
		t.Error("New changed the caller's slice")
	}
	f, ok := s.Lookup("a/b.html")
	if !ok {
		t.Fatal("a/b.html not found")
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil || b.String() != "a/b.html" {
		t.Errorf("Lookup gave the file that writes %q, %v", b.String(), err)
	}
	for _, p := range []string{"", "a", "a/", "A/b.html", "zz"} {
		if f, ok := s.Lookup(p); ok {
			t.Errorf("Lookup(%q) = %q", p, f.Path)
		}
	}
}

func TestNewOfNothing(t *testing.T) {
	t.Parallel()
	s, err := New(nil)
	if err != nil || len(s.Files()) != 0 {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		paths []string
		want  string // in the error
	}{
		{"empty", []string{""}, `""`},
		{"dot", []string{"."}, `"."`},
		{"absolute", []string{"/a"}, `"/a"`},
		{"parent", []string{"a/../b"}, `"a/../b"`},
		{"parent first", []string{"../b"}, `"../b"`},
		{"dot segment", []string{"a/./b"}, `"a/./b"`},
		{"empty segment", []string{"a//b"}, `"a//b"`},
		{"folder", []string{"a/"}, `"a/"`},
		{"backslash", []string{`a\b`}, `"a\\b"`},
		{"NUL", []string{"a\x00b"}, `"a\x00b"`},
		{"not UTF-8", []string{"a\xffb"}, `"a\xffb"`},
		{"twice", []string{"a", "b", "a"}, `two files want the path "a"`},
		{"case", []string{"a/B.html", "a/b.html"}, `"a/B.html" and "a/b.html" are the same`},
		{"case of a folder", []string{"A/x.html", "a/x.html"}, `are the same`},
		{"sharp s", []string{"straße", "STRASSE"}, "are the same"},
		{"Unicode form", []string{"caf\u00e9", "cafe\u0301"}, "are the same"},
		{"Unicode form and case", []string{"CAFE\u0301", "caf\u00e9"}, "are the same"},
		{"file and folder", []string{"a", "a/b"}, `"a" cannot be a file and a folder, as "a/b" needs`},
		{"file and deep folder", []string{"a-b", "a/b/c", "A"}, `"A" cannot be a file and a folder`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := New(files(tt.paths...))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestNewAccepts(t *testing.T) {
	t.Parallel()
	for _, paths := range [][]string{
		{"a/b", "a.b", "a-b", "ab"},
		{"a..b", "...", ".gitignore", "a b", "ü/ö.html"},
		{"a/b/c/d", "a/b/c2", "a/b2", "a2"},
	} {
		if _, err := New(files(paths...)); err != nil {
			t.Errorf("%q: %v", paths, err)
		}
	}
}

// Fold must not tell apart what a change of case or of Unicode form makes, and folding twice changes nothing.
func TestFoldForgetsCase(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-zA-Z0-9/äöüÄÖÜéÉßñÑ.-]{0,20}`).Draw(t, "s")
		if Fold(Fold(s)) != Fold(s) || Fold(strings.ToUpper(s)) != Fold(s) || Fold(strings.ToLower(s)) != Fold(s) {
			t.Fatalf("Fold(%q) = %q, Fold(upper) = %q, Fold(lower) = %q", s, Fold(s), Fold(strings.ToUpper(s)), Fold(strings.ToLower(s)))
		}
	})
}

// A site that is made again is what New would make, also when the paths are others.
func TestAgain(t *testing.T) {
	t.Parallel()
	file := func(path, text string) File {
		return File{Path: path, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}}
	}
	first, err := New([]File{file("b.html", "b1"), file("a.html", "a1")})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		files []File
		want  string // error, or paths and texts
	}{
		{[]File{file("b.html", "b2"), file("a.html", "a2")}, "a.html a2 b.html b2 "},
		{[]File{file("a.html", "a2"), file("b.html", "b2")}, "a.html a2 b.html b2 "},
		{[]File{file("c.html", "c2"), file("a.html", "a2")}, "a.html a2 c.html c2 "},
		{[]File{file("b.html", "b2")}, "b.html b2 "},
		{[]File{file("a.html", "a2"), file("a.html", "a3")}, `two files want the path "a.html"`},
	} {
		for _, last := range []*Site{first, nil} {
			site, err := last.Again(func() []File { return tc.files })
			var got strings.Builder
			if err != nil {
				got.WriteString(err.Error())
			} else {
				for _, f := range site.Files() {
					got.WriteString(f.Path + " ")
					f.Write(&got)
					got.WriteString(" ")
				}
			}
			if got.String() != tc.want {
				t.Errorf("got %q, want %q", got.String(), tc.want)
			}
		}
	}
}

// Files that change places within their lists, or go to another, are found.
func TestAgainWithLists(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) (lists []func() []File) {
			names := rapid.Permutation([]string{"a", "b", "c/d", "c/e", "f"}).Draw(t, label)
			names = names[:rapid.IntRange(0, len(names)).Draw(t, label+" shown")]
			cut := rapid.IntRange(0, len(names)).Draw(t, label+" cut")
			for _, part := range [][]string{names[:cut], names[cut:]} {
				lists = append(lists, func() []File { return files(part...) })
			}
			return lists
		}
		before, err := (*Site)(nil).Again(draw("before")...)
		if err != nil {
			t.Fatal(err)
		}
		lists := draw("after")
		got, err := before.Again(lists...)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Concat(lists[0](), lists[1]())
		for _, site := range []*Site{got, got.Later(lists...)} {
			if all := site.Files(); len(all) != len(want) || !slices.IsSortedFunc(all, func(a, b File) int { return strings.Compare(a.Path, b.Path) }) {
				t.Fatalf("%d files, want %d sorted ones", len(all), len(want))
			}
			for _, f := range want {
				var b bytes.Buffer
				if found, ok := site.Lookup(f.Path); !ok || found.Path != f.Path || found.Write(&b) != nil || b.String() != f.Path {
					t.Fatalf("Lookup(%q) = %q, %v, which writes %q", f.Path, found.Path, ok, b.String())
				}
			}
		}
	})
}

// A list is made when one of its files is asked for, and once.
func TestLater(t *testing.T) {
	t.Parallel()
	first, err := (*Site)(nil).Again(func() []File { return files("b") }, func() []File { return files("c", "a") })
	if err != nil {
		t.Fatal(err)
	}
	var calls [2]int
	later := first.Later(
		func() []File { calls[0]++; return files("b") },
		func() []File { calls[1]++; return files("c", "a") })
	if _, ok := later.Lookup("d"); ok || calls != [2]int{} {
		t.Errorf("for a path that is none: %v, lists %v", ok, calls)
	}
	if f, ok := later.Lookup("a"); !ok || f.Path != "a" || calls != [2]int{0, 1} {
		t.Errorf("got %q, lists %v", f.Path, calls)
	}
	if all := later.Files(); len(all) != 3 || all[1].Path != "b" || calls != [2]int{1, 1} {
		t.Errorf("got %d files, lists %v", len(all), calls)
	}
}
