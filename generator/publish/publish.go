// Package publish puts a compiled site somewhere else, whole or not at all.
//
// [Dir] makes a folder, the output, hold exactly the site's files and a manifest of them. Whatever happens meanwhile (a full
// disk, an interrupt, kill -9), the output is the old site or the new one; the only exception stands under Swap.
//
// # Whose file is it
//
// The output's manifest.json lists what an earlier Dir wrote: path, size in bytes and SHA-256 of every file, sorted by path,
// the same bytes for the same site. What is listed there is ours: it is rewritten when its bytes differ, and removed when the site
// no longer has it. Every other file, folder and link is foreign, and is neither changed nor removed. Dir refuses
//   - a folder that holds foreign files and no manifest, unless all names at its top begin with a dot (.git, .gitignore),
//   - a foreign file where the site needs one of its own,
//   - a damaged manifest, and one of another program,
//   - a folder that is, contains or lies inside a source; that is or contains the home folder; that is a whole disk.
//
// # Stage
//
// New and changed files are rendered into a stage, .NAME.stage beside the output NAME: the same device, so that renaming
// works, and a full disk hits the stage and not the site. A file whose bytes are those in the output is not written: it keeps its inode
// and modification time. If nothing differs, the output is not touched at all. Two builds at once are kept apart by
// .NAME.lock, which the operating system frees when its holder dies.
//
// If the output is a mount point or a link, it stays one. Where it is another device than the folder that it stands in, or
// that folder may not be written, stage and lock stand inside the output as .policybook.stage and .policybook.lock.
//
// # Swap
//
// On Linux the stage is completed by hard links to unchanged and foreign files and then takes the output's place in one
// step. The old tree is removed by deleting what is known; anything that appeared in it meanwhile is moved into the new
// one, under its name and "~" if that is taken.
//
// Where folders cannot be exchanged (other systems, mount points) or should not be (the output holds foreign folders, say
// .git, or belongs to another user), files are renamed into it one by one: assets, then pages, then indexes, then the
// manifest; then stale files are removed. A kill in the middle leaves a mixed site there, until the next Dir: a journal in
// the stage makes it go back before it begins. The same happens at once if a step fails.
//
// Nothing is flushed to the device: after a power cut the file system's own promises hold.
package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"policybook/generator/output"
)

// Options say what Dir must keep away from and whom it tells that it waits.
type Options struct {
	// Sources are files and folders that the output must not be, contain or lie inside. They need not exist.
	Sources []string
	// Waiting, if not nil, is called once when another build holds the lock, with its process id, or 0 if that is not known.
	Waiting func(pid int)
}

// A Result says what Dir did. Paths are slash-separated, relative to the output, sorted; the manifest is not counted.
type Result struct {
	Written   []string // new files, and files whose bytes differed
	Unchanged int      // files that already stood there
	Removed   []string // files that an earlier site had
	Record    Record   // what stands there now, for Unchanged
}

// A RefusedError says that a folder must not be used as output. Nothing has been changed.
type RefusedError struct {
	Path   string // the folder, or the foreign thing in it
	Reason string // why, in words that follow the path
	Hint   string // how to mend it
}

// Error returns the path and the reason, without the hint.
func (e *RefusedError) Error() string { return e.Path + " " + e.Reason }

// Dir makes the folder dir hold the site, as the package comment says. Missing folders above dir are created.
//
// If Dir fails, the output is as it was. The error is a [*RefusedError] if dir must not be used; it wraps ctx's error
// after a cancellation, or a file's own error from its Write; any other error is the environment's (a full disk, a
// permission, another build that runs for more than ten seconds) and names path and reason. Once the swap has begun, Dir
// no longer heeds ctx.
func Dir(ctx context.Context, site *output.Site, dir string, opts Options) (Result, error) {
	p := publisher{disk: osDisk(), opts: opts, workers: min(runtime.GOMAXPROCS(0), maxWorkers), patience: 10 * time.Second}
	return p.dir(ctx, site, dir)
}

