package generator_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// today is a day on which every state and most review flags occur in content/.
var today = calendar.New(2026, time.November, 21)

// theme is the default theme.
func theme() fs.FS { return os.DirFS("../themes/default") }

// sample copies the product's own handbook into memory.
func sample(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(".."), "content", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile("../" + name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pages renders every file of a built handbook.
func pages(t *testing.T, r generator.Result) map[string]string {
	t.Helper()
	if r.Site == nil {
		var b bytes.Buffer
		diag.Text{}.Write(&b, r.Findings)
		t.Fatalf("no site:\n%s", b.String())
	}
	out := map[string]string{}
	for _, f := range r.Site.Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[f.Path] = b.String()
	}
	return out
}

// compare reports the files in which two sites differ.
func compare(t *testing.T, want, got map[string]string) {
	t.Helper()
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if got[name] != want[name] {
			t.Errorf("%s differs:\n%s", name, firstDifference(want[name], got[name]))
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s should not be there", name)
		}
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-60)
	return fmt.Sprintf("want …%q\ngot  …%q", a[from:min(len(a), i+60)], b[from:min(len(b), i+60)])
}

func TestSampleBuildsWithoutErrors(t *testing.T) {
	t.Parallel()
	r := generator.Build(os.DirFS(".."), generator.Options{Theme: theme(), Date: today})
	if r.Site == nil || r.Findings.Count(diag.Error) > 0 {
		pages(t, r)
	}
	states, flags, categories := map[string]int{}, map[string]int{}, map[string]int{}
	for _, p := range r.Handbook.Policies {
		states[p.Judgement.State.String()]++
		flags[p.Judgement.Flag.String()]++
		if p.Category != nil {
			categories[p.Category.Path]++
		}
	}
	for _, s := range []string{"superseded", "retired", "not-yet-effective", "expired", "pilot", "in-force"} {
		if states[s] == 0 {
			t.Errorf("no document is %s: %v", s, states)
		}
	}
	for _, f := range []string{"current", "due-soon", "overdue", "lapsed"} {
		if flags[f] == 0 {
			t.Errorf("no review is %s: %v", f, flags)
		}
	}
	if len(r.Handbook.Policies) < 30 || len(categories) < 6 {
		t.Errorf("%d documents in %v", len(r.Handbook.Policies), categories)
	}
}

// What a build leaves out leaves no trace: the site is byte for byte the one
// that would be made if the files did not exist.
func TestLeftOutLeavesNoTrace(t *testing.T) {
	t.Parallel()
	everything := generator.Options{Theme: theme(), Date: today, Drafts: true, Classification: "restricted"}
	for name, opts := range map[string]generator.Options{
		"default":      {Theme: theme(), Date: today},
		"confidential": {Theme: theme(), Date: today, Classification: "confidential"},
		"drafts":       {Theme: theme(), Date: today, Drafts: true},
		"audience":     {Theme: theme(), Date: today, Audience: "staff"},
		"everything":   {Theme: theme(), Date: today, Drafts: true, Classification: "restricted", Audience: "contractors"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := sample(t)
			hide(t, folder)
			kept := map[string]bool{}
			with := generator.Build(folder, opts)
			for _, p := range with.Handbook.Policies {
				kept[p.Source.Path] = true
			}
			deleted := fstest.MapFS{}
			for name, f := range folder {
				deleted[name] = f
			}
			left := 0
			for _, p := range generator.Build(folder, everything).Handbook.Policies {
				if !kept[p.Source.Path] {
					delete(deleted, path.Join("content", p.Source.Path))
					left++
				}
			}
			if left == 0 {
				t.Fatal("nothing is left out: the test shows nothing")
			}
			compare(t, siteOf(t, deleted, opts), siteOf(t, folder, opts))
		})
	}
}

