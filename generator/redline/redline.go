// Package redline says what changed between two texts of a document.
//
// [Compare] pairs the blocks of two Markdown texts (headings, paragraphs, list
// items, tables, code) and, within a pair, words. What a reader cannot see is no
// change: how lines are wrapped, kinds of line ends and white space, Unicode
// forms, markers of lists, how a link or a table is written. A number that shows
// the place of a clause ("2.", "(b)", "3.1 Scope") is not part of its words:
// clauses that only got another number are equal, and say so.
//
// Blocks that stand elsewhere are moved, if enough of their words are the same.
// A paragraph that was split or joined stands as one block, with a mark where a
// paragraph ends. The destination of a link is a word after its text.
//
// Work is bounded: where two long texts have too little in common to be compared
// in time, blocks are said to be replaced. The result depends on the two texts
// alone.
package redline

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"policybook/generator/markdown"
)

// Text is a document at one time.
type Text struct {
	Fields []Field
	Body   []byte // Markdown, UTF-8, without front matter

	// Hidden reports whether nobody must read where a link leads: all such
	// destinations are alike. Nil hides none.
	Hidden func(destination string) bool
}

// Field is a key of the front matter and its value, as one line.
type Field struct{ Key, Value string }

// FieldChange is a key of the front matter whose value changed; one side is ""
// where there is none.
type FieldChange struct {
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
	Runs   []Run  `json:"runs"` // the words of both
}

// Redline is what changed between two texts. It is immutable.
type Redline struct {
	Fields []FieldChange `json:"fields"` // in the order of the old text, then the new keys
	Blocks []Block       `json:"blocks"` // all, in the order of the new text, removed ones where they stood
}

// Op says what happened to a block, a row, a cell or a stretch of words.
type Op string

// What can happen. Words are equal, added or removed.
const (
	Equal   Op = "equal"
	Changed Op = "changed" // other words, or the same as another kind of block
	Added   Op = "added"
	Removed Op = "removed"
	Moved   Op = "moved" // from elsewhere, and perhaps changed
	Away    Op = "away"  // where a moved block stood
)

// Place is how a block stands in one of the texts.
type Place struct {
	Index  int    `json:"index"`            // among the blocks of its text, from 0
	Count  int    `json:"count"`            // of blocks: more than 1 where a paragraph was split or joined
	Kind   string `json:"kind"`             // as in [markdown.Block]
	Level  int    `json:"level"`            // as in [markdown.Block]
	Number string `json:"number,omitempty"` // as in [markdown.Block], or as typed before its words
	Anchor string `json:"anchor,omitempty"` // its id on the page, or that of the heading above it; "" before the first
}

// Block is a block of the old text, the new text or both.
type Block struct {
	Op   Op     `json:"op"`
	Old  *Place `json:"old,omitempty"`  // nil if added
	New  *Place `json:"new,omitempty"`  // nil if removed; of Away where it stands now
	Runs []Run  `json:"runs,omitempty"` // none of Away and of a table
	Rows []Row  `json:"rows,omitempty"` // of a table; all have the same number of cells
}

// Row is a row of a table; the first one that is not removed is its header.
type Row struct {
	Op    Op     `json:"op"`
	Old   int    `json:"old"` // its index in the table, from 0; -1 if added
	New   int    `json:"new"` // -1 if removed
	Cells []Cell `json:"cells"`
}

// Cell is a cell of a table. In a column that was added or removed it is, too.
type Cell struct {
	Op   Op    `json:"op"`
	Old  int   `json:"old"` // its column, from 0; -1 if added
	New  int   `json:"new"` // -1 if removed
	Runs []Run `json:"runs,omitempty"`
}

// Run is a stretch of words of one kind. It begins with a space where one stands
// before its first word; in code it is whole lines.
type Run struct {
	Op    Op             `json:"op"`
	Text  string         `json:"text"`
	Style markdown.Style `json:"-"`
	Break bool           `json:"break,omitempty"` // no words: a paragraph ends here, before it was joined or after it was split
}

// Place returns how the block stands in the new text, or in the old one if it is
// not there.
func (b *Block) Place() *Place {
	if b.New != nil {
		return b.New
	}
	return b.Old
}

// Renumbered reports whether a block has another number than before.
func (b *Block) Renumbered() bool {
	return b.Op != Away && b.Old != nil && b.New != nil && b.Old.Number != b.New.Number && b.New.Kind != "footnote"
}

