package render_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"policybook/themes"
)

// bracketed is a language that nobody speaks, from right to left: its words are
// those of English in ⟦brackets⟧.
const bracketed = "qps-Arab"

// inBrackets gives the words file of that language.
func inBrackets(t *testing.T) []byte {
	t.Helper()
	english, err := fs.ReadFile(defaultTheme(t), "words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]any
	if err := json.Unmarshal(english, &messages); err != nil {
		t.Fatal(err)
	}
	for key, m := range messages {
		switch m := m.(type) {
		case string:
			messages[key] = bracket(m)
		case map[string]any:
			messages[key] = map[string]string{"other": bracket(m["other"].(string))}
		}
	}
	text, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var places = regexp.MustCompile(`\{[a-z-]+\}|#`)

// bracket puts what stands between the places of a message into brackets.
func bracket(text string) string {
	var b strings.Builder
	done := 0
	add := func(to int) {
		if words := text[done:to]; hasLetters(words) {
			b.WriteString("⟦" + words + "⟧")
		} else {
			b.WriteString(words)
		}
	}
	for _, at := range places.FindAllStringIndex(text, -1) {
		add(at[0])
		b.WriteString(text[at[0]:at[1]])
		done = at[1]
	}
	add(len(text))
	return b.String()
}

func hasLetters(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// said is what stands in brackets: the interface's words, and ‹what authors wrote›.
var said = regexp.MustCompile(`⟦[^⟦⟧]*⟧|‹[^‹›]*›`)

// names are words that are the same in every language.
var names = regexp.MustCompile(`\b(policybook|CSV|JSON|iCalendar|PDF|Markdown|register\.csv|register\.json|api/pages\.json|x@example\.com)\b|https://handbook\.example\.com/\S*`)

// initial is the letter under which an index lists what authors wrote.
var initial = regexp.MustCompile(`^\p{Lu}$`)

// strange gives what a page shows to readers, or reads to them, that is neither
// a word of the interface nor an author's.
func strange(t *testing.T, page string) []string {
	t.Helper()
	var found []string
	show := func(where, text string) {
		text = strings.TrimSpace(names.ReplaceAllString(said.ReplaceAllString(text, ""), ""))
		if initial.MatchString(text) {
			return
		}
		if hasLetters(text) || strings.ContainsAny(text, "⟦⟧‹›") {
			found = append(found, where+": "+text)
		}
	}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.Entity, d.AutoClose = false, xml.HTMLEntity, void
	text := ""
	for hidden := 0; ; {
		token, err := d.RawToken()
		if !inText(token) {
			show("text", text)
			text = ""
		}
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			if hidden == 0 {
				text += string(token)
			}
		case xml.StartElement:
			if n := token.Name.Local; n == "style" || n == "script" {
				hidden++
			}
			for _, a := range token.Attr {
				spoken := slices.Contains([]string{"aria-label", "aria-description", "aria-valuetext", "title", "alt", "placeholder", "label", "summary"}, a.Name.Local)
				if spoken || a.Name.Local == "content" && slices.ContainsFunc(token.Attr, func(b xml.Attr) bool { return b.Value == "description" }) {
					show(a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			if n := token.Name.Local; n == "style" || n == "script" {
				hidden--
			}
		}
	}
}

// inText reports whether a token is text, or a tag that the generator puts into an author's text.
func inText(token xml.Token) bool {
	switch token := token.(type) {
	case xml.CharData:
		return true
	case xml.StartElement:
		return token.Name.Local == "b" || len(token.Attr) > 0 && token.Attr[0].Value == "term"
	case xml.EndElement:
		return token.Name.Local == "b" || token.Name.Local == "a"
	}
	return false
}

// TestEveryWordIsTranslated renders handbooks in the bracketed language, whose
// authors wrote ‹like this›, and finds words that come from nowhere.
func TestEveryWordIsTranslated(t *testing.T) {
	t.Parallel()
	override := fstest.MapFS{"words/" + bracketed + ".json": {Data: inBrackets(t)}}
	for name, files := range map[string]fstest.MapFS{"full": marked(), "bare": bare(), "large": markedMany(80)} {
		site := compile(t, files, override)
		pages := 0
		for _, f := range site.Files() {
			if !strings.HasSuffix(f.Path, ".html") {
				continue
			}
			pages++
			page := read(t, site, f.Path)
			if want := `<html lang="` + bracketed + `" dir="rtl"`; !strings.Contains(page, want) {
				t.Errorf("%s: %s has no %s", name, f.Path, want)
			}
			for _, s := range strange(t, page) {
				t.Errorf("%s: %s has words that are no interface words: %s", name, f.Path, s)
			}
		}
		if pages < 8 {
			t.Errorf("%s: only %d pages", name, pages)
		}
		for _, content := range regexp.MustCompile(`content: *"([^"]*)"`).FindAllStringSubmatch(read(t, site, "assets/style.css")+read(t, site, "register.html"), -1) {
			text := regexp.MustCompile(`\\[0-9a-f]+ ?`).ReplaceAllString(content[1], "")
			if hasLetters(said.ReplaceAllString(text, "")) {
				t.Errorf("the stylesheet says %q", content[1])
			}
		}
	}
}

// TestStrangeWordsAreFound shows that the check above can fail.
func TestStrangeWordsAreFound(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]int{
		`<p>⟦Home⟧ ‹Ours› 12 CSV</p>`:              0,
		`<p>⟦Home⟧ page</p>`:                       1,
		`<p aria-label="page" title="x">⟦a⟧</p>`:   2,
		`<meta name="description" content="page">`: 1,
		`<meta name="robots" content="noindex">`:   0,
		`<script>let x</script>`:                   0,
		`<h2>D</h2><p>d</p>`:                       1,
		`<p>⟦a</p>`:                                1,
		`<input placeholder="x"><p>y</p>`:          2,
	} {
		if got := strange(t, page); len(got) != want {
			t.Errorf("%s: %q, want %d", page, got, want)
		}
	}
}

// TestTemplatesHaveNoWords reads the templates for words between tags and in
// attributes that are read aloud: they belong into the words files.
func TestTemplatesHaveNoWords(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(themes.FS, "default/*.html")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	for _, file := range files {
		text, err := fs.ReadFile(themes.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range templateWords(action.ReplaceAllString(string(text), "")) {
			t.Errorf("%s says %q itself", file, s)
		}
	}
	if got := templateWords(`<a href="x" aria-label="a b">c</a> d <!-- e --><title> f</title>`); len(got) != 4 {
		t.Errorf("words found: %q", got)
	}
}

// templateWords gives the words of a template without actions.
func templateWords(text string) (words []string) {
	text = regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllString(text, "")
	for _, a := range regexp.MustCompile(`(?:aria-label|title|alt|placeholder)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		words = append(words, a[1])
	}
	words = append(words, strings.Split(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "\x00"), "\x00")...)
	return slices.DeleteFunc(words, func(s string) bool { return !hasLetters(names.ReplaceAllString(s, "")) })
}

// TestGuideExample uses the words that the guide shows.
func TestGuideExample(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../content/guide/language.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(guide), "```json\n")
	example, _, ok := strings.Cut(example, "```")
	if !ok {
		t.Fatal("the guide has no example of a words file")
	}
	site := compile(t, marked(), fstest.MapFS{"words/" + bracketed + ".json": {Data: inBrackets(t)}, "words/en.json": {Data: []byte(example)}})
	if page := read(t, site, "register.html"); strings.Contains(page, "Responsible offices") {
		t.Error("a word in English stands over that of the language")
	}
	files := marked()
	files["content/handbook.yaml"] = &fstest.MapFile{Data: []byte("title: H\n")}
	page := read(t, compile(t, files, fstest.MapFS{"words/en.json": {Data: []byte(example)}}), "register.html")
	for _, want := range []string{">Responsible offices</a>", ">Rule</td>", "<p>On <time", " rules and procedures."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// document gives a document whose author wrote ‹like this›: front matter as it is, then a text.
func document(front, text string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("---\n" + strings.TrimSpace(front) + "\n---\n\n" + text)}
}

// bare gives a handbook with as little in it as there can be.
func bare() fstest.MapFS {
	return fstest.MapFS{
		"content/handbook.yaml": {Data: []byte("title: ‹H›\nlanguage: " + bracketed + "\ncategories: [{id: a, title: ‹A›}, {id: b, title: ‹B›}]\n")},
		"content/b/_index.md":   document("title: ‹B›", "‹Nothing yet.›"),
		"content/a/d.md":        document("title: ‹D›", "‹Text.›"),
	}
}

// markedMany gives a handbook whose navigation is cut.
func markedMany(n int) fstest.MapFS {
	files := fstest.MapFS{"content/handbook.yaml": {Data: []byte("title: ‹H›\nlanguage: " + bracketed + "\n")}}
	files["content/a/_index.md"] = document("title: ‹A›", "‹Text.›")
	for i := range n {
		files[fmt.Sprintf("content/a/d%03d.md", i)] = document(fmt.Sprintf("title: ‹D %d›\nid: \"%d\"\nowner: ‹o›\nimplements: \"0\"\nstatus: approved\neffective_date: 2026-01-01\nreview_date: 2026-0%d-01", i, i, 1+i%9), "‹Text.›")
	}
	for i := range 30 {
		files[fmt.Sprintf("content/s%02d/_index.md", i)] = document(fmt.Sprintf("title: ‹S %d›", i), "‹Text.›")
	}
	return files
}

// marked gives a handbook with everything on record that can be.
func marked() fstest.MapFS {
	files := fstest.MapFS{
		"content/handbook.yaml": {Data: []byte(`
title: ‹H›
organization: ‹O›
language: ` + bracketed + `
base_url: https://handbook.example.com/
repository: https://github.com/example/handbook
footer: ‹Note.›
defaults: {owner: boss, scope: organization, lifespan: long-term}
categories: [{id: a, title: ‹A›, summary: ‹Sum.›}, {id: b, title: ‹B›}]
start_here: ["1"]
`)},
		"content/_data/people.yaml":      {Data: []byte("- {id: boss, name: ‹Ida›, role: ‹Boss›, email: x@example.com, active: true}\n- {id: gone, name: ‹Ole›, active: false}\n")},
		"content/_data/audiences.yaml":   {Data: []byte("- {id: staff, title: ‹Staff›}\n- {id: guests, title: ‹Guests›}\n")},
		"content/_data/goals.yaml":       {Data: []byte("- {id: calm, title: ‹Calm›}\n")},
		"content/_data/topics.yaml":      {Data: []byte("a: [‹logging in›, ‹keys›]\nb: [‹doors›]\n")},
		"content/_data/glossary.yaml":    {Data: []byte("- {term: ‹Term›, acronym: ‹T›, definition: ‹Means.›, synonyms: [‹word›, ‹name›]}\n")},
		"content/_data/exceptions.yaml":  {Data: []byte("- {id: \"1\", policy: \"1\", clause: ‹1.1›, requester: boss, reason: ‹Old.›, compensating_controls: [‹one›, ‹two›], risk: low, approved_by: boss, approved: 2026-09-01, expires: 2027-03-01, status: approved}\n")},
		"content/_data/standards/9.yaml": {Data: []byte("name: ‹Norm›\n\"1\": {family: \"1\", name: ‹Control›, description: ‹Text.›}\n\"2\": {family: \"1\", name: ‹Other›, description: ‹Text.›}\n")},
		"content/_index.md":              document("title: ‹H›\nsummary: ‹Sum.›", "‹Text.›"),
		"content/a/_index.md":            document("title: ‹A›\nsummary: ‹Sum.›", "‹Text.›"),
		"content/a/full.md": document(`
title: ‹Full›
id: "1"
type: policy
summary: ‹Sum.›
sponsor: boss
implementer: boss
contact: [boss, x@example.com, ‹by phone›]
escalation: boss
authors: [boss]
consulted: [boss]
approvers: [boss]
approvals: [{by: boss, date: 2026-01-10, version: "2", ref: ‹minutes›}]
reviews:
  - {date: 2026-01-05, by: boss, outcome: revised, notes: ‹Short.›}
  - {date: 2025-01-05, by: boss, outcome: no-change}
  - {date: 2024-01-05, by: boss, outcome: extended}
  - {date: 2023-01-05, by: boss, outcome: retire}
revisions: [{version: "2", date: 2026-01-12, summary: ‹New.›}]
scope: {applies_to: [staff, guests], excludes: [guests], locations: [‹here›], systems: [‹all›], note: ‹Yes.›}
status: approved
version: "2"
effective_date: 2026-01-15
lifespan: 18 months
review_cycle: 1 year 2 weeks
review_date: 2027-01-10
review_triggers: [‹a breach›]
classification: internal
acknowledge: major
format: {medium: paper, register: formal}
controlled_copies: [‹shelf›]
plan: {need: ‹a›, approach: ‹b›, goals: [calm], impact: ‹c›, consequences: ‹d›, resistance: ‹e›, development: ‹f›, communication: ‹g›, incentives: ‹h›}
objectives: [‹i›]
kpis: [{id: ‹k›, name: ‹K›, target: ‹none›, source: ‹desk›}]
evaluation: ‹We count.›
topics: [‹logging in›]
tags: [‹tag›]
satisfies: {"9": ["1"]}
references: [{title: ‹Book›}]
related: ["2"]
rollout: [{phase: ‹one›, audience: [staff], start: 2026-01-15, end: 2026-03-01}]
buy_in: {leadership: 2025-08-01, management: 2025-09-01, staff: 2025-10-15}
aliases: [old/full]
`, markedText),
		"content/a/how.md":  document("title: ‹How›\nid: \"2\"\ntype: procedure\nimplements: \"1\"\nstatus: approved\neffective_date: 2026-01-01\nreview_date: 2026-12-01\nlang: de\nacknowledge: annual\nformat: {medium: both, register: informal}", "1. ‹First.›\n2. ‹Then.›\n\n- [ ] ‹Done.›\n"),
		"content/b/form.md": document("title: ‹Form›\nid: \"3\"\ntype: form\nimplements: \"1\"\nowner: gone\nstatus: approved\neffective_date: 2026-01-01\nreview_date: 2026-06-01\nlang: ar\nacknowledge: once\nformat: {medium: paperless}\nlifespan: until 2028-12-31", "‹Text.›"),
	}
	files["content/alone.md"] = document("title: ‹Alone›\nstatus: approved\nlast_reviewed: 2026-02-02\nclassification: public", "‹See› [‹full›](a/full.md).")
	for i, front := range []string{
		"type: standard\nstatus: approved\nreview_date: 2026-11-20\nbasis: implied",
		"type: guideline\nstatus: approved\nreview_date: 2026-01-01",
		"type: plan\nstatus: approved\nreview_date: 2026-11-21\nlifespan: short-term\nexpires: 2027-01-01",
		"type: charter\nstatus: approved\neffective_date: 2026-10-01\nrollout: [{phase: ‹one›, start: 2026-10-01}, {phase: ‹two›, start: 2027-01-01}]",
		"status: approved\neffective_date: 2027-01-01\nsupersedes: \"15\"",
		"status: approved\neffective_date: 2020-01-01\nsuperseded_by: \"14\"",
		"status: approved\neffective_date: 2024-01-01\nsuperseded_by: \"17\"",
		"status: approved\neffective_date: 2026-01-01\nsupersedes: \"16\"",
		"status: approved\neffective_date: 2024-01-01\nexpires: 2025-12-31\nlifespan: short-term\nsuperseded_by: \"20\"",
		"status: retired\neffective_date: 2024-01-01",
		"status: draft\nsupersedes: \"18\"",
		"status: review\neffective_date: 2027-05-01",
		"status: approved\neffective_date: 2026-11-22",
	} {
		files[fmt.Sprintf("content/b/d%d.md", i)] = document(fmt.Sprintf("title: ‹D %d›\nid: \"%d\"\n%s", i, 10+i, front), "‹Text.›")
	}
	return files
}

// markedText has everything in it for which a page has words of its own.
const markedText = `# ‹Full›

‹Term› [‹how›](how.md) ‹ref›[^1] ‹again›[^1] ‹other›[^2]

## ‹Rules›

1. ‹One.›
2. ‹Two.›

| ‹A› | ‹B› |
|-----|-----|
| ‹a› | ‹b› |

| | |
|-|-|
| ‹c› | ‹d› |

## ‹More›

> [!NOTE]
> ‹a›

> [!TIP]
> ‹a›

> [!IMPORTANT]
> ‹a›

> [!WARNING]
> ‹a›

> [!CAUTION]
> ‹a›

<div>‹lost›</div>

## ‹End›

- [x] ‹done›

[^1]: ‹Foot.›
[^2]: ‹Note.›
`
