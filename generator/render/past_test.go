package render_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/render"
	"policybook/generator/source"
)

// pastOf gives the history of a handbook from files such as past/2025-01-31/content/it/a.md,
// what was committed on a day; nil when there are none.
func pastOf(t testing.TB, files fs.FS) *handbook.History {
	t.Helper()
	h := &handbook.History{Documents: map[string][]handbook.Snapshot{}, Text: func(blob string) ([]byte, error) { return fs.ReadFile(files, blob) }}
	r := source.FrontReader{Zone: time.UTC, Keep: handbook.PastFields}
	days, _ := fs.ReadDir(files, "past")
	for i, d := range days {
		day, err := calendar.ParseDate(d.Name(), nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &handbook.Commit{ID: strings.Repeat("0123456789abcdef"[i:]+"0123456789abcdef"[:i], 4), Day: day}
		root := "past/" + d.Name() + "/content/"
		err = fs.WalkDir(files, strings.TrimSuffix(root, "/"), func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(files, name)
			s := handbook.Snapshot{Commit: c, Path: strings.TrimPrefix(name, root), Blob: name}
			var text []byte
			s.Front, text = r.Read(s.Path, raw)
			s.Text = source.TextHash(text)
			h.Documents[s.Path] = append(h.Documents[s.Path], s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(days) == 0 {
		return nil
	}
	return h
}

// The pages of versions are sound in every language of the interface, also where the
// texts of versions are lost.
func TestPagesOfThePastAreSound(t *testing.T) {
	t.Parallel()
	files := handbooks(t)["testdata/versions.txtar"]
	german := fstest.MapFS{}
	for name, f := range files {
		german[name] = f
	}
	config := files["content/handbook.yaml"].Data
	german["content/handbook.yaml"] = &fstest.MapFile{Data: append(bytes.Clone(config), "language: de\n"...)}
	site := compile(t, german, nil)
	checkSite(t, site, "/")
	if page := read(t, site, "it/vpn.v2.0.changes.html"); !strings.Contains(page, "1 Abschnitt eingefügt, 2 Angaben zum Dokument") {
		t.Errorf("got\n%s", page)
	}

	h := pastOf(t, files)
	h.Text = func(string) ([]byte, error) { return nil, errors.New("lost") }
	book := handbook.New(source.Read(files), handbook.Options{Today: calendar.New(2026, 11, 21), History: h})
	theme, _ := render.NewTheme(defaultTheme(t), nil, "")
	site, _, err := render.Site(render.Input{Handbook: book, Theme: theme, Content: files})
	if err != nil {
		t.Fatal(err)
	}
	checkSite(t, site, "/")
	for name, want := range map[string]string{
		"it/vpn.v1.0.html":         "The text of this version cannot be read.",
		"it/vpn.v2.0.changes.html": "What changed is not known: a text cannot be read.",
	} {
		if page := read(t, site, name); !strings.Contains(page, want) || !strings.Contains(page, "noindex") {
			t.Errorf("%s does not say %q:\n%s", name, want, page)
		}
	}
}
