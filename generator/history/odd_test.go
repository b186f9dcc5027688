package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"policybook/generator/handbook"
)

// past tells what became of a handbook's history.
func past(s *script, dir string) string {
	s.Helper()
	r, err := Open(context.Background(), dir)
	var none *None
	h := new(handbook.History)
	switch {
	case errors.As(err, &none):
		h = Missing(none)
	case err != nil:
		s.Fatal(err)
	default:
		if h, err = r.Read(context.Background(), time.UTC); err != nil {
			s.Fatal(err)
		}
	}
	told := fmt.Sprintf("%d documents", len(h.Documents))
	for _, f := range h.Findings {
		told += "; " + f.Text + " / " + f.Hint
	}
	return told
}

func TestOddRepositories(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(s *script) (dir string) // of the handbook
		want string                       // with DIR for the repository's folder
	}{
		{"ordinary", func(s *script) string { return s.dir }, "2 documents"},
		{"no repository", func(s *script) string { return s.TempDir() }, "0 documents"},
		{"nothing committed", func(s *script) string {
			s.dir = s.TempDir()
			s.git("init", "-q", "-b", "main")
			return s.dir
		}, "0 documents; nothing is committed yet, so the handbook has no history / `git add content` and `git commit` begin it"},
		{"no document committed", func(s *script) string {
			s.dir = s.TempDir()
			s.git("init", "-q", "-b", "main")
			s.write("README.md", "x")
			s.commit("2025-01-01", "x")
			return s.dir
		}, "0 documents; no document is committed yet, so the handbook has no history / `git add content` and `git commit` begin it"},
		{"shallow", func(s *script) string {
			clone := filepath.Join(s.TempDir(), "clone")
			s.git("clone", "-q", "--depth=1", "file://"+s.dir, clone)
			return clone
		}, "0 documents; this clone has only the last commits, so that nothing is known of what was before / `git fetch --unshallow`; in CI ask for the whole history (`fetch-depth: 0`)"},
		{"without blobs", func(s *script) string {
			s.write("content/it/a.md", document("A", "2.0", "approved", "2025-01-01", "later"))
			s.commit("2025-05-01", "later")
			s.git("config", "uploadpack.allowFilter", "true")
			clone := filepath.Join(s.TempDir(), "clone")
			s.git("clone", "-q", "--filter=blob:none", "file://"+s.dir, clone)
			return clone
		}, "0 documents; this clone lacks files of earlier commits, so that the history cannot be read / `git fetch --refetch` brings them; see `git fsck`"},
		{"detached", func(s *script) string {
			s.git("checkout", "-q", "--detach", "HEAD~1")
			return s.dir
		}, "1 documents"},
		{"a folder of a repository", func(s *script) string {
			s.write("docs/handbook/content/it/deep.md", document("X", "1.0", "approved", "2025-01-01", "x"))
			s.commit("2025-05-01", "deep")
			return filepath.Join(s.dir, "docs", "handbook")
		}, "1 documents"},
		{"a worktree of its own", func(s *script) string {
			tree := filepath.Join(s.TempDir(), "tree")
			s.git("worktree", "add", "-q", tree, "HEAD")
			return tree
		}, "2 documents"},
		{"a submodule within", func(s *script) string {
			other := newScript(s.T)
			other.write("a.md", document("Y", "1.0", "approved", "2025-01-01", "y"))
			other.commit("2025-01-01", "y")
			s.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.dir, "content/sub")
			s.commit("2025-05-01", "sub")
			return s.dir
		}, "2 documents"},
		{"a merge under way", func(s *script) string {
			s.git("checkout", "-q", "-b", "other", "HEAD~1")
			s.write("content/it/c.md", document("C", "1.0", "approved", "2025-01-01", "c"))
			s.commit("2025-05-01", "c")
			s.git("merge", "-q", "--no-commit", "--no-ff", "main")
			return s.dir
		}, "2 documents; a merge is under way: the handbook is that of neither side / end it, or see `git status`"},
		{"pointers of LFS", func(s *script) string {
			s.write("content/it/b.md", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n")
			s.commit("2025-05-01", "lfs")
			return s.dir
		}, "2 documents; some documents are kept in Git LFS, so that their history cannot be read / keep texts in git itself: `git lfs migrate export --include='*.md'`"},
		{"a folder inside the repository's own", func(s *script) string { return filepath.Join(s.dir, ".git") },
			"0 documents; the handbook's history cannot be read: cannot use bare repository 'DIR/.git' (safe.bareRepository is 'explicit') / see `git status`"},
		{"damaged", func(s *script) string {
			objects, _ := filepath.Glob(filepath.Join(s.dir, ".git", "objects", "??", "*"))
			for _, o := range objects {
				os.Chmod(o, 0o644)
				if err := os.WriteFile(o, []byte("no object"), 0o644); err != nil {
					s.Fatal(err)
				}
			}
			return s.dir
		}, "0 documents; nothing is committed yet, so the handbook has no history / `git add content` and `git commit` begin it"},
		{"one file damaged", func(s *script) string {
			id := s.git("rev-parse", "HEAD:content/it/b.md")
			o := filepath.Join(s.dir, ".git", "objects", id[:2], id[2:])
			os.Chmod(o, 0o644)
			if err := os.WriteFile(o, []byte("no object"), 0o644); err != nil {
				s.Fatal(err)
			}
			return s.dir
		}, "0 documents; this clone lacks files of earlier commits, so that the history cannot be read / `git fetch --refetch` brings them; see `git fsck`"},
		{"a .git that is none", func(s *script) string {
			dir := s.TempDir()
			if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
				s.Fatal(err)
			}
			return dir
		}, "0 documents; the handbook's history cannot be read: not a git repository (or any of the parent directories): .git / see `git status`"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			s.write("content/it/a.md", document("A", "1.0", "approved", "2025-01-01", "a"))
			s.commit("2025-01-01", "a")
			s.write("content/it/b.md", document("B", "1.0", "approved", "2025-01-01", "b"))
			s.commit("2025-02-01", "b")
			want := strings.ReplaceAll(c.want, "DIR", s.dir)
			if got := past(s, c.make(s)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestForeignOwner(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("requires root, who may give files to others")
	}
	s := newScript(t)
	s.write("content/it/a.md", document("A", "1.0", "approved", "2025-01-01", "a"))
	s.commit("2025-01-01", "a")
	for _, name := range []string{s.dir, filepath.Join(s.dir, ".git")} {
		if err := os.Lchown(name, 12345, 12345); err != nil {
			t.Fatal(err)
		}
	}
	want := "0 documents; the handbook's git repository belongs to another user, so its history is not read / if you trust it: `git config --global --add safe.directory " + s.dir + "`"
	if got := past(s, filepath.Join(s.dir, "content")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whatever a repository says that git shall run, nothing runs.
func TestHostileRepository(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("requires a shell for the attacker's program")
	}
	s := newScript(t)
	s.write("content/it/a.md", document("A", "1.0", "approved", "2025-01-01", "a"))
	s.commit("2025-01-01", "a")
	s.write("content/it/a.md", document("A", "2.0", "approved", "2025-01-01", "b"))
	s.write("content/it/gone.md", document("G", "1.0", "approved", "2025-01-01", "g"))
	s.write(".gitattributes", "*.md diff=evil filter=evil merge=evil\n*.md export-subst\n")
	s.commit("2025-02-01", "b")
	s.git("mv", "content/it/gone.md", "content/it/moved.md")
	commit := s.commit("2025-03-01", "c")
	s.git("tag", "-a", "v1", "-m", "one")

	marker := filepath.Join(s.TempDir(), "marker")
	evil := filepath.Join(s.dir, ".git", "evil")
	if err := os.WriteFile(evil, []byte("#!/bin/sh\necho \"$0 $*\" >>"+marker+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
		"pager.log", "pager.cat-file", "pager.ls-tree", "pager.for-each-ref", "pager.rev-parse",
		"gpg.program", "gpg.ssh.program", "gpg.x509.program", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
		"merge.evil.driver", "credential.helper", "sequence.editor", "trace2.eventTarget", "uploadpack.packObjectsHook", "remote.origin.uploadpack", "remote.origin.proxy",
	} {
		s.git("config", setting, evil)
	}
	for _, name := range []string{"log", "cat-file", "ls-tree", "for-each-ref", "rev-parse"} {
		s.git("config", "alias."+name, "!"+evil)
	}
	for _, c := range [][2]string{{"log.showSignature", "true"}, {"core.hooksPath", filepath.Join(s.dir, ".git", "evilhooks")}, {"remote.origin.url", "ext::" + evil},
		{"remote.origin.promisor", "true"}, {"extensions.partialClone", "origin"}, {"protocol.ext.allow", "always"}, {"protocol.allow", "always"}, {"color.ui", "always"},
		{"log.decorate", "full"}, {"format.pretty", "oneline"}, {"log.showRoot", "false"}, {"diff.renames", "copies"}, {"diff.orderFile", evil}, {"core.quotePath", "true"}, {"log.date", "relative"}} {
		s.git("config", c[0], c[1])
	}
	hooks := filepath.Join(s.dir, ".git", "evilhooks")
	for _, hook := range []string{"post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"} {
		for _, dir := range []string{hooks, filepath.Join(s.dir, ".git", "hooks")} {
			os.MkdirAll(dir, 0o755)
			if err := os.Symlink(evil, filepath.Join(dir, hook)); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A signature that git would have checked, and an object that it would fetch.
	signed := strings.Replace(s.cat(commit), "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1)
	s.write(".git/signed", signed)
	s.git("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "update-ref", "refs/heads/main", s.git("hash-object", "-t", "commit", "-w", ".git/signed"))
	s.git("log", "-p", "--show-signature", "-1")
	if err := os.Remove(marker); err != nil {
		t.Fatalf("plain git ran nothing, so that this test shows nothing: %v", err)
	}

	read := func() string {
		r := s.open()
		for _, use := range []func() error{
			func() error { _, err := r.Tags(context.Background(), "*"); return err },
			func() error { _, err := r.FS(context.Background(), r.Head); return err },
		} {
			if err := use(); err != nil {
				t.Error(err)
			}
		}
		return past(s, s.dir)
	}
	if got := read(); got != "2 documents" {
		t.Errorf("got %s", got)
	}
	id := s.git("rev-parse", commit+":content/it/a.md")
	if err := os.Remove(filepath.Join(s.dir, ".git", "objects", id[:2], id[2:])); err != nil {
		t.Fatal(err)
	}
	if got := read(); !strings.HasPrefix(got, "0 documents; this clone lacks files") {
		t.Errorf("got %s", got)
	}
	if ran, err := os.ReadFile(marker); err == nil {
		t.Errorf("it ran:\n%s", ran)
	}
}

// cat gives a commit as it is stored.
func (s *script) cat(commit string) string {
	return s.git("-c", "core.fsmonitor=false", "cat-file", "commit", commit) + "\n"
}

// The variables of a hook or an attacker do not lead git elsewhere.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	got := environment([]string{"PATH=/bin", "GIT_DIR=/x", "git_work_tree=/y", "GIT_CONFIG_COUNT=1", "LANG=de", "LC_ALL=de", "HOME=/h", "LANGUAGE=de"})
	for _, v := range got {
		name, value, _ := strings.Cut(v, "=")
		switch name {
		case "PATH", "HOME", "GIT_CONFIG_NOSYSTEM", "GIT_NO_LAZY_FETCH", "GIT_TERMINAL_PROMPT", "GIT_OPTIONAL_LOCKS", "GIT_NO_REPLACE_OBJECTS", "GIT_GRAFT_FILE":
		default:
			if v != "LC_ALL=C" {
				t.Errorf("%s=%s", name, value)
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.write("content/it/a.md", document("A", "1.0", "approved", "2025-01-01", "a"))
	s.commit("2025-01-01", "a")
	r := s.open()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := r.Read(ctx, time.UTC); !errors.Is(err, context.Canceled) {
		t.Errorf("Read: %v", err)
	}
	if _, err := Open(ctx, s.dir); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}
