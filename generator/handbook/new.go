package handbook

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/source"
)

// New links what the authors wrote into a handbook for one day and one group of
// readers. It always gives a Handbook; what is wrong is in its Findings.
func New(t *source.Tree, opts Options) *Handbook {
	return link(t, opts, nil).Handbook
}

// link does the work of New, and takes from old, unless it is nil, what is the same.
func link(t *source.Tree, opts Options, old *linker) *linker {
	h := &Handbook{opts: opts, Today: opts.Today, Latest: opts.Latest, Findings: slices.Clone(t.Findings), LintPos: map[string]diag.Pos{}}
	if h.Latest.Before(h.Today) {
		h.Latest = h.Today
	}
	if past := opts.History; past != nil {
		h.Findings = append(h.Findings, past.Findings...)
	}
	n := len(t.Documents)
	l := &linker{
		Handbook: h, tree: t, old: old,
		people: map[string]*Person{}, audiences: map[string]*Audience{},
		sections: map[string]*Section{}, files: map[string]*source.File{}, attached: map[string]*Attachment{},
		byID: make(map[string]*Policy, n), byPath: make(map[string]*Policy, n), byFile: make(map[string]*Policy, n),
		undeclared: map[*Section]bool{}, unsure: map[string]bool{}, left: map[string]string{}, taken: make(map[string]string, n), folders: map[string]string{},
		texts: map[string]*source.Document{}, sectionDefaults: map[string]*source.Value{},
	}
	l.begun = opts.History.begun()
	l.secrets = laterSecrets(opts.Later)
	l.config()
	l.data()
	l.sectionTexts()
	l.policies()
	l.withholdGone()
	l.lastCommit()
	l.arrange()
	l.compare()
	l.references()
	l.judge()
	l.changes = sync.OnceValue(l.allChanges)
	l.Pages = l.ownPages()
	l.links()
	l.logo()
	l.redirects()
	l.register()
	l.today()
	l.frame = h.Findings
	h.Findings = slices.Concat(append(l.textFindings(), l.frame)...)
	l.old, l.was, l.base = nil, nil, l
	if opts.History != nil {
		l.findOlds()
		h.links = l
	}
	return l
}

// linker holds what is needed only while a handbook is being linked.
type linker struct {
	*Handbook
	tree            *source.Tree
	old             *linker       // of an earlier state of the handbook; nil if there is none, and when all is done
	was             []*Policy     // by index of Policies: the same document in old, or nil
	now             *relocation   // from old, or from what the maps below hold; nil when everything is new
	defaults        *source.Value // of handbook.yaml
	cycle           calendar.Period
	begun           calendar.Date        // the day of the first commit that is known; no date when none is
	known           []*Person            // in the order of people.yaml
	people          map[string]*Person   // by folded id
	audiences       map[string]*Audience // by id
	sections        map[string]*Section  // by folder
	files           map[string]*source.File
	attached        map[string]*Attachment // by path below content/
	byID            map[string]*Policy     // lower-case ids
	byPath          map[string]*Policy     // Policy.Path
	byFile          map[string]*Policy     // by path below content/
	bySlug          map[string][]*Policy   // by the last segment of their page; made when first asked for
	spoken          []*source.Document     // whose own findings are the handbook's
	frame           diag.List              // what was found, but for findings in texts
	base            *linker                // of the handbook from which this one differs in texts alone
	undeclared      map[*Section]bool
	unsure          map[string]bool             // folders of sections that cannot be read
	left            map[string]string           // what this build leaves out: path, page and folded id → why
	olds            map[string]Target           // by redirecting page, folded; made when first asked for
	apart           bool                        // for an earlier text: nothing is noted for others, nor published
	home            string                      // path of base_url, with which links to the handbook may begin
	guesses         int                         // how often a misspelt name was compared with all that there are
	taken           map[string]string           // output paths, folded → the file that made them
	folders         map[string]string           // folders of the output, folded → a file that needs them
	texts           map[string]*source.Document // of sections, by folder
	sectionDefaults map[string]*source.Value    // by folder
}

// guesses is how often a misspelt name is compared with all that there are.
const guesses = 50

// mayGuess rations the search for what a misspelt name most likely means: each
// looks at every candidate, and after a few the reader has understood.
func (l *linker) mayGuess() bool {
	l.guesses++
	return l.guesses <= guesses
}

// fold makes ids comparable: case does not count.
func fold(s string) string { return strings.ToLower(s) }

