package redline

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// read gives the words of HTML, without those in elements of the given names and
// without what is said of changes, and its ids. It wants well-formed elements.
func read(t *testing.T, page string, without ...string) (words string, ids []string) {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(page, "<br>", "<br/>")))
	skip := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, page)
		}
		switch x := token.(type) {
		case xml.StartElement:
			class := ""
			for _, a := range x.Attr {
				switch a.Name.Local {
				case "id":
					ids = append(ids, a.Value)
				case "class":
					class = a.Value
				}
			}
			if skip > 0 || slices.Contains(without, x.Name.Local) || class == "redline-said" {
				skip++
			}
		case xml.EndElement:
			skip = max(0, skip-1)
		case xml.CharData:
			if skip == 0 {
				b.Write(x)
			}
		}
	}
	return b.String(), ids
}

// Every page is well-formed, its ids are unique, its links lead to them, and it
// holds both texts.
func TestHTMLOfAllCases(t *testing.T) {
	t.Parallel()
	href := regexp.MustCompile(`href="#([^"]*)"`)
	seeds(t, func(old, new []byte) {
		r, err := Compare(Text{Body: old}, Text{Body: new})
		if err != nil {
			t.Fatal(err)
		}
		page := string(r.AppendHTML(nil, English))
		_, ids := read(t, page)
		for i, id := range ids {
			if slices.Contains(ids[:i], id) {
				t.Errorf("the id %s is given twice:\n%s", id, page)
			}
		}
		for _, m := range href.FindAllStringSubmatch(page, -1) {
			if !slices.Contains(ids, m[1]) {
				t.Errorf("nothing has the id %s:\n%s", m[1], page)
			}
		}
		for _, side := range []struct {
			body  []byte
			other string
			op    Op
		}{{old, "ins", Added}, {new, "del", Removed}} {
			words, _ := read(t, page, side.other)
			squeezed := strings.Join(strings.Fields(words), "")
			for _, b := range r.Blocks {
				for _, run := range b.Runs {
					if run.Op != side.op && run.Style < 16 && b.Op != Away && b.Place().Level != 1 {
						if want := strings.Join(strings.Fields(run.Text), ""); !strings.Contains(squeezed, want) {
							t.Errorf("%q is not on the page without %s:\n%s", run.Text, side.other, page)
						}
					}
				}
			}
		}
	})
}

func TestHTML(t *testing.T) {
	t.Parallel()
	const file = "testdata/page.html.txt"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := txtar.Parse(raw)
	old := Text{Fields: []Field{{"version", "1.0"}, {"owner", "ciso"}, {"tags", "a"}}, Body: want.Files[0].Data}
	new := Text{Fields: []Field{{"version", "1.1"}, {"owner", "ciso"}, {"expires", "2027-01-01 <soon>"}}, Body: want.Files[1].Data}
	r, err := Compare(old, new)
	if err != nil {
		t.Fatal(err)
	}
	want.Files = append(want.Files[:2:2], txtar.File{Name: "page", Data: r.AppendHTML(nil, English)}, txtar.File{Name: "color", Data: []byte(strings.ReplaceAll(r.Text(true), "\x1b", "ESC"))})
	got := txtar.Format(want)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(raw), string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The stylesheet styles every class that is written.
func TestCSSKnowsTheClasses(t *testing.T) {
	t.Parallel()
	bare := []string{"redline", "redline-paragraph", "redline-heading", "redline-item", "redline-definition", "redline-footnote", "redline-in-1", "redline-away", "redline-fields", "redline-code", "table-scroll"}
	seeds(t, func(old, new []byte) {
		r, err := Compare(Text{Body: old}, Text{Body: new})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(string(r.AppendHTML(nil, English)), -1) {
			for class := range strings.FieldsSeq(m[1]) {
				if !slices.Contains(bare, class) && !strings.Contains(CSS, "."+class) {
					t.Errorf("no style for the class %s", class)
				}
			}
		}
	})
}
