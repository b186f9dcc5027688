package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// Every text is read by one process, whoever asks for it. One that is lost, or too
// large, is missing alone; when a process dies, another reads on.
func TestTexts(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("requires a shell")
	}
	s := newScript(t)
	var blobs []string
	for i := range 20 {
		s.write("content/it/a.md", document("A", fmt.Sprint(i), "approved", "2025-01-01", strings.Repeat("Text. ", i)))
		s.commit("2025-01-01", "x")
		blobs = append(blobs, s.git("rev-parse", "HEAD:content/it/a.md"))
	}
	s.write("large.md", strings.Repeat("x", maxBlob+1))
	s.commit("2025-01-01", "x")
	large := s.git("rev-parse", "HEAD:large.md")

	r := s.open()
	started := filepath.Join(t.TempDir(), "started")
	wrapper := filepath.Join(t.TempDir(), "git")
	script := fmt.Sprintf("#!/bin/sh\necho $$ \"$@\" >> '%s'\nexec '%s' \"$@\"\n", started, r.git)
	if err := os.WriteFile(wrapper, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	r.git = wrapper
	ctx, cancel := context.WithCancel(context.Background())
	h, err := r.Read(ctx, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	readers := func() int {
		raw, err := os.ReadFile(started)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(raw, []byte("cat-file --batch\n"))
	}
	if n := readers(); n != 0 {
		t.Errorf("%d processes wait for texts that nobody asked for", n)
	}
	var all sync.WaitGroup
	for i, blob := range blobs {
		all.Go(func() {
			for range 5 {
				text, err := h.Text(blob)
				if want := strings.Repeat("Text. ", i) + "\n"; err != nil || !strings.HasSuffix(string(text), "---\n\n"+want) {
					t.Errorf("%d: got %q, %v", i, text, err)
				}
				if _, err := h.Text(strings.Repeat("0", 40)); !errors.Is(err, errMissing) {
					t.Errorf("lost: %v", err)
				}
				if text, err := h.Text(large); err == nil || text != nil {
					t.Errorf("large: %d bytes, %v", len(text), err)
				}
			}
		})
	}
	all.Wait()
	if n := readers(); n != 1 {
		t.Errorf("%d processes read the texts", n)
	}

	raw, err := os.ReadFile(started)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	pid, _, _ := strings.Cut(lines[len(lines)-1], " ")
	kill(t, pid)
	if _, err := h.Text(blobs[0]); err == nil {
		t.Error("a process that died gave a text")
	}
	if text, err := h.Text(blobs[0]); err != nil || len(text) == 0 || readers() != 2 {
		t.Errorf("after a process died: %q, %v, %d processes", text, err, readers())
	}
	cancel()
	err = nil
	for range 100_000 { // it may be on its way while the process is ended
		if _, err = h.Text(blobs[0]); err != nil {
			break
		}
	}
	if err == nil {
		t.Error("texts are read when all has ended")
	}
}

// kill ends the process of that id, which a test started.
func kill(t *testing.T, pid string) {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(pid, &n); err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(n)
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
}
