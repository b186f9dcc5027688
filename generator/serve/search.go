package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"policybook/generator/search"
)

// Where the search answers, from the site's root.
const (
	searchAPI  = "api/search"  // for the script of the search, as JSON
	searchPage = "search.html" // for readers without one
)

// Limits of a search.
const (
	longestQuery = 256 // runes
	mostHits     = 50  // at once
	lastHit      = 1000
	mostFilters  = 20
	mostSearches = 32              // at the same time
	searchLimit  = 5 * time.Second // with the wait for an index that is not made yet
)

// errBusy is for the reader: the same question has an answer a little later.
var errBusy = errors.New("the search is busy; ask again")

// question is what a request asks.
type question struct {
	search.Query
	chosen map[string]string // the last value of each facet
}

// facets are the names in an address of what a search can be narrowed by.
var facets = []string{"section", "owner", "kind", "state", "tag"}

// number reads a number from 0 to most; none is 0.
func number(q url.Values, name string, most int) (int, error) {
	if !q.Has(name) {
		return 0, nil
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%s is a number up to %d", name, most)
	}
	return n, nil
}

// asked reads the question of a request. The error is for the reader.
func asked(q url.Values) (question, error) {
	ask := question{Query: search.Query{Text: q.Get("q")}, chosen: map[string]string{}}
	if utf8.RuneCountInString(ask.Text) > longestQuery {
		return ask, fmt.Errorf("a question has at most %d characters", longestQuery)
	}
	var wrong [2]error
	ask.Limit, wrong[0] = number(q, "limit", mostHits)
	ask.Offset, wrong[1] = number(q, "offset", lastHit)
	if err := cmp.Or(wrong[0], wrong[1]); err != nil {
		return ask, err
	}
	for _, name := range facets {
		for _, value := range q[name] {
			if value == "" {
				continue // all of them
			}
			ask.Filters = append(ask.Filters, search.Filter{Field: name, Value: value})
			ask.chosen[name] = value
			if utf8.RuneCountInString(value) > longestQuery {
				return ask, fmt.Errorf("%s has at most %d characters", name, longestQuery)
			}
		}
	}
	if len(ask.Filters) > mostFilters {
		return ask, fmt.Errorf("there are at most %d filters", mostFilters)
	}
	return ask, nil
}

// find answers a question within its limits. The error is errBusy or that of the index.
func (s *Server) find(ctx context.Context, b Build, q search.Query) (search.Result, error) {
	select {
	case s.searches <- struct{}{}:
	default:
		return search.Result{}, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, searchLimit)
	defer cancel()
	type answer struct {
		res search.Result
		err error
	}
	done := make(chan answer, 1)
	go func() {
		defer func() { <-s.searches }() // not before it has ended, whoever still waits
		defer func() {
			if r := recover(); r != nil { // the preview goes on
				done <- answer{err: fmt.Errorf("the search failed: %v", r)}
			}
		}()
		res, err := b.Find(ctx, q)
		done <- answer{res, err}
	}()
	select {
	case a := <-done:
		if ctx.Err() != nil && errors.Is(a.err, ctx.Err()) {
			a.err = errBusy
		}
		return a.res, a.err
	case <-ctx.Done():
		return search.Result{}, errBusy
	}
}

// found is what the API answers.
type found struct {
	search.Result
	Took float64 `json:"took"` // milliseconds
}

// api answers a question as JSON, from what the request's view shows.
func (s *Server) api(w http.ResponseWriter, r *http.Request, sn *snapshot) {
	fail := func(status int, err error) {
		if status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
		s.json(w, r, status, map[string]string{"error": err.Error()})
	}
	ask, err := asked(r.URL.Query())
	if err != nil {
		fail(http.StatusBadRequest, err)
		return
	}
	start := time.Now()
	res, err := s.find(r.Context(), sn.good.Build, ask.Query)
	switch {
	case errors.Is(err, errBusy):
		fail(http.StatusServiceUnavailable, err)
	case err != nil:
		s.logf("search: %v", err)
		fail(http.StatusInternalServerError, errors.New("the search has failed"))
	default:
		s.json(w, r, http.StatusOK, found{res, float64(time.Since(start).Microseconds()) / 1000})
	}
}

func (s *Server) json(w http.ResponseWriter, r *http.Request, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and finite numbers have a form
	}
	send(w, r, answer{status: status, kind: kindOf(".json"), body: append(text, '\n')})
}

// answered gives the search page with what was found, when the request asks a
// question, as it does where no script runs; nil when it has answered already.
func (s *Server) answered(w http.ResponseWriter, r *http.Request, sn *snapshot) *file {
	ask, err := asked(r.URL.Query())
	if err != nil {
		plain(w, r, http.StatusBadRequest, err.Error())
		return nil
	}
	res, err := s.find(r.Context(), sn.good.Build, ask.Query)
	if errors.Is(err, errBusy) {
		w.Header().Set("Retry-After", "1")
		plain(w, r, http.StatusServiceUnavailable, err.Error())
		return nil
	}
	var b bytes.Buffer
	if err == nil {
		err = sn.good.Found(&b, res, ask.chosen, more(r.URL.Query(), ask.Query, res))
	}
	if err != nil {
		s.logf("search: %v", err)
		plain(w, r, http.StatusInternalServerError, "the search has failed")
		return nil
	}
	return &file{b.Bytes(), hash(b.Bytes())}
}

// more gives the address of the page with the hits that follow, or "".
func more(asked url.Values, q search.Query, res search.Result) string {
	next := q.Offset + len(res.Hits)
	if len(res.Hits) == 0 || next >= res.Total || next > lastHit {
		return ""
	}
	asked.Set("offset", strconv.Itoa(next))
	return searchPage + "?" + asked.Encode()
}

// earlier is the folder of earlier states of the handbook, whose pages search themselves.
const earlier = "editions/"

// announce puts into a page's head where the search answers.
func (s *Server) announce(sn *snapshot, path string, page []byte) []byte {
	at := bytes.Index(page, []byte("</head>"))
	if at < 0 || strings.HasPrefix(path, earlier) || sn.good == nil || sn.good.Find == nil {
		return page
	}
	u := url.URL{Path: sn.good.base() + searchAPI, RawQuery: sn.view.encode(s.opts.Default)}
	meta := `<meta name="policybook-search" content="` + html.EscapeString(u.String()) + `">` + "\n"
	return slices.Concat(page[:at], []byte(meta), page[at:])
}

// isSearch reports whether a request for a file of the site is a question.
func isSearch(b Build, name string, q url.Values) bool {
	given := func(key string) bool { return strings.TrimSpace(q.Get(key)) != "" }
	return name == searchPage && b.Find != nil && b.Found != nil && (given("q") || slices.ContainsFunc(facets, given))
}
