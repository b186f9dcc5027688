package main

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// question is one that the author of a document is asked.
type question struct {
	field  string // of front matter; plan.need is a key of a group
	prompt string
}

// questions are what somebody who plans a policy should be able to answer, and
// what every document begins with.
var questions = []question{
	{"title", "What is it called?"},
	{"owner", "Who owns it and keeps it right? One id of people.yaml."},
	{"plan.need", "What is it needed for? What goes wrong without it?"},
	{"plan.approach", "How does it meet that need?"},
	{"scope", "Whom does it bind? organization is everyone; else audiences with commas between them, or a sentence."},
	{"lifespan", "How long is it meant to live? long-term, 18 months, or until 2027-12-31."},
	{"review_date", "When is it reviewed next?"},
	{"plan.impact", "Whom and what does it change?"},
	{"plan.consequences", "What does it cost or make harder?"},
	{"plan.resistance", "What may people hold against it, and how is that met?"},
	{"format", "Paper or paperless or both, formal or informal?"},
	{"plan.development", "What does it take to write it: tasks, time, people?"},
	{"consulted", "Who gives input? Ids with commas between them, end users above all."},
	{"approvers", "Who must approve it? Ids with commas between them."},
	{"plan.communication", "How is it introduced and made known?"},
	{"implementer", "Who puts it into practice and maintains it? One id."},
	{"evaluation", "How is it judged whether it works?"},
}

// interview asks the questions and fills in the answers. The end of the input
// ends it; an interrupt is an error, and nothing shall be written.
func (e *env) interview(d *draft) error {
	lines := e.lines()
	fmt.Fprintln(e.err, "One line each; Enter skips a question or keeps what stands in brackets.")
	for i, q := range questions {
		for {
			fmt.Fprintf(e.err, "%2d/%d %s%s ", i+1, len(questions), q.prompt, d.offer(q.field))
			select {
			case <-e.ctx.Done():
				fmt.Fprintln(e.err)
				return errors.New("interrupted: nothing was written")
			case line, more := <-lines:
				if !more {
					fmt.Fprintln(e.err, "\nno more answers: writing what was answered")
					return nil
				}
				if err := d.answer(q.field, line); err != nil {
					fmt.Fprintf(e.err, "      %v\n", err)
					continue
				}
			}
			break
		}
	}
	return nil
}

// lines gives what is typed, line by line, so that an interrupt need not wait
// for the next one. It ends with the process.
func (e *env) lines() <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		r := bufio.NewReader(e.in)
		for {
			line, err := r.ReadString('\n')
			if line != "" {
				select {
				case lines <- line:
				case <-e.ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// offer shows what an empty answer keeps.
func (d *draft) offer(field string) string {
	if value := d.values[field]; value != "" && d.notes[field] == "" {
		return " [" + value + "]"
	}
	switch field {
	case "scope", "lifespan", "review_date":
		return " [" + d.values[field] + "]"
	}
	return ""
}

// answer fills in one answer. The error says what to write instead.
func (d *draft) answer(field, line string) error {
	most := 1000
	if field == "title" {
		most = frontField(field).Max
	}
	text, err := oneLine(line, most)
	if err != nil {
		return err
	}
	if text == "" {
		if _, proposed := d.notes[field]; proposed && d.offer(field) != "" {
			delete(d.notes, field) // shown and kept
		}
		return nil
	}
	value := ""
	switch field {
	case "scope":
		value, err = d.scope(text)
	case "lifespan":
		value, err = lifespan(text)
	case "review_date":
		value, err = d.nextReview(text)
	case "format":
		value, err = format(text)
	case "consulted", "approvers":
		value = yamlList(text)
	default:
		value = source.YAMLText(text)
	}
	if err == nil && value != "" {
		d.set(field, value)
	}
	return err
}

// scope takes audiences, or a sentence.
func (d *draft) scope(text string) (string, error) {
	ids := []string{"organization"}
	for _, v := range d.tree.Data["audiences"].All() {
		ids = append(ids, v.Get("id").String())
	}
	parts := split(text)
	known := func(id string) bool { return slices.Contains(ids, id) }
	switch i := slices.IndexFunc(parts, func(p string) bool { return !known(p) }); {
	case len(parts) == 0:
		return "", fmt.Errorf("write whom it binds, such as organization")
	case i < 0 && len(parts) > 1:
		return yamlList(text), nil
	case i < 0 || len(ids) == 1 || strings.Contains(text, " ") && !slices.ContainsFunc(parts, known):
		return source.YAMLText(text), nil
	default:
		return "", fmt.Errorf("audiences.yaml has no %q: %s", parts[i], suggest(parts[i], ids))
	}
}

func lifespan(text string) (string, error) {
	life, err := handbook.ParseLifespan(text, nil)
	if err != nil {
		return "", hinted(err)
	}
	if life.ShortTerm {
		return "", fmt.Errorf("what is short-term must end: write a duration such as 6 months, or until 2027-12-31")
	}
	return source.YAMLText(life.String()), nil
}

func (d *draft) nextReview(text string) (string, error) {
	day, err := calendar.ParseDate(text, d.tree.Zone)
	if err != nil {
		return "", hinted(err)
	}
	if !day.After(d.today) {
		return "", fmt.Errorf("%s is over: write a day after %s", day, d.today)
	}
	return day.String(), nil
}

// format takes one word of each kind, in any order.
func format(text string) (string, error) {
	var known []string
	said := map[string]string{}
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c == ' ' || c == ',' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "and" })
	for _, f := range frontField("format").Fields {
		known = append(known, f.Values...)
		for _, w := range words {
			if slices.Contains(f.Values, w) {
				if said[f.Name] != "" && said[f.Name] != w {
					return "", fmt.Errorf("%s or %s: write one of them", said[f.Name], w)
				}
				said[f.Name] = w
			}
		}
	}
	for _, w := range words {
		if !slices.Contains(known, w) {
			return "", fmt.Errorf("%q is none of %s", w, strings.Join(known, ", "))
		}
	}
	var keys []string
	for _, f := range frontField("format").Fields {
		if said[f.Name] != "" {
			keys = append(keys, f.Name+": "+said[f.Name])
		}
	}
	if len(keys) == 0 {
		return "", nil
	}
	return "{" + strings.Join(keys, ", ") + "}", nil
}

// yamlList writes texts with commas between them as a YAML list.
func yamlList(text string) string {
	parts := split(text)
	for i := range parts {
		parts[i] = source.YAMLText(parts[i])
	}
	if len(parts) == 0 {
		return ""
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func split(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// hinted adds what to write instead.
func hinted(err error) error {
	if e, ok := err.(*calendar.ParseError); ok && e.Hint != "" {
		return fmt.Errorf("%s: %s", e.Text, e.Hint)
	}
	return err
}
