package handbook

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// TestChanges tells what happened to the documents of testdata/changes.txt.
func TestChanges(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/changes.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "\n== ")
	for c := range strings.SplitSeq(text, "\n== ") {
		name, rest, _ := strings.Cut(c, "\n")
		front, want, ok := strings.Cut(rest, "=>")
		if !ok {
			t.Fatalf("%s: no =>", name)
		}
		front, states, known := strings.Cut(front, "-- ")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := Options{Today: calendar.New(2026, 1, 1), Drafts: true}
			if known {
				opts.History = &History{Documents: map[string][]Snapshot{"it/a.md": snapshotsOf(t, strings.TrimSpace(states))}, Text: textOf}
			}
			h := New(source.Read(fstest.MapFS{
				"content/it/a.md":    {Data: []byte("---\ntitle: A\n" + front + "---\n")},
				"content/it/next.md": {Data: []byte("---\ntitle: B\nid: NEXT\nstatus: approved\neffective_date: 2025-10-01\n---\n")},
			}), opts)
			var got []string
			for _, c := range h.Changes() {
				if c.Policy == h.Policies[0] {
					got = append([]string{line(c)}, got...)
				}
			}
			for _, c := range h.Coming() {
				got = append(got, "coming "+line(c))
			}
			if diff := cmp.Diff(strings.TrimSpace(want), strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// line tells a change in a line.
func line(c Change) string {
	words := []string{c.Day.String(), c.Kind.String(), c.Version}
	if c.Day.IsZero() {
		words = words[1:]
	}
	if c.Version == "" {
		words[len(words)-1] = "-"
	}
	if c.Before != "" {
		words = append(words, "was="+c.Before)
	}
	if c.Material {
		words = append(words, "material")
	}
	for _, a := range c.Approvals {
		words = append(words, "by="+a.By)
	}
	if c.Told != c.Day {
		words = append(words, "told="+c.Told.String())
	}
	if c.Summary != "" {
		words = append(words, c.Summary)
	}
	return strings.Join(words, " ")
}

// The latest stands first; what happened on one day is in reading order, and what
// happened to one document on one day the other way round.
func TestChangesInOrder(t *testing.T) {
	t.Parallel()
	h := New(source.Read(fstest.MapFS{
		"content/it/a.md": {Data: []byte("---\ntitle: A\nstatus: approved\nversion: \"1.0\"\neffective_date: 2025-03-01\n---\n")},
		"content/it/b.md": {Data: []byte("---\ntitle: B\nstatus: approved\nversion: \"1.0\"\neffective_date: 2025-03-01\nexpires: 2025-04-30\n---\n")},
		"content/it/c.md": {Data: []byte("---\ntitle: C\nstatus: approved\nversion: \"1.0\"\neffective_date: 2025-05-01\n---\n")},
	}), Options{Today: calendar.New(2026, 1, 1)})
	var got []string
	for _, c := range h.Changes() {
		got = append(got, c.Policy.Title+" "+line(c))
	}
	want := []string{"B 2025-05-01 expired 1.0", "C 2025-05-01 added 1.0", "A 2025-03-01 added 1.0", "B 2025-03-01 added 1.0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCompare compares handbooks of 2025-06-01 and 2026-01-01. A document is "name: front
// matter | text"; past has earlier states, by name.
func TestCompare(t *testing.T) {
	t.Parallel()
	const v1, v2 = "status: approved, version: '1.0', effective_date: 2025-02-01", "status: approved, version: '2.0', effective_date: 2025-07-01"
	past := map[string]string{"a": "2025-01-10 approved 1.0 from=2025-02-01\n2025-06-10 approved 2.0 from=2025-07-01 text=b"}
	for _, tc := range []struct {
		name     string
		old, new []string
		past     map[string]string
		want     []string
	}{
		{"nothing", []string{"a: " + v1}, []string{"a: " + v1}, nil, nil},
		{"lines are broken elsewhere", []string{"a: " + v1 + " | One two."}, []string{"a: " + v1 + " | One\ntwo."}, nil, nil},
		{"another text", []string{"a: " + v1 + " | One."}, []string{"a: " + v1 + " | Two."}, nil, []string{"a amended 1.0 was=1.0"}},
		{"another heading", []string{"a: " + v1 + " | ## One"}, []string{"a: " + v1 + " | ## Two"}, nil, []string{"a amended 1.0 was=1.0"}},
		{"another version", []string{"a: " + v1}, []string{"a: " + v2}, nil, []string{"a 2025-07-01 amended 2.0 was=1.0"}},
		{"versions in between", []string{"a: " + v1},
			[]string{"a: status: approved, version: '3.0', effective_date: 2025-09-01, revisions: [{version: '2.0', date: 2025-07-01, summary: Longer, material: true}, {version: '3.0', date: 2025-09-01, summary: Shorter}]"}, nil,
			[]string{"a 2025-09-01 amended 3.0 was=1.0 material Shorter", "> 2025-07-01 amended 2.0 material Longer", "> 2025-09-01 amended 3.0 was=2.0 Shorter"}},
		{"versions of the repository", []string{"a: " + v1}, []string{"a: " + v2}, past, []string{"a 2025-07-01 amended 2.0 was=1.0", "> 2025-07-01 amended 2.0 was=1.0"}},
		{"added", nil, []string{"a: " + v2}, nil, []string{"a 2025-07-01 added 2.0"}},
		{"a draft is not added", nil, []string{"a: status: draft", "b: status: approved, effective_date: 2026-02-01"}, nil, nil},
		{"a draft that came into force", []string{"a: status: draft"}, []string{"a: " + v2}, nil, []string{"a 2025-07-01 added 2.0"}},
		{"followed by its number", []string{"a: id: X-1, " + v1}, []string{"b: id: x-1, " + v2}, nil, []string{"b 2025-07-01 amended 2.0 was=1.0"}},
		{"numbers go before files", []string{"a: id: X-1, " + v1, "b: id: X-2, " + v1}, []string{"b: id: X-1, " + v1, "a: id: X-2, " + v1}, nil, nil},
		{"removed", []string{"a: " + v1}, []string{"b: status: draft"}, nil, []string{"a removed 1.0"}},
		{"no longer approved", []string{"a: " + v1}, []string{"a: status: draft"}, nil, []string{"a removed 1.0"}},
		{"replaced", []string{"a: " + v1}, []string{"a: superseded_by: B, " + v1, "b: id: B, " + v2}, nil, []string{"b 2025-07-01 added 2.0", "a 2025-07-01 superseded 1.0"}},
		{"expired", []string{"a: " + v1}, []string{"a: expires: 2025-08-31, " + v1}, nil, []string{"a 2025-09-01 expired 1.0"}},
		{"ended before, and not news", []string{"a: expires: 2025-03-31, " + v1}, []string{"a: expires: 2025-03-31, " + v1}, nil, nil},
		{"retired", []string{"a: " + v1}, []string{"a: status: retired, version: '1.0', effective_date: 2025-02-01"}, nil, []string{"a retired 1.0"}},
		{"in force again", []string{"a: expires: 2025-03-31, " + v1}, []string{"a: " + v2}, nil, []string{"a 2025-07-01 added 2.0 was=1.0"}},
		{"classified higher", []string{"a: " + v1}, []string{"a: classification: restricted, " + v2}, nil, nil},
		{"classified higher and moved", []string{"a: id: X, " + v1}, []string{"b: classification: restricted, id: x, " + v2}, nil, nil},
		{"classified higher in between", []string{"a: " + v1}, []string{"a: " + v2},
			map[string]string{"a": "2025-01-10 approved 1.0 from=2025-02-01\n2025-06-10 approved 1.5 from=2025-06-10 text=b hidden\n2025-06-20 approved 2.0 from=2025-07-01 text=c"},
			[]string{"a 2025-07-01 added 2.0", "> 2025-07-01 amended 2.0"}},
		{"a draft over a release", []string{"a: " + v1}, []string{"a: status: draft, version: '2.0' | Other."}, map[string]string{"a": "2025-01-10 approved 1.0 from=2025-02-01\n2025-06-10 draft 2.0 text=b"}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			new := compiled(t, tc.new, tc.past, calendar.New(2026, 1, 1), nil)
			old := compiled(t, tc.old, tc.past, calendar.New(2025, 6, 1), new)
			var got []string
			for _, c := range Compare(old, new) {
				got = append(got, c.Policy.Title+" "+line(c))
				if len(c.Steps) > 1 || tc.past != nil {
					for _, s := range c.Steps {
						got = append(got, "> "+line(s))
					}
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// compiled links documents with what was known of their past on a day.
func compiled(t *testing.T, documents []string, past map[string]string, today calendar.Date, later *Handbook) *Handbook {
	t.Helper()
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: T\n")}, "content/_data/audiences.yaml": {Data: []byte("- {id: staff}\n")}}
	for _, d := range documents {
		name, rest, _ := strings.Cut(d, ": ")
		front, text, _ := strings.Cut(rest, " | ")
		files["content/it/"+name+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %s\n%s\n---\n%s\n", name, yaml(front), text)}
	}
	opts := Options{Today: today, Drafts: true, Later: later}
	if past != nil {
		opts.History = &History{Documents: map[string][]Snapshot{}, Text: textOf}
		for name, states := range past {
			snapshots := slices.DeleteFunc(snapshotsOf(t, states), func(s Snapshot) bool { return s.Commit.Day.After(today) })
			for i := range snapshots {
				snapshots[i].Path = "it/a.md" // where the file stood
			}
			opts.History.Documents["it/"+name+".md"] = snapshots
		}
	}
	h := New(source.Read(files), opts)
	for _, f := range h.Findings {
		if f.Rule == "front-matter-invalid" || f.Rule == "key-type" || f.Rule == "key-unknown" {
			t.Fatal(f)
		}
	}
	return h
}

// yaml puts keys that are separated by commas on lines of their own.
func yaml(keys string) string {
	depth := 0
	return strings.Map(func(c rune) rune {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == ',' && depth == 0:
			return '\n'
		}
		return c
	}, strings.ReplaceAll(keys, ", ", ","))
}

// A document that moved to another file without a number is the same one, as far as the
// repository follows it.
func TestCompareFollowsFiles(t *testing.T) {
	t.Parallel()
	const v1 = "status: approved, version: '1.0', effective_date: 2025-02-01"
	past := map[string]string{"b": "2025-01-10 approved 1.0 from=2025-02-01"}
	was := map[string]string{"a": past["b"]}
	for _, front := range []string{v1, "classification: restricted, " + v1} {
		new := compiled(t, []string{"b: " + front}, past, calendar.New(2026, 1, 1), nil)
		if got := Compare(compiled(t, []string{"a: " + v1}, was, calendar.New(2025, 6, 1), new), new); len(got) > 0 {
			t.Errorf("%s: got %v", front, line(got[0]))
		}
	}
	new := compiled(t, []string{"b: " + v1}, nil, calendar.New(2026, 1, 1), nil)
	if got := Compare(compiled(t, []string{"a: " + v1}, nil, calendar.New(2025, 6, 1), new), new); len(got) != 2 {
		t.Errorf("nobody knows that it moved, and there are %d changes", len(got))
	}
}

// Texts may link to the pages of changes that there are, and to no others.
func TestLinksToChanges(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"[c](/changes.html)": "changes.html", "[c](/changes)": "changes.html", "[c](/changes-2019.html)": "", "[c](/changes.atom)": ""} {
		h := compiled(t, []string{"a: status: approved, version: '1.0', effective_date: 2025-02-01 | " + text}, nil, calendar.New(2026, 1, 1), nil)
		if got := h.Policies[0].Targets[0]; got.Page != want || got.Broken != (want == "") {
			t.Errorf("%s leads to %+v", text, got)
		}
	}
	none := compiled(t, []string{"a: status: draft | [c](/changes.html)"}, nil, calendar.New(2026, 1, 1), nil)
	if got := none.Policies[0].Targets[0]; !got.Broken {
		t.Errorf("nothing is known to have changed, and a link leads to %+v", got)
	}
}

// A document was replaced by the version that its successor had then. Later versions of
// that one change nothing about the day.
func TestReplacedOnceForAll(t *testing.T) {
	t.Parallel()
	const next = "2024-01-10 approved 1.0 from=2024-02-01\n2025-03-01 approved 2.0 from=2025-04-01 text=b\n"
	for _, tc := range []struct{ name, past, next, want string }{
		{"in one commit", "2025-03-01 approved 1.0 from=2020-01-01 by=B", next, "2025-04-01"},
		{"and a version after", "2025-03-01 approved 1.0 from=2020-01-01 by=B", next + "2025-09-01 approved 3.0 from=2025-10-01 text=c", "2025-04-01"},
		{"written down later", "2025-06-01 approved 1.0 from=2020-01-01 by=B", next + "2025-09-01 approved 3.0 from=2025-10-01 text=c", "2025-04-01"},
		{"by a draft", "2025-03-02 approved 1.0 from=2020-01-01 by=B", "2024-01-10 approved 1.0 from=2024-02-01\n2025-03-01 draft 2.0 from=2025-04-01 text=b\n2025-03-20 approved 2.0 from=2025-05-01 text=b", "2025-05-01"},
		{"not committed", "", next, "2025-04-01"},
		{"hidden until the last version", "2025-03-01 approved 1.0 from=2020-01-01 by=B", strings.ReplaceAll(next, "\n", " hidden\n") + "2025-09-01 approved 3.0 from=2025-10-01 text=c", "2025-10-01"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{}
			lines := strings.Split(strings.TrimSpace(tc.next), "\n")
			words := strings.Fields(lines[len(lines)-1])
			version, from := words[2], strings.TrimPrefix(words[3], "from=")
			files["content/it/a.md"] = &fstest.MapFile{Data: []byte("---\ntitle: A\nid: A\nstatus: approved\nversion: '1.0'\neffective_date: 2020-01-01\nsuperseded_by: B\n---\n")}
			files["content/it/b.md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: B\nid: B\nstatus: approved\nversion: '%s'\neffective_date: %s\n---\n", version, from)}
			h := New(source.Read(files), Options{Today: calendar.New(2026, 1, 1), History: &History{Documents: map[string][]Snapshot{
				"it/a.md": snapshotsOf(t, strings.TrimSpace("2020-01-01 approved 1.0 from=2020-01-01\n"+tc.past)), "it/b.md": snapshotsOf(t, strings.Join(lines, "\n")),
			}}})
			for _, c := range h.Changes() {
				if c.Kind == Replaced {
					if got := c.Day.String(); got != tc.want {
						t.Errorf("replaced on %s, want %s", got, tc.want)
					}
					return
				}
			}
			t.Error("not replaced")
		})
	}
}
