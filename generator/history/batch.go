package history

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// maxBlob is the largest file that is read as text, in bytes: as large as a page may be.
const maxBlob = 4 << 20

// errMissing says that an object is not in the repository, or that it is not a file.
var errMissing = errors.New("not in the repository")

// blobs reads the named files in one process, in the order of their names, and
// hands each to take, whose bytes it may keep. A file that is too large is nil;
// of one that is missing take is told by an error that wraps errMissing. An error
// of take ends it.
func (r *Repo) blobs(ctx context.Context, names []string, take func(i int, text []byte, err error) error) error {
	c := r.command(ctx, "cat-file", "--batch", "--buffer")
	c.Stdin = strings.NewReader(strings.Join(names, "\n") + "\n")
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	in := bufio.NewReaderSize(out, 1<<16)
	for i, name := range names {
		text, e := readBlob(in, name, maxBlob)
		if e != nil && !errors.Is(e, errMissing) {
			err = e
			break
		}
		if err = take(i, text, e); err != nil {
			break
		}
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.Process.Kill()
		c.Wait()
		return err
	}
	return cmp.Or(failure(c, c.Wait()), err)
}

// readBlob reads one answer of cat-file --batch: a line with name, kind and size,
// the bytes, a line feed.
func readBlob(in *bufio.Reader, name string, most int64) ([]byte, error) {
	head, err := in.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", io.ErrUnexpectedEOF)
	}
	words := strings.Fields(head)
	if len(words) < 3 {
		return nil, fmt.Errorf("%s: %w", name, errMissing)
	}
	size, err := strconv.ParseInt(words[len(words)-1], 10, 64)
	if err != nil || words[len(words)-2] != "blob" {
		return nil, fmt.Errorf("%s: %w", name, errMissing)
	}
	if size > most {
		_, err = io.CopyN(io.Discard, in, size+1)
		return nil, err
	}
	text := make([]byte, size+1)
	if _, err := io.ReadFull(in, text); err != nil {
		return nil, err
	}
	return text[:size:size], nil
}

// asker reads files one by one from one process.
type asker struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err error // that ended it
}

func (r *Repo) newAsker(ctx context.Context) (*asker, error) {
	c := r.command(ctx, "cat-file", "--batch")
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &asker{cmd: c, in: in, out: bufio.NewReaderSize(out, 1<<16)}, c.Start()
}

// blob reads one file of at most that many bytes.
func (a *asker) blob(name string, most int64) ([]byte, error) {
	if a.err != nil {
		return nil, a.err
	}
	if _, a.err = io.WriteString(a.in, name+"\n"); a.err != nil {
		return nil, a.err
	}
	text, err := readBlob(a.out, name, most)
	if err != nil && !errors.Is(err, errMissing) {
		a.err = err
	}
	return text, err
}

func (a *asker) close() error {
	a.in.Close()
	return a.cmd.Wait()
}
