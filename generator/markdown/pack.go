package markdown

import "policybook/generator/pack"

// Pack shows a coder all of a text.
func (d *Doc) Pack(c *pack.Coder) {
	c.String(&d.Title)
	c.String(&d.TitleID)
	pack.Slice(c, &d.Headings, func(h *Heading) {
		pack.Number(c, &h.Level)
		c.String(&h.ID)
		c.String(&h.Number)
		c.String(&h.Text)
		pack.Number(c, &h.Offset)
		c.Bool(&h.Pinned)
		pack.Number(c, &h.Section)
	})
	pack.Slice(c, &d.Clauses, func(l *Clause) {
		c.String(&l.ID)
		c.String(&l.Number)
		pack.Number(c, &l.Offset)
		c.Bool(&l.Pinned)
	})
	pack.Slice(c, &d.Links, func(l *Link) {
		c.String(&l.Dest)
		c.String(&l.Text)
		c.Bool(&l.Image)
		pack.Number(c, &l.Offset)
	})
	pack.Slice(c, &d.Problems, func(p *Problem) {
		pack.Number(c, &p.Offset)
		c.String(&p.Rule)
		c.String(&p.Text)
		c.String(&p.Hint)
	})
	c.String(&d.Text)
	pack.Number(c, &d.Words)
	pack.Number(c, &d.Steps)
	pack.Number(c, &d.TaskItems)
	c.String(&d.html)
	pack.Slice(c, &d.holes, func(h *hole) {
		pack.Number(c, &h.at)
		pack.Number(c, &h.link)
		pack.Number(c, &h.attributes)
		pack.Number(c, &h.kind)
	})
	pack.Slice(c, &d.notes, c.String)
	pack.Slice(c, &d.anchors, func(a *uint32) { pack.Number(c, a) })
}
