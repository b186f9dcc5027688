package markdown

import (
	"strings"
	"testing"
)

func TestOneLine(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "a", "a b", " a b", "a b ", "a  b", "a\tb", "a\nb", "a\u00a0 b", "a b\u2003", "é e", "a\x7fb"} {
		if got, want := oneLine([]byte(text)), strings.Join(strings.Fields(text), " "); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestHasBareLink(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"":                           false,
		"a@b":                        true,
		"see www.example.org":        true,
		"www":                        false,
		"ww. w.www":                  false,
		"one. two: www.":             true,
		"http: here":                 true,
		"a: http https ttp: https:x": true,
		"ftp:x. http":                false,
	} {
		if got := hasBareLink([]byte(text)); got != want {
			t.Errorf("hasBareLink(%q) = %t, want %t", text, got, want)
		}
	}
}
