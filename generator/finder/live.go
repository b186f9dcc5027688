package finder

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"policybook/generator/search"
)

// Live keeps an index up with a handbook that is edited, beside everything else
// that happens. It is safe for concurrent use.
type Live struct {
	dir string
	say func(text string)

	mu      sync.Mutex
	wanted  func() Handbook // the last state shown; nil when it is indexed
	version int             // of the last state shown
	wake    chan struct{}   // has a token when there is something to do
	hurry   chan struct{}   // has a token when somebody waits for it
	changed chan struct{}   // closed when what follows changes
	now     *lent           // nil before the first
	at      int             // the version of now
	failed  error           // why there is no index, and will be none

	stop  context.CancelFunc
	ended chan struct{}
}

// lent is an index that searches may still use after the next one has come.
type lent struct {
	*Index
	users int // and one as long as it is the last; guarded by Live.mu
}

// Follow opens the index in a folder, or makes it, and then follows what is shown.
// Say is told in one line, once, if the index had to be made anew or cannot be used.
func Follow(dir string, say func(text string)) *Live {
	ctx, stop := context.WithCancel(context.Background())
	l := &Live{dir: dir, say: say, wake: make(chan struct{}, 1), hurry: make(chan struct{}, 1), changed: make(chan struct{}), stop: stop, ended: make(chan struct{})}
	go l.run(ctx)
	return l
}

// Show says what the handbook is from now on, and gives a number that stands for
// it. It does not wait. The function is called once or never.
func (l *Live) Show(h func() Handbook) (version int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = h
	l.version++
	signal(l.wake)
	return l.version
}

// signal puts a token into a channel that holds one, unless it has one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Search searches the handbook as it is, which must have been shown under this
// number or has been since. It waits until that is indexed. The error is that of
// ctx, or says why there is no index.
func (l *Live) Search(ctx context.Context, version int, q search.Query) (search.Result, error) {
	for {
		l.mu.Lock()
		now, at, failed, changed := l.now, l.at, l.failed, l.changed
		if now != nil && at >= version {
			now.users++
			l.mu.Unlock()
			defer l.giveBack(now)
			return now.Search(q)
		}
		l.mu.Unlock()
		if failed != nil {
			return search.Result{}, failed
		}
		signal(l.hurry)
		select {
		case <-changed:
		case <-ctx.Done():
			return search.Result{}, ctx.Err()
		}
	}
}

// Close ends what goes on, closes the index and keeps it. Nothing may be shown any
// more. It waits for the index to be closed.
func (l *Live) Close() {
	l.stop()
	<-l.ended
}

func (l *Live) giveBack(x *lent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if x.users--; x.users == 0 {
		x.Close()
	}
}

// calm is how long nothing is done after the handbook was shown, unless somebody
// searches: first it is to be seen.
const calm = 300 * time.Millisecond

func (l *Live) run(ctx context.Context) {
	defer close(l.ended)
	var f *Finder
	for l.next(ctx) {
		l.mu.Lock()
		wanted, version := l.wanted, l.version
		l.wanted = nil
		l.mu.Unlock()
		if wanted == nil || l.failed != nil {
			continue
		}
		next, x, err := l.update(ctx, f, wanted())
		f = next
		l.put(x, version, err)
	}
	if l.put(nil, 0, errors.New("the search has ended")); f != nil {
		if err := f.Save(""); err != nil {
			l.say("the search index is not kept: " + err.Error())
		}
	}
}

// next waits until there is something to do, and reports whether there is.
func (l *Live) next(ctx context.Context) bool {
	select {
	case <-l.wake:
	case <-ctx.Done():
		return false
	}
	t := time.NewTimer(calm)
	defer t.Stop()
	select {
	case <-t.C:
	case <-l.hurry:
	case <-ctx.Done():
		return false
	}
	return true
}

// update brings the index up to date, which it opens if f is nil.
func (l *Live) update(ctx context.Context, f *Finder, h Handbook) (*Finder, *Index, error) {
	if f != nil && f.state.language != h.Language {
		if err := f.Save(""); err != nil {
			return nil, nil, err
		}
		f = nil
	}
	if f == nil {
		opened, why, err := Create(l.dir, h.Language)
		if why != nil {
			l.say(fmt.Sprintf("the search index is made anew: %v", why))
		}
		if err != nil {
			return nil, nil, err
		}
		f = opened
	}
	if _, err := f.Update(ctx, h); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	x, err := f.Index()
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, x, nil
}

// put puts an index in place of the last, or none because of an error.
func (l *Live) put(x *Index, version int, err error) {
	if err != nil && version > 0 && !errors.Is(err, context.Canceled) {
		l.say("searches are answered from memory: " + err.Error())
	}
	l.mu.Lock()
	last := l.now
	l.now, l.at, l.failed = nil, version, err
	if x != nil {
		l.now = &lent{x, 1}
	}
	close(l.changed)
	l.changed = make(chan struct{})
	l.mu.Unlock()
	if last != nil {
		l.giveBack(last)
	}
}
