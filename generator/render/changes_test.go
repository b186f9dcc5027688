package render_test

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/handbook"
)

// feed is what RFC 4287 asks of a feed, as a reader's program decodes it.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      []string `xml:"http://www.w3.org/2005/Atom id"`
	Title   []string `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []string `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID      []string `xml:"http://www.w3.org/2005/Atom id"`
		Title   []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
		Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
		Summary []string `xml:"http://www.w3.org/2005/Atom summary"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

var tagURI = regexp.MustCompile(`^tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[^\s<>"]+$`)

// TestFeeds reads every feed of every handbook as its readers do.
func TestFeeds(t *testing.T) {
	t.Parallel()
	all := handbooks(t)
	all["large"] = grouped(120)
	feeds := 0
	for name, files := range all {
		config := string(files["content/handbook.yaml"].Data)
		plain := compile(t, files, nil)
		for _, f := range plain.Files() {
			if strings.HasSuffix(f.Path, ".atom") && !strings.Contains(config, "base_url:") {
				t.Errorf("%s: %s, and nobody said where it is published", name, f.Path)
			}
		}
		if !strings.Contains(config, "base_url:") {
			files["content/handbook.yaml"] = &fstest.MapFile{Data: []byte(config + "\nbase_url: https://Handbook.example.com:8080/it/\n")}
		}
		site := compile(t, files, nil)
		for _, f := range site.Files() {
			if strings.HasSuffix(f.Path, ".atom") {
				feeds++
				checkFeed(t, name+": "+f.Path, read(t, site, f.Path))
			}
		}
		for _, page := range []string{"index.html", "changes.html"} {
			if text := read(t, site, page); !strings.Contains(text, `<link rel="alternate" type="application/atom+xml" title="`) {
				t.Errorf("%s: %s does not lead to its feed", name, page)
			}
		}
	}
	if feeds < 15 {
		t.Errorf("only %d feeds", feeds)
	}
}

func checkFeed(t *testing.T, name, text string) {
	t.Helper()
	var f feed
	if err := xml.Unmarshal([]byte(text), &f); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	one := func(what string, list []string) string {
		if len(list) != 1 || strings.TrimSpace(list[0]) == "" {
			t.Errorf("%s: %s: %q", name, what, list)
			return ""
		}
		return list[0]
	}
	links := func(of string, list []link) {
		seen := map[string]bool{}
		for _, l := range list {
			if u, err := url.Parse(l.Href); err != nil || !u.IsAbs() || seen[l.Rel] {
				t.Errorf("%s: %s links as %s to %q", name, of, l.Rel, l.Href)
			}
			seen[l.Rel] = true
		}
		if !seen["alternate"] {
			t.Errorf("%s: %s leads nowhere", name, of)
		}
	}
	if len(f.Entries) == 0 || len(f.Entries) > 50 {
		t.Errorf("%s: %d entries", name, len(f.Entries))
	}
	if id := one("id", f.ID); len(f.Links) == 0 || f.Links[0] != (link{"self", id}) {
		t.Errorf("%s: id %q, links %v", name, id, f.Links)
	}
	one("title", f.Title)
	one("author", f.Author)
	links("the feed", f.Links)
	last, ids := one("updated", f.Updated), map[string]bool{}
	for _, e := range f.Entries {
		id, updated := one("id", e.ID), one("updated", e.Updated)
		if !tagURI.MatchString(id) || ids[id] {
			t.Errorf("%s: the id %q", name, id)
		}
		ids[id] = true
		if _, err := time.Parse(time.RFC3339, updated); err != nil || updated > last {
			t.Errorf("%s: %s after %s: %v", name, updated, last, err)
		}
		last = updated
		one("title of an entry", e.Title)
		one("summary", e.Summary)
		links(id, e.Links)
	}
}

// A change of the title, the reason or the order keeps the ids of entries.
func TestFeedIDsStay(t *testing.T) {
	t.Parallel()
	ids := func(documents ...string) string {
		files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: T\nbase_url: https://example.com/\n")}}
		for i, d := range documents {
			files[fmt.Sprintf("content/a/%d.md", i)] = &fstest.MapFile{Data: []byte("---\nowner: o\nscope: organization\nstatus: approved\neffective_date: 2026-03-01\n" + d + "\n---\n\nText.\n")}
		}
		return strings.Join(regexp.MustCompile(`tag:.*?<`).FindAllString(read(t, compile(t, files, nil), "a/changes.atom"), -1), " ")
	}
	want := "tag:example.com,2026-03-01:x-1/2.0< tag:example.com,2026-01-01:x-1/1.0<"
	for _, got := range []string{
		ids("id: X-1\ntitle: One\nversion: \"2.0\"\nrevisions: [{version: \"1.0\", date: 2026-01-01, summary: S}]"),
		ids("id: x-1\ntitle: Two\nversion: \"2.0\"\nrevisions: [{version: \"1.0\", date: 2026-01-01, summary: Other, material: true}]"),
	} {
		if got != want {
			t.Errorf("got %s", got)
		}
	}
}

// Pages of changes hold so many, whatever the number of documents, and lead to all others.
func TestChangesByYear(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: T\n")}}
	for i := range 500 {
		day := []string{"2026-10-01", "2025-05-01", "2023-05-01"}[min(i/230, 2)]
		files[fmt.Sprintf("content/a/d%03d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: D %03d\nowner: o\nscope: organization\nstatus: approved\nversion: \"1.0\"\neffective_date: %s\n---\n\nText.\n", i, day)}
	}
	site := compile(t, files, nil)
	for page, want := range map[string]struct {
		changes int
		has     []string
	}{
		"changes.html":        {200, []string{"<h2>October 2026</h2>", `href="changes-2026.html"`, `href="changes-2025.html"`, `href="changes-2023.html"`}},
		"changes-2026.html":   {200, []string{`rel="next" href="changes-2026-2.html"`, `href="changes.html">The latest changes`}},
		"changes-2026-2.html": {30, []string{`rel="prev" href="changes-2026.html"`}},
		"changes-2025-2.html": {30, []string{"<h2>May 2025</h2>"}},
		"changes-2023.html":   {40, []string{"<h1>Changes in 2023</h1>"}},
	} {
		text := read(t, site, page)
		if got := strings.Count(text, "<li data-for"); got != want.changes {
			t.Errorf("%s: %d changes, want %d", page, got, want.changes)
		}
		for _, w := range want.has {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %s", page, w)
			}
		}
		if strings.Contains(text, "changes-2024") || strings.Contains(text, "2026-3") {
			t.Errorf("%s leads nowhere", page)
		}
	}
	if _, ok := site.Lookup("changes.atom"); ok {
		t.Error("a feed, and nobody said where it is published")
	}
}

