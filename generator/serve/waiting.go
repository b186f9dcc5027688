package serve

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

// The first build of a large handbook takes some seconds. A browser that asks for a page
// meanwhile is told so. It asks again by itself: when the stream of events tells of the
// build, and every second where there are no scripts.

// soon is how long a browser waits for the first build before it is told of it: a page that
// comes within that time needs no other before it.
const soon = 500 * time.Millisecond

// built gives the present state once there is a build. It answers the request itself, and
// gives nil, when that takes long and a person waits. Programs wait as long as they like.
func (s *Server) built(w http.ResponseWriter, r *http.Request) *state {
	st := s.state.Load()
	var told <-chan time.Time
	if st.shown == nil && strings.Contains(r.Header.Get("Accept"), "text/html") {
		told = time.After(soon)
	}
	for st.shown == nil {
		select {
		case <-st.next:
			st = s.state.Load()
		case <-told:
			s.waiting(w, r)
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
	return st
}

// waiting answers with how far the first build is.
func (s *Server) waiting(w http.ResponseWriter, r *http.Request) {
	progress := ""
	if s.opts.Progress != nil {
		progress = s.opts.Progress()
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, "waiting.html", progress); err != nil {
		panic(err) // it has nothing that could fail
	}
	w.Header().Set("Retry-After", "1")
	send(w, r, answer{status: http.StatusServiceUnavailable, kind: kindOf("waiting.html"), body: b.Bytes()})
}
