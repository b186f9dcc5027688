// Package history reads the past of a handbook from git.
//
// [Open] finds the repository that a handbook's folder stands in. [Repo.Read]
// gives the past of every document, as plain data for package handbook, and
// [Repo.ReadAt] what was known of it at a commit;
// [Repo.Tags] the tags that match a pattern; [Repo.FS] the handbook as it stood
// at a commit, and [Repo.At] the commit at which it stood on a day.
//
// # What is read
//
// The handbook's history is that of the branch which is checked out: HEAD, its
// first parent, and so on. What a merge brought in came to be in the handbook
// with the merge. So the history is a row of whole handbooks, and each of them
// did stand there. One `git log` gives the commits, one `git cat-file --batch`
// the files; a file that stands in many commits is read once.
//
// A document is followed when it moves: to a file with the same number, else to
// the one that git takes for it, unless that has another number.
//
// Commits listed in .git-blame-ignore-revs count as no change of a text.
//
// # What git may do
//
// A repository is not trusted. Its configuration cannot run a program, git calls
// no server and asks for no password, replacements and grafts are not heeded, and
// nothing is written; only a [Writer] writes, and only a new repository. Files are
// only read from objects, so that no filter runs.
//
// # When there is no history
//
// A folder outside of any repository has none, and nothing is said of it. In all
// other cases (no git, no commit yet, a shallow clone, a folder that belongs to
// somebody else, a repository that is damaged) the handbook has no history, and
// one finding says why, with the line that mends it.
package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Repo is the git repository that a handbook's folder stands in. It is safe for
// concurrent use.
type Repo struct {
	Head    string // full name of the commit that is checked out
	Shallow bool   // only the last commits are here
	Merging string // what somebody has begun and not ended: merge, rebase, cherry-pick or revert; "" for nothing

	git     string // path of the program
	dir     string // the handbook's folder
	environ []string

	mu   sync.Mutex // guards last
	last *line      // the commits up to Head, once they have been read
}

// None says why a folder has no history.
type None struct {
	Text string // what is the matter; "" outside of any repository
	Hint string // how to mend it
}

// Error says what is the matter.
func (n *None) Error() string {
	if n.Text == "" {
		return "not in a git repository"
	}
	return n.Text
}

// Open finds the repository that a handbook's folder, dir, stands in. The error is
// a *None when there is no history to read, or that of ctx.
func Open(ctx context.Context, dir string) (*Repo, error) {
	if top(dir) == "" {
		return nil, &None{}
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, &None{"there is no git program to read the handbook's history with", "install git, or put it on the PATH"}
	}
	r := &Repo{git: git, dir: dir, environ: environment(os.Environ())}
	out, err := r.output(ctx, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir")
	if err != nil {
		return nil, r.none(ctx, err)
	}
	lines := strings.SplitN(strings.TrimSuffix(out, "\n"), "\n", 3)
	if len(lines) != 3 || lines[0] != "true" {
		return nil, &None{"the handbook does not stand among the files of its git repository", "see `git rev-parse --show-toplevel`"}
	}
	r.Shallow, r.Merging = lines[1] == "true", underway(lines[2])
	if out, err = r.output(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &None{"nothing is committed yet, so the handbook has no history", "`git add content` and `git commit` begin it"}
	}
	r.Head = strings.TrimSpace(out)
	return r, nil
}

// State tells repositories, and states of one, apart: as long as it is the same,
// so is what Read gives.
func (r *Repo) State() string { return fmt.Sprint(r.Head, r.Shallow, r.Merging) }

// Tracked reports whether git knows a file, by its path below the handbook's folder.
func (r *Repo) Tracked(ctx context.Context, name string) bool {
	_, err := r.output(ctx, "ls-files", "--error-unmatch", "--", name)
	return err == nil
}

// none says why git could not be asked about the folder.
func (r *Repo) none(ctx context.Context, err error) error {
	var failed *gitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case !errors.As(err, &failed):
		return &None{"git cannot be run: " + err.Error(), ""}
	case strings.Contains(failed.said, "dubious ownership"):
		return &None{"the handbook's git repository belongs to another user, so its history is not read",
			"if you trust it: `git config --global --add safe.directory " + top(r.dir) + "`"}
	}
	return &None{"the handbook's history cannot be read: " + failed.reason(), "see `git status`"}
}

// top gives the folder of a repository: the nearest one with a .git, the folder itself
// or above it, or "".
func top(dir string) string {
	dir, err := filepath.Abs(dir)
	for err == nil {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			break
		}
		dir = above
	}
	return ""
}

// underway tells from the files in git's folder what somebody has not ended.
func underway(gitDir string) string {
	for _, u := range [...]struct{ file, what string }{
		{"MERGE_HEAD", "merge"}, {"rebase-merge", "rebase"}, {"rebase-apply", "rebase"},
		{"CHERRY_PICK_HEAD", "cherry-pick"}, {"REVERT_HEAD", "revert"},
	} {
		if _, err := os.Lstat(filepath.Join(gitDir, u.file)); !errors.Is(err, fs.ErrNotExist) {
			return u.what
		}
	}
	return ""
}

// environment is what git is told: where its user's settings are, and nothing
// that leads it to another repository or lets it ask or call anybody.
func environment(all []string) []string {
	kept := slices.DeleteFunc(slices.Clone(all), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		name = strings.ToUpper(name)
		return strings.HasPrefix(name, "GIT_") || strings.HasPrefix(name, "LC_") || name == "LANG" || name == "LANGUAGE"
	})
	return append(kept, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE="+os.DevNull)
}
