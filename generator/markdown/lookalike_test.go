package markdown

import "testing"

func TestDecodePunycode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"bcher-kva", "bücher"},
		{"mnchen-3ya", "münchen"},
		{"80ak6aa92e", "аррӏе"},
		{"ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"},
		{"!", ""},
		{"99999999", ""},
		{"", ""},
	} {
		got := decodePunycode(c.in)
		if got != c.want {
			t.Errorf("decodePunycode(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLookalike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dest string
		want bool
	}{
		{"https://example.com/", false},
		{"https://bücher.example/", false},
		{"https://пример.example/", false},
		{"https://p\u0430ypal.example/login", true},
		{"https://www.xn--80ak6aa92e.com/", true},
		{"https://user@p%D0%B0ypal.example", true},
		{"https://xn--bcher-kva.example/", false},
		{"page.md", false},
		{"mailto:p\u0430@x.example", false},
	} {
		got := hasRule(Parse([]byte("[x](<"+c.dest+">)")), "link-lookalike")
		if got != c.want {
			t.Errorf("%s: reported %v, want %v", c.dest, got, c.want)
		}
	}
}
