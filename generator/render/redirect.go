package render

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"policybook/generator/handbook"
	"policybook/generator/output"
)

// RedirectPage is what redirect.html is given: a page that leads on at once.
type RedirectPage struct {
	Lang      string
	URL       string // of the page it leads to
	Canonical string // its full URL, or URL when nobody said where the site is published
	Title     string // of the page it leads to, or its path
}

func (s *site) redirect(from, to, title string) output.File {
	data := func(path string) *RedirectPage {
		href := s.to(path, to)
		return &RedirectPage{Lang: s.Language, URL: href, Canonical: or(s.absolute(to), href), Title: title}
	}
	f := s.page(from, redirectFile, func(path string) (any, error) { return data(path), nil })
	slow := f.Write
	f.Write = func(w io.Writer) error {
		if p, pieces := data(from), s.stub(); pieces != nil && isPlain(p.URL) && isPlainText(p.Title) {
			return s.fillStub(w, pieces, p)
		}
		return slow(w)
	}
	return f
}

// A document number each has its redirect, so that there are as many as pages,
// and they differ in three values. Where those have nothing that any place of
// the template would escape, they are put between pieces of one that was made
// with names in their stead. A team's own template is asked each time: what it
// does with a value may depend on the value.

const redirectFile = "redirect.html"

// stubNames stand for the values of a redirect, and are as plain as those.
var stubNames = regexp.MustCompile("zz-(url|canonical|title)-zz")

// newStub cuts the default theme's redirect at its values: pieces of text and,
// between them, the names of values. It is nil where that cannot be.
func (s *site) newStub() []string {
	if _, ours := s.theme.ours[redirectFile]; ours {
		return nil
	}
	var b bytes.Buffer
	if s.execute(&b, redirectFile, &RedirectPage{Lang: s.Language, URL: "zz-url-zz", Canonical: or(s.absolute("zz-canonical-zz"), "zz-canonical-zz"), Title: "zz-title-zz"}) != nil {
		return nil
	}
	var pieces []string
	text, done := b.String(), 0
	for _, at := range stubNames.FindAllStringIndex(text, -1) {
		pieces = append(pieces, text[done:at[0]], text[at[0]:at[1]])
		done = at[1]
	}
	return append(pieces, text[done:])
}

// fillStub writes a redirect.
func (s *site) fillStub(w io.Writer, pieces []string, p *RedirectPage) error {
	m := s.pooled("")
	defer s.fragments.Put(m)
	for i, piece := range pieces {
		switch {
		case i%2 == 0:
			m.raw(piece)
		case piece == "zz-url-zz":
			m.raw(p.URL)
		case piece == "zz-title-zz":
			m.raw(p.Title)
		default:
			m.raw(strings.TrimPrefix(p.Canonical, s.BaseURL)) // the piece before has that, escaped
		}
	}
	_, err := w.Write(m.b)
	return err
}

// isPlainText reports whether a text stands for itself wherever markup has text.
func isPlainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x80 && !plain[c] && c != ' ' && c != ',' && c != '(' && c != ')' && c != ':' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// redirectFiles lead from the paths of the past.
func (s *site) redirectFiles() []output.File {
	if len(s.Redirects) == 0 {
		return nil
	}
	titles := make(map[string]string, len(s.Policies))
	for _, p := range s.Policies {
		titles[policyPath(p)] = p.Title
	}
	files := make([]output.File, len(s.Redirects))
	for i, r := range s.Redirects {
		files[i] = s.redirect(r.From, r.To, or(titles[r.To], r.To))
	}
	return files
}

// permalinkFiles lead from document numbers.
func (s *site) permalinkFiles() []output.File {
	files := make([]output.File, 0, len(s.Policies))
	taken := make(map[string]bool, len(s.Policies))
	add := func(p *handbook.Policy, stem string) {
		name, key := stem, output.Fold(stem)
		for n := 2; taken[key]; n++ {
			name = stem + "-" + strconv.Itoa(n)
			key = output.Fold(name)
		}
		taken[key] = true
		files = append(files, s.redirect("id/"+name+".html", policyPath(p), p.Title))
	}
	// Numbers that can be names first: A-1 must not lose its name to A/1. None is
	// that of two documents, so these need not be sorted.
	others := false
	for _, p := range s.Policies {
		switch {
		case p.ID == "":
		case idName(p.ID) == p.ID:
			add(p, p.ID)
		default:
			others = true
		}
	}
	if !others {
		return files
	}
	for _, p := range s.byNumber() {
		if stem := idName(p.ID); p.ID != "" && stem != p.ID {
			add(p, stem)
		}
	}
	return files
}

// idName turns a document number into the name of a file that every file system
// takes. Letters, digits, dots, hyphens and underscores stay, as far as a name
// may have them; each run of others becomes one hyphen.
func idName(id string) string {
	const longest = 60 // letters and digits
	if len(id) <= longest && isPlain(id) && strings.Trim(id, ".-") == id && !strings.Contains(id, "/") && id != "" && !handbook.IsDeviceName(id) {
		return id // as most are
	}
	var b strings.Builder
	n, gap := 0, false
	for _, r := range id {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
		if n++; n == longest {
			break
		}
	}
	name := strings.Trim(b.String(), ".-")
	if name == "" || handbook.IsDeviceName(name) {
		return "id-" + name
	}
	return name
}
