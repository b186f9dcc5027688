package render_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const glossary = `
- {term: passphrase, definition: A long password., synonyms: [pass phrase]}
- {term: Service level agreement, acronym: SLA, definition: A promise.}
`

// TestAnnotations shows what documents have that their Markdown alone does not give.
func TestAnnotations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, front, text string
		want              []string // in this order in the text
		no                []string
	}{
		{"headings and clauses have numbers", "type: policy", "## One\n\n1. a\n2. b\n   1. c\n\n### Two\n\n1. d\n",
			[]string{`<span class="no">1</span> One`, `<a class="no" href="#s1-1" aria-label="Clause 1.1">1.1</a> a`, `>1.2</a> b`, `>1.2.1</a> c`,
				`<span class="no">1.1</span> Two`, `href="#s1.1-1" aria-label="Clause 1.1.1">1.1.1</a> d`}, nil},
		{"a second list has numbers of its own", "type: policy", "## One\n\n1. a\n\nText.\n\n1. b\n",
			[]string{`aria-label="Clause 1.1">1.1</a> a`, `<a class="no" href="#s1-l2-1">1</a> b`}, nil},
		{"the author's numbers stay alone", "type: policy", "## 1. One\n\n1. a\n\n## 2. Two\n",
			[]string{`<h2 id="1-one">1. One`, `<a class="no" href="#s1-1">1</a> a`}, []string{`<span class="no">`}},
		{"legal marks stay as written", "type: policy", "## One\n\n(a) x\n(b) y\n    i. z\n    ii. z\n\na) p\nb) q\n",
			[]string{`<a class="no" href="#s1-a">(a)</a> x`, `<a class="no" href="#s1-b">(b)</a> y`, `">i.</a> z`, `">a)</a> p`}, nil},
		{"pinned clauses are cited under their own name", "type: policy", "## One\n\n1. a {#mine}\n\nText {#para}\n",
			[]string{`<a class="no" href="#mine" aria-label="Clause 1.1">1.1</a> a`, `<p id="para">Text`}, nil},
		{"steps", "type: procedure", "## Steps\n\n1. a\n2. b\n   1. c\n\n## More\n\n1. d\n",
			[]string{`<h2 id="steps">Steps`, `<a class="no" id="step-1" href="#step-1">Step 1</a> a`, `>Step 2</a> b`, `<a class="no" href="#s1-2-1">2.1</a> c`, `<a class="no" href="#s2-1">Step 1</a> d`},
			[]string{"Clause", `<span class="no">`}},
		{"a heading keeps its id from a step", "type: procedure", "## Step 1\n\n1. a\n",
			[]string{`<h2 id="step-1">`, `<a class="no" href="#s1-1">Step 1</a> a`}, nil},
		{"words that oblige", "type: policy", "You must. You **must not**. It should not be, it may be. May 1. A mustang shall\nnot run; muster may. The maymust.\n",
			[]string{`You <b>must</b>. You <strong><b>must not</b></strong>. It <b>should not</b> be, it <b>may</b> be. May 1. A mustang <b>shall</b>`, `muster <b>may</b>. The maymust.`}, nil},
		{"not in code, links and headings", "type: policy", "## You must\n\n`must` [must](#you-must)\n\n- [ ] must\n",
			[]string{"You must", "<code>must</code>", ">must</a>", "must</label>"}, []string{"<b>"}},
		{"not in other languages", "type: policy\nlang: de", "Das must du, may.\n", []string{"Das must du, may."}, []string{"<b>"}},
		{"terms, once in a section", "type: policy", "A Passphrase & a passphrase.\n\n## One\n\nA pass phrase, *passphrase*; SLA, sla.\n",
			[]string{`A <a class="term" href="glossary.html#term-passphrase">Passphrase</a> &amp; a passphrase.`,
				`A <a class="term" href="glossary.html#term-passphrase">pass phrase</a>, <em>passphrase</em>; <a class="term" href="glossary.html#term-service-level-agreement">SLA</a>, sla.`}, nil},
		{"footnotes are no clauses", "type: policy", "## One\n\nx[^1]\n\n1. a\n\n[^1]: Note.\n",
			[]string{`>1.1</a> a`, `Note.`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{
				"content/handbook.yaml":       {Data: []byte("title: Test\n")},
				"content/_data/glossary.yaml": {Data: []byte(glossary)},
				"content/a.md":                {Data: []byte("---\ntitle: A\n" + c.front + "\n---\n\n" + c.text)},
			}
			page := read(t, compile(t, files, nil), "a.html")
			text := page[strings.Index(page, `<div class="text`):]
			text = text[:strings.Index(text, "</article>")]
			rest := text
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("no %s in\n%s", want, text)
				}
				rest = after
			}
			for _, no := range c.no {
				if strings.Contains(text, no) {
					t.Errorf("%s in\n%s", no, text)
				}
			}
		})
	}
}

var tags = regexp.MustCompile(`<span class="no">[^<]*</span> |<a class="no"[^>]*>[^<]*</a> |<a class="term"[^>]*>|<[^>]*>`)

// TestAnnotationsKeepTheText takes the annotations out again: nothing else is there, nothing is lost.
func TestAnnotationsKeepTheText(t *testing.T) {
	t.Parallel()
	const text = "## One must\n\n1. A passphrase & an SLA must, may\n   (a) x\n   (b) y\n2. é must é\n\n> quote may\n>\n> 1. n\n\n```go\nmust <passphrase>\n```\n\n| a | b |\n|---|---|\n| must | SLA |\n\nTerm\n: may be\n"
	plain := func(front string) string {
		files := fstest.MapFS{
			"content/handbook.yaml":       {Data: []byte("title: Test\n")},
			"content/_data/glossary.yaml": {Data: []byte(glossary)},
			"content/a.md":                {Data: []byte("---\ntitle: A\n" + front + "\n---\n\n" + text)},
		}
		page := read(t, compile(t, files, nil), "a.html")
		page = page[strings.Index(page, `<div class="text`):]
		return tags.ReplaceAllString(page[:strings.Index(page, "</article>")], "")
	}
	policy, procedure, german := plain("type: policy"), plain("type: procedure"), plain("type: policy\nlang: de")
	if policy != procedure || policy != german {
		t.Errorf("policy:\n%s\nprocedure:\n%s\nin German:\n%s", policy, procedure, german)
	}
	if !strings.Contains(policy, "A passphrase &amp; an SLA must, may") {
		t.Errorf("the text is not there:\n%s", policy)
	}
}
