package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/search"
)

// searchable is a build that finds each question as a title, and shows on its
// search page what it was asked.
func searchable(t testing.TB, who string) Build {
	b := build(t, map[string]string{"index.html": "home", "search.html": "the form", "404.html": "not here", "editions/1/index.html": "then"})
	b.Find = func(_ context.Context, q search.Query) (search.Result, error) {
		return search.Result{Query: q.Text, Total: 40, Hits: []search.Hit{{URL: "a.html", Title: who + q.Text, ID: fmt.Sprint(q.Offset, " ", q.Limit, " ", q.Filters)}}}, nil
	}
	b.Found = func(w io.Writer, res search.Result, chosen map[string]string, more string) error {
		_, err := fmt.Fprintf(w, "<html><head></head><body>%s, %v, %s</body></html>", res.Hits[0].Title, chosen, more)
		return err
	}
	return b
}

func TestSearch(t *testing.T) {
	t.Parallel()
	b := searchable(t, "")
	_, h := started(t, Options{View: func(_ context.Context, v View) (Build, error) { return searchable(t, "as "+v.Audience+": "), nil }}, b)
	long := strings.Repeat("ü", longestQuery)
	filters := strings.Repeat("&owner=x", mostFilters)
	for _, c := range []struct {
		request string
		status  int
		has     string
	}{
		{"GET /api/search?q=password+length HTTP/1.1", 200, `"query":"password length"`},
		{"GET /api/search?q=x HTTP/1.1", 200, `"took":`},
		{"GET /api/search?q=x&limit=7&offset=20 HTTP/1.1", 200, `"id":"20 7 []"`},
		{"GET /api/search?q=x&section=a&section=b&owner=&kind=policy&state=draft&tag=t%20u&other=1 HTTP/1.1", 200, `[{section a} {section b} {kind policy} {state draft} {tag t u}]`},
		{"GET /api/search HTTP/1.1", 200, `"query":""`},
		{"GET /api/search?q=%3Cscript%3E HTTP/1.1", 200, `"query":"\u003cscript\u003e"`},
		{"GET /api/search?q=%00%ff%22%5C HTTP/1.1", 200, `"query":"\u0000\ufffd\"\\"`},
		{"GET /api/search?q=x&audience=it HTTP/1.1", 200, `"title":"as it: x"`},
		{"HEAD /api/search?q=x HTTP/1.1", 200, ""},
		{"GET /api/search?q=" + url.QueryEscape(long) + " HTTP/1.1", 200, `"total":40`},
		{"GET /api/search?q=x" + filters + " HTTP/1.1", 200, `"total":40`},
		// limits
		{"GET /api/search?q=x" + url.QueryEscape(long) + " HTTP/1.1", 400, `{"error":"a question has at most 256 characters"}`},
		{"GET /api/search?q=" + strings.Repeat("x", 1<<15) + " HTTP/1.1", 414, "too long"},
		{"GET /api/search?q=x&limit=51 HTTP/1.1", 400, `"limit is a number up to 50"`},
		{"GET /api/search?q=x&limit=-1 HTTP/1.1", 400, "limit"},
		{"GET /api/search?q=x&limit=%3Cb%3E HTTP/1.1", 400, "limit"},
		{"GET /api/search?q=x&offset=1001 HTTP/1.1", 400, "offset"},
		{"GET /api/search?q=x" + filters + "&tag=y HTTP/1.1", 400, "at most 20 filters"},
		{"GET /api/search?tag=x" + url.QueryEscape(long) + " HTTP/1.1", 400, "tag has at most"},
		{"POST /api/search?q=x HTTP/1.1", 405, "only GET and HEAD"},
		{"PUT /api/search?q=x HTTP/1.1", 405, "only GET and HEAD"},
		{"GET /api/search?q=x HTTP/1.1\nHost: evil.example", 403, "not known"},
		{"GET /api/search?q=x HTTP/1.1\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors", 403, "other sites"},
		{"GET /api/search/ HTTP/1.1", 404, "not here"},
		{"GET /api/Search?q=x HTTP/1.1", 404, "not here"},
		{"GET /a/api/search?q=x HTTP/1.1", 404, "not here"},
		// the page
		{"GET /search.html HTTP/1.1", 200, "the form"},
		{"GET /search.html?q= HTTP/1.1", 200, "the form"},
		{"GET /search.html?q=+&owner= HTTP/1.1", 200, "the form"},
		{"GET /search.html?q=desk&owner=ciso&section= HTTP/1.1", 200, "desk, map[owner:ciso], search.html?offset=1&owner=ciso&q=desk&section="},
		{"GET /search.html?kind=policy HTTP/1.1", 200, "map[kind:policy]"},
		{"GET /search.html?q=desk&audience=it HTTP/1.1", 200, "as it: desk"},
		{"GET /search.html?q=desk&offset=39 HTTP/1.1", 200, "desk, map[], <link"},
		{"GET /search.html?q=x" + url.QueryEscape(long) + " HTTP/1.1", 400, "at most 256 characters"},
	} {
		resp, body := ask(t, h, c.request)
		if resp.StatusCode != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%.80q: %d, want %d with %q:\n%s", c.request, resp.StatusCode, c.status, c.has, body)
		}
		kind := resp.Header.Get("Content-Type")
		if strings.HasPrefix(c.request, "GET /api/search?") && c.status == 200 && (kind != "application/json" || strings.ContainsAny(body, "<>&")) {
			t.Errorf("%.80q: %s:\n%s", c.request, kind, body)
		}
	}
}

