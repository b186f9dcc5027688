package search

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes a query as it was understood.
func (q *query) show() string {
	var parts []string
	for _, w := range q.words {
		s := strings.Join(w.stems, "+")
		if w.phrase {
			s = `"` + s + `"`
		}
		if w.prefix != "" {
			s += "/" + w.prefix + "*"
		}
		if w.weak {
			s += "?"
		}
		parts = append(parts, s)
	}
	for _, n := range q.not {
		parts = append(parts, "-"+strings.Join(n, "+"))
	}
	for _, f := range q.filters {
		sign := ""
		if f.not {
			sign = "-"
		}
		parts = append(parts, fmt.Sprintf("%s%s=%s", sign, f.field, f.value))
	}
	return strings.Join(parts, " ")
}

func TestParse(t *testing.T) {
	t.Parallel()
	a := NewAnalyzer("en")
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" \t ", ""},
		{"password length", "password length/length*"},
		{"password length ", "password length"},
		{"the", "/the*"},
		{"the ", ""},
		{"password of", "password"},
		{`"second factor"`, `"second+factor"`},
		{`“second factor”`, `"second+factor"`},
		{`"the second`, `"second"`},
		{`""`, ""},
		{`"`, ""},
		{`a"b c"d`, `"b+c" d/d*`},
		{"login -visitor", "login -visitor"},
		{`login -"second factor"`, "login -second+factor"},
		{"- login", "login/login*"},
		{"--login", "login/login*"},
		{"e-mail", "e mail/mail*"},
		{"owner:ciso password", "password/password* owner=ciso"},
		{"OWNER:Ciso", "owner=ciso"},
		{`owner:"Service Desk" x`, "x/x* owner=service desk"},
		{"-state:retired", "-state=retired"},
		{"status:expired kind:policy section:a/b", "state=expired type=policy category=a/b"},
		{"owner:", "owner/owner*"},
		{"owner: ciso", "owner ciso/ciso*"},
		{"http://x.example", "http x exampl/example*"},
		{"policys", "polici/policys*"},
		{"what are the rules for passwords", "rule? password/passwords*"},
		{"password rules", "password rule/rules*"},
		{"what are the rules", "rule/rules*"},
		{"rules of the house", "rule hous/house*"},
	} {
		q := a.parse(test.text)
		if got := q.show(); got != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	a := NewAnalyzer("en")
	for _, test := range []struct{ text, keys, start string }{
		{"IT-POL-012", "itpol012", "itpol012"},
		{"it pol 012", "it pol 012 itpol012", "012"},
		{"password IT-POL-0", "password itpol0 passworditpol0", "itpol0"},
		{"password", "password", ""},
		{`"IT-POL-012"`, "", ""},
		{"x", "", ""},
	} {
		q := a.parse(test.text)
		if got := strings.Join(q.keys, " "); got != test.keys || q.idStart != test.start {
			t.Errorf("%q: got %q and %q, want %q and %q", test.text, got, q.idStart, test.keys, test.start)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	a := NewAnalyzer("en")
	long := a.parse(strings.Repeat("é", 10*maxQuery))
	if n := utf8.RuneCountInString(long.text); n != maxQuery {
		t.Errorf("%d code points are kept", n)
	}
	many := a.parse(strings.Repeat("w1 -x2 ", 30))
	if n := len(many.words) + len(many.not); n != maxTerms {
		t.Errorf("%d words are kept", n)
	}
}

// A query is a text like any other: none breaks the search, and what it gives fits
// together.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "password", `"a b`, "-x y", "owner:a b", "東京", "th", "IT-1", "\xff\x00", "pasword", strings.Repeat("a ", 300)} {
		f.Add(s)
	}
	m := NewMemory([]Entry{
		{URL: "a.html", Title: "Passwords", ID: "IT-1", Kind: "policy", State: "in-force", Owner: Label{"a", "Ann"}, Sections: []Text{
			{"", "", 0, "How long a password is. 東京 " + strings.Repeat("-", 300)}, {"x", "Length", 2, "It has b and a, a\nb. " + strings.Repeat("Many words ", 40)}}},
		{URL: "b.html", Title: "Old passwords", Archived: true, Sections: []Text{{"", "", 0, "a b password \xff" + strings.Repeat("é😀", 200)}}},
		{URL: "c.html", Title: "-", Kind: "section"},
	}, [][]string{{"password", "pass phrase"}}, "en")
	f.Fuzz(func(t *testing.T, text string) {
		res, err := Search(m, Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if res.Total != len(res.Hits) || res.Query != text {
			t.Fatalf("%d hits of %d", len(res.Hits), res.Total)
		}
		for i, h := range res.Hits {
			n := 0
			for _, p := range h.Snippet {
				if p.Text == "" {
					t.Error("an empty passage")
				}
				n += units16(p.Text)
			}
			if n > k.Snippet+len("… …") {
				t.Errorf("a passage of %d", n)
			}
			if i > 0 && h.Score > res.Hits[i-1].Score && strings.IndexByte(text, '1') < 0 {
				t.Errorf("%v is behind %v", h.Score, res.Hits[i-1].Score)
			}
		}
	})
}
