package render

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"policybook/generator/handbook"
)

// A theme has the interface's words in one file for each language, words/de.json:
// a JSON object of messages by key. What a language does not say is said as in a
// more general one (de for de-AT), and last in English.

const (
	wordsFolder  = "words"
	englishWords = wordsFolder + "/en.json"
)

var wordsFile = regexp.MustCompile(`^` + wordsFolder + `/[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\.json$`)

// tagOf gives the language of a words file.
func tagOf(file string) string { return strings.TrimSuffix(path.Base(file), ".json") }

// fallbacks gives the tags whose words make up the interface in a language, the
// most general first: en, de, de-AT. What a tag says stands over what those
// before it say.
func fallbacks(tag string) []string {
	tags := []string{}
	for rest := tag; rest != ""; rest = rest[:max(0, strings.LastIndexByte(rest, '-'))] {
		tags = append(tags, strings.ToLower(rest))
	}
	if len(tags) == 0 || tags[len(tags)-1] != "en" {
		tags = append(tags, "en")
	}
	slices.Reverse(tags)
	return tags
}

// newWords reads the words of a theme for an interface in the given language:
// those of base, and over them, key by key, those of override. Theirs are the
// files of override, all of whose words are checked.
func newWords(base, override fs.FS, theirs []string, lang string) (*words, []Problem) {
	english, problems := readWords(base, englishWords, nil)
	if len(english) == 0 {
		return &words{}, problems
	}
	w := &words{lang: "en", messages: maps.Clone(english)}
	read := func(fsys fs.FS, file string) map[string]*message {
		messages, wrong := readWords(fsys, file, english)
		problems = append(problems, wrong...)
		return messages
	}
	ours, _ := fs.Glob(base, wordsFolder+"/*.json")
	ours = slices.DeleteFunc(ours, func(file string) bool { return file == englishWords })
	theirs = slices.DeleteFunc(slices.Clone(theirs), func(file string) bool { return !wordsFile.MatchString(file) })
	chain := fallbacks(lang)
	for _, tag := range chain {
		for _, from := range []struct {
			fsys  fs.FS
			files []string
		}{{base, ours}, {override, theirs}} {
			for _, file := range from.files {
				if strings.EqualFold(tagOf(file), tag) {
					maps.Copy(w.messages, read(from.fsys, file))
					w.lang = tagOf(file)
				}
			}
		}
	}
	for _, file := range theirs {
		if !slices.Contains(chain, strings.ToLower(tagOf(file))) {
			read(override, file)
		}
	}
	if wanted := chain[min(1, len(chain)-1)]; w.lang == "en" && !strings.HasPrefix(wanted+"-", "en-") {
		problems = append(problems, Problem{
			Rule: "language-unknown", Text: "the interface stands in English: there are no words for it in the language " + lang,
			Hint: "translate " + englishWords + " of the default theme and put it into your theme's folder as " + wordsFolder + "/" + wanted + ".json",
		})
	}
	w.settle(lang)
	return w, problems
}

// settle adds the words that follow from the language of the handbook, and keeps
// at hand what each date and each state needs.
func (w *words) settle(lang string) {
	for key, text := range map[string]string{"language": w.lang, "dir": direction(lang)} {
		w.messages[key] = &message{parts: []part{{text, text, ""}}, json: []byte(strconv.Quote(text))}
	}
	w.long, w.short = w.message("long-date"), w.message("short-date")
	for i := range 12 {
		n := strconv.Itoa(i + 1)
		w.months[i] = w.message("month-" + n).parts[0].html
		w.shortMonths[i] = w.message("short-month-" + n).parts[0].html
	}
	for s := range w.states {
		w.states[s] = w.message("state-" + handbook.State(s).String()).parts[0].html
	}
}

// direction tells how the lines of a language run: ltr or rtl.
func direction(tag string) string {
	script, _ := language.Make(tag).Script()
	switch script.String() {
	case "Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi":
		return "rtl"
	}
	return "ltr"
}

// foreign gives the attributes of a text of the document, a space before each:
// none in the language of the page.
func (s *site) foreign(p *handbook.Policy) string {
	if p.Lang == "" || strings.EqualFold(p.Lang, s.Language) {
		return ""
	}
	attributes := ` lang="` + p.Lang + `"` // a checked tag
	if dir := direction(p.Lang); dir != s.word("dir") {
		attributes += ` dir="` + dir + `"`
	}
	return attributes
}

// readWords reads a words file. Its keys and places must be those of english,
// unless that is nil; what cannot be used is a problem and left out.
func readWords(fsys fs.FS, file string, english map[string]*message) (messages map[string]*message, problems []Problem) {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, []Problem{new(Theme).problem(file, err)}
	}
	messages = map[string]*message{}
	lang := language.Make(tagOf(file))
	d := json.NewDecoder(bytes.NewReader(text))
	report := func(at int64, rule, what, hint string) {
		line := 1 + bytes.Count(text[:min(int(at), len(text))], []byte("\n"))
		problems = append(problems, Problem{File: file, Line: line, Rule: rule, Text: what, Hint: hint})
	}
	err = eachMember(d, func(key string, value json.RawMessage, at int64) {
		m, err := newMessage(value, lang)
		known := english[key]
		if english != nil && known == nil {
			report(at, "theme-override-unknown", fmt.Sprintf("there is no interface word %q", key), "the keys are those of the default theme's "+englishWords)
			return
		}
		if err == nil && messages[key] != nil {
			err = errors.New("it stands twice")
		}
		if err == nil && english != nil {
			err = m.fits(key, known)
		}
		if err != nil {
			report(at, "theme-invalid", fmt.Sprintf("the interface word %q cannot be used: %v", key, err), "compare it with the default theme's "+englishWords)
			return
		}
		messages[key] = m
	})
	if err == nil && !utf8.Valid(text) {
		err = errors.New("it is not UTF-8")
	}
	if err != nil {
		offset := d.InputOffset()
		if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
			offset = syntax.Offset
		}
		report(offset, "theme-invalid", "the file cannot be read as JSON: "+err.Error(), `write {"key": "words", "key": "words"}`)
	}
	return messages, problems
}

