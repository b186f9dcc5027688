package serve

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// longestURI is how long a request's target may be, in bytes: a page's path has
// at most a thousand.
const longestURI = 8 << 10

// contentPolicy is that of the published pages, and keeps them out of frames.
const contentPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	if status, why := s.refuse(r); status != 0 {
		switch status {
		case http.StatusMethodNotAllowed:
			h.Set("Allow", "GET, HEAD")
		case http.StatusRequestEntityTooLarge:
			h.Set("Connection", "close")
		}
		plain(w, r, status, why)
		return
	}
	if own, ok := strings.CutPrefix(r.URL.Path, ownPath); ok {
		s.own(w, r, own)
		return
	}
	s.page(w, r)
}

// refuse says why a request is not answered, with a status, or gives 0.
func (s *Server) refuse(r *http.Request) (status int, why string) {
	fetch := r.Header.Get("Sec-Fetch-Site")
	foreign := fetch == "cross-site" || fetch == "same-site" // another port of this machine is the same site
	switch {
	case !s.known(r.Host):
		return http.StatusForbidden, "the preview is not known by this name; call it by its address, or name the host with --addr"
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return http.StatusMethodNotAllowed, "only GET and HEAD are answered"
	case len(r.RequestURI) > longestURI:
		return http.StatusRequestURITooLong, "the address is too long"
	case r.ContentLength != 0:
		return http.StatusRequestEntityTooLarge, "a request has no body here"
	case foreign && (r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"):
		return http.StatusForbidden, "other sites may lead here, and no more"
	}
	return 0, ""
}

// known reports whether a Host header names this server. A foreign name that
// leads here is one that somebody pointed at this machine to read from it.
func (s *Server) known(host string) bool {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return false
		}
		host = name
	}
	name := hostName(host)
	if addr, err := netip.ParseAddr(name); err == nil && addr.Unmap().IsLoopback() {
		return true
	}
	return name == "localhost" || s.hosts[name]
}

// hostName gives a host's name or address in one form.
func hostName(host string) string {
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	if inner, ok := strings.CutPrefix(name, "["); ok {
		name = strings.TrimSuffix(inner, "]")
	}
	if addr, err := netip.ParseAddr(name); err == nil {
		return addr.Unmap().WithZone("").String()
	}
	return name
}

// sameOrigin reports whether a request comes from a page of this server, or from
// no page at all.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// plain answers with a line of text.
func plain(w http.ResponseWriter, r *http.Request, status int, text string) {
	send(w, r, answer{status: status, kind: "text/plain; charset=utf-8", body: []byte(text + "\n")})
}
