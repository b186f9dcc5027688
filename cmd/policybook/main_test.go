package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// smallHandbook writes a small handbook without errors and gives its folder.
func smallHandbook(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/handbook.yaml": "title: Test\n",
		"content/a/one.md":      "---\ntitle: One\nowner: it\nstatus: draft\n---\nText\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	dir := smallHandbook(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		args []string
		code int
		says string
	}{
		"fine":             {t.Context(), []string{"check", "-C", dir}, exitOK, ""},
		"content":          {t.Context(), []string{"check", "-C", t.TempDir()}, exitContent, ""},
		"unknown verb":     {t.Context(), []string{"nope"}, exitUsage, "unknown command"},
		"refused output":   {t.Context(), []string{"build", "-C", dir, "-o", dir}, exitUsage, "hint: "},
		"output in a file": {t.Context(), []string{"build", "-C", dir, "-o", filepath.Join(dir, "content/handbook.yaml/x")}, exitUsage, "handbook.yaml"},
		"output nowhere":   {t.Context(), []string{"build", "-C", dir, "-o", "/proc/policybook/out"}, exitEnvironment, "/proc/policybook"},
		"interrupted":      {cancelled, []string{"build", "-C", dir, "-o", filepath.Join(dir, "interrupted")}, exitInterrupted, "nothing published"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.code == exitEnvironment && runtime.GOOS != "linux" {
				t.Skip("needs a file system that takes no files, as /proc is")
			}
			var out, errs bytes.Buffer
			code := run(c.ctx, c.args, strings.NewReader(""), &out, &errs)
			if code != c.code || !strings.Contains(errs.String(), c.says) {
				t.Errorf("exit code %d, want %d, saying %q:\n%s", code, c.code, c.says, errs.String())
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "interrupted")); err == nil {
		t.Error("an interrupted build has published")
	}
}

// Where no browser is installed, --pdf says how to get one, and nothing is published.
func TestNoBrowser(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere browsers are not looked for in PATH alone")
	}
	t.Setenv("PATH", t.TempDir())
	dir := smallHandbook(t)
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"build", "-C", dir, "--pdf"}, nil, &out, &errs)
	if code != exitEnvironment || !strings.Contains(errs.String(), "apt-get install chromium") {
		t.Errorf("exit code %d, want %d:\n%s", code, exitEnvironment, errs.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("it was published")
	}
}

// A panic is a bug of ours: it says so, and has an exit code of its own.
func TestPanic(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	code := run(t.Context(), []string{"check", "-C", smallHandbook(t)}, nil, panics{}, &errs)
	if code != exitBug || !strings.Contains(errs.String(), "internal error: broken pipe of a test") {
		t.Errorf("exit code %d:\n%s", code, errs.String())
	}
}

type panics struct{}

func (panics) Write([]byte) (int, error) { panic("broken pipe of a test") }
