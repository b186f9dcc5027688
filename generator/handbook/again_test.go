package handbook

import (
	"fmt"
	"reflect"
	"testing"
	"testing/fstest"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// Nothing in a handbook that was made again leads to a part of the one before:
// a field that is forgotten when a handbook is copied would show old news.
func TestAgainLeadsToNothingOld(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	write := func(name, text string) { files["content/"+name] = &fstest.MapFile{Data: []byte(text)} }
	write("handbook.yaml", "title: T\nstart_here: [P-1]\n")
	write("_data/people.yaml", "- {id: cio, name: C}\n- {id: desk, name: D}\n")
	write("_data/audiences.yaml", "- {id: staff}\n")
	write("_data/glossary.yaml", "- {term: custodian, definition: Somebody.}\n")
	write("_data/exceptions.yaml", "- {id: E, policy: P-1, requester: cio, approved_by: desk, approved: 2026-01-01, expires: 2026-09-01}\n")
	write("a/_index.md", "---\ntitle: A\n---\nSee [it](one.md).\n")
	write("a/b/_index.md", "---\ntitle: B\n---\nText.\n")
	write("a/pic.png", "\x89PNG")
	for i, name := range []string{"a/one", "a/two", "a/b/three"} {
		write(name+".md", fmt.Sprintf("---\ntitle: %s\nid: P-%d\nstatus: approved\nowner: cio\nsponsor: desk\nimplementer: desk\nescalation: cio\nauthors: [cio]\nconsulted: [desk]\napprovers: [desk, stranger]\n"+
			"scope: [staff]\nrelated: P-%d\nimplements: P-%d\nsupersedes: P-%d\napprovals: [{by: desk, date: 2026-01-01}]\nreviews: [{by: desk, date: 2026-01-01, outcome: no-change}]\n---\n\n"+
			"The custodian reads [one](/a/one.md), [two](/a/two.md), [a](/a/) and ![p](/a/pic.png).\n", name, i+1, (i+1)%3+1, max(1, i), max(1, i)))
	}
	opts := Options{Today: calendar.New(2026, 6, 1), Drafts: true}
	tree := source.Read(files)
	was := (*Handbook)(nil).Again(tree, opts)
	for _, edit := range []struct{ what, add string }{{"text", "More.\n"}, {"front matter", "---\ntitle: Other\nid: P-9\nstatus: approved\n---\n"}} {
		old := files["content/a/two.md"].Data
		text := edit.add + string(old)
		if edit.what == "text" {
			text = string(old) + edit.add
		}
		write("a/two.md", text)
		tree = tree.Again(files, "content/a/two.md")
		is := was.Again(tree, opts)
		if got := is.SameButTexts(was); got != (edit.what == "text") {
			t.Errorf("%s: the same but for texts: %v", edit.what, got)
		}
		before := parts(was)
		for part, way := range parts(is) {
			if _, ok := before[part]; ok {
				t.Errorf("%s: %s leads to what it was before", edit.what, way)
			}
		}
		was = is
	}
}

// parts gives everything in a handbook that another part of it may lead to and
// that differs from build to build, and one way to it.
func parts(h *Handbook) map[any]string {
	found := map[any]string{}
	var walk func(v reflect.Value, way string)
	walk = func(v reflect.Value, way string) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() {
				return
			}
			switch v.Type() {
			case reflect.TypeFor[*Policy](), reflect.TypeFor[*Section](), reflect.TypeFor[*Person](), reflect.TypeFor[*Term](), reflect.TypeFor[*Exception]():
				if _, ok := found[v.Pointer()]; !ok {
					found[v.Pointer()] = way
					walk(v.Elem(), way)
				}
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if name := v.Type().Field(i).Name; name != "kept" {
					walk(v.Field(i), way+"."+name)
				}
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i), way)
			}
		}
	}
	walk(reflect.ValueOf(*h), "Handbook")
	return found
}