// siteOf makes the site of a handbook whether it has errors or not: where the
// files are gone that others name, there are some.
func siteOf(t *testing.T, folder fs.FS, opts generator.Options) map[string]string {
	t.Helper()
	look, problems := render.NewTheme(opts.Theme, nil, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h := handbook.New(source.Read(folder), handbook.Options{Today: opts.Date, Drafts: opts.Drafts, Classification: opts.Classification, Audience: opts.Audience, History: opts.History})
	site, _, err := render.Site(render.Input{Handbook: h, Theme: look, Content: folder, Version: opts.Version})
	if err != nil {
		t.Fatal(err)
	}
	return pages(t, generator.Result{Site: site})
}

// hide adds documents that most builds must not contain, tied to documents that
// they contain in every way there is, and lets links to them break.
func hide(t *testing.T, folder fstest.MapFS) {
	t.Helper()
	config := string(folder["content/handbook.yaml"].Data)
	config = strings.ReplaceAll(config, "\nlint:", "\nx-lint:")
	folder["content/handbook.yaml"] = &fstest.MapFile{Data: []byte(config + "\nlint: {link-broken: warning, link-audience: off}\n")}
	const front = "title: Canary %[1]s\nid: CANARY-%[1]s\ntype: procedure\nowner: canary-owner-%[1]s\nscope: %[3]s\nlifespan: long-term\nstatus: %[2]s\nclassification: %[4]s\n" +
		"implements: IT-POL-001\nrelated: [IT-POL-012]\naliases: [/canary/%[1]s/]\ntags: [canary]\ntopics: [Canary]\nsummary: Canary.\nversion: \"1.0\"\neffective_date: 2026-01-01\n" +
		"approvers: [it-director]\napprovals: [{by: it-director, date: 2026-01-01, version: \"1.0\"}]\n"
	for _, h := range [][3]string{{"draft", "organization", "internal"}, {"review", "organization", "internal"}, {"approved", "organization", "confidential"}, {"approved", "organization", "restricted"}, {"approved", "Visitors of the canteen only", "public"}} {
		name := strings.ReplaceAll(h[0]+"-"+h[2], " ", "-")
		front := front
		if h[2] != "public" {
			front += "supersedes: IT-STD-008\n" // of which the other document knows nothing
		}
		folder["content/canary/"+name+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\n"+front+"---\n\n[x](../security/authentication.md) ![pic](canary.png)\n", name, h[0], h[1], h[2])}
	}
	folder["content/canary/canary.png"] = &fstest.MapFile{Data: []byte("canary picture")}
	text := folder["content/security/authentication.md"]
	text.Data = append(bytes.Clone(text.Data), "\nSee [a secret](../canary/draft-internal.md), [another](../canary/approved-confidential.md).\n"...)
}

// packedData matches a file of the search.
var packedData = regexp.MustCompile(`^HB\("[^"]*","([^"]*)"`)

func TestCanaryIsNowhere(t *testing.T) {
	t.Parallel()
	folder := sample(t)
	hide(t, folder)
	res := generator.Build(folder, generator.Options{Theme: theme(), Date: today, Audience: "staff"})
	for _, q := range []string{"canary", "canari", "tag:canary", "owner:canary"} {
		if found, err := search.Search(res.Index(), search.Query{Text: q}); err != nil || found.Total > 0 || found.Corrected != "" {
			t.Errorf("%s: %d hits, %q, %v", q, found.Total, found.Corrected, err)
		}
	}
	for name, text := range pages(t, res) {
		if packed := packedData.FindStringSubmatch(text); strings.HasPrefix(name, "search/") && packed != nil {
			data, _ := base64.StdEncoding.DecodeString(packed[1])
			inflated, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			text = string(inflated)
		}
		if low := strings.ToLower(name + text); strings.Contains(strings.ReplaceAll(low, "../canary", ""), "canary") {
			t.Errorf("%s tells of what is left out", name)
		}
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	opts := generator.Options{Theme: theme(), Date: today}
	first := pages(t, generator.Build(os.DirFS(".."), opts))
	for range 3 {
		compare(t, first, pages(t, generator.Build(sample(t), opts)))
	}
}

func TestInputsSame(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"content/handbook.yaml":    {Data: []byte("title: T\ndefaults: {owner: x, scope: organization, lifespan: long-term}\n")},
		"content/a/x.md":           {Data: []byte("---\ntitle: X\n---\nText\n")},
		"themes/default/style.css": {Data: []byte("body{}")},
	}
	in := generator.Build(folder, generator.Options{Theme: theme(), Date: today}).Inputs
	if !in.Same(folder) {
		t.Error("unchanged inputs are not the same")
	}
	for name := range folder {
		old := folder[name].Data
		folder[name].Data = append(bytes.Clone(old), ' ')
		if in.Same(folder) {
			t.Errorf("a change of %s goes unseen", name)
		}
		folder[name].Data = old
	}
	folder["themes/default/home.html"] = &fstest.MapFile{Data: []byte("x")}
	if in.Same(folder) {
		t.Error("a new theme file goes unseen")
	}
}

// A handbook with errors has no site, and all errors of all files are found at once.
func TestErrorsWithholdTheSite(t *testing.T) {
	t.Parallel()
	folder := sample(t)
	folder["content/security/bad.md"] = &fstest.MapFile{Data: []byte("---\ntitle: x\n")}
	folder["content/service/bad.md"] = &fstest.MapFile{Data: []byte("---\ntitle: x\nowner: [a, b]\nstatus: approved\n---\n")}
	folder["themes/default/base.html"] = &fstest.MapFile{Data: []byte("{{ .Nope }}")}
	r := generator.Build(folder, generator.Options{Theme: theme(), Date: today})
	if r.Site != nil {
		t.Error("a handbook with errors has a site")
	}
	found := map[string]bool{}
	for _, f := range r.Findings {
		if f.Severity == diag.Error {
			found[f.File] = true
		}
	}
	for _, file := range []string{"content/security/bad.md", "content/service/bad.md", "themes/default/base.html"} {
		if !found[file] {
			t.Errorf("the error of %s is not reported", file)
		}
	}
}

// On a day in the past nobody knew of the reviews that were still to come.
func TestDateInThePast(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"content/handbook.yaml": {Data: []byte("title: T\ndefaults: {owner: x, scope: organization, lifespan: long-term, status: approved}\nlint: {id-missing: off, summary-missing: off, version-missing: off, approval-missing: off, approvers-missing: off, lapsed: warning}\n")},
		"content/a/x.md":        {Data: []byte("---\ntitle: X\neffective_date: 2025-01-01\nreviews: [{date: 2026-10-12, outcome: no-change}]\n---\nText\n")},
	}
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	for date, want := range map[string]string{"2025-06-01": "current", "2026-01-02": "overdue", "2026-09-01": "lapsed", "2026-10-12": "current"} {
		day, err := calendar.ParseDate(date, nil)
		if err != nil {
			t.Fatal(err)
		}
		r := generator.Build(folder, generator.Options{Theme: theme(), Date: day, Now: now})
		if r.Site == nil {
			pages(t, r)
		}
		if got := r.Handbook.Policies[0].Judgement.Flag.String(); got != want {
			t.Errorf("on %s the review is %s, want %s", date, got, want)
		}
	}
	// What lies ahead of the real day is a mistake, whatever day is asked for.
	r := generator.Build(folder, generator.Options{Theme: theme(), Date: calendar.New(2026, time.January, 2), Now: now.AddDate(0, -3, 0)})
	if r.Site != nil {
		t.Error("a review in the future passes")
	}
}
