package redline

import (
	"strings"
	"unicode/utf8"

	"policybook/generator/markdown"
)

// Summary lists what changed, clause by clause: a block, or a section or an item
// that was added, removed or moved with everything in it.
type Summary struct {
	Changed    []Entry `json:"changed"`
	Added      []Entry `json:"added"`
	Removed    []Entry `json:"removed"`
	Moved      []Entry `json:"moved"` // one that was changed as well is in Changed, too
	Renumbered []Entry `json:"renumbered"`
	Fields     int     `json:"fields"` // keys of the front matter
}

// Entry is a clause of a Summary.
type Entry struct {
	Block  int    `json:"block"`            // index in Redline.Blocks of its first block
	Count  int    `json:"count"`            // of its blocks
	Anchor string `json:"anchor,omitempty"` // as in [Place]: on the new page, or on the old one if it was removed
	Label  string `json:"label"`            // its number and first words
}

// Summary says which clauses changed.
func (r *Redline) Summary() Summary {
	s := Summary{[]Entry{}, []Entry{}, []Entry{}, []Entry{}, []Entry{}, len(r.Fields)}
	for i := 0; i < len(r.Blocks); i++ {
		b := &r.Blocks[i]
		e := Entry{i, 1, b.Place().Anchor, b.label()}
		switch {
		case b.Op == Added || b.Op == Removed || b.Op == Moved:
			e.Count = r.together(i)
			to := map[Op]*[]Entry{Added: &s.Added, Removed: &s.Removed, Moved: &s.Moved}[b.Op]
			*to = append(*to, e)
			for k := i; k < i+e.Count; k++ {
				if x := &r.Blocks[k]; x.Op == Moved && (x.Rewritten() || x.Reshaped()) {
					s.Changed = append(s.Changed, Entry{k, 1, x.Place().Anchor, x.label()})
				}
			}
			i += e.Count - 1
		case b.Op == Changed:
			s.Changed = append(s.Changed, e)
		case b.Renumbered():
			s.Renumbered = append(s.Renumbered, e)
		}
	}
	return s
}

// together gives the number of blocks from i on that were added, removed or
// moved as one: a heading or an item with what stands below it.
func (r *Redline) together(i int) int {
	first := &r.Blocks[i]
	n := 1
	for ; i+n < len(r.Blocks); n++ {
		b, before := &r.Blocks[i+n], &r.Blocks[i+n-1]
		if b.Op != first.Op || b.Op == Moved && b.Old.Index != before.Old.Index+before.Old.Count {
			break
		}
		p, top := b.Place(), first.Place()
		if top.Kind == "heading" && top.Level > 1 && (p.Kind != "heading" || p.Level > top.Level) {
			continue
		}
		if top.Kind == "heading" || p.Kind == "heading" || p.Level <= top.Level && !(top.Level > 0 && p.Level == top.Level && p.Kind == "paragraph") {
			break
		}
	}
	return n
}

// movedTo gives the entries of what was moved, by the index in the new text of
// their first block.
func (s *Summary) movedTo(r *Redline) map[int]Entry {
	m := map[int]Entry{}
	for _, e := range s.Moved {
		m[r.Blocks[e.Block].New.Index] = e
	}
	return m
}

// from gives the label of what was moved with the number that it had at its old
// place, b.
func (e Entry) from(b *Block) string {
	return before(b.Old) + strings.TrimSpace(strings.TrimPrefix(e.Label, b.New.Number))
}

// label gives the number and the first words of a block.
func (b *Block) label() string {
	const most = 60 // bytes
	text := b.Place().Number + " "
	if b.Place().Kind == "footnote" {
		text = "[^" + b.Place().Number + "] "
	}
	add := func(runs []Run) {
		for _, run := range runs {
			if run.Style < markdown.Destination && (run.Op != Removed || b.New == nil) && !run.Break && len(text) <= most {
				text += run.Text
			}
		}
	}
	add(b.Runs)
	for _, row := range b.Rows[:min(1, len(b.Rows))] {
		for _, cell := range row.Cells {
			add(cell.Runs)
			text += " "
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	cut := strings.LastIndexByte(text[:most], ' ')
	if cut <= 0 {
		for cut = most; !utf8.RuneStart(text[cut]); cut-- {
		}
	}
	return text[:cut] + " …"
}
