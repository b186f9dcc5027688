package markdown

import (
	"strings"
	"testing"
	"time"
)

// TestHostileCode colors a text full of the code that lexers are slowest with.
func TestHostileCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ language, line string }{
		{"go", "/*\n"}, {"hcl", "\n"}, {"html", strings.Repeat("<script>", 37) + "\n"},
		{"yaml", strings.Repeat("-", 298) + "\n"}, {"javascript", "/" + strings.Repeat(`a\`, 148) + "\n"},
	} {
		block := "```" + c.language + "\n" + strings.Repeat(c.line, maxColored/len(c.line)) + "```\n"
		start := time.Now()
		Parse([]byte(strings.Repeat(block, 8)))
		if spent := time.Since(start); spent > 20*time.Second {
			t.Errorf("%s %.10q: %v", c.language, c.line, spent)
		} else if spent > time.Second {
			t.Logf("%s %.10q: %v", c.language, c.line, spent)
		}
	}
}
