package search_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"policybook/generator/output"
	"policybook/generator/search"
)

// An edition's index is what it would be with no other beside it, in files of its own or not:
// only where the texts stand is another matter.
func TestSharedSearchesFindTheirOwn(t *testing.T) {
	t.Parallel()
	now, synonyms := sample().Entries(), search.Synonyms(sample().Handbook)
	was := slices.Clone(now)
	was[3].Sections = append(slices.Clone(was[3].Sections), search.Text{Text: "Passwörter, passworded wombats and one quokka."})
	was[5].Tags = []string{"wombat"}
	was = slices.Delete(was, 8, 10)
	other := slices.Clone(was)
	slices.Reverse(other)
	states := []struct {
		entries []search.Entry
		lang    string
	}{{was, "en"}, {now, "en"}, {other, "en"}, {now, "de"}}

	var shared search.Shared
	var beside [][]output.File
	for _, s := range states {
		beside = append(beside, shared.Add(s.entries, synonyms, s.lang))
	}
	texts := contents(t, shared.Texts())
	if want := 2*len(now) + 2; len(texts) != want {
		t.Errorf("%d texts, want %d", len(texts), want)
	}
	for i, s := range states {
		var urls []string
		for _, e := range s.entries {
			urls = append(urls, e.URL)
		}
		m := search.NewMemory(s.entries, synonyms, s.lang)
		got, want := contents(t, beside[i]), contents(t, (*search.Paths)(nil).Again(urls).Files(func() *search.Memory { return m }))
		maps.DeleteFunc(want, func(path string, _ string) bool { return strings.HasPrefix(path, "search/d/") })
		if list := slices.Sorted(maps.Keys(want)); !slices.Equal(slices.Sorted(maps.Keys(got)), list) {
			t.Fatalf("state %d: files %v, want %v", i, slices.Sorted(maps.Keys(got)), list)
		}
		for path := range want {
			if path != "search/docs.js" && got[path] != want[path] {
				t.Errorf("state %d: %s differs", i, path)
			}
		}
		var docs struct {
			Names []int64
			Texts string
		}
		if err := json.Unmarshal(packed(t, got["search/docs.js"]), &docs); err != nil {
			t.Fatal(err)
		}
		name := int64(0)
		for doc, delta := range docs.Names {
			name += delta
			path := fmt.Sprintf("%s%x", docs.Texts, name)
			file, ok := texts["search/e/"+strings.TrimPrefix(path, "../../../search/e/")+".js"]
			if !ok || !strings.HasPrefix(file, `HB("`+path+`",`) {
				t.Fatalf("state %d: %s is no text", i, path)
			}
			var text struct{ U string }
			if json.Unmarshal(packed(t, file), &text); text.U != m.Entry(doc).URL {
				t.Errorf("state %d: document %d is %s, want %s", i, doc, text.U, m.Entry(doc).URL)
			}
		}
		if len(docs.Names) != m.Len() {
			t.Errorf("state %d: %d names, want %d", i, len(docs.Names), m.Len())
		}
	}
}

// contents gives what files hold, by path.
func contents(t *testing.T, files []output.File) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range files {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		all[f.Path] = b.String()
	}
	return all
}

// packed gives what a script holds.
func packed(t *testing.T, file string) []byte {
	t.Helper()
	_, rest, _ := strings.Cut(file, `","`)
	return inflate(t, rest)
}
