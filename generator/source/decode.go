package source

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"policybook/generator/calendar"
	"policybook/generator/diag"
)

// decoder checks values against a table of fields.
type decoder struct {
	findings *diag.List
	zone     *time.Location
	unsure   bool // a key that decides who may read the document was refused
}

func (d *decoder) add(pos diag.Pos, rule, text, hint string) { d.findings.Add(pos, rule, text, hint) }

// group gives the values of a Map by field name, aliases resolved. What a field
// cannot hold is reported and left out. The items of v are used up.
func (d *decoder) group(v Value, fields []Field, what string) []Value {
	if v.Kind == Null || v.Kind == Refused {
		d.unsure = d.unsure || v.Kind == Refused
		return nil
	}
	if v.Kind != Map {
		d.add(v.Pos, "key-type", what+" is "+v.Kind.words()+", not a group of keys", "each line is `key: value`")
		return nil
	}
	from := make([]string, len(fields)) // the key that gives a field
	kept := v.Items[:0]
	for _, m := range v.Items {
		at := index(fields, m.Key)
		if at < 0 {
			d.unknown(&m, fields)
			continue
		}
		f := &fields[at]
		if from[at] != "" {
			d.unsure = d.unsure || f.Limits
			d.add(m.KeyPos(), "key-duplicate", diag.Quote(m.Key)+" says the same as "+diag.Quote(from[at])+", which is here already", "keep one of the two")
			continue
		}
		from[at] = m.Key
		if value, ok := d.member(m, f); ok {
			kept = append(kept, value.at(f.Name, value.Pos))
		}
	}
	return kept
}

// member checks the value at a key, and reports whether it can be taken.
func (d *decoder) member(m Value, f *Field) (Value, bool) {
	before := len(*d.findings)
	if m.Key == "expiration_in_days" && strings.Trim(m.Text, "0123456789") == "" && m.Kind == Scalar {
		m.Text += " days"
	}
	if m.Kind == Refused {
		d.unsure = d.unsure || f.Limits
		return m, false
	}
	value, ok := m, false
	if m.Kind == Null {
		d.add(m.Pos, "key-type", diag.Quote(m.Key)+" has no value", f.fill())
	} else {
		value, ok = d.value(m, f, m.Key)
	}
	if !ok && f.Limits {
		d.limiting(before)
	}
	return value, ok
}

// limiting notes that a key was refused that keeps a document from readers, and
// says so in the findings since before.
func (d *decoder) limiting(before int) {
	if len(*d.findings) == before {
		return // an empty list: nothing was said
	}
	d.unsure = true
	for i := before; i < len(*d.findings); i++ {
		(*d.findings)[i].Hint += "; it decides which audience the document is published for"
	}
}

// unknown reports a key that no field has. A misspelt key that would have held
// the document back from readers must not pass.
func (d *decoder) unknown(m *Value, fields []Field) {
	if strings.HasPrefix(m.Key, "x-") || strings.HasPrefix(m.Key, "x_") {
		return
	}
	name, f := nearest(fields, m.Key)
	switch {
	case len(m.Key) > 200:
		d.add(m.KeyPos(), "limit-exceeded", "a key that is too long: "+diag.Quote(m.Key), "a key has at most 200 characters")
	case &fields[0] == &SectionFields[0] && find(Fields, m.Key) != nil && find(Fields, m.Key).Limits:
		d.unsure = true
		d.add(m.KeyPos(), "restriction-misspelt", "a section has no "+diag.Quote(m.Key)+": only documents do, and its text would be published all the same", "put it under `defaults`, for the documents below; a section's own text is held back by `classification`")
	case &fields[0] == &SectionFields[0] && find(Fields, m.Key) != nil:
		d.add(m.KeyPos(), "key-unknown", "a section has no "+diag.Quote(m.Key)+": only documents do", "put it under `defaults`, for the documents below")
	case f == nil && Nearest(m.Key, find(Fields, "classification").Values) != "":
		d.unsure = true
		d.add(m.KeyPos(), "restriction-misspelt", "unknown key "+diag.Quote(m.Key)+": if it means a classification, it decides who may read the document", "write classification: "+Nearest(m.Key, find(Fields, "classification").Values))
	case f != nil && f.Limits:
		d.unsure = true
		d.add(m.KeyPos(), "restriction-misspelt", "unknown key "+diag.Quote(m.Key)+": if it means "+diag.Quote(name)+", it decides who may read the document", "did you mean "+diag.Quote(name)+"? a key of your own begins with x-")
	case m.Text == "confidential" || m.Text == "restricted" || m.Key == "excludes":
		d.unsure = true
		d.add(m.KeyPos(), "restriction-misspelt", "unknown key "+diag.Quote(m.Key)+", which seems to say who may read the document", "write `classification: confidential`, or `scope: {applies_to: …, excludes: …}`")
	case f != nil:
		d.add(m.KeyPos(), "key-unknown", "unknown key "+diag.Quote(m.Key), "did you mean "+diag.Quote(name)+"? a key of your own begins with x-")
	default:
		d.add(m.KeyPos(), "key-unknown", "unknown key "+diag.Quote(m.Key), "remove it, or begin it with x- if it is a key of your own")
	}
}

