package render

import (
	"encoding/csv"
	"html/template"
	"io"
	"strconv"
	"strings"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// ControlsPage is what controls.html is given: how far each standard is met.
type ControlsPage struct {
	Page
	Rows []StandardRow
}

// StandardRow is a standard with the numbers of its controls.
type StandardRow struct {
	Standard                      template.HTML // a link
	Covered, InPart, Planned, Gap int
}

// StandardPage is what control.html is given: the controls of one standard.
type StandardPage struct {
	Page
	Count    string // "24 controls: 22 covered, 2 gaps"
	Families []ControlFamily
	Table    string // URL of the same as CSV
}

// ControlFamily is a group of controls.
type ControlFamily struct {
	Name     string        // never empty
	Controls template.HTML // rows of a table: key, demand, state, documents
}

func (s *site) controlFiles() []output.File {
	if !s.has("controls/index.html") {
		return nil
	}
	files := []output.File{s.page("controls/index.html", "controls.html", s.controlsPage)}
	for _, standard := range s.Standards {
		files = append(files,
			s.page(standard.Page(), "control.html", func(path string) (any, error) { return s.standardPage(path, standard) }),
			output.File{Path: standard.Table(), Write: func(w io.Writer) error { return s.standardCSV(w, standard) }})
	}
	return files
}

// standard adds the name of a standard, with a link when it has a page.
func (m *markup) standard(id string) {
	for _, s := range m.site.Standards {
		switch {
		case s.ID != id:
			continue
		case m.site.has(s.Page()):
			m.page(s.Page(), s.Name)
		default:
			m.text(s.Name)
		}
		return
	}
	m.text(id)
}

func (s *site) controlsPage(path string) (any, error) {
	page, err := s.sitePage(path, s.word("standards"), s.word("standards-lead"))
	if err != nil {
		return nil, err
	}
	c := &ControlsPage{Page: page}
	for _, standard := range s.Standards {
		var n tally
		for _, control := range s.CoverControls(standard) {
			n[control.Coverage]++
		}
		m := s.markup(path)
		m.page(standard.Page(), standard.Name)
		c.Rows = append(c.Rows, StandardRow{m.html(), n[handbook.Covered], n[handbook.InPart], n[handbook.Planned], n[handbook.Gap]})
	}
	return c, nil
}

func (s *site) standardPage(path string, standard *handbook.Standard) (*StandardPage, error) {
	page, err := s.sitePage(path, standard.Name, s.word("standard-lead"))
	if err != nil {
		return nil, err
	}
	crumb := s.markup(path)
	crumb.raw(`<li>`)
	crumb.page("controls/index.html", s.word("standards"))
	crumb.raw(`</li>`)
	page.Crumbs += crumb.html()
	p := &StandardPage{Page: page, Table: s.to(path, standard.Table())}
	var n tally
	ids := map[string]bool{}
	for _, group := range families(s.CoverControls(standard)) {
		m := s.markup(path)
		for _, c := range group {
			n[c.Coverage]++
			m.control(c, controlID(ids, c.Key))
		}
		p.Families = append(p.Families, ControlFamily{or(group[0].Family, s.word("other-controls")), m.html()})
	}
	p.Count = s.tally(n, "control")
	return p, nil
}

// families groups controls by family, in the order in which each comes first.
func families(list []handbook.ControlCoverage) [][]handbook.ControlCoverage {
	var groups [][]handbook.ControlCoverage
	at := map[string]int{}
	for _, c := range list {
		i, ok := at[c.Family]
		if !ok {
			i = len(groups)
			at[c.Family] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// controlID gives the anchor of a control on its standard's page.
func controlID(taken map[string]bool, key string) string {
	stem := "control-" + idName(key)
	id := stem
	for n := 2; taken[id]; n++ {
		id = stem + "-" + strconv.Itoa(n)
	}
	taken[id] = true
	return id
}

// control adds the row of a control.
func (m *markup) control(c handbook.ControlCoverage, id string) {
	m.raw(`<tr id="`)
	m.text(id)
	m.raw(`"><th scope="row">`)
	m.text(c.Key)
	m.raw(`</th><td>`)
	m.text(c.Name)
	if c.Description != "" {
		m.raw(`<span class="meta">`)
		m.text(c.Description)
		m.raw(`</span>`)
	}
	m.raw(`</td><td>`)
	m.coverage(c.Coverage)
	m.raw(`</td><td>`)
	m.policies(c.By, coveringShown)
	m.raw("</td></tr>\n")
}

// standardCSV writes the controls of a standard with all documents that name
// them, with a header line.
func (s *site) standardCSV(w io.Writer, standard *handbook.Standard) error {
	out := csv.NewWriter(w)
	out.Write([]string{"standard", "control", "family", "name", "coverage", "documents", "urls"})
	for _, c := range s.CoverControls(standard) {
		var names, urls []string
		for _, p := range c.By {
			names = append(names, or(p.ID, p.Title))
			urls = append(urls, or(s.absolute(policyPath(p)), escapePath(policyPath(p))))
		}
		row := []string{standard.Name, c.Key, c.Family, c.Name, c.Coverage.String(), strings.Join(names, "; "), strings.Join(urls, " ")}
		for i := range row {
			row[i] = inert(row[i])
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}
