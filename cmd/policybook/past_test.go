package main

import (
	"bytes"
	"html"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/themes"
)

// Each page of a handbook with a past says what a table says that was written by hand:
// testdata/past/pages.txt, of the repository that repository.txtar makes.
func TestPastOfPages(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("requires git")
	}
	table, err := os.ReadFile("testdata/past/pages.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := makeRepository(t)
	sections := strings.Split(string(table), "\n== ")
	rows := 0
	for _, s := range sections[1:] {
		first, rest, _ := strings.Cut(s, "\n")
		state, day, _ := strings.Cut(first, " ")
		pages := r.pages(t, state, day)
		for line := range strings.Lines(rest) {
			if !strings.Contains(line, "|") {
				continue
			}
			rows++
			cells := strings.Split(line, "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			t.Run(strings.Join([]string{state, day, cells[0]}, "/"), func(t *testing.T) {
				t.Parallel()
				checkRow(t, pages, cells)
			})
		}
	}
	if rows < 40 {
		t.Errorf("only %d rows", rows)
	}
}

// builtPages are the pages of a site by their paths.
type builtPages map[string]string

// checkRow compares a row of the table with its page.
func checkRow(t *testing.T, pages builtPages, row []string) {
	name := row[0] + ".html"
	page, there := pages[name]
	kind := ""
	if _, after, ok := strings.Cut(filepath.Base(row[0]), "."); ok {
		kind = after
	}
	switch {
	case row[1] == "-":
		if there {
			t.Errorf("%s is there", name)
		}
		if len(row) > 7 {
			pages.nowhere(t, row[7])
		}
		return
	case !there:
		t.Fatalf("there is no %s", name)
	case strings.HasPrefix(row[1], "leads to "):
		if to := strings.TrimPrefix(row[1], "leads to "); !strings.Contains(page, "url="+to+`"`) {
			t.Errorf("it does not lead to %s:\n%s", to, page)
		}
		return
	case kind == "history":
		if got := releasesOf(page); got != row[1] {
			t.Errorf("versions %s, want %s", got, row[1])
		}
		return
	case kind != "":
		says(t, page, row[1], row[2])
		return
	}
	facts := factsOf(page)
	for i, names := range [][]string{
		{"Version"}, {"Status"}, {"In force since", "In force from", "Was in force from"}, {"Last day in force"}, {"Last changed"}, {"Last reviewed"},
	} {
		got := "-"
		for _, n := range names {
			if v, ok := facts[n]; ok {
				got = v
			}
		}
		if i == 0 {
			got, _, _ = strings.Cut(got, " ")
		}
		if got != row[i+1] {
			t.Errorf("%s: %s, want %s", names[0], got, row[i+1])
		}
	}
	says(t, page, row[7], row[8])
	if got := bannerOf(page); got != row[9] {
		t.Errorf("banner %q, want %q", got, row[9])
	}
}

// says wants a text on a page, and another one not there; "-" is none.
func says(t *testing.T, page, has, hasNot string) {
	t.Helper()
	text := strings.ToLower(words(mainOf(page)))
	if has != "-" && !strings.Contains(text, has) {
		t.Errorf("the page does not say %q:\n%s", has, text)
	}
	if hasNot != "-" && strings.Contains(text, hasNot) {
		t.Errorf("the page says %q:\n%s", hasNot, text)
	}
}

// nowhere wants that no file says a text.
func (p builtPages) nowhere(t *testing.T, text string) {
	t.Helper()
	for name, page := range p {
		if text != "" && strings.Contains(strings.ToLower(page), text) {
			t.Errorf("%s says %q", name, text)
		}
	}
}

var (
	templates = regexp.MustCompile(`(?s)<template.*?</template>`)
	tags      = regexp.MustCompile(`<[^>]*>`)
	fact      = regexp.MustCompile(`<dt>([^<]*)</dt><dd>(.*?)</dd>`)
	datetime  = regexp.MustCompile(`datetime="([0-9-]+)"`)
	banner    = regexp.MustCompile(`<p class="banner[^"]*"[^>]*>(.*?)</p>`)
	inForce   = regexp.MustCompile(`<tr[^>]*><th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>`)
)

// mainOf gives what a page is about, as readers see it on the day of the build.
func mainOf(page string) string {
	_, page, _ = strings.Cut(page, "<main")
	page, _, _ = strings.Cut(page, "</main>")
	return templates.ReplaceAllString(page, "")
}

// words gives the text of markup.
func words(markup string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(markup, ""))), " ")
}

// factsOf gives what a document's page says of it, a day as YYYY-MM-DD.
func factsOf(page string) map[string]string {
	facts := map[string]string{}
	for _, m := range fact.FindAllStringSubmatch(mainOf(page), -1) {
		if facts[m[1]] != "" {
			continue // the facts stand first
		}
		facts[m[1]] = words(m[2])
		if day := datetime.FindStringSubmatch(m[2]); day != nil {
			facts[m[1]] = day[1]
		}
	}
	return facts
}

// bannerOf gives the text of a page's banners, "-" for none.
func bannerOf(page string) string {
	var all []string
	for _, m := range banner.FindAllStringSubmatch(mainOf(page), -1) {
		all = append(all, words(m[1]))
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, " ")
}

