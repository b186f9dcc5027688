package render_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/source"
)

// compileFor makes the site of a handbook for some of its readers.
func compileFor(t *testing.T, files fs.FS, opts handbook.Options) *output.Site {
	t.Helper()
	day, err := calendar.ParseDate(today, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	opts.Today = day
	theme, _ := render.NewTheme(defaultTheme(t), nil, "")
	site, _, err := render.Site(render.Input{Handbook: handbook.New(source.Read(files), opts), Theme: theme, Content: files})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestPartsOfOwnHandbook checks what this project's handbook is for some readers.
func TestPartsOfOwnHandbook(t *testing.T) {
	t.Parallel()
	for _, opts := range []handbook.Options{{Audience: "contractors"}, {Audience: "buyers", Drafts: true}, {Classification: "public"}, {Classification: "restricted"}} {
		checkSite(t, compileFor(t, os.DirFS("../.."), opts), "/")
	}
}

// TestAudienceBuild shows that a build for one audience makes no page of others,
// and none that tells what it leaves out.
func TestAudienceBuild(t *testing.T) {
	t.Parallel()
	site := compileFor(t, handbooks(t)["testdata/groups.txtar"], handbook.Options{Drafts: true, Audience: "staff"})
	pages := map[string]string{}
	for _, f := range site.Files() {
		pages[f.Path] = read(t, site, f.Path)
	}
	for _, path := range []string{"audiences/index.html", "audiences/staff.html", "security/passwords.html"} {
		if pages[path] == "" {
			t.Errorf("there is no %s", path)
		}
	}
	for path, text := range pages {
		if strings.HasPrefix(path, "controls/") || path == "coverage.html" || strings.HasPrefix(path, "audiences/") && path != "audiences/index.html" && path != "audiences/staff.html" {
			t.Errorf("there is %s", path)
		}
		if path == "security/phones.html" {
			continue // it names whom it excludes
		}
		for _, secret := range []string{"Chemical wing", "lab-co", "People who index", "Backup", "Ask the desk", "Nothing yet", "Rules exist"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q", path, secret)
			}
		}
	}
	checkSite(t, site, "/")
}
