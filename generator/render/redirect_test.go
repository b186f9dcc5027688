package render

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"policybook/generator/handbook"
)

// A number that can be the name of a file keeps it, whatever others look like.
func TestPermalinkNames(t *testing.T) {
	t.Parallel()
	look, problems := NewTheme(os.DirFS("../../themes/default"), nil, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h := &handbook.Handbook{Root: &handbook.Section{}, Policies: []*handbook.Policy{{ID: "A 1", Page: "a/space.html"}, {ID: "A-1", Page: "a/exact.html"}, {ID: "A/1", Page: "a/slash.html"}}}
	s := &site{Handbook: h, theme: look, words: look.words}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	s.stub = func() []string { return nil }
	got := map[string]string{}
	for _, f := range s.permalinkFiles() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		for _, p := range h.Policies {
			if strings.Contains(b.String(), p.Page) {
				got[f.Path] = p.ID
			}
		}
	}
	want := map[string]string{"id/A-1.html": "A-1", "id/A-1-2.html": "A 1", "id/A-1-3.html": "A/1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// A redirect put together of pieces is, byte for byte, the one that the template makes.
func TestRedirectOfPieces(t *testing.T) {
	t.Parallel()
	look, problems := NewTheme(os.DirFS("../../themes/default"), nil, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	texts := rapid.OneOf(rapid.SampledFrom([]string{"", "Passwords", "Zugänge (IT), Teil 2: Büro", "a zz-url-zz b", `R&D <b>"it's"</b> + {{.}}`, "\x00\xff\u2028\ufeff"}), rapid.String())
	bases := rapid.SampledFrom([]string{"", "https://example.com/", "https://example.com/it's/a&b/ü/"})
	targets := rapid.SampledFrom([]string{"index.html", "a/b.html", "a/b c.html", "a:b.html", "it's/a&b.html", "ü/ö.html", "zz-title-zz.html", "javascript:x.html"})
	rapid.Check(t, func(t *rapid.T) {
		h := &handbook.Handbook{Root: &handbook.Section{}}
		h.Language, h.BaseURL = "de-AT", bases.Draw(t, "base")
		s := &site{Handbook: h, theme: look, words: look.words}
		s.buffers.New = func() any { return new(bytes.Buffer) }
		s.fragments.New = func() any { return new(markup) }
		s.stub = s.newStub
		if len(s.stub()) < 7 {
			t.Fatal("the redirect has no places for its three values")
		}
		from, to, title := rapid.SampledFrom([]string{"id/A-1.html", "old.html", "a/b/c.html"}).Draw(t, "from"), targets.Draw(t, "to"), texts.Draw(t, "title")
		var got, want bytes.Buffer
		if err := s.redirect(from, to, title).Write(&got); err != nil {
			t.Fatal(err)
		}
		s.stub = func() []string { return nil }
		if err := s.redirect(from, to, title).Write(&want); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.String(), got.String()); d != "" {
			t.Errorf("want -, got +:\n%s", d)
		}
	})
}

// What a team's own redirect does with a value may depend on the value.
func TestRedirectOfATeam(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"redirect.html": {Data: []byte("{{if eq .Title \"Passwords\"}}one{{else}}another{{end}}")}}
	look, problems := NewTheme(os.DirFS("../../themes/default"), own, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := &site{Handbook: &handbook.Handbook{Root: &handbook.Section{}}, theme: look, words: look.words}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	s.stub = s.newStub
	var got bytes.Buffer
	if err := s.redirect("id/A-1.html", "a.html", "Passwords").Write(&got); err != nil || got.String() != "one" {
		t.Errorf("got %q, %v, want one", got.String(), err)
	}
}
