package serve

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"policybook/generator/output"
)

// snapshot is a build as it is served for one view. It is immutable but for the
// pages that have been rendered.
type snapshot struct {
	number int64 // of the build
	view   View
	build  Build // the last one, also with errors
	good   *site // the last one without; nil before the first
	stale  bool  // good is of an earlier build
}

// newSnapshot follows on the last snapshot of the same view, if there was one.
func newSnapshot(number int64, view View, b Build, last *snapshot) *snapshot {
	sn := &snapshot{number: number, view: view, build: b}
	switch {
	case b.Site != nil:
		sn.good = &site{Build: b, rendered: map[string]*file{}}
	case last != nil:
		sn.good, sn.stale = last.good, true
	}
	return sn
}

// keptBytes is how much of a site is kept once it is rendered.
const keptBytes = 64 << 20

// site is a build without errors, with the files of it that were asked for.
type site struct {
	Build
	mu       sync.Mutex
	rendered map[string]*file
	size     int // of rendered, in bytes
}

// file is a file of the site as it would be published.
type file struct {
	body []byte
	hash string // of body
}

// file renders a file, once.
func (s *site) file(f output.File) (*file, error) {
	s.mu.Lock()
	kept := s.rendered[f.Path]
	s.mu.Unlock()
	if kept != nil {
		return kept, nil
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	made := &file{b.Bytes(), hash(b.Bytes())}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size += len(made.body); s.size > keptBytes {
		clear(s.rendered)
		s.size = len(made.body)
	}
	if s.size <= keptBytes {
		s.rendered[f.Path] = made
	}
	return made, nil
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}

// notFound is what is shown in place of a missing page.
const notFound = "404.html"

// page answers with a file of the site.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	sn := s.snapshot(w, r)
	if sn == nil {
		return
	}
	w.Header().Set("Policybook-Build", strconv.FormatInt(sn.number, 10))
	if sn.good == nil {
		s.problems(w, r, sn, http.StatusServiceUnavailable)
		return
	}
	name, ok := sn.good.resolve(w, r)
	if !ok {
		return
	}
	status := http.StatusOK
	if name == searchAPI && sn.good.Find != nil {
		s.api(w, r, sn)
		return
	}
	f, found := sn.good.Site.Lookup(name)
	if !found {
		status = http.StatusNotFound
		if f, found = sn.good.Site.Lookup(notFound); !found {
			plain(w, r, status, "there is no such page")
			return
		}
	}
	made, err := sn.good.file(f)
	if err != nil {
		s.logf("%v", err)
		plain(w, r, http.StatusInternalServerError, "the page cannot be rendered: "+err.Error())
		return
	}
	if isSearch(sn.good.Build, f.Path, r.URL.Query()) {
		if made = s.answered(w, r, sn); made == nil {
			return
		}
	}
	a := answer{status: status, kind: kindOf(f.Path), body: made.body, tag: made.hash}
	if isHTML(f.Path) {
		if to, ok := redirect(made.body, r); ok && sn.view != s.opts.Default {
			w.Header().Set("Location", to)
			plain(w, r, http.StatusTemporaryRedirect, "the page is at "+to)
			return
		}
		a.body, a.tag = s.preview(sn, f.Path, made)
	}
	send(w, r, a)
}

// encoded are escapes that no address of ours has: slashes, dots, NUL.
var encoded = regexp.MustCompile(`(?i)%(2f|5c|2e|00)`)

// base is the path of the site on its host.
func (s *site) base() string { return cmp.Or(s.Base, "/") }

// resolve gives the path in the site that a request means, or answers it.
func (s *site) resolve(w http.ResponseWriter, r *http.Request) (name string, ok bool) {
	base := s.base()
	to := ""
	name, below := strings.CutPrefix(r.URL.Path, base)
	switch {
	case encoded.MatchString(r.URL.EscapedPath()):
		return "", true // which no file has
	case !below && (r.URL.Path == "/" || r.URL.Path+"/" == base):
		to = base
	case !below:
		return "", true
	case name == "" || strings.HasSuffix(name, "/"):
		return name + "index.html", true
	default:
		if _, found := s.Site.Lookup(name + "/index.html"); !found {
			return name, true
		}
		to = base + name + "/"
	}
	to = (&url.URL{Path: to, RawQuery: r.URL.RawQuery}).String()
	w.Header().Set("Location", to)
	plain(w, r, http.StatusTemporaryRedirect, "the page is at "+to)
	return "", false
}

var refresh = regexp.MustCompile(`<meta http-equiv="refresh" content="0; url=([^"]*)">`)

// redirect gives the address on this server to which a page of an old path
// leads, with the request's view.
func redirect(page []byte, r *http.Request) (to string, ok bool) {
	m := refresh.FindSubmatch(page)
	if m == nil {
		return "", false
	}
	u, err := url.Parse(html.UnescapeString(string(m[1])))
	if err != nil || u.IsAbs() || u.Host != "" {
		return "", false
	}
	u = (&url.URL{Path: r.URL.Path}).ResolveReference(u)
	u.RawQuery = r.URL.RawQuery
	return u.String(), strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(u.Path, "//")
}

func isHTML(name string) bool { return path.Ext(name) == ".html" }

// kinds are the types of what the generator itself makes, and of the usual
// attachments, which must not depend on the machine.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8",
	".xml": "application/xml", ".atom": "application/atom+xml", ".ics": "text/calendar; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
	".pdf": "application/pdf", ".zip": "application/zip",
}

func kindOf(name string) string {
	ext := strings.ToLower(path.Ext(name))
	return cmp.Or(kinds[ext], mime.TypeByExtension(ext), "application/octet-stream")
}

// answer is a whole response.
type answer struct {
	status int
	kind   string // media type
	tag    string // entity tag, without quotes, or ""
	body   []byte
}

// send answers with a body that is complete, or with its head alone.
func send(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "no-cache") // may be kept, and is asked for again each time
	if a.status == http.StatusOK && a.tag != "" {
		h.Set("ETag", `"`+a.tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		w.Write(a.body)
	}
}
