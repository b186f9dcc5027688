package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"policybook/generator/source"
)

// A told change, and when it was.
type told struct {
	after time.Duration
	Change
}

// play runs a watcher on a clock of its own that hears from a script, and gives
// what it tells but for the first change.
func play(t *testing.T, dir string, w *watcher, script func(event func(op fsnotify.Op, rel string), fail func(error))) (all []told) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		events, errs := make(chan fsnotify.Event), make(chan error)
		w.open = func() (notifier, error) {
			return notifier{events, errs, func(string) error { return nil }, func() error { return nil }}, nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		w.row = quietBurst
		const calm = time.Second
		start := time.Now().Add(calm)
		go w.run(ctx, func(c Change) bool {
			all = append(all, told{time.Since(start), c})
			return true
		})
		time.Sleep(calm)
		script(func(op fsnotify.Op, rel string) {
			events <- fsnotify.Event{Name: filepath.Join(dir, rel), Op: op}
		}, func(err error) { errs <- err })
		time.Sleep(time.Minute) // of the bubble's clock
		cancel()
		synctest.Wait()
	})
	return all[1:]
}

func TestWait(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		script func(event func(op fsnotify.Op, rel string), fail func(error))
		want   []told
	}{
		{"one edit", func(event func(fsnotify.Op, string), _ func(error)) {
			event(fsnotify.Write, "content/a.md")
		}, []told{{quiet, Change{Paths: []string{"content/a.md"}}}}},
		{"one save of many steps", func(event func(fsnotify.Op, string), _ func(error)) {
			for _, name := range []string{"content/4913", "content/a.md~", "content/a.md", "content/a.md", "content/a.md~"} {
				event(fsnotify.Create, name)
				time.Sleep(time.Millisecond)
			}
		}, []told{{3*time.Millisecond + quiet, Change{Paths: []string{"content/a.md"}}}}},
		{"two edits", func(event func(fsnotify.Op, string), _ func(error)) {
			event(fsnotify.Write, "content/b.md")
			time.Sleep(time.Second)
			event(fsnotify.Write, "content/a.md")
		}, []told{{quiet, Change{Paths: []string{"content/b.md"}}}, {time.Second + quiet, Change{Paths: []string{"content/a.md"}}}}},
		{"many edits in a row", func(event func(fsnotify.Op, string), _ func(error)) {
			for _, name := range []string{"content/a.md", "content/b.md", "content/c.md"} {
				event(fsnotify.Write, name)
				time.Sleep(100 * time.Millisecond)
			}
		}, []told{{quiet, Change{Paths: []string{"content/a.md"}}}, {200*time.Millisecond + quietBurst, Change{Paths: []string{"content/b.md", "content/c.md"}}}}},
		{"a file that never rests", func(event func(fsnotify.Op, string), _ func(error)) {
			for range 400 {
				event(fsnotify.Write, "content/log.txt")
				time.Sleep(4 * time.Millisecond)
			}
		}, []told{{longest, Change{Paths: []string{"content/log.txt"}}}, {1596*time.Millisecond + quietBurst, Change{Paths: []string{"content/log.txt"}}}}},
		{"a folder is told what happens in it", func(event func(fsnotify.Op, string), _ func(error)) {
			event(fsnotify.Write, "content")
		}, nil},
		{"an overflow", func(event func(fsnotify.Op, string), fail func(error)) {
			event(fsnotify.Write, "content/a.md")
			fail(fsnotify.ErrEventOverflow)
			event(fsnotify.Write, "content/b.md")
		}, []told{{quietBurst, Change{All: true}}}},
		{"another failure", func(_ func(fsnotify.Op, string), fail func(error)) {
			fail(errors.New("the disk was pulled out"))
		}, []told{{quietBurst, Change{All: true}}}},
		{"a folder is renamed", func(event func(fsnotify.Op, string), _ func(error)) {
			event(fsnotify.Rename, "content/security")
			event(fsnotify.Create, "content/safety")
		}, []told{{quietBurst, Change{All: true}}}},
		{"nothing of ours", func(event func(fsnotify.Op, string), _ func(error)) {
			event(fsnotify.Write, "public/index.html")
			event(fsnotify.Write, "contents")
			event(fsnotify.Write, "../content/a.md")
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := handbook(t)
			compare(t, play(t, dir, newWatcher(dir, false), test.script), test.want)
		})
	}
}

