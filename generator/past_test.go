package generator_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// pastOf gives a history from the states of files, oldest first; "" is a commit
// that did not change the file.
func pastOf(states map[string][]string) *handbook.History {
	h := &handbook.History{Documents: map[string][]handbook.Snapshot{}, Text: func(blob string) ([]byte, error) { return []byte(blob), nil }}
	r := source.FrontReader{Zone: time.UTC, Keep: handbook.PastFields}
	for path, all := range states {
		for i, raw := range all {
			if raw == "" {
				continue
			}
			s := handbook.Snapshot{Commit: &handbook.Commit{ID: strings.Repeat(fmt.Sprint(i), 40), Day: calendar.New(2025, 1, 1+i)}, Path: path, Blob: raw}
			var text []byte
			s.Front, text = r.Read(path, []byte(raw))
			s.Text = source.TextHash(text)
			h.Documents[path] = append(h.Documents[path], s)
		}
	}
	return h
}

// Neither the page of an earlier text nor that of what changed tells of what a build
// leaves out: the site is byte for byte the one that would be made if it had never been.
func TestEarlierTextsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	state := func(version, from, more, text string) string {
		return fmt.Sprintf("---\ntitle: Passwords\nid: IT-1\nowner: desk\nscope: organization\nstatus: approved\nversion: %q\neffective_date: %s\nsummary: x\nlifespan: long-term\nreview_date: 2027-01-01\napprovers: [board]\napprovals: [{by: board, date: 2025-01-01, version: %[1]q}]\n%[3]s---\n\n%[4]s\n", version, from, more, text)
	}
	one := state("1.0", "2025-01-01", "", "CANARY one.")
	hidden := state("2.0", "2025-01-02", "classification: confidential\n", "CANARY two.")
	three := state("3.0", "2025-01-03", "related: [CANARY-1]\n", "Three. See [the plan](canary.md), ![a picture](canary.png) and [b](b.md).\n\n| a |\n| --- |\n| [x](canary.md#y) |")
	four := state("4.0", "2025-01-04", "related: [CANARY-2]\nimplements: [CANARY-1]\n", "Four. See [the plan](../it/canary.md#y), ![a picture](shown.png) and [b](b.md).\n\n| a |\n| --- |\n| [x](canary2.md) |")
	draft := strings.ReplaceAll(state("5.0", "2025-01-05", "", "CANARY five. ![a picture](canary.png)"), "status: approved", "status: draft")
	b := strings.Replace(state("1.0", "2025-01-01", "", "B."), "IT-1", "IT-2", 1)
	canary := strings.Replace(state("1.0", "2025-01-01", "classification: restricted\n", "CANARY. ![a picture](canary2.png)"), "IT-1", "CANARY-1", 1)

	folder := fstest.MapFS{
		"content/handbook.yaml":   {Data: []byte("title: Handbook\nlint: {link-broken: off}\n")},
		"content/it/b.md":         {Data: []byte(b)},
		"content/it/passwords.md": {Data: []byte(four)},
		"content/it/shown.png":    {Data: []byte("\x89PNG\r\n\x1a\n")},
	}
	with := fstest.MapFS{}
	maps.Copy(with, folder)
	with["content/it/passwords.md"] = &fstest.MapFile{Data: []byte(draft)}
	with["content/it/canary.md"] = &fstest.MapFile{Data: []byte(canary)}
	with["content/it/canary2.md"] = &fstest.MapFile{Data: []byte(strings.Replace(canary, "CANARY-1", "CANARY-2", 1))}
	with["content/it/canary.png"] = &fstest.MapFile{Data: []byte("\x89PNG\r\n\x1a\ncanary")}
	with["content/it/canary2.png"] = with["content/it/canary.png"]

	opts := generator.Options{Theme: theme(), Date: today}
	site := func(folder fstest.MapFS, states map[string][]string) map[string]string {
		opts := opts
		opts.History = pastOf(states)
		return siteOf(t, folder, opts)
	}
	want := site(folder, map[string][]string{"it/passwords.md": {"", "", three, four}, "it/b.md": {b}})
	got := site(with, map[string][]string{"it/passwords.md": {one, hidden, three, four, draft}, "it/b.md": {b}, "it/canary.md": {"", "", canary}})
	compare(t, want, got)
	for name, there := range map[string]bool{
		"it/passwords.v1.0.html": false, "it/passwords.v2.0.html": false, "it/passwords.v3.0.html": true, "it/passwords.v3.0.changes.html": false,
		"it/passwords.v4.0.html": false, "it/passwords.v4.0.changes.html": true, "it/passwords.v5.0.html": false, "it/passwords.v5.0.changes.html": false,
	} {
		if _, ok := got[name]; ok != there {
			t.Errorf("%s: %v, want %v", name, ok, there)
		}
	}
	for name, text := range got {
		if strings.Contains(strings.ToLower(name+text), "canary") {
			t.Errorf("%s tells of what is left out", name)
		}
	}
	if page := got["it/passwords.v4.0.changes.html"]; !strings.Contains(page, "Three") || !strings.Contains(page, "Four") || !strings.Contains(page, "1 clause changed, 2 details of the record") {
		t.Errorf("got\n%s", page)
	}
}
