package handbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// recorded gives the past of documents from whole files, oldest first.
func recorded(files map[string][]string) *History {
	h, texts := &History{Documents: map[string][]Snapshot{}}, map[string][]byte{}
	r := source.FrontReader{Zone: time.UTC, Keep: PastFields}
	for path, states := range files {
		for i, raw := range states {
			blob := fmt.Sprint(path, i)
			texts[blob] = []byte(raw)
			s := Snapshot{Commit: &Commit{ID: blob, Day: calendar.New(2025, 1, 1+i)}, Path: path, Blob: blob}
			s.Front, _ = r.Read(path, []byte(raw))
			h.Documents[path] = append(h.Documents[path], s)
		}
	}
	h.Text = func(blob string) ([]byte, error) {
		if texts[blob] == nil {
			return nil, errors.New("lost")
		}
		return texts[blob], nil
	}
	return h
}

// approvedText gives a file whose text is approved as a version.
func approvedText(version, text string, more ...string) string {
	return "---\ntitle: Title of " + version + "\nowner: Nobody Known\nscope: [staff]\nstatus: approved\nversion: \"" + version + "\"\neffective_date: 2025-01-01\n" + strings.Join(more, "\n") + "\n---\n\n" + text + "\n"
}

func TestPagesOfReleases(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\u00e9", 200)
	var states []string
	for _, v := range []string{"1.0", "2.1_draft", "2.1-draft", "1.0.changes", "../../etc/passwd", "CON", long, long + "x", "1.0 ", "3.0"} {
		states = append(states, approvedText(v, "Text."))
	}
	files := fstest.MapFS{"content/it/a.md": {Data: []byte(states[len(states)-1])}}
	h := New(source.Read(files), Options{Today: calendar.New(2026, 11, 21), History: recorded(map[string][]string{"it/a.md": states})})
	p := h.Policies[0]
	var pages []string
	for i, r := range p.Past.Releases {
		if (r.Changes == "") != (i == 0) {
			t.Errorf("%q: changes at %q", r.Version, r.Changes)
		}
		pages = append(pages, r.Page, r.Changes)
	}
	want := []string{"it/a.v1.0.html", "", "it/a.v2.1-draft.html", "it/a.v2.1-draft.changes.html", "it/a.v2.1-draft-2.html", "it/a.v2.1-draft-2.changes.html",
		"it/a.v1.0.changes-2.html", "it/a.v1.0.changes-2.changes.html"}
	if !slices.Equal(pages[:len(want)], want) {
		t.Errorf("got %q, want %q", pages, want)
	}
	if last := p.Past.Releases[len(p.Past.Releases)-1]; last.Page != p.Page || !p.Current(last) {
		t.Errorf("the version of the page itself stands at %s", last.Page)
	}
	pages = append(pages, p.HistoryPage())
	slices.Sort(pages)
	pages = pages[1:] // ""
	for i, page := range pages {
		if i > 0 && page == pages[i-1] || len(page) > 120 || strings.Count(page, "/") != 1 || source.FoldPath(page) != page || strings.Contains(page, "..") {
			t.Errorf("%q is no safe name", page)
		}
	}
}

// Paths of pages about the past belong to their document.
func TestPagesOfReleasesAreTaken(t *testing.T) {
	t.Parallel()
	past := recorded(map[string][]string{"it/a.md": {approvedText("1.0", "One."), approvedText("2.0", "Two.")}})
	for alias, taken := range map[string]bool{
		"it/a.history.html": true, "it/a.v1.0.html": true, "/it/A.V1.0.html": true, "it/a.v2.0.changes.html": true,
		"it/a.v2.0.html": false, "it/a.v1.0.changes.html": false, "it/b.history.html": false, "a.history.html": false, "it/a.v9.html": false,
	} {
		files := fstest.MapFS{
			"content/it/a.md": {Data: []byte(approvedText("2.0", "Two."))},
			"content/it/b.md": {Data: []byte(approvedText("1.0", "B.", "aliases: ["+alias+"]"))},
		}
		h := New(source.Read(files), Options{Today: calendar.New(2026, 11, 21), History: past})
		found := ""
		for _, f := range h.Findings {
			if f.Rule == "alias-collision" {
				found = f.Pos.String() + ": " + f.Text
			}
		}
		if (found != "") != taken || taken && (!strings.HasPrefix(found, "content/it/b.md:8:11: ") || !strings.HasSuffix(found, " belongs to content/it/a.md")) {
			t.Errorf("%s: %q", alias, found)
		}
	}
	files := fstest.MapFS{
		"content/it/a.md":        {Data: []byte(approvedText("2.0", "[form](a.v1.0.html)"))},
		"content/it/a.v1.0.html": {Data: []byte("<p>form")},
	}
	h := New(source.Read(files), Options{Today: calendar.New(2026, 11, 21), History: past})
	if len(h.Files) > 0 {
		t.Errorf("%s is published where the version stands", h.Files[0].Path)
	}
}

