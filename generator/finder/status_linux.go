package finder

import (
	"io/fs"
	"syscall"
	"time"
)

// status gives when a file or what is known of it changed last, which nobody can
// set, and its number in the file system.
func status(info fs.FileInfo) (changed time.Time, number uint64) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec)), uint64(st.Ino)
	}
	return info.ModTime(), 0
}