// Every page says where the search answers, for the view that it is of; nothing says so in a site without a search.
func TestSearchAnnounced(t *testing.T) {
	t.Parallel()
	b := searchable(t, "")
	b.Base = "/hand book/"
	_, h := started(t, Options{View: func(context.Context, View) (Build, error) { return b, nil }}, b)
	for path, want := range map[string]string{
		"/hand%20book/":                          "/hand%20book/api/search",
		"/hand%20book/search.html":               "/hand%20book/api/search",
		"/hand%20book/search.html?q=x":           "/hand%20book/api/search",
		"/hand%20book/nowhere.html":              "/hand%20book/api/search",
		"/hand%20book/?audience=a%22b%26c&x=y":   "/hand%20book/api/search?audience=a%22b%26c",
		"/hand%20book/?date=2027-01-01&q=secret": "/hand%20book/api/search?date=2027-01-01",
	} {
		_, body := get(t, h.URL+path)
		if meta := `<meta name="policybook-search" content="` + want + "\">\n</head>"; strings.Count(body, meta) != 1 {
			t.Errorf("%s does not say %s:\n%s", path, meta, body)
		}
	}
	if resp, body := get(t, h.URL+"/hand%20book/api/search?q=x"); resp.StatusCode != 200 {
		t.Errorf("%d: %s", resp.StatusCode, body)
	}
	if _, body := get(t, h.URL+"/hand%20book/editions/1/"); !strings.Contains(body, "then") || strings.Contains(body, "policybook-search") {
		t.Errorf("a page of an earlier state is searched as today's: %s", body)
	}
	_, h = started(t, Options{}, build(t, pages))
	if _, body := get(t, h.URL+"/index.html"); strings.Contains(body, "policybook-search") {
		t.Errorf("a site without a search:\n%s", body)
	}
	if resp, _ := get(t, h.URL+"/api/search?q=x"); resp.StatusCode != 404 {
		t.Errorf("%d", resp.StatusCode)
	}
}

// So many searches go on at once, and no more; who gives up does not make room before the search has ended.
func TestSearchBusy(t *testing.T) {
	t.Parallel()
	b := searchable(t, "")
	begun, end := make(chan struct{}), make(chan struct{})
	b.Find = func(_ context.Context, q search.Query) (search.Result, error) {
		if q.Text == "slow" {
			begun <- struct{}{}
			<-end
		}
		return search.Result{}, nil
	}
	s, _ := started(t, Options{}, b)
	request := func(ctx context.Context, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, nil))
		return w
	}
	ctx, giveUp := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range mostSearches {
		all.Go(func() { request(ctx, "/api/search?q=slow") })
		<-begun
	}
	giveUp()
	all.Wait()
	for _, path := range []string{"/api/search?q=quick", "/search.html?q=quick"} {
		if w := request(t.Context(), path); w.Code != 503 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "ask again") {
			t.Errorf("%s: %d %v\n%s", path, w.Code, w.Header(), w.Body)
		}
	}
	close(end)
	for range mostSearches {
		s.searches <- struct{}{} // all of them have ended
	}
	for range mostSearches {
		<-s.searches
	}
	if w := request(t.Context(), "/api/search?q=quick"); w.Code != 200 {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

// What goes wrong in a search is said in the log, and not to the reader.
func TestSearchFails(t *testing.T) {
	t.Parallel()
	b := searchable(t, "")
	b.Find = func(context.Context, search.Query) (search.Result, error) {
		return search.Result{}, errors.New("/secret/path is damaged")
	}
	_, h := started(t, Options{}, b)
	for _, path := range []string{"/api/search?q=x", "/search.html?q=x"} {
		resp, body := get(t, h.URL+path)
		if resp.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(body, "the search has failed") {
			t.Errorf("%s: %d\n%s", path, resp.StatusCode, body)
		}
	}
}

// An answer is of the build that is shown, however many are asked and shown at once.
func TestSearchWhileBuilding(t *testing.T) {
	t.Parallel()
	s, h := started(t, Options{}, searchable(t, "0 "))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			last := 0
			for range 30 {
				resp, err := http.Get(h.URL + "/api/search?q=x")
				if err != nil {
					t.Error(err)
					return
				}
				var res found
				err = json.NewDecoder(resp.Body).Decode(&res)
				resp.Body.Close()
				number := -1
				if err == nil && len(res.Hits) == 1 {
					fmt.Sscan(res.Hits[0].Title, &number)
				}
				if number < last {
					t.Errorf("%v: build %d after %d", err, number, last)
				}
				last = number
			}
		})
	}
	for i := range 40 {
		s.Show(searchable(t, fmt.Sprint(i, " ")))
		if i%4 == 3 {
			s.Show(broken("wrong"))
		}
	}
	all.Wait()
	_, body := get(t, h.URL+"/api/search?q=x")
	var res found
	if err := json.Unmarshal([]byte(body), &res); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("39 x", res.Hits[0].Title); diff != "" {
		t.Errorf("after the last build (-want +got):\n%s", diff)
	}
}
