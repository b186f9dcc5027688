package generator_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// committed gives the history of documents that had these states, one a commit.
func committed(t *testing.T, states map[string][]string) *handbook.History {
	t.Helper()
	h := &handbook.History{Documents: map[string][]handbook.Snapshot{}, Text: func(blob string) ([]byte, error) { return []byte(blob), nil }}
	r := source.FrontReader{Zone: time.UTC, Keep: handbook.PastFields}
	for path, list := range states {
		for i, raw := range list {
			front, text := r.Read(path, []byte(raw))
			c := &handbook.Commit{ID: strings.Repeat(string(rune('a'+i)), 40), Day: calendar.New(2026, time.January, 10+i)}
			h.Documents[path] = append(h.Documents[path], handbook.Snapshot{Commit: c, Path: path, Blob: raw, Front: front, Text: source.TextHash(text)})
		}
	}
	return h
}

const (
	nextConfig   = "title: H\nbase_url: https://example.com/\ndefaults: {owner: desk, scope: organization, lifespan: long-term}\nlint: {approval-missing: off}\n"
	nextReleased = "---\ntitle: Screens\nid: IT-1\nstatus: approved\nversion: \"1.0\"\neffective_date: 2026-01-10\nreview_date: 2027-06-01\nsummary: Locking.\n---\n\n## Locking\n\nLock the screen.\n"
	nextOther    = "---\ntitle: Keys\nid: IT-2\nstatus: approved\nversion: \"1.0\"\neffective_date: 2026-01-10\nreview_date: 2027-06-01\n---\n\nSee [how](a.md#locking).\n"
)

// nextVersion is a revision of nextReleased that says much that readers must not see.
func nextVersion(lines string) string {
	return "---\ntitle: Secret plans\nid: IT-1\nversion: \"9.0\"\nowner: someone-new\naliases: [old/secret]\nkeywords: [secretly]\n" + lines + "---\n\n## Locking\n\nSecret text, ![secret](secret.png).\n"
}

// nextFiles is a handbook whose it/a.md is as given.
func nextFiles(text string) fstest.MapFS {
	return fstest.MapFS{
		"content/handbook.yaml": {Data: []byte(nextConfig)},
		"content/it/a.md":       {Data: []byte(text)},
		"content/it/b.md":       {Data: []byte(nextOther)},
		"content/it/secret.png": {Data: []byte("\x89PNG\r\n\x1a\n")},
	}
}

// Readers of a build that must not contain the next version of a document get the site
// that they would get if nobody had begun it, be it committed or not.
func TestNextVersionIsNobodysBusiness(t *testing.T) {
	t.Parallel()
	options := func(h *handbook.History) generator.Options {
		return generator.Options{Theme: theme(), Date: today, History: h}
	}
	for before, released := range nextBefore {
		other := nextOther
		if before == "superseded" {
			other = strings.Replace(other, "review_date", "supersedes: IT-1\nreview_date", 1)
		}
		site := func(text string, states []string) map[string]string {
			files := nextFiles(text)
			files["content/it/b.md"] = &fstest.MapFile{Data: []byte(other)}
			return pages(t, generator.Build(files, options(committed(t, map[string][]string{"it/a.md": states, "it/b.md": {other}}))))
		}
		want := site(released[len(released)-1], released)
		for name, lines := range map[string]string{
			"a draft":   "status: draft\n",
			"no status": "",
			"in review": "status: review\neffective_date: 2027-01-01\n",
		} {
			t.Run(name+" over what is "+before, func(t *testing.T) {
				t.Parallel()
				next := nextVersion(lines)
				for _, states := range [][]string{released, append(slices.Clone(released), next)} {
					compare(t, want, site(next, states))
				}
			})
		}
	}
}

