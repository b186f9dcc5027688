package main

import (
	"bytes"
	"io"
	"os"

	"golang.org/x/term"
)

// Keys that a terminal sends.
const (
	interrupt = 0x03 // Ctrl-C
	endOfText = 0x04 // Ctrl-D
)

// keys reads single keys if a person sits at a terminal: r is passed on, q and
// Ctrl-C stop. What is printed from now on fits the terminal's other mode, until
// it is restored.
func (e *env) keys(stop func()) (pressed <-chan byte, restore func()) {
	c := make(chan byte)
	in, ok := e.in.(*os.File)
	if !ok || !terminal(e.out) || !term.IsTerminal(int(in.Fd())) || !foreground(in) {
		return c, func() {}
	}
	old, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return c, func() {}
	}
	out, errs := e.out, e.err
	e.out = returning{out}
	if terminal(errs) {
		e.err = returning{errs}
	}
	go func() {
		key := make([]byte, 1)
		for {
			if n, err := in.Read(key); err != nil || n == 0 {
				return
			}
			switch key[0] {
			case 'q', 'Q', interrupt, endOfText:
				stop()
				return
			case 'r', 'R':
				select {
				case c <- 'r':
				case <-e.ctx.Done():
					return
				}
			}
		}
	}()
	return c, func() { term.Restore(int(in.Fd()), old) }
}

// returning begins each line at the left, which a terminal in raw mode does not do by itself.
type returning struct{ io.Writer }

func (r returning) Write(p []byte) (int, error) {
	if _, err := r.Writer.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}
