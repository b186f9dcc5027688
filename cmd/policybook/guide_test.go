package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/check"
	"policybook/generator/source"
)

// The reference pages of the user guide are what the tables of the program say.
func TestGuideIsUpToDate(t *testing.T) {
	t.Parallel()
	for file, generated := range map[string]string{
		"front-matter.md": source.Reference(),
		"checks.md":       check.Reference(),
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			file = "../../content/guide/" + file
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			before, rest, begins := strings.Cut(string(raw), "<!-- generated")
			comment, rest, ok := strings.Cut(rest, "-->\n")
			old, after, ends := strings.Cut(rest, "<!-- end -->")
			if !begins || !ok || !ends {
				t.Fatal("the page has no place for what is generated")
			}
			generated = "\n" + strings.TrimSpace(generated) + "\n\n"
			if *update {
				text := before + "<!-- generated" + comment + "-->\n" + generated + "<!-- end -->" + after
				if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(generated, old); diff != "" {
				t.Errorf("run `go test ./cmd/policybook -update`; the page differs (-want +got):\n%s", diff)
			}
		})
	}
}
