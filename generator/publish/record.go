package publish

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
)

// A Record is a digest of path, size, modification time and inode of every file that Dir wrote, for [Unchanged]. It is
// good for one folder on one machine. The empty Record is never unchanged.
type Record string

// Unchanged reports whether dir still is exactly what the Dir that returned r left behind: none of its files changed,
// replaced or missing, no other build running or cut off. It opens only the manifest and else asks for sizes and times; foreign
// files do not matter.
func Unchanged(dir string, r Record) bool {
	out, err := resolve(dir)
	if err != nil || r == "" {
		return false
	}
	for _, at := range []place{beside(out), inside(out)} {
		if exists(at.stage) || exists(at.lock) {
			return false
		}
	}
	data, err := os.ReadFile(filepath.Join(out, manifestName))
	if err != nil {
		return false
	}
	m, err := decode(data)
	if err != nil {
		return false
	}
	now, err := record(out, m.paths(), min(runtime.GOMAXPROCS(0), maxWorkers))
	return err == nil && now == r
}

// record looks at the files with these sorted paths.
func record(out string, paths []string, workers int) (Record, error) {
	const batch = 256
	stats := make([][3]int64, len(paths)) // size, time, inode
	err := parallel(context.Background(), workers, (len(paths)+batch-1)/batch, func(_, k int) error {
		for i := k * batch; i < min((k+1)*batch, len(paths)); i++ {
			info, err := os.Lstat(filepath.Join(out, filepath.FromSlash(paths[i])))
			if err != nil {
				return err
			}
			stats[i] = [3]int64{info.Size(), info.ModTime().UnixNano(), int64(inode(info))}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	h := sha256.New()
	var line []byte
	for i, p := range paths {
		line = append(append(line[:0], p...), 0)
		for _, n := range stats[i] {
			line = binary.BigEndian.AppendUint64(line, uint64(n))
		}
		h.Write(line)
	}
	return Record(hex.EncodeToString(h.Sum(nil))), nil
}
