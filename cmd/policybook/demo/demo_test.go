package demo

import (
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/themes"
)

// tell gives the commits, and the files after each of them.
func tell(t *testing.T) (commits []Commit, after []tree) {
	t.Helper()
	commits, err := Story()
	if err != nil {
		t.Fatal(err)
	}
	now := tree{}
	for _, c := range commits {
		for _, f := range c.Changes {
			if f.Text == nil {
				delete(now, f.Path)
			} else {
				now[f.Path] = string(f.Text)
			}
		}
		after = append(after, maps.Clone(now))
	}
	return commits, after
}

// The story leads to the sample, and adds to it only what it says whole.
func TestStoryComesToTheSample(t *testing.T) {
	t.Parallel()
	commits, after := tell(t)
	_, sample, but, err := parse(story)
	if err != nil {
		t.Fatal(err)
	}
	got, own := after[sample-1], ownFiles(commits)
	want, err := today(but)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s is not as it is in the sample", name)
		}
		delete(got, name)
	}
	for name := range got {
		if !own[name] {
			t.Errorf("%s is not in the sample, and the story does not give its text", name)
		}
	}
}

// Whoever looks back finds a handbook without errors: in every edition, and in between.
func TestStoryIsSound(t *testing.T) {
	t.Parallel()
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	commits, after := tell(t)
	for i, c := range commits {
		if i > 0 && !c.By.Time.After(commits[i-1].By.Time) {
			t.Errorf("%s is told after %s", c.Day(), commits[i-1].Day())
		}
		if c.Tag == "" && i%9 > 0 && i < len(commits)-1 {
			continue // each handbook takes its time
		}
		t.Run(c.Day(), func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{}
			for name, text := range after[i] {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			for _, f := range generator.Check(files, generator.Options{Theme: theme, Now: c.By.Time, Date: calendar.DateOf(c.By.Time, c.By.Time.Location())}) {
				// Without its history a handbook has nothing to show in place of a draft.
				if f.Severity == diag.Error && !strings.Contains(f.Text, "is not in this build: it is ") {
					t.Error(f, f.Text)
				}
			}
		})
	}
}

// The story shows all that can happen to a document.
func TestStoryShows(t *testing.T) {
	t.Parallel()
	commits, after := tell(t)
	last := after[len(after)-1]
	var tags []string
	verbs := map[string]bool{}
	versions := map[string]bool{} // of the policy on acceptable use
	for i, c := range commits {
		if c.Tag != "" {
			tags = append(tags, c.Tag)
		}
		for _, e := range c.edits {
			verbs[e.verb] = true
		}
		_, v, _ := strings.Cut(after[i]["content/acceptable-use/acceptable-use-policy.md"], "\nversion: ")
		v, _, _ = strings.Cut(v, "\n")
		versions[v] = true
	}
	if got := strings.Join(tags, " "); got != "2024.1 2025.1 2025.2 2026.1" {
		t.Errorf("tags %s", got)
	}
	if !verbs["move"] || !verbs["new"] || len(versions) != 4 {
		t.Errorf("edits %v; versions of a policy %v", verbs, versions)
	}
	for name, want := range map[string]string{
		"organization/remote-work.md":                    "\nstatus: draft\n",
		"acceptable-use/email-and-messaging.md":          "\nstatus: review\n",
		"security/access-control.md":                     "\neffective_date: 2027-01-04\n",
		"service/meeting-rooms.md":                       "\nsuperseded_by: IT-GDL-023\n",
		"service/loan-devices.md":                        "\nsuperseded_by: IT-GDL-023\n",
		"technology-standards/fax-and-analogue-lines.md": "\nstatus: retired\n",
	} {
		if !strings.Contains(last["content/"+name], want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
}

// A mistake in a story is told with its place.
func TestMistakes(t *testing.T) {
	t.Parallel()
	const head = "== 2025-01-01 10:00 Ada <ada@example.org>\nSubject\n\n"
	for _, c := range []struct{ name, story, want string }{
		{"no sample", head, "never comes to the sample"},
		{"no time", "== yesterday\n", "there is no time"},
		{"no address", "== 2025-01-01 10:00 Ada\n", "mail:"},
		{"no day", "== 2025-13-01 10:00 Ada <ada@example.org>\n", "month out of range"},
		{"tag", "== 2025-01-01 10:00 Ada <ada@example.org>\ntag 1\n", "no tag with a day"},
		{"line", head + "edit content/a.md\nno sign\n", `"no sign" is no line`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, _, _, err := parse(c.story); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	files := tree{"a": "one\ntwo\none\n"}
	for want, e := range map[string]*edit{
		"stands there 2 times": {verb: "edit", path: "a", hunks: []hunk{{"one\n", "three\n"}}},
		"stands there 0 times": {verb: "edit", path: "a", hunks: []hunk{{"wo\n", "three\n"}}},
		"no such file":         {verb: "move", path: "b", to: "c"},
		"is there already":     {verb: "new", path: "a", hunks: []hunk{{"", "text\n"}}},
	} {
		if err := files.do(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	for want, e := range map[string]*edit{
		"no such file":  {verb: "new", path: "b"},
		"cannot delete": {verb: "delete", path: "a"},
	} {
		if err := files.undo(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// What is done is undone.
func TestUndo(t *testing.T) {
	t.Parallel()
	was := tree{"a": "one\ntwo\n", "b": "old\n"}
	edits := []*edit{
		{verb: "edit", path: "a", hunks: []hunk{{"one\n", "one\nand\n"}, {"two\n", "three\n"}}},
		{verb: "move", path: "b", to: "c/b"},
		{verb: "edit", path: "c/b", hunks: []hunk{{"old\n", "new\n"}}},
	}
	now := maps.Clone(was)
	for _, e := range edits {
		if err := now.do(e); err != nil {
			t.Fatal(err)
		}
	}
	if want := (tree{"a": "one\nand\nthree\n", "c/b": "new\n"}); !maps.Equal(now, want) {
		t.Errorf("done: %v", now)
	}
	if d := difference(was, now); len(d) != 3 || d[1].Path != "b" || d[1].Text != nil {
		t.Errorf("difference: %v", d)
	}
	for i := len(edits) - 1; i >= 0; i-- {
		if err := now.undo(edits[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !maps.Equal(now, was) {
		t.Errorf("undone: %v", now)
	}
}
