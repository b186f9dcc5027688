package source

import (
	"bytes"
	"strings"
	"unicode"
)

// change gives the splice that makes an edit of a field that stands there, at
// root.Items[at]. It is false where the value is written in no way that is known here.
func (f *front) change(at int, field *Field, e Edit) (splice, bool) {
	v := f.root.Items[at]
	if f.isTable(at) {
		return f.addTable(at, field, e), v.Kind == List && len(e.Entry) > 0
	}
	after, start, ok := f.value(at)
	if !ok {
		return splice{}, false
	}
	end := f.valueEnd(start, f.flow)
	list := len(e.Entry) > 0
	switch {
	case v.Kind == Null && list && f.open == "---" && !f.flow && start < end:
		return splice{span{after, end}, f.newValue(field, e)}, true
	case v.Kind == Null && start == end && list && !f.flow:
		line := f.lineEnd(after)
		return splice{span{line, line}, "\n" + f.indent() + "  - " + f.group(v, field, e, "")}, true
	case v.Kind == Null && start == end:
		return splice{span{after, after}, " " + f.newValue(field, e)}, true
	case v.Kind == Null:
		return splice{span{start, end}, f.newValue(field, e)}, true
	case !list:
		return splice{span{start, end}, f.requote(field, e.Text, string(f.text[start:end]))}, v.Kind == Scalar
	case v.Kind == List && f.text[start] == '[':
		return f.addFlow(start, v, field, e), true
	}
	return f.addBlock(at, field, e)
}

// requote writes a text in place of old, in the quotes of old.
func (f *front) requote(field *Field, text, old string) string {
	n := len(old)
	if n < 2 || old[0] != old[n-1] || old[0] != '"' && old[0] != '\'' || n >= 6 && old[:3] == strings.Repeat(old[:1], 3) || strings.ContainsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("-._+ ", c)
	}) {
		return f.encode(field.Kind, text)
	}
	return old[:1] + text + old[:1]
}

// addFlow adds a group to the list in brackets that begins at start.
func (f *front) addFlow(start int, list Value, field *Field, e Edit) splice {
	items := f.flowItems(start)
	if len(items) == 0 {
		return splice{span{start + 1, start + 1}, f.group(list, field, e, "")}
	}
	sep := ", "
	if before := f.text[start+1 : items[0].start]; bytes.IndexByte(before, '\n') >= 0 {
		sep = ",\n" + string(before[bytes.LastIndexByte(before, '\n')+1:])
	}
	near := items[len(items)-1]
	if e.First {
		near = items[0]
	}
	group := f.group(list, field, e, string(f.text[near.start:near.end]))
	if e.First {
		return splice{span{near.start, near.start}, group + sep}
	}
	return splice{span{near.end, near.end}, sep + group}
}

// addBlock adds a group to a YAML list whose items stand on lines of their own,
// written as its neighbour is.
func (f *front) addBlock(at int, field *Field, e Edit) (splice, bool) {
	var items []span // from the beginning of the line to the text behind the dash
	indent := -1
	for i := f.lineEnd(f.keys[at].start) + 1; i < f.keys[at].end; i = f.lineEnd(i) + 1 {
		line := f.text[i:f.lineEnd(i)]
		text := bytes.TrimLeft(line, " ")
		if rest, ok := bytes.CutPrefix(text, []byte("-")); ok && (indent < 0 || len(line)-len(text) == indent) {
			indent = len(line) - len(text)
			items = append(items, span{i, i + len(line) - len(bytes.TrimLeft(rest, " "))})
		}
	}
	if len(items) == 0 {
		return splice{}, false
	}
	near := items[len(items)-1]
	if e.First {
		near = items[0]
	}
	dash, content := string(f.text[near.start:near.end]), string(f.text[near.end:f.lineEnd(near.end)])
	list := f.root.Items[at]
	var text string
	if strings.HasPrefix(content, "{") {
		text = dash + f.group(list, field, e, content)
	} else {
		if content == "" {
			dash = strings.TrimRight(dash, " ") + " "
		}
		text = dash + strings.Join(f.pairs(list, field, e), "\n"+strings.Repeat(" ", len(dash)))
	}
	if e.First {
		return splice{span{near.start, near.start}, text + "\n"}, true
	}
	return splice{span{f.keys[at].end, f.keys[at].end}, "\n" + text}, true
}

