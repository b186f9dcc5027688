package main

import (
	"context"
	"maps"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"policybook/generator/serve"
)

// texts are what the files of a random handbook may hold, by folder or name.
var texts = map[string][]string{
	"document": {
		"---\ntitle: One\n---\nText with a [link](two.md) and a [term](../glossary.html).\n", "---\ntitle: Two\nstatus: draft\n---\n# Two\n\n## A heading\n\nSPAM\n",
		"---\ntitle: Three\nid: T-3\nowner: it\naliases: [old/three.html]\n---\n1. First\n2. Second\n", "---\ntitle: Four\nscope: [staff]\nreview_date: 2026-11-01\n---\n![](plan.svg)\n",
		"---\ntitle: Five\nclassification: confidential\n---\nText with another [link](one.md).\n", "---\ntitle: Five\nowner: desk\n---\nText with another [link](one.md#a-heading).\n",
		"---\ntitle: Broken\n", "no front matter", "---\ntitle: [\n---\n", "",
	},
	"section": {"---\ntitle: A section\n---\nIts text.\n", "---\ntitle: Another\nweight: 3\n---\n", "---\n"},
	"settings": {
		"title: Book\ndefaults: {owner: it, scope: organization, lifespan: long-term, status: approved}\nlint: {" + lenient + "}\n", "title: Other\nbase_url: https://example.com/book/\nlint: {" + lenient + "}\n",
		"title: Book\ntheme: other\nlanguage: de\nlint: {" + lenient + "}\n", "title: [\n",
	},
	"glossary":  {"- {term: SPAM, definition: Unwanted mail}\n", "- {term: Two, definition: A number}\n", "-"},
	"people":    {"- {id: it, name: IT, role: IT Desk}\n", "- {id: it, name: Other}\n- {id: desk, name: Desk}\n"},
	"audiences": {"- {id: staff, title: All staff}\n", "- {id: staff, title: Staff}\n- {id: guests, title: Guests}\n", "- {id: [}\n"},
	"style":     {"body { color: red }", "body { color: blue }"},
	"template":  {"<footer>Ours {{.Handbook}}</footer>", "<footer>{{.Nope</footer>"},
	"picture":   {`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`, `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>`},
}

const lenient = "link-broken: warning, anchor-broken: warning, summary-missing: off, effective-missing: off, review-missing: off, id-missing: off, version-missing: off, approval-missing: off, approvers-missing: off, scope-missing: off, owner-missing: off, lifespan-missing: off, lapsed: off"

const inNoSection = "content/top.md" // which is an error

// places are the files of a random handbook, and what each holds.
var places = map[string]string{
	"content/handbook.yaml": "settings", "content/_index.md": "section", "content/a/_index.md": "section", "content/b/_index.md": "section",
	"content/a/one.md": "document", "content/a/two.md": "document", "content/b/one.md": "document", "content/b/sub/deep.md": "document", inNoSection: "document",
	"content/a/three/index.md": "document", "content/a/three/plan.svg": "picture", "content/a/plan.svg": "picture",
	"content/_data/glossary.yaml": "glossary", "content/_data/people.yaml": "people", "content/_data/audiences.yaml": "audiences",
	"themes/default/style.css": "style", "themes/default/footer.html": "template", "themes/other/style.css": "style", "themes/other/footer.html": "template",
}

// author edits a handbook's folder at random.
type author struct {
	*rapid.T
	dir     string
	touched map[string]bool // slash paths from dir, since the last hint
}

// begin writes a small handbook without errors.
func begin(t *testing.T, rt *rapid.T) *author {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		rt.Fatal(err)
	}
	a := &author{rt, dir, map[string]bool{}}
	a.write("content/handbook.yaml", texts["settings"][0])
	a.write("content/a/one.md", texts["document"][0])
	clear(a.touched)
	return a
}

func (a *author) file(name string) string { return filepath.Join(a.dir, filepath.FromSlash(name)) }

func (a *author) write(name, text string) {
	if err := os.MkdirAll(filepath.Dir(a.file(name)), 0o777); err != nil {
		a.Fatal(err)
	}
	if err := os.WriteFile(a.file(name), []byte(text), 0o666); err != nil {
		a.Fatal(err)
	}
	a.touched[name] = true
}

// edit makes one change.
func (a *author) edit() {
	names := slices.Sorted(maps.Keys(places))
	name := rapid.SampledFrom(names).Draw(a.T, "file")
	switch rapid.SampledFrom([]string{"write", "write", "write", "save", "remove", "rename", "remove folder", "rename folder"}).Draw(a.T, "edit") {
	case "write":
		a.write(name, rapid.SampledFrom(texts[places[name]]).Draw(a.T, "text"))
	case "save": // as editors do: beside the file, then in its place
		beside := path.Join(path.Dir(name), ".tmp~")
		a.write(beside, rapid.SampledFrom(texts[places[name]]).Draw(a.T, "text"))
		a.move(beside, name)
	case "remove":
		os.Remove(a.file(name))
		a.touched[name] = true
	case "rename":
		a.move(name, rapid.SampledFrom(names).Draw(a.T, "to"))
	case "remove folder":
		os.RemoveAll(filepath.Dir(a.file(name)))
		a.touched[path.Dir(name)] = true
	case "rename folder":
		a.move(path.Dir(name), path.Dir(rapid.SampledFrom(names).Draw(a.T, "to")))
	}
}

