package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

func newCommand(e *env) *cobra.Command {
	var f struct {
		title, owner string
		interview    bool
	}
	types := frontField("type").Values
	cmd := &cobra.Command{
		Use:   "new TYPE CATEGORY/SLUG",
		Short: "Begin a document",
		Long: "new writes content/CATEGORY/SLUG.md: a draft with the next free document number, every key of front matter\n" +
			"explained, and the headings of its kind. TYPE is one of " + strings.Join(types, ", ") + ".\n" +
			"With --interview it asks the planning questions first. It never overwrites a file.",
		Example: "  policybook new policy security/remote-access\n" +
			"  policybook new procedure service/return-equipment --title \"Return equipment\" --owner service-desk-lead\n" +
			"  policybook new policy security/remote-access --interview",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("new takes a type and a place, such as: policybook new policy security/remote-access")
			}
			return nil
		},
		ValidArgs: types,
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := e.begin(args[0], args[1])
			if err != nil {
				return err
			}
			if err := d.preset("title", f.title); err != nil {
				return err
			}
			if err := d.preset("owner", f.owner); err != nil {
				return err
			}
			if f.interview {
				if err := e.interview(d); err != nil {
					return err
				}
			}
			if err := writeAll(e.dir, []file{{source.Root + "/" + d.path + ".md", d.text()}}); err != nil {
				return err
			}
			e.announce(d)
			return nil
		},
	}
	cmd.Flags().StringVar(&f.title, "title", "", "what it is called (default: from SLUG)")
	cmd.Flags().StringVar(&f.owner, "owner", "", "the id of the person or role who keeps it right (default: the handbook's)")
	cmd.Flags().BoolVar(&f.interview, "interview", false, "ask the planning questions; Enter skips one")
	return cmd
}

func (e *env) announce(d *draft) {
	file := source.Root + "/" + d.path + ".md"
	if d.id != "" {
		fmt.Fprintf(e.out, "wrote %s with the number %s\n", file, d.id)
	} else {
		fmt.Fprintf(e.out, "wrote %s; no document has a number yet, so it has none\n", file)
	}
	fmt.Fprint(e.out, "\nnext:\n  replace what is marked TODO and write the text\n"+
		"  policybook check         says what is missing\n"+
		"  policybook serve --open  shows it beside the others\n")
}

// begin prepares a document of that type at that place, CATEGORY/SLUG.
func (e *env) begin(kind, place string) (*draft, error) {
	if types := frontField("type").Values; !slices.Contains(types, kind) {
		return nil, usage("there is no type %q: %s", kind, suggest(kind, types))
	}
	if info, err := os.Stat(e.path(source.Root)); err != nil || !info.IsDir() {
		return nil, usage("there is no handbook in %s: `policybook init` writes one, -C names another folder", e.dir)
	}
	tree := source.Read(os.DirFS(e.dir))
	place, err := e.place(tree, place)
	if err != nil {
		return nil, err
	}
	cycle := calendar.Period{Months: 12}
	if v := tree.Config["review_cycle"]; v != nil {
		if p, err := calendar.ParsePeriod(v.Text); err == nil {
			cycle = p
		}
	}
	d := &draft{kind: kind, path: place, id: nextID(tree, kind), tree: tree, today: calendar.DateOf(e.now(), tree.Zone), values: map[string]string{}, notes: map[string]string{}}
	d.set("title", source.YAMLText(handbook.TitleOf(path.Base(place))))
	d.set("id", source.YAMLText(d.id))
	d.set("type", kind)
	d.propose("owner", "to-be-named", "the id of the one person or role who keeps it right")
	if owner := supplied(tree, path.Dir(place), "owner"); owner != "" {
		d.set("owner", source.YAMLText(owner))
	}
	d.propose("scope", "organization", "whom it binds; organization is everyone")
	d.propose("lifespan", "long-term", "long-term, a duration such as 18 months, or until 2027-12-31")
	d.set("status", "draft")
	d.propose("review_date", d.today.Add(cycle).String(), "the day of the next review")
	return d, nil
}

// place checks CATEGORY/SLUG and gives it as a path below content/ without an
// extension.
func (e *env) place(tree *source.Tree, place string) (string, error) {
	clean := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(path.Clean(place), "/"), source.Root+"/"), ".md")
	category, _, deep := strings.Cut(clean, "/")
	if !deep {
		return "", usage("%q names no category: write CATEGORY/SLUG, such as security/remote-access", place)
	}
	if known := categories(tree); !slices.Contains(known, category) {
		if info, err := os.Stat(e.path(source.Root + "/" + category)); err != nil || !info.IsDir() || strings.HasPrefix(category, "_") || strings.HasPrefix(category, ".") {
			return "", usage("there is no category %q: %s; a new one is declared under `categories` in handbook.yaml", category, suggest(category, known))
		}
	}
	segments := strings.Split(clean, "/")[1:]
	for _, s := range segments {
		if safe := source.Segment(s); s != safe || s == "index" {
			if s == "index" {
				safe = "overview"
			}
			return "", usage("%q cannot be the name of a page: lower-case letters, digits and hyphens, such as %q", s, safe)
		}
	}
	for _, name := range []string{clean + ".md", clean + "/index.md"} {
		if _, err := os.Lstat(e.path(source.Root + "/" + name)); err == nil {
			return "", usage("%s is there already: nothing was written", source.Root+"/"+name)
		} else if !errors.Is(err, os.ErrNotExist) {
			return "", environmentError{err}
		}
	}
	return clean, nil
}

// categories gives the first-level sections: the declared ones in their order,
// then other folders with documents.
func categories(tree *source.Tree) []string {
	var known []string
	if c := tree.Config["categories"]; c != nil {
		for _, item := range c.Items {
			known = append(known, item.Get("id").String())
		}
	}
	for _, d := range tree.Documents {
		if top, _, deep := strings.Cut(d.Path, "/"); deep && !slices.Contains(known, top) {
			known = append(known, top)
		}
	}
	return known
}

// supplied gives the text that a section above dir, or else handbook.yaml,
// supplies for a key of front matter.
func supplied(tree *source.Tree, dir, field string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		for _, d := range tree.Documents {
			if d.IsSection() && path.Dir(d.Path) == dir {
				if v := d.Get("defaults").Get(field); v != nil {
					return v.Text
				}
			}
		}
	}
	return tree.Config["defaults"].Get(field).String()
}

// frontField gives a field of front matter.
func frontField(name string) source.Field {
	i := slices.IndexFunc(source.Fields, func(f source.Field) bool { return f.Name == name })
	return source.Fields[i]
}
