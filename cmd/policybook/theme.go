package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"policybook/generator"
	"policybook/generator/render"
	"policybook/themes"
)

func themeCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "theme",
		Short: "Show the files of the default theme, and copy one to change it",
		Long: "theme shows the files that make the pages look as they do. A file of the same name in the handbook's theme\n" +
			"folder, themes/default/ unless handbook.yaml names another, takes the place of the one that is built in.",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(themeListCommand(e), themeShowCommand(e), themeEjectCommand(e))
	return c
}

func themeListCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the files of the default theme",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return e.listTheme() },
	}
}

func themeShowCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Print a file of the default theme, as eject would copy it",
		Example: "  policybook theme show policy.html | diff themes/default/policy.html -",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := themeFile(args[0])
			if err != nil {
				return err
			}
			if _, err := e.out.Write(text); err != nil {
				return environmentError{err}
			}
			return nil
		},
	}
}

func themeEjectCommand(e *env) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "eject [NAME]",
		Short: "Copy a file of the default theme, to change it",
		Long: "eject copies one file of the default theme into the handbook's theme folder, where it takes the place of the one\n" +
			"that is built in. A file that is there already stays, unless --force is given. Without a name it lists the names.",
		Example: "  policybook theme eject footer.html\n  policybook theme eject style.css --force",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return e.listTheme()
			}
			return e.eject(args[0], force)
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace a file that is there already")
	return c
}

func (e *env) listTheme() error {
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		return err
	}
	files, err := render.ThemeFiles(base)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, f := range files {
		fmt.Fprintf(w, "%s\t%s\n", f.Name, f.Purpose)
	}
	if err := w.Flush(); err != nil {
		return environmentError{err}
	}
	return nil
}

// themeFile gives a file of the default theme as a team's copy.
func themeFile(name string) ([]byte, error) {
	base, err := fs.Sub(themes.FS, "default")
	if err != nil {
		return nil, err
	}
	files, err := render.ThemeFiles(base)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, name) {
		return nil, usage("the default theme has no file %q: %s", name, suggest(name, names))
	}
	return render.Eject(base, name, version)
}

func (e *env) eject(name string, force bool) error {
	text, err := themeFile(name)
	if err != nil {
		return err
	}
	if info, err := os.Stat(e.path("content")); err != nil || !info.IsDir() {
		return usage("there is no handbook in %s: it has no content/; -C names another folder", e.dir)
	}
	folder, err := generator.ThemeFolder(os.DirFS(e.dir))
	if err != nil {
		return usage("%v", err)
	}
	shown := path.Join(folder, name)
	_, err = os.Lstat(e.path(shown))
	switch {
	case err == nil && !force:
		return usage("%s is there already, and was left as it is\n  hint: compare it with `policybook theme show %s`, or replace it with --force", shown, name)
	case err == nil:
		tmp := e.path(shown) + ".new" // the old one stays until the new one is whole
		if err := errors.Join(os.WriteFile(tmp, text, 0o666), os.Rename(tmp, e.path(shown))); err != nil {
			os.Remove(tmp)
			return environmentError{err}
		}
	case errors.Is(err, fs.ErrNotExist):
		if err := writeAll(e.dir, []file{{shown, text}}); err != nil {
			return err
		}
	default:
		return environmentError{err}
	}
	fmt.Fprintf(e.out, "%s: a copy of the default theme's; change it and run `policybook build`\n", filepath.FromSlash(shown))
	return nil
}
