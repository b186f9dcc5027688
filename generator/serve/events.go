package serve

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Of an event stream: how often something is sent, so that one whose browser is
// gone is noticed, and how long a browser may take to accept it.
const (
	beat       = 20 * time.Second
	eventLimit = 10 * time.Second
)

// events tells a browser of each build from now on, and of the present one
// unless it says that it knows it. Builds that come faster than a browser reads
// are told as one: an event says what is shown now.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if !sameOrigin(r) {
		plain(w, r, http.StatusForbidden, "events are for the pages of this preview")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	c := http.NewResponseController(w)
	c.SetReadDeadline(time.Time{}) // the limits of a request are not for a stream
	send := func(text string) bool {
		c.SetWriteDeadline(time.Now().Add(eventLimit))
		_, err := w.Write([]byte(text))
		return err == nil && c.Flush() == nil
	}
	if !send("retry: 500\n\n") {
		return
	}
	known := r.Header.Get("Last-Event-ID")
	alive := time.NewTicker(beat)
	defer alive.Stop()
	for {
		st := s.state.Load()
		if id := strconv.FormatInt(st.number, 10); st.shown != nil && id != known {
			if !send(fmt.Sprintf("id: %s\ndata: %s\n\n", id, st.shown.build.Findings.Summary())) {
				return
			}
			known = id
		}
		select {
		case <-st.next:
		case <-alive.C:
			if !send(": still here\n\n") {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
