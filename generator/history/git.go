package history

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// hardened stands before every command: what a repository's configuration could
// make git run, ask or print is switched off.
var hardened = []string{
	"--no-pager", "--no-optional-locks", "--literal-pathspecs",
	"-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=" + os.DevNull,
	"-c", "core.pager=cat",
	"-c", "log.showSignature=false",
	"-c", "log.showRoot=true",
	"-c", "log.mailmap=false",
	"-c", "log.follow=false",
	"-c", "diff.external=",
	"-c", "diff.orderFile=" + os.DevNull,
	"-c", "diff.ignoreSubmodules=none",
	"-c", "protocol.allow=never",
	"-c", "safe.bareRepository=explicit",
	"-c", "i18n.logOutputEncoding=UTF-8",
	"-c", "core.quotePath=false",
	"-c", "color.ui=false",
}

// command gives a git command on the handbook's folder. It is killed when ctx ends.
func (r *Repo) command(ctx context.Context, args ...string) *exec.Cmd {
	all := append(append([]string(nil), hardened...), "-C", r.dir)
	c := exec.CommandContext(ctx, r.git, append(all, args...)...)
	c.Env = r.environ
	c.Stderr = new(limited)
	c.WaitDelay = 5 * time.Second
	return c
}

// output runs a command and gives what it prints.
func (r *Repo) output(ctx context.Context, args ...string) (string, error) {
	c := r.command(ctx, args...)
	out, err := c.Output()
	return string(out), failure(c, err)
}

// stream runs a command and hands what it prints to read, which need not read all of it.
func (r *Repo) stream(ctx context.Context, read func(io.Reader) error, args ...string) error {
	c := r.command(ctx, args...)
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	err = read(out)
	if err != nil {
		c.Process.Kill()
	}
	if end := failure(c, c.Wait()); end != nil && (err == nil || ctx.Err() != nil) {
		return end
	}
	return err
}

// gitError is what git said when it failed.
type gitError struct {
	said string
	err  error
}

func (e *gitError) Error() string { return "git: " + e.reason() }
func (e *gitError) Unwrap() error { return e.err }

// reason is the line for which git gave up.
func (e *gitError) reason() string {
	for line := range strings.Lines(e.said) {
		if line, ok := strings.CutPrefix(line, "fatal: "); ok {
			return strings.TrimSpace(line)
		}
	}
	return e.err.Error()
}

// failure adds to the error of a command what it said.
func failure(c *exec.Cmd, err error) error {
	var exit *exec.ExitError
	if said, ok := c.Stderr.(*limited); ok && errors.As(err, &exit) {
		return &gitError{said.b.String(), err}
	}
	return err
}

// limited keeps the beginning of what is written.
type limited struct{ b bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	const most = 16 << 10
	l.b.Write(p[:min(len(p), max(0, most-l.b.Len()))])
	return len(p), nil
}
