package generator_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// years gives so many editions of a handbook, the latest first, one each year before
// 2026. From one to the next every part-th document changes.
func years(folder fs.FS, n, part int) (all []generator.Edition) {
	now := fstest.MapFS{}
	fs.WalkDir(folder, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			text, _ := fs.ReadFile(folder, name)
			now[name] = &fstest.MapFile{Data: text}
		}
		return err
	})
	names := slices.Sorted(maps.Keys(now))
	for i := range n {
		was := maps.Clone(now)
		for at, name := range names {
			if strings.HasSuffix(name, ".md") && (at+i)%part == 0 {
				was[name] = &fstest.MapFile{Data: fmt.Appendf(slices.Clone(now[name].Data), "\nIt was said otherwise %d years ago.\n", i+1)}
			}
		}
		year := 2025 - i
		all = append(all, generator.Edition{Name: fmt.Sprint(year), Title: fmt.Sprint("Of ", year), Day: calendar.New(year, time.July, 1), Folder: was})
		now = was
	}
	return all
}

// Editions that share what they can are what each is alone: read anew, linked anew.
func TestEditionsAreWhatEachIsAlone(t *testing.T) {
	t.Parallel()
	folder := sample(t)
	opts := generator.Options{Theme: theme(), Date: today, Version: "1.2.3", Editions: years(folder, 3, 7)}
	// Texts that are the same in all three have other words beside them in one, other ways in another.
	words, ways := opts.Editions[0].Folder.(fstest.MapFS), opts.Editions[1].Folder.(fstest.MapFS)
	replace(words, "content/_data/glossary.yaml", "term: ", "term: Former ")
	replace(words, "content/_data/glossary.yaml", "synonyms: [", "synonyms: [password, ")
	for _, name := range []string{"backup.md", "change-management.md", "restore-from-backup.md"} {
		move(ways, "content/operations/"+name, "content/security/"+name)
	}
	got := pages(t, generator.Build(folder, opts))

	look, problems := render.NewTheme(opts.Theme, nil, "en")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h := handbook.New(source.Read(folder), handbook.Options{Today: opts.Date})
	later, past := h, []render.Edition(nil)
	for _, e := range opts.Editions {
		later = handbook.New(source.Read(e.Folder), handbook.Options{Today: e.Day, Latest: e.Day, Later: later, Beside: true})
		past = append(past, render.Edition{Name: e.Name, Title: e.Title, Handbook: later})
	}
	shown := render.NewEditions(h, past)
	files, want := 0, map[string]string{}
	for i, e := range past {
		var alone search.Shared
		found := alone.Add(entries(e.Handbook, look), search.Synonyms(e.Handbook), e.Handbook.Language)
		site, _, err := render.Site(render.Input{Handbook: e.Handbook, Theme: look, Content: opts.Editions[i].Folder, Version: opts.Version, Editions: shown, Edition: i + 1, More: found})
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range pages(t, generator.Result{Site: site}) {
			want["editions/"+e.Name+"/"+name] = text
		}
		texts, err := output.New(alone.Texts())
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(want, pages(t, generator.Result{Site: texts}))
	}
	for name := range got {
		if strings.HasPrefix(name, "search/e/") {
			continue
		}
		if !strings.HasPrefix(name, "editions/2") || strings.HasSuffix(name, ".changes.html") && strings.Count(name, "/") == 1 {
			delete(got, name)
		} else {
			files++
		}
	}
	compare(t, want, got)
	if files < 300 {
		t.Errorf("only %d files", files)
	}
}

// entries gives what a search finds.
func entries(h *handbook.Handbook, look *render.Theme) []search.Entry {
	reports := map[string]search.Page{}
	for path, r := range look.Reports() {
		reports[path] = search.Page(r)
	}
	return search.Entries(h, reports)
}

