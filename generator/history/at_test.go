package history

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/handbook"
)

// What was known at a commit is what a clone knows whose last commit it is.
func TestPastAsItWasKnown(t *testing.T) {
	t.Parallel()
	s := years(t)
	r := s.open()
	commits := append(strings.Fields(s.git("rev-list", "--first-parent", "HEAD")), s.git("rev-parse", "longer"))
	for _, commit := range commits {
		h, err := r.ReadAt(t.Context(), commit, time.UTC)
		if err != nil {
			t.Fatal(commit, err)
		}
		clone := &script{T: t, dir: t.TempDir(), day: "2025-01-01"}
		clone.git("clone", "-q", s.dir, ".")
		clone.git("reset", "-q", "--hard", commit)
		if diff := cmp.Diff(told(clone.read()), told(h)); diff != "" {
			t.Errorf("%s: %s", s.git("log", "-1", "--format=%s", commit), diff)
		}
	}
	if len(commits) < 12 {
		t.Errorf("only %d commits", len(commits))
	}
}

// told writes a past down, but for which commits changed the layout alone: that is
// known today.
func told(h *handbook.History) string {
	var b strings.Builder
	for _, name := range paths(h) {
		for _, s := range h.Documents[name] {
			fmt.Fprintln(&b, name, s.Commit.ID, s.Commit.Day, s.Commit.Subject, s.Path, s.Blob, len(s.Defaults))
		}
	}
	return b.String()
}

func TestPastAtACommitIsReadOnce(t *testing.T) {
	t.Parallel()
	s := years(t)
	r := s.open()
	today, err := r.Read(t.Context(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	then, err := r.ReadAt(t.Context(), s.git("rev-parse", "HEAD~4"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for name, snapshots := range then.Documents {
		for i, was := range snapshots {
			if now := today.Documents[name]; len(now) > i && now[i].Commit.ID == was.Commit.ID && now[i].Front != was.Front {
				t.Errorf("%s was read again", name)
			}
		}
	}
	s.git("clone", "-q", "--depth=1", "file://"+s.dir, "shallow")
	shallow := &script{T: t, dir: s.dir + "/shallow", day: "2025-01-01"}
	if _, err := shallow.open().ReadAt(t.Context(), r.Head, time.UTC); err == nil {
		t.Error("a shallow clone has no past")
	}
}
