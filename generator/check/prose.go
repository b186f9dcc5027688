package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"policybook/generator/diag"
	"policybook/generator/handbook"
)

// The rules of the text read every word of a handbook, so the words are read
// once for all of them, without regular expressions. Each rule reports a
// document at most once: it is a hint for the next revision, not a list of
// faults.

// prose is what a text says about its style.
type prose struct {
	says      sign
	words     int // in sentences
	sentences int
	vague     []span // words that two readers understand differently
	passive   []span // duties that nobody has: "it must be ensured"
	acronyms  []acronym
}

// span is a part of Doc.Text.
type span struct{ from, to int }

// acronym is a word in capitals that the text does not explain.
type acronym struct {
	span
	uses int
}

func english(h *handbook.Handbook, d *handbook.Policy) bool {
	lang, _, _ := strings.Cut(strings.ToLower(cmp.Or(d.Lang, h.Language)), "-")
	return lang == "en"
}

// scanner reads a text word by word.
type scanner struct {
	prose
	text   string
	seen   map[string]int // acronyms by index; -1 for one that is explained
	before [2]span        // the words before this one in the sentence, the nearest first
	length int            // words of the sentence so far
	duty   span           // "must be ensured" in the sentence so far
	named  bool           // the sentence says by whom
}

func scan(text string) prose {
	s := scanner{text: text, seen: map[string]int{}}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case letter(c):
			j := i + 1
			for j < len(text) && (letter(text[j]) || digit(text[j]) || text[j] == '\'') {
				j++
			}
			s.word(i, j)
			i = j
			continue
		case c == '\n':
			s.end(false)
		case (c == '.' || c == '!' || c == '?') && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n'):
			if s.before[0].to-s.before[0].from > 1 || c != '.' { // not "e. g."
				s.end(true)
			}
		}
		i++
	}
	s.end(false)
	s.acronyms = slices.DeleteFunc(s.acronyms, func(a acronym) bool { return s.seen[text[a.from:a.to]] < 0 })
	return s.prose
}

func letter(c byte) bool  { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 }
func digit(c byte) bool   { return '0' <= c && c <= '9' }
func capital(c byte) bool { return 'A' <= c && c <= 'Z' }

// word reads the word text[i:j].
func (s *scanner) word(i, j int) {
	s.length++
	w := s.text[i:j]
	if j-i >= 2 && capital(w[0]) && capital(w[1]) {
		s.capitals(i, j)
	}
	if len(w) >= len("must") { // the shortest that says something by itself
		s.long(i, j)
	} else if w == "by" {
		s.named = true
	}
	s.before = [2]span{{i, j}, s.before[0]}
}

func (s *scanner) long(i, j int) {
	w := s.text[i:j]
	if w[0] < 'a' {
		w = strings.ToLower(w)
	}
	s.says |= textSign(w)
	last := s.text[s.before[0].from:s.before[0].to]
	switch {
	case vague(w):
		s.vague = append(s.vague, span{i, j})
	case last == "be":
		if beforeLast := s.before[1]; duty(w) && modal(s.text[beforeLast.from:beforeLast.to]) {
			s.duty = span{beforeLast.from, j}
		}
	case vagueAfter(w, last):
		s.vague = append(s.vague, span{s.before[0].from, j})
	}
}

// end closes a sentence. A line without a full stop is a heading, a cell or an
// entry of a list: it has words, and no length to judge.
func (s *scanner) end(stop bool) {
	if stop && s.length > 3 {
		s.words += s.length
		s.sentences++
	}
	if s.duty.to > 0 && !s.named {
		s.passive = append(s.passive, s.duty)
	}
	s.length, s.duty, s.named, s.before = 0, span{}, false, [2]span{}
}

// vague reports whether a word leaves the reader to guess how much or when.
func vague(w string) bool {
	switch w {
	case "appropriate", "appropriately", "adequate", "adequately", "timely", "reasonable", "reasonably",
		"sufficient", "sufficiently", "suitable", "suitably", "promptly", "periodically":
		return true
	}
	return false
}

// vagueAfter reports whether a word does so after others: "as needed", "where
// possible".
func vagueAfter(w, last string) bool {
	switch w {
	case "needed", "necessary":
		return last == "as" || last == "if" || last == "when" || last == "where"
	case "required":
		return last == "as"
	case "possible", "practicable", "feasible":
		return last == "where" || last == "if" || last == "whenever" || last == "as"
	case "basis":
		return last == "regular" || last == "periodic"
	case "intervals":
		return last == "regular"
	}
	return false
}

