package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"policybook/generator"
	"policybook/generator/check"
	"policybook/generator/diag"
)

func checkCommand(e *env) *cobra.Command {
	var f struct {
		format, date, asOf string
		strict, all        bool
	}
	c := &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong with the handbook, and what is due",
		Long: "check reads the whole handbook, drafts and restricted documents too, and prints every finding with its place,\n" +
			"its rule and a hint. It writes nothing. The exit code is 1 when there are errors.",
		Example: "  policybook check\n  policybook check --strict --format github\n  policybook check --date 2027-01-01",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			opts, err := e.options(f.date, "")
			if err != nil {
				return err
			}
			if opts.AsOf, err = e.asOf(f.asOf, f.date); err != nil {
				return err
			}
			folder := os.DirFS(e.dir)
			closeFolders, err := e.remember(e.past(), folder, &opts)
			if err != nil {
				return err
			}
			defer closeFolders()
			findings, err := unlessInterrupted(e, func() diag.List { return generator.Check(folder, opts) })
			if err != nil {
				return err
			}
			if err := e.report(f.format, findings, f.all); err != nil {
				return err
			}
			if findings.Count(diag.Error) > 0 || f.strict && findings.Count(diag.Warning) > 0 {
				return errFindings
			}
			return nil
		},
	}
	c.Flags().StringVar(&f.format, "format", "text", "text, json, sarif, github or gitlab")
	c.Flags().StringVar(&f.date, "date", "", "judge states and reviews on this day (YYYY-MM-DD) instead of today")
	c.Flags().StringVar(&f.asOf, "as-of", "", asOfHelp)
	c.Flags().BoolVar(&f.strict, "strict", false, "fail on warnings too")
	c.Flags().BoolVar(&f.all, "all", false, "show every finding, not only the first 50")
	return c
}

func (e *env) report(format string, findings diag.List, all bool) error {
	var err error
	switch format {
	case "text":
		limit := shownFindings
		if all {
			limit = 0
		}
		err = diag.Text{Limit: limit, Color: color(e.out), Excerpt: e.excerpt()}.Write(e.out, findings)
		if err == nil {
			_, err = fmt.Fprintln(e.out, findings.Summary())
		}
	case "json":
		err = diag.JSON(e.out, findings)
	case "sarif":
		rules := make([]diag.Rule, len(check.Rules))
		for i, r := range check.Rules {
			rules[i] = r.Rule
		}
		err = diag.SARIF(e.out, findings, rules)
	case "github":
		err = diag.GitHub(e.out, findings)
	case "gitlab":
		err = diag.GitLab(e.out, findings)
	default:
		return usage("--format is one of text, json, sarif, github, gitlab, not %q", format)
	}
	if err != nil {
		return environmentError{err}
	}
	return nil
}