// Reshaped reports whether a block became another kind of block, or stands
// deeper or less deep.
func (b *Block) Reshaped() bool {
	return b.Op != Away && b.Old != nil && b.New != nil && (b.Old.Kind != b.New.Kind || b.Old.Level != b.New.Level)
}

// Rewritten reports whether words of a block changed.
func (b *Block) Rewritten() bool {
	return slices.ContainsFunc(b.Runs, func(r Run) bool { return r.Op != Equal }) || slices.ContainsFunc(b.Rows, func(r Row) bool { return r.Op != Equal })
}

// Empty reports whether nothing changed that a reader can see.
func (r *Redline) Empty() bool {
	return len(r.Fields) == 0 && !slices.ContainsFunc(r.Blocks, func(b Block) bool { return b.Op != Equal || b.Renumbered() })
}

// Compare says what changed between two texts. The error is that of
// [markdown.Blocks]: a text is beyond a limit.
func Compare(old, new Text) (*Redline, error) {
	c := &comparison{words: map[spelling]int32{}, left: maxWork}
	var err error
	if c.a, err = c.read(old); err != nil {
		return nil, fmt.Errorf("the old text: %w", err)
	}
	if c.b, err = c.read(new); err != nil {
		return nil, fmt.Errorf("the new text: %w", err)
	}
	return &Redline{Fields: c.fields(old.Fields, new.Fields), Blocks: c.blocks()}, nil
}

func (c *comparison) fields(old, new []Field) []FieldChange {
	changes := []FieldChange{}
	change := func(key, before, after string) {
		words := func(s string) []word { return c.split([]markdown.Span{{Text: s}}) }
		f := FieldChange{key, before, after, c.runs(words(before), words(after), false)}
		if slices.ContainsFunc(f.Runs, func(r Run) bool { return r.Op != Equal }) {
			changes = append(changes, f)
		}
	}
	value := func(in []Field, key string) string {
		if i := slices.IndexFunc(in, func(f Field) bool { return f.Key == key }); i >= 0 {
			return in[i].Value
		}
		return ""
	}
	for _, f := range old {
		if after := value(new, f.Key); after != f.Value {
			change(f.Key, f.Value, after)
		}
	}
	for _, f := range new {
		if !slices.ContainsFunc(old, func(o Field) bool { return o.Key == f.Key }) && f.Value != "" {
			change(f.Key, "", f.Value)
		}
	}
	return changes
}

// comparison is the work on two texts.
type comparison struct {
	a, b  []*unit
	words map[spelling]int32 // numbers of words
	sizes []int32            // of words, by number: how much one counts
	left  int                // steps that may still be taken

	hidden func(string) bool // of the text that is read
}

// maxWork bounds the steps of a comparison: it takes some seconds at most.
const maxWork = 150_000_000

// read gives the blocks of a text.
func (c *comparison) read(t Text) ([]*unit, error) {
	body := t.Body
	c.hidden = t.Hidden
	if bytes.IndexByte(body, '\r') >= 0 {
		body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	}
	blocks, err := markdown.Blocks(body)
	if err != nil {
		return nil, err
	}
	units := make([]*unit, len(blocks))
	heading := ""
	for i, b := range blocks {
		u := &unit{Place: Place{Index: i, Count: 1, Kind: b.Kind, Level: b.Level, Number: b.Number, Anchor: b.ID}}
		if b.Kind == "heading" {
			heading = b.ID
		}
		if b.ID == "" {
			u.Anchor = heading
		}
		if b.Pinned {
			u.pin = b.ID
		}
		if b.Kind == "table" {
			for _, row := range b.Rows {
				cells := make([][]word, len(row))
				for j, cell := range row {
					cells[j] = c.split(cell)
					u.words = append(u.words, cells[j]...)
				}
				u.rows = append(u.rows, cells)
			}
		} else {
			u.words = c.cell(b)
			u.takeNumber()
		}
		c.finish(u)
		units[i] = u
	}
	return units, nil
}

// cell gives the words of a block that is no table.
func (c *comparison) cell(b markdown.Block) []word {
	spans := b.Rows[0][0]
	if b.Kind != "code" {
		return c.split(spans)
	}
	var out []word
	for line := range strings.Lines(spans[0].Text) {
		out = append(out, c.word(strings.TrimRight(line, " \t\r\n"), markdown.Code, false))
	}
	return out
}