// What is kept from readers today is in no edition: all is as if it had never been.
func TestEditionsKeepWhatIsKeptToday(t *testing.T) {
	t.Parallel()
	const front = "---\ntitle: %[1]s\nid: %[1]s\nowner: desk\nscope: %[2]s\nstatus: approved\nclassification: %[3]s\nversion: \"1.0\"\neffective_date: 2020-01-01\nlifespan: long-term\nreview_date: 2027-06-01\n" +
		"approvers: [head]\napprovals: [{by: head, date: 2020-01-01, version: \"1.0\"}]\n%[4]s---\n\n%[5]s\n"
	doc := func(id, scope, classification, more, text string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, front, id, scope, classification, more, text)}
	}
	config := &fstest.MapFile{Data: []byte("title: Handbook\nlint: {link-broken: warning, link-audience: off}\n")}
	audiences := &fstest.MapFile{Data: []byte("- {id: staff, title: Staff}\n- {id: board, title: Board}\n")}
	handbook := func(rules, secret *fstest.MapFile) fstest.MapFS {
		all := fstest.MapFS{"content/handbook.yaml": config, "content/_data/audiences.yaml": audiences, "content/it/rules.md": rules}
		if secret != nil {
			all["content/it/secret.md"] = secret
		}
		return all
	}
	now := func(secret *fstest.MapFile) fstest.MapFS {
		return handbook(doc("A-1", "organization", "internal", "", "To be followed."), secret)
	}
	then := func(secret *fstest.MapFile) fstest.MapFS {
		return handbook(doc("A-1", "organization", "internal", "related: [C-1]\n", "See [what](secret.md) is to be done."), secret)
	}
	open, link := doc("C-1", "organization", "internal", "supersedes: [A-1]\n", "Canary."), "See [the rules](rules.md)."
	broken := &fstest.MapFile{Data: []byte("---\ntitle: C-1\nclasification: restricted\nowner: desk\nstatus: approved\n---\n\nCanary.\n")}
	for name, c := range map[string]struct {
		today, second, first *fstest.MapFile
		opts                 generator.Options
	}{
		"classified today":           {doc("C-1", "organization", "confidential", "", link), open, open, generator.Options{}},
		"a draft that is classified": {doc("C-1", "organization", "restricted", "", link), open, open, generator.Options{Drafts: true}},
		"for others today":           {doc("C-1", "[board]", "internal", "", link), open, open, generator.Options{Audience: "staff"}},
		"classified for a time":      {nil, doc("C-1", "organization", "restricted", "", link), open, generator.Options{}},
		"nobody knows":               {nil, broken, open, generator.Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			build := func(today, second, first fstest.MapFS) map[string]string {
				opts := c.opts
				opts.Theme, opts.Date = theme(), calendar.New(2026, time.November, 21)
				opts.Editions = []generator.Edition{
					{Name: "second", Title: "Second", Day: calendar.New(2025, time.June, 1), Folder: second},
					{Name: "first", Title: "First", Day: calendar.New(2024, time.June, 1), Folder: first},
				}
				return pages(t, generator.Build(today, opts))
			}
			got, want := build(now(c.today), then(c.second), then(c.first)), build(now(nil), then(nil), then(nil))
			if name == "nobody knows" { // which hides nothing of what was before
				if _, ok := got["editions/second/it/secret.html"]; ok {
					t.Error("a document is shown of which nobody knows who may read it")
				}
				return
			}
			compare(t, want, got)
		})
	}
}

// An edition that cannot be shown is left out of everything, and told.
func TestEditionsThatCannotBeShown(t *testing.T) {
	t.Parallel()
	folder := sample(t)
	opts := generator.Options{Theme: theme(), Date: today, Editions: years(folder, 4, 5)}
	opts.Editions[0].Folder = fstest.MapFS{}
	wrong := opts.Editions[1].Folder.(fstest.MapFS)
	wrong["content/handbook.yaml"] = &fstest.MapFile{Data: []byte("defaults: {classification: [restricted\n")}
	collide := opts.Editions[3].Folder.(fstest.MapFS)
	collide["content/it/a/index.md"] = &fstest.MapFile{Data: []byte("---\ntitle: A\nstatus: approved\n---\n")}
	collide["content/it/a.md"] = collide["content/it/a/index.md"]
	res := generator.Build(folder, opts)
	var left []string
	for _, f := range res.Findings {
		if f.Rule == "edition-left-out" {
			left = append(left, f.Text[:min(len(f.Text), 80)])
		}
		if f.Severity == diag.Error {
			t.Error(f)
		}
	}
	want := []string{`the edition "Of 2022" is left out: two files want the path "it/a.html"`,
		`the edition "Of 2024" is left out: its handbook.yaml cannot be trusted: a list in brackets is never closed`[:80],
		`the edition "Of 2025" is left out: there is no document in it`}
	if !slices.Equal(left, want) {
		t.Errorf("told %q, want %q", left, want)
	}
	site := pages(t, res)
	for name, text := range site {
		for _, gone := range []string{"editions/2025/", "editions/2024/", "editions/2022/"} {
			if strings.HasPrefix(name, gone) || strings.Contains(text, gone) {
				t.Errorf("%s: an edition that is left out", name)
			}
		}
	}
	if site["editions/2023/index.html"] == "" {
		t.Error("an edition that can be shown is not")
	}
}

// An edit of today's texts leaves editions as they are, and what leads to and fro follows it.
func TestEditionsWhileTheHandbookIsWritten(t *testing.T) {
	t.Parallel()
	folder := sample(t)
	opts := generator.Options{Theme: theme(), Date: today, Editions: years(folder, 2, 7)}
	b := generator.NewBuilder(folder, nil)
	pages(t, b.Build(opts))
	replace(folder, "content/handbook.yaml", "\nlint:\n", "\nlint:\n  link-broken: warning\n")
	for i, edit := range []func(){
		func() {
			folder["content/service/_index.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Service\n---\n\nNew.\n")}
		},
		func() {
			move(folder, "content/security/incident-response.md", "content/operations/incident-response.md")
		},
		func() {
			replace(folder, "content/operations/backup.md", "owner:", "classification: confidential\nowner:")
		},
		func() { replace(folder, "content/handbook.yaml", "title: IT Handbook", "title: Our handbook") },
	} {
		edit()
		b.Read()
		t.Run(fmt.Sprint(i), func(t *testing.T) { compare(t, pages(t, generator.Build(folder, opts)), pages(t, b.Build(opts))) })
	}
}

func move(folder fstest.MapFS, from, to string) {
	if file := folder[from]; file != nil {
		folder[to] = file
		delete(folder, from)
	}
}

func replace(folder fstest.MapFS, name, old, new string) {
	folder[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(folder[name].Data), old, new, 1))}
}
