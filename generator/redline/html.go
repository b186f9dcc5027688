package redline

import (
	"cmp"
	_ "embed"
	"html"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/markdown"
)

// CSS is the style of what [Redline.AppendHTML] writes. It asks the page for the
// custom properties --good, --bad, --quiet and --line, and does without.
//
//go:embed redline.css
var CSS string

// AppendHTML appends a redline as HTML, in the words of say: the summary with a
// link to each change, the front matter, and the text with ins and del. What did
// not change is folded, but for the headings above a change. The ids that it gives
// begin with redline-. The title of the document is left out if it is the same.
func (r *Redline) AppendHTML(dst []byte, say Say) []byte {
	s := r.Summary()
	w := &htmlWriter{out: dst, say: say, moved: s.movedTo(r)}
	w.raw("<div class=\"redline\">\n<p class=\"redline-summary\">")
	w.text(s.Words(say))
	w.raw("</p>\n")
	w.entries(&s)
	w.fields(r.Fields)
	for i := 0; i < len(r.Blocks); {
		n := i
		for n < len(r.Blocks) && r.Blocks[n].Op == Equal && !r.Blocks[n].Renumbered() {
			n++
		}
		if n == i {
			w.block(&r.Blocks[i], i)
			i++
			continue
		}
		if above := r.heading(i, n); above >= 0 {
			w.folded(r.Blocks[i:above], i)
			w.block(&r.Blocks[above], above)
			i = above + 1
		}
		w.folded(r.Blocks[i:n], i)
		i = n
	}
	w.list(false)
	w.raw("</div>\n")
	return w.out
}

// heading gives the last heading of the blocks from i to n, if the block n stands
// under it, or -1.
func (r *Redline) heading(i, n int) int {
	if n == len(r.Blocks) {
		return -1
	}
	next := r.Blocks[n].Place()
	if r.Blocks[n].Op == Away {
		next = r.Blocks[n].Old
	}
	for k := n - 1; k >= i; k-- {
		if p := r.Blocks[k].Place(); p.Kind == "heading" {
			if next.Kind == "heading" && next.Level <= p.Level || p.Level == 1 {
				return -1
			}
			return k
		}
	}
	return -1
}

type htmlWriter struct {
	out    []byte
	say    Say
	moved  map[int]Entry // by the index in the new text of their first block
	inList bool
	tables int // so far
}

func (w *htmlWriter) raw(parts ...string) {
	for _, s := range parts {
		w.out = append(w.out, s...)
	}
}

func (w *htmlWriter) text(s string) { w.raw(html.EscapeString(s)) }

// entries lists the changes in the order of the text.
func (w *htmlWriter) entries(s *Summary) {
	type change struct {
		key string
		Entry
	}
	var all []change
	for _, x := range s.kinds() {
		for _, e := range x.entries {
			all = append(all, change{x.key, e})
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Compare(a.Block, b.Block) })
	w.raw("<ul class=\"redline-changes\">\n")
	for _, x := range all {
		w.raw("<li><span class=\"redline-mark\">")
		w.text(w.say(x.key, 0))
		w.raw(`</span> <a href="#redline-`, strconv.Itoa(x.Block), `">`)
		w.text(cmp.Or(x.Label, "…"))
		w.raw("</a></li>\n")
	}
	w.raw("</ul>\n")
}

func (w *htmlWriter) fields(fields []FieldChange) {
	if len(fields) == 0 {
		return
	}
	w.raw("<table class=\"redline-fields\">\n<caption>")
	w.text(w.say("fields", 0))
	w.raw("</caption>\n<thead>\n<tr>")
	for _, key := range []string{"field", "before", "after"} {
		w.raw(`<th scope="col">`)
		w.text(w.say(key, 0))
		w.raw("</th>")
	}
	w.raw("</tr>\n</thead>\n<tbody>\n")
	for _, f := range fields {
		w.raw(`<tr><th scope="row">`)
		w.text(f.Key)
		w.raw("</th><td>")
		w.runs(slices.DeleteFunc(slices.Clone(f.Runs), func(r Run) bool { return r.Op == Added }))
		w.raw("</td><td>")
		w.runs(slices.DeleteFunc(slices.Clone(f.Runs), func(r Run) bool { return r.Op == Removed }))
		w.raw("</td></tr>\n")
	}
	w.raw("</tbody>\n</table>\n")
}

