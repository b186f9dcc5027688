// Package pdf prints pages of a compiled site with an installed browser of the
// Chromium family.
//
// A [Printer] is one browser with a few tabs. The browser shows a page under the
// address at which it will be published, but asks nobody on a network: each of
// its requests is answered from the [output.Site], and every other is refused.
// Scripts do not run, so that paper shows what the pages say and not what the
// clock says.
//
// # The same bytes
//
// Paper size, margins and page numbers are those of the page's stylesheet. What a
// browser writes differs from run to run in three things that no reader sees, and
// they are made equal: the days of making are left out, names of elements are
// numbered from one, and links between pages of a site that has no address lead to
// the neighbouring file. The same page, assets and browser give the same bytes.
//
// # Cache
//
// Printed pages are kept in a folder, each with the digest of its bytes and those
// of every file that the page had asked for. One that is damaged, or of another
// page, asset, address or browser, is never used. The folder may be deleted at any time.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"policybook/generator/output"
)

// Options say what prints, and for whom.
type Options struct {
	Browser string // the program, as Find gives it
	BaseURL string // where the site is published, with a final slash; "" if nobody said
	Cache   string // a folder that keeps printed pages; it need not exist
}

// A Printer prints pages until it is closed. It is safe for concurrent use.
type Printer struct {
	opts     Options
	cache    cache
	patience time.Duration // for starting, and for each patientBytes of a page

	user context.Context // when it ends, so does printing
	ctx  context.Context // the browser's, which can be closed in peace after that
	tabs chan *tab       // those that have nothing to do; nil is one that is not open yet
	free func()
}

const (
	patience = time.Minute
	maxTabs  = 8

	patientBytes = 100 << 10 // of HTML, which print in two seconds or so

	patienceAtEnd = 5 * time.Second
)

// Start starts the browser, which lives until Close. When ctx ends, nothing more is
// printed. An error names the browser.
func Start(ctx context.Context, opts Options) (*Printer, error) {
	return start(ctx, opts, patience)
}

func start(ctx context.Context, opts Options, patience time.Duration) (*Printer, error) {
	// Chromium refuses to run as root with its sandbox, and chromedp adds --no-sandbox
	// then, and only then. What is printed is the team's own site, with scripts off.
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(opts.Browser),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-US"),
		// No name leads to a host, whatever asks for one.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
	)
	life, kill := context.WithCancel(context.WithoutCancel(ctx))
	allocator, free := chromedp.NewExecAllocator(life, flags...)
	browserCtx, cancel := chromedp.NewContext(allocator)
	p := &Printer{opts: opts, patience: patience, user: ctx, ctx: browserCtx, tabs: make(chan *tab, maxTabs)}
	p.free = func() { kill(); cancel(); free() }
	waiting, enough := context.WithTimeoutCause(ctx, patience, errSlow)
	defer enough()
	stop := context.AfterFunc(waiting, kill)
	version, err := chromedp.CallBrowser(browserCtx, browser.GetVersion, cdp.Empty{})
	if !stop() {
		err = context.Cause(waiting)
	}
	if err == errSlow {
		err = fmt.Errorf("it did not start within %v", patience)
	}
	if err != nil {
		p.free()
		return nil, fmt.Errorf("%s cannot be used: %w", opts.Browser, err)
	}
	p.cache = cache{folder: opts.Cache, browser: version.Product + " " + version.Revision}
	for range min(maxTabs, runtime.GOMAXPROCS(0)) {
		p.tabs <- nil
	}
	return p, nil
}

// Close stops the browser and removes its profile; it is called once. Pages that are
// being printed fail.
// What the cache has not needed for a month is removed from it.
func (p *Printer) Close() {
	ctx, cancel := context.WithTimeout(p.ctx, patienceAtEnd)
	defer cancel()
	chromedp.Cancel(ctx) // a browser that is killed leaves files
	p.free()
	p.cache.clear()
}

// Print writes the PDF of a page, a path of the site. The error says what the
// browser did, without the path, or is the page's or w's own.
func (p *Printer) Print(w io.Writer, site *output.Site, page string) error {
	var html bytes.Buffer
	file, ok := site.Lookup(page)
	if !ok {
		return fmt.Errorf("the site has no %s", page)
	}
	if err := file.Write(&html); err != nil {
		return err
	}
	root := p.root(page)
	key := p.cache.key(root, page, html.Bytes())
	printed, ok := p.cache.load(key, site)
	if !ok {
		j := &job{site: site, page: page, html: html.Bytes(), root: root, used: map[string]string{}}
		var err error
		if printed, err = p.print(j); err != nil {
			return err
		}
		printed = normalize(printed, p.local(root), path.Dir(escape(page)))
		p.cache.store(key, j.used, printed)
	}
	_, err := w.Write(printed)
	return err
}

// root gives the URL of the site's root while a page is printed. Without an
// address it has one that nobody can have, with as many folders as the page, so
// that it is never shorter than the way up from the page.
func (p *Printer) root(page string) string {
	if p.opts.BaseURL != "" {
		return p.opts.BaseURL
	}
	return "http://handbook.invalid/" + strings.Repeat("up/", strings.Count(page, "/"))
}

// local gives the beginning of those links that must become relative, or "".
func (p *Printer) local(root string) string {
	if p.opts.BaseURL != "" {
		return ""
	}
	return root
}

// print prints a page in the next tab that has nothing to do.
func (p *Printer) print(j *job) (printed []byte, err error) {
	limit := p.patience * time.Duration(1+len(j.html)/patientBytes)
	t := <-p.tabs
	defer func() { p.tabs <- t }()
	waiting, cancel := context.WithTimeoutCause(p.user, limit, errSlow)
	defer cancel()
	if t == nil {
		t, err = open(waiting, p.ctx)
	}
	if err == nil {
		printed, err = t.print(waiting, j)
	}
	if err == nil && j.fail == nil {
		return printed, nil
	}
	if t != nil {
		go t.close() // this takes seconds, if it hangs
		t = nil
	}
	switch {
	case j.fail != nil:
		return nil, j.fail
	case context.Cause(waiting) == errSlow:
		return nil, fmt.Errorf("the browser did not print it within %v", limit)
	case waiting.Err() != nil:
		return nil, waiting.Err()
	case p.ctx.Err() != nil:
		return nil, fmt.Errorf("the browser has stopped: %w", err)
	}
	return nil, fmt.Errorf("the browser did not print it: %w", err)
}

var errSlow = errors.New("too slow")
