package search

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A text is JSON as encoding/json writes it.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted" \ <b>&`, "\x00\b\t\n\f\r\x1f\x7f", "é\u2028\u2029\u2030€😀", "\xff\xe2\x80", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(appendString(nil, s)) + "\n"; got != want.String() {
			t.Errorf("%q: got %s, want %s", s, got, want.String())
		}
	})
}

// What a fragment holds reads back.
func TestFragmentReadsBack(t *testing.T) {
	t.Parallel()
	e := Entry{URL: "it/a.html", Title: `"A" & b`, ID: "A-1", Kind: "policy", State: "in force", Owner: Label{"o", "O\n"}, Section: Label{"it", "IT"}, Record: "r",
		Sections: []Text{{Text: "first"}, {"a", "A", 2, "one\ntwo"}, {"b", "B", 12, ""}}}
	for _, e := range []Entry{e, {}} {
		var got struct {
			U, T, I, K, E, R string
			O, C             [2]string
			S                [][4]any
		}
		if err := json.Unmarshal(e.appendFragment(nil), &got); err != nil {
			t.Fatal(err)
		}
		read := Entry{URL: got.U, Title: got.T, ID: got.I, Kind: got.K, State: got.E, Owner: Label{got.O[0], got.O[1]}, Section: Label{got.C[0], got.C[1]}, Record: got.R}
		for _, s := range got.S {
			read.Sections = append(read.Sections, Text{s[0].(string), s[1].(string), int(s[3].(float64)), s[2].(string)})
		}
		want, _ := json.Marshal(e)
		if text, _ := json.Marshal(read); !bytes.Equal(text, want) {
			t.Errorf("got %s, want %s", text, want)
		}
	}
}
