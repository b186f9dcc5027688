package pdf

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"policybook/generator/output"
)

// A tab prints one page after the other; opening one takes as long as printing.
type tab struct {
	ctx   context.Context
	close func()

	mu  sync.Mutex
	now *job // what it shows
}

// A job is a page to be printed.
type job struct {
	site *output.Site
	page string // its path
	html []byte // its bytes
	root string // URL of the site's root

	used map[string]string // digests of what the page asked for, by path; "" for what the site does not have
	fail error             // of a file that could not be made
}

// open opens a tab in the browser of a context, where nothing is heard of the
// network and no script runs. It gives up when waiting ends.
func open(waiting, browser context.Context) (*tab, error) {
	t := &tab{}
	ctx, cancel := chromedp.NewContext(browser)
	defer context.AfterFunc(waiting, cancel)()
	requests := chromedp.Events(ctx, fetch.RequestPaused)
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.answer(requests)
	}()
	t.ctx, t.close = ctx, func() { cancel(); <-done }
	_, err := chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	if err == nil { // each page asks for all that it needs, so that it is known
		_, err = chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	}
	if err != nil {
		go t.close()
		return nil, err
	}
	return t, nil
}

// print prints a page. It gives up when waiting ends. After an error the tab may
// hang, and must be closed.
func (t *tab) print(waiting context.Context, j *job) ([]byte, error) {
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	defer context.AfterFunc(waiting, cancel)()
	t.mu.Lock()
	t.now = j
	t.mu.Unlock()
	err := chromedp.Do(ctx, chromedp.Navigate(j.root+escape(j.page)))
	if err != nil {
		return nil, err
	}
	yes := true
	printed, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) {
		p.PreferCSSPageSize, p.PrintBackground = &yes, &yes
		p.GenerateTaggedPDF, p.GenerateDocumentOutline = &yes, &yes
		p.PaperWidth, p.PaperHeight = chromedp.PaperA4.Width, chromedp.PaperA4.Height // unless CSS says otherwise
		p.TransferMode = page.PrintToPDFTransferModeReturnAsStream                    // a book may be larger than a message
	}))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = nil
	return printed, err
}

// answer gives the page the files that it asks for, and nothing else, until the tab is closed.
func (t *tab) answer(requests iter.Seq2[fetch.EventRequestPaused, error]) {
	for request, err := range requests {
		if err != nil {
			return
		}
		body, ok := t.file(request.Request.URL)
		if !ok {
			chromedp.Call(t.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: request.RequestID, ErrorReason: network.ErrorReasonBlockedByClient})
			continue
		}
		chromedp.Call(t.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{RequestID: request.RequestID, ResponseCode: 200, Body: body.bytes,
			ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: body.kind}, {Name: "Cache-Control", Value: "no-store"}}})
	}
}

type body struct {
	kind  string
	bytes []byte
}

// file gives the file at a URL that the page asks for, and whether there is one.
func (t *tab) file(address string) (body, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now == nil {
		return body{}, false
	}
	return t.now.file(address)
}

func (j *job) file(address string) (body, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return body{}, false
	}
	u.RawQuery, u.Fragment = "", ""
	name, ok := strings.CutPrefix(u.String(), j.root)
	if name, err = url.PathUnescape(name); !ok || err != nil {
		return body{}, false
	}
	if name == j.page {
		return body{kind(name), j.html}, true
	}
	text, ok, err := contents(j.site, name)
	if err != nil {
		j.fail = err
	}
	if ok {
		j.used[name] = sum(text)
	} else {
		j.used[name] = ""
	}
	return body{kind(name), text}, ok
}

// contents gives the bytes of a file of the site, and whether there is one.
func contents(site *output.Site, name string) ([]byte, bool, error) {
	file, ok := site.Lookup(name)
	if !ok {
		return nil, false, nil
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	return b.Bytes(), true, nil
}

// kind gives the media type of a file that a page shows. The system's own table
// is not asked, as it may say anything.
func kind(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	}
	return "application/octet-stream"
}

func escape(path string) string { return (&url.URL{Path: path}).EscapedPath() }
