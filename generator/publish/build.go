package publish

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"policybook/generator/output"
)

// A build is one run of Dir after the lock is taken and the output looked at.
type build struct {
	*publisher
	out, stage string
	old        *standing
	site       *output.Site

	// After render:
	manifest manifest
	same     []string // files that stand in the output as they should
	res      Result
	rewrite  bool // the manifest differs
}

// path returns a path in the stage.
func (b *build) path(tree string, slash ...string) string {
	return filepath.Join(append([]string{b.stage, tree}, slash...)...)
}

// target returns the place of a site's path in the output.
func (b *build) target(slash string) string { return filepath.Join(b.out, filepath.FromSlash(slash)) }

// changed reports whether anything has to be done after render.
func (b *build) changed() bool {
	return !b.old.exists || b.rewrite || len(b.res.Written) > 0 || len(b.res.Removed) > 0
}

// render writes new and changed files into the stage and finds out which ones are neither.
func (b *build) render(ctx context.Context) error {
	files := b.site.Files()
	b.manifest = manifest{Generator: generator, Files: make([]entry, len(files))}
	differs := make([]bool, len(files))
	pens := make([]*pen, b.workers)
	for i := range pens {
		pens[i] = newPen(b.disk)
	}
	half := (len(files) + 1) / 2
	err := parallel(ctx, b.workers, len(files), func(worker, i int) (err error) {
		// A folder takes one new file at a time, and files that follow each other
		// mostly share one: every second is from the other half.
		i = i/2 + i%2*half
		p := files[i].Path
		old := ""
		if b.old.ours[p] {
			old = b.target(p)
		}
		b.manifest.Files[i], differs[i], err = pens[worker].write(files[i], old, b.path(newTree, filepath.FromSlash(p)))
		return err
	})
	if err != nil {
		return err
	}
	for i, f := range files {
		if differs[i] {
			b.res.Written = append(b.res.Written, f.Path)
		} else {
			b.same = append(b.same, f.Path)
		}
	}
	b.res.Unchanged = len(b.same)
	b.res.Removed = b.old.stale(b.site)
	data := b.manifest.encode()
	if b.old.hasManifest(data) {
		b.same = append(b.same, manifestName)
		return nil
	}
	b.rewrite = true
	return b.disk.write(b.path(newTree, manifestName), func(w io.Writer) error { _, err := w.Write(data); return err })
}

// A pen writes one file after the other with the same buffers. It compares with the old file on the way, so an
// unchanged file costs no write and a file of any size costs no memory.
type pen struct {
	disk disk
	buf  *bufio.Writer // in front of the pen itself: rendering writes in small pieces
	hash hash.Hash
	read []byte

	path string         // of the new file
	old  *os.File       // nil once it is known to differ
	new  io.WriteCloser // nil while it does not
	size int64
}

func newPen(d disk) *pen {
	p := &pen{disk: d, hash: sha256.New(), read: make([]byte, 64<<10)}
	p.buf = bufio.NewWriterSize(p, 64<<10) // most pages are one write
	return p
}

// write renders f to path unless it is equal to the file old ("" if there is none), and tells whether it did.
func (p *pen) write(f output.File, old, path string) (e entry, differs bool, err error) {
	p.path, p.new, p.old, p.size = path, nil, nil, 0
	p.hash.Reset()
	p.buf.Reset(p)
	if old != "" {
		if p.old, err = os.Open(old); err != nil {
			return entry{}, false, err
		}
	}
	defer func() {
		if p.old != nil {
			p.old.Close()
		}
		if p.new != nil {
			if cerr := p.new.Close(); err == nil {
				err = cerr
			}
		}
	}()
	if err := f.Write(p.buf); err != nil {
		return entry{}, false, fmt.Errorf("%s: %w", f.Path, err)
	}
	if err := p.buf.Flush(); err != nil {
		return entry{}, false, err
	}
	if p.new == nil && !p.atEnd() {
		if err := p.start(); err != nil {
			return entry{}, false, err
		}
	}
	return entry{f.Path, p.size, hex.EncodeToString(p.hash.Sum(nil))}, p.new != nil, nil
}

// Write takes the next bytes of the file; it is what the buffer in front writes to.
func (p *pen) Write(b []byte) (int, error) {
	if p.new == nil && !p.equal(b) {
		if err := p.start(); err != nil {
			return 0, err
		}
	}
	p.hash.Write(b)
	p.size += int64(len(b))
	if p.new == nil {
		return len(b), nil
	}
	return p.new.Write(b)
}

// equal reports whether the old file goes on with b.
func (p *pen) equal(b []byte) bool {
	for len(b) > 0 && p.old != nil {
		n := min(len(b), len(p.read))
		if _, err := io.ReadFull(p.old, p.read[:n]); err != nil || !bytes.Equal(p.read[:n], b[:n]) {
			return false
		}
		b = b[n:]
	}
	return p.old != nil
}

// atEnd reports whether the old file is not longer than the new one.
func (p *pen) atEnd() bool {
	if p.old == nil {
		return false
	}
	n, err := p.old.Read(p.read[:1])
	return n == 0 && err == io.EOF
}

// start begins the new file with as much of the old one as was equal.
func (p *pen) start() error {
	err := p.disk.inFolder(p.path, func() (err error) { p.new, err = p.disk.create(p.path); return err })
	if err != nil {
		p.new = nil // not an interface that holds a nil file
		return err
	}
	if p.old != nil && p.size > 0 {
		_, err = io.CopyBuffer(p.new, io.NewSectionReader(p.old, 0, p.size), p.read)
	}
	return err
}

// parallel calls do for i in 0..n-1 from so many workers, each with its own number. After the first error no further
// call begins; the error with the lowest i is returned. A panic is passed on to the caller, who can clear up.
func parallel(ctx context.Context, workers, n int, do func(worker, i int) error) error {
	var (
		next   atomic.Int64
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed = n // the lowest i with an error
		first  error
		crash  any
	)
	fail := func(i int, err error, r any) {
		mu.Lock()
		defer mu.Unlock()
		if next.Store(int64(n)); i < failed {
			failed, first = i, err
		}
		if r != nil {
			crash = r
		}
	}
	for worker := range min(workers, n) {
		wg.Go(func() {
			i := 0
			defer func() {
				if r := recover(); r != nil {
					fail(i, nil, fmt.Sprintf("%v\n\n%s", r, debug.Stack()))
				}
			}()
			for i = int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				err := ctx.Err()
				if err == nil {
					err = do(worker, i)
				}
				if err != nil {
					fail(i, err, nil)
				}
			}
		})
	}
	wg.Wait()
	if crash != nil {
		panic(crash)
	}
	return first
}
