package render

import (
	"html/template"
	"io"
	"slices"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// OwnersPage is what owners.html is given.
type OwnersPage struct {
	Page
	Rows []OwnerRow
}

// OwnerRow is one owner, and how much of theirs is due.
type OwnerRow struct {
	Owner     template.HTML // a link
	Name      string        // of the person, when the owner is a role
	Documents int
	Late      int // reviews overdue or lapsed
	Soon      int // reviews due today or soon
}

// OwnerPage is what owner.html is given.
type OwnerPage struct {
	Page
	Name     string // of the person, when the page is about a role
	Email    string
	Inactive bool          // no longer there
	Count    string        // "12 documents"
	Late     string        // "2 reviews are late", or ""
	Reviews  template.HTML // the next reviews, as a list
	Calendar string        // URL of their calendar file, or ""
	Cards    template.HTML // the documents
}

const nextReviews = 3

// owners gives everyone who owns a document of this build.
func (s *site) owners() []*handbook.Person {
	return slices.DeleteFunc(slices.Clone(s.People), func(p *handbook.Person) bool { return len(p.Owns) == 0 })
}

func (s *site) ownerFiles() []output.File {
	var files []output.File
	for _, p := range s.owners() {
		files = append(files, s.page(ownerPath(p), "owner.html", func(path string) (any, error) { return s.ownerPage(path, p) }))
		if !s.OfThePast() && slices.ContainsFunc(p.Owns, func(p *handbook.Policy) bool { return !p.Judgement.Due.IsZero() }) {
			files = append(files, output.File{Path: calendarPath(p), Write: func(w io.Writer) error { return s.calendar(w, p.Label(), p.Owns) }})
		}
	}
	return files
}

func (s *site) ownersPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("owners"), s.word("owners-lead"))
	if err != nil {
		return nil, err
	}
	o := &OwnersPage{Page: page}
	for _, p := range s.owners() {
		m := s.markup(path)
		m.person(p)
		row := OwnerRow{Owner: m.html(), Name: personName(p), Documents: len(p.Owns)}
		row.Late, row.Soon = reviews(p)
		o.Rows = append(o.Rows, row)
	}
	return o, nil
}

// personName gives the name of the person behind a role, or "".
func personName(p *handbook.Person) string {
	if p.Name == p.Label() {
		return ""
	}
	return p.Name
}

// reviews counts the reviews of an owner that are late, and those that come soon.
func reviews(p *handbook.Person) (late, soon int) {
	for _, d := range p.Owns {
		switch d.Judgement.Flag {
		case handbook.Overdue, handbook.Lapsed:
			late++
		case handbook.DueToday, handbook.DueSoon:
			soon++
		}
	}
	return late, soon
}

func (s *site) ownerPage(path string, p *handbook.Person) (*OwnerPage, error) {
	page, err := s.sitePage(path, p.Label(), s.word("owners-lead"))
	if err != nil {
		return nil, err
	}
	crumb := s.markup(path)
	crumb.raw(`<li>`)
	crumb.page("owners/index.html", s.word("owners"))
	crumb.raw(`</li>`)
	page.Crumbs += crumb.html()
	o := &OwnerPage{
		Page:     page,
		Name:     personName(p),
		Inactive: p.Known && !p.Active,
		Count:    s.counted(len(p.Owns), "document"),
	}
	if isMail(p.Email) {
		o.Email = p.Email
	}
	if late, _ := reviews(p); late > 0 {
		o.Late = s.counted(late, "late-review")
	}
	next, cards := s.markup(path), s.markup(path)
	next.nextReviews(p.Owns)
	o.Reviews = next.html()
	if o.Reviews != "" && !s.OfThePast() {
		o.Calendar = s.to(path, calendarPath(p))
	}
	cards.documentCards(p.Owns, p)
	o.Cards = cards.html()
	return o, nil
}

// nextReviews lists the reviews that come first.
func (m *markup) nextReviews(list []*handbook.Policy) {
	due := scheduled(list)
	if len(due) == 0 {
		return
	}
	m.raw(`<ul class="documents">`)
	for _, p := range due[:min(nextReviews, len(due))] {
		m.raw(`<li>`)
		m.date(p.Judgement.Due)
		m.raw(` `)
		m.title(p)
		m.spacedFlag(p)
		m.raw(`</li>`)
	}
	m.raw(`</ul>`)
}