// value checks one value and brings it to its normal form: words and versions
// as the table spells them.
func (d *decoder) value(v Value, f *Field, key string) (Value, bool) {
	switch f.Kind {
	case Free:
		return v, true
	case Names, Texts:
		return d.list(v, f, key)
	case Group:
		return d.sub(v, f, key)
	case Groups:
		return d.groups(v, f, key)
	case Mapping:
		return d.mapping(v, f, key)
	case Name:
		if v.Kind == List && len(v.Items) == 1 {
			v = v.Items[0]
		}
	}
	if v.Kind == Refused {
		return v, false
	}
	if v.Kind != Scalar {
		hint := "write " + key + ": " + f.Example
		if f.Kind == Name {
			hint = "name exactly one: " + key + ": " + f.Example
		}
		d.add(v.Pos, "key-type", diag.Quote(key)+" takes "+f.Kind.words()+", not "+v.Kind.words(), hint)
		return v, false
	}
	return d.scalar(v, f, key)
}

func (d *decoder) scalar(v Value, f *Field, key string) (Value, bool) {
	if f.Kind == Prose {
		v.Text = strings.TrimSpace(v.Text)
	} else {
		v.Text = strings.Join(strings.Fields(v.Text), " ")
	}
	if v.Text == "" {
		d.add(v.Pos, "key-type", diag.Quote(key)+" is empty", "write a value, or remove the key")
		return v, false
	}
	limit := f.Max
	if limit == 0 && f.Kind != Prose {
		limit = 1000
	}
	if n := utf8.RuneCountInString(v.Text); limit > 0 && n > limit {
		d.add(v.Pos, "limit-exceeded", diag.Quote(key)+" is too long: "+strconv.Itoa(n)+" characters", "the longest "+key+" has "+strconv.Itoa(limit))
		return v, false
	}
	switch f.Kind {
	case Word:
		return d.word(v, f, key)
	case Day:
		return d.day(v, key)
	case Span:
		return d.span(v, f, key)
	case Life:
		return d.life(v, f, key)
	case Truth:
		return d.truth(v, key)
	case Number:
		n, err := strconv.ParseInt(v.Text, 10, 64)
		if err != nil || v.Quoted || n < math.MinInt32 || n > math.MaxInt32 {
			d.add(v.Pos, "key-type", diag.Quote(key)+" takes a whole number, not "+diag.Quote(v.Text), "write "+key+": 10")
			return v, false
		}
	case Release:
		return d.release(v, key)
	}
	return v, true
}

