package render

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// RegisterPage is what register.html is given: every document of the build. The script
// of the page sorts and filters tables of the class register: each th of a column by
// which it filters has the column's name as data-filter, each td of it the value as data-v.
type RegisterPage struct {
	Page
	Count     string        // "42 documents"
	Rows      template.HTML // rows of a table: those that bind or will bind, by number
	Withdrawn template.HTML // rows of a table: superseded, retired and expired ones, by number; or ""
}

func (s *site) registerPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("register"), s.word("register-lead"))
	if err != nil {
		return nil, err
	}
	rows, withdrawn := s.pooled(path), s.pooled(path)
	defer s.fragments.Put(rows)
	defer s.fragments.Put(withdrawn)
	for _, p := range s.byNumber() {
		if p.Archived() {
			withdrawn.registerRow(p)
		} else {
			rows.registerRow(p)
		}
	}
	return &RegisterPage{Page: page, Count: s.counted(len(s.Policies), "document"), Rows: rows.html(), Withdrawn: withdrawn.html()}, nil
}

// registerRow adds a document's row. It ends with the version and the days of a document that
// stands, with the last day and the replacement of one that is withdrawn.
func (m *markup) registerRow(p *handbook.Policy) {
	m.raw(`<tr><td class="number">`)
	m.text(p.ID)
	m.raw(`</td><th scope="row">`)
	m.title(p)
	m.raw(`</th><td data-v="`)
	m.text(p.Type)
	m.raw(`">`)
	m.text(m.site.kind(p))
	m.raw(`</td><td data-v="`)
	m.text(category(p).Path)
	m.raw(`">`)
	m.text(category(p).Title)
	m.raw(`</td><td`)
	if p.Owner != nil {
		m.raw(` data-v="`)
		m.text(p.Owner.Slug)
		m.raw(`"`)
	}
	m.raw(`>`)
	m.person(p.Owner)
	m.raw(`</td><td>`)
	if p.Archived() {
		m.state(p)
		m.raw(`</td><td>`)
		m.shortDate(p.LastDay)
		m.raw(`</td><td>`)
		if p.SupersededBy != nil {
			m.policy(p.SupersededBy)
		}
	} else {
		m.chips(p)
		m.raw(`</td><td>`)
		m.text(p.Version)
		m.raw(`</td><td>`)
		m.shortDate(p.Record.Effective)
		m.raw(`</td><td>`)
		m.shortDate(p.Judgement.Due)
	}
	m.raw("</td></tr>\n")
}

// byNumber gives all documents by number, those without one at the end by title.
func (s *site) byNumber() []*handbook.Policy {
	type numbered struct {
		id string // beside the others, to be compared quickly
		*handbook.Policy
	}
	list := make([]numbered, len(s.Policies))
	for i, p := range s.Policies {
		list[i] = numbered{p.ID, p}
	}
	slices.SortFunc(list, func(a, b numbered) int {
		if (a.id == "") != (b.id == "") {
			return cmp.Compare(len(b.id), len(a.id))
		}
		if by := cmp.Compare(a.id, b.id); by != 0 {
			return by
		}
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Path, b.Path)) // paths differ
	})
	out := make([]*handbook.Policy, len(list))
	for i, n := range list {
		out[i] = n.Policy
	}
	return out
}

// Entry is a document as programs read it, in register.json and api/pages.json.
// Days are YYYY-MM-DD; what a document does not have is "".
type Entry struct {
	Title          string        `json:"title"`
	URL            string        `json:"url"`         // full, or from the site's root when nobody said where it is published
	ReviewBy       calendar.Date `json:"review_by"`   // next review due
	OwnerSlack     string        `json:"owner_slack"` // the owner as the author wrote it: an id, a name or a channel
	ID             string        `json:"id"`
	Type           string        `json:"type"`
	Category       string        `json:"category"`
	State          string        `json:"state"` // such as in-force
	Flag           string        `json:"flag"`  // of the review, such as due-soon; none when there is no review to come
	Version        string        `json:"version"`
	Owner          string        `json:"owner"`
	EffectiveDate  calendar.Date `json:"effective_date"`
	LastDay        calendar.Date `json:"last_day"`
	Classification string        `json:"classification"`
	Summary        string        `json:"summary"`
}

