package main

import (
	"testing"
	"testing/fstest"

	"policybook/generator/source"
)

// What is said while a handbook is read comes to its end with it.
func TestCounted(t *testing.T) {
	t.Parallel()
	file := &fstest.MapFile{Data: []byte("---\ntitle: Leave\n---\nText.\n")}
	c := &counted{FS: fstest.MapFS{"content/handbook.yaml": {}, "content/hr/_index.md": file, "content/hr/leave.md": file, "content/hr/.leave.md": file}}
	if got := c.progress(); got != "looking for documents" {
		t.Errorf("before: %q", got)
	}
	if _, err := c.ReadDir("content/hr"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Open("content/hr/leave.md"); err != nil {
		t.Fatal(err)
	}
	if got := c.progress(); got != "1 of 2 documents read" {
		t.Errorf("meanwhile: %q", got)
	}
	c.found.Store(0)
	c.opened.Store(0)
	if tree := source.Read(c); len(tree.Documents) != 2 {
		t.Errorf("%d documents", len(tree.Documents))
	}
	if got := c.progress(); got != "compiling 2 documents" {
		t.Errorf("after: %q", got)
	}
}
