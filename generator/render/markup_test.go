package render_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A theme may place a fragment as often as it likes; where no markup can stand,
// there is none.
func TestFragmentsAreFilledIn(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"content/it/a.md": {Data: []byte("---\ntitle: A\nowner: ops\n---\n\nBread & *butter*.\n")},
	}
	main := `{{define "main"}}[{{.Body}}][{{.Body}}][{{with .Planning}}plan{{.}}{{end}}]<p title="{{.Facts}}">[{{.Label}}]</p><title>{{.Label}}</title>{{end}}`
	page := read(t, compile(t, files, fstest.MapFS{"policy.html": {Data: []byte(main)}}), "it/a.html")
	if text := "[<p>Bread &amp; <em>butter</em>.</p>\n]"; !strings.Contains(page, text+text+"[]<p title=") {
		t.Errorf("the text does not stand there twice:\n%s", page)
	}
	_, attribute, _ := strings.Cut(page, `<p title="`)
	if attribute, _, _ = strings.Cut(attribute, `"`); strings.ContainsAny(attribute, "<\x00") {
		t.Errorf("markup in an attribute: %q", attribute)
	}
	if !strings.Contains(page, "[Policy]</p><title>Policy</title>") {
		t.Errorf("the label is not there:\n%s", page)
	}
	if !strings.Contains(page, `<nav id="nav"`) || !strings.Contains(page, ` href="a.html" aria-current="page"`) {
		t.Errorf("the navigation is not there:\n%s", page)
	}
}
