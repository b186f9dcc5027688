package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"policybook/generator/source"
)

// step is a commit of the handbook's history and what it changed.
type step struct {
	id, subject string
	time        time.Time
	changes     []change
}

// change is what a commit did to a file. Paths are below content/.
type change struct {
	from, to string // "" for a file that is made, or removed
	blob     string // of the file that is there now; "" for none, and for what is no regular file
}

// log gives every commit that changed something below content/, the oldest first,
// as if merges were ordinary commits of what they brought in. Each is shown as
// soon as it is known, the newest first.
func (r *Repo) log(ctx context.Context, show func(*step) error) (steps []step, err error) {
	err = r.stream(ctx, func(out io.Reader) (err error) {
		steps, err = readLog(out, show)
		return err
	}, "log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", "--no-abbrev", "--find-renames=50%", "-l2000",
		"--relative", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap",
		"--format="+logFormat, "--end-of-options", r.Head, "--", source.Root)
	slices.Reverse(steps)
	return steps, err
}

// logFormat prints an empty field, the commit, its time, its parents, its subject and its text.
const logFormat = "%x00%H%x00%ct%x00%P%x00%s%x00%b"

// readLog reads the fields of logFormat and the changes that git adds, which all
// end with a NUL. No field after the text is empty but the one that begins a commit.
func readLog(in io.Reader, show func(*step) error) (steps []step, err error) {
	f := fields{r: bufio.NewReaderSize(in, 1<<16)}
	begin := f.next()
	for f.err == nil {
		if begin != "" {
			return nil, fmt.Errorf("git log: %q is out of place", begin)
		}
		s, err := f.step()
		if err != nil {
			return nil, err
		}
		for begin = f.next(); begin != "" && f.err == nil; begin = f.next() {
			if err := f.change(&s, strings.TrimPrefix(begin, "\n")); err != nil {
				return nil, err
			}
		}
		steps = append(steps, s)
		if err := show(&s); err != nil {
			return nil, err
		}
	}
	if f.err == io.EOF {
		return steps, nil
	}
	return nil, f.err
}

// fields reads what ends with a NUL.
type fields struct {
	r   *bufio.Reader
	err error
}

func (f *fields) next() string {
	if f.err != nil {
		return ""
	}
	b, err := f.r.ReadSlice(0)
	if errors.Is(err, bufio.ErrBufferFull) {
		start := slices.Clone(b)
		b, err = f.r.ReadBytes(0)
		b = append(start, b...)
	}
	if err != nil {
		f.err = err
		if err == io.EOF && len(b) > 0 {
			f.err = io.ErrUnexpectedEOF
		}
		return ""
	}
	return string(b[:len(b)-1])
}

func (f *fields) step() (s step, err error) {
	s.id = f.next()
	seconds, err := strconv.ParseInt(f.next(), 10, 64)
	if err != nil {
		return s, errors.Join(errors.New("git log: no time"), f.err)
	}
	s.time = time.Unix(seconds, 0).UTC()
	parents, subject, text := f.next(), f.next(), f.next()
	if s.subject = strings.ToValidUTF8(subject, "�"); strings.Contains(parents, " ") {
		// Forges put the title of what is merged below a line that names a branch.
		if title, _, _ := strings.Cut(strings.TrimSpace(text), "\n"); title != "" {
			s.subject = strings.ToValidUTF8(title, "�")
		}
	}
	return s, f.err
}

// change reads a line such as ":100644 100644 <blob> <blob> M" and the paths that follow.
func (f *fields) change(s *step, line string) error {
	words := strings.Fields(line)
	if len(words) != 5 || words[0][0] != ':' {
		return fmt.Errorf("git log: %q is out of place", line)
	}
	first := f.next()
	c := change{from: below(first), to: below(first)}
	switch words[4][0] {
	case 'R', 'C':
		if c.to = below(f.next()); words[4][0] == 'C' {
			c.from = ""
		}
	case 'A':
		c.from = ""
	case 'D':
		c.to = ""
	}
	if regular(words[1]) {
		c.blob = words[3]
	}
	if c.from != "" || c.to != "" {
		s.changes = append(s.changes, c)
	}
	return f.err
}

// regular reports whether a file mode is that of a regular file: no link, no submodule.
func regular(mode string) bool { return strings.HasPrefix(mode, "100") }

// below gives a path below content/.
func below(path string) string {
	path, ok := strings.CutPrefix(path, source.Root+"/")
	if !ok {
		return ""
	}
	return path
}
