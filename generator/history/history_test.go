package history

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// years is a handbook with everything that happens to documents.
func years(t *testing.T) *script {
	s := newScript(t)
	long := "The network is for everybody who works here, and for guests who ask at the desk.\nWho uses it keeps to the rules of the network, which are these."
	s.write("content/handbook.yaml", "title: Handbook\n")
	s.write("content/it/passwords.md", document("IT-1", "1.0", "approved", "2025-02-01", "Eight characters.", "last_reviewed: 2025-01-05"))
	s.write("content/it/phones.md", document("IT-2", "1.0", "approved", "2025-02-01", "Phones have a code."))
	s.write("content/it/laptops.md", document("IT-3", "1.0", "approved", "2025-02-01", "Laptops are locked."))
	s.write("content/it/wifi.md", document("IT-4", "1.0", "approved", "2025-02-01", long))
	s.write("content/it/vpn.md", document("IT-5", "1.0", "approved", "2025-02-01", long+"\nAt home too."))
	s.write("content/it/printing.md", document("IT-6", "1.0", "draft", "2025-02-01", "Print on both sides."))
	s.write("content/travel.md", document("HR-1", "1.0", "approved", "2025-02-01", "Go by train."))
	s.commit("2025-01-10", "The first handbook")

	s.write("content/it/passwords.md", document("IT-1", "1.0", "approved", "2025-02-01", "Eight characters.", "last_reviewed: 2025-03-01"))
	s.commit("2025-03-01", "Passwords: reviewed")
	s.git("mv", "content/it/phones.md", "content/it/mobile.md")
	s.write("content/it/mobile.md", document("IT-2", "1.1", "approved", "2025-04-01", "Phones and tablets have a code of six figures, and lock themselves."))
	s.commit("2025-03-20", "Phones become mobile devices")

	s.write("content/it/laptops.md", document("IT-3", "2.0", "approved", "2025-05-01", "Laptops are taken home."))
	s.commit("2025-04-20", "Laptops: take them home")
	s.day = "2025-05-20"
	s.git("revert", "--no-edit", "HEAD")
	s.write("content/it/printing.md", document("IT-6", "1.0", "approved", "2025-02-01", "Print on both sides.", "approvals: [{by: board, date: 2025-01-30}]"))
	s.commit("2025-05-21", "Printing: the board approved it in January")

	s.git("checkout", "-q", "-b", "longer")
	s.write("content/it/passwords.md", document("IT-1", "2.0", "review", "2025-07-01", "Twelve characters.", "last_reviewed: 2025-05-30"))
	s.commit("2025-05-30", "wip")
	s.write("content/it/passwords.md", document("IT-1", "2.0", "approved", "2025-07-01", "Twelve characters.", "last_reviewed: 2025-05-30"))
	s.commit("2025-06-01", "wip 2")
	s.git("checkout", "-q", "main")
	s.write("content/travel.md", document("HR-1", "2.0", "approved", "2027-01-01", "Go by train or not at all."))
	s.commit("2025-06-02", "Travel: from 2027 on")
	s.day = "2025-06-10"
	s.git("merge", "-q", "--no-ff", "-m", "Merge branch 'longer'", "-m", "Longer passwords (#7)", "longer")

	s.write("content/it/wifi.md", "")
	s.write("content/it/vpn.md", "")
	s.write("content/it/network.md", document("IT-4", "2.0", "approved", "2025-08-01", long+"\nAt home and abroad too."))
	s.commit("2025-07-15", "One policy for the network")
	s.write("content/it/passwords.md", document("IT-1", "3.0", "draft", "2026-01-01", "No passwords.", "last_reviewed: 2025-05-30"))
	s.commit("2025-08-01", "Passwords: what comes next")
	s.write("content/it/mobile.md", document("IT-2", "1.1", "approved", "2025-04-01", "Phones and tablets have a code of six figures,\nand lock themselves."))
	layout := s.commit("2025-09-01", "Shorter lines")
	s.write(".git-blame-ignore-revs", "# layout\n"+layout+" # one line a clause\n")
	s.write("README.md", "About us.\n")
	s.commit("2025-09-02", "Not of the handbook")
	return s
}