// changed writes a text that was added or removed, if it is not empty.
func (w *htmlWriter) changed(op Op, text string) {
	if text == "" {
		return
	}
	tag := w.open(op)
	w.text(text)
	w.raw("</", tag, ">")
}

// open opens ins or del, with words for those who do not see the mark.
func (w *htmlWriter) open(op Op) (tag string) {
	tag = "ins"
	if op == Removed {
		tag = "del"
	}
	w.raw("<", tag, `><span class="redline-said">`)
	w.text(w.say(string(op), 0) + ": ")
	w.raw("</span>")
	return tag
}

// folded writes blocks that did not change; from is the index of the first.
func (w *htmlWriter) folded(blocks []Block, from int) {
	if len(blocks) > 0 && blocks[0].Place().Kind == "heading" && blocks[0].Place().Level == 1 {
		blocks, from = blocks[1:], from+1 // the page says its title
	}
	if len(blocks) == 1 { // folding it would save nothing
		w.block(&blocks[0], from)
	}
	if len(blocks) < 2 {
		return
	}
	w.list(false)
	w.raw("<details class=\"redline-same\"><summary>")
	w.text(w.say("unchanged", len(blocks)))
	w.raw("</summary>\n")
	for i := range blocks {
		w.block(&blocks[i], from+i)
	}
	w.list(false)
	w.raw("</details>\n")
}

// list begins or ends a list of items.
func (w *htmlWriter) list(in bool) {
	switch {
	case in && !w.inList:
		w.raw("<ul class=\"redline-list\">\n")
	case !in && w.inList:
		w.raw("</ul>\n")
	}
	w.inList = in
}

// block writes a block; i is its index.
func (w *htmlWriter) block(b *Block, i int) {
	p := b.Place()
	if b.Op == Away {
		w.away(b)
		return
	}
	w.list(p.Kind == "item")
	id := ""
	if b.Op != Equal || b.Renumbered() {
		id = ` id="redline-` + strconv.Itoa(i) + `"`
	}
	in := ""
	if p.Level > 0 && p.Kind != "heading" {
		in = "redline-in-" + strconv.Itoa(min(p.Level, 6))
	}
	switch p.Kind {
	case "table":
		w.raw("<section class=\"", strings.TrimSpace("table-scroll "+in), "\" tabindex=\"0\" aria-label=\"")
		w.tables++
		w.text(w.say("table", 0) + " " + strconv.Itoa(w.tables)) // no two regions of a page have one name
		w.raw("\"", id, ">\n")
		w.marks(b)
		w.table(b)
		w.raw("</section>\n")
	case "code":
		w.raw("<div class=\"", strings.TrimSpace("redline-code "+in), "\"", id, ">")
		w.marks(b)
		w.raw("<pre tabindex=\"0\"><code>")
		w.runs(b.Runs)
		w.raw("</code></pre></div>\n")
	default:
		tag := "p"
		switch {
		case p.Kind == "item":
			tag = "li"
		case p.Kind == "heading" && p.Level > 1:
			tag = "h" + strconv.Itoa(p.Level)
		}
		w.raw("<", tag, id, ` class="`, strings.TrimSpace("redline-"+p.Kind+" "+in), `">`)
		w.marks(b)
		w.numbers(b)
		w.runs(b.Runs)
		w.raw("</", tag, ">\n")
	}
}

// away writes where a block stood that was moved, once for all that were moved
// with it.
func (w *htmlWriter) away(b *Block) {
	e, ok := w.moved[b.New.Index]
	if !ok {
		return
	}
	w.list(false)
	w.raw(`<p class="redline-away" id="redline-from-`, strconv.Itoa(e.Block), `"><span class="redline-mark">`)
	w.text(w.say("moved-away", 0))
	w.raw(`</span> <a href="#redline-`, strconv.Itoa(e.Block), `">`)
	w.text(cmp.Or(e.from(b), "…"))
	w.raw("</a></p>\n")
}

// marks says what the words of a block do not show.
func (w *htmlWriter) marks(b *Block) {
	mark := func(text string) {
		w.raw(`<span class="redline-mark">`)
		w.text(text)
		w.raw("</span> ")
	}
	if b.Op == Moved {
		if e, ok := w.moved[b.New.Index]; ok {
			w.raw(`<a class="redline-mark" href="#redline-from-`, strconv.Itoa(e.Block), `">`)
			w.text(w.say("moved-here", 0))
			w.raw("</a> ")
		}
	}
	if b.Reshaped() && !b.Rewritten() {
		mark(w.say("other-kind", 0))
	}
}

