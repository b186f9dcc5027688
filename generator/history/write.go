package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Writer writes a new repository, commit by commit. The same commits have the same
// names wherever they are written: nothing of the user's or the system's
// configuration is heeded. It must not be used by two goroutines at once.
type Writer struct {
	repo  *Repo
	to    *bufio.Writer
	from  *bufio.Reader
	cmd   *exec.Cmd
	close func() error
	marks int
}

// Signature says who did something, and when.
type Signature struct {
	Name, Email string
	Time        time.Time
}

// Change puts a text into a file, or removes it.
type Change struct {
	Path string // with slashes, below the repository's folder
	Text []byte // nil for a file that is removed
}

// NewWriter begins a repository with a branch main in an empty folder. The caller must
// call Close. The error is a *None when there is no git program.
func NewWriter(ctx context.Context, dir string) (*Writer, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, &None{"there is no git program to write a history with", "install git, or put it on the PATH"}
	}
	w := &Writer{repo: &Repo{git: git, dir: dir, environ: append(environment(os.Environ()), "GIT_CONFIG_GLOBAL="+os.DevNull)}}
	if _, err := w.repo.output(ctx, "init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main"); err != nil {
		return nil, err
	}
	w.repo.environ = append(w.repo.environ, "GIT_DIR="+filepath.Join(dir, ".git"))
	w.cmd = w.repo.command(ctx, "fast-import", "--quiet", "--done", "--date-format=raw")
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.to, w.from, w.close = bufio.NewWriter(in), bufio.NewReader(out), in.Close
	return w, w.cmd.Start()
}

// Commit adds a commit to the branch and gives its full name.
func (w *Writer) Commit(by Signature, message string, changes []Change) (id string, err error) {
	w.marks++
	fmt.Fprintf(w.to, "commit refs/heads/main\nmark :%d\n", w.marks)
	w.sign("committer", by)
	w.data([]byte(message))
	for _, c := range changes {
		if strings.ContainsAny(c.Path, "\"\n") {
			return "", fmt.Errorf("%q is no path for a file", c.Path)
		}
		if c.Text == nil {
			fmt.Fprintf(w.to, "D %s\n", c.Path)
			continue
		}
		fmt.Fprintf(w.to, "M 100644 inline %s\n", c.Path)
		w.data(c.Text)
	}
	fmt.Fprintf(w.to, "\nget-mark :%d\n", w.marks)
	if err := w.to.Flush(); err != nil {
		return "", w.end(err)
	}
	line, err := w.from.ReadString('\n')
	if err != nil {
		return "", w.end(err)
	}
	return strings.TrimSuffix(line, "\n"), nil
}

// Tag names the last commit, with a line about it.
func (w *Writer) Tag(name string, by Signature, subject string) {
	fmt.Fprintf(w.to, "tag %s\nfrom :%d\n", name, w.marks)
	w.sign("tagger", by)
	w.data([]byte(subject + "\n"))
}

// Close ends the history and puts the files of the last commit into the folder.
func (w *Writer) Close(ctx context.Context) error {
	fmt.Fprint(w.to, "done\n")
	if err := w.end(w.to.Flush()); err != nil {
		return err
	}
	_, err := w.repo.output(ctx, "--work-tree=.", "-c", "core.logAllRefUpdates=false", "reset", "--quiet", "--hard")
	return err
}

// end waits for git and says why it failed, if it did.
func (w *Writer) end(err error) error {
	w.close()
	io.Copy(io.Discard, w.from)
	if end := failure(w.cmd, w.cmd.Wait()); end != nil {
		return end
	}
	if errors.Is(err, io.EOF) {
		return errors.New("git fast-import has ended early")
	}
	return err
}

func (w *Writer) sign(as string, by Signature) {
	fmt.Fprintf(w.to, "%s %s <%s> %d %s\n", as, by.Name, by.Email, by.Time.Unix(), by.Time.Format("-0700"))
}

func (w *Writer) data(text []byte) {
	fmt.Fprintf(w.to, "data %d\n%s\n", len(text), text)
}