// The table is written by hand: document, the day of the commit that changed its text
// last; its releases with their days, the commit's day, what it is said to be about, its text.
const yearsTold = `it/laptops.md 2025-05-20
  1.0 2025-02-01/2025-04-30 2025-05-20/ | 2025-05-20 |  | Laptops are locked.
  2.0 2025-05-01/2025-05-19 | 2025-04-20 | Laptops: take them home | Laptops are taken home.
it/mobile.md 2025-03-20
  1.0 2025-02-01/2025-03-31 | 2025-01-10 |  | Phones have a code.
  1.1 2025-04-01/ | 2025-09-01 | Phones become mobile devices | Phones and tablets have a code of six figures,
it/network.md 2025-07-15
  1.0 2025-02-01/2025-07-31 | 2025-01-10 |  | The network is for everybody who works here, and for guests who ask at the desk.
  2.0 2025-08-01/ | 2025-07-15 |  | The network is for everybody who works here, and for guests who ask at the desk.
it/passwords.md 2025-08-01
  1.0 2025-02-01/2025-06-30 | 2025-03-01 |  | Eight characters.
  2.0 2025-07-01/ | 2025-06-10 | Longer passwords (#7) | Twelve characters.
it/printing.md 2025-01-10
  1.0 2025-02-01/ | 2025-05-21 | Printing: the board approved it in January | Print on both sides.
travel.md 2025-06-02
  1.0 2025-02-01/2026-12-31 | 2025-01-10 |  | Go by train.
  2.0 2027-01-01/ | 2025-06-02 | Travel: from 2027 on | Go by train or not at all.
`

func TestEverythingThatHappensToDocuments(t *testing.T) {
	t.Parallel()
	s := years(t)
	r, h := s.open(), s.read()
	if len(h.Findings) > 0 {
		t.Error(h.Findings)
	}
	linked := handbook.New(source.Read(os.DirFS(s.dir)), handbook.Options{Drafts: true, Next: true, Today: calendar.New(2025, 12, 1), History: h})
	if want := s.git("rev-parse", "HEAD~1"); linked.Commit.ID != want {
		t.Errorf("the handbook stands at %s, want %s", linked.Commit.ID, want)
	}
	var told strings.Builder
	for _, name := range paths(h) {
		var past *handbook.Past
		for _, p := range linked.Policies {
			if p.Source.Path == name {
				past = p.Past
			}
		}
		if past == nil {
			t.Fatalf("%s has a past, and no document", name)
		}
		fmt.Fprintf(&told, "%s %s\n", name, calendar.DateOf(past.Changed.Time, nil))
		for _, rel := range past.Releases {
			fmt.Fprintf(&told, "  %s", rel.Version)
			for _, d := range rel.Days {
				fmt.Fprintf(&told, " %v/%v", d.First, d.Last)
			}
			fmt.Fprintf(&told, " | %v | %s | %s\n", calendar.DateOf(rel.Commit.Time, nil), rel.Summary, firstLine(t, r, rel))
		}
	}
	if d := cmp.Diff(yearsTold, told.String()); d != "" {
		t.Error(d)
	}
}

// Readers keep what is in force while the next version is written.
func TestDraftOverARelease(t *testing.T) {
	t.Parallel()
	s := years(t)
	h := s.read()
	text := func(next bool) string {
		all := handbook.New(source.Read(os.DirFS(s.dir)), handbook.Options{Drafts: true, Next: next, Today: calendar.New(2025, 12, 1), History: h})
		for _, p := range all.Policies {
			if p.ID == "IT-1" {
				return fmt.Sprintf("%s %v %v %s", p.Version, p.Judgement.State, p.Past.Changed.Day, p.Body().Text)
			}
		}
		return "none"
	}
	if got, want := text(false), "2.0 in-force 2025-06-10 Twelve characters."; got != want {
		t.Errorf("readers get %q, want %q", got, want)
	}
	if got, want := text(true), "3.0 draft 2025-08-01 No passwords."; got != want {
		t.Errorf("its author gets %q, want %q", got, want)
	}
}

