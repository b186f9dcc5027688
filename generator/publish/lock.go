package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// lock keeps other builds away from the output and says where this one may stage. The lock beside the output is taken
// first and the one inside second; the latter also if only another build's shows that it is in use.
func (p *publisher) lock(ctx context.Context, out string) (at place, unlock func(), err error) {
	at = beside(out)
	there := exists(out)
	if there && crosses(filepath.Dir(out), out) {
		at = inside(out)
	}
	first, err := p.acquire(ctx, beside(out).lock)
	switch {
	case err == nil:
	case there && errors.Is(err, fs.ErrPermission), at == inside(out) && errors.Is(err, syscall.EROFS):
		at, first = inside(out), func() {}
	default:
		return place{}, nil, err
	}
	if at == beside(out) && !exists(inside(out).lock) {
		return at, first, nil
	}
	second, err := p.acquire(ctx, inside(out).lock)
	if err != nil {
		first()
		return place{}, nil, err
	}
	return at, func() { second(); first() }, nil
}

// acquire takes the lock file path, waiting for another holder as long as the publisher's patience lasts.
func (p *publisher) acquire(ctx context.Context, path string) (release func(), err error) {
	patience := time.NewTimer(p.patience)
	defer patience.Stop()
	for told := false; ; {
		l := flock.New(path, flock.SetPermissions(0o666))
		locked, err := l.TryLock()
		if err != nil {
			return nil, err
		}
		if locked {
			current, err := isCurrent(l, path)
			if err == nil && current {
				// Only for the message below: a full disk must not matter here.
				_ = os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o666)
				return func() { p.release(l, path) }, nil
			}
			l.Close()
			if err != nil {
				return nil, err
			}
			continue
		}
		pid := holder(path)
		if !told && p.opts.Waiting != nil {
			p.opts.Waiting(pid)
		}
		told = true
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-patience.C:
			if pid == 0 {
				return nil, fmt.Errorf("another build is running: it holds %s", path)
			}
			return nil, fmt.Errorf("another build (pid %d) is running: it holds %s", pid, path)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// isCurrent reports whether the locked file is still the one that path names: its last holder may have removed it
// between our opening and our locking.
func isCurrent(l *flock.Flock, path string) (bool, error) {
	held, err := l.Stat()
	if err != nil {
		return false, err
	}
	named, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil && !named.Mode().IsRegular() {
		err = fmt.Errorf("%s is in the way of the lock file", path)
	}
	return err == nil && os.SameFile(held, named), err
}

// release removes the lock file while it is still held, so that nobody else's is removed; Windows forbids that, and
// forbids as well to remove a file that somebody else has opened.
func (p *publisher) release(l *flock.Flock, path string) {
	if runtime.GOOS == "windows" {
		l.Close()
		_ = p.disk.remove(path)
		return
	}
	_ = p.disk.remove(path)
	l.Close()
}

// holder returns the process id written in a lock file; 0 if there is none.
func holder(path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return 0
	}
	return pid
}
