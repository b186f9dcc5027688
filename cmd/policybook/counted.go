package main

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"
)

// counted is a folder that counts the documents which are found and opened in it, so that
// one who waits for the first build knows how long. All are found before the first is opened.
type counted struct {
	fs.FS
	found, opened atomic.Int64
}

// progress says how far the first build is.
func (c *counted) progress() string {
	found, opened := c.found.Load(), c.opened.Load()
	switch {
	case opened == 0:
		return "looking for documents"
	case opened < found:
		return fmt.Sprintf("%d of %d documents read", opened, found)
	}
	return fmt.Sprintf("compiling %s", count(int(found), "document"))
}

func isDocument(name string) bool {
	return strings.EqualFold(path.Ext(name), ".md") && !strings.HasPrefix(name, ".")
}

// Open counts an opened document.
func (c *counted) Open(name string) (fs.File, error) {
	if isDocument(path.Base(name)) {
		c.opened.Add(1)
	}
	return c.FS.Open(name)
}

// ReadDir counts the documents of a folder.
func (c *counted) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(c.FS, name)
	for _, e := range entries {
		if isDocument(e.Name()) {
			c.found.Add(1)
		}
	}
	return entries, err
}

// Stat follows links, as [fs.StatFS] has it.
func (c *counted) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

// Lstat and ReadLink do not: see [fs.ReadLinkFS].
func (c *counted) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(c.FS, name) }

// ReadLink gives where a link leads.
func (c *counted) ReadLink(name string) (string, error) { return fs.ReadLink(c.FS, name) }
