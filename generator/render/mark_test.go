package render

import (
	"strings"
	"testing"
)

// What an author writes is never taken for a mark.
func TestTextIsNoMark(t *testing.T) {
	t.Parallel()
	m := &markup{}
	m.raw("first")
	first := m.part()
	m.text("\x00\x01\x00\x02")
	second := m.part()
	if none := m.part(); none != "" {
		t.Errorf("an empty part has the mark %q", none)
	}
	m.text("label \x00\x01")
	label := m.short()
	var b strings.Builder
	if err := m.fill(&b, []byte(string("<"+label+"|"+second+"|"+first+"|"+first+">\x00\x09\x00"))); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	hole := "\uFFFD\x01"
	if want := "<label " + hole + "|" + hole + "\uFFFD\x02|first|first>\x00\x09\x00"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