func (l *linker) config() {
	c := l.tree.Config
	l.Config = Config{
		Title: c["title"].String(), Organization: c["organization"].String(), Language: c["language"].String(),
		Repository: strings.TrimSuffix(c["repository"].String(), "/"), Branch: c["branch"].String(), EditURL: c["edit_url"].String(),
		BaseURL: c["base_url"].String(), Accent: c["accent"].String(), Footer: c["footer"].String(), Contact: c["contact"].String(), Lint: map[string]diag.Severity{},
		Zone: l.tree.Zone.String(),
	}
	l.Title = cmp.Or(l.Title, l.Organization, "Handbook")
	l.Language = cmp.Or(l.Language, "en")
	l.Branch = cmp.Or(l.Branch, "main")
	l.defaults = c["defaults"]
	l.cycle = calendar.Period{Months: 12}
	if v := c["review_cycle"]; v != nil {
		l.cycle, _ = calendar.ParsePeriod(v.Text) // `none` is no period
	}
	if lint := c["lint"]; lint != nil {
		for _, m := range lint.Items {
			level := m.Text
			if level == "false" {
				level = "off" // YAML 1.1 editors write off as false
			}
			sev, ok := diag.ParseSeverity(level)
			if !ok {
				l.Findings.Add(m.Pos, "config-invalid", "there is no level "+diag.Quote(m.Text), "a rule is off, notice, warning or error")
				continue
			}
			l.Lint[m.Key], l.LintPos[m.Key] = sev, m.KeyPos()
		}
	}
	l.checkURLs()
	if !isLanguage(l.Language) {
		l.Findings.Add(c["language"].Pos, "config-invalid", diag.Quote(l.Language)+" is no language", "write its short tag, such as en, de or pt-BR")
		l.Language = "en"
	}
	if l.Accent != "" && !isColour(l.Accent) {
		l.Findings.Add(c["accent"].Pos, "config-invalid", diag.Quote(l.Accent)+" is no colour", `write six hexadecimal digits in quotes: accent: "#0b5cad"`)
		l.Accent = ""
	}
	l.checkContact()
	l.checkEditions()
}

// checkEditions refuses patterns and numbers that can mean nothing.
func (l *linker) checkEditions() {
	e := l.tree.EditionsOf()
	for _, tag := range e.Tags {
		if _, err := path.Match(tag, ""); err != nil {
			l.Findings.Add(e.Pos, "config-invalid", diag.Quote("tags")+" of editions is no pattern: "+diag.Quote(tag), "write the name of a tag with * for what differs: \"20*\"")
		}
	}
	if e.Tags != nil && e.Keep < 1 {
		l.Findings.Add(e.Pos, "config-invalid", diag.Quote("keep")+" of editions is a number from 1 on", "leave `editions` out for a handbook without any")
	}
}

// checkContact refuses what is neither an e-mail address nor an address of the web.
func (l *linker) checkContact() {
	if l.Contact == "" || mail.MatchString(l.Contact) || webURL(l.Contact) != "" {
		return
	}
	l.Findings.Add(l.tree.Config["contact"].Pos, "config-invalid", diag.Quote("contact")+" is neither an e-mail address nor a web address: "+diag.Quote(l.Contact), "write an address such as help@example.com, or one from https:// on")
	l.Contact = ""
}

// mail matches an e-mail address and nothing else.
var mail = regexp.MustCompile(`^[^\s@<>()\[\],;:\\"?&%#]+@[^\s@<>()\[\],;:\\"?&%#]+\.[^\s@<>()\[\],;:\\"?&%#]+$`)

// logo finds the picture that stands beside the handbook's name.
func (l *linker) logo() {
	v := l.tree.Config["logo"]
	if v == nil {
		return
	}
	name := strings.TrimPrefix(path.Clean(v.Text), source.Root+"/")
	ext := strings.ToLower(path.Ext(name))
	f := l.files[name]
	switch {
	case ext != ".svg" && ext != ".png":
		l.Findings.Add(v.Pos, "config-invalid", "the logo "+diag.Quote(v.Text)+" is neither SVG nor PNG", "save it as logo.svg or logo.png")
	case f == nil:
		l.Findings.Add(v.Pos, "config-invalid", "there is no file "+diag.Quote(v.Text)+" below content/", "put the logo there, or delete this line")
	case f.Refused != "":
		l.Findings.Add(v.Pos, "attachment-refused", diag.Quote(v.Text)+" is not published: "+f.Refused, "take out what is named, or save it as PNG")
	default:
		l.Logo = &Attachment{Source: path.Join(source.Root, f.Path), Path: "assets/logo" + ext}
	}
}

// checkURLs refuses addresses that could run something or leave the web.
func (l *linker) checkURLs() {
	for _, c := range []struct {
		key   string
		value *string
	}{{"base_url", &l.BaseURL}, {"repository", &l.Repository}, {"edit_url", &l.EditURL}} {
		key, field := c.key, c.value
		if *field == "" {
			continue
		}
		address := webURL(*field)
		if address == "" {
			l.Findings.Add(l.tree.Config[key].Pos, "config-invalid", diag.Quote(key)+" is no web address: "+diag.Quote(*field), "write it from https:// on")
		}
		if key != "edit_url" || address == "" { // a pattern keeps its braces
			*field = address
		}
	}
	if l.BaseURL != "" && !strings.HasSuffix(l.BaseURL, "/") {
		l.BaseURL += "/"
	}
}

