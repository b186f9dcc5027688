package render

import (
	"html/template"
	"slices"
	"strings"

	"policybook/generator/handbook"
)

// CoveragePage is what coverage.html is given: what the categories should cover,
// and what does.
type CoveragePage struct {
	Page
	Count      string // "40 topics: 38 covered, 2 gaps"
	Categories []CategoryCoverage
}

// CategoryCoverage is a category with its topics.
type CategoryCoverage struct {
	Category   template.HTML // a link, or the name of a category without documents
	Name       string
	Count      string
	Topics     template.HTML // rows of a table: topic, state, documents
	Uncovering template.HTML // documents that cover none of the topics, as a list, or ""
}

const (
	coveringShown   = 6  // documents shown of a topic or control
	uncoveringShown = 10 // documents shown of a category that cover no topic
)

// tally counts demands by how far they are met.
type tally [handbook.Covered + 1]int

// tally gives the numbers in words, after that of all: "8 topics: 7 covered, 1 gap".
func (w *words) tally(t tally, key string) string {
	all := 0
	var parts []string
	for c := handbook.Covered; c >= handbook.Gap; c-- {
		all += t[c]
		if t[c] > 0 {
			parts = append(parts, w.counted(t[c], "cover-count-"+c.String()))
		}
	}
	return w.sentence("cover-counts", func(place string) string {
		if place == "all" {
			return w.counted(all, key)
		}
		return strings.Join(parts, w.word("comma"))
	})
}

func (s *site) coveragePage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("coverage"), s.word("coverage-lead"))
	if err != nil {
		return nil, err
	}
	c := &CoveragePage{Page: page}
	var all tally
	for _, category := range s.topicCategories() {
		m := s.markup(path)
		var one tally
		for _, t := range s.CoverTopics(category) {
			all[t.Coverage]++
			one[t.Coverage]++
			m.raw(`<tr><th scope="row">`)
			m.text(t.Name)
			m.raw(`</th><td>`)
			m.coverage(t.Coverage)
			m.raw(`</td><td>`)
			m.policies(t.By, coveringShown)
			m.raw("</td></tr>\n")
		}
		cc := CategoryCoverage{Name: handbook.TitleOf(category), Count: s.tally(one, "topic"), Topics: m.html()}
		title, rest := s.markup(path), s.markup(path)
		if i := slices.IndexFunc(s.Root.Sections, func(at *handbook.Section) bool { return at.Path == category }); i >= 0 {
			cc.Name = s.Root.Sections[i].Title
			title.page(sectionPath(s.Root.Sections[i]), cc.Name)
		} else {
			title.text(cc.Name)
		}
		rest.policies(s.Uncovering(category), uncoveringShown)
		cc.Category, cc.Uncovering = title.html(), rest.html()
		c.Categories = append(c.Categories, cc)
	}
	c.Count = s.tally(all, "topic")
	return c, nil
}

// topicCategories gives the categories that have topics: those of the handbook in
// their order, then those that topics.yaml alone knows.
func (s *site) topicCategories() []string {
	var list []string
	for _, section := range s.Root.Sections {
		if slices.ContainsFunc(s.Topics, func(t *handbook.Topic) bool { return t.Category == section.Path }) {
			list = append(list, section.Path)
		}
	}
	for _, t := range s.Topics {
		if !slices.Contains(list, t.Category) {
			list = append(list, t.Category)
		}
	}
	return list
}

// coverage adds the word for how far a demand is met.
func (m *markup) coverage(c handbook.Coverage) {
	m.raw(`<span class="cover-state cover-`, c.String(), `">`, m.word("cover-"+c.String()), `</span>`)
}
