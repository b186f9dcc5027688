package serve

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/diag"
)

// ownPath is where what belongs to the preview stands. The handbook keeps pages
// out of there.
const ownPath = "/_policybook/"

//go:embed preview.js preview.css host.css bar.html problems.html finding.html waiting.html
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.html"))

// mostFindings is how many findings one page lists, the most severe of them.
const mostFindings = 200

// own answers for what belongs to the preview.
func (s *Server) own(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "events":
		s.events(w, r)
	case "problems":
		if sn := s.snapshot(w, r); sn != nil {
			s.problems(w, r, sn, http.StatusOK)
		}
	case "preview.js", "preview.css", "host.css":
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it is embedded
		}
		send(w, r, answer{status: http.StatusOK, kind: kindOf(name), body: text, tag: hash(text)})
	default:
		plain(w, r, http.StatusNotFound, "there is nothing here")
	}
}

// bar is what bar.html is given.
type bar struct {
	Hash       string // of the page as it would be published
	Errors     int    // in the handbook
	Summary    string // of its findings
	Problems   string // URL of all findings
	Stale      bool   // the page is of an earlier build than the findings
	Source     place
	Editor     string    // URL that opens the source, with {line}
	Lines      string    // Source.Lines as JSON
	Findings   []finding // of this page
	Who, Level string
	Day        string
	Today      string // URL of the same page today; "" if it is today's
	Audiences  []choice
	Levels     []choice
}

// choice is a view that a reader can go to.
type choice struct {
	Title, URL string
	Current    bool
}

// finding is a finding as it is shown.
type finding struct {
	diag.Finding
	Text, Hint, Excerpt string // escaped as for a terminal: nothing in them is invisible
	Place               place
}

// place is a place in a file, which an editor may open.
type place struct {
	Text string
	URL  template.URL // "" without an editor
}

// preview gives a page with the bar in it, and its entity tag.
func (s *Server) preview(sn *snapshot, page string, f *file) (body []byte, tag string) {
	at := bytes.LastIndex(f.body, []byte("</body>"))
	if at < 0 || refresh.Match(f.body) {
		return f.body, f.hash
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, "bar.html", s.bar(sn, page, f)); err != nil {
		s.logf("preview bar: %v", err)
		return f.body, f.hash
	}
	return s.announce(sn, page, slices.Concat(f.body[:at], b.Bytes(), f.body[at:])), f.hash + "-" + hash(b.Bytes())
}

func (s *Server) bar(sn *snapshot, page string, f *file) bar {
	findings := sn.build.Findings
	b := bar{
		Hash: f.hash, Errors: findings.Count(diag.Error), Summary: findings.Summary(), Problems: s.problemsURL(sn.view), Stale: sn.stale,
		Who: "everyone", Level: "internal", Day: sn.good.Day,
	}
	var source Source
	if sn.good.Source != nil {
		source = sn.good.Source(page)
	}
	if source.File != "" {
		b.Source = s.place(diag.Pos{File: source.File})
		if s.opts.Editor != "" {
			b.Editor, b.Lines = s.editor(source.File, "{line}", "1"), lines(source)
		}
		b.Findings = s.findings(sn, func(f diag.Finding) bool { return f.File == source.File || f.File == source.Place })
	}
	b.Audiences = []choice{s.choice(sn.view, "Everyone", func(v *View) { v.Audience = "" })}
	for _, a := range sn.build.Audiences {
		c := s.choice(sn.view, a.Title, func(v *View) { v.Audience = a.ID })
		if c.Current {
			b.Who = a.Title
		}
		b.Audiences = append(b.Audiences, c)
	}
	if sn.view.Classification != "" {
		b.Level = sn.view.Classification
	}
	for _, level := range s.opts.Classifications {
		c := s.choice(sn.view, level, func(v *View) { v.Classification = level })
		c.Current = level == b.Level
		b.Levels = append(b.Levels, c)
	}
	if sn.view.Date != "" {
		b.Today = s.choice(sn.view, "", func(v *View) { v.Date = "" }).URL
	}
	return b
}

// lines gives where a file's headings are, as JSON.
func lines(source Source) string {
	text, err := json.Marshal(source.Lines)
	if err != nil {
		panic(err) // strings and numbers have a form
	}
	return string(text)
}

