//go:build unix

package publish

import (
	"io/fs"
	"syscall"
)

// inode tells two files of one file system apart; 0 where the system has no such number.
func inode(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}
