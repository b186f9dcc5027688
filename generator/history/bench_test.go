package history

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// BenchmarkRead reads a handbook of 10,000 documents and 5,000 commits of one to
// three documents each.
func BenchmarkRead(b *testing.B) {
	const documents, commits = 10_000, 5_000
	dir := b.TempDir()
	generate(b, dir, documents, commits)
	for b.Loop() {
		r, err := Open(context.Background(), dir)
		if err != nil {
			b.Fatal(err)
		}
		h, err := r.Read(context.Background(), time.UTC)
		if err != nil || len(h.Documents) != documents || len(h.Findings) > 0 {
			b.Fatalf("%d documents, %v, %v", len(h.Documents), h.Findings, err)
		}
	}
}

func generate(b *testing.B, dir string, documents, commits int) {
	b.Helper()
	if out, err := exec.Command("git", "init", "-q", "-b", "main", dir).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	c := exec.Command("git", "-C", dir, "fast-import", "--quiet")
	in, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(in)
	r := rand.New(rand.NewPCG(1, 2))
	versions := make([]int, documents)
	texts := make([]string, documents)
	commit := func(n int, changed []int) {
		fmt.Fprintf(w, "commit refs/heads/main\ncommitter Ada <ada@example.com> %d +0000\ndata <<.\nCommit %d\n.\n", 1_500_000_000+n*40_000, n)
		for _, d := range changed {
			text := fmt.Sprintf("---\ntitle: Document %d\nid: D-%d\ntype: policy\nowner: desk\nscope: organization\nstatus: approved\nversion: \"1.%d\"\neffective_date: 2020-01-01\n"+
				"last_reviewed: 2025-01-01\nreview_cycle: 12 months\nlifespan: long-term\nsummary: What document %d is good for.\napprovals:\n  - {by: board, date: 2020-01-01}\ntags: [a, b, c]\n---\n\n# Document %d\n\n%s",
				d, d, versions[d], d, d, texts[d])
			fmt.Fprintf(w, "M 100644 inline content/part-%02d/document-%05d.md\ndata %d\n%s\n", d%12, d, len(text), text)
		}
	}
	all := make([]int, documents)
	for d := range all {
		all[d] = d
		for range 40 {
			texts[d] += strings.Repeat(fmt.Sprintf("word%d ", r.IntN(5000)), 12) + "\n"
		}
	}
	commit(0, all)
	for n := 1; n < commits; n++ {
		var changed []int
		for range 1 + r.IntN(3) {
			d := r.IntN(documents)
			texts[d] += fmt.Sprintf("Amended %d.\n", n)
			if r.IntN(4) == 0 {
				versions[d]++
			}
			changed = append(changed, d)
		}
		commit(n, changed)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	in.Close()
	if err := c.Wait(); err != nil {
		b.Fatal(err)
	}
}
