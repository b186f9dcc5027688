package finder

import (
	"encoding/binary"
	"errors"
	"math"
)

var errShort = errors.New("it ends too early")

// writer writes numbers and texts one after the other. The zero writer is empty.
type writer struct{ b []byte }

func (w *writer) number(n int)   { w.b = binary.AppendUvarint(w.b, uint64(n)) }
func (w *writer) text(s string)  { w.number(len(s)); w.b = append(w.b, s...) }
func (w *writer) bytes(b []byte) { w.b = append(w.b, b...) }

func (w *writer) texts(list []string) {
	w.number(len(list))
	for _, s := range list {
		w.text(s)
	}
}

func (w *writer) flag(f bool) {
	if f {
		w.number(1)
	} else {
		w.number(0)
	}
}

// reader reads what a writer wrote. Texts are parts of one string. After an error
// everything is empty.
type reader struct {
	s   string
	err error
}

func (r *reader) number() int {
	var n uint64
	for shift := 0; shift < 64 && r.s != ""; shift += 7 {
		c := r.s[0]
		r.s = r.s[1:]
		if n |= uint64(c&0x7f) << shift; c < 0x80 {
			if n > math.MaxInt32 {
				break
			}
			return int(n)
		}
	}
	r.fail()
	return 0
}

// count reads how many things follow, each of which takes a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > len(r.s) {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) text() string { return r.bytes(r.count()) }

func (r *reader) bytes(n int) string {
	if n > len(r.s) {
		r.fail()
		return ""
	}
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}

func (r *reader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func (r *reader) flag() bool { return r.number() == 1 }

func (r *reader) fail() {
	r.s = ""
	if r.err == nil {
		r.err = errShort
	}
}
