package render

import (
	"cmp"
	"html/template"
	"strings"

	"policybook/generator/handbook"
	"policybook/generator/redline"
)

// redlineCSS is the style of what redline writes, for the heads of pages that have it.
var redlineCSS = template.CSS(compact(redline.CSS))

// redline adds what changed from one state of a document to another: a summary that
// leads to each change, what is said otherwise about the document, and its text with
// what was added and removed. Links are shown as text. It says only what the pages of
// the two would say: nothing of documents that this build does not have. The error
// says why a text cannot be read.
func (m *markup) redline(old, new *handbook.Policy) error {
	before, err := m.site.redlineText(old)
	if err != nil {
		return err
	}
	after, err := m.site.redlineText(new)
	if err != nil {
		return err
	}
	r, err := redline.Compare(before, after)
	if err != nil {
		return err
	}
	m.b = r.AppendHTML(m.b, m.site.sayRedline)
	return nil
}

// redlineText is a document as it is compared. Where a link leads that no page follows
// is nobody's business: it may name what is not for these readers.
func (s *site) redlineText(p *handbook.Policy) (redline.Text, error) {
	body, err := p.Markdown(s.content)
	shown := map[string]bool{}
	for i, l := range p.Body().Links {
		if !p.Targets[i].Broken {
			shown[l.Dest] = true
		}
	}
	return redline.Text{Fields: s.fields(p), Body: body, Hidden: func(to string) bool { return !shown[to] }}, err
}

// sayRedline gives the words of a redline.
func (w *words) sayRedline(key string, n int) string {
	key = "redline-" + key
	if w.message(key).plain() {
		return w.word(key)
	}
	return w.counted(n, key)
}

// fields is what a document says of itself, besides its text, as its page says it.
func (s *site) fields(p *handbook.Policy) (all []redline.Field) {
	put := func(label, value string) { all = append(all, redline.Field{Key: s.word(label), Value: value}) }
	list := func(label string, texts []string) { put(label, strings.Join(texts, s.word("semicolon"))) }
	people := func(label string, list ...*handbook.Person) {
		names := make([]string, len(list))
		for i, p := range list {
			names[i] = p.Label()
		}
		put(label, strings.Join(names, s.word("comma")))
	}
	put("title", p.Title)
	put("summary", p.Summary)
	put("number", p.ID)
	put("type", s.kind(p))
	put("version", p.Version)
	put("in-force-from", s.dateText(p.Record.Effective))
	put("last-day", s.dateText(p.Record.LastDay()))
	people("owner", p.Owner)
	put("scope", s.scope(p.Scope))
	list("excludes", s.audiences(p.Scope.Excludes))
	list("locations", p.Scope.Locations)
	list("systems", p.Scope.Systems)
	put("scope-note", p.Scope.Note)
	people("sponsor", p.Sponsor)
	people("implementer", p.Implementer)
	people("escalation", p.Escalation)
	people("approvers", p.Approvers...)
	put("classification", s.known("classification-", cmp.Or(p.Classification, "internal")))
	put("acknowledge", s.known("acknowledge-", p.Acknowledge))
	put("format", s.known("format-", p.Medium))
	put("review-cycle", s.period(p.Record.ReviewCycle))
	list("review-triggers", p.ReviewTriggers)
	return all
}
