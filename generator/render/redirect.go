package render

import (
	"strconv"
	"strings"
	"unicode"

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
	return s.page(from, "redirect.html", func(path string) (any, error) {
		href := s.to(path, to)
		return &RedirectPage{Lang: s.Language, URL: href, Canonical: or(s.absolute(to), href), Title: title}, nil
	})
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
	var numbered []*handbook.Policy
	for _, p := range s.byNumber() {
		if p.ID == "" {
			break // only documents without a number follow
		}
		numbered = append(numbered, p)
	}
	// Numbers that can be names first: A-1 must not lose its name to A/1.
	for _, exact := range []bool{true, false} {
		for _, p := range numbered {
			stem := idName(p.ID)
			if (stem == p.ID) != exact {
				continue
			}
			name := stem
			for n := 2; taken[output.Fold(name)]; n++ {
				name = stem + "-" + strconv.Itoa(n)
			}
			taken[output.Fold(name)] = true
			files = append(files, s.redirect("id/"+name+".html", policyPath(p), p.Title))
		}
	}
	return files
}

// idName turns a document number into the name of a file that every file system
// takes. Letters, digits, dots, hyphens and underscores stay, as far as a name
// may have them; each run of others becomes one hyphen.
func idName(id string) string {
	const longest = 60 // letters and digits
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
