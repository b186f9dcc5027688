// Package serve shows a compiled handbook over HTTP while its authors write.
//
// A [Server] is handed builds, one after the other, and always serves the last
// good one. A build is immutable: pages are rendered when they are asked for,
// and kept until the next build. Nothing else is served: no source, no hidden
// file, no address that the published handbook would not have.
//
// # Addresses
//
// A page has the path that it has in the published folder, below the path of
// the handbook's base_url. As on any static host, / and a folder with a slash
// at its end show the folder's index.html, and a folder without it leads there.
// There is no shorter form: /a is not /a.html. Everything else is 404.html.
// What the preview itself needs lies below /_policybook/, which no page can have:
//
//	/_policybook/events       server-sent events, one for each build
//	/_policybook/problems     what is wrong with the handbook, as a page
//	/_policybook/preview.js   the script of the preview
//	/_policybook/preview.css  its styles, and host.css where they stand in a page
//
// Below the handbook's path, api/search?q=… answers what the script of the search
// asks (q, limit, offset, section, owner, kind, state, tag), as JSON; a page says so
// in a meta element, policybook-search. search.html?q=… is the same as a page.
//
// ?date=, ?audience= and ?classification= show the handbook as of another day
// and as other readers have it.
//
// # Preview
//
// A page is served as it would be published, byte for byte, but for two pieces:
// the meta element of the search before </head>, and before </body> the preview
// bar, which stands in a shadow root of its own so that it and the theme leave
// each other alone.
//
// Every build is told to every browser by an event whose id is the build's
// number. A page that is open then asks for itself again. HTTP says whether it
// changed: the entity tag is a hash of what is shown. If it did, the script puts
// the new content in the place of the old and keeps scroll, focus and what was
// unfolded. No dependency is tracked.
//
// A build with errors changes no page. The pages stay, and say what is wrong.
// Before the first build a browser is told to wait, with status 503, and what else
// is asked for waits.
//
// # Safety
//
// Only GET and HEAD are answered, only to names and addresses of this machine
// (so that no foreign name can be pointed at it), and to other sites not at all:
// their pages can lead here, and can neither embed nor read what is here.
package serve

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"policybook/generator/diag"
	"policybook/generator/output"
	"policybook/generator/search"
)

// Options says how a Server shows its builds.
type Options struct {
	// Hosts are the names and addresses, without ports, by which the server may be called besides localhost and loopback addresses.
	Hosts []string
	// Default is the view of the builds that are given to Show.
	Default View
	// View compiles the handbook for another view than Default. It is called by one request at a time. An error is
	// for the reader who asked: there is no such view. Nil has none.
	View func(context.Context, View) (Build, error)
	// Classifications are those that a reader can choose from, in rising order.
	Classifications []string
	// Editor is the pattern of the URL that opens a file in an editor, with {path} (absolute, beginning with a
	// slash), {line} and {col}; "" makes no links. Folder is the handbook's absolute path.
	Editor, Folder string
	// Progress says how far the first build is, in a few words; nil says nothing.
	Progress func() string
	// Log takes what goes wrong within the server; nil is the standard logger.
	Log *log.Logger
}

// A View is how readers see the handbook: on which day, and what binds whom.
type View struct {
	Date           string // YYYY-MM-DD; "" is today
	Audience       string // id of an audience; "" is everyone
	Classification string // the highest that is shown; "" is internal
}

// Build is a compiled handbook, for one view.
type Build struct {
	Site      *output.Site // nil when a finding is an error
	Findings  diag.List    // judged and sorted
	Title     string       // of the handbook
	Base      string       // path of the site on its host, with slashes at both ends; "" is "/"
	Day       string       // YYYY-MM-DD, the day that states are judged on
	Audiences []Audience   // that a reader can choose from
	// Source gives what a page of Site was written in; the zero Source when that is no single file.
	Source func(page string) Source
	// Line gives a line of a file of the handbook, from 1, or "".
	Line func(file string, line int) string
	// Find answers a question with what Site holds. It waits no longer than ctx, whose error it then gives, and is
	// safe for concurrent use. Nil is a site without a search.
	Find func(ctx context.Context, q search.Query) (search.Result, error)
	// Found writes the search page of Site with what was found, the values that the reader has chosen by facet, and
	// the relative URL of the hits that follow, or "". Nil leaves the page as it is.
	Found func(w io.Writer, res search.Result, chosen map[string]string, more string) error
}

// Audience is a group of readers.
type Audience struct{ ID, Title string }

// Source is the file that a page is written in.
type Source struct {
	File  string         // slash path from the handbook's folder
	Place string         // what findings call the state of the file that the page shows; "" is File
	Lines map[string]int // of its headings, by their anchor, from 1
}

// Server serves the last good build. It is an http.Handler, safe for concurrent
// use.
type Server struct {
	opts  Options
	hosts map[string]bool

	mu    sync.Mutex // held while a build is put in place
	state atomic.Pointer[state]

	compile chan struct{} // holds a token while a view is compiled, and guards views
	views   []*seen       // the last ones asked for, latest last

	searches chan struct{} // holds a token for each search that goes on
}

// state is what is served from one build to the next.
type state struct {
	number int64         // of the build; 0 before the first
	shown  *snapshot     // for the default view; nil before the first build
	next   chan struct{} // closed when the state has been replaced
}

// New gives a server that has no build yet.
func New(opts Options) *Server {
	s := &Server{opts: opts, hosts: map[string]bool{}, compile: make(chan struct{}, 1), searches: make(chan struct{}, mostSearches)}
	for _, h := range opts.Hosts {
		s.hosts[hostName(h)] = true
	}
	s.state.Store(&state{next: make(chan struct{})})
	return s
}

// Show puts a build in the place of the last one, and tells every browser. A
// build with errors leaves the pages as they are.
func (s *Server) Show(b Build) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.state.Load()
	// Numbers go on from the clock, so that they grow from one run to the next:
	// a browser that still has the number of an earlier run is told.
	next := &state{number: max(old.number+1, time.Now().UnixMilli()), next: make(chan struct{})}
	next.shown = newSnapshot(next.number, s.opts.Default, b, old.shown)
	s.state.Store(next)
	close(old.next)
}

// Time-outs and limits of a connection.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 60 * time.Second
	stopTimeout   = 2 * time.Second
	headerBytes   = 64 << 10
)

// Serve answers on l until ctx ends, then lets what has begun come to its end,
// for two seconds at most. It returns nil when it was stopped by ctx, and
// the error of l otherwise. It closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          s.opts.Log,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends the event streams
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err := <-failed:
		h.Close()
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if h.Shutdown(limit) != nil {
		h.Close()
	}
	<-failed
	return nil
}
