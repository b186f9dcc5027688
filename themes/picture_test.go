package themes_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// pictures makes the pictures of the user guide and the README anew:
//
//	go test ./themes -run Pictures -pictures
var pictures = flag.Bool("pictures", false, "take the pictures of the guide anew")

// TestPictures takes the pictures, or shows that they are there, and their pages too.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := build(t, sample(t), published)
	var b *browser
	if *pictures {
		b = start(t)
	}
	for _, p := range []struct {
		name, page    string
		width, height int64
		dark          bool
	}{
		{"policy-page.png", "security/authentication.html", 1240, 860, false},
		{"expired-page.png", "service/aarhus-move-2026.html", 1240, 560, false},
		{"register.png", "register.html", 1240, 640, false},
		{"reviews.png", "reviews.html", 1240, 640, false},
		{"phone.png", "security/recover-an-account.html", 390, 780, true},
	} {
		name := filepath.Join("../content/guide", p.name)
		if b == nil {
			for _, file := range []string{name, filepath.Join(s.folder, filepath.FromSlash(p.page))} {
				if _, err := os.Stat(file); err != nil {
					t.Error(err)
				}
			}
			continue
		}
		tab := b.tab(t)
		tab.clock(noon(published))
		tab.size(p.width, p.height)
		tab.dark(p.dark)
		tab.open(s.file + p.page)
		picture, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