// addTable adds a TOML table to an array of tables.
func (f *front) addTable(at int, field *Field, e Edit) splice {
	first := f.lineStart(f.keys[at].start)
	header := string(bytes.TrimSpace(f.text[first:f.lineEnd(first)]))
	if i := strings.Index(header, "]]"); i >= 0 {
		header = header[:i+2]
	}
	text := header + "\n" + strings.Join(f.pairs(f.root.Items[at], field, e), "\n")
	if e.First {
		return splice{span{first, first}, text + "\n\n"}
	}
	last, end := first, len(f.text)
	for i := first; i < len(f.text); i = f.lineEnd(i) + 1 {
		line := bytes.TrimSpace(f.text[i:f.lineEnd(i)])
		if bytes.HasPrefix(line, []byte(header)) {
			last, end = i, len(f.text)
		} else if i > last && end == len(f.text) && bytes.HasPrefix(line, []byte("[")) {
			end = i
		}
	}
	end = f.contentEnd(last, end, 0)
	return splice{span{end, end}, "\n\n" + text}
}

// add gives the splice that adds a field which is not there: behind the field that
// the table has nearest above it, or before the nearest one below.
func (f *front) add(field *Field, e Edit) splice {
	order := index(Fields, field.Name)
	above, below := -1, -1
	orderOf := func(i int) int { return index(Fields, f.root.Items[i].Key) }
	for i := range f.keys {
		switch o := orderOf(i); {
		case o < 0 || f.isTable(i):
		case o < order && (above < 0 || o > orderOf(above)):
			above = i
		case o > order && (below < 0 || o < orderOf(below)):
			below = i
		}
	}
	if above < 0 && below < 0 && len(f.keys) > 0 && !f.isTable(0) {
		above = len(f.keys) - 1
	}
	member := f.key(field.Name) + f.newValue(field, e)
	if value, ok := strings.CutPrefix(f.newValue(field, e), "\n"); ok {
		member = strings.TrimRight(f.key(field.Name), " ") + "\n" + value
	}
	if f.flow {
		return f.addMember(above, below, member)
	}
	indent := f.indent()
	switch {
	case above >= 0:
		end := f.lineEnd(f.keys[above].end)
		return splice{span{end, end}, "\n" + indent + member}
	case below >= 0:
		start := f.lineStart(f.keys[below].start)
		return splice{span{start, start}, indent + member + "\n"}
	}
	return splice{span{0, 0}, member + "\n"}
}

// addMember adds a member to a root in braces.
func (f *front) addMember(above, below int, member string) splice {
	blank := func(i int) string { // before a key
		before := f.text[:f.keys[i].start]
		return string(before[len(bytes.TrimRight(before, " \t\n")):])
	}
	gap := " "
	if len(f.keys) > 1 && blank(1) != "" {
		gap = blank(1)
	} else if len(f.keys) > 0 && blank(0) != "" {
		gap = blank(0)
	}
	switch {
	case above >= 0:
		return splice{span{f.keys[above].end, f.keys[above].end}, "," + gap + member}
	case below >= 0:
		return splice{span{f.keys[below].start, f.keys[below].start}, member + "," + gap}
	}
	at := bytes.IndexByte(f.text, '{') + 1
	return splice{span{at, at}, member}
}

// newValue writes the value of a field that had none.
func (f *front) newValue(field *Field, e Edit) string {
	switch {
	case len(e.Entry) == 0:
		return f.encode(field.Kind, e.Text)
	case f.open == "---" && !f.flow:
		return "\n" + f.indent() + "  - " + f.group(Value{}, field, e, "")
	}
	return "[" + f.group(Value{}, field, e, "") + "]"
}

// group writes the entry of an edit within braces, with room in them where the
// neighbour has some.
func (f *front) group(list Value, field *Field, e Edit, neighbour string) string {
	room := ""
	if strings.HasPrefix(neighbour, "{ ") {
		room = " "
	}
	return "{" + room + strings.Join(f.pairs(list, field, e), ", ") + room + "}"
}

// pairs writes the keys and values of an entry, and calls the keys what the other
// entries of the list call them.
func (f *front) pairs(list Value, field *Field, e Edit) []string {
	var out []string
	for _, p := range e.Entry {
		sub, name := find(field.Fields, p.Key), p.Key
		for _, item := range list.Items {
			for _, v := range item.Items {
				if find(field.Fields, v.Key) == sub {
					name = v.Key
				}
			}
		}
		out = append(out, f.key(name)+f.encode(sub.Kind, p.Text))
	}
	return out
}

// key writes a key with what stands between it and its value.
func (f *front) key(name string) string {
	switch f.open {
	case "+++":
		return name + " = "
	case "{":
		return `"` + name + `": `
	}
	return name + ": "
}