// The more files, the longer the wait: a checkout that pauses now and then is one change.
func TestCheckoutIsOneChange(t *testing.T) {
	t.Parallel()
	dir := handbook(t)
	got := play(t, dir, newWatcher(dir, false), func(event func(fsnotify.Op, string), _ func(error)) {
		for i := range 1000 {
			event(fsnotify.Write, "content/"+strconv.Itoa(i)+".md")
			if i%300 == 299 {
				time.Sleep(100 * time.Millisecond)
			}
		}
	})
	if len(got) != 1 || len(got[0].Paths) != 1000 || !slices.IsSorted(got[0].Paths) {
		t.Errorf("%d changes: %v", len(got), got)
	}
}

func compare(t *testing.T, got, want []told) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b told) bool {
		return a.after == b.after && a.All == b.All && a.Note == b.Note && slices.Equal(a.Paths, b.Paths)
	}) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// Two texts of one length, within one step of the disk's clock: the second is
// told as well, once its time is no longer that of the look before.
func TestPollingDoubtsYoungFiles(t *testing.T) {
	t.Parallel()
	dir := handbook(t)
	file := filepath.Join(dir, "content/service/desk.md")
	save := func(text string, at time.Time) {
		if err := errors.Join(os.WriteFile(file, []byte(text), 0o666), os.Chtimes(file, at, at)); err != nil {
			t.Error(err)
		}
	}
	w := newWatcher(dir, true)
	w.pause = shortestPause
	got := play(t, dir, w, func(func(fsnotify.Op, string), func(error)) {
		old := time.Now().Add(-time.Hour) // on the bubble's clock, like all files here
		for _, p := range []string{"content/handbook.yaml", "content/security/passwords.md", "content/security/keys/index.md"} {
			if err := os.Chtimes(filepath.Join(dir, p), old, old); err != nil {
				t.Error(err)
			}
		}
		save("first", old)
		time.Sleep(10*time.Second - 50*time.Millisecond) // in which the times that were set are told; between two looks
		now := time.Now()
		save("one", now)
		time.Sleep(time.Second)
		save("two", now)
	})
	var desk []time.Duration
	for _, c := range got {
		if c.after > 10*time.Second && slices.Contains(c.Paths, "content/service/desk.md") {
			desk = append(desk, c.after-10*time.Second)
		}
	}
	if len(desk) != 2 || desk[0] > time.Second || desk[1] < clockStep-50*time.Millisecond {
		t.Errorf("told after %v of %v", desk, got)
	}
}

// Polling sees files come and go that nobody reads, and wakes nobody.
func TestLitterIsPolledInVain(t *testing.T) {
	t.Parallel()
	dir := handbook(t)
	w := newWatcher(dir, true)
	w.pause = shortestPause
	var quietly time.Duration
	got := play(t, dir, w, func(func(fsnotify.Op, string), func(error)) {
		start, old := time.Now(), time.Now().Add(-time.Hour)
		for _, p := range []string{"content/handbook.yaml", "content/security/passwords.md", "content/security/keys/index.md", "content/service/desk.md",
			"content/security/keys", "content/security", "content/service", "content", "."} {
			if err := os.Chtimes(filepath.Join(dir, p), old, old); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(10 * time.Second) // in which that is told
		quietly = time.Since(start)
		for _, p := range litterFiles {
			if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, p)), 0o777), os.WriteFile(filepath.Join(dir, p), nil, 0o666)); err != nil {
				t.Error(err)
			}
		}
	})
	for _, c := range got {
		if c.after >= quietly {
			t.Errorf("woken for %+v", c)
		}
	}
}

// What wakes nobody is what the generator does not read.
func TestLitterIsNotRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{".hidden", ".x.swp", "x.swp", "4913", "x~", "#x#", ".#x", "~$x.docx", "x.orig", "x.tmp", "x.bak", "x.swp.md", "4914", "x.md", "Thumbs.db", "a#b", "~x"} {
		with := fstest.MapFS{"content/a.md": {Data: []byte("# A")}, "content/" + name: {Data: []byte("text")}}
		without := fstest.MapFS{"content/a.md": with["content/a.md"]}
		if unread := source.Sum(with) == source.Sum(without); unread != litter(name) {
			t.Errorf("%s: unread %v, litter %v", name, unread, litter(name))
		}
	}
}