// firstLine reads the text of a release where its commit has it.
func firstLine(t *testing.T, r *Repo, rel handbook.Release) string {
	t.Helper()
	files, err := r.FS(context.Background(), rel.Commit.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	raw, err := fs.ReadFile(files, path.Join(source.Root, rel.Path))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "---\n\n")
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func TestTreeIsTheFolder(t *testing.T) {
	t.Parallel()
	s := years(t)
	s.write("themes/default/style.css", "a{}\n")
	if err := os.Symlink("travel.md", filepath.Join(s.dir, "content/link.md")); err != nil {
		t.Fatal(err)
	}
	s.commit("2025-10-01", "A theme")
	files, err := s.open().FS(context.Background(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	var names []string
	err = fs.WalkDir(os.DirFS(s.dir), ".", func(name string, e fs.DirEntry, err error) error {
		if e.Name() == ".git" {
			return fs.SkipDir
		}
		if !e.IsDir() && strings.Contains(name, "/") && e.Type() == 0 {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(without{files}, names...); err != nil {
		t.Error(err)
	}
	if info, err := fs.Lstat(files, "content/link.md"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link: %v, %v", info, err)
	}
	if _, err := files.Open("content/link.md"); err == nil {
		t.Error("the link was followed")
	}
	if a, b := source.Sum(os.DirFS(s.dir)), source.Sum(files); a != b {
		t.Errorf("the digest of the folder is %x, that of the tree %x", a, b)
	}
	if _, err := s.open().FS(context.Background(), "--output=x"); err == nil {
		t.Error("an option was taken for a commit")
	}
}

// without leaves out the link, which TestFS would open.
type without struct{ *Tree }

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := w.Tree.ReadDir(name)
	var kept []fs.DirEntry
	for _, e := range all {
		if e.Type()&fs.ModeSymlink == 0 {
			kept = append(kept, e)
		}
	}
	return kept, err
}

func (w without) Open(name string) (fs.File, error) {
	f, err := w.Tree.Open(name)
	if d, ok := f.(*openFolder); ok {
		d.node = &node{name: d.name, mode: d.mode}
		d.entries, err = w.ReadDir(name)
	}
	return f, err
}

func TestCommitOfADay(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.write("content/a.md", document("A", "1", "approved", "2025-01-01", "a"))
	first := s.commit("2025-01-10", "one")
	s.write("content/a.md", document("A", "2", "approved", "2025-01-01", "b"))
	second := s.commit("2025-02-10", "two")
	east, err := time.LoadLocation("Pacific/Kiritimati") // its day begins fourteen hours before that of UTC
	if err != nil {
		t.Skip("requires the time zone database")
	}
	for _, c := range []struct {
		day  calendar.Date
		zone *time.Location
		want string
	}{
		{calendar.New(2025, 1, 9), time.UTC, ""},
		{calendar.New(2025, 1, 10), time.UTC, first},
		{calendar.New(2025, 2, 9), time.UTC, first},
		{calendar.New(2025, 2, 10), time.UTC, second},
		{calendar.New(2025, 2, 10), east, first},
		{calendar.New(2025, 2, 11), east, second},
	} {
		got, err := s.open().At(context.Background(), c.day, c.zone)
		if err != nil || got != c.want {
			t.Errorf("%v %v: %q, %v; want %q", c.day, c.zone, got, err, c.want)
		}
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.write("content/a.md", document("A", "1", "approved", "2025-01-01", "a"))
	first := s.commit("2025-01-10", "one")
	s.git("tag", "v2025.1")
	s.git("tag", "other")
	s.day = "2025-03-01"
	s.git("tag", "-a", "v2025.0", "-m", "Written later\n\nwith more")
	s.write("content/b.md", document("B", "1", "approved", "2025-01-01", "b"))
	second := s.commit("2025-02-10", "two")
	s.git("tag", "v2025.2")
	s.git("tag", "v2025.blob", first+":content/a.md")
	s.git("tag", "v/deep")
	day := func(month, day int) time.Time { return time.Date(2025, time.Month(month), day, 12, 0, 0, 0, time.UTC) }
	got, err := s.open().Tags(context.Background(), "v*")
	// v2025.0 was made when others had followed its commit: the handbook stood so before.
	want := []Tag{{"v2025.0", first, day(1, 10), "Written later"}, {"v2025.1", first, day(1, 10), ""}, {"v2025.2", second, day(2, 10), ""}}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got, err := s.open().Tags(context.Background(), "x*"); len(got) > 0 || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := s.open().Tags(context.Background(), "["); err == nil {
		t.Error("a pattern that is none was taken")
	}
}

// A file is known to git once it was added.
func TestTracked(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.write("content/a.md", "a")
	s.write("content/b*.md", "b")
	s.commit("2025-01-01", "First")
	s.write("content/b.md", "b")
	r := s.open()
	for name, want := range map[string]bool{"content/a.md": true, "content/b*.md": true, "content/b.md": false, "content/*.md": false, "none": false} {
		if got := r.Tracked(t.Context(), name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
