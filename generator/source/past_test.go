package source

import (
	"testing"
	"testing/fstest"
	"time"
)

// The front matter of a file is read as that of a document, and what follows is its text.
func TestFrontReader(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"---\ntitle: A\nversion: 1.10\nx-note: 1\nscope: [staff]\n---\n\n# A\n",
		"+++\ntitle = \"A\"\n+++\ntext",
		"\ufeff---\r\ntitle: A\r\n---\r\ntext\r\n",
		"{\"title\": \"A\"}\ntext\n",
		"no front matter\n",
		"---\ntitle: [\n---\ntext",
		"---\nunclosed: 1\n",
		"",
		"\x00",
	} {
		want := Read(fstest.MapFS{"content/a.md": {Data: []byte(raw)}}).Documents[0]
		r := FrontReader{Zone: time.UTC}
		got, text := r.Read("a.md", []byte(raw))
		if got.Broken != want.Broken || len(got.Fields) != len(want.Fields) || got.Get("title").String() != want.Get("title").String() {
			t.Errorf("%q: got %+v, want %+v", raw, got, want)
		}
		if !got.Broken && len(text) == 0 {
			t.Errorf("%q: no text", raw)
		}
		if again, _ := r.Read("b.md", []byte(raw)); !got.Broken && again != got {
			t.Errorf("%q: the same front matter was parsed twice", raw)
		}
		r = FrontReader{Zone: time.UTC, Keep: []string{"version"}}
		got, _ = r.Read("a.md", []byte(raw))
		if got.Get("title") != nil || got.Get("version").String() != want.Get("version").String() {
			t.Errorf("%q: kept %+v", raw, got.Fields)
		}
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"timezone: Europe/Amsterdam\n": "Europe/Amsterdam", "title: H\n": "UTC", "timezone: Nowhere\n": "UTC", "[": "UTC"} {
		files := fstest.MapFS{"content/handbook.yaml": {Data: []byte(text)}}
		if got := Zone(files).String(); got != want || got != Read(files).Zone.String() {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := Zone(fstest.MapFS{}); got != time.UTC {
		t.Errorf("without a file: %v", got)
	}
}

func TestDefaultsOfAConfiguration(t *testing.T) {
	t.Parallel()
	if v := Defaults([]byte("title: H\ndefaults: {status: approved, id: X}\n")); v.Get("status").String() != "approved" || v.Get("id") != nil {
		t.Errorf("got %+v", v)
	}
	if v := Defaults([]byte("title: [")); v != nil {
		t.Errorf("got %+v", v)
	}
}