func TestReleased(t *testing.T) {
	t.Parallel()
	first := "See [b](b.md#rules), [me](a.md), [here](#end), [secret](secret.md), [nowhere](gone.md), [old](/old/b.html), [file](form.pdf), [unused](other.pdf), [out](https://example.com).\n\n## End\n\nEnd."
	past := recorded(map[string][]string{"it/a.md": {approvedText("1.0", first, "classification: public"), approvedText("2.0", "Two. [file](form.pdf)")}})
	files := fstest.MapFS{
		"content/_data/audiences.yaml": {Data: []byte("- {id: staff, title: Staff}\n")},
		"content/it/a.md":              {Data: []byte(approvedText("2.0", "Two. [file](form.pdf)"))},
		"content/it/b.md":              {Data: []byte(approvedText("1.0", "## Rules\n\nB.", "aliases: [/old/b.html]"))},
		"content/it/secret.md":         {Data: []byte(approvedText("1.0", "Secret.", "classification: restricted"))},
		"content/it/form.pdf":          {Data: []byte("%PDF")},
		"content/it/other.pdf":         {Data: []byte("%PDF")},
	}
	opts := Options{Today: calendar.New(2026, 11, 21), History: past}
	made := New(source.Read(files), opts)
	tree := source.Read(files)
	before := (*Handbook)(nil).Again(tree, opts)
	files["content/it/b.md"] = &fstest.MapFile{Data: []byte(approvedText("1.0", "## Rules\n\nOther.", "aliases: [/old/b.html]"))}
	again := before.Again(tree.Again(files), opts) // with another text
	for name, h := range map[string]*Handbook{"new": made, "before": before, "again": again} {
		found, people := len(h.Findings), len(h.People)
		p := h.Policies[slices.IndexFunc(h.Policies, func(p *Policy) bool { return p.Path == "it/a" })]
		b := h.Policies[slices.IndexFunc(h.Policies, func(p *Policy) bool { return p.Path == "it/b" })]
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				q, err := h.Released(p, p.Past.Releases[0])
				if err != nil {
					t.Error(err)
					return
				}
				if q.Title != "Title of 1.0" || q.Version != "1.0" || q.Page != "it/a.v1.0.html" || q.Owner.Label() != "Nobody Known" || q.Scope.Audiences[0].Title != "Staff" || q.Classification != "public" {
					t.Errorf("%s: got %+v", name, q)
				}
				want := []Target{{Policy: b, Anchor: "rules"}, {Policy: p}, {Policy: q, Anchor: "end"}, {Broken: true}, {Broken: true}, {Policy: b}, {File: h.Files[0]}, {Broken: true}, {URL: "https://example.com"}}
				if !slices.Equal(q.Targets, want) {
					t.Errorf("%s: links lead to\n%+v\nwant\n%+v", name, q.Targets, want)
				}
				if text, err := q.Markdown(nil); err != nil || strings.TrimSpace(string(text)) != first {
					t.Errorf("%s: got %q, %v", name, text, err)
				}
			})
		}
		all.Wait()
		if len(h.Findings) != found || len(h.People) != people || len(h.Files) != 1 {
			t.Errorf("%s: an earlier text left %v, %v, %v", name, h.Findings[found:], h.People[people:], h.Files)
		}
		lost := p.Past.Releases[0]
		lost.Blob = "none"
		if q, err := h.Released(p, lost); err == nil || q != nil {
			t.Errorf("%s: a lost text is %v", name, q)
		}
		if text, err := b.Markdown(files); err != nil || !strings.Contains(string(text), "## Rules") || strings.Contains(string(text), "title:") {
			t.Errorf("%s: the text of today is %q, %v", name, text, err)
		}
	}
}
