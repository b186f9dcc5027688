package themes_test

import (
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"policybook/cmd/policybook/demo"
	"policybook/generator"
	"policybook/generator/history"
	"policybook/generator/publish"
	"policybook/themes"
)

// pictures makes the pictures of the user guide and the README anew:
//
//	go test ./themes -run Pictures -pictures
var pictures = flag.Bool("pictures", false, "take the pictures of the guide anew")

// demonstration is the handbook that `policybook demo` writes, with its history.
func demonstration(t *testing.T) site {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("requires git")
	}
	dir := t.TempDir()
	if _, err := demo.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	repo, err := history.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	past, err := repo.Read(t.Context(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	built := generator.Build(os.DirFS(dir), generator.Options{Theme: base, Version: "1.2.3", Now: noon(published), History: past})
	if built.Site == nil {
		t.Fatal(built.Findings)
	}
	s := site{folder: t.TempDir()}
	s.file = fileURL(s.folder)
	if _, err := publish.Dir(t.Context(), built.Site, s.folder, publish.Options{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPictures takes the pictures, or shows that they are there, and their pages too.
func TestPictures(t *testing.T) {
	t.Parallel()
	past, now := demonstration(t), build(t, sample(t), published)
	var b *browser
	if *pictures {
		b = start(t)
	}
	for _, p := range []struct {
		name, page    string
		width, height int64
		dark          bool
		from          site
	}{
		{"policy-page.png", "security/authentication.html", 1240, 860, false, now},
		{"expired-page.png", "service/aarhus-move-2026.html", 1240, 560, false, now},
		{"register.png", "register.html", 1240, 640, false, now},
		{"reviews.png", "reviews.html", 1240, 640, false, now},
		{"phone.png", "security/recover-an-account.html", 390, 780, true, now},
		{"history.png", "acceptable-use/acceptable-use-policy.history.html", 1240, 640, false, past},
		{"changes.png", "acceptable-use/acceptable-use-policy.v3.0.changes.html", 1240, 900, false, past},
	} {
		name := filepath.Join("../content/guide", p.name)
		if b == nil {
			for _, file := range []string{name, filepath.Join(p.from.folder, filepath.FromSlash(p.page))} {
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
		tab.open(p.from.file + p.page)
		picture, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
