package history

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"policybook/generator/handbook"
)

// script is a repository that a test makes, step by step, with pinned days and names.
type script struct {
	*testing.T
	dir string
	day string // of the next commit
}

func newScript(t *testing.T) *script {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("requires git")
	}
	s := &script{T: t, dir: t.TempDir(), day: "2025-01-01"}
	s.git("init", "-q", "-b", "main")
	return s
}

// git runs git as its only user would.
func (s *script) git(args ...string) string {
	s.Helper()
	c := exec.Command("git", args...)
	c.Dir = s.dir
	at := s.day + "T12:00:00Z"
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=file",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=" + at,
		"GIT_COMMITTER_NAME=Ben", "GIT_COMMITTER_EMAIL=ben@example.com", "GIT_COMMITTER_DATE=" + at}
	out, err := c.CombinedOutput()
	if err != nil {
		s.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// write puts a text into a file, "" removes it.
func (s *script) write(name, text string) {
	s.Helper()
	file := filepath.Join(s.dir, filepath.FromSlash(name))
	if text == "" {
		if err := os.Remove(file); err != nil {
			s.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		s.Fatal(err)
	}
}

// commit records all files on a day, and gives the commit's name.
func (s *script) commit(day, subject string) string {
	s.Helper()
	s.day = day
	s.git("add", "-A")
	s.git("commit", "-q", "--allow-empty", "-m", subject)
	return s.git("rev-parse", "HEAD")
}

// document gives the text of a file: front matter in short, "version status first-day", and more of it.
func document(id, version, status, from, text string, more ...string) string {
	front := fmt.Sprintf("---\ntitle: %s\nid: %s\nowner: desk\nversion: %q\nstatus: %s\neffective_date: %s\n", id, id, version, status, from)
	for _, m := range more {
		front += m + "\n"
	}
	return front + "---\n\n" + text + "\n"
}

func (s *script) open() *Repo {
	s.Helper()
	r, err := Open(context.Background(), s.dir)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *script) read() *handbook.History {
	s.Helper()
	h, err := s.open().Read(context.Background(), time.UTC)
	if err != nil {
		s.Fatal(err)
	}
	return h
}

// paths gives the documents that have a past, sorted.
func paths(h *handbook.History) (names []string) {
	for name := range h.Documents {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
