package finder

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"policybook/generator/parallel"
)

// Files tells whether files are as they were without reading them: by their
// names, sizes, times and numbers in the file system.
type Files struct {
	Digest [32]byte
	Newest time.Time // of the times at which one of them was changed
}

// Look looks at every file below the folders that are named, which lie in dir and
// need not be there. Links are not followed.
func Look(dir string, folders ...string) Files {
	sum := sha256.New()
	var f Files
	for level := folders; len(level) > 0; {
		seen := make([]listing, len(level))
		parallel.Each(len(level), func(i int) { seen[i] = list(filepath.Join(dir, level[i])) })
		var below []string
		for i, name := range level {
			sum.Write([]byte(name + "\x00"))
			sum.Write(seen[i].lines)
			if seen[i].newest.After(f.Newest) {
				f.Newest = seen[i].newest
			}
			for _, sub := range seen[i].folders {
				below = append(below, filepath.Join(name, sub))
			}
		}
		level = below
	}
	sum.Sum(f.Digest[:0])
	return f
}

// Same reports whether the files can be told to be as others were that were read
// at a given time, by the clock of their file system. A file that changed at about
// that time may change once more, within one tick of the clock, and look the same.
func (f Files) Same(then Files, read time.Time) bool {
	const tick = 2 * time.Second // the longest that a file system has
	return f.Digest == then.Digest && f.Newest.Before(read.Add(-tick))
}

// listing is what a folder shows.
type listing struct {
	lines   []byte
	folders []string
	newest  time.Time
}

func list(dir string) (l listing) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		l.lines = []byte(err.Error())
	}
	for _, e := range entries {
		l.lines = append(append(l.lines, e.Name()...), 0)
		if e.IsDir() {
			l.folders = append(l.folders, e.Name())
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it went while we looked: a file fewer
		}
		l.add(info)
	}
	return l
}

func (l *listing) add(info fs.FileInfo) {
	changed, number := status(info)
	for _, t := range []time.Time{info.ModTime(), changed} {
		if t.After(l.newest) {
			l.newest = t
		}
	}
	for _, n := range []uint64{uint64(info.Mode()), uint64(info.Size()), uint64(info.ModTime().UnixNano()), uint64(changed.UnixNano()), number} {
		l.lines = binary.LittleEndian.AppendUint64(l.lines, n)
	}
}
