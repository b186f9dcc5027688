package main

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"

	"policybook/generator/source"
)

// parsed is the file that keeps what the preview has parsed of a large handbook, so
// that the next preview begins at once. It may be deleted at any time, and is of use to
// the program that wrote it alone. It holds the hash of that program, the packed
// documents, and a checksum of all. What is published is never taken from it: whoever
// can put a file here must not say what a policy says.
type parsed struct{ path string }

// worthKeeping is how many documents must have been parsed before that is kept: fewer
// are parsed sooner than such a file is written.
const worthKeeping = 200

func (e *env) parsed() parsed { return parsed{e.path(cacheFolder + "/parsed")} }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// load gives what was kept, for another tree to be read from; nil for nothing.
func (p parsed) load() *source.Tree {
	f, err := os.Open(p.path)
	if err != nil {
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < sha256.Size+crc32.Size {
		return nil
	}
	var text strings.Builder
	text.Grow(int(info.Size()))
	sum, want := crc32.New(castagnoli), [crc32.Size]byte{}
	if _, err := io.CopyN(io.MultiWriter(&text, sum), f, info.Size()-crc32.Size); err != nil {
		return nil
	}
	packed, ours := strings.CutPrefix(text.String(), string(programHash()))
	if _, err := io.ReadFull(f, want[:]); err != nil || !ours || sum.Sum32() != binary.LittleEndian.Uint32(want[:]) {
		return nil
	}
	return source.Unpack(packed)
}

// store keeps what was parsed, if that is much more than was kept before, and
// reports whether it did.
func (p parsed) store(t, kept *source.Tree) bool {
	self := programHash()
	if self == nil || t.Parsed(kept) < worthKeeping {
		return false
	}
	text := append(self, t.Pack()...)
	return writeCache(p.path, binary.LittleEndian.AppendUint32(text, crc32.Checksum(text, castagnoli)))
}

// programHash gives the hash of the program that is running, or nil.
func programHash() []byte {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	f, err := os.Open(self)
	if err != nil {
		return nil
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil
	}
	return sum.Sum(nil)
}

// writeCache writes a file of the cache folder, whole or not at all, and reports
// whether it did. Failing costs the next preview its hurry, no more.
func writeCache(path string, text []byte) bool {
	dir := filepath.Dir(path)
	if os.MkdirAll(dir, 0o755) != nil {
		return false
	}
	os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o644)
	tmp := path + ".tmp" // two that write it at once spoil it, which whoever reads it finds
	return os.WriteFile(tmp, text, 0o644) == nil && os.Rename(tmp, path) == nil
}
