package render

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
