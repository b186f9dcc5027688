package handbook

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/parallel"
	"policybook/generator/source"
)

// Classifications in the order of how few may read them.
var Classifications = []string{"public", "internal", "confidential", "restricted"}

// secret reports whether this build must not contain what is so classified.
func (l *linker) secret(classification string) bool {
	rank := func(c string) int { return slices.Index(Classifications, cmp.Or(c, "internal")) }
	return rank(classification) > rank(l.opts.Classification)
}

// policies makes the documents that this build contains. Which they are is
// settled before the first of them is placed.
func (l *linker) policies() {
	kept := make([]*Policy, 0, len(l.tree.Documents))
	decoded := l.decoded()
	fronts, known := make([]front, len(l.tree.Documents)), make([]*Policy, len(l.tree.Documents))
	parallel.Each(len(fronts), func(i int) {
		if d := l.tree.Documents[i]; !d.IsSection() {
			fronts[i] = l.front(d)
			known[i] = decoded(d, fronts[i])
		}
	})
	for i, front := range fronts {
		if front.own == nil { // it is a section's
			continue
		}
		d, stands, next := l.shown(front.own)
		speak := func() {
			if stands == nil || next != "" { // else nobody can mend it
				l.spoken = append(l.spoken, d)
			}
		}
		p := known[i]
		if d != front.own {
			front = l.front(d)
			p = decoded(d, front)
		}
		if p != nil {
			p.Standing, p.Next = stands, next != ""
			speak()
			kept = append(kept, p)
			continue
		}
		p = &Policy{Source: d, front: front, strangers: true, Standing: stands, Next: next != ""}
		p.Status = status(p.front)
		before := len(l.Findings)
		why := l.leftOut(p)
		l.statusMissing(p, why)
		if why != "" {
			l.leave(p, why)
			l.withhold(p, why)
			continue
		}
		if l.hiddenLater(p) || l.unsureAudience(p, l.Findings[before:]) {
			l.leave(p, "kept from these readers since")
			continue
		}
		speak()
		if d.Broken {
			l.leave(p, "")
			l.hidden = append(l.hidden, hidden{path: d.Path, number: fold(p.front.text("id")), whole: true}) // nobody can tell for whom it is
			continue
		}
		l.fill(p)
		if p.Next {
			p.Path, p.Page = next, next+".next.html"
			p.pageKey = source.FoldPath(p.Page)
		}
		l.past(p)
		p.found, l.Findings = slices.Clone(l.Findings[before:]), l.Findings[:before]
		kept = append(kept, p)
	}
	shared := l.sharedFolders(kept)
	for _, p := range kept {
		l.Findings = append(l.Findings, p.found...)
		if p.strangers {
			l.mention(p)
		}
		l.number(p)
		l.place(p, shared)
		l.Policies = append(l.Policies, p)
		l.byFile[p.Source.Path] = p
	}
}

// sharedFolders gives the folders that are sections, as something else stands
// in them or below than the index.md of one document.
func (l *linker) sharedFolders(kept []*Policy) map[string]bool {
	shared := map[string]bool{}
	for dir := range l.sections {
		shared[dir] = true
	}
	for _, p := range kept {
		dir := folder(p.Source.Path)
		if path.Base(p.Source.Path) == "index.md" {
			dir = folder(dir)
		}
		for ; dir != "" && !shared[dir]; dir = folder(dir) {
			shared[dir] = true
		}
	}
	return shared
}

// front is the front matter of a document: its own keys, then the defaults of
// the sections above it, the nearest first, then those of handbook.yaml.
type front struct {
	own      *source.Document
	defaults []*source.Value
}

func (f front) get(field string) *source.Value {
	if v := f.own.Get(field); v != nil {
		return v
	}
	for _, family := range families {
		if slices.Contains(family, field) && slices.ContainsFunc(family, f.says) {
			return nil
		}
	}
	for _, d := range f.defaults {
		if v := d.Get(field); v != nil {
			return v
		}
	}
	return nil
}

