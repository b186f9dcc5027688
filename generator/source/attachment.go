package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	_ "image/gif" // sizes of pictures, without decoding them
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Limits of files that are published beside the pages.
const (
	maxFile   = 50 << 20 // bytes
	maxPixels = 50 << 20
)

// active matches what makes an SVG picture run or load something.
var active = regexp.MustCompile(`(?i)<\s*(?:[a-z]+:)?(?:script|foreignobject|iframe|embed|object|handler|set|animate)\b|\son[a-z]+\s*=|javascript:|<!entity|href\s*=\s*["']?\s*(?:https?:|//|data:text)|@import|url\(\s*["']?\s*(?:https?:|//)`)

// inspect takes the hash of a file and looks whether it may be published.
func (f *File) inspect(fsys fs.FS) {
	if f.Size > maxFile {
		f.Hash = hash(fsys, f)
		f.Refused = fmt.Sprintf("it is too large: %d MiB; an attachment may have 50", f.Size>>20)
		return
	}
	r, err := fsys.Open(path.Join(Root, f.Path))
	if err != nil {
		f.Refused = "it cannot be read: " + reason(err)
		return
	}
	defer r.Close()
	sum := sha256.New()
	var head bytes.Buffer
	keep := int64(64 << 10)
	if isVector(f.Path) {
		keep = maxFile
	}
	if _, err = io.CopyN(io.MultiWriter(sum, &head), r, keep); err == nil {
		_, err = io.Copy(sum, r)
	}
	if err != nil && err != io.EOF {
		f.Refused = "it cannot be read: " + reason(err)
		return
	}
	sum.Sum(f.Hash[:0])
	f.Refused = refused(f.Path, head.Bytes())
}

func isVector(name string) bool { return strings.EqualFold(path.Ext(name), ".svg") }

// refused judges a file by its name and its first bytes.
func refused(name string, head []byte) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".hta", ".js", ".mjs", ".xml", ".xsl", ".xslt", ".swf", ".svgz", ".webmanifest":
		return "a file of this kind can run scripts in a reader's browser"
	}
	if isVector(name) && active.Match(head) {
		return "the SVG picture holds a script, an event handler or a link to another place"
	}
	if bytes.HasPrefix(head, []byte("version https://git-lfs.github.com/spec/")) {
		return "it is a Git LFS pointer, not the file itself; run `git lfs pull`"
	}
	if c, _, err := image.DecodeConfig(bytes.NewReader(head)); err == nil && c.Width*c.Height > maxPixels {
		return fmt.Sprintf("the picture is too large: %d × %d pixels; 50 million are allowed", c.Width, c.Height)
	}
	return ""
}
