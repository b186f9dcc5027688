package redline

import (
	"strings"
	"unicode"
)

// table compares two tables cell by cell; one of them may be nil.
func (c *comparison) table(u, v *unit) []Row {
	var a, b [][][]word
	if u != nil {
		a = u.rows
	}
	if v != nil {
		b = v.rows
	}
	columns := c.columns(a, b)
	rows := make([]Row, 0, len(a)+len(b))
	if len(a) > 0 && len(b) > 0 { // a header is always the header
		rows = append(rows, c.row(a, b, 0, 0, columns))
		l := c.align(c.rowUnits(a[1:], columns, true), c.rowUnits(b[1:], columns, false))
		for _, s := range l.steps() {
			switch {
			case s.away:
				continue
			case s.i >= 0 && s.j >= 0:
				row := c.row(a, b, s.i+1, s.j+1, columns)
				if l.moved[s.j] {
					row.Op = Moved
				}
				rows = append(rows, row)
			case s.i >= 0:
				rows = append(rows, c.row(a, b, s.i+1, -1, columns))
			default:
				rows = append(rows, c.row(a, b, -1, s.j+1, columns))
			}
		}
		return rows
	}
	for i := range a {
		rows = append(rows, c.row(a, b, i, -1, columns))
	}
	for j := range b {
		rows = append(rows, c.row(a, b, -1, j, columns))
	}
	return rows
}

// columns pairs the columns of two tables: those of the same header, then those
// with the most words in common.
func (c *comparison) columns(a, b [][][]word) []step {
	units := func(rows [][][]word) []*unit {
		if len(rows) == 0 {
			return nil
		}
		units := make([]*unit, len(rows[0]))
		for i := range units {
			u := &unit{Place: Place{Kind: "column"}}
			for _, row := range rows {
				if i < len(row) {
					u.words = append(u.words, row[i]...)
				}
			}
			c.finish(u)
			if u.key = joined(rows[0][i]); u.key == "" {
				u.key = "\x00"
			}
			units[i] = u
		}
		return units
	}
	l := c.align(units(a), units(b))
	for j, moved := range l.moved { // columns have no place where they are shown as moved
		if moved {
			l.of[l.from[j]], l.from[j], l.moved[j] = -1, -1, false
		}
	}
	return l.steps()
}

// rowUnits gives the rows as units of the words in the columns that both tables
// have.
func (c *comparison) rowUnits(rows [][][]word, columns []step, old bool) []*unit {
	units := make([]*unit, len(rows))
	for i, row := range rows {
		u := &unit{Place: Place{Kind: "row"}, rows: [][][]word{nil}}
		for _, s := range columns {
			at := s.j
			if old {
				at = s.i
			}
			if s.i < 0 || s.j < 0 || at >= len(row) {
				continue
			}
			u.words = append(u.words, row[at]...)
			u.rows[0] = append(u.rows[0], row[at])
			if text := joined(row[at]); u.label == "" && strings.ContainsFunc(text, unicode.IsLetter) && len(u.rows[0]) == 1 {
				u.label = text
			}
		}
		c.finish(u)
		units[i] = u
	}
	return units
}

// row compares two rows; i or j is -1 where there is none.
func (c *comparison) row(a, b [][][]word, i, j int, columns []step) Row {
	r := Row{Op: Equal, Old: i, New: j, Cells: make([]Cell, 0, len(columns))}
	for _, s := range columns {
		cell := Cell{Op: Equal, Old: s.i, New: s.j}
		var x, y []word
		if i >= 0 && s.i >= 0 && s.i < len(a[i]) {
			x = a[i][s.i]
		}
		if j >= 0 && s.j >= 0 && s.j < len(b[j]) {
			y = b[j][s.j]
		}
		cell.Runs = c.runs(x, y, false)
		switch {
		case j < 0 || s.j < 0:
			cell.Op = Removed
		case i < 0 || s.i < 0:
			cell.Op = Added
		default:
			for _, run := range cell.Runs {
				if run.Op != Equal {
					cell.Op = Changed
				}
			}
		}
		if cell.Op != Equal {
			r.Op = Changed
		}
		r.Cells = append(r.Cells, cell)
	}
	switch {
	case j < 0:
		r.Op = Removed
	case i < 0:
		r.Op = Added
	}
	return r
}
