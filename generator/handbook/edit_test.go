package handbook_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// After each of these edits, links and decoded front matter that stand in other
// files than the edited one must not be what they were.
func TestAgainIsNew(t *testing.T) {
	t.Parallel()
	front := func(more string) string { return "---\nstatus: approved\nowner: cio\n" + more + "---\n\n" }
	base := map[string]string{
		"handbook.yaml":        "title: T\n",
		"_data/people.yaml":    "- {id: cio}\n- {id: desk}\n",
		"_data/audiences.yaml": "- {id: staff}\n- {id: guests}\n",
		"_data/glossary.yaml":  "- {term: custodian, definition: Somebody.}\n- {term: baseline, definition: Something.}\n",
		"a/_index.md":          "---\ntitle: A\n---\n\n## Here\n",
		"a/links.md":           front("title: Links\n") + "[t](/glossary.html#custodian), [n](/id/P-1.html), [o](/old/1/), [s](/a/#here), [h](two.md#head), [d](two.md), [r](/register.html). The custodian.\n",
		"a/hopes.md":           front("title: Hopes\n") + "[i](/old/2/), [g](/glossary.html#and-the). The custodian and the baseline.\n",
		"a/picture.md":         front("title: Picture\n") + "![p](pic.png)\n",
		"a/one.md":             front("title: One\nid: P-1\naliases: [old/1/]\nscope: [staff]\n") + "Text.\n",
		"a/two.md":             front("id: P-2\nsuperseded_by: P-3\nsponsor: Stranger\n") + "# Two\n\n## Head\n\nThe custodian.\n",
		"a/three.md":           front("title: Three\nid: P-3\nsupersedes: P-2\nimplements: P-1\napprovers: [stranger]\n") + "[free](other.png)\n",
		"a/pic.png":            "png",
		"a/other.png":          "png",
		"a/unlinked.gif":       "gif",
	}
	many := ""
	for i := range 40 {
		many += fmt.Sprintf("[x](thre%d.md)\n", i)
	}
	for _, tc := range []struct {
		name   string
		edit   map[string]string // "" removes
		unseen bool              // in links and findings
	}{
		{"a term that is linked to goes", map[string]string{"_data/glossary.yaml": "- {term: baseline, definition: Something.}\n"}, false},
		{"a term means something else", map[string]string{"_data/glossary.yaml": "- {term: custodian, definition: Else.}\n- {term: baseline, definition: Something.}\n"}, true},
		{"a term comes", map[string]string{"_data/glossary.yaml": "- {term: custodian, definition: S.}\n- {term: and the, definition: S.}\n- {term: baseline, definition: S.}\n"}, false},
		{"no glossary", map[string]string{"_data/glossary.yaml": ""}, false},
		{"another number", map[string]string{"a/one.md": front("title: One\nid: P-9\naliases: [old/1/]\n") + "Text.\n"}, false},
		{"the number of another", map[string]string{"a/one.md": front("title: One\nid: P-2\n") + "Text.\n"}, false},
		{"an old path goes", map[string]string{"a/one.md": front("title: One\nid: P-1\n") + "Text.\n"}, false},
		{"an old path comes", map[string]string{"a/three.md": front("title: Three\nid: P-3\nsupersedes: P-2\naliases: [old/2/]\n") + "Text.\n"}, false},
		{"an old path moves", map[string]string{"a/one.md": front("title: One\nid: P-1\n") + "Text.\n", "a/three.md": front("title: Three\nid: P-3\nsupersedes: P-2\naliases: [old/1/]\n") + "Text.\n"}, false},
		{"a section's anchor goes", map[string]string{"a/_index.md": "---\ntitle: A\n---\n\n## There\n"}, false},
		{"a section's text goes", map[string]string{"a/_index.md": ""}, false},
		{"defaults come", map[string]string{"a/_index.md": "---\ntitle: A\ndefaults: {scope: [guests]}\n---\n\n## Here\n"}, false},
		{"an anchor goes", map[string]string{"a/two.md": front("id: P-2\nsuperseded_by: P-3\n") + "# Two\n\n## Foot\n"}, false},
		{"the title of a text", map[string]string{"a/two.md": front("id: P-2\nsuperseded_by: P-3\nsponsor: Stranger\n") + "# Zwei\n\n## Head\n"}, false},
		{"a text", map[string]string{"a/two.md": front("id: P-2\nsuperseded_by: P-3\nsponsor: Stranger\n") + "# Two\n\n## Head\n\n[one](one.md), the baseline and [nothing](nothing.md).\n"}, false},
		{"a text links to another file", map[string]string{"a/one.md": front("title: One\nid: P-1\naliases: [old/1/]\nscope: [staff]\n") + "![g](unlinked.gif)\n"}, false},
		{"a text links to a file no longer", map[string]string{"a/three.md": front("title: Three\nid: P-3\nsupersedes: P-2\nimplements: P-1\napprovers: [stranger]\n") + "Text.\n"}, false},
		{"a file stands in the way of a page", map[string]string{"register.html": "x"}, false},
		{"a file stands in the way of an old path", map[string]string{"old/1": "x"}, false},
		{"a file goes", map[string]string{"a/pic.png": ""}, false},
		{"a document goes", map[string]string{"a/two.md": ""}, false},
		{"a document comes", map[string]string{"a/four.md": front("title: Four\n") + "[one](one.md)\n"}, false},
		{"a draft", map[string]string{"a/one.md": "---\ntitle: One\nid: P-1\nstatus: draft\nowner: cio\n---\n"}, false},
		{"nobody knows them", map[string]string{"_data/people.yaml": ""}, false},
		{"fewer people", map[string]string{"_data/people.yaml": "- {id: desk}\n"}, false},
		{"people in another order", map[string]string{"_data/people.yaml": "- {id: new}\n- {id: desk}\n- {id: stranger}\n- {id: cio}\n"}, false},
		{"fewer audiences", map[string]string{"_data/audiences.yaml": "- {id: guests}\n"}, false},
		{"superseded later", map[string]string{"a/three.md": front("title: Three\nid: P-3\nsupersedes: P-2\nimplements: P-1\napprovers: [stranger]\neffective_date: 2027-01-01\n") + "[free](other.png)\n"}, false},
		{"no longer superseded", map[string]string{"a/three.md": front("title: Three\nid: P-3\n") + "Text.\n", "a/two.md": front("id: P-2\n") + "# Two\n\n## Head\n"}, false},
		{"many mistakes", map[string]string{"a/one.md": front("title: One\nid: P-1\naliases: [old/1/]\nscope: [staff]\n") + many + many}, false},
		{"a base address", map[string]string{"handbook.yaml": "title: T\nbase_url: https://example.com/a/\n"}, true},
		{"another zone", map[string]string{"handbook.yaml": "title: T\ntimezone: Asia/Tokyo\n"}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{}
			apply := func(edit map[string]string) {
				for name, text := range edit {
					if files["content/"+name] = (&fstest.MapFile{Data: []byte(text)}); text == "" {
						delete(files, "content/"+name)
					}
				}
			}
			apply(base)
			opts := handbook.Options{Today: calendar.New(2026, time.November, 21)}
			tree := source.Read(files)
			h := (*handbook.Handbook)(nil).Again(tree, opts)
			first := dump(h)
			// There, back again and there: also what was copied must serve as the last one.
			for _, edit := range []map[string]string{tc.edit, base, tc.edit} {
				apply(edit)
				if len(edit) == len(base) {
					for name := range tc.edit {
						if base[name] == "" {
							delete(files, "content/"+name)
						}
					}
				}
				tree = tree.Again(files)
				last := dump(h)
				is := h.Again(tree, opts)
				if d := cmp.Diff(dump(handbook.New(source.Read(files), opts)), dump(is)); d != "" {
					t.Fatalf("want -, got +:\n%s", d)
				}
				if got := dump(h); got != last {
					t.Fatalf("the handbook before changed:\n%s", cmp.Diff(last, got))
				}
				h = is
			}
			if same := dump(h) == first; same != tc.unseen {
				t.Errorf("links and findings are the same: %v", same)
			}
		})
	}
}
