package search_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/search"
)

// vectors are what the analysis, the files and the ranking give for the sample
// handbook. The browser's engine is held to the same file.
type vectors struct {
	Tokens  []tokenVector     `json:"tokens"`
	Stems   map[string]string `json:"stems"`   // every fifth English word of the handbook
	Files   map[string]string `json:"files"`   // SHA-256 of what they hold, inflated
	Queries []queryVector     `json:"queries"` // for the sample handbook on its day
}

type tokenVector struct {
	Lang  string   `json:"lang"`
	Text  string   `json:"text"`
	Words []string `json:"words"` // folded
	Stems []string `json:"stems"` // "" for stop words
}

type queryVector struct {
	Text      string          `json:"text"`
	Filters   []search.Filter `json:"filters,omitempty"`
	Offset    int             `json:"offset,omitempty"`
	Limit     int             `json:"limit,omitempty"`
	Corrected string          `json:"corrected"`
	Total     int             `json:"total"`
	Hits      []hitVector     `json:"hits"`
	First     *search.Hit     `json:"first,omitempty"`  // in full
	Facets    *search.Facets  `json:"facets,omitempty"` // of some
}

type hitVector struct {
	URL   string  `json:"url"`
	Score float64 `json:"score"`
}

// texts have what tokens can be told apart by.
var texts = []struct{ lang, text string }{
	{"en", "The password policy's rules: don't share passwords; the users' own keys aren't ours."},
	{"en", "Naïve CAFÉ façade Ångström ﬁle ½ x² ISP-001 A-1/2 foo_bar a.b U.S.A. e-mail 3.5%"},
	{"en", "İSTANBUL ISTANBUL ıstanbul Straße STRASSE ΟΔΥΣΣΕΥΣ æther Øre đak Łódź"},
	{"en", "rock'n'roll O'Brien’s l'hôtel 'quoted' it's dogs' 90's a'1 a''b"},
	{"en", "generalizations oscillators relational conditional rationally hopefulness formalize electriciti adjustable defensible homologous effective bowdlerize probate controlling rolling hopping hissing fizzed failing filing happy sky flies dies ties agreed feed plastered bled motoring sing"},
	{"en", "東京都のパスワード policyを守る ภาษาไทย 한국어 문서 IT規程2026"},
	{"en", "e\u0301te\u0301 re\u0301sume\u0301 हिन्दी भाषा العربية עברית Русский ёлка й"},
	{"de", "Die Richtlinie des Prüfers: Müllers Änderungen, müssen größer sein als STRASSE's"},
	{"fr", "L’accès à l'information qu'aujourd'hui d’une organisation n'est pas public"},
	{"it", "dell'utente l’accesso all'area"},
	{"ja", "情報セキュリティ規程の見直し"},
	{"xx", "no stop words here, nor stemming of running words"},
}

// asked are the queries of the vectors besides those of ranking.txt.
var asked = []search.Query{
	{Text: ""}, {Text: "   "}, {Text: "the of and"}, {Text: "th"}, {Text: "wh"}, {Text: "-"}, {Text: `"`}, {Text: `""`}, {Text: "owner:"},
	{Text: "qzxwvkjh"}, {Text: "password qzxwvkjh"}, {Text: "xyzzyplugh owner:ciso"},
	{Text: `"second factor"`}, {Text: `“second factor” -exception`}, {Text: `"factor second"`}, {Text: `"not there at all zzz"`},
	{Text: "type:procedure"}, {Text: "type:procedure,"}, {Text: "owner:ciso -state:retired"}, {Text: `owner:"information security" incident`},
	{Text: "category:security tag:login"}, {Text: "section:Security type:policy"}, {Text: "audience:staff email"}, {Text: "status:superseded"},
	{Text: "-password"}, {Text: `-"second factor" login`}, {Text: "password -password"},
	{Text: "backup", Filters: []search.Filter{{Field: "section", Value: "operations"}, {Field: "kind", Value: "procedure"}}},
	{Text: "backup", Filters: []search.Filter{{Field: "kind", Value: "procedure"}, {Field: "kind", Value: "policy"}}},
	{Text: "level 5"}, {Text: "2026"}, {Text: "IT-POL-01"}, {Text: "IT-POL-012 IT-POL-011"}, {Text: "pol-012"},
	{Text: "multi-factor authentication"}, {Text: "multifactor"}, {Text: "virtual private network"}, {Text: "ISO 27001"},
	{Text: "securty polcy"}, {Text: "encripted memory stik"}, {Text: "acess controll "}, {Text: "chnage"}, {Text: "p"}, {Text: "pa"}, {Text: "pas"},
	{Text: "password password password"}, {Text: strings.Repeat("security incident ", 40)}, {Text: strings.Repeat("x", 400)},
	{Text: "<script>alert(1)</script>"}, {Text: "C:\\windows http://example.com/a?b=c"}, {Text: "é\u0301 東京 émail"}, {Text: "OWNER:CISO Password"},
	{Text: "front matter: title"}, {Text: "how do i get help"}, {Text: "who is responsible for backups"}, {Text: "CISO"}, {Text: "service desk"}, {Text: "GUIDE-004"},
	{Text: "security", Offset: 10}, {Text: "the password", Limit: 3}, {Text: "exceptions", Limit: 50},
}

