package markdown

import (
	"strings"
	"testing"
)

// TestHostileCode colors a text full of the code that lexers are slowest with:
// no more of it than the limits say, which bound the time.
func TestHostileCode(t *testing.T) {
	t.Parallel()
	nowhere := func(int) Target { return Target{} }
	for _, c := range []struct{ language, line string }{
		{"go", "/*\n"}, {"hcl", "a\n"}, {"html", strings.Repeat("<script>", 37) + "\n"},
		{"yaml", strings.Repeat("-", 298) + "\n"}, {"javascript", "/" + strings.Repeat(`a\`, 148) + "\n"},
	} {
		block := "```" + c.language + "\n" + strings.Repeat(c.line, maxColored/len(c.line)) + "```\n"
		doc := Parse([]byte(strings.Repeat(block, 8)))
		colored := 0
		for _, code := range strings.Split(string(doc.HTML(nowhere, say)), "</pre>") {
			if strings.Contains(code, "<span") {
				colored++
			}
		}
		if want := maxColoring / maxColored; colored > want {
			t.Errorf("%s %.10q: %d blocks are colored, at most %d may be", c.language, c.line, colored, want)
		}
	}
	if long := Parse([]byte("```go\n// "+strings.Repeat("a", maxCodeLine)+"\n```\n")).HTML(nowhere, say); strings.Contains(string(long), "<span") {
		t.Error("a line over the limit is colored")
	}
}
