package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

func TestNextVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version      string
		minor, major string // "" where none follows
	}{
		{"", "0.1", "1.0"},
		{"0.3", "0.4", "1.0"},
		{"1", "1.1", "2.0"},
		{"1.9", "1.10", "2.0"},
		{"2.1.3", "2.2.0", "3.0.0"},
		{"2026.1", "2026.2", ""},
		{"2025.4", "2025.5", "2026.1"},
		{"2027.1", "2027.2", ""},
		{"2025", "2025.1", "2026.1"},
		{"1.x", "", ""},
		{"1..2", "", ""},
		{"1.-2", "", ""},
		{"1.99999999999999999999", "", ""},
	} {
		minor, _ := nextVersion(c.version, false, 2026)
		major, _ := nextVersion(c.version, true, 2026)
		if minor != c.minor || major != c.major {
			t.Errorf("%q is followed by %q and %q, want %q and %q", c.version, minor, major, c.minor, c.major)
		}
	}
}

// What is printed for a shell is one word to it, and the text that was meant.
func TestShellText(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell to ask")
	}
	for text, want := range map[string]string{
		"IT-POL-004":           `IT-POL-004`,
		"IT-POL-004: it's new": `"IT-POL-004: it's new"`,
		"$HOME":                `'$HOME'`,
		"a `b` \"c\" \\ !d":    "'a `b` \"c\" \\ !d'",
		"it's $5":              `'it'\''s $5'`,
		"":                     `''`,
		"Größe, ü":             `"Größe, ü"`,
		"a;b&c":                `'a;b&c'`,
	} {
		if got := shellWord(text); got != want {
			t.Errorf("%q is written %s, want %s", text, got, want)
		}
		for _, written := range []string{shellWord(text), shellText(text)} {
			if out, err := exec.Command(sh, "-c", "printf %s "+written).Output(); err != nil || string(out) != text {
				t.Errorf("a shell reads %s as %q, %v", written, out, err)
			}
		}
	}
}

func TestReplaceFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "a.md")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		os.Remove(name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	check := func(text string, mode os.FileMode) {
		t.Helper()
		got, err := os.ReadFile(name)
		if err != nil || string(got) != text {
			t.Errorf("the file holds %q, %v, want %q", got, err, text)
		}
		if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode() != mode {
			t.Errorf("its mode is %v, %v, want %v", info.Mode(), err, mode)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
			t.Errorf("there are %v, %v", all, err)
		}
	}
	write("old", 0o640)
	if err := replaceFile(name, []byte("old"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	check("new", 0o640)
	if err := replaceFile(name, []byte("old"), []byte("newer")); err == nil {
		t.Error("what somebody else wrote is lost")
	}
	check("new", 0o640)
	write("old", 0o444)
	if err := replaceFile(name, []byte("old"), []byte("new")); err == nil {
		t.Error("a read-only file was written")
	}
	check("old", 0o444)
	write("old", 0o644)
	if err := replaceFile(filepath.Join(dir, "gone.md"), nil, []byte("new")); err == nil {
		t.Error("a file that is gone was written")
	}
	check("old", 0o644)
}
