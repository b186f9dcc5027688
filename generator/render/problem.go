package render

import (
	"errors"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error says what is wrong, without the place.
func (p *Problem) Error() string { return p.Text }

var errNoMain = errors.New("the template defines no \"main\", so that its pages would be empty")

// templateError matches what text/template, html/template and fill say:
// template: policy.html:12:5: what. In front of what an action could not do stands
// where: executing "main" at <.Titel>: what.
var (
	templateError = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]+):(?:(\d+):)?(?:\d+:)? ?(.*)`)
	whereItFailed = regexp.MustCompile(`(?s)^executing "[^"]*" at <(.*?)>: (.*)`)
)

// mistakes are what the template packages say, in words for those who do not
// program. $1 and $2 are what stands in the parentheses.
var mistakes = []struct {
	says       *regexp.Regexp
	text, hint string
}{
	{regexp.MustCompile(`can't evaluate field (\w+) in type \*?render\.(\w+)`), "there is no field .$1 here", "here are: $fields"},
	{regexp.MustCompile(`can't evaluate field (\w+) in type`), "there is no field .$1 here", "a text or piece of markup has no fields; print it with {{.}}"},
	{regexp.MustCompile(`^function "([^"]*)" not defined`), "there is no function $1", "a field begins with a dot: {{.$1}}"},
	{regexp.MustCompile(`template "([^"]*)" not defined|no such template "([^"]*)"`), "there is no piece $1$2 to be put here", "pieces are made with {{define \"…\"}} in parts.html or in the file itself"},
	{regexp.MustCompile(`interface word "([^"]*)"(?:: there is none)?$`), `there is no interface word "$1"`, "the words are those of the default theme"},
	{regexp.MustCompile(`^unexpected EOF`), "an {{if}}, {{with}}, {{range}} or {{define}} has no {{end}}", "add the {{end}} where it is over"},
	{regexp.MustCompile(`^unexpected \{\{(end|else)\}\}`), "an {{$1}} belongs to nothing", "remove it, or restore the {{if}}, {{with}}, {{range}} or {{define}} above"},
	{regexp.MustCompile(`^unclosed action|^unterminated|^unexpected "}" in|^unexpected "{" in|^unclosed left paren`), "an action is not closed", "write {{ and }} around each action, on one line, and close each quote"},
	{regexp.MustCompile(`^missing value for (\w+)`), "{{$1}} does not say of what", "name a field: {{$1 .Summary}}"},
	{regexp.MustCompile(`range can't iterate over`), "{{range}} needs a list", "use {{with}} for what there is one of"},
	{regexp.MustCompile(`ends in a non-text context|branches end in different contexts|in unquoted attr|in attribute name|unfinished (?:JS|escape|CSS)`), "a tag or the quote of an attribute is not closed", "look for a missing \" or >, also in the parts between {{if}}, {{else}} and {{end}}"},
}

// problem locates an error in the file that it speaks of, else in file.
func (t *Theme) problem(file string, err error) Problem {
	p := Problem{
		File: file, Rule: "theme-invalid",
		Text: "the theme's file cannot be used: " + err.Error(),
		Hint: "compare it with the default theme's file of the same name",
	}
	m := templateError.FindStringSubmatch(err.Error())
	if m == nil {
		return p
	}
	p.File = m[1]
	p.Line, _ = strconv.Atoi(m[2])
	says := m[3]
	if where := whereItFailed.FindStringSubmatch(says); where != nil {
		p.Col = t.column(p.File, p.Line, where[1])
		says = where[2]
	}
	p.Text = "the template cannot be used: " + says
	if errors.Is(err, errNoMain) {
		p.Line, p.Text, p.Hint = 0, says, "put what stands between the header and the footer into {{define \"main\"}} … {{end}}"
	}
	if name := t.explain(&p, says); p.Col == 0 && name != "" {
		p.Col = t.column(p.File, p.Line, name)
	}
	if m := copied.FindStringSubmatch(t.text(p.File)); m != nil {
		p.Hint += "; the file is a copy from version " + m[1] + " of policybook"
	}
	return p
}

// explain says in plain words what the template packages said, and gives the name
// that it is about, or "".
func (t *Theme) explain(p *Problem, says string) (name string) {
	for _, mistake := range mistakes {
		m := mistake.says.FindStringSubmatchIndex(says)
		if m == nil {
			continue
		}
		fill := func(text string) string { return string(mistake.says.ExpandString(nil, text, says, m)) }
		hint := mistake.hint
		switch {
		case strings.Contains(hint, "$fields"):
			p.Unknown, p.Known = fill(".$1"), fieldsOf(fill("$2"))
			hint = strings.Replace(hint, "$fields", strings.Join(p.Known, ", "), 1)
		case strings.Contains(mistake.text, "interface word"):
			p.Unknown, p.Known = fill("$1"), slices.Sorted(maps.Keys(t.words.messages))
		}
		p.Text, p.Hint = fill(mistake.text), fill(hint)
		if strings.HasPrefix(mistake.text, "there is no ") {
			return fill("$1$2")
		}
		return ""
	}
	return ""
}

// text gives a team's file as it was written, or "".
func (t *Theme) text(file string) string {
	if t == nil {
		return ""
	}
	return t.ours[file]
}

// column finds a piece of a template in the line as it was written: the template
// packages count in a text whose words are filled in.
func (t *Theme) column(file string, line int, piece string) int {
	lines := strings.Split(t.text(file), "\n")
	if line < 1 || line > len(lines) {
		return 0
	}
	at := strings.Index(lines[line-1], piece)
	if at < 0 {
		return 0
	}
	return 1 + utf8.RuneCountInString(lines[line-1][:at])
}

// fieldsOf lists the fields of one of the structs that templates are given, with
// their dots, sorted.
func fieldsOf(name string) []string {
	structs := map[string]reflect.Type{}
	for _, k := range templates {
		collect(structs, reflect.TypeOf(k.zero))
	}
	t, ok := structs[name]
	if !ok {
		return nil
	}
	var fields []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			fields = append(fields, "."+f.Name)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// collect finds the structs of this package that a type is made of, by name.
func collect(found map[string]reflect.Type, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		collect(found, t.Elem())
	case reflect.Struct:
		if found[t.Name()] != nil {
			return
		}
		found[t.Name()] = t
		for _, f := range reflect.VisibleFields(t) {
			collect(found, f.Type)
		}
	}
}

// TakesAccent reports whether the team's colour can change anything.
func (t *Theme) TakesAccent() bool { return accentValue.MatchString(t.files[styleFile]) }