// says reports whether the document itself answers by a field. `draft: false`
// and `published: true` leave the question open.
func (f front) says(field string) bool {
	v := f.own.Get(field)
	return v != nil && !(field == "draft" && !v.Bool()) && !(field == "published" && v.Bool())
}

// families are fields that answer one question. Where a document answers it by
// one of them, a default of another must not contradict it.
var families = [][]string{
	{"status", "draft", "published"},
	{"expires", "lifespan"},
	{"review_date", "review_cycle", "last_reviewed", "reviews"},
	{"approvals", "approved_by", "date_approved"},
}

func (f front) text(field string) string { return f.get(field).String() }

func (l *linker) front(d *source.Document) front {
	f := front{own: d}
	for dir := folder(d.Path); ; dir = folder(dir) {
		if d := l.sectionDefaults[dir]; d != nil {
			f.defaults = append(f.defaults, d)
		}
		if dir == "" {
			break
		}
	}
	if l.defaults != nil {
		f.defaults = append(f.defaults, l.defaults)
	}
	return f
}

// status gives what the author says of a document; who says nothing says draft.
func status(f front) Status {
	s, _ := ParseStatus(f.text("status"))
	if published := f.get("published"); f.get("draft").Bool() || published != nil && !published.Bool() {
		return StatusDraft
	}
	return s
}

// statusMissing reports a document that counts as a draft although nobody said
// so. It says nothing of what the readers of this build's log must not know.
func (l *linker) statusMissing(p *Policy, why string) {
	if p.front.get("status") == nil && !p.front.get("draft").Bool() && p.front.get("published") == nil && !p.Source.Broken && (why == "" || why == aDraft) {
		l.Findings.Add(p.Source.Start(), "status-missing", "no status: it counts as a draft, which a published handbook leaves out", "add `status: approved` when it is")
	}
}

// leftOut says why this build must not contain a document, "" if it may. What
// cannot be read is not judged here: it is an error, which publishes nothing.
func (l *linker) leftOut(p *Policy) string {
	if p.Source.Broken {
		return ""
	}
	p.Classification = cmp.Or(p.front.text("classification"), "internal")
	why := ""
	switch {
	case l.secret(p.Classification):
		return "classified as " + p.Classification
	case !l.opts.Drafts && p.Status == StatusDraft:
		why = aDraft
	case !l.opts.Drafts && p.Status == StatusReview:
		why = inReview
	}
	if why != "" { // what is wrong with its scope is nobody's business yet
		if l.opts.Audience != "" && !l.bound(p) {
			return anotherAudience
		}
		return why
	}
	l.scope(p)
	if l.opts.Audience != "" && !p.Scope.binds(l.opts.Audience) {
		const hint = "name audiences in `scope`, or write `organization`"
		switch {
		case p.front.get("scope") == nil:
			l.Findings.Add(p.Source.Start(), "scope-prose", "left out: it has no scope, which would say whether it binds "+diag.Quote(l.opts.Audience), hint)
		case p.Scope.Text != "" || p.Scope.vague:
			l.Findings.Add(p.Pos("scope"), "scope-prose", "left out: its scope is prose, which does not say whether it binds "+diag.Quote(l.opts.Audience), hint)
		}
		return anotherAudience
	}
	return ""
}

// bound reports whether the scope of a document binds the audience of this build, and
// says nothing of what is wrong with it.
func (l *linker) bound(p *Policy) bool {
	before, was := len(l.Findings), p.Scope
	l.scope(p)
	binds := p.Scope.binds(l.opts.Audience)
	l.Findings, p.Scope = l.Findings[:before], was
	return binds
}

// Why a build leaves a document out.
const (
	aDraft          = "a draft"
	inReview        = "in review"
	anotherAudience = "for another audience"
)

