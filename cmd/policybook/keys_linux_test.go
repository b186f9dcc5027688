package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// On a terminal r builds again, and q, Ctrl-C and a signal end serve with the terminal as it was.
func TestKeys(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*pty){
		"q":      func(p *pty) { p.press("q") },
		"Ctrl-C": func(p *pty) { p.press("\x03") },
		"signal": func(p *pty) { p.cmd.Process.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startOnTerminal(t, "serve", "--addr", "127.0.0.1:0", "-C", smallHandbook(t))
			p.wait("q quits")
			if mode := p.mode(); mode.Lflag&unix.ICANON != 0 {
				t.Error("keys wait for Enter")
			}
			p.press("r")
			p.wait("built again")
			end(p)
			if err := p.cmd.Wait(); err != nil {
				t.Errorf("it ends with %v:\n%s", err, p.seen)
			}
			if got := p.mode(); got != p.before {
				t.Errorf("the terminal is left as %+v, was %+v", got, p.before)
			}
			if strings.Contains(strings.ReplaceAll(p.seen, "\r\n", ""), "\n") {
				t.Errorf("a line does not begin at the left: %q", p.seen)
			}
		})
	}
}

// pty is a program with a terminal of its own.
type pty struct {
	*testing.T
	cmd    *exec.Cmd
	master *os.File
	before unix.Termios
	seen   string // printed so far
}

func startOnTerminal(t *testing.T, args ...string) *pty {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	close := sync.OnceFunc(func() { master.Close() })
	t.Cleanup(close)
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	defer slave.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &pty{T: t, master: master}
	p.before = p.mode()
	p.cmd = &exec.Cmd{Path: self, Args: append([]string{"policybook"}, args...), Stdin: slave, Stdout: slave, Stderr: slave,
		Env: append(os.Environ(), "TERM=xterm"), SysProcAttr: &syscall.SysProcAttr{Setsid: true, Setctty: true}}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	return p
}

func (p *pty) mode() unix.Termios {
	p.Helper()
	mode, err := unix.IoctlGetTermios(int(p.master.Fd()), unix.TCGETS)
	if err != nil {
		p.Fatal(err)
	}
	return *mode
}

func (p *pty) press(key string) {
	if _, err := io.WriteString(p.master, key); err != nil {
		p.Error(err)
	}
}

// wait reads what is printed until it has this text.
func (p *pty) wait(text string) {
	p.Helper()
	b := make([]byte, 4096)
	for !strings.Contains(p.seen, text) {
		n, err := p.master.Read(b)
		p.seen += string(bytes.ToValidUTF8(b[:n], nil))
		if err != nil {
			p.Fatalf("no %q in %q: %v", text, p.seen, err)
		}
	}
}
