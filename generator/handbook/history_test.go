package handbook

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// TestReleases links a document with the pasts of testdata/releases.txt.
func TestReleases(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/releases.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "\n== ")
	for c := range strings.SplitSeq(text, "\n== ") {
		name, rest, _ := strings.Cut(c, "\n")
		states, want, ok := strings.Cut(rest, "=> ")
		if !ok {
			t.Fatalf("%s: no =>", name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := told(pastOf(t, strings.TrimSpace(states))); got != strings.TrimSpace(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// pastOf gives what is known of a document with these earlier states.
func pastOf(t *testing.T, states string) *Past {
	t.Helper()
	snapshots := snapshotsOf(t, states)
	file := "---\ntitle: A\nstatus: approved\n"
	if version := snapshots[len(snapshots)-1].Front.Get("version"); version != nil {
		file += fmt.Sprintf("version: %q\n", version.Text)
	}
	tree := source.Read(fstest.MapFS{"content/it/a.md": {Data: []byte(file + "---\n")}})
	h := New(tree, Options{Today: calendar.New(2026, 1, 1), History: &History{Documents: map[string][]Snapshot{"it/a.md": snapshots}, Text: textOf}})
	return h.Policies[0].Past
}

// textOf gives the bytes that a Snapshot.Blob of snapshotsOf names: itself.
func textOf(blob string) ([]byte, error) { return []byte(blob), nil }

// snapshotsOf reads the earlier states of a document.
func snapshotsOf(t *testing.T, states string) []Snapshot {
	t.Helper()
	r := source.FrontReader{Zone: time.UTC}
	var snapshots []Snapshot
	for i, line := range strings.Split(states, "\n") {
		words := strings.Fields(line)
		day, err := calendar.ParseDate(words[0], nil)
		if err != nil {
			t.Fatal(err)
		}
		s := Snapshot{Commit: &Commit{ID: fmt.Sprint(i + 1), Day: day, Time: time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)}}
		front := "status: " + words[1] + "\n"
		if words[2] != "-" {
			front += fmt.Sprintf("version: %q\n", words[2])
		}
		for _, w := range words[3:] {
			switch key, value, _ := strings.Cut(w, "="); key {
			case "from":
				front += "effective_date: " + value + "\n"
			case "last":
				front += "expires: " + value + "\n"
			case "text":
				s.Text[0] = value[0] - 'a'
			case "ok":
				front += "approvals:\n"
				for d := range strings.SplitSeq(value, ",") {
					front += fmt.Sprintf("  - {by: board, date: %s, version: %q}\n", d, words[2])
				}
			case "subject":
				s.Commit.Subject = value
			case "by":
				front += "superseded_by: " + value + "\n"
			case "layout":
				s.Layout = true
			case "hidden":
				front += "classification: restricted\n"
			default:
				t.Fatalf("there is no %q", key)
			}
		}
		s.Blob = "---\ntitle: A\n" + front + "---\n"
		if s.Front, _ = r.Read("it/a.md", []byte(s.Blob)); len(s.Front.Findings) > 0 {
			t.Fatal(s.Front.Findings)
		}
		snapshots = append(snapshots, s)
	}
	return snapshots
}

func told(p *Past) string {
	var b strings.Builder
	for _, r := range p.Releases {
		fmt.Fprint(&b, r.Version, " ", r.Commit.ID)
		for _, d := range r.Days {
			fmt.Fprintf(&b, " %v/%v", d.First, d.Last)
		}
		b.WriteByte('\n')
	}
	fmt.Fprint(&b, "changed ", p.Changed.ID)
	if p.Unapproved != nil {
		fmt.Fprint(&b, "\nunapproved ", p.Unapproved.ID)
	}
	return b.String()
}

func TestReleaseInForceOnADay(t *testing.T) {
	t.Parallel()
	p := pastOf(t, "2025-01-10 approved 1.0 from=2025-02-01\n2025-06-01 approved 2.0 from=2025-06-10 text=b\n2025-07-01 approved 1.0 from=2025-02-01")
	for _, c := range []struct {
		day  calendar.Date
		want string
	}{
		{calendar.New(2025, 1, 31), ""},
		{calendar.New(2025, 2, 1), "1.0"},
		{calendar.New(2025, 6, 9), "1.0"},
		{calendar.New(2025, 6, 10), "2.0"},
		{calendar.New(2025, 6, 30), "2.0"},
		{calendar.New(2025, 7, 1), "1.0"},
	} {
		if r, ok := p.InForce(c.day); r.Version != c.want || ok != (c.want != "") {
			t.Errorf("on %v: %q, %v; want %q", c.day, r.Version, ok, c.want)
		}
	}
}

// A default that kept a document from readers keeps its earlier states from them,
// although the document itself never said so.
func TestPastHiddenByADefault(t *testing.T) {
	t.Parallel()
	r := source.FrontReader{Zone: time.UTC}
	front, _ := r.Read("it/a.md", []byte("---\nstatus: approved\nversion: \"1.0\"\n---\n"))
	secret := source.Defaults([]byte("defaults: {classification: confidential}\n"))
	one := Snapshot{Commit: &Commit{ID: "1"}, Front: front, Defaults: []*source.Value{secret}}
	two := Snapshot{Commit: &Commit{ID: "2"}, Front: front}
	tree := source.Read(fstest.MapFS{"content/it/a.md": {Data: []byte("---\ntitle: A\nstatus: approved\n---\n")}})
	for classification, want := range map[string]int{"internal": 0, "confidential": 1} {
		h := New(tree, Options{Classification: classification, History: &History{Documents: map[string][]Snapshot{"it/a.md": {one}}}})
		if got := len(h.Policies[0].Past.Releases); got != want {
			t.Errorf("%s: %d releases, want %d", classification, got, want)
		}
	}
	h := New(tree, Options{History: &History{Documents: map[string][]Snapshot{"it/a.md": {one, two}}}})
	if got := told(h.Policies[0].Past); !strings.HasPrefix(got, "1.0 2 ") {
		t.Errorf("got %s", got)
	}
}