func (s Scope) binds(audience string) bool {
	if s.vague || slices.Contains(s.Excludes, audience) {
		return false
	}
	return s.Everyone || slices.ContainsFunc(s.Audiences, func(a *Audience) bool { return a.ID == audience })
}

// leave remembers what a document was called, so that a link to it can say why
// it leads nowhere. Nothing of that reaches the output.
func (l *linker) leave(p *Policy, why string) {
	for _, key := range []string{p.Source.Path, fold(p.front.text("id")), pagePath(p), "*/" + path.Base(pagePath(p))} {
		if key != "" {
			l.left[key] = why
		}
	}
}

// pagePath is the page of a document without .html.
func pagePath(p *Policy) string { return pageOf(p.Source.Path, p.Source.Get("slug")) }

// pageOf gives the page of a file, with what it says of the page's name, without its extension.
func pageOf(file string, slug *source.Value) string {
	dir, base := folder(file), path.Base(file)
	stem := strings.TrimSuffix(base, path.Ext(base))
	if stem == "index" && dir != "" {
		dir, stem = folder(dir), path.Base(dir)
	}
	if slug != nil && source.Segment(slug.Text) == slug.Text {
		stem = slug.Text
	}
	var out []string
	if dir != "" {
		for _, seg := range strings.Split(dir, "/") {
			out = append(out, source.Segment(seg))
		}
	}
	return strings.Join(append(out, source.Segment(stem)), "/")
}

// place gives a document its page, its section and its category.
func (l *linker) place(p *Policy, shared map[string]bool) {
	if v := p.leads.slug; v != nil && source.Segment(v.Text) != v.Text {
		l.Findings.Add(v.Pos, "slug-invalid", diag.Quote(v.Text)+" cannot be the name of a page", "a slug has lower-case letters, digits and hyphens, such as "+diag.Quote(source.Segment(path.Base(v.Text))))
	}
	if l.takeKey(p.pageKey, p.Page, p.Source.File()) {
		l.byPath[p.Path] = p
	}
	dir := folder(p.Source.Path)
	if path.Base(p.Source.Path) == "index.md" && !shared[dir] {
		dir = folder(dir)
	}
	p.Section = l.section(dir)
	v := p.leads.category
	if v == nil && p.Section == l.Root {
		v = p.front.get("category")
	}
	switch {
	case v != nil:
		p.Category = l.category(v)
	case p.Section != l.Root:
		p.Category = topOf(p.Section)
		l.declared(p)
	default:
		text := "no category: it stands in no folder of content/"
		if path.Base(p.Source.Path) == "index.md" {
			text = "no category: a folder that holds one document alone is that document, not a section"
		}
		l.Findings.Add(p.Source.Start(), "category-missing", text, "move it into the folder of a section, or add `category`")
	}
}

// declared reports, once, a first folder that handbook.yaml does not list.
func (l *linker) declared(p *Policy) {
	if c := l.tree.Config["categories"]; c == nil || p.Category.order != 0 || l.undeclared[p.Category] {
		return
	}
	l.undeclared[p.Category] = true
	l.Findings.Add(p.Source.Start(), "category-undeclared", "the category "+diag.Quote(p.Category.Path)+", which its folder makes, is not among the `categories` of handbook.yaml", "add it there, move the document, or add `category`")
}