// choice gives the way from one view to another, on the same page.
func (s *Server) choice(v View, title string, change func(*View)) choice {
	other := v
	change(&other)
	return choice{Title: title, URL: "?" + other.encode(s.opts.Default), Current: other == v}
}

func (s *Server) problemsURL(v View) string {
	u := url.URL{Path: ownPath + "problems", RawQuery: v.encode(s.opts.Default)}
	return u.String()
}

// findings gives those that are wanted, with what they stand on, the most severe first.
func (s *Server) findings(sn *snapshot, want func(diag.Finding) bool) (list []finding) {
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Notice} {
		for _, f := range sn.build.Findings {
			if f.Severity != severity || !want(f) {
				continue
			}
			if len(list) == mostFindings {
				return list
			}
			shown := finding{Finding: f, Text: diag.Escape(f.Text), Hint: diag.Escape(f.Hint), Place: s.place(f.Pos)}
			if sn.build.Line != nil && f.Line > 0 && f.Col > 0 {
				shown.Excerpt = diag.Excerpt(sn.build.Line(f.File, int(f.Line)), int(f.Line), int(f.Col))
			}
			list = append(list, shown)
		}
	}
	return list
}

// place names a place, as a link that opens it if there is an editor.
func (s *Server) place(pos diag.Pos) place {
	p := place{Text: diag.Escape(pos.String())}
	if s.opts.Editor != "" && pos.File != "" && !strings.Contains(pos.File, ".md@") { // a release is no file
		p.URL = template.URL(s.editor(pos.File, strconv.Itoa(max(1, int(pos.Line))), strconv.Itoa(max(1, int(pos.Col)))))
	}
	return p
}

// editor gives the URL that opens a file of the handbook. Only the pattern,
// which whoever runs the server chose, decides what it does.
func (s *Server) editor(file, line, col string) string {
	name := "/" + strings.TrimPrefix(s.opts.Folder, "/") + "/" + file
	name = strings.NewReplacer("+", "%20", "%2F", "/", "%3A", ":").Replace(url.QueryEscape(name))
	return strings.NewReplacer("{path}", name, "{line}", line, "{col}", col).Replace(s.opts.Editor)
}

// problemsPage is what problems.html is given.
type problemsPage struct {
	Build    int64
	Handbook string
	Heading  string
	Groups   []group
	More     int // findings that are not listed
	Home     string
}

// group is the findings of one severity.
type group struct {
	Severity diag.Severity
	Title    string
	Findings []finding
}

// problems answers with what is wrong with the handbook.
func (s *Server) problems(w http.ResponseWriter, r *http.Request, sn *snapshot, status int) {
	all := s.findings(sn, func(f diag.Finding) bool { return f.Severity > diag.Off })
	p := problemsPage{Build: sn.number, Handbook: sn.build.Title, Heading: "The handbook has no errors"}
	if n := sn.build.Findings.Count(diag.Error); n == 1 {
		p.Heading = "The handbook has 1 error"
	} else if n > 1 {
		p.Heading = fmt.Sprintf("The handbook has %d errors", n)
	}
	for _, g := range []group{{diag.Error, "Errors", nil}, {diag.Warning, "Warnings", nil}, {diag.Notice, "Notices", nil}} {
		for _, f := range all {
			if f.Severity == g.Severity {
				g.Findings = append(g.Findings, f)
			}
		}
		if g.Findings != nil {
			p.Groups = append(p.Groups, g)
		}
		p.More += sn.build.Findings.Count(g.Severity)
	}
	p.More -= len(all)
	if sn.good != nil {
		p.Home = (&url.URL{Path: "/", RawQuery: sn.view.encode(s.opts.Default)}).String()
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, "problems.html", p); err != nil {
		s.logf("problems: %v", err)
		plain(w, r, http.StatusInternalServerError, "the list of findings cannot be rendered")
		return
	}
	send(w, r, answer{status: status, kind: kindOf("problems.html"), body: b.Bytes(), tag: hash(b.Bytes())})
}

func (s *Server) logf(format string, args ...any) {
	logger := s.opts.Log
	if logger == nil {
		logger = log.Default()
	}
	logger.Printf(format, args...)
}
