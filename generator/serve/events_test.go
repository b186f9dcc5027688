package serve

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// stream is an open event stream.
type stream struct {
	*bufio.Scanner
	body io.Closer
}

func listen(t testing.TB, c *http.Client, url, known string) stream {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url+"/_policybook/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if known != "" {
		r.Header.Set("Last-Event-ID", known)
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return stream{bufio.NewScanner(resp.Body), resp.Body}
}

// next gives the id of the next event, or "" when the stream has ended.
func (s stream) next() (id string) {
	for s.Scan() {
		if text, ok := strings.CutPrefix(s.Text(), "id: "); ok {
			id = text
		}
		if s.Text() == "" && id != "" {
			return id
		}
	}
	return ""
}

// A browser hears of the present build at once, unless it knows it, and of every later state.
func TestEvents(t *testing.T) {
	t.Parallel()
	s, h := started(t, Options{}, build(t, pages))
	number := func() string { return strconv.FormatInt(s.state.Load().number, 10) }
	first := number()
	a := listen(t, h.Client(), h.URL, "")
	if id := a.next(); id != first {
		t.Errorf("first event %q, want %q", id, first)
	}
	b := listen(t, h.Client(), h.URL, first) // has seen it
	s.Show(broken("x"))
	for name, st := range map[string]stream{"told before": a, "knowing": b} {
		if id := st.next(); id != number() || id <= first {
			t.Errorf("%s: event %q, want %q", name, id, number())
		}
	}
	a.body.Close() // and comes back, having missed two
	missed := number()
	s.Show(build(t, pages))
	s.Show(build(t, pages))
	c := listen(t, h.Client(), h.URL, missed)
	if id := c.next(); id != number() {
		t.Errorf("after coming back: event %q, want %q", id, number())
	}
	for _, st := range []stream{b, c} {
		st.body.Close()
	}
	later := New(Options{}) // another run
	later.Show(build(t, pages))
	if n := later.state.Load().number; strconv.FormatInt(n, 10) < first {
		t.Errorf("the number %d of a later run is less than %s", n, first)
	}
}

// A thousand browsers are told.
func TestManyBrowsers(t *testing.T) {
	t.Parallel()
	const browsers = 1000
	s, h := started(t, Options{}, build(t, pages))
	c := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer c.CloseIdleConnections()
	var ready, told sync.WaitGroup
	last := make([]string, browsers)
	ready.Add(browsers)
	release := make(chan struct{})
	for i := range browsers {
		told.Go(func() {
			st := listen(t, c, h.URL, "")
			defer st.body.Close()
			st.next()
			ready.Done()
			last[i] = st.next()
			<-release // all stay until all are told
		})
	}
	ready.Wait()
	s.Show(build(t, map[string]string{"index.html": "new"}))
	if resp, body := get(t, h.URL); resp.StatusCode != 200 || !strings.Contains(body, "new") {
		t.Errorf("a page meanwhile: %d %q", resp.StatusCode, body)
	}
	close(release)
	told.Wait()
	want := strconv.FormatInt(s.state.Load().number, 10)
	for i, id := range last {
		if id != want {
			t.Fatalf("browser %d was told %q, want %q", i, id, want)
		}
	}
}

var ofBuild = regexp.MustCompile(`^<!DOCTYPE html>\n<html>\n<head>\n</head>\n<body>\n((?:\d+ )+)\n<link`)

// While builds come and go, every body is whole and of one build, and no build
// is served after a later one was.
func TestSwapUnderLoad(t *testing.T) {
	t.Parallel()
	numbered := func(n int) Build {
		return build(t, map[string]string{"index.html": strings.Repeat(fmt.Sprint(n, " "), 3000), "404.html": "-"})
	}
	s, h := started(t, Options{}, numbered(0))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for last := 0; ; {
				select {
				case <-stop:
					return
				default:
				}
				resp, body := get(t, h.URL)
				m := ofBuild.FindStringSubmatch(body)
				if m == nil || !strings.HasSuffix(body, "</body>\n</html>\n") || int64(len(body)) != resp.ContentLength {
					t.Errorf("not whole: %d bytes %.80q … %.80q", len(body), body, body[max(0, len(body)-80):])
					return
				}
				words := strings.Fields(m[1])
				n, _ := strconv.Atoi(words[0])
				if len(words) != 3000 || strings.Count(m[1], words[0]+" ") < 3000 || n < last {
					t.Errorf("%d words of %q, after build %d", len(words), words[0], last)
					return
				}
				last = n
			}
		})
	}
	for n := range 200 {
		if n%7 == 3 {
			s.Show(broken("x"))
			continue
		}
		s.Show(numbered(n))
		get(t, h.URL)
	}
	close(stop)
	readers.Wait()
}
