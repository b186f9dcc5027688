package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Reference gives every key of front matter, handbook.yaml and the data files
// as Markdown: a table for each kind of file, from the tables that also read
// them.
func Reference() string {
	var b strings.Builder
	b.WriteString("## Documents\n\n")
	table(&b, Fields)
	b.WriteString("\n## Sections\n\nThe file `_index.md` of a folder.\n\n")
	table(&b, SectionFields)
	b.WriteString("\n## The handbook\n\nThe file `content/handbook.yaml`.\n\n")
	table(&b, ConfigFields)
	b.WriteString("\n## Data files\n\nThe files of `content/_data/`. A list may also be a CSV file whose first line names the keys; a cell holds several texts with semicolons between them.\n")
	for _, name := range slices.Sorted(maps.Keys(DataFields)) {
		f := DataFields[name]
		file := name + ".yaml"
		if name == "standards" {
			file = "standards/*.yaml"
		}
		fmt.Fprintf(&b, "\n### %s {#%s}\n\n%s ", file, name, f.Doc)
		switch {
		case f.Kind == Groups:
			b.WriteString("A list; each entry has these keys.\n\n")
			table(&b, f.Fields)
		case f.Fields[0].Kind == Free:
			b.WriteString("Keys of your own, each with a text or a group of keys.\n")
		default:
			fmt.Fprintf(&b, "Keys of your own, each with %s.\n", f.Fields[0].holds())
		}
	}
	return b.String()
}

func table(b *strings.Builder, fields []Field) {
	b.WriteString("| Key | Holds | Needed | Meaning | Other names |\n| --- | --- | --- | --- | --- |\n")
	rows(b, "", fields)
}

// rows writes a line for each field, and below a group a line for each of its
// keys.
func rows(b *strings.Builder, prefix string, fields []Field) {
	for i := range fields {
		f := &fields[i]
		meaning := f.Doc
		if f.Example != "" {
			meaning += " Example: `" + f.Example + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", prefix+f.Name, cell(f.holds()), f.Need, cell(meaning), cell(f.otherNames()))
		if f.Kind == Group || f.Kind == Groups {
			rows(b, prefix+f.Name+".", f.Fields)
		}
	}
}

// cell keeps a text from ending its column.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// otherNames lists the aliases, and the words that stand for others.
func (f *Field) otherNames() string {
	var out []string
	for _, a := range f.Aliases {
		out = append(out, "`"+a+"`")
	}
	names := strings.Join(out, ", ")
	meant := map[string][]string{} // by the word that it means
	for _, word := range slices.Sorted(maps.Keys(f.Synonyms)) {
		to := f.Synonyms[word]
		meant[to] = append(meant[to], "`"+word+"`")
	}
	for _, to := range slices.Sorted(maps.Keys(meant)) {
		if names != "" {
			names += "; "
		}
		names += strings.Join(meant[to], ", ") + " for `" + to + "`"
	}
	return names
}

// holds says in words what a field takes.
func (f *Field) holds() string {
	switch f.Kind {
	case Word:
		return "one of `" + strings.Join(f.Values, "`, `") + "`"
	case Day:
		return "a date, as 2026-01-31"
	case Span:
		if len(f.Values) > 0 {
			return "a duration, or `" + strings.Join(f.Values, "`, `") + "`"
		}
		return "a duration"
	case Life:
		return "`long-term`, `short-term`, a duration, or `until` and a date"
	case Number:
		return "a whole number"
	case Truth:
		return "`true` or `false`"
	case Release:
		return "a version, in quotes"
	case Name:
		return "one id, or a text"
	case Names:
		return "an id, or a list of ids"
	case Texts:
		return "a text, or a list of texts"
	case Group:
		if f.Fields[0].Kind == Texts {
			return "a text, a list of texts, or a group of keys"
		}
		return "a group of keys"
	case Groups:
		return "a list of groups of keys"
	case Mapping:
		return "keys of your own"
	case Free:
		return "anything"
	}
	if f.Max > 0 {
		return fmt.Sprintf("a text of at most %d characters", f.Max)
	}
	return "a text"
}