// category gives the category of a document; one that stands in none has an empty one.
func category(p *handbook.Policy) *handbook.Section {
	if p.Category == nil {
		return &handbook.Section{}
	}
	return p.Category
}

func (s *site) entry(p *handbook.Policy) Entry {
	e := Entry{
		Title: p.Title, Summary: p.Summary, ID: p.ID, Type: p.Type, Version: p.Version,
		Category: category(p).Path, Classification: p.Classification,
		URL:      or(s.absolute(policyPath(p)), escapePath(policyPath(p))),
		State:    p.Judgement.State.String(),
		Flag:     p.Judgement.Flag.String(),
		ReviewBy: p.Judgement.Due, EffectiveDate: p.Record.Effective, LastDay: p.LastDay,
		Owner: p.Owner.Label(),
	}
	if p.Owner != nil {
		e.OwnerSlack = p.Owner.ID
	}
	return e
}

// pagesJSON writes api/pages.json: an array in reading order.
func (s *site) pagesJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	if err := s.entries(b, s.Policies); err != nil {
		return err
	}
	b.WriteString("\n")
	return b.Flush()
}

// registerJSON writes register.json: an object that says what the handbook is,
// for which day states are judged, and its documents by number.
func (s *site) registerJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, m := range []struct{ key, value string }{
		{"{\"title\":", s.Title}, {",\n\"organization\":", s.Organization}, {",\n\"date\":", s.Today.String()},
	} {
		text, err := json.Marshal(m.value)
		if err != nil {
			return err
		}
		b.WriteString(m.key)
		b.Write(text)
	}
	b.WriteString(",\n\"documents\":")
	if err := s.entries(b, s.byNumber()); err != nil {
		return err
	}
	b.WriteString("}\n")
	return b.Flush()
}

// entries writes documents as a JSON array, one a line. <, >, &, U+2028 and
// U+2029 are escaped.
func (s *site) entries(b *bufio.Writer, list []*handbook.Policy) error {
	lines, err := s.json()
	if err != nil {
		return err
	}
	b.WriteString("[")
	for i, p := range list {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		b.Write(lines[p])
	}
	_, err = b.WriteString("\n]")
	return err
}

// allEntries encodes every document, for both files that have them.
func (s *site) allEntries() (map[*handbook.Policy][]byte, error) {
	lines := make(map[*handbook.Policy][]byte, len(s.Policies))
	for _, p := range s.Policies {
		line, err := json.Marshal(s.entry(p))
		if err != nil {
			return nil, err
		}
		lines[p] = line
	}
	return lines, nil
}

// registerCSV writes register.csv, with a header line.
func (s *site) registerCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"id", "title", "type", "category", "owner", "state", "review", "version",
		"effective_date", "review_by", "last_day", "classification", "summary", "url"})
	for _, p := range s.byNumber() {
		e := s.entry(p)
		row := []string{e.ID, e.Title, e.Type, e.Category, e.Owner, e.State, e.Flag, e.Version,
			e.EffectiveDate.String(), e.ReviewBy.String(), e.LastDay.String(), e.Classification, e.Summary, e.URL}
		for i := range row {
			row[i] = inert(row[i])
		}
		c.Write(row)
	}
	c.Flush()
	return c.Error()
}

// tagStart matches what a program that takes the file for HTML would read as a tag.
var tagStart = regexp.MustCompile(`<([A-Za-z/!?])`)

// inert keeps a spreadsheet from reading a text as a formula, and a browser that
// guesses the type of a file from reading it as markup.
func inert(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		cell = "'" + cell
	}
	if strings.IndexByte(cell, '<') < 0 { // most of them
		return cell
	}
	return tagStart.ReplaceAllString(cell, "< $1")
}
