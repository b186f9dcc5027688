package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// draft is a document that is being begun.
type draft struct {
	kind  string // its type
	path  string // below content/, without .md
	id    string // its number; "" where the handbook has none
	tree  *source.Tree
	today calendar.Date

	values map[string]string // YAML by field name; "plan.need" for a key of a group
	notes  map[string]string // what the author must still do about a value
}

// first are the keys that every document begins with.
var first = []string{"title", "id", "type", "owner", "scope", "lifespan", "status", "review_date"}

func (d *draft) set(field, yaml string) {
	d.values[field] = yaml
	delete(d.notes, field)
}

// propose sets a value that the author must decide on.
func (d *draft) propose(field, yaml, note string) {
	d.set(field, yaml)
	d.notes[field] = "TODO: " + note
}

// preset sets a text that was given on the command line, if one was.
func (d *draft) preset(field, text string) error {
	if text == "" {
		return nil
	}
	text, err := oneLine(text, frontField(field).Max)
	if err != nil {
		return usage("--%s: %w", field, err)
	}
	d.set(field, source.YAMLText(text))
	return nil
}

// text gives the file: what is known, every other key with its meaning as a
// comment, and the headings of its type.
func (d *draft) text() []byte {
	var known, needed, free strings.Builder
	for _, name := range first {
		if d.values[name] != "" {
			d.entry(&known, frontField(name))
		}
	}
	for _, f := range source.Fields {
		switch {
		case slices.Contains(first, f.Name) && d.values[f.Name] != "":
		case d.answered(f):
			d.entry(&known, f)
		case f.Need == source.Approved:
			d.entry(&needed, f)
		default:
			d.entry(&free, f)
		}
	}
	return []byte("---\n" + known.String() +
		"\n# Before it is approved it also needs these. Take the \"# \" away to use a line.\n" + needed.String() +
		"\n# And it may say:\n" + free.String() +
		"---\n\n" + starterText("starter/document/"+d.kind+".md"))
}

// answered reports whether a field, or a key of the group that it is, has a value.
func (d *draft) answered(f source.Field) bool {
	return d.values[f.Name] != "" || slices.ContainsFunc(f.Fields, func(sub source.Field) bool { return d.values[f.Name+"."+sub.Name] != "" })
}

// entry writes one key: its value, or an example as a comment. The questions of
// the plan stand on lines of their own.
func (d *draft) entry(b *strings.Builder, f source.Field) {
	value, note := d.values[f.Name], d.notes[f.Name]
	switch {
	case value != "" && note != "":
		fmt.Fprintf(b, "%s: %s  # %s\n", f.Name, value, note)
	case value != "":
		fmt.Fprintf(b, "%s: %s\n", f.Name, value)
	case f.Name == "plan":
		d.plan(b, f)
	default:
		fmt.Fprintf(b, "# %s: %s  # %s\n", f.Name, f.Example, f.Doc)
	}
}

func (d *draft) plan(b *strings.Builder, f source.Field) {
	if !d.answered(f) {
		b.WriteString("# ")
	}
	fmt.Fprintf(b, "%s:  # %s\n", f.Name, f.Doc)
	for _, sub := range f.Fields {
		if value := d.values[f.Name+"."+sub.Name]; value != "" {
			fmt.Fprintf(b, "  %s: %s\n", sub.Name, value)
		} else {
			fmt.Fprintf(b, "#   %s: TODO  # %s\n", sub.Name, sub.Doc)
		}
	}
}

// oneLine brings a text to one line of single spaces and refuses characters
// that nobody sees and text beyond most code points (0 is 1,000).
func oneLine(text string, most int) (string, error) {
	if !utf8.ValidString(text) {
		return "", fmt.Errorf("the text is not UTF-8")
	}
	text = strings.Join(strings.Fields(text), " ")
	if most == 0 {
		most = 1000
	}
	if n := utf8.RuneCountInString(text); n > most {
		return "", fmt.Errorf("the text has %d characters, %d fit here: write the rest below the front matter", n, most)
	}
	for _, c := range text {
		joiner := c == '\u200c' || c == '\u200d' // of emoji and of Persian words
		if !unicode.IsPrint(c) && !joiner {
			return "", fmt.Errorf("the text has an invisible character, U+%04X", c)
		}
	}
	return text, nil
}
