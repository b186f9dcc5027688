package search

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ lang, text, want string }{
		{"en", "", ""},
		{"en", " - … ", ""},
		{"en", "The Policy's rules", "the/ policy/polici rules/rule"},
		{"en", "Passwords, passphrases; 14 characters", "passwords/password passphrases/passphras 14/14 characters/charact"},
		{"en", "don't O’Brien", "don't/ o'brien/o'brien"},
		{"en", "the users' rights", "the/ users/user rights/right"},
		{"en", "ISP-001 A-1/2 a.b foo_bar", "isp/isp 001/001 a/ 1/1 2/2 a/ b/b foo/foo bar/bar"},
		{"en", "Café CAFÉ cafe\u0301", "cafe/cafe cafe/cafe cafe/cafe"},
		{"en", "İstanbul Straße ﬁle ΟΔΟΣ", "istanbul/istanbul strasse/strass file/file οδοσ/οδοσ"},
		{"en", "IT規程2026 東京", "it/ 規/規 程/程 2026/2026 東/東 京/京"},
		{"en", "naïvely", "naively/naiv"},
		{"de", "Die Änderungen des Prüfers", "die/ anderungen/anderungen des/ prufers/prufers"},
		{"fr", "L’accès à l'information", "acces/acces a/ information/information"},
		{"xx", "the rules", "the/the rules/rules"},
		{"nb", "og passord", "og/ passord/passord"},
	} {
		var got []string
		end := 0
		for _, tok := range NewAnalyzer(test.lang).Tokens(test.text) {
			got = append(got, tok.Word+"/"+tok.Stem)
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(test.text) {
				t.Errorf("%q: a token at %d:%d", test.text, tok.Start, tok.End)
			}
			end = tok.End
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s %q:\ngot  %s\nwant %s", test.lang, test.text, s, test.want)
		}
	}
}

// What the analysis of a text gives is what the analysis of each of its words does.
func TestTokensStandAlone(t *testing.T) {
	t.Parallel()
	a := NewAnalyzer("en")
	f := func(text string) bool {
		for _, tok := range a.Tokens(strings.ToValidUTF8(text, " ")) {
			alone := a.Tokens(tok.Word)
			if tok.Word != fold(tok.Word) {
				return false
			}
			if len(alone) == 1 && alone[0].Word == tok.Word && alone[0].Stem != tok.Stem {
				return false
			}
		}
		return true
	}
	if err := quick.Check(f, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestPorter(t *testing.T) {
	t.Parallel()
	// The examples of Porter's paper, step by step, and what the later rules do.
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "ties": "ti", "caress": "caress", "cats": "cat",
		"feed": "feed", "agreed": "agre", "plastered": "plaster", "bled": "bled", "motoring": "motor", "sing": "sing",
		"conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop", "tanned": "tan", "falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail", "filing": "file",
		"happy": "happi", "sky": "sky", "relational": "relat", "conditional": "condit", "rational": "ration", "valenci": "valenc", "digitizer": "digit", "conformabli": "conform",
		"radicalli": "radic", "differentli": "differ", "vileli": "vile", "analogousli": "analog", "vietnamization": "vietnam", "predication": "predic", "operator": "oper",
		"feudalism": "feudal", "decisiveness": "decis", "hopefulness": "hope", "callousness": "callous", "formaliti": "formal", "sensitiviti": "sensit", "sensibiliti": "sensibl",
		"triplicate": "triplic", "formative": "form", "formalize": "formal", "electriciti": "electr", "electrical": "electr", "hopeful": "hope", "goodness": "good",
		"revival": "reviv", "allowance": "allow", "inference": "infer", "airliner": "airlin", "gyroscopic": "gyroscop", "adjustable": "adjust", "defensible": "defens", "irritant": "irrit",
		"replacement": "replac", "adjustment": "adjust", "dependent": "depend", "adoption": "adopt", "homologou": "homolog", "communism": "commun", "activate": "activ",
		"angulariti": "angular", "homologous": "homolog", "effective": "effect", "bowdlerize": "bowdler", "probate": "probat", "rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll",
		"possibly": "possibl", "apology": "apolog", "policies": "polici", "policy": "polici", "security": "secur", "is": "is", "o'brien": "o'brien",
	} {
		if got := porter(word); got != want {
			t.Errorf("%s: got %s, want %s", word, got, want)
		}
	}
}

func TestIDKey(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"IT-POL-012", "it pol 012", "ITPOL012", "it/pol.012", "ÏT-pol-012"} {
		if got := idKey(s); got != "itpol012" {
			t.Errorf("%q: got %q", s, got)
		}
	}
}

// Distances are those of the plain definition, which tries everything.
func TestDistance(t *testing.T) {
	t.Parallel()
	var plain func(a, b []rune) int
	plain = func(a, b []rune) int {
		if len(a) == 0 || len(b) == 0 {
			return len(a) + len(b)
		}
		cost := 1
		if a[0] == b[0] {
			cost = 0
		}
		d := min(plain(a[1:], b)+1, plain(a, b[1:])+1, plain(a[1:], b[1:])+cost)
		if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
			d = min(d, plain(a[2:], b[2:])+1)
		}
		return d
	}
	var rows distances
	words := []string{"abcd", "abdc", "bacd", "acd", "xbcd", "abcde", "dcba", "aabb", "bbaa", "abab", "cab", "a"}
	for _, a := range words {
		for _, b := range words {
			for most := 1; most <= 3; most++ {
				want := min(plain([]rune(a), []rune(b)), most+1)
				if got := rows.distance([]rune(a), []rune(b), most); got != want {
					t.Errorf("%s, %s, at most %d: got %d, want %d", a, b, most, got, want)
				}
			}
		}
	}
}

func TestStopWords(t *testing.T) {
	t.Parallel()
	for _, lang := range strings.Fields("ar bg ca ckb cs da de el en es eu fa fi fr ga gl hi hr hu hy id it nl no pl pt ro ru sv tr") {
		if n := len(NewAnalyzer(lang).stop); n < 20 {
			t.Errorf("%s: %d stop words", lang, n)
		}
	}
	if list := NewAnalyzer("ja").stopList(); len(list) != 0 {
		t.Errorf("ja: %q", list)
	}
	if !slices.Contains(NewAnalyzer("en-GB").stopList(), "the") {
		t.Error("en-GB: no English words")
	}
}