// numbers writes the number of an item, or both.
func (w *htmlWriter) numbers(b *Block) {
	p := b.Place()
	number := strings.TrimSpace(before(p))
	switch p.Kind {
	case "footnote":
		number = "[" + p.Number + "]"
	case "definition":
		return
	}
	if number == "" && !b.Renumbered() {
		return
	}
	w.raw(`<span class="redline-number">`)
	if b.Renumbered() {
		w.changed(Removed, strings.TrimSpace(before(b.Old)))
		w.raw(" ")
		w.changed(Added, number)
	} else {
		w.text(number)
	}
	w.raw("</span> ")
}

// runs writes words, each stretch that was added or removed in one element. The
// space before it stands outside, unless it is part of what changed.
func (w *htmlWriter) runs(runs []Run) {
	before := -1 // where the stretch before began, if it was removed
	for i := 0; i < len(runs); {
		n := i + 1
		for n < len(runs) && runs[n].Op == runs[i].Op {
			n++
		}
		group := slices.Clone(runs[i:n])
		op := group[0].Op
		if op == Equal {
			w.styled(group, false)
			i, before = n, -1
			continue
		}
		other := group[0].Text // what stands in the place of the other
		if op == Removed && n < len(runs) && runs[n].Op == Added {
			other = runs[n].Text
		} else if op == Added && before >= 0 {
			other = runs[before].Text
		}
		before = -1
		if op == Removed {
			before = i
		}
		text, spaced := strings.CutPrefix(group[0].Text, " ")
		i = n
		if spaced && strings.HasPrefix(other, " ") {
			group[0].Text = text
			w.raw(" ")
		}
		tag := w.open(op)
		w.styled(group, true)
		w.raw("</", tag, ">")
	}
}

// styled writes words in their styles.
func (w *htmlWriter) styled(runs []Run, changed bool) {
	for _, r := range runs {
		switch {
		case r.Break:
			w.raw(`<span class="redline-said">`)
			w.text(w.say("break", 0))
			w.raw("</span><span aria-hidden=\"true\">¶</span><br>")
		case r.Style == markdown.Destination:
			if changed {
				w.raw(`<span class="redline-target">`)
				w.text(r.Text)
				w.raw("</span>")
			}
		case r.Style == markdown.Callout:
			w.raw("<strong>")
			w.text(w.say("callout-"+r.Text, 0) + ":")
			w.raw("</strong>")
		case r.Style == markdown.Note:
			w.raw("<sup>")
			w.text(strings.Replace(r.Text, "[^", "[", 1))
			w.raw("</sup>")
		case strings.HasSuffix(r.Text, "\n"):
			w.text(r.Text) // stands in code
		default:
			w.inline(r)
		}
	}
}

func (w *htmlWriter) inline(r Run) {
	text, spaced := strings.CutPrefix(r.Text, " ")
	if spaced {
		w.raw(" ")
	}
	end := ""
	for _, x := range []struct {
		style markdown.Style
		tag   string
	}{{markdown.Deleted, "s"}, {markdown.Strong, "strong"}, {markdown.Emphasis, "em"}, {markdown.Code, "code"}} {
		if r.Style < markdown.Destination && r.Style&x.style != 0 {
			w.raw("<", x.tag, ">")
			end = "</" + x.tag + ">" + end
		}
	}
	w.text(text)
	w.raw(end)
}

func (w *htmlWriter) table(b *Block) {
	w.raw("<table>\n")
	for i, row := range b.Rows {
		tag := `td`
		if i == 0 {
			tag = `th`
		}
		if i < 2 {
			w.raw(map[int]string{0: "<thead>\n", 1: "<tbody>\n"}[i])
		}
		w.raw("<tr>")
		for j, cell := range row.Cells {
			if i == 0 {
				w.raw(`<th scope="col">`)
			} else {
				w.raw("<td>")
			}
			if j == 0 && row.Op == Moved {
				w.raw(`<span class="redline-mark">`)
				w.text(w.say("moved-here", 0))
				w.raw("</span> ")
			}
			w.runs(cell.Runs)
			w.raw("</", tag, ">")
		}
		w.raw("</tr>\n")
		if i == 0 {
			w.raw("</thead>\n")
		}
	}
	if len(b.Rows) > 1 {
		w.raw("</tbody>\n")
	}
	w.raw("</table>\n")
}