func modal(w string) bool {
	switch w {
	case "must", "shall", "will", "should":
		return true
	}
	return false
}

// duty reports whether a participle names something that somebody must do
// again and again, so that it is not done where nobody is named.
func duty(w string) bool {
	switch w {
	case "ensured", "reviewed", "monitored", "maintained", "checked", "verified", "tested", "updated",
		"performed", "conducted", "carried", "communicated", "audited", "assessed", "implemented", "enforced", "coordinated":
		return true
	}
	return false
}

// capitals reads a word that begins with two capitals.
func (s *scanner) capitals(i, j int) {
	if s.text[j-1] == 's' { // APIs
		j--
	}
	w := s.text[i:j]
	if j-i < 3 || j-i > 6 || wellKnown(w) || tied(s.text, i, j) || shouted(s.text, i, j) {
		return
	}
	for k := range len(w) {
		if !capital(w[k]) && !digit(w[k]) {
			return
		}
	}
	k, known := s.seen[w]
	switch {
	case explained(s.text, i, j):
		s.seen[w] = -1
	case !known:
		s.seen[w] = len(s.acronyms)
		s.acronyms = append(s.acronyms, acronym{span{i, j}, 1})
	case k >= 0:
		s.acronyms[k].uses++
	}
}

// tied reports whether the word text[i:j] is part of another: IT-POL-004,
// SHA-256, config.YML.
func tied(text string, i, j int) bool {
	const marks = "-_/.@#:="
	return i > 0 && strings.IndexByte(marks, text[i-1]) >= 0 ||
		j+1 < len(text) && strings.IndexByte(marks, text[j]) >= 0 && (letter(text[j+1]) || digit(text[j+1]))
}

// shouted reports whether a word beside text[i:j] is in capitals as well, as in
// a warning or a command.
func shouted(text string, i, j int) bool {
	return i > 2 && text[i-1] == ' ' && capital(text[i-2]) && capital(text[i-3]) ||
		j+2 < len(text) && text[j] == ' ' && capital(text[j+1]) && capital(text[j+2])
}

// explained reports whether the text says what the acronym stands for: "single
// sign-on (SSO)" or "SSO (single sign-on)".
func explained(text string, i, j int) bool {
	return i > 0 && text[i-1] == '(' && j < len(text) && (text[j] == ')' || text[j] == ',' || text[j] == 's') ||
		strings.HasPrefix(text[j:], " (") && len(text) > j+2 && letter(text[j+2])
}

// wellKnown reports whether everybody at work knows a word in capitals, or
// whether it is a word in capitals and no acronym.
func wellKnown(w string) bool {
	switch w {
	case "PDF", "URL", "URLS", "USB", "FAQ", "CEO", "CFO", "CIO", "CTO", "CISO", "HTML", "HTTP", "HTTPS", "CSV", "ISO", "IEC", "GDPR",
		"VPN", "PIN", "SMS", "GPS", "RAM", "CPU", "DVD", "API", "JSON", "YAML", "XML", "USA", "UTC", "GMT", "EUR", "USD", "GBP",
		"MUST", "NOT", "SHALL", "SHOULD", "MAY", "REQUIRED", "AND", "FOR", "THE", "ALL", "TODO", "NOTE", "README", "ASCII", "UTF", "UNIX", "OKR", "WIFI", "KPI", "KPIS":
		return true
	}
	return false
}

func vagueLanguage(p *pass, report report) {
	const fewest, rate = 4, 6 // words; of 1,000
	for _, d := range p.Policies {
		n, total := len(p.text(d).vague), d.Body().Words
		if n >= fewest && n*1000 > rate*total {
			report(place(d, p.text(d).vague[0]), fmt.Sprintf("%d vague words, %.1f in 1,000: %s", n, float64(n)*1000/float64(total), quotes(d, p.text(d).vague)),
				"say how much, by when, or who decides")
		}
	}
}

// unfinishedText finds the marks that authors leave for themselves.
func unfinishedText(p *pass, report report) {
	for _, d := range p.Policies {
		if mark := p.text(d).mark; mark.to > 0 && approved(d) {
			report(place(d, mark), "the text of an approved document still holds "+d.Body().Text[mark.from:mark.to], "write what is missing, or set `status: draft`")
		}
	}
}

