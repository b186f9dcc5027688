package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// wordAction matches {{t "key"}} and {{t "key" "place" .Field}}.
var (
	wordAction = regexp.MustCompile(`\{\{ *t "([^"]*)"((?: +"[^"]*" +[.$][\w.]*)*) *\}\}`)
	wordValue  = regexp.MustCompile(`"([^"]*)" +(\S+)`)
)

// fill puts the interface's words where a file of a theme asks for them. This is
// done once, before a template is parsed, so that words cost nothing on the page.
func (w *words) fill(file, text string) (string, error) {
	form := (*message).inTemplate
	switch path.Ext(file) {
	case ".css":
		form = (*message).inStyle
	case ".js":
		form = (*message).inScript
	}
	var wrong error
	filled := wordAction.ReplaceAllStringFunc(text, func(action string) string {
		found := wordAction.FindStringSubmatch(action)
		values := map[string]string{}
		for _, v := range wordValue.FindAllStringSubmatch(found[2], -1) {
			values[v[1]] = v[2]
		}
		what, err := "", errors.New("there is none")
		if m := w.messages[found[1]]; m != nil {
			what, err = form(m, values)
		}
		if err != nil && wrong == nil {
			line := 1 + strings.Count(text[:strings.Index(text, action)], "\n")
			wrong = fmt.Errorf("template: %s:%d: the interface word %q: %w", file, line, found[1], err)
		}
		return what
	})
	return filled, wrong
}

// inTemplate gives a message as text of a template: each place prints a value.
func (m *message) inTemplate(values map[string]string) (string, error) {
	if m.counts != nil {
		return "", errors.New("it counts things, and a template cannot")
	}
	var b strings.Builder
	for _, p := range m.parts {
		b.WriteString(p.html)
		switch value := values[p.name]; {
		case p.name == "":
		case value == "":
			return "", fmt.Errorf(`it has a place for a value: write {{t "key" %q .Field}}`, p.name)
		default:
			b.WriteString("{{" + value + "}}")
		}
	}
	for name := range values {
		if !slices.Contains(m.places(), name) {
			return "", fmt.Errorf("it has no place {%s}", name)
		}
	}
	return b.String(), nil
}

// inStyle gives a word as it may stand between quotes in a stylesheet.
func (m *message) inStyle(values map[string]string) (string, error) {
	if !m.plain() || len(values) > 0 {
		return "", errors.New("only words without places can stand in a stylesheet")
	}
	return strings.NewReplacer(`\`, `\5c `, `"`, `\22 `, `'`, `\27 `).Replace(m.parts[0].text), nil
}

// inScript gives a message as a JavaScript value: a string, or an object with a
// string for each category of numbers.
func (m *message) inScript(values map[string]string) (string, error) {
	if len(values) > 0 {
		return "", errors.New("a script fills in the places itself")
	}
	b, err := json.Marshal(json.RawMessage(m.json))
	return string(b), err
}