// Of a document that a build does not have, the changes tell nothing.
func TestChangesOfOthers(t *testing.T) {
	t.Parallel()
	files := handbooks(t)["testdata/groups.txtar"]
	files["content/handbook.yaml"] = &fstest.MapFile{Data: append(files["content/handbook.yaml"].Data, "\nbase_url: https://example.com/\n"...)}
	plain := compileFor(t, files, handbook.Options{})
	for name, front := range map[string]string{
		"restricted": "classification: restricted\nstatus: approved",
		"draft":      "status: draft",
	} {
		files["content/secret-"+name+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: CANARY\nid: CANARY\nowner: desk\nscope: organization\n" + front + "\nversion: \"2.0\"\neffective_date: 2026-03-01\nrevisions: [{version: \"1.0\", date: 2026-01-01, summary: CANARY}]\n---\n\nText.\n")}
	}
	site := compileFor(t, files, handbook.Options{})
	if len(site.Files()) != len(plain.Files()) {
		t.Errorf("%d files, %d without them", len(site.Files()), len(plain.Files()))
	}
	for _, f := range plain.Files() {
		if strings.Contains(f.Path, "change") || strings.HasSuffix(f.Path, ".atom") || f.Path == "index.html" {
			if read(t, site, f.Path) != read(t, plain, f.Path) {
				t.Errorf("%s is another", f.Path)
			}
		}
	}
}

// Programs that read feeds pass over what is older than what they have seen: what was
// committed after its first day is as new as its commit.
func TestFeedOfWhatWasCommittedLate(t *testing.T) {
	t.Parallel()
	document := func(id, version, first string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %s\nid: %s\nstatus: approved\nversion: %q\neffective_date: %s\nscope: organization\n---\n\nText %s.\n", id, id, version, first, version)}
	}
	site := compile(t, fstest.MapFS{
		"content/handbook.yaml":           {Data: []byte("title: H\nbase_url: https://example.com/\n")},
		"content/it/a.md":                 document("A", "2.0", "2026-03-01"),
		"content/it/b.md":                 document("B", "1.0", "2026-03-05"),
		"past/2026-01-10/content/it/a.md": document("A", "1.0", "2025-06-01"),
		"past/2026-01-10/content/it/b.md": document("B", "1.0", "2026-03-05"),
		"past/2026-03-10/content/it/a.md": document("A", "2.0", "2026-03-01"),
	}, nil)
	var f feed
	if err := xml.Unmarshal([]byte(read(t, site, "changes.atom")), &f); err != nil {
		t.Fatal(err)
	}
	got := []string{f.Updated[0]}
	for _, e := range f.Entries {
		got = append(got, e.Updated[0]+" "+e.Title[0])
	}
	want := []string{"2026-03-10T00:00:00Z", "2026-03-10T00:00:00Z A – Version 2.0 in place of 1.0", "2026-03-05T00:00:00Z B – New: version 1.0", "2025-06-01T00:00:00Z A – New: version 1.0"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
