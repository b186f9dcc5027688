package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where no git is installed, the demonstration says so, and nothing is left behind.
func TestDemoWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	dir := t.TempDir()
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"demo", filepath.Join(dir, "a", "b")}, nil, &out, &errs)
	if code != exitEnvironment || !strings.Contains(errs.String(), "nothing was written: there is no git program to write a history with\n  hint: install git") {
		t.Errorf("exit code %d:\n%s", code, errs.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("a folder is left")
	}
}