// word checks a value that must be one of a list.
func (d *decoder) word(v Value, f *Field, key string) (Value, bool) {
	low := strings.ToLower(v.Text)
	if known, ok := f.Synonyms[low]; ok && !f.Limits || ok && low == v.Text {
		v.Text = known
		return v, true
	}
	if slices.Contains(f.Values, v.Text) {
		return v, true
	}
	rule := "value-unknown"
	if f.Name == "classification" {
		rule = "classification-unknown"
	}
	hint := "write one of: " + strings.Join(f.Values, ", ")
	words := slices.Concat(f.Values, slices.Sorted(maps.Keys(f.Synonyms)))
	if near := Nearest(v.Text, words); near != "" {
		hint = "did you mean " + diag.Quote(near) + "? it may be one of: " + strings.Join(f.Values, ", ")
	}
	d.add(v.Pos, rule, diag.Quote(key)+" cannot be "+diag.Quote(v.Text), hint)
	return v, false
}

func (d *decoder) day(v Value, key string) (Value, bool) {
	date, err := calendar.ParseDate(v.Text, d.zone)
	if err != nil {
		d.mistake(v.Pos, "date-invalid", key, err)
		return v, false
	}
	v.Text = date.String()
	return v, true
}

// mistake reports what the calendar could not read, with its hint.
func (d *decoder) mistake(pos diag.Pos, rule, key string, err error) {
	var e *calendar.ParseError
	if errors.As(err, &e) {
		d.add(pos, rule, diag.Quote(key)+": "+e.Text, e.Hint)
		return
	}
	d.add(pos, rule, diag.Quote(key)+": "+err.Error(), "")
}

func (d *decoder) span(v Value, f *Field, key string) (Value, bool) {
	if slices.Contains(f.Values, v.Text) {
		return v, true
	}
	if _, err := calendar.ParsePeriod(v.Text); err != nil {
		d.mistake(v.Pos, "duration-invalid", key, err)
		return v, false
	}
	return v, true
}

func (d *decoder) life(v Value, f *Field, key string) (Value, bool) {
	low := strings.ToLower(v.Text)
	if known, ok := f.Synonyms[low]; ok {
		low = known
	}
	if low == "long-term" || low == "short-term" {
		v.Text = low
		return v, true
	}
	if day, ok := strings.CutPrefix(low, "until "); ok {
		date, err := calendar.ParseDate(day, d.zone)
		if err != nil {
			d.mistake(v.Pos, "date-invalid", key, err)
			return v, false
		}
		v.Text = "until " + date.String()
		return v, true
	}
	if _, err := calendar.ParsePeriod(low); err != nil {
		d.add(v.Pos, "duration-invalid", diag.Quote(key)+" cannot be "+diag.Quote(v.Text), "write long-term, short-term, a duration such as 18 months, or until 2027-12-31")
		return v, false
	}
	return v, true
}

func (d *decoder) truth(v Value, key string) (Value, bool) {
	switch low := strings.ToLower(v.Text); {
	case !v.Quoted && (low == "true" || low == "yes" || low == "on"):
		v.Text = "true"
	case !v.Quoted && (low == "false" || low == "no" || low == "off"):
		v.Text = "false"
	default:
		d.add(v.Pos, "key-type", diag.Quote(key)+" is true or false, not "+diag.Quote(v.Text), "write "+key+": true, without quotes")
		return v, false
	}
	return v, true
}

// release checks a version, which must be kept as written: unquoted, other
// programs read 1.10 as 1.1.
func (d *decoder) release(v Value, key string) (Value, bool) {
	text := strings.TrimPrefix(strings.TrimPrefix(v.Text, "v"), "V")
	if text == "" || len(text) > 40 || strings.ContainsFunc(text, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-' || c == '_' || c == '+')
	}) {
		hint := `write version: "2.1" or "2026.1"`
		if strings.ContainsAny(text, "“”„‘’«»") {
			hint += ", with straight quotes"
		}
		d.add(v.Pos, "key-type", diag.Quote(key)+" cannot be "+diag.Quote(v.Text), hint)
		return v, false
	}
	if !v.Quoted && strings.Count(text, ".") == 1 {
		d.add(v.Pos, "version-unquoted", diag.Quote(key)+" is not in quotes: some programs read 1.10 as 1.1", "write "+key+`: "`+text+`"`)
	}
	v.Text = text
	return v, true
}

