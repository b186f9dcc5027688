package render_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"policybook/generator/output"
)

// page is what the tests below want to know of an HTML file.
type page struct {
	ids    map[string]bool
	links  []string // values of href and src, and the target of a redirect
	faults []string
}

var void = []string{"meta", "link", "br", "img", "input", "hr"}

// scripts matches the addresses of the theme's scripts.
var scripts = regexp.MustCompile(`(^|/)assets/(site|register|history|changes)\.js$`)

// reportsStyle begins the theme's reports.css, which some pages hold.
const reportsStyle = ".cards{display:grid;"

// sheetStyle matches the one style that pages hold: the name that is printed on each sheet.
var sheetStyle = regexp.MustCompile(`^:root\{--doc:"([^"\\<>&]|\\[0-9a-f]+ )* · "\}$`)

// parsePage reads HTML in which every element is closed, and collects what is wrong.
func parsePage(text string) page {
	p := page{ids: map[string]bool{}}
	fault := func(what ...string) { p.faults = append(p.faults, strings.Join(what, " ")) }
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var open []string
	h1, level := 0, 0
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			fault("cannot be read:", err.Error())
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if !slices.Contains(void, name) {
				open = append(open, name)
			}
			switch name {
			case "script": // the theme's, and no other
				if !slices.ContainsFunc(token.Attr, func(a xml.Attr) bool { return a.Name.Local == "src" && scripts.MatchString(a.Value) }) {
					fault("element", name)
				}
			case "iframe", "object", "embed", "base":
				fault("element", name)
			case "h1":
				h1++
			}
			if len(name) == 2 && name[0] == 'h' && '1' <= name[1] && name[1] <= '6' {
				if n := int(name[1] - '0'); n > level+1 {
					fault("heading", name, "skips a level")
				} else {
					level = n
				}
			}
			p.attributes(name, token.Attr, fault)
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1] == "style" && !sheetStyle.Match(token) && !bytes.HasPrefix(token, []byte(reportsStyle)) && !bytes.HasPrefix(token, []byte(".redline ")) {
				fault("style", string(token))
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != token.Name.Local {
				fault("</"+token.Name.Local+"> closes", strings.Join(open, " "))
				continue
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		fault("left open:", strings.Join(open, " "))
	}
	if h1 != 1 {
		fault("not exactly one h1")
	}
	return p
}

func (p *page) attributes(element string, attributes []xml.Attr, fault func(...string)) {
	for _, a := range attributes {
		switch name := a.Name.Local; {
		case name == "style" || strings.HasPrefix(name, "on"):
			fault("attribute", name, "on", element)
		case name == "id":
			if p.ids[a.Value] {
				fault("id", a.Value, "twice")
			}
			p.ids[a.Value] = true
		case name == "href" && element == "link" && strings.HasPrefix(a.Value, "https://"): // canonical
		case a.Value == "data:,": // no icon
		case name == "href" || name == "src":
			p.links = append(p.links, a.Value)
		case name == "content" && strings.HasPrefix(a.Value, "0; url="):
			p.links = append(p.links, a.Value[len("0; url="):])
		}
	}
}

// checkSite reads all pages of a site and follows all links between them.
func checkSite(t *testing.T, site *output.Site, base string) {
	t.Helper()
	pages := map[string]page{}
	for _, f := range site.Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Path, ".html") {
			pages[f.Path] = parsePage(b.String())
		}
	}
	for from, p := range pages {
		for _, f := range p.faults {
			t.Errorf("%s: %s", from, f)
		}
		for _, link := range p.links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: link %q: %v", from, link, err)
				continue
			}
			if u.Scheme != "" {
				if u.Scheme != "https" && u.Scheme != "mailto" {
					t.Errorf("%s: link %q has scheme %s", from, link, u.Scheme)
				}
				continue
			}
			to := path.Join(path.Dir(from), u.Path)
			switch {
			case u.Path == "":
				to = from
			case from == "404.html":
				if !strings.HasPrefix(u.Path, base) {
					t.Errorf("404.html: link %q does not begin at %s", link, base)
				}
				to = strings.TrimPrefix(u.Path, base)
			}
			if _, ok := site.Lookup(to); !ok {
				t.Errorf("%s: link %q leads to %s, which is not there", from, link, to)
			}
			if u.Fragment != "" && !pages[to].ids[u.Fragment] {
				t.Errorf("%s: link %q leads to an anchor that is not there", from, link)
			}
		}
	}
}

// TestSitesAreSound checks the pages of every handbook in testdata: markup, ids, headings, links.
func TestSitesAreSound(t *testing.T) {
	t.Parallel()
	for name, files := range handbooks(t) {
		t.Run(path.Base(name), func(t *testing.T) {
			t.Parallel()
			base := "/"
			if strings.Contains(string(files["content/handbook.yaml"].Data), "example.com/it") {
				base = "/it/"
			}
			checkSite(t, compile(t, files, nil), base)
		})
	}
}

// TestLargeSiteIsSound checks a handbook whose navigation is cut.
func TestLargeSiteIsSound(t *testing.T) {
	t.Parallel()
	checkSite(t, compile(t, many(150), nil), "/")
}

// TestOwnHandbookIsSound checks the handbook that this project publishes.
func TestOwnHandbookIsSound(t *testing.T) {
	t.Parallel()
	checkSite(t, compile(t, os.DirFS("../.."), nil), "/")
}

// TestFaultsAreFound shows that the checks above can fail.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{`<h1>a</h1><script>x</script>`, "element script"},
		{`<style>body { color: red }</style><h1>a</h1>`, "style body { color: red }"},
		{`<h1 onclick="x">a</h1>`, "attribute onclick on h1"},
		{`<h1 id="a">a</h1><p id="a">b</p>`, "id a twice"},
		{`<h1>a</h1><h3>b</h3>`, "heading h3 skips a level"},
		{`<p>a</p>`, "not exactly one h1"},
		{`<h1>a</h1><p>b`, "left open: p"},
		{`<h1>a</h1><ul><li>b</ul>`, "</ul> closes ul li"},
	} {
		if got := parsePage(c.text).faults; !slices.Contains(got, c.want) {
			t.Errorf("%s: faults %q, want %q among them", c.text, got, c.want)
		}
	}
}
