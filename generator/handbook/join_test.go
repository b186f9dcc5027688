package handbook

import (
	"path"
	"strings"
	"testing"
)

// TestJoin tries all names of up to four of some segments.
func TestJoin(t *testing.T) {
	t.Parallel()
	segments := []string{"..", ".", "", "a", "b.md", "…"}
	names := []string{""}
	for range 4 {
		for _, n := range names {
			for _, s := range segments {
				names = append(names, strings.TrimPrefix(n+"/"+s, "/"))
			}
		}
	}
	for _, dir := range []string{"", "a", "a/b", "ä/b/c"} {
		for _, name := range names {
			if got, want := join(dir, name), path.Join(dir, name); got != want {
				t.Fatalf("join(%q, %q) = %q, want %q", dir, name, got, want)
			}
		}
	}
}
