package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"policybook/generator/pdf"
)

// From the write of a document to its new text on the screen, in a browser that shows it: 50 edits
// of the sample handbook, a second after one another, make the median and the slowest.
func BenchmarkVisible(b *testing.B) {
	browser, ok := pdf.Find()
	if !ok {
		b.Skip("Chromium is missing, so this is not measured")
	}
	dir := b.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		b.Fatal(err)
	}
	s := show(b, dir)
	h := httptest.NewServer(s.preview.server)
	defer h.Close()
	defer h.CloseClientConnections()
	defer followed(b, s, false)()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(browser), chromedp.UserDataDir(b.TempDir()), chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, _ := chromedp.NewContext(allocator)
	defer chromedp.Cancel(ctx)
	const page, edits = "security/authentication", 50
	file := filepath.Join(dir, "content", page+".md")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(h.URL+"/"+page+".html")); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		for n := range edits {
			mark := fmt.Sprintf("mark %d-%d", len(took), n)
			<-time.After(time.Second) // an edit at once after another waits for more of them
			start := time.Now()
			if err := os.WriteFile(file, fmt.Appendf(text, "\n%s.\n", mark), 0o666); err != nil {
				b.Fatal(err)
			}
			// It looks at each frame that is drawn.
			if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.querySelector('main')?.textContent.includes('`+mark+`.')`, chromedp.WithPollingTimeout(time.Minute))); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms-slowest")
}
