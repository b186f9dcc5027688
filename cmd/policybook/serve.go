package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"policybook/generator/diag"
	"policybook/generator/finder"
	"policybook/generator/handbook"
	"policybook/generator/serve"
	"policybook/generator/watch"
)

const (
	defaultAddr   = "127.0.0.1:1313"
	defaultEditor = "vscode://file{path}:{line}:{col}"
	triedPorts    = 20 // after the default one
)

// How long nothing has changed when what can wait is done: garbage is collected,
// after the browsers have what they ask for and before the next edit, which a
// collection in its midst would make many times slower; and every file is read.
const (
	toCollect = 250 * time.Millisecond
	toReadAll = 3 * time.Second
)

type serveFlags struct {
	addr, date, audience, classification, editor, logFormat string
	chosen, open, poll                                      bool // chosen: addr is the user's
}

func serveCommand(e *env) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the handbook while you write",
		Long: "serve shows the handbook in a browser and follows every edit: the open page changes as you save. Drafts are\n" +
			"shown. A handbook with errors keeps its last good pages, with the errors above them. Nothing is published;\n" +
			"the index of the search is kept in " + cacheFolder + ".\n\n" +
			"On a terminal, r builds again and q quits. Nobody else can reach the pages unless --addr says so.",
		Example: "  policybook serve --open\n  policybook serve --audience contractors --date 2027-01-01\n" +
			"  policybook serve --addr 192.168.1.20:8080\n  policybook serve --editor 'idea://open?file={path}&line={line}'",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			f.chosen = c.Flags().Changed("addr")
			if host, _, err := net.SplitHostPort(f.addr); err == nil && !loopback(host) && !c.Flags().Changed("editor") {
				f.editor = "" // the files lie on this machine only
			}
			return e.serve(f)
		},
	}
	c.Flags().StringVar(&f.addr, "addr", defaultAddr, "the address and port to answer on; the next free port when the default one is taken")
	c.Flags().BoolVar(&f.open, "open", false, "open the handbook in a browser")
	c.Flags().BoolVar(&f.poll, "poll", false, "look for changes at intervals, where the system does not tell of them")
	c.Flags().StringVar(&f.date, "date", "", "judge states and reviews on this day (YYYY-MM-DD) instead of today")
	c.Flags().StringVar(&f.audience, "audience", "", "only what binds this audience of _data/audiences.yaml")
	c.Flags().StringVar(&f.classification, "classification", "", "the highest classification to show: public, internal, confidential or restricted (default internal)")
	c.Flags().StringVar(&f.editor, "editor", defaultEditor, "the `URL` that opens a file in your editor, with {path}, {line} and {col}")
	c.Flags().StringVar(&f.logFormat, "log-format", "text", "text or json")
	return c
}

// serve shows the handbook until the user has had enough.
func (e *env) serve(f serveFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	opts, err := e.options(f.date, f.classification)
	if err != nil {
		return err
	}
	opts.Drafts, opts.Audience = true, f.audience
	l, err := listen(f.addr, f.chosen)
	if err != nil {
		return err
	}
	folder, err := filepath.Abs(e.dir)
	if err != nil {
		return environmentError{err}
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	here := *e
	here.ctx = ctx
	keys, restore := here.keys(stop)
	defer restore()
	w := newWorkshop(&here, opts)
	j := newJournal(&here, f.logFormat)
	w.index = finder.Follow(e.path(shownIndex), func(text string) { j.line("search", diag.Escape(text), "note", text) })
	defer w.index.Close()
	server := serve.New(serve.Options{
		Hosts:           hosts(f.addr),
		Default:         serve.View{Date: f.date, Audience: f.audience, Classification: f.classification},
		View:            w.view,
		Classifications: handbook.Classifications,
		Editor:          f.editor,
		Folder:          filepath.ToSlash(folder),
		Progress:        w.counted.progress,
		Log:             j.errors,
	})
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, l) }()
	makeRoom(os.DirFS(e.dir))
	v := preview{env: &here, journal: j, shop: w, server: server}
	changes := hints(ctx, e.dir, f.poll)
	select {
	case all := <-changes: // the watch stands: from here on nothing is missed
		if v.first(f, l.Addr().(*net.TCPAddr)) {
			v.note(all)
			v.follow(changes, keys, stopped)
		}
	case <-ctx.Done():
	}
	stop()
	if err := <-stopped; err != nil {
		return environmentError{err}
	}
	return nil
}

