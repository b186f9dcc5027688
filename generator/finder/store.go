package finder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"go.etcd.io/bbolt"
)

// patience is how long a lock is waited for that another process holds.
const patience = 500 * time.Millisecond

// store is a bleve index in a folder: its segments and root.bolt, which says which
// of them are in use. One process writes or many read.
type store struct {
	index index.Index
	queue *index.AnalysisQueue
}

// openStore opens the index in a folder, or a new one if there is none. The error
// is ErrInUse after a while when others have it open.
func openStore(dir string, write bool) (s *store, err error) {
	s = &store{queue: index.NewAnalysisQueue(runtime.GOMAXPROCS(0))}
	s.index, err = scorch.NewScorch(scorch.Name, map[string]any{
		"path": dir, "read_only": !write, "bolt_timeout": patience.String(),
	}, s.queue)
	if err == nil {
		err = guard(s.index.Open)
	}
	if err != nil {
		s.queue.Close()
		if errors.Is(err, bbolt.ErrTimeout) {
			err = ErrInUse
		}
		return nil, err
	}
	return s, nil
}

// tidy merges segments when there are too many to look a word up in each. While
// the index is open that happens by itself, but for one that is opened for a moment.
func (s *store) tidy() error {
	const many = 12
	r, err := s.index.Reader()
	if err != nil {
		return err
	}
	defer r.Close()
	snapshot, ok := r.(*scorch.IndexSnapshot)
	engine, same := s.index.(*scorch.Scorch)
	if !ok || !same || len(snapshot.Segments()) <= many {
		return nil
	}
	return engine.ForceMerge(context.Background(), nil)
}

func (s *store) close() error {
	err := s.index.Close()
	s.queue.Close()
	return err
}

// free reports whether no other process has the index in a folder open, whatever
// state it is in.
func free(dir string) bool {
	name := filepath.Join(dir, "root.bolt")
	if _, err := os.Stat(name); err != nil {
		return true
	}
	err := guard(func() error {
		db, err := bbolt.Open(name, 0o600, &bbolt.Options{Timeout: patience})
		if err != nil {
			return err
		}
		return db.Close()
	})
	return !errors.Is(err, bbolt.ErrTimeout)
}

// guard gives what goes wrong in f as an error. A file that is mapped into memory
// and damaged, or cut short meanwhile, shows as a panic or a fault of memory.
func guard(f func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the search index is damaged: %v", r)
		}
	}()
	return f()
}
