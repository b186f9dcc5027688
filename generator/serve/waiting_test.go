package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Before the first build a browser is told how far it is, and a program waits for it.
func TestBeforeTheFirstBuild(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Progress: func() string { return "7 of <9> documents read" }})
		ask := func(path, accept string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil)
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w
		}
		for _, path := range []string{"/", "/a/page.html", ownPath + "problems"} {
			start := time.Now()
			w := ask(path, "text/html,application/xhtml+xml")
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `<noscript><meta http-equiv="refresh" content="1"></noscript>`) || !strings.Contains(w.Body.String(), "7 of &lt;9&gt; documents read …") {
				t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
			}
			if waited := time.Since(start); waited != soon {
				t.Errorf("%s: answered after %v", path, waited)
			}
		}
		if w := ask(ownPath+"preview.css", "text/css"); w.Code != http.StatusOK {
			t.Errorf("the style of the page: %d", w.Code)
		}
		answers := make(chan *httptest.ResponseRecorder)
		for _, accept := range []string{"*/*", "text/html"} { // the build comes soon enough for both
			go func() { answers <- ask("/a/page.html", accept) }()
		}
		time.Sleep(soon / 2)
		s.Show(build(t, pages))
		for range 2 {
			if w := <-answers; w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "page") {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
	})
}