func (f serveFlags) check() error {
	if f.logFormat != "text" && f.logFormat != "json" {
		return usage("--log-format is text or json, not %q", f.logFormat)
	}
	if f.editor == "" {
		return nil
	}
	u, err := url.Parse(strings.NewReplacer("{path}", "/p", "{line}", "1", "{col}", "1").Replace(f.editor))
	if err != nil || u.Scheme == "" || !strings.Contains(f.editor, "{path}") || slices.Contains([]string{"javascript", "data", "vbscript"}, u.Scheme) {
		return usage("--editor is the URL that opens a file, such as %s, not %q", defaultEditor, f.editor)
	}
	return nil
}

// listen opens a port: the one that was asked for or, if none was, the next one
// that is free.
func listen(addr string, chosen bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	number, wrong := strconv.ParseUint(port, 10, 16)
	if err != nil || wrong != nil {
		return nil, usage("--addr is an address and a port, such as %s, not %q", defaultAddr, addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil && chosen {
		return nil, environmentError{fmt.Errorf("cannot answer on %s: %w\n  hint: choose another port with --addr", addr, err)}
	}
	for range triedPorts {
		if err == nil {
			break
		}
		number++
		l, err = net.Listen("tcp", net.JoinHostPort(host, strconv.FormatUint(number, 10)))
	}
	if err != nil {
		return nil, environmentError{fmt.Errorf("no free port from %s on: %w", addr, err)}
	}
	return l, nil
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// hosts gives the names by which the address can be called: its own or, when it
// stands for all of them, every one of this machine.
func hosts(addr string) []string {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "" && (ip == nil || !ip.IsUnspecified()) {
		return []string{host}
	}
	var all []string
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			all = append(all, n.IP.String())
		}
	}
	if name, err := os.Hostname(); err == nil {
		all = append(all, name)
	}
	return all
}

// preview is a handbook that is shown and followed.
type preview struct {
	*env
	*journal
	shop   *workshop
	server *serve.Server
	last   diag.List // of the last build
	day    string    // that it was judged on
}

// first shows the first build, and says where. It reports whether that was not interrupted.
func (v *preview) first(f serveFlags, at *net.TCPAddr) bool {
	done := v.progressOf(v.shop.counted.progress)
	b, ok := v.show()
	done()
	if !ok {
		return false
	}
	host, _, _ := net.SplitHostPort(f.addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	address := func(host string) string {
		u := url.URL{Scheme: "http", Host: net.JoinHostPort(host, strconv.Itoa(at.Port)), Path: b.Base}
		return u.String()
	}
	v.findings(v.env, b.Findings, nil)
	home := address(host)
	text := fmt.Sprintf("%s: %s; %s", b.Title, home, b.Findings.Summary())
	if _, ok := v.env.out.(returning); ok {
		text += "; r builds again, q quits"
	}
	v.line("serving", text, "url", home)
	if !loopback(host) || host == "localhost" && !loopback(at.IP.String()) {
		var all []string
		for _, h := range hosts(f.addr) {
			all = append(all, address(h))
		}
		v.line("open to others", "whoever can reach this machine can read it, at "+strings.Join(all, " "), "urls", all)
	}
	if f.open {
		if err := openBrowser(home); err != nil {
			v.line("no browser", "no browser could be opened: "+diag.Escape(err.Error()))
		}
	}
	return true
}

// follow shows the handbook anew after each change, at midnight and when r is pressed.
// Changes are hints. When they have come to rest every file is read, so that what
// none of them named is found all the same. That gives way to the next change.
func (v *preview) follow(hints <-chan watch.Change, keys <-chan byte, stopped chan error) {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	collect, rest := time.NewTimer(toCollect), time.NewTimer(toReadAll)
	defer collect.Stop()
	defer rest.Stop()
	missed := make(chan []string)
	committed := make(chan bool)
	for ok := true; ok; {
		select {
		case <-v.ctx.Done():
			return
		case err := <-stopped:
			stopped <- err
			return
		case hint := <-hints:
			v.note(hint)
			ok = v.again("", hint.Paths...)
			collect.Reset(toCollect)
			rest.Reset(toReadAll)
		case <-collect.C:
			go runtime.GC()
		case <-rest.C:
			go func() {
				v.recall(committed)
				names := v.shop.Changed()
				v.shop.keep()
				runtime.GC()
				select {
				case missed <- names:
				case <-v.ctx.Done():
				}
			}()
		case names := <-missed:
			if len(names) > 0 {
				ok = v.again("", names...)
			}
		case <-committed:
			ok = v.again("the history changed")
		case <-keys:
			v.shop.remember()
			ok = v.again("built again")
		case now := <-minute.C:
			go v.recall(committed)
			opts := v.shop.opts
			opts.Now = now
			if today := v.shop.Today(opts).String(); today != v.day {
				ok = v.again("it is " + today)
			}
		}
	}
}

// note says what is polled, and why, if that is news.
func (v *preview) note(hint watch.Change) {
	if hint.Note != "" {
		v.line("watching", hint.Note, "note", hint.Note)
	}
}

// recall reads the handbook's history if there was a commit, and says so.
func (v *preview) recall(committed chan<- bool) {
	if v.shop.remember() {
		select {
		case committed <- true:
		case <-v.ctx.Done():
		}
	}
}

// again builds if files have changed of those that are named, or of all if none
// is, or if there is another reason. It reports whether that was not interrupted.
func (v *preview) again(why string, named ...string) bool {
	start := v.now()
	changed := v.shop.Read(named...)
	if len(changed) == 0 && why == "" {
		return true
	}
	documents := 0
	for _, name := range changed {
		if strings.HasSuffix(name, ".md") {
			documents++
		}
	}
	switch {
	case documents > 0:
		why = count(documents, "document") + " changed"
	case len(changed) > 0:
		why = "settings, data or theme changed"
	}
	last := v.last
	b, ok := v.show()
	if !ok {
		return false
	}
	v.findings(v.env, b.Findings, last)
	took := v.now().Sub(start).Milliseconds()
	v.line("rebuilt", fmt.Sprintf("%s, %d ms, %s", why, took, b.Findings.Summary()), "documents", documents, "ms", took,
		"errors", b.Findings.Count(diag.Error), "warnings", b.Findings.Count(diag.Warning))
	return true
}

// show compiles and shows a build. It reports whether that was not interrupted.
func (v *preview) show() (serve.Build, bool) {
	b, err := unlessInterrupted(v.env, func() serve.Build {
		if v.day == "" { // later ones see to it when there is time
			v.shop.remember()
		}
		return v.shop.shown()
	})
	if err != nil {
		return b, false
	}
	v.server.Show(b)
	v.last, v.day = b.Findings, b.Day
	return b, true
}

// hints gives the changes of a handbook's folder to be waited for among other things.
func hints(ctx context.Context, dir string, poll bool) <-chan watch.Change {
	c := make(chan watch.Change)
	go func() {
		for hint := range watch.Changes(ctx, dir, poll, "content", "themes") {
			select {
			case c <- hint:
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

// openBrowser opens a URL of our own in the user's browser.
func openBrowser(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", url).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	}
	return exec.Command("xdg-open", url).Start()
}

// journal says what happens, for a person or for a program.
type journal struct {
	writing sync.Mutex
	records *slog.Logger // nil for a person
	errors  *log.Logger  // of the server
	out     io.Writer
}

func newJournal(e *env, format string) *journal {
	if format == "json" {
		h := slog.NewJSONHandler(e.out, nil)
		return &journal{records: slog.New(h), errors: slog.NewLogLogger(h, slog.LevelError), out: e.out}
	}
	return &journal{errors: log.New(e.err, "policybook: ", 0), out: e.out}
}

// line says one thing: as text, or as a record with a name and what belongs to it.
func (j *journal) line(name, text string, args ...any) {
	if j.records != nil {
		j.records.Info(name, args...)
		return
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	fmt.Fprintln(j.out, text)
}

// findings lists every error, and the warnings that the last build did not have.
func (j *journal) findings(e *env, findings, last diag.List) {
	said := news(findings, last)
	if j.records == nil {
		e.show(e.err, said, false)
		return
	}
	for _, f := range said {
		level := slog.LevelWarn
		if f.Severity == diag.Error {
			level = slog.LevelError
		}
		j.records.Log(e.ctx, level, f.Text, "file", f.File, "line", f.Line, "col", f.Col, "rule", f.Rule, "hint", f.Hint)
	}
}

// news gives the errors among findings, and the warnings that are not among the
// last ones, wherever they stood.
func news(findings, last diag.List) (said diag.List) {
	// Both are sorted, and an edit changes those of few files.
	before, after, shorter := 0, 0, min(len(findings), len(last))
	for before < shorter && findings[before] == last[before] {
		before++
	}
	for after < shorter-before && findings[len(findings)-1-after] == last[len(last)-1-after] {
		after++
	}
	type warning struct{ file, rule, text string } // lines above may come and go
	known := map[warning]bool{}
	for _, f := range last[before : len(last)-after] {
		known[warning{f.File, f.Rule, f.Text}] = true
	}
	for i, f := range findings {
		fresh := i >= before && i < len(findings)-after && f.Severity == diag.Warning && !known[warning{f.File, f.Rule, f.Text}]
		if fresh || f.Severity == diag.Error {
			said = append(said, f)
		}
	}
	return said
}