// What readers have when somebody begins the next version: the states of it/a.md.
var nextBefore = map[string][]string{
	"in force":            {nextReleased},
	"expired":             {strings.Replace(nextReleased, "review_date", "expires: 2026-03-31\nreview_date", 1)},
	"superseded":          {strings.Replace(nextReleased, "review_date", "superseded_by: IT-2\nreview_date", 1)},
	"retired":             {nextReleased, nextRetired},
	"retired before git":  {nextRetired},
	"expired and retired": {strings.Replace(nextReleased, "review_date", "expires: 2026-01-10\nreview_date", 1), nextRetired},
}

var nextRetired = strings.Replace(nextReleased, "status: approved\n", "status: retired\nreviews: [{date: 2026-01-11, by: desk, outcome: retire}]\n", 1)

// Who may have it gets the next version on a page of its own, and nothing of it elsewhere
// but the notice that leads there.
func TestNextVersionStandsApart(t *testing.T) {
	t.Parallel()
	clean := committed(t, map[string][]string{"it/a.md": {nextReleased}, "it/b.md": {nextOther}})
	want := pages(t, generator.Build(nextFiles(nextReleased), generator.Options{Theme: theme(), Date: today, History: clean, Drafts: true}))
	for name, c := range map[string]struct {
		lines  string
		drafts bool
	}{
		"a draft":               {"status: draft\n", true},
		"in review":             {"status: review\n", true},
		"approved for some day": {"status: approved\neffective_date: 2027-03-01\nreview_date: 2028-01-01\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := generator.Build(nextFiles(nextVersion(c.lines)), generator.Options{Theme: theme(), Date: today, History: clean, Drafts: c.drafts})
			got := pages(t, r)
			if page := got["it/a.next.html"]; !strings.Contains(page, "Secret text") || !strings.Contains(page, `content="noindex"`) || !strings.Contains(page, `href="a.html">Version 1.0<`) {
				t.Errorf("it/a.next.html: %s", page)
			}
			if !strings.Contains(got["it/a.html"], `<a href="a.next.html">`) || strings.Contains(got["it/a.html"], "Secret") {
				t.Errorf("it/a.html: %s", got["it/a.html"])
			}
			if _, ok := got["it/secret.png"]; !ok {
				t.Error("the picture of the next version is missing")
			}
			for _, name := range []string{"it/a.html", "it/a.next.html", "it/secret.png"} {
				delete(got, name)
			}
			rest := map[string]string{}
			for name, text := range want {
				if name != "it/a.html" {
					rest[name] = text
				}
			}
			compare(t, rest, got)
		})
	}
}

// What is wrong in the file of a next version is told once, where it stands, in the
// preview as by check; what is wrong in the release cannot be mended.
func TestFindingsOfNextVersion(t *testing.T) {
	t.Parallel()
	released := nextReleased + "See [this](gone.md).\n"
	draft := nextVersion("status: review\n") + "See [that](nowhere.md) and [it](b.md#none).\n"
	opts := generator.Options{Theme: theme(), Date: today, Drafts: true, History: committed(t, map[string][]string{"it/a.md": {released}, "it/b.md": {nextOther}})}
	built, checked := generator.Build(nextFiles(draft), opts), diag.List(nil)
	opts.Drafts = false
	checked = generator.Check(nextFiles(draft), opts)
	for name, findings := range map[string]diag.List{"build": built.Findings, "check": checked} {
		count := map[string]int{}
		for i, f := range findings {
			count[f.File+" "+f.Rule+" "+f.Severity.String()]++
			if slices.Contains(findings[i+1:], f) {
				t.Errorf("%s: twice: %v %s", name, f.Pos, f.Text)
			}
		}
		for key, want := range map[string]int{
			"content/it/a.md link-broken warning":     1, // one step lower, as it is in review
			"content/it/a.md anchor-broken warning":   1,
			"content/it/a.md@1.0 link-broken warning": 1,
		} {
			if count[key] != want {
				t.Errorf("%s: %s stands there %d times, want %d: %v", name, key, count[key], want, count)
			}
		}
	}
	if built.Site == nil {
		t.Error("no site")
	}
}

