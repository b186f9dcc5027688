package render

// The pieces that every document page has many of (dates, links, rows, lists)
// are written here rather than in templates: an action of html/template costs
// more than the text it prints. Whatever an author wrote goes through text.

import (
	"bytes"
	"html/template"
	"io"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// markup builds fragments of a page. Its links lead from the page at path from.
//
// A long fragment does not pass through the page's template, which would copy
// it several times: part gives the template a mark to place, and fill writes the
// fragment there when the template is done. A mark begins with NUL, which
// neither the escaping of text nor that of html/template lets through.
type markup struct {
	site *site
	from string
	b    []byte
	ends []int // in b, of the fragments that have marks
}

func (s *site) markup(from string) *markup { return &markup{site: s, from: from} }

// pooled gives a markup with room for a whole page, to be put back into s.fragments.
func (s *site) pooled(from string) *markup {
	m := s.fragments.Get().(*markup)
	m.site, m.from, m.b, m.ends = s, from, m.b[:0], m.ends[:0]
	return m
}

// html gives the fragment.
func (m *markup) html() template.HTML { return template.HTML(m.b) }

// part gives a mark for what was written since the last one, or "" if that is nothing.
func (m *markup) part() template.HTML {
	from := m.end(len(m.ends) - 1)
	if from == len(m.b) {
		return ""
	}
	m.ends = append(m.ends, len(m.b))
	return marks[len(m.ends)-1]
}

// short gives what was written since the last part itself, for a template that
// may put it where only text can stand.
func (m *markup) short() template.HTML {
	from := m.end(len(m.ends) - 1)
	fragment := template.HTML(m.b[from:])
	m.b = m.b[:from]
	return fragment
}

// end gives where in b a fragment ends; the one before the first is empty.
func (m *markup) end(fragment int) int {
	if fragment < 0 {
		return 0
	}
	return m.ends[fragment]
}

// fill writes page with the fragments in place of their marks.
func (m *markup) fill(w io.Writer, page []byte) error {
	for {
		at := bytes.IndexByte(page, 0)
		if at < 0 || at+1 == len(page) {
			break
		}
		if _, err := w.Write(page[:at]); err != nil {
			return err
		}
		fragment := page[at : at+2]
		if i := int(page[at+1]) - 1; i >= 0 && i < len(m.ends) {
			fragment = m.b[m.end(i-1):m.end(i)]
		}
		if _, err := w.Write(fragment); err != nil {
			return err
		}
		page = page[at+2:]
	}
	_, err := w.Write(page)
	return err
}

// marks stand for the fragments of a page, by index.
var marks = func() (marks [32]template.HTML) {
	for i := range marks {
		marks[i] = template.HTML([]byte{0, byte(i + 1)})
	}
	return marks
}()

// raw adds markup of our own.
func (m *markup) raw(parts ...string) {
	for _, s := range parts {
		m.b = append(m.b, s...)
	}
}

// text adds text that may hold anything.
func (m *markup) text(s string) {
	done := 0
	for i := range len(s) {
		if escaped := escapes[s[i]]; escaped != "" {
			m.b = append(append(m.b, s[done:i]...), escaped...)
			done = i + 1
		}
	}
	m.b = append(m.b, s[done:]...)
}

// escapes has what stands for a character that is special in markup.
var escapes = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", 0: "\uFFFD"}

// link adds a link to an address.
func (m *markup) link(href, text string) {
	m.raw(`<a href="`)
	m.text(href)
	m.raw(`">`)
	m.text(text)
	m.raw(`</a>`)
}

// fragment adds #anchor as it stands in a URL.
func (m *markup) fragment(anchor string) {
	if !isPlain(anchor) {
		m.text(fragment(anchor))
		return
	}
	m.raw("#", anchor)
}

// page adds a link to a file of the site.
func (m *markup) page(path, text string) {
	up, down := way(m.from, path)
	if m.from == notFound || strings.HasSuffix(m.from, inBook) || !isPlain(down) {
		m.link(m.site.to(m.from, path), text)
		return
	}
	m.raw(`<a href="`, ups(up), down, `">`)
	m.text(text)
	m.raw(`</a>`)
}

// title adds a link to a document.
func (m *markup) title(p *handbook.Policy) {
	p = m.linked(p)
	m.raw(`<a href="`)
	m.text(m.site.to(m.from, policyPath(p)))
	m.raw(`"`, m.site.foreign(p), `>`)
	m.text(p.Title)
	m.raw(`</a>`)
}

// policy adds a link to a document, its number, and its state unless it is plainly in force.
// Where it will not stay so, there is room for the state that the script finds later.
func (m *markup) policy(p *handbook.Policy) {
	p = m.linked(p)
	m.title(p)
	if p.ID != "" {
		m.raw(` <span class="number">`)
		m.text(p.ID)
		m.raw(`</span>`)
	}
	switch state := p.Judgement.State; {
	case state != handbook.InForce:
		m.raw(` <span class="chip state-`, state.String(), `" data-state="`, p.Record.String(), `" data-plain>`, m.site.states[state], `</span>`)
	case len(p.Record.Turns(m.site.Today)) > 0:
		m.raw(`<span hidden data-state="`, p.Record.String(), `" data-plain></span>`)
	}
}

// person adds a name, with a link when the person has a page.
func (m *markup) person(p *handbook.Person) {
	if p == nil {
		return
	}
	if m.site.hasPage(p) {
		m.page(ownerPath(p), p.Label())
		return
	}
	m.text(p.Label())
}

func (m *markup) people(list []*handbook.Person) {
	for i, p := range list {
		if i > 0 {
			m.raw(m.word("comma"))
		}
		m.person(p)
	}
}

// date adds a day, for people and for machines.
func (m *markup) date(d calendar.Date) {
	if d.IsZero() {
		return
	}
	m.day(d, m.site.long)
}

// shortDate adds a day where there is little room, such as 12 Jan 2026.
func (m *markup) shortDate(d calendar.Date) {
	if d.IsZero() {
		return
	}
	m.day(d, m.site.short)
}

func (m *markup) day(d calendar.Date, pattern *message) {
	m.raw(`<time datetime="`, d.String(), `">`)
	m.b = m.site.appendDate(m.b, pattern, d)
	m.raw(`</time>`)
}

// A chip carries the record that it is judged from, so that the script can judge it again
// on the day on which a page is read: data-state and data-flag hold what
// [handbook.Record.String] writes. A chip that would say nothing today is hidden; one with
// data-plain says nothing of a document that is in force.

// state adds the chip that says what a document is today.
func (m *markup) state(p *handbook.Policy) {
	state := p.Judgement.State
	m.raw(`<span class="chip state-`, state.String(), `" data-state="`, p.Record.String(), `">`, m.site.states[state], `</span>`)
}

// flag adds the chip that says how the review stands, hidden while all is well.
func (m *markup) flag(p *handbook.Policy) {
	if m.reviewed(p) {
		m.review(p, p.Record.String(), false)
	}
}

// spacedFlag adds a space and the chip of the review.
func (m *markup) spacedFlag(p *handbook.Policy) {
	if m.reviewed(p) {
		m.raw(" ")
		m.flag(p)
	}
}

// chips adds both chips. That of the review is judged from the record of the state beside it.
func (m *markup) chips(p *handbook.Policy) {
	m.state(p)
	if m.reviewed(p) {
		m.raw(" ")
		m.review(p, "", false)
	}
}

// nextReview adds the day of the next review, and how far away it is.
func (m *markup) nextReview(p *handbook.Policy) {
	if p.Judgement.Due.IsZero() {
		return
	}
	m.date(p.Judgement.Due)
	m.raw(" ")
	m.review(p, p.Record.String(), true)
}

// reviewed reports whether the review of a document has a day, or will have one later.
func (m *markup) reviewed(p *handbook.Policy) bool {
	return !p.Due.IsZero() && (p.Judgement.Flag != handbook.NoFlag || len(p.Record.Turns(m.site.Today)) > 0)
}

// review adds the chip of a review. When all is well it is hidden or, for distance, says how
// far away the review is.
func (m *markup) review(p *handbook.Policy, record string, distance bool) {
	quiet := p.Judgement.Flag == handbook.Current || p.Judgement.Flag == handbook.NoFlag
	switch {
	case !quiet:
		m.raw(`<span class="chip flag-`, p.Judgement.Flag.String(), `"`)
	case distance:
		m.raw(`<span class="ago flag-current"`)
	default:
		m.raw(`<span hidden`)
	}
	m.raw(` data-flag="`, record, `"`)
	if distance {
		m.raw(` data-distance`)
	}
	m.raw(`>`)
	switch {
	case !quiet:
		m.text(m.site.review(p.Judgement))
	case distance:
		m.raw(m.relative(p.Due.Sub(m.site.Today)))
	}
	m.raw(`</span>`)
}

// ago adds how far away a day is, which the script corrects on later days.
func (m *markup) ago(d calendar.Date) {
	m.raw(`<span class="ago" data-ago="`, d.String(), `">`, m.relative(d.Sub(m.site.Today)), `</span>`)
}

// relative says how far away a day is: tomorrow, in 30 days, 4 months ago. The script
// has the same rules.
func (m *markup) relative(days int) string {
	when := "in"
	if days < 0 {
		when, days = "ago", -days
	}
	months, years := (2*days+30)/61, (2*days+365)/730
	switch {
	case days == 0:
		return m.word("today")
	case days == 1 && when == "in":
		return m.word("tomorrow")
	case days == 1:
		return m.word("yesterday")
	case days <= 45:
		return m.counted(days, when+"-days")
	case months < 24:
		return m.counted(months, when+"-months")
	}
	return m.counted(years, when+"-years")
}

// row adds a row of a <dl> when value writes anything.
func (m *markup) row(label string, value func()) { m.classRow("<div>", label, value) }

// longRow is row for what may take more room.
func (m *markup) longRow(label string, value func()) { m.classRow(`<div class="long">`, label, value) }

func (m *markup) classRow(open, label string, value func()) {
	start := len(m.b)
	m.raw(open, `<dt>`, m.word(label), `</dt><dd>`)
	empty := len(m.b)
	if value(); len(m.b) == empty {
		m.b = m.b[:start]
		return
	}
	m.raw(`</dd></div>`)
}

// textRow adds a row with a text, unless it is empty.
func (m *markup) textRow(label, text string) { m.row(label, func() { m.text(text) }) }

// listRow adds a row with texts, unless there are none.
func (m *markup) listRow(label string, texts []string) {
	m.row(label, func() { m.text(strings.Join(texts, m.site.word("comma"))) })
}

// peopleRow adds a row with names, unless there are none.
func (m *markup) peopleRow(label string, people ...*handbook.Person) {
	m.row(label, func() { m.people(people) })
}

// dateRow adds a row with a day, unless there is none.
func (m *markup) dateRow(label string, d calendar.Date) { m.row(label, func() { m.date(d) }) }

// section adds a part of a page under a heading of level 2 when body writes anything.
func (m *markup) section(title string, body func()) { m.anchoredSection("", title, body) }

// anchoredSection is section with an anchor, unless it is "".
func (m *markup) anchoredSection(id, title string, body func()) {
	start := len(m.b)
	m.raw(`<section class="part"`)
	if id != "" {
		m.raw(` id="`, id, `"`)
	}
	m.raw(`><h2>`, m.word(title), `</h2>`)
	empty := len(m.b)
	if body(); len(m.b) == empty {
		m.b = m.b[:start]
		return
	}
	m.raw("</section>\n")
}

// policies adds a list of at most limit documents, and how many more there are.
func (m *markup) policies(list []*handbook.Policy, limit int) {
	if len(list) == 0 {
		return
	}
	m.raw(`<ul class="documents">`)
	for _, p := range list[:min(limit, len(list))] {
		m.raw(`<li>`)
		m.policy(p)
		m.raw(`</li>`)
	}
	if more := len(list) - limit; more > 0 {
		m.raw(`<li>`, m.counted(more, "more-document"), `</li>`)
	}
	m.raw(`</ul>`)
}

// table adds a table of rows with a header for each column. The first cell of
// a row is its header. Cell writes the cell at a row and column.
func (m *markup) table(caption string, columns []string, rows int, cell func(row, column int)) {
	if rows == 0 {
		return
	}
	m.raw(`<section class="table-scroll" tabindex="0" aria-label="`, m.word(caption), `"><table><caption>`, m.word(caption), `</caption><thead><tr>`)
	for _, c := range columns {
		m.raw(`<th scope="col">`, m.word(c), `</th>`)
	}
	m.raw(`</tr></thead><tbody>`)
	for r := range rows {
		m.raw(`<tr>`)
		for c := range columns {
			open, shut := `<td>`, `</td>`
			if c == 0 {
				open, shut = `<th scope="row">`, `</th>`
			}
			m.raw(open)
			cell(r, c)
			m.raw(shut)
		}
		m.raw(`</tr>`)
	}
	m.raw(`</tbody></table></section>`)
}