func queries(t *testing.T) []search.Query {
	text, err := os.ReadFile("testdata/ranking.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []search.Query
	for s := range strings.Lines(string(text)) {
		if q, _, ok := strings.Cut(s, " => "); ok && !strings.HasPrefix(s, "#") {
			all = append(all, search.Query{Text: q})
		}
	}
	return append(all, asked...)
}

func TestVectors(t *testing.T) {
	t.Parallel()
	ix := sample().Index()
	got := vectors{Stems: map[string]string{}, Files: map[string]string{}}
	for _, s := range texts {
		v := tokenVector{Lang: s.lang, Text: s.text}
		for _, tok := range search.NewAnalyzer(s.lang).Tokens(s.text) {
			v.Words, v.Stems = append(v.Words, tok.Word), append(v.Stems, tok.Stem)
		}
		got.Tokens = append(got.Tokens, v)
	}
	terms, _ := ix.Terms("")
	n := 0
	for _, term := range terms {
		for _, w := range term.Words {
			if n++; n%5 == 0 {
				got.Stems[w] = term.Text
			}
		}
	}
	for name, data := range hold(t) {
		if strings.HasPrefix(name, "d/") && !strings.HasPrefix(name, "d/1") {
			continue
		}
		got.Files[name] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	for i, q := range queries(t) {
		res := find(t, ix, q)
		v := queryVector{Text: q.Text, Filters: q.Filters, Offset: q.Offset, Limit: q.Limit, Corrected: res.Corrected, Total: res.Total, Hits: []hitVector{}}
		if i%4 == 0 || len(q.Filters) > 0 {
			v.Facets = &res.Facets
		}
		for _, h := range res.Hits {
			v.Hits = append(v.Hits, hitVector{h.URL, h.Score})
		}
		if len(res.Hits) > 0 {
			v.First = &res.Hits[0]
		}
		got.Queries = append(got.Queries, v)
	}
	golden(t, got)
}

func golden(t *testing.T, got vectors) {
	t.Helper()
	const name = "testdata/vectors.json"
	if *update {
		var b bytes.Buffer
		b.WriteString("{\"tokens\":")
		b.Write(lines(t, got.Tokens))
		b.WriteString(",\n\"stems\":")
		b.Write(line(t, got.Stems))
		b.WriteString(",\n\"files\":")
		b.Write(line(t, got.Files))
		b.WriteString(",\n\"queries\":")
		b.Write(lines(t, got.Queries))
		b.WriteString("}\n")
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want vectors
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("the vectors differ; if they should, run go test -update (-want +got):\n%s", diff[:min(len(diff), 4000)])
	}
	if n := len(got.Queries); n < 60 {
		t.Errorf("only %d queries", n)
	}
}

func line(t *testing.T, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

// lines has one element a line, so that a change can be read.
func lines[T any](t *testing.T, all []T) []byte {
	var out [][]byte
	for _, v := range all {
		out = append(out, line(t, v))
	}
	return slices.Concat([]byte("[\n"), bytes.Join(out, []byte(",\n")), []byte("\n]"))
}

// hold gives what the files of the sample's search hold, by name.
func hold(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, f := range sample().Site.Files() {
		name, ok := strings.CutPrefix(f.Path, "search/")
		if !ok {
			continue
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		name = strings.TrimSuffix(name, ".js")
		if rest, ok := strings.CutPrefix(b.String(), `HB("`+name+`","`); ok {
			all[name] = inflate(t, rest)
		}
	}
	return all
}

func inflate(t *testing.T, rest string) []byte {
	t.Helper()
	packed, _, _ := strings.Cut(rest, `"`)
	data, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	data, err = io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