// What is wrong with a release in the handbook that is published keeps a strict build from it,
// and a strict check says so before.
func TestCheckTellsOfReleases(t *testing.T) {
	t.Parallel()
	released := strings.Replace(nextReleased, "Lock the screen.", "Lock the [screen](c.md).", 1)
	files := nextFiles(nextVersion("status: draft\n"))
	files["content/it/c.md"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("IT-1", "IT-3", "version", "classification: confidential\nversion").Replace(nextReleased))}
	opts := generator.Options{Theme: theme(), Date: today, History: committed(t, map[string][]string{"it/a.md": {released}, "it/b.md": {nextOther}})}
	built, checked := generator.Build(files, opts), generator.Check(files, opts)
	n := 0
	for _, f := range built.Findings {
		if f.File == "content/it/a.md@1.0" && f.Severity == diag.Warning {
			if n++; !slices.Contains(checked, f) {
				t.Errorf("check says nothing of %v %s", f.Pos, f.Text)
			}
		}
	}
	if n == 0 || !slices.ContainsFunc(checked, func(f diag.Finding) bool { return f.Rule == "link-broken" }) {
		t.Errorf("%d warnings: %v", n, built.Findings)
	}
}

// A next version must not break what others rely on: they are told before it is in force.
func TestNextVersionBreaksALink(t *testing.T) {
	t.Parallel()
	next := strings.Replace(nextVersion("status: approved\neffective_date: 2027-03-01\nreview_date: 2028-01-01\n"), "## Locking", "## Doors", 1)
	opts := generator.Options{Theme: theme(), Date: today, History: committed(t, map[string][]string{"it/a.md": {nextReleased}, "it/b.md": {nextOther}})}
	r := generator.Build(nextFiles(next), opts)
	for name, findings := range map[string]diag.List{"build": r.Findings, "check": generator.Check(nextFiles(next), opts)} {
		at := slices.IndexFunc(findings, func(f diag.Finding) bool { return f.Rule == "anchor-broken" })
		if at < 0 || findings[at].File != "content/it/b.md" || !strings.HasPrefix(findings[at].Text, "with the next versions: ") || findings.Count(diag.Error) != 1 {
			t.Errorf("%s: %v", name, findings)
		}
	}
	if r.Site != nil {
		t.Error("it is published")
	}
}

// Nobody has to mend a text whose time is over while its next version is under way.
func TestExpiredTextUnderRevisionIsNoFinding(t *testing.T) {
	t.Parallel()
	expired := nextBefore["expired"][0]
	for text, want := range map[string]bool{expired: true, nextVersion("status: draft\n"): false} {
		h := committed(t, map[string][]string{"it/a.md": {expired}, "it/b.md": {nextOther}})
		res := generator.Build(nextFiles(text), generator.Options{Theme: theme(), Date: today, History: h})
		told := slices.ContainsFunc(res.Findings, func(f diag.Finding) bool { return f.Rule == "expired-published" })
		if told != want {
			t.Errorf("expired-published is told: %v, want %v, of\n%s", told, want, text)
		}
	}
}

// What was retired for others too is not in force for them again when a draft begins.
func TestRetiredForFewerReadersIsOver(t *testing.T) {
	t.Parallel()
	scoped := func(text, scope string) string {
		return strings.Replace(text, "review_date", "scope: ["+scope+"]\nreview_date", 1)
	}
	files := nextFiles(scoped(nextVersion("review_date: 2027-06-01\nstatus: draft\n"), "staff"))
	files["content/_data/audiences.yaml"] = &fstest.MapFile{Data: []byte("- {id: staff, title: Staff}\n- {id: guests, title: Guests}\n")}
	h := committed(t, map[string][]string{"it/a.md": {scoped(nextReleased, "staff, guests"), scoped(nextRetired, "staff")}, "it/b.md": {nextOther}})
	res := generator.Build(files, generator.Options{Theme: theme(), Date: today, History: h, Audience: "guests"})
	if res.Site == nil {
		t.Fatalf("no site: %v", res.Findings)
	}
	if _, there := res.Site.Lookup("it/a.html"); there {
		t.Error("guests have a text that was retired")
	}
}
