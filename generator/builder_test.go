package generator_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"weak"

	"github.com/google/go-cmp/cmp"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/source"
)

// A Builder is where a new one would be, whatever was edited in whatever order:
// every finding, every file. POLICYBOOK_SEEDS asks for more sequences of edits.
func TestBuilderIsACleanBuild(t *testing.T) {
	t.Parallel()
	seeds, _ := strconv.Atoi(os.Getenv("POLICYBOOK_SEEDS"))
	var mu sync.Mutex
	steps, sites, nexts := 0, 0, 0
	t.Run("seeds", func(t *testing.T) {
		for seed := range max(6, seeds) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				built, good, next := editing(t, uint64(seed), 25)
				mu.Lock()
				defer mu.Unlock()
				steps, sites, nexts = steps+built, sites+good, nexts+next
			})
		}
	})
	t.Logf("%d builds, %d of them with a site, %d of these with next versions", steps, sites, nexts)
	if sites*3 < steps {
		t.Errorf("only %d of %d builds have a site to compare", sites, steps)
	}
	if nexts*20 < steps {
		t.Errorf("only %d of %d builds have a site with next versions", nexts, steps)
	}
}

// editing edits a handbook at random and compares each build with a clean one.
func editing(t *testing.T, seed uint64, steps int) (built, sites, nexts int) {
	e := newEditor(seed)
	b := generator.NewBuilder(e.folder, nil)
	var inputs generator.Inputs
	var earlier generator.Result // a site that somebody still reads
	var read string
	for step := range steps {
		what := e.edits()
		opts := e.options()
		var differ []string
		switch e.IntN(4) {
		case 0:
			differ = b.Read()
		case 1:
			if changed := b.Changed(); len(changed) > 0 {
				differ = b.Read(changed...)
			}
		default:
			differ = b.Read(e.named()...)
		}
		clear(e.touched)
		if e.seldom(10) { // another run begins with what this one parsed
			b = generator.NewBuilder(e.folder, source.Unpack(string(b.Parsed().Pack())))
		}
		got, want := b.Build(opts), generator.Build(e.folder, opts)
		name := fmt.Sprintf("step %d: %s", step, strings.Join(what, ", "))
		if d := cmp.Diff(want.Findings, got.Findings); d != "" {
			t.Fatalf("%s: findings, want -, got +:\n%s", name, d)
		}
		if got.Inputs != want.Inputs {
			t.Fatalf("%s: inputs %v, want %v", name, got.Inputs, want.Inputs)
		}
		if same := got.Inputs.Digest == inputs.Digest; same != (len(differ) == 0) {
			t.Fatalf("%s: the inputs are the same: %v, and differ in %v", name, same, differ)
		}
		inputs = got.Inputs
		if (got.Site == nil) != (want.Site == nil) {
			t.Fatalf("%s: there is a site: %v, want %v", name, got.Site != nil, want.Site != nil)
		}
		built++
		if earlier.Site != nil && e.seldom(5) {
			if writeAll(t, earlier) != read {
				t.Fatalf("%s: an earlier site changed", name)
			}
			earlier.Site = nil
		}
		if got.Site == nil {
			continue
		}
		sites++
		if got.Next != nil {
			nexts++
		}
		compare(t, pages(t, want), pages(t, got))
		if t.Failed() {
			t.Fatal(name)
		}
		if earlier.Site == nil {
			earlier, read = got, writeAll(t, got)
		}
	}
	return built, sites, nexts
}

