// Package pack turns values into bytes and back. A [Coder] does both: the fields
// of a type are named once, in one function, which writes them or reads them.
//
// There is no account of types in the bytes. Whoever reads must be the program
// that wrote; bytes that are not its own give a failure or wrong values, and
// memory in proportion to their length.
package pack

import "encoding/binary"

// Coder writes the fields that it is shown, or reads them, in the order in which it
// is shown them. After a failure all that it reads is empty.
type Coder struct {
	out     []byte
	in      string // what is left to read
	reading bool
	failed  bool
}

// Append appends what fields shows to dst.
func Append(dst []byte, fields func(*Coder)) []byte {
	c := Coder{out: dst}
	fields(&c)
	return c.out
}

// Read reads what fields shows from in, and reports whether it found that and
// nothing else. Texts that are read are parts of in.
func Read(in string, fields func(*Coder)) bool {
	c := Coder{in: in, reading: true}
	fields(&c)
	return !c.failed && c.in == ""
}

// Number is a number that is not negative.
func Number[T ~int | ~int32 | ~uint32 | ~uint8](c *Coder, p *T) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, uint64(*p))
		return
	}
	var n uint64
	for shift := 0; shift < 63 && len(c.in) > 0; shift += 7 {
		b := c.in[0]
		c.in = c.in[1:]
		if n |= uint64(b&0x7f) << shift; b < 0x80 {
			if *p = T(n); uint64(*p) == n {
				return
			}
			break
		}
	}
	*p = 0
	c.fail()
}

// Bool is a yes or no.
func (c *Coder) Bool(p *bool) {
	var n uint8
	if *p {
		n = 1
	}
	Number(c, &n)
	*p = n == 1
}

// String is a text.
func (c *Coder) String(p *string) {
	n := len(*p)
	Number(c, &n)
	switch {
	case !c.reading:
		c.out = append(c.out, *p...)
	case n > len(c.in):
		*p = ""
		c.fail()
	default:
		*p, c.in = c.in[:n], c.in[n:]
	}
}

// Slice is a list, each part of which item shows; it must show something. A list
// that is nil stays nil.
func Slice[T any](c *Coder, p *[]T, item func(*T)) {
	n := 0 // one more than the length of a list that is not nil
	if *p != nil {
		n = len(*p) + 1
	}
	Number(c, &n)
	if c.reading {
		*p = nil
		if n > len(c.in)+1 {
			c.fail()
		} else if n > 0 {
			*p = make([]T, n-1)
		}
	}
	for i := range *p {
		item(&(*p)[i])
	}
}

func (c *Coder) fail() { c.in, c.failed = "", true }
