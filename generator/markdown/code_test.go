package markdown

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHighlightContrast checks that all code can be read (WCAG AA, 4.5:1).
func TestHighlightContrast(t *testing.T) {
	t.Parallel()
	light, dark, ok := strings.Cut(HighlightCSS(), "@media (prefers-color-scheme:dark)")
	if !ok {
		t.Fatal("no style for dark screens")
	}
	for _, c := range []struct{ css, background string }{{light, "f3f3f3"}, {dark, "222222"}} {
		colors := regexp.MustCompile(`color:#([0-9a-f]{6})`).FindAllStringSubmatch(c.css, -1)
		if len(colors) < 8 {
			t.Fatalf("%d colors", len(colors))
		}
		for _, m := range colors {
			if ratio := contrast(t, m[1], c.background); ratio < 4.5 {
				t.Errorf("#%s on #%s: %.1f:1", m[1], c.background, ratio)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

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