// webURL brings an address of the web to the form in which it may stand in a
// page; "" if it is none.
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(u.Host, " \"<>") {
		return ""
	}
	return u.String()
}

var language = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func isLanguage(tag string) bool { return language.MatchString(tag) }

func isColour(s string) bool {
	return len(s) == 7 && s[0] == '#' && strings.Trim(s[1:], "0123456789abcdefABCDEF") == ""
}

// register fills the lists of documents that others are asked for by.
func (l *linker) register() {
	for _, p := range l.Policies {
		if p.Owner != nil {
			p.Owner.Owns = append(p.Owner.Owns, p)
		}
		for _, name := range p.Topics {
			l.checkTopic(p, name)
		}
	}
	for _, p := range l.people {
		l.People = append(l.People, p)
	}
	slices.SortFunc(l.People, func(a, b *Person) int { return strings.Compare(fold(a.ID), fold(b.ID)) })
	slugs := map[string]bool{"index": true} // the page that lists them
	for i, p := range l.People {
		p.at = int32(i)
		p.Slug = unique(slugs, source.FoldPath(source.Segment(p.ID)))
		slugs[p.Slug] = true
	}
}

// checkTopic reports a topic that its category does not list.
func (l *linker) checkTopic(p *Policy, name string) {
	for _, t := range l.Topics {
		if fold(t.Name) == fold(name) && (p.Category == nil || t.Category == p.Category.Path) {
			return
		}
	}
	if len(l.Topics) > 0 {
		guess := l.mayGuess()
		var names []string
		for _, t := range l.Topics {

			if guess && p.Category != nil && t.Category == p.Category.Path {
				names = append(names, t.Name)
			}
		}
		hint := "declare it in content/_data/topics.yaml"
		if near := source.Nearest(name, names); near != "" {
			hint = "did you mean " + diag.Quote(near) + "?"
		}
		l.Findings.Add(p.Pos("topics"), "topic-unknown", "its category has no topic "+diag.Quote(name), hint)
	}
}

// judge settles states: a document is superseded while a successor is in force,
// which follows from the successor's own record.
func (l *linker) judge() {
	for _, p := range l.Policies {
		for s, n := p.SupersededBy, 0; s != nil && n < len(l.Policies); s, n = s.SupersededBy, n+1 {
			if days, ok := s.Record.binding(); ok {
				p.Record.Replaced = append(p.Record.Replaced, days)
			}
		}
	}
	for _, p := range l.Policies {
		p.Judgement = p.Record.Judge(l.Today)
		p.Due, p.LastDay = p.Record.ReviewDue(), l.lastDay(p)
	}
}

// lastDay is the last day in force, as far as it is known: what the document
// says, but no later than the day before its successor or its retirement.
func (l *linker) lastDay(p *Policy) calendar.Date {
	last := p.Record.LastDay()
	sooner := func(d calendar.Date) {
		if !d.IsZero() && (last.IsZero() || d.Before(last)) {
			last = d
		}
	}
	switch p.Judgement.State {
	case Superseded:
		for s, n := p.SupersededBy, 0; s != nil && n < len(l.Policies); s, n = s.SupersededBy, n+1 {
			if e := l.replacedOn(p, s); !e.IsZero() && !e.After(l.Today) {
				sooner(e.AddDays(-1))
				break
			}
		}
	case Retired:
		for _, r := range p.Reviews {
			if r.Outcome == "retire" {
				sooner(r.Date)
			}
		}
		if last.After(l.Today) {
			return calendar.Date{} // it was retired before, and nobody wrote down when
		}
	}
	return last
}

// replacedOn gives the day from which a document binds in place of another: the first day
// of the version that it had when the other one was first said to be superseded, as far as
// that is known. Later versions change nothing about it.
func (l *linker) replacedOn(p, by *Policy) calendar.Date {
	if p.Past == nil || by.Past == nil || by != p.SupersededBy {
		return by.Record.Effective
	}
	own, its := l.opts.History.of(p.Source.Path), l.opts.History.of(by.Source.Path)
	said := len(own)
	for said > p.Past.from && own[said-1].Front.Get("superseded_by") != nil {
		said--
	}
	at := len(its) - 1
	for said < len(own) && at > by.Past.from && its[at].Commit.Time.After(own[said].Commit.Time) {
		at--
	}
	version := its[at].Front.Get("version").String()
	for _, r := range by.Past.Releases {
		if r.Version == version && len(r.Days) > 0 {
			return r.Days[0].First
		}
	}
	return by.Record.Effective
}

// folder is the folder of a file or folder, "" at the root.
func folder(name string) string { return name[:max(0, strings.LastIndexByte(name, '/'))] }
