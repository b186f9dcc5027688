package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

func TestSixBuildsAtOnce(t *testing.T) {
	t.Parallel()
	for _, d := range disks {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			out := filepath.Join(parent, "public")
			var sites []tree
			for i := range 6 {
				s := tree{"index.html": fmt.Sprint(i)}
				for j := range 40 {
					s[fmt.Sprintf("s%d/p%d.html", (i+j)%7, j)] = fmt.Sprint(i, j)
				}
				sites = append(sites, s)
			}
			var wg sync.WaitGroup
			for _, s := range sites {
				built := site(t, s)
				wg.Go(func() {
					for range 3 {
						if _, err := with(d.disk()).dir(t.Context(), built, out); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			got, whole := read(t, out), false
			for _, s := range sites {
				whole = whole || cmp.Equal(got, s)
			}
			if !whole {
				t.Errorf("the output is none of the six sites: %v", got)
			}
			if got := names(t, parent); got != "public" {
				t.Errorf("left beside the output: %s", got)
			}
		})
	}
}

func TestAnotherBuildIsRunning(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "public")
	holding := with(osDisk())
	_, unlock, err := holding.lock(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	var told []int
	p := with(osDisk())
	p.patience = 50 * time.Millisecond
	p.opts.Waiting = func(pid int) { told = append(told, pid) }
	_, err = p.dir(t.Context(), site(t, tree{"a": "1"}), out)
	if want := fmt.Sprintf("another build (pid %d) is running", os.Getpid()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	if diff := cmp.Diff([]int{os.Getpid()}, told); diff != "" {
		t.Errorf("Waiting (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	p.patience = time.Hour
	p.opts.Waiting = func(int) { cancel() }
	if _, err = p.dir(ctx, site(t, tree{"a": "1"}), out); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if exists(out) {
		t.Error("a build without the lock made the output")
	}
	p.opts.Waiting = func(int) { unlock() }
	if _, err = p.dir(t.Context(), site(t, tree{"a": "1"}), out); err != nil {
		t.Errorf("after the other has ended: %v", err)
	}
}

func TestDeadLockDoesNotBlock(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	out := filepath.Join(parent, "public")
	plant(t, parent, tree{".public.lock": "1\n", "public/.policybook.lock": "1\n"})
	p := with(osDisk())
	p.patience = 0
	if _, err := p.dir(t.Context(), site(t, tree{"a": "1"}), out); err != nil {
		t.Fatal(err)
	}
	if got := names(t, parent) + ": " + names(t, out); got != "public: a manifest.json" {
		t.Errorf("left: %s", got)
	}
}

func TestLockIsNotALink(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	plant(t, parent, tree{"precious": "text", ".public.lock": "-> precious"})
	if _, err := Dir(t.Context(), site(t, tree{"a": "1"}), filepath.Join(parent, "public"), Options{}); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("got %v", err)
	}
	if got := read(t, parent)["precious"]; got != "text" {
		t.Errorf("the file behind the link is now %q", got)
	}
}

// The holder removes the lock file; whoever had opened it before must not believe to hold the lock.
func TestLockOfARemovedFileIsWorthless(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	l := flock.New(path)
	if ok, err := l.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer l.Close()
	is := func(want bool) {
		t.Helper()
		if got, err := isCurrent(l, path); got != want || err != nil {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
	}
	is(true)
	if err := os.Remove(path); err != nil {
		t.Skip("a locked file cannot be removed here:", err)
	}
	is(false)
	plant(t, filepath.Dir(path), tree{"lock": "of the next one"})
	is(false)
}
