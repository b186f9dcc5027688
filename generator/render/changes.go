package render

import (
	"html/template"
	"slices"
	"strconv"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// ChangesPage is what changes.html is given: what happened to the documents, the latest
// first, or in one year.
type ChangesPage struct {
	Page
	Audiences template.HTML // the audiences by which the script of the page filters, as options, or ""
	Filter    bool          // readers can filter: there are many changes, for several audiences or some of them material
	Coming    template.HTML // what comes into force, as a list, or ""
	Months    template.HTML // what happened, a list for each month
	Pager     template.HTML // links to the pages of the year before and behind this one, or ""
	Years     template.HTML // links to the years that have pages of their own, or ""
	Feed      string        // URL of the feed, or ""
}

const (
	comingShown     = 50 // how many versions to come stand on the page, those that come first
	filteredChanges = 10 // how many changes are worth a filter
)

// changed is what happened to the documents.
type changed struct {
	all  []handbook.Change
	last map[*handbook.Policy]handbook.Change // the latest of each document
}

func (s *site) allChanges() *changed {
	c := &changed{s.Changes(), make(map[*handbook.Policy]handbook.Change, len(s.Policies))}
	for _, change := range slices.Backward(c.all) {
		c.last[change.Policy] = change
	}
	return c
}

// changeFiles are the pages and feeds that tell what changed.
func (s *site) changeFiles() (files []output.File) {
	pages := s.ChangePages()
	for i := range pages {
		files = append(files, s.page(pages[i].Path, "changes.html", func(string) (any, error) { return s.changesPage(pages, i) }))
	}
	return append(files, s.feedFiles()...)
}

func (s *site) changesPage(pages []handbook.ChangePage, at int) (*ChangesPage, error) {
	this, title, latest := pages[at], s.word("changes"), pages[at].Year == 0
	if !latest {
		title = s.sentence("changes-year", func(string) string { return strconv.Itoa(this.Year) })
	}
	page, err := s.sitePage(this.Path, title, s.word("changes-lead"))
	if err != nil {
		return nil, err
	}
	c := &ChangesPage{Page: page, Feed: s.feed(this.Path, "changes.atom")}
	m := page.own
	for _, a := range s.ShownAudiences() {
		m.raw(`<option value="`, a.Slug, `">`)
		m.text(a.Title)
		m.raw(`</option>`)
	}
	c.Audiences = m.part()
	c.Filter = len(this.Changes) >= filteredChanges && (c.Audiences != "" || slices.ContainsFunc(this.Changes, func(c handbook.Change) bool { return c.Material }))
	if latest {
		m.coming()
		c.Coming = m.part()
	}
	m.changesByMonth(this.Changes)
	c.Months = m.part()
	near := func(rel, word string, i int) {
		if !latest && i > 0 && i < len(pages) && pages[i].Year == this.Year {
			m.raw(`<a rel="`, rel, `" href="`, s.to(this.Path, pages[i].Path), `">`, m.word(word), `</a>`)
		}
	}
	near("prev", "changes-prev", at-1)
	near("next", "changes-next", at+1)
	c.Pager = m.part()
	m.changeYears(pages, this.Year)
	c.Years = m.part()
	return c, nil
}

// changeYears leads to the latest changes and to those of each year that has pages.
func (m *markup) changeYears(pages []handbook.ChangePage, here int) {
	if len(pages) == 1 {
		return
	}
	m.raw(`<ul class="years">`)
	for _, p := range pages {
		if p.Part > 1 || p.Year == here {
			continue
		}
		m.raw(`<li>`)
		if p.Year == 0 {
			m.page(p.Path, m.site.word("changes-latest"))
		} else {
			m.page(p.Path, strconv.Itoa(p.Year))
		}
		m.raw(`</li>`)
	}
	m.raw(`</ul>`)
}

// coming lists the versions whose first day lies ahead. Each has a chip that says so as long
// as it is true: on that day the script judges it again.
func (m *markup) coming() {
	all := m.site.Coming()
	if len(all) == 0 {
		return
	}
	m.raw(`<ul class="documents due changes">`)
	for _, c := range all[:min(len(all), comingShown)] {
		m.changeItem(c, func() {
			r := handbook.Record{Status: handbook.StatusApproved, Effective: c.Day}
			state := r.Judge(m.site.Today).State
			m.raw(` <span class="chip state-`, state.String(), `" data-state="`, r.String(), `">`, m.site.states[state], `</span>`)
		})
	}
	if more := len(all) - comingShown; more > 0 {
		m.raw(`<li>`, m.counted(more, "more-document"), `</li>`)
	}
	m.raw(`</ul>`)
}

// changesByMonth lists changes, those of each month under a heading of level 2.
func (m *markup) changesByMonth(list []handbook.Change) {
	for len(list) > 0 {
		first := list[0].Day
		n := slices.IndexFunc(list, func(c handbook.Change) bool {
			return c.Day.Month() != first.Month() || c.Day.Year() != first.Year()
		})
		if n < 0 {
			n = len(list)
		}
		m.raw(`<section class="part"><h2>`, m.month(first), `</h2><ul class="documents due changes">`)
		for _, c := range list[:n] {
			m.changeItem(c, func() {})
		}
		m.raw("</ul></section>\n")
		list = list[n:]
	}
}

// changeItem adds a change: the day, the document, what happened, why, and whom it binds.
// The script filters by data-for and data-material.
func (m *markup) changeItem(c handbook.Change, chip func()) {
	p := c.Policy
	m.raw(`<li data-for="`)
	m.boundBy(p)
	m.raw(`"`)
	if c.Material {
		m.raw(` data-material`)
	}
	m.raw(`>`)
	m.shortDate(c.Day)
	m.raw(` <div>`)
	m.title(p)
	if p.ID != "" {
		m.raw(` <span class="number">`)
		m.text(p.ID)
		m.raw(`</span>`)
	}
	chip()
	m.raw(`<p>`)
	m.changeKind(c)
	if c.Material || c.Summary != "" {
		m.raw(`<br>`)
	}
	m.reason(c.Summary, c.Material)
	m.raw(`</p><p class="meta">`)
	m.changeMeta(c)
	m.raw("</p></div></li>\n")
}

// changeMeta adds whom a change concerns, who approved it, and a link to what tells more.
func (m *markup) changeMeta(c handbook.Change) {
	empty := len(m.b)
	dot := func() {
		if len(m.b) > empty {
			m.raw(` · `)
		}
	}
	if scope := m.site.scope(c.Policy.Scope); scope != "" {
		m.raw(m.word("scope"), ": ")
		m.text(scope)
	}
	if len(c.Approvals) > 0 {
		dot()
		m.raw(m.word("approved-by"), ": ")
		m.approvers(handbook.Release{Approvals: c.Approvals})
	}
	if to := changeDetails(c); to != "" {
		dot()
		m.changeLink(c, to)
	}
}

// changeDetails gives the output path of the page that tells most of a change, or "": what
// changed in the text or, if that is not known, the versions that there are.
func changeDetails(c handbook.Change) string {
	if !c.Kind.Starts() || c.Policy.Past == nil {
		return ""
	}
	before := ""
	for _, r := range c.Policy.Past.Releases {
		if r.Version == c.Version && before == c.Before && r.Changes != "" {
			return r.Changes
		}
		before = r.Version
	}
	return c.Policy.HistoryPage()
}

// changeLink leads to the page that tells most of a change.
func (m *markup) changeLink(c handbook.Change, to string) {
	word := "see-changes"
	if to == c.Policy.HistoryPage() {
		word = "history"
	}
	m.page(to, m.site.word(word))
}

// boundBy adds the audiences that a document binds, separated by blanks.
func (m *markup) boundBy(p *handbook.Policy) {
	blank := ""
	for _, a := range m.site.ShownAudiences() {
		if r := p.Reach(a); r == handbook.Named || r == handbook.General {
			m.raw(blank, a.Slug)
			blank = " "
		}
	}
}

// changeKind says what happened, with a link to what binds in its place.
func (m *markup) changeKind(c handbook.Change) {
	by := c.Policy.SupersededBy
	if c.Kind != handbook.Replaced || by == nil {
		m.text(m.site.changeKind(c))
		return
	}
	m.sentence("changes-replaced", func(string) { m.title(by) })
}

// changeKind says what happened, in words.
func (s *site) changeKind(c handbook.Change) string {
	key := "changes-amended"
	switch by := c.Policy.SupersededBy; {
	case c.Kind == handbook.Replaced && by != nil:
		return s.sentence("changes-replaced", func(string) string { return by.Title })
	case c.Kind == handbook.Replaced:
		return s.word("state-superseded")
	case c.Kind == handbook.Withdrawn:
		return s.word("state-retired")
	case c.Kind == handbook.Ended:
		return s.word("state-expired")
	case c.Kind == handbook.Added && c.Version == "":
		return s.word("changes-new")
	case c.Kind == handbook.Added && c.Before != "":
		key = "changes-again"
	case c.Kind == handbook.Added:
		key = "changes-added"
	case c.Version == "":
		return s.word("changes-revised")
	case c.Before == "":
		key = "changes-version"
	case c.Before == c.Version:
		key = "changes-corrected"
	}
	return s.sentence(key, func(place string) string {
		return map[string]string{"version": c.Version, "before": c.Before}[place]
	})
}
