package render

import (
	"cmp"
	"html/template"
	"slices"

	"policybook/generator/handbook"
)

// ArchivePage is what archive.html is given: the documents that no longer bind,
// those that ended last first.
type ArchivePage struct {
	Page
	Rows []ArchiveRow
}

// ArchiveRow is one document of the archive.
type ArchiveRow struct {
	Number, Kind string
	Title        template.HTML // a link
	State        template.HTML // a chip
	From, Until  template.HTML // days in force, as far as they are known
	Replacement  template.HTML // a link, or ""
}

func (s *site) archivePage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("archive"), s.word("archive-lead"))
	if err != nil {
		return nil, err
	}
	var ended []*handbook.Policy
	for _, p := range s.Policies {
		if p.Archived() {
			ended = append(ended, p)
		}
	}
	slices.SortStableFunc(ended, func(a, b *handbook.Policy) int {
		return cmp.Or(b.LastDay.Compare(a.LastDay), cmp.Compare(a.Path, b.Path))
	})
	a := &ArchivePage{Page: page}
	cell := func(write func(m *markup)) template.HTML {
		m := s.markup(path)
		write(m)
		return m.html()
	}
	for _, p := range ended {
		row := ArchiveRow{
			Number: p.ID,
			Kind:   s.kind(p),
			Title:  cell(func(m *markup) { m.title(p) }),
			State:  cell(func(m *markup) { m.state(p) }),
			From:   cell(func(m *markup) { m.shortDate(p.Record.Effective) }),
			Until:  cell(func(m *markup) { m.shortDate(p.LastDay) }),
		}
		if p.SupersededBy != nil {
			row.Replacement = cell(func(m *markup) { m.policy(p.SupersededBy) })
		}
		a.Rows = append(a.Rows, row)
	}
	return a, nil
}
