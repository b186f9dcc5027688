// Package parallel does the same for many things on every processor.
package parallel

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Each calls f for 0..n-1, several at a time, and returns when all are done. No
// call may depend on another: results go to their index. A panic in one of them
// is one of the caller, after the others have ended.
func Each(n int, f func(i int)) {
	EachWith(n, func(_ *struct{}, i int) { f(i) })
}

// EachWith is Each with something to work with: each processor has a T of its
// own, empty at first, which it hands from call to call.
func EachWith[T any](n int, f func(own *T, i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[string]
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					text := fmt.Sprintf("%v\n%s", r, debug.Stack())
					failed.Store(&text)
				}
			}()
			own := new(T)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(own, i)
			}
		})
	}
	wg.Wait()
	if text := failed.Load(); text != nil {
		panic(*text)
	}
}