// eachMember calls do for each member of a JSON object, at its key's end, and
// fails unless the object is all there is.
func eachMember(d *json.Decoder, do func(key string, value json.RawMessage, at int64)) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return cmp.Or(err, errors.New("it does not begin with {"))
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		at := d.InputOffset()
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		do(key.(string), value, at)
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return cmp.Or(err, errors.New("there is something behind the last }"))
	}
	return nil
}

// newMessage reads the value of a message: a text, or an object with a text for
// each category of numbers.
func newMessage(value json.RawMessage, lang language.Tag) (*message, error) {
	m := &message{lang: lang, json: value}
	var err error
	if value[0] != '{' {
		var text string
		if json.Unmarshal(value, &text) != nil {
			return nil, errors.New("it is no text in quotes")
		}
		m.parts, err = split(text, place)
		return m, err
	}
	var texts map[string]string
	if json.Unmarshal(value, &texts) != nil {
		return nil, errors.New("its categories have no texts in quotes")
	}
	m.counts = map[plural.Form]*message{}
	for _, category := range slices.Sorted(maps.Keys(texts)) {
		form, ok := categories[category]
		if !ok {
			return nil, fmt.Errorf("there is no category %q: there are zero, one, two, few, many and other", category)
		}
		parts, err := split(texts[category], numberPlace)
		if err != nil {
			return nil, err
		}
		m.counts[form] = &message{parts: parts}
	}
	if m.counts[plural.Other] == nil {
		return nil, errors.New(`it has no text for the category "other"`)
	}
	return m, nil
}

// categories are the kinds of numbers that a language may treat each in its own way.
var categories = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other}

var (
	place       = regexp.MustCompile(`\{[a-z-]+\}`)
	numberPlace = regexp.MustCompile(`\{[a-z-]+\}|#`)
)

// split cuts a text at its places.
func split(text string, place *regexp.Regexp) ([]part, error) {
	var parts []part
	done := 0
	add := func(to int, name string) {
		parts = append(parts, part{text[done:to], template.HTMLEscapeString(text[done:to]), name})
	}
	for _, at := range place.FindAllStringIndex(text, -1) {
		add(at[0], strings.Trim(text[at[0]:at[1]], "{}"))
		done = at[1]
	}
	add(len(text), "")
	for _, p := range parts {
		if i := strings.IndexFunc(p.text, func(r rune) bool { return r == '{' || r == '}' || r < ' ' || r == 0x7f }); i >= 0 {
			return nil, fmt.Errorf("%q stands there outside of a place such as {date}", p.text[i:i+1])
		}
	}
	return parts, nil
}

// places gives the names of a message's places, sorted, each once.
func (m *message) places() []string {
	var names []string
	for _, p := range m.parts {
		if p.name != "" {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// dates are the patterns of days: each of day, month and year stands in them, in one of its forms.
var (
	dates      = []string{"long-date", "short-date"}
	dateForms  = [][]string{{"d", "dd"}, {"m", "mm", "mon", "month"}, {"yyyy"}}
	datePlaces = slices.Concat(dateForms...)
)

// fits says in what a translation does not do what the English message does.
func (m *message) fits(key string, english *message) error {
	switch {
	case (m.counts == nil) != (english.counts == nil):
		return errors.New("one of the two counts things and has a text for each category of numbers, the other does not")
	case m.counts != nil:
		return m.pluralFits(english)
	case slices.Contains(dates, key):
		return m.dateFits()
	case m.plain() && strings.TrimSpace(m.parts[0].text) == "":
		return errors.New("it is empty")
	}
	return samePlaces(m.places(), english.places())
}

func samePlaces(got, want []string) error {
	if slices.Equal(got, want) {
		return nil
	}
	list := func(names []string) string {
		if len(names) == 0 {
			return "none"
		}
		return "{" + strings.Join(names, "}, {") + "}"
	}
	return fmt.Errorf("its places are %s; in English they are %s", list(got), list(want))
}

// pluralFits compares the places of each text, but that only the text for other
// numbers must have the number itself.
func (m *message) pluralFits(english *message) error {
	want := english.counts[plural.Other].places()
	if !slices.Contains(m.counts[plural.Other].places(), "#") {
		return errors.New(`the text for the category "other" has no #, which stands for the number`)
	}
	for _, form := range slices.Sorted(maps.Keys(m.counts)) {
		got := m.counts[form].places()
		if !slices.Contains(got, "#") {
			got = append([]string{"#"}, got...)
		}
		if err := samePlaces(got, want); err != nil {
			return err
		}
	}
	return nil
}

func (m *message) dateFits() error {
	for _, forms := range dateForms {
		if !slices.ContainsFunc(m.places(), func(name string) bool { return slices.Contains(forms, name) }) {
			return fmt.Errorf("it has none of {%s}", strings.Join(forms, "}, {"))
		}
	}
	for _, name := range m.places() {
		if !slices.Contains(datePlaces, name) {
			return fmt.Errorf("{%s} is none of {%s}", name, strings.Join(datePlaces, "}, {"))
		}
	}
	return nil
}
