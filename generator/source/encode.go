package source

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// encode writes a text as a value of a kind.
func (f *front) encode(kind FieldKind, text string) string {
	bare := kind == Truth || kind == Number || kind == Day && f.open != "{"
	switch {
	case bare:
		return text
	case f.open == "---" && kind != Release:
		return YAMLText(text)
	}
	return quoteJSON(text)
}

// YAMLText writes a text as a YAML value that reads back as the same text,
// within brackets as well. It stands in quotes unless it is plainly a text.
func YAMLText(text string) string {
	if text == "" || isPlainYAML(text) {
		return text
	}
	return quoteJSON(text)
}

// quoteJSON writes a text as a JSON string, which is one of YAML and TOML as well.
func quoteJSON(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// isPlainYAML reports whether a text has only what means nothing to YAML: words,
// spaces and a few signs between them.
func isPlainYAML(text string) bool {
	if slices.Contains([]string{"true", "false", "yes", "no", "on", "off", "y", "n", "null"}, strings.ToLower(text)) {
		return false
	}
	for i, c := range text {
		switch {
		case unicode.IsLetter(c):
		case i > 0 && (unicode.IsDigit(c) || strings.ContainsRune(" -.;/()'", c)):
		default:
			return false
		}
	}
	return !strings.HasSuffix(text, " ")
}
