package render

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// ReviewsPage is what reviews.html is given: which document is reviewed when.
type ReviewsPage struct {
	Page
	Count    string        // "65 reviews are scheduled, 3 of them are late."
	Cut      string        // says how many reviews the page shows when it does not show all, or ""
	Timeline template.HTML // a picture of the reviews shown
	Late     template.HTML // the documents whose review is late, as a list, or ""
	Months   template.HTML // the reviews to come, a list for each month
	Later    template.HTML // how many reviews the months behind the cut have, as a table, or ""
	Calendar string        // URL of the calendar file, or ""
}

// reviewsShown is how many reviews stand on the page, those that are due first:
// what lies behind them is counted, month by month, and stands in the calendar
// file and on the owners' pages.
const reviewsShown = 150

// scheduled gives the documents of a list that have a review to come or late,
// by the day on which it is due.
func scheduled(list []*handbook.Policy) []*handbook.Policy {
	due := slices.DeleteFunc(slices.Clone(list), func(p *handbook.Policy) bool { return p.Judgement.Due.IsZero() })
	slices.SortStableFunc(due, func(a, b *handbook.Policy) int {
		return cmp.Or(a.Judgement.Due.Compare(b.Judgement.Due), cmp.Compare(a.Path, b.Path))
	})
	return due
}

// isLate reports whether the review of a document is overdue.
func isLate(p *handbook.Policy) bool {
	return p.Judgement.Flag == handbook.Overdue || p.Judgement.Flag == handbook.Lapsed
}

func (s *site) reviewsPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("review-calendar"), s.word("review-calendar-lead"))
	if err != nil {
		return nil, err
	}
	due := scheduled(s.Policies)
	late := 0
	for late < len(due) && isLate(due[late]) {
		late++
	}
	shown := due[:min(len(due), reviewsShown)]
	r := &ReviewsPage{Page: page, Count: s.counted(len(due), "scheduled-review")}
	if s.has("reviews.ics") {
		r.Calendar = s.to(path, "reviews.ics")
	}
	if late > 0 {
		r.Count += " " + s.counted(late, "late-review")
	}
	if len(shown) < len(due) {
		r.Cut = s.counted(len(shown), "reviews-cut")
	}
	part := func(write func(m *markup)) template.HTML {
		m := s.markup(path)
		write(m)
		return m.html()
	}
	first := min(late, len(shown))
	r.Timeline = part(func(m *markup) { m.timeline(shown) })
	r.Late = part(func(m *markup) { m.dueList(shown[:first]) })
	r.Months = part(func(m *markup) { m.months(shown[first:]) })
	r.Later = part(func(m *markup) { m.laterMonths(due[len(shown):]) })
	return r, nil
}

// months lists reviews month by month, each under a heading of level 2.
func (m *markup) months(list []*handbook.Policy) {
	for len(list) > 0 {
		n := sameMonth(list)
		m.raw(`<section class="part"><h2>`, m.month(list[0].Judgement.Due), `</h2>`)
		m.dueList(list[:n])
		m.raw("</section>\n")
		list = list[n:]
	}
}

// sameMonth counts the documents at the head of a list that are due in the same month.
func sameMonth(list []*handbook.Policy) int {
	first := list[0].Judgement.Due
	n := slices.IndexFunc(list, func(p *handbook.Policy) bool {
		return p.Judgement.Due.Month() != first.Month() || p.Judgement.Due.Year() != first.Year()
	})
	if n < 0 {
		return len(list)
	}
	return n
}

// dueList lists documents with the day of their review and who sees to it.
func (m *markup) dueList(list []*handbook.Policy) {
	if len(list) == 0 {
		return
	}
	m.raw(`<ul class="documents due">`)
	for _, p := range list {
		m.raw(`<li>`)
		m.shortDate(p.Judgement.Due)
		m.raw(` <span>`)
		m.policy(p)
		m.spacedFlag(p)
		if p.Owner != nil {
			m.raw(` <span class="meta">`)
			m.person(p.Owner)
			m.raw(`</span>`)
		}
		m.raw(`</span></li>`)
	}
	m.raw(`</ul>`)
}

// laterMonths counts the reviews of each month that the page does not list.
func (m *markup) laterMonths(list []*handbook.Policy) {
	if len(list) == 0 {
		return
	}
	m.raw(`<table><caption>`, m.word("later-reviews"), `</caption><thead><tr><th scope="col">`, m.word("month"), `</th><th scope="col">`, m.word("reviews"), `</th></tr></thead><tbody>`)
	for len(list) > 0 {
		n := sameMonth(list)
		m.raw(`<tr><th scope="row">`, m.month(list[0].Judgement.Due), `</th><td class="figure">`, strconv.Itoa(n), `</td></tr>`)
		list = list[n:]
	}
	m.raw(`</tbody></table>`)
}

// month gives the month of a day, as markup: January 2026.
func (m *markup) month(d calendar.Date) string {
	return string(m.site.appendDate(nil, m.site.message("month-year"), d))
}