// A preview of many edits keeps none of the sites that nobody reads any more.
func TestBuilderLetsGoOfEarlierSites(t *testing.T) {
	t.Parallel()
	folder := nextFiles(nextReleased)
	b := generator.NewBuilder(folder, nil)
	opts := generator.Options{Theme: theme(), Date: calendar.New(2026, time.June, 1)}
	var earlier []weak.Pointer[output.Site]
	for i := range 5 {
		folder["content/it/a.md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "%s\nAnd %d.\n", nextReleased, i)}
		b.Read("content/it/a.md")
		res := b.Build(opts)
		if res.Site == nil {
			t.Fatalf("no site: %v", res.Findings)
		}
		page, _ := res.Site.Lookup("it/a.html") // no other is asked for
		if err := page.Write(io.Discard); err != nil {
			t.Fatal(err)
		}
		earlier = append(earlier, weak.Make(res.Site))
	}
	runtime.GC()
	kept := 0
	for _, site := range earlier {
		if site.Value() != nil {
			kept++
		}
	}
	if kept > 2 { // the last one, and the one from which it was made
		t.Errorf("%d of %d sites are kept", kept, len(earlier))
	}
	runtime.KeepAlive(b)
}

// Readers of a site do not notice that the next one is made.
func TestBuilderLeavesEarlierResultsAlone(t *testing.T) {
	t.Parallel()
	e := newEditor(1)
	b := generator.NewBuilder(e.folder, nil)
	for range 12 {
		res := b.Build(e.options())
		if res.Site == nil {
			e.edits()
			b.Read(e.named()...)
			continue
		}
		before := writeAll(t, res)
		var reader sync.WaitGroup
		var after string
		stop := make(chan struct{})
		reader.Go(func() {
			for {
				after = writeAll(t, res)
				select {
				case <-stop:
					return
				default:
				}
			}
		})
		for range 3 {
			e.write("content/security/passwords.md", e.document("security/passwords"))
			b.Read("content/security/passwords.md")
			b.Build(e.options())
		}
		close(stop)
		reader.Wait()
		if after != before {
			t.Fatal("a site changed while later ones were built")
		}
	}
}

// writeAll renders all pages of a site.
func writeAll(t *testing.T, r generator.Result) string {
	var b bytes.Buffer
	for _, f := range r.Site.Files() {
		if ext := path.Ext(f.Path); ext == ".html" || ext == ".json" || ext == ".csv" {
			if err := f.Write(&b); err != nil {
				t.Error(err)
			}
		}
	}
	return b.String()
}

// editor makes a handbook and edits it at random.
type editor struct {
	*rand.Rand
	folder  fstest.MapFS
	touched map[string]bool
	fronts  map[string]string // of documents, so that a text can change alone
	mend    func()            // takes back the last mistake; or nil
	past    *handbook.History // of what was committed; nil for nothing
	commits int
	asked   int // how often for options
}

func newEditor(seed uint64) *editor {
	e := &editor{Rand: rand.New(rand.NewPCG(seed, 26)), folder: fstest.MapFS{}, touched: map[string]bool{}, fronts: map[string]string{}}
	for _, name := range []string{"handbook.yaml", "people", "glossary", "audiences", "goals", "topics", "exceptions"} {
		e.data(name)
	}
	for _, name := range editNames {
		e.write("content/"+name+".md", e.document(name))
	}
	for _, name := range editSections {
		e.section(name)
	}
	for _, name := range editFiles {
		e.write("content/"+name, "\x89PNG\r\n\x1a\n"+name)
	}
	for i := range 9 {
		e.write(fmt.Sprintf("content/it/seldom-%d.png", i), "\x89PNG\r\n\x1a\n")
	}
	return e
}

var (
	editNames = []string{"security/passwords", "security/keys", "security/access/badges", "security/access/doors", "security/laptops/index", "hr/leave", "hr/hours",
		"hr/steps", "it/backup", "it/restore", "it/Mixed Case"}
	editSections = []string{"security", "security/access", "hr", "it"}
	editFiles    = []string{"security/lock.png", "security/laptops/form.pdf", "it/plan.png"}
	editLint     = "lint: {link-broken: warning, anchor-broken: warning, approval-missing: notice, lapsed: warning, scope-missing: warning, title-missing: warning, exception-expired: warning}"
	editPeople   = []string{"cio", "ciso", "hr-lead", "desk", "auditor"}
	editTerms    = []string{"custodian", "baseline", "four eyes", "joint approval", "restore point", "first rarity", "second rarity"}
)

func (e *editor) pick(list []string) string { return list[e.IntN(len(list))] }

// seldom is true once in n times.
func (e *editor) seldom(n int) bool { return e.IntN(n) == 0 }

func (e *editor) write(name, text string) {
	e.folder[name] = &fstest.MapFile{Data: []byte(text)}
	e.touched[name] = true
}

func (e *editor) remove(name string) {
	delete(e.folder, name)
	e.touched[name] = true
}

// named gives what a watcher would name: what was touched, sometimes the folder
// alone, sometimes more.
func (e *editor) named() []string {
	names := slices.Sorted(maps.Keys(e.touched))
	for i, name := range names {
		if e.seldom(6) {
			names[i] = path.Dir(name)
		}
	}
	if e.seldom(3) {
		names = append(names, "content/.hidden.md.swp", "content/gone.md", "content/"+e.pick(editNames)+".md", "themes")
	}
	if len(names) == 0 {
		names = []string{"content/nothing.md"}
	}
	return names
}

func (e *editor) options() generator.Options {
	opts := generator.Options{Theme: theme(), Date: calendar.New(2026, time.June, 1), Drafts: true}
	if e.asked++; e.asked%5 == 0 {
		e.commit()
	}
	opts.History = e.past
	switch e.IntN(9) {
	case 0, 4:
		opts.Drafts = false
	case 1:
		opts.Date = calendar.New(2027, time.June, 1)
	case 2:
		opts.Audience = "staff"
	case 3:
		opts.Classification = "restricted"
	}
	return opts
}

// commit adds all documents to what is known of the past.
func (e *editor) commit() {
	h := &handbook.History{Documents: map[string][]handbook.Snapshot{}}
	if e.past != nil {
		maps.Copy(h.Documents, e.past.Documents)
	}
	e.commits++
	c := &handbook.Commit{ID: strings.Repeat("c", e.commits), Day: calendar.New(2026, time.January, 1).AddDays(e.commits)}
	h.Text = func(blob string) ([]byte, error) { return []byte(blob), nil }
	r := source.FrontReader{Zone: time.UTC, Keep: handbook.PastFields}
	layout := !e.seldom(12) // else what was approved may differ from now on, which is an error
	for _, name := range e.documents() {
		raw := e.folder["content/"+name+".md"].Data
		front, text := r.Read(name+".md", raw)
		s := handbook.Snapshot{Commit: c, Path: name + ".md", Blob: string(raw), Front: front, Text: source.TextHash(text), Layout: layout}
		h.Documents[s.Path] = append(slices.Clip(h.Documents[s.Path]), s)
	}
	e.past = h
}

// edits makes a few changes, mostly one, and says which.
func (e *editor) edits() []string {
	var what []string
	for range 1 + e.IntN(10)/7 {
		what = append(what, e.edit())
	}
	return what
}

func (e *editor) edit() string {
	if e.mend != nil && !e.seldom(3) {
		e.mend()
		e.mend = nil
		return "mend"
	}
	names := e.documents()
	if len(names) < 6 {
		name := e.pick(editNames)
		e.write("content/"+name+".md", e.document(name))
		return "add " + name
	}
	name := e.pick(names)
	file := "content/" + name + ".md"
	switch e.IntN(26) {
	default:
		e.write(file, e.fronts[name]+e.text(name))
		return "text of " + name
	case 0, 1, 2, 3:
		e.write(file, e.document(name))
		return "front matter of " + name
	case 4:
		e.remove(file)
		e.mend = func() { e.write(file, e.document(name)) }
		return "remove " + name
	case 5:
		other := e.pick(editNames)
		e.write("content/"+other+".md", e.document(other))
		return "write " + other
	case 6:
		e.rename(name, path.Join(path.Dir(name), fmt.Sprintf("other-%d", e.IntN(9))))
		return "rename " + name
	case 7:
		other := strings.ToUpper(path.Base(name)[:1]) + path.Base(name)[1:]
		if other == path.Base(name) {
			other = strings.ToLower(other)
		}
		e.rename(name, path.Join(path.Dir(name), other))
		return "change the case of " + name
	case 8:
		e.mend = func() { e.write(file, e.document(name)) }
		e.write(file, e.pick([]string{"", "---\ntitle: [open\n---\n", "---\ntitle: Open\n", "---\ntitle: \xff\n---\n", "no front matter\n", "---\nclasification: restricted\n---\nx\n"}))
		return "break " + name
	case 9, 10:
		return "section " + e.section(e.pick(editSections))
	case 11, 12, 13:
		return "data " + e.data(e.pick([]string{"people", "glossary", "audiences", "goals", "topics", "exceptions", "unknown"}))
	case 14:
		return "config " + e.data("handbook.yaml")
	case 15:
		return e.themeFile()
	case 16:
		return e.attachment()
	case 18, 19, 20, 21:
		return e.revise(name)
	case 17:
		e.touched[file] = true
		return "touch " + name
	}
}

// revise commits a document and begins its next version, which is written, awaits
// approval or waits for its day.
func (e *editor) revise(name string) string {
	e.commit()
	front := regexp.MustCompile(`status: .*`).ReplaceAllString(e.fronts[name], "status: "+e.pick([]string{"draft", "review", "approved"}))
	front = regexp.MustCompile(`version: .*`).ReplaceAllString(front, "version: \"2.0\"")
	e.fronts[name] = regexp.MustCompile(`effective_date: .*`).ReplaceAllString(front, "effective_date: 2026-09-01")
	e.fronts[name] = regexp.MustCompile(`review_date: .*`).ReplaceAllString(e.fronts[name], "review_date: 2027-02-01")
	e.write("content/"+name+".md", e.fronts[name]+e.text(name))
	return "next version of " + name
}

// documents gives the names of those that there are.
func (e *editor) documents() []string {
	var names []string
	for name := range e.folder {
		if base, ok := strings.CutSuffix(strings.TrimPrefix(name, "content/"), ".md"); ok && path.Base(base) != "_index" {
			names = append(names, base)
		}
	}
	slices.Sort(names)
	return names
}

func (e *editor) rename(from, to string) {
	text := string(e.folder["content/"+from+".md"].Data)
	e.fronts[to] = e.fronts[from]
	e.remove("content/" + from + ".md")
	e.write("content/"+to+".md", text)
}

func (e *editor) attachment() string {
	name := e.pick(editFiles)
	switch e.IntN(5) {
	case 0:
		e.remove("content/" + name)
	case 1:
		if name = "register.html"; e.folder["content/"+name] != nil {
			e.remove("content/" + name)
		} else {
			e.write("content/"+name, "<p>")
		}
	case 2:
		e.write("content/it/draw.svg", e.pick([]string{"<svg/>", "<svg onload='x'/>"}))
	default:
		e.write("content/"+name, fmt.Sprintf("\x89PNG\r\n\x1a\n%d", e.IntN(99)))
	}
	return "picture " + name
}

func (e *editor) themeFile() string {
	name := "themes/default/" + e.pick([]string{"footer.html", "style.css", "words/en.json", "strange.html", "about.html"})
	if e.folder[name] != nil || e.seldom(2) {
		e.remove(name)
		return "remove " + name
	}
	e.mend = func() { e.remove(name) }
	e.write(name, map[string]string{
		"footer.html": e.pick([]string{"<p>Ours {{.Handbook}}</p>", "<p>{{.Nothing}}</p>", "<p>{{"}), "style.css": fmt.Sprintf("p { margin: %dpx }", e.IntN(9)),
		"words/en.json": e.pick([]string{`{"home": "Start"}`, `{"home": 1}`}), "strange.html": "?", "about.html": `{{define "main"}}<p>{{.Count}}</p>{{end}}`,
	}[strings.TrimPrefix(name, "themes/default/")])
	return name
}

// section writes the text of a section, or takes it away.
func (e *editor) section(name string) string {
	file := "content/" + name + "/_index.md"
	if e.seldom(6) {
		e.remove(file)
		return "remove " + name
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s %d\n", path.Base(name), e.IntN(3))
	if e.seldom(3) {
		fmt.Fprintf(&b, "defaults: {%s}\n", e.pick([]string{"owner: cio", "owner: desk", "classification: restricted", "tags: [x]", "scope: [staff]"}))
	}
	if e.seldom(6) {
		fmt.Fprintf(&b, "aliases: [old/%s/]\n", name)
	}
	if e.seldom(5) {
		b.WriteString("weight: 3\n")
	}
	fmt.Fprintf(&b, "---\n\n%s\n", e.sentences(name, 2))
	e.write(file, b.String())
	return name
}

// data writes a data file or handbook.yaml.
func (e *editor) data(name string) string {
	file := "content/_data/" + name + ".yaml"
	list := func(all []string, format func(i int, s string) string) string {
		var b strings.Builder
		for i, s := range all {
			if !e.seldom(9) || name == "audiences" && !e.seldom(9) {
				b.WriteString("- {" + format(i, s) + "}\n")
			}
		}
		return b.String()
	}
	text := ""
	switch name {
	case "handbook.yaml":
		file = "content/handbook.yaml"
		text = fmt.Sprintf("title: Handbook %d\n%s\n", e.IntN(4), editLint)
		for _, line := range []string{"base_url: https://example.com/hb/", "timezone: Europe/Amsterdam", "language: de",
			"defaults: {owner: cio}", "start_here: [P-1]", "categories: [{id: security, title: Security}, {id: it}]", "review_cycle: 6 months", "edit_url: https://x.example/{path}"} {
			if e.seldom(4) {
				text += line + "\n"
			}
		}
		if e.seldom(8) {
			e.mend = func() { e.data(name) }
			text = "title: [\n"
		}
	case "people":
		text = list(editPeople, func(i int, s string) string {
			return fmt.Sprintf("id: %s, role: Role %d, active: %v", s, e.IntN(3), !e.seldom(9))
		})
	case "glossary":
		text = list(editTerms, func(i int, s string) string {
			return fmt.Sprintf("term: %s, definition: What %d., acronym: %s", s, e.IntN(3), []string{"CUST", "BL", "FEP", "JA", "RP", "FR", "SR"}[i])
		})
	case "audiences":
		text = list([]string{"staff", "guests", "engineers"}, func(i int, s string) string { return fmt.Sprintf("id: %s, title: %s %d", s, s, e.IntN(3)) })
	case "goals":
		text = list([]string{"g1", "g2"}, func(i int, s string) string { return "id: " + s + ", title: Goal" })
	case "topics":
		text = "security: [locks, keys]\nhr: [leave]\n"
	case "exceptions":
		text = list([]string{"E-1", "E-2"}, func(i int, s string) string {
			return fmt.Sprintf("id: %s, policy: P-%d, requester: cio, approved_by: desk, approved: 2026-05-01, expires: 2026-%02d-01, reason: Old", s, 1+e.IntN(6), 5+e.IntN(7))
		})
	default:
		text = "x: 1\n"
	}
	if text == "" || e.seldom(12) && name != "audiences" && name != "handbook.yaml" || name == "unknown" && e.folder[file] != nil {
		e.remove(file)
	} else {
		e.write(file, text)
	}
	return name
}

// document gives a document with new front matter and text.
func (e *editor) document(name string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	n := 1 + slices.Index(editNames, name)
	if n == 0 {
		n = 20 + e.IntN(9)
	}
	person := func() string {
		if e.seldom(25) {
			return e.pick([]string{"nobody", "ciso2", "Cio"})
		}
		return e.pick(editPeople)
	}
	line("---")
	if !e.seldom(9) {
		line("title: %s %s %d", e.pick([]string{"Zeal", "Alpha", "Middle"}), path.Base(name), e.IntN(3))
	}
	line("id: P-%d", n+e.IntN(9)/8*40)
	line("type: %s", e.pick([]string{"policy", "policy", "procedure", "standard"}))
	line("status: %s", e.pick([]string{"approved", "approved", "approved", "approved", "draft", "review", "retired"}))
	line("owner: %s\napprovers: [auditor, %s]", e.pick(editPeople[:4]), person())
	if !e.seldom(9) {
		line("summary: How %s is done, %d.", path.Base(name), e.IntN(3))
	}
	line("version: \"1.%d\"\nlifespan: long-term", e.IntN(3))
	line("effective_date: 2026-0%d-01\nreview_date: 2026-%02d-15", 1+e.IntN(4)+e.IntN(20)/19*4, 5+e.IntN(7))
	if !e.seldom(20) {
		line("scope: [%s]", e.pick([]string{"organization", "staff", "engineers", "staff, guests"}))
	}
	for _, extra := range []string{"classification: restricted", "tags: [a, b]", "weight: 2", "lang: de", "slug: " + fmt.Sprintf("page-%d", n), "topics: [locks]", "toc: false", "basis: implied",
		fmt.Sprintf("related: %s", e.pick(editNames)), fmt.Sprintf("aliases: [old/%d/]", e.IntN(9)), "plan: {need: Much., goals: [g1]}",
		fmt.Sprintf("reviews:\n  - {date: 2026-01-0%dT23:30:00Z, by: %s, outcome: no-change}", 1+e.IntN(9), person()),
		fmt.Sprintf("revisions:\n  - {version: \"1.0\", date: 2026-01-0%d, summary: First}", 1+e.IntN(9)), "authors: [cio, desk]", "kpis: [{id: k, name: K, target: \"9\"}]"} {
		if e.seldom(9) {
			line("%s", extra)
		}
	}
	if other := e.IntN(11); e.seldom(4) && other+1 < n && e.folder["content/"+editNames[other]+".md"] != nil {
		line("implements: P-%d", 1+other)
	}
	if e.seldom(60) {
		line("%s: P-%d", e.pick([]string{"supersedes", "superseded_by"}), 1+e.IntN(11))
	}
	line("---\n")
	e.fronts[name] = b.String()
	return b.String() + e.text(name)
}

// text gives a text with links that lead somewhere, mostly.
func (e *editor) text(name string) string {
	var b strings.Builder
	if e.seldom(3) {
		fmt.Fprintf(&b, "# Head %d of %s\n\n", e.IntN(3), name)
	}
	for _, h := range []string{"Purpose", "Scope", "Steps", "Exceptions", "Enforcement"}[e.IntN(3):] {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", h, e.sentences(name, 1+e.IntN(4)))
	}
	if e.seldom(3) {
		b.WriteString("1. Ask the custodian.\n2. Wait.\n3. Record it. {#pinned}\n\n")
	}
	return b.String()
}

// rightLinks gives links that lead somewhere just now, as many of each kind.
func (e *editor) rightLinks() []string {
	links := []string{"/glossary.html#custodian", "/glossary.html#baseline", "/register.html", "/glossary.html#four-eyes"}
	for _, name := range e.documents() {
		file := "/" + strings.ReplaceAll(name, " ", "%20") + ".md"
		links = append(links, file, file+"#enforcement")
		for line := range strings.Lines(e.fronts[name]) {
			line = strings.TrimSpace(line)
			if id, ok := strings.CutPrefix(line, "id: "); ok {
				links = append(links, "/id/"+id+".html")
			}
			if old, ok := strings.CutPrefix(line, "aliases: ["); ok {
				links = append(links, "/"+strings.TrimSuffix(old, "]"), "/"+strings.TrimSuffix(old, "]"))
			}
		}
	}
	for _, name := range editFiles {
		if e.folder["content/"+name] != nil {
			links = append(links, "/"+name)
		}
	}
	return links
}

func (e *editor) sentences(name string, n int) string {
	var out []string
	up := strings.Repeat("../", strings.Count(name, "/"))
	right := e.rightLinks()
	careful := e.seldom(2) // else some links lead nowhere
	for range n {
		kind := e.IntN(12)
		if careful && kind < 8 {
			out = append(out, "See [this]("+e.pick(right)+").")
			continue
		}
		switch kind {
		case 0, 1, 2:
			out = append(out, fmt.Sprintf("See [that](%s%s.md%s).", up, strings.ReplaceAll(e.pick(editNames), " ", "%20"), e.pick([]string{"", "#exceptions", "#enforcement", "#enforcement", "#enforcement", "#purpose", "#pinned"})))
		case 3:
			if e.seldom(4) {
				out = append(out, fmt.Sprintf("[A form](/it/seldom-%d.png)", e.IntN(9)))
			}
			out = append(out, fmt.Sprintf("![A lock](%s%s)", up, e.pick(editFiles)))
		case 4, 5:
			out = append(out, fmt.Sprintf("See [%s](/%s).", e.pick([]string{"a", "b"}), e.pick([]string{"security/", "glossary.html#custodian", "glossary.html#baseline", fmt.Sprintf("id/P-%d.html", 1+e.IntN(11)), "register.html", "hr/leave.html",
				fmt.Sprintf("old/%d/", e.IntN(9)), "nowhere.md", "it/draw.svg", "security/access/#purpose"})))
		case 6:
			out = append(out, e.pick([]string{"It must be ensured that it is appropriate, adequate, timely and reasonable.", "The XYZ and the XYZ of an XYZ.", "TODO: more."}))
		case 7:
			if e.seldom(9) { // more mistakes than are guessed at
				for i := range 30 {
					out = append(out, fmt.Sprintf("[x](leav%d.md)", i))
				}
			}
			out = append(out, strings.Repeat("Everybody keeps the same long paragraph in mind, and nobody forgets it. ", 4))
		default:
			out = append(out, fmt.Sprintf("The %s must keep the %s, %d times.", e.pick(editTerms[:5]), e.pick(editTerms[:5+e.IntN(20)/18*2]), e.IntN(99)))
		}
	}
	return strings.Join(out, "\n\n")
}