// findMark gives the place of such a mark; the empty span when there is none.
func findMark(text string) span {
	for _, mark := range []string{"TODO", "TBD", "FIXME"} {
		if i := strings.Index(text, mark); i >= 0 && alone(text, i, len(mark)) {
			return span{i, i + len(mark)}
		}
	}
	return span{}
}

// alone reports whether a part of a text is a word of its own.
func alone(text string, at, length int) bool {
	letter := func(c byte) bool {
		return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
	}
	return (at == 0 || !letter(text[at-1])) && (at+length == len(text) || !letter(text[at+length]))
}

func passiveOwner(p *pass, report report) {
	const fewest = 2
	for _, d := range p.Policies {
		if n := len(p.text(d).passive); n >= fewest {
			report(place(d, p.text(d).passive[0]), fmt.Sprintf("%d duties that nobody has: %s", n, quotes(d, p.text(d).passive)),
				"name the role that does it: \"the service desk reviews\", not \"is to be reviewed\"")
		}
	}
}

// acronymUndefined reports once for the whole handbook: one entry of the
// glossary mends all uses of an acronym. It stands where the acronym that is
// in most texts is first met.
func acronymUndefined(p *pass, report report) {
	known := map[string]bool{}
	for _, t := range p.Terms {
		for _, w := range words(t) {
			known[w] = true
		}
	}
	texts := map[string]int{} // in how many an acronym stands unexplained
	first := map[string]diag.Pos{}
	for _, d := range p.Policies {
		for _, a := range p.text(d).acronyms {
			w := d.Body().Text[a.from:a.to]
			if known[w] {
				continue
			}
			if texts[w]++; texts[w] == 1 {
				first[w] = place(d, a.span)
			}
		}
	}
	if len(texts) == 0 {
		return
	}
	all := slices.SortedFunc(maps.Keys(texts), func(a, b string) int { return cmp.Or(texts[b]-texts[a], strings.Compare(a, b)) })
	report(first[all[0]], fmt.Sprintf("nothing explains %s: %s", count(len(all), "acronym"), some(all)),
		"add them to content/_data/glossary.yaml, or write them out where they are first used")
}

func readability(p *pass, report report) {
	const fewest, longest = 8, 26 // sentences; words in each
	for _, d := range p.Policies {
		t := p.text(d)
		if t.sentences >= fewest && t.words > longest*t.sentences {
			report(d.Pos("title"), fmt.Sprintf("%d words a sentence on average", t.words/t.sentences),
				"write one thought a sentence: 15 to 20 words are read at once")
		}
	}
}

// longSection reports the longest section of a document.
func longSection(p *pass, report report) {
	for _, d := range p.Policies {
		if t := p.text(d); t.longest > 0 && asked(d) {
			heading := t.longest - 1
			report(d.Source.HeadPos[heading], fmt.Sprintf("the section %q has %d words", d.Body().Headings[heading].Text, t.longestWords),
				"divide it with headings, so that readers can find and cite its parts")
		}
	}
}

// findLongest gives the number of the heading, counted from 1, below which most
// words stand; 0 when no section is too long.
func findLongest(d *handbook.Policy) (heading, words int) {
	const most = 700   // words
	const dense = 3500 // bytes that so many words have at least
	b := d.Body()
	words = most
	for i, h := range b.Headings {
		end := len(b.Text)
		if i+1 < len(b.Headings) {
			end = b.Headings[i+1].Section
		}
		if end-h.Section < dense {
			continue
		}
		if n := len(strings.Fields(b.Text[h.Section:end])); n > words {
			heading, words = i+1, n
		}
	}
	return heading, words
}

// place is the heading under which a part of the text stands, or the beginning
// of the file.
func place(p *handbook.Policy, at span) diag.Pos {
	pos := p.Source.Start()
	for i, h := range p.Body().Headings {
		if h.Section > at.from {
			break
		}
		pos = p.Source.HeadPos[i]
	}
	return pos
}

// quotes gives the first different words of the text that were found.
func quotes(p *handbook.Policy, found []span) string {
	var out []string
	for _, at := range found {
		if w := strings.ToLower(p.Body().Text[at.from:at.to]); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return some(out)
}