// list checks a list of texts; one alone may stand without brackets.
func (d *decoder) list(v Value, f *Field, key string) (Value, bool) {
	item := Field{Name: f.Name, Kind: Text, Max: f.Max, Example: f.Example}
	all := v.All()
	out := Value{Pos: v.Pos, Kind: List, Items: all[:0]}
	for _, i := range all {
		if i.Kind == Refused {
			d.unsure = d.unsure || f.Limits
			continue
		}
		if i.Kind == Scalar {
			if i, ok := d.scalar(i, &item, key); ok {
				out.Items = append(out.Items, i)
			}
			continue
		}
		d.add(i.Pos, "key-type", diag.Quote(key)+" takes a list of texts, and one of them is "+i.Kind.words(), f.write(key))
	}
	if f.Limits && f.Need == Always && len(all) == 0 {
		d.add(v.Pos, "key-type", diag.Quote(key)+" is empty", "name an audience, or `organization` for everyone")
	}
	return out, len(out.Items) > 0
}

// sub checks a group; a text or a list alone is its first key.
func (d *decoder) sub(v Value, f *Field, key string) (Value, bool) {
	if v.Kind != Map {
		first := f.Fields[0]
		if first.Kind != Texts {
			d.add(v.Pos, "key-type", diag.Quote(key)+" takes a group of keys, not "+v.Kind.words(), f.write(key))
			return v, false
		}
		value, ok := d.list(v, &first, key)
		return Value{Pos: v.Pos, Kind: Map, Items: []Value{value.at(first.Name, v.Pos)}}, ok
	}
	v.Items = d.group(v, f.Fields, diag.Quote(key))
	for i := range f.Fields {
		if f.Fields[i].Need == Always && v.Get(f.Fields[i].Name) == nil {
			d.unsure = d.unsure || f.Fields[i].Limits
			d.add(v.Pos, "key-type", diag.Quote(key)+" has no "+diag.Quote(f.Fields[i].Name), f.write(key))
		}
	}
	return v, true
}

func (d *decoder) groups(v Value, f *Field, key string) (Value, bool) {
	if v.Kind != List {
		d.add(v.Pos, "key-type", diag.Quote(key)+" takes a list of groups, not "+v.Kind.words(), f.write(key))
		return v, false
	}
	kept := v.Items[:0]
	for _, item := range v.Items {
		if item.Kind != Map {
			d.add(item.Pos, "key-type", "each entry of "+diag.Quote(key)+" takes a group of keys, not "+item.Kind.words(), f.write(key))
			continue
		}
		if g, ok := d.sub(item, f, key); ok {
			kept = append(kept, g)
		}
	}
	v.Items = kept
	return v, true
}

// mapping checks free keys whose values are all of one kind.
func (d *decoder) mapping(v Value, f *Field, key string) (Value, bool) {
	if v.Kind != Map {
		d.add(v.Pos, "key-type", diag.Quote(key)+" takes a group of keys, not "+v.Kind.words(), f.write(key))
		return v, false
	}
	kept := v.Items[:0]
	for _, m := range v.Items {
		if value, ok := d.value(m, &f.Fields[0], m.Key); ok {
			kept = append(kept, value.at(m.Key, m.KeyPos()))
		}
	}
	v.Items = kept
	return v, true
}

// fill is the hint for a key without a value.
func (f *Field) fill() string {
	if strings.HasPrefix(f.Example, `"#`) {
		return "write " + f.Name + ": " + f.Example + ", in quotes: without them, what follows # is a comment"
	}
	return "write a value, or remove the key"
}

// write is the hint that shows how a field is written.
func (f *Field) write(key string) string {
	switch {
	case f.Example == "":
		return ""
	case strings.HasPrefix(f.Example, "- "):
		return "each entry is written like this: " + f.Example
	}
	return "write " + key + ": " + f.Example
}

// words names what a field takes, for messages.
func (k FieldKind) words() string {
	switch k {
	case Day:
		return "a date"
	case Span, Life:
		return "a duration"
	case Number:
		return "a whole number"
	case Truth:
		return "true or false"
	case Release:
		return "a version"
	case Name:
		return "one id"
	}
	return "one text"
}
