package redline

import (
	"strings"

	"policybook/generator/diag"
	"policybook/generator/markdown"
)

// Text gives a redline for a terminal: the summary, the front matter, and the
// blocks that changed, each below the heading that it stands under. A line
// begins with ~ for changed, + for added, - for removed, > for moved here, < for
// moved away and # for another number. Within a block words stand in [- -] if
// they were removed and in {+ +} if they were added; with color they are struck
// through in red and underlined in green instead.
func (r *Redline) Text(color bool) string {
	w := &textWriter{color: color}
	s := r.Summary()
	w.moved = s.movedTo(r)
	w.line(s.Words(English))
	if len(r.Fields) > 0 {
		w.gap = true
		w.line("front matter")
		for _, f := range r.Fields {
			w.line("~ " + diag.Escape(f.Key) + ": " + w.words(f.Runs, false))
		}
	}
	w.gap = true
	for i := range r.Blocks {
		b := &r.Blocks[i]
		if b.Op == Away && w.moved[b.New.Index].Count == 0 {
			continue // it went with the one before
		}
		shown := b.Op != Equal || b.Renumbered()
		w.enter(b)
		if shown {
			w.context(b)
			w.line(w.mark(b) + " " + w.block(b))
		}
		if b.Op != Away {
			w.above = append(w.above, above{b, shown})
		}
	}
	return w.out.String()
}

type textWriter struct {
	out   strings.Builder
	color bool
	gap   bool          // an empty line stands before the next one
	moved map[int]Entry // by the index in the new text of their first block
	above []above       // what the next block stands in: a heading, and items and terms
}

// above is a block that others stand in.
type above struct {
	*Block
	shown bool
}

// enter leaves what a block does not stand in.
func (w *textWriter) enter(b *Block) {
	p := b.Place()
	if b.Op == Away {
		p = b.Old
	} else if p.Kind == "heading" {
		w.above, w.gap = w.above[:0], true
		return
	}
	for n := len(w.above); n > 0; n-- {
		q := w.above[n-1].Place()
		if q.Kind == "heading" || q.Level < p.Level && (q.Level > 0 || q.Kind == "term" || w.above[n-1].introduces()) {
			break
		}
		w.above = w.above[:n-1]
	}
}

// introduces reports whether the words of a block end in a colon.
func (b *Block) introduces() bool {
	for i := len(b.Runs) - 1; i >= 0; i-- {
		if b.Runs[i].Op != Removed {
			return strings.HasSuffix(b.Runs[i].Text, ":")
		}
	}
	return false
}

// context shows what a block stands in, if it was not shown yet.
func (w *textWriter) context(b *Block) {
	if b.Op == Away && b.Old.Kind == "heading" {
		return
	}
	for i := range w.above {
		if x := &w.above[i]; !x.shown {
			w.line("  " + w.block(x.Block))
			x.shown = true
		}
	}
}

func (w *textWriter) line(s string) {
	if w.gap {
		w.out.WriteByte('\n')
		w.gap = false
	}
	w.out.WriteString(s)
	w.out.WriteByte('\n')
}

func (w *textWriter) mark(b *Block) string {
	mark := map[Op]string{Equal: "#", Changed: "~", Added: "+", Removed: "-", Moved: ">", Away: "<"}[b.Op]
	if code := map[Op]string{Added: "32", Removed: "31"}[b.Op]; w.color && code != "" {
		mark = "\x1b[" + code + "m" + mark + "\x1b[m"
	}
	return mark
}

// block gives a block, its further lines indented.
func (w *textWriter) block(b *Block) string {
	p := b.Place()
	text := ""
	switch {
	case b.Op == Away && b.Old.Kind == "heading":
		return strings.Repeat("#", b.Old.Level) + " " + diag.Escape(w.moved[b.New.Index].from(b)) + " (moved)"
	case b.Op == Away:
		return strings.Repeat("  ", max(0, b.Old.Level-1)) + diag.Escape(w.moved[b.New.Index].from(b)) + " (moved)"
	case b.Rows != nil:
		return "table" + w.table(b)
	case p.Kind == "code":
		return "code" + w.code(b)
	case b.Op == Equal && p.Kind != "heading":
		text = shortened(w.runs(b))
	default:
		text = w.runs(b)
	}
	lead := before(p)
	if b.Renumbered() {
		lead = w.replaced(strings.TrimSpace(before(b.Old)), strings.TrimSpace(lead)) + " "
	}
	if p.Kind == "heading" {
		lead = strings.Repeat("#", p.Level) + " " + lead
	} else {
		lead = strings.Repeat("  ", max(0, p.Level-1)) + lead
	}
	if b.Reshaped() {
		text += " (was " + shape(b.Old) + ", is " + shape(b.New) + ")"
	}
	return lead + text
}

// before gives what stands before the words of a block.
func before(p *Place) string {
	switch {
	case p.Kind == "footnote":
		return "[^" + p.Number + "] "
	case p.Number != "":
		return p.Number + " "
	case p.Kind == "item":
		return "• "
	case p.Kind == "definition":
		return ": "
	}
	return ""
}

