package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"policybook/generator/source"
)

func schemaCommand(e *env) *cobra.Command {
	names := source.SchemaNames()
	return &cobra.Command{
		Use:   "schema [NAME]",
		Short: "Print a JSON Schema for editors",
		Long: "schema prints the JSON Schema (draft 2020-12) of one kind of file, so that an editor completes keys and marks\n" +
			"mistakes while they are typed. Without a name it lists the names.",
		Example:   "  policybook schema\n  policybook schema handbook > handbook.schema.json\n  policybook schema front-matter",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				fmt.Fprintln(e.out, strings.Join(names, "\n"))
				return nil
			}
			if !slices.Contains(names, args[0]) {
				return usage("there is no schema %q: %s", args[0], suggest(args[0], names))
			}
			if _, err := e.out.Write(source.Schema(args[0])); err != nil {
				return environmentError{err}
			}
			return nil
		},
	}
}

// suggest names what a misspelt word most likely means, and else all that it
// could be.
func suggest(word string, known []string) string {
	if near := source.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "there are " + strings.Join(known, ", ")
}
