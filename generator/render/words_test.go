package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWordsAreUsed finds words that nothing prints any more.
func TestWordsAreUsed(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, pattern := range []string{"*.go", "../../themes/default/*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: nothing there: %v", pattern, err)
		}
		for _, path := range paths {
			if path == "words.go" || strings.HasSuffix(path, "_test.go") {
				continue
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(b)
		}
	}
	made := []string{"type-", "classification-", "acknowledge-", "about-state-", "about-flag-", "flag-"}
	for _, state := range []string{"superseded", "retired", "draft", "in-review", "not-yet-effective", "expired", "pilot"} {
		made = append(made, "banner-"+state)
	}
	for key, w := range english {
		stem := strings.TrimSuffix(strings.TrimSuffix(key, "-one"), "-many")
		used := strings.Contains(text.String(), `"`+key+`"`) || stem != key && strings.Contains(text.String(), `"`+stem+`"`)
		for _, prefix := range made {
			used = used || strings.HasPrefix(key, prefix)
		}
		if !used {
			t.Errorf("no page prints %q", key)
		}
		if strings.ContainsAny(w, `<>&"`) {
			t.Errorf("the word %q has a character that is special in markup: %s", key, w)
		}
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 documents", 1: "1 document", 2: "2 documents", 1000: "1000 documents"} {
		if got := counted(n, "document"); got != want {
			t.Errorf("counted(%d) = %q, want %q", n, got, want)
		}
	}
}
