package handbook

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"policybook/generator/diag"
	"policybook/generator/source"
)

// redirects makes a page for every old path that a document or section names, or a document had.
func (l *linker) redirects() {
	for _, s := range l.everySection() {
		if s.Source != nil {
			l.aliases(s.Source.Get("aliases"), path.Join(s.Slug, "index.html"))
		}
	}
	for _, p := range l.Policies {
		l.aliases(p.leads.aliases, p.Page)
	}
	l.moved()
	slices.SortFunc(l.Redirects, func(a, b *Redirect) int { return strings.Compare(a.From, b.From) })
}

func (l *linker) aliases(v *source.Value, to string) {
	for _, i := range v.All() {
		from, hint := oldPage(i.Text)
		if from == "" {
			l.Findings.Add(i.Pos, "alias-invalid", "no path of this handbook: "+diag.Quote(i.Text), hint)
			continue
		}
		key := source.FoldPath(from)
		if key == source.FoldPath(to) {
			continue // the page itself, under the address that it still has
		}
		if isReserved(key) {
			l.Findings.Add(i.Pos, "alias-collision", "the old path would be "+from+", which the handbook makes itself", "remove it")
			continue
		}
		if other := l.claim(key, i.Pos.File); other != "" {
			l.Findings.Add(i.Pos, "alias-collision", "the old path "+diag.Quote(i.Text)+" belongs to "+other, "an old path leads to one page: remove it here or there")
			continue
		}
		l.Redirects = append(l.Redirects, &Redirect{From: from, To: to})
	}
}

// oldPage gives the page of the output that answers for an old path.
func oldPage(alias string) (from, hint string) {
	name := strings.TrimPrefix(alias, "/")
	for _, seg := range strings.Split(strings.TrimSuffix(name, "/"), "/") {
		bad := strings.ContainsFunc(seg, func(c rune) bool {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) && !strings.ContainsRune("-_.~ +,&()'@=!", c)
		})
		if seg == "" || seg[0] == '.' || strings.HasSuffix(seg, ".") || bad || len(seg) > 200 || source.IsReserved(seg) {
			return "", "write the old path as it stood behind the address of the site: /old/passwords/"
		}
	}
	if path.Ext(name) == ".html" {
		return name, ""
	}
	return path.Join(name, "index.html"), ""
}

// oldPath gives the document or section that an old path leads to.
func (r *resolver) oldPath(full string) (Target, bool) {
	r.findOlds()
	from, _ := oldPage(full)
	t, ok := r.olds[source.FoldPath(from)]
	return Target{Policy: r.now.policy(t.Policy), Section: r.now.section(t.Section)}, ok
}

// findOlds notes where old paths lead, unless it is known.
func (l *linker) findOlds() {
	if l.olds != nil {
		return
	}
	l.olds = map[string]Target{}
	note := func(v *source.Value, t Target) {
		for _, i := range v.All() {
			if from, _ := oldPage(i.Text); from != "" {
				l.olds[source.FoldPath(from)] = t
			}
		}
	}
	for _, s := range l.everySection() {
		if s.Source != nil {
			note(s.Source.Get("aliases"), Target{Section: s})
		}
	}
	for _, p := range l.Policies {
		note(p.Source.Get("aliases"), Target{Policy: p})
	}
}
