package render_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// reviewed gives a handbook of n documents, whose reviews are due week by week.
func reviewed(n int) fstest.MapFS {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: Large\n")}}
	day := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		text := fmt.Sprintf("---\ntitle: Rules about subject %d\nid: D-%05d\nowner: desk\nscope: organization\nstatus: approved\neffective_date: 2026-01-%02d\nreview_date: %s\n---\n\nText.\n", i*7919%1000, i, i%28+1, day.AddDate(0, 0, i%1000).Format(time.DateOnly))
		files[fmt.Sprintf("content/large/d%05d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func svg(t *testing.T, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<svg class="timeline"`)
	picture, _, ok2 := strings.Cut(rest, "</svg>")
	if !ok || !ok2 {
		t.Fatal("the page has no picture")
	}
	return picture
}

// TestTimelineIsSmall bounds what the picture costs, and shows that the page
// stops growing when it shows as many reviews as it does.
func TestTimelineIsSmall(t *testing.T) {
	t.Parallel()
	picture := svg(t, read(t, compile(t, reviewed(140), nil), "reviews.html"))
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(picture))
	w.Close()
	if got := b.Len() / 140; got > 200 {
		t.Errorf("the timeline takes %d bytes a document, compressed; want at most 200", got)
	}
	if got := strings.Count(picture, "<g "); got != 140 {
		t.Errorf("%d bars, want 140", got)
	}
	for _, n := range []int{300, 1200} {
		page := read(t, compile(t, reviewed(n), nil), "reviews.html")
		if got := strings.Count(svg(t, page), "<g "); got != 150 {
			t.Errorf("%d bars of %d reviews, want 150", got, n)
		}
		if got := strings.Count(mainOf(t, page), "<li><time"); got != 150 {
			t.Errorf("%d of %d reviews listed, want 150", got, n)
		}
		if len(page) > 90_000 {
			t.Errorf("%d bytes with %d documents", len(page), n)
		}
	}
}

// TestNoReviews shows that nothing speaks of reviews where there are none.
func TestNoReviews(t *testing.T) {
	t.Parallel()
	site := compile(t, fstest.MapFS{
		"content/handbook.yaml": {Data: []byte("title: Small\nreview_cycle: none\n")},
		"content/a/b.md":        {Data: []byte("---\ntitle: B\nowner: desk\nscope: organization\nstatus: approved\neffective_date: 2026-01-01\n---\n\nText.\n")},
	}, nil)
	for _, f := range site.Files() {
		if strings.HasSuffix(f.Path, ".ics") || f.Path == "reviews.html" {
			t.Errorf("there is %s", f.Path)
		}
		if strings.HasSuffix(f.Path, ".html") && strings.Contains(read(t, site, f.Path), "reviews.") {
			t.Errorf("%s speaks of the reviews", f.Path)
		}
	}
}

// TestTimelineOnPaper leaves a timeline off paper whose rows could not be read there.
func TestTimelineOnPaper(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{40: false, 41: true} {
		page := read(t, compile(t, reviewed(n), nil), "reviews.html")
		before, _, _ := strings.Cut(page, `<svg class="timeline"`)
		tag := before[strings.LastIndex(before, "<section"):]
		if got := strings.Contains(tag, "screen-only"); got != want {
			t.Errorf("%d rows: off paper %v, want %v", n, got, want)
		}
	}
}
