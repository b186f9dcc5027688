package parallel

import (
	"strings"
	"sync/atomic"
	"testing"
)

func TestEachIsCalledOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 7, 8, 9, 1000} {
		calls := make([]atomic.Int32, n)
		Each(n, func(i int) { calls[i].Add(1) })
		for i := range calls {
			if got := calls[i].Load(); got != 1 {
				t.Errorf("of %d, %d was done %d times", n, i, got)
			}
		}
	}
}

func TestPanicReachesTheCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if r, _ := recover().(string); !strings.HasPrefix(r, "number 41\n") {
			t.Errorf("the caller got %q", r)
		}
	}()
	Each(100, func(i int) {
		if i == 41 {
			panic("number 41")
		}
	})
	t.Error("the caller went on")
}
