package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func again() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"handbook.yaml": "title: T\n", "_data/people.yaml": "- {id: cio}\n", "_data/kpis/k.csv": "a,b\n", "hr/pic.png": "\x89PNG",
		"hr/leave.md": "---\ntitle: Leave\n---\nText.\n", "hr/hours.md": "---\ntitle: Hours\nreviews: [{date: 2026-01-05T23:30:00Z, outcome: no-change}]\n---\nText.\n", "it/backup.md": "---\ntitle: Backup\n---\nText.\n",
	} {
		files["content/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// same reports in what two trees differ, but for where they came from.
func same(want, got *Tree) string {
	show := func(t *Tree) []string {
		var out []string
		for _, d := range t.Documents {
			out = append(out, fmt.Sprint(d.Path, d.Fields, d.Body.Text, d.Findings, d.Broken))
		}
		for _, name := range slices.Sorted(maps.Keys(t.Data)) {
			out = append(out, fmt.Sprint(name, *t.Data[name]))
		}
		for _, name := range slices.Sorted(maps.Keys(t.Config)) {
			out = append(out, fmt.Sprint(name, *t.Config[name]))
		}
		return append(out, fmt.Sprint(t.Files), fmt.Sprint(t.Findings), fmt.Sprint(t.Zone), fmt.Sprintf("%x", t.Digest))
	}
	return cmp.Diff(show(want), show(got))
}

// A tree with another text of a document is the one that would be read, but for
// what is known of its bytes.
func TestWith(t *testing.T) {
	t.Parallel()
	files := again()
	old := Read(files)
	before := same(&Tree{}, old)
	const page = "---\ntitle: Leaves\n---\nOther text.\n"
	got := old.With("hr/leave.md", []byte(page))
	if same(&Tree{}, old) != before {
		t.Error("the old tree is not what it was")
	}
	files["content/hr/leave.md"] = &fstest.MapFile{Data: []byte(page)}
	want := Read(files)
	want.Digest = got.Digest
	if d := same(want, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// What is read again is what would be read anew, and costs what changed.
func TestAgain(t *testing.T) {
	t.Parallel()
	const page = "---\ntitle: New\n---\nText.\n"
	for _, tc := range []struct {
		name    string
		edit    map[string]string // "" removes
		changed string            // what is named; "" is nothing
		parsed  string            // documents that are others
	}{
		{"nothing", nil, "", ""},
		{"touched", nil, "content/hr/leave.md", ""},
		{"changed", map[string]string{"hr/leave.md": page}, "content/hr/leave.md", "hr/leave.md"},
		{"changed, found by its hash", map[string]string{"hr/leave.md": page}, "", "hr/leave.md"},
		{"named twice", map[string]string{"hr/leave.md": page}, "content/hr/leave.md content/hr/leave.md content/hr", "hr/leave.md"},
		{"too large now", map[string]string{"hr/leave.md": page + strings.Repeat("x", maxPage)}, "content/hr/leave.md", "hr/leave.md"},
		{"added", map[string]string{"hr/new.md": page}, "content/hr/new.md", "hr/new.md"},
		{"added in a new folder that is named", map[string]string{"new/a.md": page, "new/b/c.md": page}, "content/new", "new/a.md new/b/c.md"},
		{"removed", map[string]string{"hr/leave.md": ""}, "content/hr/leave.md", ""},
		{"folder removed", map[string]string{"hr/leave.md": "", "hr/hours.md": "", "hr/pic.png": ""}, "content/hr", ""},
		{"renamed", map[string]string{"hr/leave.md": "", "hr/Leave.md": page}, "content/hr/leave.md content/hr/Leave.md", "hr/Leave.md"},
		{"file in place of a folder", map[string]string{"it/backup.md": "", "it": "x"}, "content/it", ""},
		{"temporary file", nil, "content/hr/leave.md.123 content/hr/.leave.md.swp content/hr/leave.md~ themes/x.css", ""},
		{"everything named", map[string]string{"hr/leave.md": page}, "content", "hr/leave.md"},
		{"data", map[string]string{"_data/people.yaml": "- {id: desk}\n"}, "content/_data/people.yaml", ""},
		{"data in two files", map[string]string{"_data/people.csv": "id\ndesk\n"}, "content/_data/people.csv", ""},
		{"attachment", map[string]string{"hr/pic.png": "version https://git-lfs.github.com/spec/v1"}, "content/hr/pic.png", ""},
		{"configuration", map[string]string{"handbook.yaml": "title: [\n"}, "content/handbook.yaml", ""},
		{"no configuration", map[string]string{"handbook.yaml": ""}, "content/handbook.yaml", ""},
		{"another zone", map[string]string{"handbook.yaml": "timezone: Asia/Tokyo\n"}, "content/handbook.yaml", "hr/hours.md hr/leave.md it/backup.md"},
		{"no content", map[string]string{"handbook.yaml": "", "_data/people.yaml": "", "_data/kpis/k.csv": "", "hr/pic.png": "", "hr/leave.md": "", "hr/hours.md": "", "it/backup.md": ""}, "content", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			files := again()
			old := Read(files)
			for name, text := range tc.edit {
				if files["content/"+name] = (&fstest.MapFile{Data: []byte(text)}); text == "" {
					delete(files, "content/"+name)
				}
			}
			want := Read(files)
			got := old.Again(files, strings.Fields(tc.changed)...)
			if d := same(want, got); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
			var parsed []string
			for _, d := range got.Documents {
				if !slices.Contains(old.Documents, d) {
					parsed = append(parsed, d.Path)
				}
			}
			if got := strings.Join(parsed, " "); got != tc.parsed {
				t.Errorf("parsed %q, want %q", got, tc.parsed)
			}
			changed := old.Changed(files, nil)
			if (len(changed) == 0) != (want.Digest == old.Digest) {
				t.Errorf("changed: %v", changed)
			}
			if d := same(want, old.Again(files, append(changed, "content/nothing")...)); d != "" {
				t.Errorf("told of what changed, want -, got +:\n%s", d)
			}
		})
	}
}

// What is not named is taken as it was: that is what names are for.
func TestAgainReadsOnlyWhatIsNamed(t *testing.T) {
	t.Parallel()
	files := again()
	old := Read(files)
	files["content/hr/leave.md"].Data = []byte("---\ntitle: Unseen\n---\nText.\n")
	if got := old.Again(files, "content/hr/hours.md"); got.Digest != old.Digest {
		t.Error("a file was read that nobody named")
	}
	if got := old.Changed(files, nil); !slices.Equal(got, []string{"content/hr/leave.md"}) {
		t.Errorf("changed: %v", got)
	}
}

func TestSameButTexts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       bool
	}{
		{"text", "---\ntitle: Leave\n---\nMore [text](x.md).\n## Head\n", true},
		{"title", "---\ntitle: Left\n---\nText.\n", false},
		{"title of the text", "---\ntitle: Leave\n---\n# Head\n", false},
		{"place", "---\n\ntitle: Leave\n---\nText.\n", false},
		{"quotes", "---\ntitle: \"Leave\"\n---\nText.\n", false},
		{"broken", "---\ntitle: Leave\nText.\n", false},
	} {
		files := again()
		old := Read(files)
		files["content/hr/leave.md"].Data = []byte(tc.text)
		if got := old.Again(files).SameButTexts(old); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
}