// move renames a file or a folder, where that can be.
func (a *author) move(from, to string) {
	if info, err := os.Stat(a.file(from)); err != nil || !info.IsDir() {
		os.MkdirAll(filepath.Dir(a.file(to)), 0o777)
	}
	os.Rename(a.file(from), a.file(to))
	a.touched[from], a.touched[to] = true, true
}

// mend leaves no file but those of places, without errors.
func (a *author) mend() {
	for _, top := range []string{"content", "themes"} {
		filepath.WalkDir(a.file(top), func(file string, e os.DirEntry, err error) error {
			name, _ := filepath.Rel(a.dir, file)
			if err == nil && places[filepath.ToSlash(name)] == "" && !e.IsDir() {
				os.Remove(file)
			}
			return nil
		})
	}
	os.Remove(a.file(inNoSection))
	for name, kind := range places {
		if name == inNoSection {
			continue
		}
		if info, err := os.Stat(a.file(name)); err == nil && info.IsDir() {
			os.RemoveAll(a.file(name))
		}
		a.write(name, texts[kind][0])
	}
}

// hint names what was touched, as a watch would: with what nobody reads, and
// sometimes a folder for what is in it.
func (a *author) hint() (names []string) {
	for _, name := range slices.Sorted(maps.Keys(a.touched)) {
		if rapid.IntRange(0, 5).Draw(a.T, "folder named") == 0 {
			name = path.Dir(name)
		}
		names = append(names, name)
	}
	clear(a.touched)
	return append(names, "content/a/.one.md.swp")
}

// After any edits, what is served is what a clean build would publish or, while that has errors,
// what the last one without published, to whoever looks; and nothing that was there before.
func TestServedIsBuiltAfterEdits(t *testing.T) {
	t.Parallel()
	views := []serve.View{{}, {Date: "2027-01-01"}, {Audience: "staff"}, {Classification: "confidential"}}
	rapid.Check(t, func(rt *rapid.T) {
		a := begin(t, rt)
		s := show(t, a.dir)
		good, ever := s.clean(rt, serve.View{}), map[string]bool{}
		for range rapid.IntRange(1, 5).Draw(rt, "rounds") {
			for range rapid.IntRange(1, 3).Draw(rt, "at once") {
				a.edit()
			}
			if rapid.IntRange(0, 3).Draw(rt, "all may have changed") == 0 {
				clear(a.touched)
				s.preview.again("")
			} else {
				s.preview.again("", a.hint()...)
			}
			if now := s.clean(rt, serve.View{}); now != nil {
				good = now
				if view := s.clean(rt, rapid.SampledFrom(views).Draw(rt, "view")); view != nil && s.knows(view.view) {
					s.same(rt, view)
				}
			} else {
				// Attachments are read when they are asked for.
				maps.DeleteFunc(good.files, func(path, _ string) bool { return strings.HasSuffix(path, ".svg") })
			}
			s.same(rt, good)
			s.gone(rt, ever, good)
		}
	})
}

// knows reports whether readers can ask for a view.
func (s *shown) knows(v serve.View) bool {
	code, _ := s.get("/_policybook/problems", v)
	return code != http.StatusBadRequest
}

// gone fails if something is served that was there once, and is not in a site.
func (s *shown) gone(t fataler, ever map[string]bool, now *site) {
	for file := range ever {
		_, there := now.files[file]
		if code, _ := s.get(now.base+file, now.view); code != http.StatusNotFound && !there && !strings.HasSuffix(file, ".svg") {
			t.Fatalf("%s: status %d, and it is gone", file, code)
		}
	}
	for file := range now.files {
		ever[file] = true
	}
}

// followed shows what becomes of the folder from now on, until it is told to stop.
func followed(t testing.TB, s *shown, poll bool) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	here := *s.preview.env
	here.ctx = ctx
	s.preview.env = &here
	changes := hints(ctx, s.dir, poll)
	<-changes
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.preview.follow(changes, nil, nil)
	}()
	return func() {
		cancel()
		<-done
	}
}

// lines tells of each line that is written.
type lines chan struct{}

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- struct{}{}:
	default: // there is one to be taken
	}
	return len(p), nil
}

// However a folder is edited while serve watches it, once it is mended the pages are those of a clean build.
func TestFollowed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := begin(t, rt)
		told := make(lines, 1)
		s := showTo(t, a.dir, told)
		defer followed(t, s, rapid.Bool().Draw(rt, "poll"))()
		for round := range rapid.IntRange(1, 2).Draw(rt, "rounds") {
			for range rapid.IntRange(1, 4).Draw(rt, "edits") {
				a.edit()
			}
			a.mend()
			mark := strings.Repeat("mark ", round+1) + "end"
			a.write("content/a/one.md", "---\ntitle: Last\n---\n"+mark+"\n")
			good := s.clean(rt, serve.View{})
			if good == nil {
				rt.Fatal("it is not mended")
			}
			for {
				if _, text := s.get("/a/one.html", serve.View{}); strings.Contains(text, "<p>"+mark) {
					break
				}
				select {
				case <-told:
				case <-time.After(time.Minute):
					rt.Fatal("the last edits were not followed")
				}
			}
			s.same(rt, good)
		}
	})
}