const (
	maxWorkers = 8 // each has two files open: stay far below the smallest limits for descriptors

	newTree = "new" // in a stage: the files to come
	oldTree = "old" // in a stage: links to the files that are replaced one by one
)

// A publisher is what Dir needs beside its arguments; tests bring a disk that fails.
type publisher struct {
	disk     disk
	opts     Options
	workers  int
	patience time.Duration // how long to wait for another build
}

// A place is where a build keeps what does not belong to the site.
type place struct {
	stage, lock string // absolute paths
}

func beside(out string) place {
	stem := filepath.Join(filepath.Dir(out), "."+filepath.Base(out))
	return place{stem + ".stage", stem + ".lock"}
}

func inside(out string) place {
	return place{filepath.Join(out, insideStage), filepath.Join(out, insideLock)}
}

const (
	insideStage = ".policybook.stage"
	insideLock  = ".policybook.lock"
)

func (p *publisher) dir(ctx context.Context, site *output.Site, dir string) (Result, error) {
	fail := func(err error) (Result, error) {
		var refused *RefusedError
		if errors.As(err, &refused) {
			return Result{}, err
		}
		return Result{}, fmt.Errorf("cannot publish to %s: %w", dir, err)
	}
	if err := checkPaths(site); err != nil {
		return fail(err)
	}
	out, err := resolve(dir)
	if err != nil {
		return fail(err)
	}
	if err := checkPlace(out, p.opts.Sources); err != nil {
		return fail(err)
	}
	if err := p.disk.mkdirAll(filepath.Dir(out)); err != nil {
		return fail(err)
	}
	at, unlock, err := p.lock(ctx, out)
	if err != nil {
		return fail(err)
	}
	defer unlock()
	// A build that was killed may have stood in either place: inside a container the output is a mount point, outside not.
	for _, left := range []place{beside(out), inside(out)} {
		if err := p.settle(left.stage, out); err != nil {
			return fail(fmt.Errorf("after a build that was cut off: %w", err))
		}
	}
	res, err := p.publish(ctx, site, out, at)
	if err != nil {
		return fail(err)
	}
	return res, nil
}

// publish renders, swaps and clears up, under the lock.
func (p *publisher) publish(ctx context.Context, site *output.Site, out string, at place) (res Result, err error) {
	old, err := scan(out, site)
	if err != nil {
		return Result{}, err
	}
	defer func() { // after success, failure and panic alike; see settle
		if serr := p.settle(at.stage, out); err != nil && serr != nil {
			err = fmt.Errorf("%w (and clearing up: %w)", err, serr)
		}
	}()
	b := &build{publisher: p, out: out, stage: at.stage, old: old, site: site}
	if err := p.disk.mkdirAll(filepath.Join(at.stage, newTree)); err != nil {
		return Result{}, err
	}
	if err := b.render(ctx); err != nil {
		return Result{}, err
	}
	if b.changed() {
		if err := b.swap(ctx, at == beside(out)); err != nil {
			return Result{}, err
		}
	}
	if b.res.Record, err = record(out, b.manifest.paths(), p.workers); err != nil {
		// Only a hurry of the next build is lost.
		b.res.Record = ""
	}
	return b.res, nil
}

// swap brings the rendered files into the output, in one step if it can.
func (b *build) swap(ctx context.Context, beside bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !b.old.exists {
		return b.disk.rename(b.path(newTree), b.out)
	}
	if beside && len(b.old.folders) == 0 {
		if err := b.exchange(ctx); !errors.Is(err, errNoExchange) {
			return err
		}
	}
	return b.apply(ctx)
}

// crosses reports whether a file cannot be renamed from the folder into the output: there is a mount point between
// them. Renaming what does not exist asks the system without changing anything.
func crosses(folder, out string) bool {
	const absent = ".policybook.absent"
	return errors.Is(os.Rename(filepath.Join(folder, absent), filepath.Join(out, absent)), syscall.EXDEV)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
