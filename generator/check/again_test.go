package check

import (
	"hash/maphash"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// Rules that look at texts are known as such: what the others found is taken over
// while nothing but texts change.
func TestRulesThatLookAtTexts(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	write := func(name, front, text string) {
		files["content/"+name] = &fstest.MapFile{Data: []byte(front + text)}
	}
	document := func(name, kind, status, text string) {
		write("a/"+name+".md", "---\ntitle: "+name+"\ntype: "+kind+"\nstatus: "+status+"\nowner: cio\nscope: organization\nversion: \"1\"\neffective_date: 2026-01-01\n---\n\n", text)
	}
	write("handbook.yaml", "title: T\n", "")
	write("_data/glossary.yaml", "- {term: custodian, definition: Somebody.}\n", "")
	document("draft", "policy", "draft", "Text.\n")
	document("policy", "policy", "approved", "## Purpose\n\nThe custodian must act. A breach is followed up. Exceptions are granted.\n\n## Monitoring\n\nSee [how](procedure.md).\n")
	document("procedure", "procedure", "approved", "1. Act.\n2. Wait.\n")
	document("twin", "standard", "approved", "Text.\n")
	var front source.FrontReader
	past := handbook.Snapshot{Commit: &handbook.Commit{Day: calendar.New(2026, time.January, 1)}}
	d, text := front.Read("a/policy.md", files["content/a/policy.md"].Data)
	past.Front, past.Text = d, source.TextHash(text)
	opts := handbook.Options{Today: calendar.New(2026, time.June, 1), Drafts: true, History: &handbook.History{Documents: map[string][]handbook.Snapshot{"a/policy.md": {past}}}}
	tree := source.Read(files)
	before := (*handbook.Handbook)(nil).Again(tree, opts)
	long := strings.Repeat("Everybody keeps the same long paragraph in mind and nobody forgets it at all ", 4) + ".\n\n"
	document("policy", "policy", "approved", "[It](draft.md) is adequate, appropriate, timely and sufficient. It will be ensured. It will be reviewed. TODO The XYZ, a XYZ and the XYZ.\n\n"+long)
	document("procedure", "procedure", "approved", "## Section\n\n"+strings.Repeat("Some words of a sentence that goes on and on for much longer than anybody has the breath to read aloud or the patience to follow to its end. ", 40)+"\n")
	document("twin", "standard", "approved", long)
	after := before.Again(tree.Again(files), opts)
	if !after.SameButTexts(before) {
		t.Fatal("more than texts differ")
	}
	find := func(r Rule, h *handbook.Handbook) (found diag.List) {
		r.check(&pass{h, (&Report{seed: maphash.MakeSeed()}).readAll(h)}, func(pos diag.Pos, text, hint string) { found.Add(pos, r.ID, text, hint) })
		return found
	}
	for _, r := range Rules {
		if r.check == nil {
			continue
		}
		if d := cmp.Diff(find(r, before), find(r, after)); (d != "") != r.texts {
			t.Errorf("%s looks at texts: %v; but it found\n%s", r.ID, r.texts, d)
		}
	}
	if d := cmp.Diff(Run(after), (*Report)(nil).Again(before).Again(after).Findings); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