// category gives the first-level section that the key names.
func (l *linker) category(v *source.Value) *Section {
	if s := l.sections[v.Text]; s != nil && s.Parent == l.Root {
		return s
	}
	var known []string
	for _, s := range l.Root.Sections {
		if known = append(known, s.Path); fold(s.Title) == fold(v.Text) || s.Slug == source.Segment(v.Text) && !strings.ContainsAny(v.Text, `/\`) {
			return s
		}
	}
	hint := "declare it under `categories` in handbook.yaml, or make the folder"
	if near := source.Nearest(v.Text, known); near != "" {
		hint = "did you mean " + diag.Quote(near) + "?"
	}
	l.Findings.Add(v.Pos, "category-unknown", "there is no category "+diag.Quote(v.Text), hint)
	return nil
}

// scope reads whom a document binds.
func (l *linker) scope(p *Policy) {
	v := p.front.get("scope")
	if v == nil {
		return
	}
	p.Scope = Scope{Excludes: texts(v.Get("excludes")), Locations: texts(v.Get("locations")), Systems: texts(v.Get("systems")), Note: v.Get("note").String()}
	items := v.Get("applies_to").All()
	var prose []string
	for _, i := range items {
		switch a := l.audiences[i.Text]; {
		case i.Text == "organization":
			p.Scope.Everyone = true
		case a != nil:
			p.Scope.Audiences = append(p.Scope.Audiences, a)
		case len(l.Audiences) > 0 && (len(items) > 1 || !strings.Contains(i.Text, " ")):
			l.Findings.Add(i.Pos, "audience-unknown", "audiences.yaml has no "+diag.Quote(i.Text), l.audienceHint(i.Text))
		default:
			prose = append(prose, i.Text)
		}
	}
	p.Scope.Text = strings.Join(prose, ", ")
	for _, i := range v.Get("excludes").All() {
		switch {
		case l.audiences[i.Text] != nil:
		case len(l.Audiences) > 0 && !strings.Contains(i.Text, " "):
			l.Findings.Add(i.Pos, "audience-unknown", "audiences.yaml has no "+diag.Quote(i.Text), l.audienceHint(i.Text))
		default:
			p.Scope.vague = true
		}
	}
}

func (l *linker) audienceHint(id string) string {
	ids := []string{"organization"}
	for _, a := range l.Audiences {
		ids = append(ids, a.ID)
	}
	if near := source.Nearest(id, ids); near != "" {
		return "did you mean " + diag.Quote(near) + "?"
	}
	return "add it to content/_data/audiences.yaml, or write `organization` for everyone"
}

// fill decodes the front matter but for the people that it names. Package source
// has checked every value.
func (l *linker) fill(p *Policy) {
	p.Path = pagePath(p)
	p.Page = p.Path + ".html"
	p.pageKey = source.FoldPath(p.Page)
	f := p.front
	p.leads = f.leads()
	p.ID, p.Type, p.Summary, p.Version = f.text("id"), cmp.Or(f.text("type"), "policy"), f.text("summary"), f.text("version")
	p.Title = cmp.Or(f.text("title"), p.Source.Body.Title)
	if p.Title == "" {
		l.Findings.Add(p.Source.Start(), "title-missing", "no title", "add `title: Password policy`")
		p.Title = TitleOf(path.Base(p.Path))
	}
	p.titleKey = fold(p.Title)
	p.Basis, p.Lang = cmp.Or(f.text("basis"), "expressed"), f.text("lang")
	if p.Lang != "" && !isLanguage(p.Lang) {
		l.Findings.Add(p.Pos("lang"), "key-type", diag.Quote(p.Lang)+" is no language", "write its short tag, such as en, de or pt-BR")
		p.Lang = ""
	}
	p.NoProcedure = f.text("procedure") == "none"
	for _, v := range f.get("contact").All() {
		p.Contact = append(p.Contact, prose(&v))
	}
	p.Acknowledge = cmp.Or(f.text("acknowledge"), "none")
	p.Medium, p.Register = f.get("format").Get("medium").String(), f.get("format").Get("register").String()
	p.Objectives, p.Topics, p.Tags, p.Keywords = texts(f.get("objectives")), texts(f.get("topics")), texts(f.get("tags")), texts(f.get("keywords"))
	p.ReviewTriggers, p.ControlledCopies, p.Evaluation = texts(f.get("review_triggers")), texts(f.get("controlled_copies")), f.text("evaluation")
	p.Weight, _ = strconv.Atoi(f.text("weight"))
	p.TOC = f.get("toc") == nil || f.get("toc").Bool()
	p.Search = f.get("search") == nil || f.get("search").Bool()
	l.records(p)
	l.plan(p)
	l.time(p)
}

// mention settles whom the front matter names.
func (l *linker) mention(p *Policy) {
	f := p.front
	p.Owner = l.person(f.get("owner"), "owner-unknown")
	p.Sponsor, p.Implementer, p.Escalation = l.person(f.get("sponsor"), "person-unknown"), l.person(f.get("implementer"), "person-unknown"), l.person(f.get("escalation"), "person-unknown")
	p.Authors, p.Consulted, p.Approvers = l.persons(f.get("authors")), l.persons(f.get("consulted")), l.persons(f.get("approvers"))
	approvals := f.get("approvals").All()
	for i := range approvals {
		p.Approvals[i].By = l.person(approvals[i].Get("by"), "person-unknown")
	}
	if len(p.Approvals) > len(approvals) {
		p.Approvals[len(approvals)].By = l.person(f.get("approved_by"), "person-unknown")
	}
	for i, v := range f.get("reviews").All() {
		p.Reviews[i].By = l.person(v.Get("by"), "person-unknown")
	}
	p.strangers = false
	p.eachPerson(func(at **Person) { p.strangers = p.strangers || !(*at).Known })
}

// eachPerson calls f for everybody that the document names.
func (p *Policy) eachPerson(f func(at **Person)) {
	for _, at := range []**Person{&p.Owner, &p.Sponsor, &p.Implementer, &p.Escalation} {
		if *at != nil {
			f(at)
		}
	}
	for _, list := range [][]*Person{p.Authors, p.Consulted, p.Approvers} {
		for i := range list {
			f(&list[i])
		}
	}
	for i := range p.Approvals {
		if p.Approvals[i].By != nil {
			f(&p.Approvals[i].By)
		}
	}
	for i := range p.Reviews {
		if p.Reviews[i].By != nil {
			f(&p.Reviews[i].By)
		}
	}
}

// number registers the document under its number.
func (l *linker) number(p *Policy) {
	if p.ID == "" {
		return
	}
	key := fold(p.ID)
	if other := l.byID[key]; other != nil {
		const hint = "give the newer of the two a number of its own"
		l.Findings.Add(p.Pos("id"), "id-duplicate", "the id "+diag.Quote(p.ID)+" is also that of "+other.Source.File(), hint)
		l.Findings.Add(other.Pos("id"), "id-duplicate", "the id "+diag.Quote(other.ID)+" is also that of "+p.Source.File(), hint)
		return
	}
	l.byID[key] = p
}

// records decodes the lists of approvals, reviews, revisions and phases, but for
// the people in them.
func (l *linker) records(p *Policy) {
	f := p.front
	for _, v := range f.get("approvals").All() {
		p.Approvals = append(p.Approvals, Approval{Date: day(v.Get("date")), Version: v.Get("version").String(), Ref: v.Get("ref").String(), Pos: v.Pos})
	}
	if by, on := f.get("approved_by"), f.get("date_approved"); on != nil || by != nil {
		p.Approvals = append(p.Approvals, Approval{Date: day(on), Pos: posOf(by, posOf(on, diag.Pos{}))})
	}
	for _, v := range f.get("reviews").All() {
		p.Reviews = append(p.Reviews, Review{Date: day(v.Get("date")), Outcome: v.Get("outcome").String(), Trigger: v.Get("trigger").String(), Notes: v.Get("notes").String(), Pos: v.Pos})
	}
	for _, v := range f.get("revisions").All() {
		p.Revisions = append(p.Revisions, Revision{Version: v.Get("version").String(), Summary: v.Get("summary").String(), Date: day(v.Get("date")), Material: v.Get("material").Bool(), Pos: v.Pos})
	}
	for _, v := range f.get("rollout").All() {
		p.Rollout = append(p.Rollout, Phase{Name: v.Get("phase").String(), Audience: texts(v.Get("audience")), Start: day(v.Get("start")), End: day(v.Get("end")), BuyIn: v.Get("buy_in").String(), Pos: v.Pos})
	}
	for i, level := range []string{"leadership", "management", "staff"} {
		p.BuyIn[i] = day(f.get("buy_in").Get(level))
	}
	for _, v := range f.get("references").All() {
		p.References = append(p.References, Reference{Title: v.Get("title").String(), URL: l.webAddress(v.Get("url"))})
	}
	for _, v := range f.get("kpis").All() {
		p.KPIs = append(p.KPIs, KPI{ID: v.Get("id").String(), Name: v.Get("name").String(), Target: v.Get("target").String(), Source: v.Get("source").String(), Kind: v.Get("kind").String(), Pos: v.Pos})
	}
	if v := f.get("satisfies"); v != nil {
		for _, m := range v.Items {
			p.Satisfies = append(p.Satisfies, Controls{Standard: m.Key, Controls: texts(&m), Pos: m.KeyPos()})
		}
	}
}

// webAddress lets only addresses of the web into the output.
func (l *linker) webAddress(v *source.Value) string {
	if v == nil {
		return ""
	}
	address := webURL(v.Text)
	if address == "" {
		l.Findings.Add(v.Pos, "scheme-refused", "not a web address: "+diag.Quote(v.Text), "write it from https:// on")
	}
	return address
}

func (l *linker) plan(p *Policy) {
	v := p.front.get("plan")
	if v == nil {
		return
	}
	p.Plan = Plan{
		Need: v.Get("need").String(), Approach: v.Get("approach").String(), Impact: v.Get("impact").String(), Consequences: v.Get("consequences").String(),
		Resistance: prose(v.Get("resistance")), Development: prose(v.Get("development")), Communication: v.Get("communication").String(), Incentives: v.Get("incentives").String(),
		Goals: texts(v.Get("goals")),
	}
	for _, g := range v.Get("goals").All() {
		if len(l.Goals) > 0 && !slices.ContainsFunc(l.Goals, func(known *Goal) bool { return known.ID == g.Text }) {
			l.Findings.Add(g.Pos, "goal-unknown", "goals.yaml has no "+diag.Quote(g.Text), "add it to content/_data/goals.yaml")
		}
	}
}

// prose writes out a value of any shape as text.
func prose(v *source.Value) string {
	if v == nil {
		return ""
	}
	var parts []string
	for _, i := range v.Items {
		part := prose(&i)
		if v.Kind == source.Map {
			part = i.Key + ": " + part
		}
		parts = append(parts, part)
	}
	if len(parts) > 0 {
		return strings.Join(parts, "; ")
	}
	return v.Text
}

// time gathers what the document says about its time.
func (l *linker) time(p *Policy) {
	f := p.front
	p.LastReviewed = day(f.get("last_reviewed"))
	life, _ := ParseLifespan(f.text("lifespan"), nil)
	cycle, _ := calendar.ParsePeriod(f.text("review_cycle"))
	p.Record = Record{
		Status: p.Status, Effective: day(f.get("effective_date")), Expires: day(f.get("expires")), Lifespan: life,
		LastReviewed: l.happened(p.LastReviewed), ReviewDate: day(f.get("review_date")), ReviewCycle: cycle, DefaultCycle: l.cycle,
	}
	for _, r := range p.Reviews {
		p.Record.Reviews = append(p.Record.Reviews, l.happened(r.Date))
	}
	for _, a := range p.Approvals {
		p.Record.Approvals = append(p.Record.Approvals, l.happened(a.Date))
	}
	for _, ph := range p.Rollout {
		p.Record.Phases = append(p.Record.Phases, ph.Start)
	}
}

// happened gives a day of the record, or no day when it lies ahead: on a day in
// the past nobody knew of the reviews that were still to come.
func (l *linker) happened(d calendar.Date) calendar.Date {
	if d.After(l.Today) {
		return calendar.Date{}
	}
	return d
}
