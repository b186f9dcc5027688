package source

import (
	"time"

	"policybook/generator/diag"
	"policybook/generator/markdown"
	"policybook/generator/pack"
)

// Pack gives the documents of a tree as bytes, from which [Unpack] makes a tree in
// another run of the same program: to read them takes a tenth of what it takes to
// parse their files.
func (t *Tree) Pack() []byte {
	return pack.Append(nil, func(c *pack.Coder) {
		zone := t.Zone.String()
		c.String(&zone)
		var packed []input
		for _, in := range t.inputs {
			if in.doc != nil {
				in.packed = string(pack.Append(nil, in.doc.pack))
				packed = append(packed, in)
			}
		}
		pack.Slice(c, &packed, func(in *input) { in.pack(c) })
	})
}

// Unpack gives a tree for [Tree.Again] to take documents from, and for nothing else.
// It keeps packed, which [Tree.Pack] made. It is nil when that is damaged.
func Unpack(packed string) *Tree {
	var zone string
	t := new(Tree)
	ok := pack.Read(packed, func(c *pack.Coder) {
		c.String(&zone)
		pack.Slice(c, &t.inputs, func(in *input) { in.pack(c) })
	})
	var err error
	if t.Zone, err = time.LoadLocation(zone); err != nil || !ok {
		return nil
	}
	return t
}

// Parsed counts the documents that t has and o, an earlier tree, does not: those that
// were parsed for t.
func (t *Tree) Parsed(o *Tree) (n int) {
	for i := range t.inputs {
		in := &t.inputs[i]
		if was := o.input(in.Path); in.doc != nil && (was == nil || was.Hash != in.Hash) {
			n++
		}
	}
	return n
}

func (in *input) pack(c *pack.Coder) {
	c.String(&in.Path)
	hash := string(in.Hash[:])
	c.String(&hash)
	copy(in.Hash[:], hash)
	c.String(&in.packed)
}

// unpacked gives the document of a file, or nil when it cannot be read.
func (in *input) unpacked() *Document {
	d := &Document{Path: in.Path, Body: new(markdown.Doc)}
	if !pack.Read(in.packed, d.pack) {
		return nil
	}
	return d
}

// pack shows a coder all of a document but its path.
func (d *Document) pack(c *pack.Coder) {
	file := d.File()
	pack.Slice(c, &d.Fields, func(v *Value) { v.pack(c, file) })
	d.Body.Pack(c)
	pack.Slice(c, &d.LinkPos, func(p *diag.Pos) { packPos(c, p, file) })
	pack.Slice(c, &d.HeadPos, func(p *diag.Pos) { packPos(c, p, file) })
	pack.Slice(c, (*[]diag.Finding)(&d.Findings), func(f *diag.Finding) {
		packPos(c, &f.Pos, file)
		c.String(&f.Rule)
		pack.Number(c, &f.Severity)
		c.String(&f.Text)
		c.String(&f.Hint)
	})
	hash := string(d.Text[:])
	c.String(&hash)
	copy(d.Text[:], hash)
	c.Bool(&d.Broken)
}

// packPos shows a place in a file.
func packPos(c *pack.Coder, p *diag.Pos, file string) {
	p.File = file
	pack.Number(c, &p.Line)
	pack.Number(c, &p.Col)
}

func (v *Value) pack(c *pack.Coder, file string) {
	packPos(c, &v.Pos, file)
	c.String(&v.Key)
	c.String(&v.Text)
	pack.Slice(c, &v.Items, func(v *Value) { v.pack(c, file) })
	pack.Number(c, &v.Kind)
	c.Bool(&v.Quoted)
	pack.Number(c, &v.keyLine)
	pack.Number(c, &v.keyCol)
}
