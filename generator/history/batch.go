package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// maxBlob is the largest file that is read as text, in bytes: as large as a page may be.
const maxBlob = 4 << 20

// errMissing says that an object is not in the repository, or that it is not a file.
var errMissing = errors.New("not in the repository")

// blobs reads files in one process. Feed writes a line for each: its name, a space
// and a word of what it is. Each file is handed to take, with that word, in the same
// order; take may keep the bytes. A file that is too large is nil. Of one that is
// missing take is told by an error that wraps errMissing, and by no word. An error
// of feed or take ends it.
func (r *Repo) blobs(ctx context.Context, feed func(io.Writer) error, take func(what string, text []byte, err error) error) error {
	c := r.command(ctx, "cat-file", "--batch=%(rest) %(objecttype) %(objectsize)", "--buffer")
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	fed := make(chan error, 1)
	go func() {
		w := bufio.NewWriter(in)
		fed <- errors.Join(feed(w), w.Flush(), in.Close())
	}()
	err = readBlobs(bufio.NewReaderSize(out, 1<<16), take)
	if err != nil {
		c.Process.Kill()
		in.Close()
	}
	// What feed cannot write when the process has ended is no reason of its own.
	wrong, end := <-fed, failure(c, c.Wait())
	switch {
	case err != nil:
		return err
	case end != nil:
		return end
	}
	return wrong
}

// readBlobs reads answers to the end.
func readBlobs(in *bufio.Reader, take func(what string, text []byte, err error) error) error {
	for {
		what, text, err := readBlob(in, maxBlob)
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, errMissing) {
			return err
		}
		if err := take(what, text, err); err != nil {
			return err
		}
	}
}

// readBlob reads one answer of cat-file: a line with a word or name, kind and size,
// the bytes, a line feed. The error is io.EOF when there is no other.
func readBlob(in *bufio.Reader, most int64) (what string, text []byte, err error) {
	head, err := in.ReadString('\n')
	if err != nil {
		return "", nil, err // a line without an end is told by the process
	}
	words := strings.Fields(head)
	if len(words) != 3 || words[1] != "blob" {
		return "", nil, fmt.Errorf("%s: %w", strings.TrimSpace(head), errMissing)
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return "", nil, err
	}
	if size > most {
		_, err = io.CopyN(io.Discard, in, size+1)
		return words[0], nil, err
	}
	text = make([]byte, size+1)
	if _, err := io.ReadFull(in, text); err != nil {
		return "", nil, err
	}
	return words[0], text[:size:size], nil
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
	_, text, err := readBlob(a.out, most)
	if err != nil && !errors.Is(err, errMissing) {
		a.err = err
	}
	return text, err
}

func (a *asker) close() error {
	a.in.Close()
	return a.cmd.Wait()
}

// texts reads files one by one, for whoever asks. Its process begins with the first
// of them and ends when its context does or texts is closed. It is safe for concurrent use.
type texts struct {
	start func() (*asker, error)
	mu    sync.Mutex
	asker *asker // nil while there is none
}

// text gives the bytes of a file. An error is one of that file alone: when it ended
// the process, the next file has another.
func (t *texts) text(name string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asker == nil {
		a, err := t.start()
		if err != nil {
			return nil, err
		}
		t.asker = a
	}
	text, err := t.asker.blob(name, maxBlob)
	if t.asker.err != nil {
		if end := failure(t.asker.cmd, t.asker.close()); end != nil {
			err = end
		}
		t.asker = nil
	}
	if err == nil && text == nil {
		err = fmt.Errorf("it is larger than %d MiB", maxBlob>>20)
	}
	return text, err
}

func (t *texts) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asker != nil {
		t.asker.close()
		t.asker = nil
	}
}
