package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"policybook/generator/diag"
)

// Reference gives the list of all rules as Markdown: a table for each severity,
// sorted by id.
func Reference() string {
	var b strings.Builder
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Notice} {
		fmt.Fprintf(&b, "## %ss\n\n| Rule | What it asks for | `lint:` may lower it | In a draft or in review |\n| --- | --- | --- | --- |\n", heading(s))
		for _, r := range sorted() {
			if r.Severity == s {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Doc, yesNo(r.Adjustable), r.unfinished())
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func sorted() []Rule {
	return slices.SortedFunc(slices.Values(Rules), func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
}

func heading(s diag.Severity) string {
	return strings.ToUpper(s.String()[:1]) + s.String()[1:]
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (r Rule) unfinished() string {
	if r.Graded {
		return r.Severity.Lower().String()
	}
	return r.Severity.String()
}