func shape(p *Place) string {
	if p.Kind == "heading" {
		return strings.Repeat("#", p.Level) + " heading"
	}
	if p.Level > 1 {
		return "nested " + p.Kind
	}
	return p.Kind
}

// shortened gives the beginning of a text that did not change.
func shortened(s string) string {
	words := strings.Fields(s)
	if len(words) <= 10 {
		return s
	}
	return strings.Join(words[:8], " ") + " …"
}

// runs gives words with marks on those that changed; where all are added or
// removed, without.
func (w *textWriter) runs(b *Block) string { return w.words(b.Runs, b.Op == Added || b.Op == Removed) }

func (w *textWriter) words(runs []Run, plain bool) string {
	type group struct {
		op   Op
		text string
	}
	var groups []group
	for i := 0; i < len(runs); {
		n := i + 1
		for n < len(runs) && runs[n].Op == runs[i].Op {
			n++
		}
		if text := spelled(runs[i:n], runs[i].Op != Equal); text != "" {
			groups = append(groups, group{runs[i].Op, text})
		}
		i = n
	}
	var out strings.Builder
	for i, g := range groups {
		if g.op == Equal || plain && !w.color {
			out.WriteString(g.text)
			continue
		}
		text, spaced := strings.CutPrefix(g.text, " ")
		other := -1 // what stands in the place of the other
		if g.op == Removed && i+1 < len(groups) && groups[i+1].op == Added {
			other = i + 1
		} else if g.op == Added && i > 0 && groups[i-1].op == Removed {
			other = i - 1
		}
		switch {
		case other >= 0 && spaced != strings.HasPrefix(groups[other].text, " "):
			text = g.text // the space is part of what changed
		case spaced && other != i-1:
			out.WriteByte(' ')
		}
		out.WriteString(w.marked(g.op, text))
	}
	return strings.TrimSpace(out.String())
}

// marked gives words that were added or removed, with what says so.
func (w *textWriter) marked(op Op, text string) string {
	switch {
	case w.color && op == Added:
		return "\x1b[32;4m" + text + "\x1b[m"
	case w.color:
		return "\x1b[31;9m" + text + "\x1b[m"
	case op == Added:
		return "{+" + text + "+}"
	}
	return "[-" + text + "-]"
}

// replaced gives a value in the place of another.
func (w *textWriter) replaced(old, new string) string {
	out := ""
	if old != "" {
		out = w.marked(Removed, diag.Escape(old))
	}
	if new != "" {
		out += w.marked(Added, diag.Escape(new))
	}
	return out
}

// spelled gives runs as text: with styles and destinations where they changed.
func spelled(runs []Run, changed bool) string {
	var out strings.Builder
	for _, r := range runs {
		text := diag.Escape(r.Text)
		switch {
		case r.Style == markdown.Destination && !changed:
			continue
		case r.Style == markdown.Callout:
			text = strings.ToUpper(text) + ":"
		case r.Style == markdown.Note || r.Style >= markdown.Destination || !changed:
		default:
			lead := text[:len(text)-len(strings.TrimLeft(text, " "))]
			marks := styled(r.Style)
			text = lead + marks + text[len(lead):] + reversed(marks)
		}
		out.WriteString(text)
	}
	return out.String()
}

// styled gives the marks of Markdown before words of a style.
func styled(s markdown.Style) string {
	marks := ""
	for _, x := range []struct {
		style markdown.Style
		mark  string
	}{{markdown.Deleted, "~~"}, {markdown.Strong, "**"}, {markdown.Emphasis, "*"}, {markdown.Code, "`"}} {
		if s&x.style != 0 {
			marks += x.mark
		}
	}
	return marks
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// table gives the rows that changed, and the header.
func (w *textWriter) table(b *Block) string {
	var out strings.Builder
	for i, row := range b.Rows {
		if i > 0 && row.Op == Equal {
			continue
		}
		mark := map[Op]string{Equal: " ", Changed: "~", Added: "+", Removed: "-", Moved: ">"}[row.Op]
		out.WriteString("\n  " + mark)
		for _, cell := range row.Cells {
			out.WriteString(" | " + w.words(cell.Runs, row.Op == Added || row.Op == Removed))
		}
		out.WriteString(" |")
	}
	return out.String()
}

// code gives the lines of code, those that did not change shortened.
func (w *textWriter) code(b *Block) string {
	const most = 6 // lines beside each other that did not change
	var out strings.Builder
	for _, r := range b.Runs {
		lines := strings.Split(strings.TrimSuffix(r.Text, "\n"), "\n")
		if n := len(lines); r.Op == Equal && n > most {
			lines = append(append(lines[:most/2:most/2], "…"), lines[n-most/2:]...)
		}
		for _, line := range lines {
			line = diag.Escape(strings.ReplaceAll(line, "\t", "    "))
			switch {
			case r.Op == Equal:
				line = "  " + line
			case w.color:
				line = map[Op]string{Added: "+ ", Removed: "- "}[r.Op] + w.marked(r.Op, line)
			default:
				line = map[Op]string{Added: "+ ", Removed: "- "}[r.Op] + line
			}
			out.WriteString("\n  " + strings.TrimRight(line, " "))
		}
	}
	return out.String()
}