// releasesOf gives the versions on a history page, each with its days.
func releasesOf(page string) string {
	var all []string
	for _, m := range inForce.FindAllStringSubmatch(mainOf(page), -1) {
		all = append(all, words(m[1])+" "+words(m[2]))
	}
	return strings.Join(all, "; ")
}

// repository is the one of the table.
type repository struct {
	dir     string
	commits map[string]string // names by days
}

// makeRepository takes the steps of repository.txtar.
func makeRepository(t *testing.T) *repository {
	t.Helper()
	a, err := txtar.ParseFile("testdata/past/repository.txtar")
	if err != nil {
		t.Fatal(err)
	}
	r := &repository{t.TempDir(), map[string]string{}}
	r.git(t, "2025-01-10", "init", "-q", "-b", "main")
	r.write(t, "content/handbook.yaml", "title: Handbook\nreview_cycle: 5 years\ndefaults: {lifespan: long-term}\nlint: {lapsed: warning}\n")
	r.write(t, "content/_data/people.yaml", "- {id: desk, role: Service desk}\n- {id: board, name: The board}\n")
	for i, f := range a.Files {
		step := strings.Fields(f.Name)
		day := step[0]
		switch step[1] {
		case "write":
			r.write(t, "content/"+step[2], front(step[len(step)-1])+string(f.Data))
		case "move":
			r.move(t, step[2], step[3])
		case "revert":
			r.git(t, day, "revert", "--no-commit", r.commits[step[2]])
		case "layout":
			r.write(t, ".git-blame-ignore-revs", r.commits[step[2]]+"\n")
		default:
			t.Fatalf("no step: %s", f.Name)
		}
		if i+1 < len(a.Files) && strings.HasPrefix(a.Files[i+1].Name, day) {
			continue
		}
		r.git(t, day, "add", "-A")
		r.git(t, day, "commit", "-q", "-m", "What was done on "+day)
		r.commits[day] = r.git(t, day, "rev-parse", "HEAD")
	}
	return r
}

// front gives the keys that all documents have, for a file or a name.
func front(name string) string {
	name = strings.TrimSuffix(filepath.Base(name), ".md")
	id := strings.ToUpper(name)
	return "---\ntitle: " + name + "\nid: " + id + "\nowner: desk\nsummary: A rule.\nscope: organization\napprovers: [board]\n"
}

func (r *repository) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (r *repository) move(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, "content", from))
	if err != nil {
		t.Fatal(err)
	}
	r.write(t, "content/"+to, string(text))
	if err := os.Remove(filepath.Join(r.dir, "content", from)); err != nil {
		t.Fatal(err)
	}
}

// git runs git on a day, as its only user would.
func (r *repository) git(t *testing.T, day string, args ...string) string {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir = r.dir
	at := day + "T12:00:00Z"
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + r.dir, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=" + at,
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", "GIT_COMMITTER_DATE=" + at}
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// pages builds the handbook for a day, in a state of its repository.
func (r *repository) pages(t *testing.T, state, day string) builtPages {
	t.Helper()
	clone := &repository{filepath.Join(t.TempDir(), "clone"), r.commits}
	clones := []string{"clone", "-q", "file://" + filepath.ToSlash(r.dir), clone.dir}
	if state == "shallow" {
		clones = append(clones, "--depth=1")
	}
	r.git(t, day, clones...)
	if state == "detached" {
		var last string
		for d := range r.commits {
			if d <= day && d > last {
				last = d
			}
		}
		clone.git(t, day, "checkout", "-q", "--detach", r.commits[last])
	}
	if state == "as-of" {
		return clone.asOf(t, day)
	}
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		t.Fatal(err)
	}
	date, err := calendar.ParseDate(day, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := &env{ctx: t.Context(), dir: clone.dir}
	past, folder := e.past(), os.DirFS(clone.dir)
	built := generator.Build(folder, generator.Options{Theme: theme, Version: "test", Now: time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC),
		Date: date, Drafts: state == "drafts", History: e.read(past, folder)})
	unknown := slices.ContainsFunc(built.Findings, func(f diag.Finding) bool { return f.Rule == "history-unknown" })
	if built.Site == nil || unknown != (state == "shallow") {
		t.Fatalf("%s on %s:\n%v", state, day, built.Findings)
	}
	pages := builtPages{}
	for _, f := range built.Site.Files() {
		var text strings.Builder
		if err := f.Write(&text); err != nil {
			t.Fatal(err)
		}
		pages[f.Path] = text.String()
	}
	return pages
}

// asOf builds the handbook as it stood on a day.
func (r *repository) asOf(t *testing.T, day string) builtPages {
	t.Helper()
	var said bytes.Buffer
	out := t.TempDir()
	if code := run(t.Context(), []string{"build", "-C", r.dir, "--as-of", day, "-o", out}, nil, &said, &said); code != exitOK {
		t.Fatalf("as of %s: exit code %d:\n%s", day, code, said.String())
	}
	pages := builtPages{}
	err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(out, name)
		pages[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}
