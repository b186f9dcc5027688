package pack_test

import (
	"math"
	"reflect"
	"testing"

	"policybook/generator/pack"
)

type tree struct {
	name   string
	weight int
	line   int32
	kind   uint8
	good   bool
	items  []tree
	words  []string
}

func (t *tree) fields(c *pack.Coder) {
	c.String(&t.name)
	pack.Number(c, &t.weight)
	pack.Number(c, &t.line)
	pack.Number(c, &t.kind)
	c.Bool(&t.good)
	pack.Slice(c, &t.items, func(i *tree) { i.fields(c) })
	pack.Slice(c, &t.words, c.String)
}

var oak = tree{name: "oak", weight: math.MaxInt32 + 1, line: math.MaxInt32, kind: 255, good: true, words: []string{},
	items: []tree{{name: "bough\x00", items: []tree{{}, {name: "leaf"}}}, {words: []string{"", "ä"}}}}

func TestWhatIsWrittenIsRead(t *testing.T) {
	var got tree
	in := string(pack.Append(nil, oak.fields))
	if !pack.Read(in, got.fields) {
		t.Fatal("it cannot be read")
	}
	if !reflect.DeepEqual(got, oak) {
		t.Errorf("got %+v, want %+v", got, oak)
	}
}

// Every cut and every other byte is an error or another value, and no more.
func TestDamage(t *testing.T) {
	in := pack.Append(nil, oak.fields)
	for n := range in {
		if pack.Read(string(in[:n]), new(tree).fields) {
			t.Errorf("%d of %d bytes are taken for all", n, len(in))
		}
	}
	if pack.Read(string(in)+"x", new(tree).fields) {
		t.Error("what follows is not seen")
	}
	for i := range in {
		for b := range 256 {
			bad := append([]byte(nil), in...)
			bad[i] = byte(b)
			pack.Read(string(bad), new(tree).fields)
		}
	}
}

func TestNumberThatDoesNotFit(t *testing.T) {
	n := math.MaxInt32 + 1
	var small int32
	if pack.Read(string(pack.Append(nil, func(c *pack.Coder) { pack.Number(c, &n) })), func(c *pack.Coder) { pack.Number(c, &small) }) {
		t.Errorf("2^31 is read as %d", small)
	}
}
