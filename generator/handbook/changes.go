package handbook

// What changed is told in two ways. By day: from the past of each document and from what
// its front matter says of it, which is all that there is without a repository. And from
// one state of the handbook to another, such as that of a tag and today's.
//
// Only what binds readers counts. A version changes the handbook on its first day in
// force, whenever it was written, and a draft changes nothing.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/markdown"
	"policybook/generator/parallel"
)

// Change is something that happened to a document.
type Change struct {
	Kind      ChangeKind
	Policy    *Policy       // as it is today; as it was for what is Removed
	Day       calendar.Date // the first on which it holds; no date when nobody knows
	Told      calendar.Date // on which readers could first know of it: Day, unless it was committed later
	Version   string        // that binds readers since or, of the kinds that end a document, did until then
	Before    string        // the version that was in force before; "" for none, or when it is not known
	Summary   string        // the reason in a line, ""  where nobody gave one
	Material  bool          // what is asked of readers changed
	Approvals []ReleaseApproval
	Steps     []Change // of what [Compare] found Added or Amended: the versions that came into force in between, oldest first
}

// ChangeKind is what happened.
type ChangeKind int

// The kinds of changes.
const (
	Added     ChangeKind = iota // it came into force; with a Before, once more
	Amended                     // another version of it came into force or, in a comparison, it has another text
	Replaced                    // another document binds in its place, Policy.SupersededBy
	Withdrawn                   // its owner retired it
	Ended                       // its time is over
	Removed                     // it is not in the handbook any more; found by [Compare] alone
)

var changeNames = [...]string{"added", "amended", "superseded", "retired", "expired", "removed"}

// String returns the name of k for machines, which never changes: superseded.
func (k ChangeKind) String() string { return changeNames[k] }

// Starts reports whether a version came into force by such a change.
func (k ChangeKind) Starts() bool { return k <= Amended }

// Changes gives what happened to the documents until today, the latest first; on one
// day in reading order. What was removed from the handbook is not known.
func (h *Handbook) Changes() []Change { return h.changes() }

func (h *Handbook) allChanges() []Change {
	by := make([][]Change, len(h.Policies))
	parallel.Each(len(by), func(i int) {
		own := h.Policies[i].changes(h.Today)
		slices.Reverse(own)
		by[i] = slices.DeleteFunc(own, func(c Change) bool { return c.Day.After(h.Today) })
	})
	known := slices.Concat(by...)
	order := make([]int, len(known)) // a change is large to be moved about
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(known[b].Day.Compare(known[a].Day), a-b) })
	all := make([]Change, len(known))
	for i, at := range order {
		all[i] = known[at]
	}
	return all
}

// Coming gives the approved versions whose first day lies ahead, the next first.
func (h *Handbook) Coming() []Change {
	var all []Change
	for _, p := range h.Policies {
		if p.Archived() && (p.Standing == nil || p.Judgement.State == Superseded) {
			continue
		}
		for _, c := range p.changes(h.Today) {
			if c.Kind.Starts() && c.Day.After(h.Today) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return a.Day.Compare(b.Day) })
	return all
}

// ChangePage is a page of the site that tells what changed, the latest first.
type ChangePage struct {
	Path    string // in the output
	Year    int    // whose changes it tells; 0 for the latest
	Part    int    // of the year, from 1 on
	Changes []Change
}

// How many changes stand on one page. The latest are those of a year.
const (
	fewestChanges = 50
	mostChanges   = 200
)

// ChangePages gives the pages that tell what changed: the latest changes, then those of
// each year that has others, the last year first. There is none when nothing is known.
func (h *Handbook) ChangePages() []ChangePage {
	all := h.Changes()
	if len(all) == 0 && len(h.Coming()) == 0 {
		return nil
	}
	lately := h.Today.Add(calendar.Period{Months: -12})
	n := slices.IndexFunc(all, func(c Change) bool { return c.Day.Before(lately) })
	if n < 0 {
		n = len(all)
	}
	n = min(max(n, fewestChanges), mostChanges, len(all))
	pages := []ChangePage{{Path: "changes.html", Changes: all[:n]}}
	for first := 0; first < len(all); {
		year, end := all[first].Day.Year(), first
		for end < len(all) && all[end].Day.Year() == year {
			end++
		}
		for part := 1; first < end && end > n; part++ {
			p := ChangePage{Path: fmt.Sprintf("changes-%d.html", year), Year: year, Part: part}
			if part > 1 {
				p.Path = fmt.Sprintf("changes-%d-%d.html", year, part)
			}
			p.Changes = all[first:min(first+mostChanges, end)]
			first += len(p.Changes)
			pages = append(pages, p)
		}
		first = end
	}
	return pages
}

// turn is a version that came into force.
type turn struct {
	Change
	last calendar.Date // its last day; no date while it has no end
	over calendar.Date // the day of the commit that retired it; no date when none did
	ends ChangeKind    // what happens to the document after that day unless another version follows
	born bool          // the repository knows that none was before it
}

// changes gives what happened to the document, and what is going to, the oldest first.
func (p *Policy) changes(today calendar.Date) []Change {
	turns := p.turns()
	if now := begun(turns, today); now != nil && p.Archived() {
		now.ends = ending(p.Judgement.State)
		if end := p.LastDay; !end.IsZero() && (now.last.IsZero() || end.Before(now.last)) {
			now.last = end
		}
	}
	all := make([]Change, 0, len(turns)+1)
	for i, t := range turns {
		t.Kind = Amended
		if i > 0 {
			was := &turns[i-1]
			t.Before = was.Version
			if end := was.last.AddDays(1); !was.last.IsZero() && end.Before(t.Day) {
				all, t.Kind = append(all, was.end(end)), Added
			}
		} else if t.born || opening.MatchString(t.Version) {
			t.Kind = Added
		}
		all = append(all, t.Change)
	}
	if len(turns) == 0 {
		return nil
	}
	if t := &turns[len(turns)-1]; !t.last.IsZero() && t.last.Before(today) {
		all = append(all, t.end(t.last.AddDays(1)))
	}
	return all
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}

// begun gives the last version that came into force until a day; nil if none did.
func begun(turns []turn, day calendar.Date) *turn {
	for i := range slices.Backward(turns) {
		if !turns[i].Day.After(day) {
			return &turns[i]
		}
	}
	return nil
}

// end gives the change by which the version ended and none followed.
func (t *turn) end(day calendar.Date) Change {
	c := Change{Kind: t.ends, Policy: t.Policy, Day: day, Told: day, Version: t.Version}
	if t.ends == Withdrawn {
		c.Told = later(day, t.over)
	}
	return c
}

// opening matches a version that is the first of a document. Before any other there was one,
// whether or not it is known.
var opening = regexp.MustCompile(`^(1(\.0)?|20\d\d\.1)?$`)

// turns gives the versions that came into force, or will, in the order of their days.
func (p *Policy) turns() []turn {
	var turns []turn
	known := map[string]bool{}
	var since calendar.Date // on which the repository begins to tell of it
	if p.Past != nil && len(p.Past.Releases) > 0 {
		since = p.Past.since
		for _, r := range p.Past.Releases {
			known[r.Version] = true
			for _, d := range r.Days {
				c := Change{Policy: p, Day: d.First, Told: later(d.First, r.told), Version: r.Version, Summary: r.Summary, Material: r.Material, Approvals: r.Approvals}
				for _, b := range r.back {
					if b.first == d.First {
						c.Summary, c.Material = b.summary, b.material
					}
				}
				t := turn{Change: c, last: d.Last, ends: Ended, born: p.Past.born}
				for _, day := range r.retired {
					t.over = later(t.over, day)
				}
				if slices.Contains(r.retired, d.Last.AddDays(1)) {
					t.ends = Withdrawn
				}
				turns = append(turns, t)
			}
		}
	}
	if p.Status == StatusApproved || p.Status == StatusRetired {
		turns = append(turns, p.recorded(known, since)...)
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.Day.Compare(b.Day) })
	return turns
}

// recorded gives the versions that the front matter alone tells of: the one that stands
// in the file, and earlier ones. From the day since on, unless it is no date, the
// repository tells which versions there were.
func (p *Policy) recorded(known map[string]bool, since calendar.Date) []turn {
	var turns []turn
	current := Change{Policy: p, Day: p.Record.Effective, Version: p.Version}
	var revised calendar.Date // of the current version
	for _, r := range p.Revisions {
		switch {
		case r.Version == p.Version && !known[p.Version]:
			if r.Date.After(revised) {
				revised, current.Summary, current.Material = r.Date, r.Summary, r.Material
			}
			if r.Version != "" {
				continue
			}
		case known[r.Version] || strings.HasPrefix(r.Version, "0.") || !since.IsZero() && !r.Date.Before(since):
			continue
		}
		c := Change{Policy: p, Day: r.Date, Version: r.Version, Summary: r.Summary, Material: r.Material}
		turns = append(turns, turn{Change: c, ends: Ended})
	}
	if p.Version == "" { // the last of the revisions is what stands in the file
		turns = slices.DeleteFunc(turns, func(t turn) bool { return t.Version == "" && t.Day == revised })
	}
	if revised.After(current.Day) {
		current.Day = revised
	}
	if !known[p.Version] && !current.Day.IsZero() {
		for _, a := range p.Approvals {
			if a.By != nil && (a.Version == "" || a.Version == p.Version) {
				current.Approvals = append(current.Approvals, ReleaseApproval{By: a.By.ID, Date: a.Date})
			}
		}
		turns = append(turns, turn{Change: current, ends: Ended})
	}
	for i := range turns {
		turns[i].Told = turns[i].Day
	}
	return slices.DeleteFunc(turns, func(t turn) bool { return t.Day.IsZero() })
}

// Compare gives what readers must know who know the old handbook and have the new one:
// by kind, then in reading order. Both are made for the same readers, and the old one with
// the new one as Options.Later, so that it has nothing that is kept from them now.
func Compare(old, new *Handbook) []Change {
	lineage := NewLineage([]*Handbook{new, old})
	var all []Change
	for _, p := range new.Policies {
		w := lineage.of[1][lineage.kin[0][p.at]]
		if c, ok := compared(w, p, old.Today, new.Today); ok {
			all = append(all, c)
		}
	}
	for _, w := range old.Policies {
		if version, ok := w.binding(old.Today); ok && lineage.of[0][lineage.kin[1][w.at]] == nil {
			all = append(all, Change{Kind: Removed, Policy: w, Version: version})
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return cmp.Compare(a.Kind, b.Kind) })
	return all
}

// binding gives the version of the document that binds readers on its handbook's day, and
// whether one does.
func (p *Policy) binding(today calendar.Date) (version string, ok bool) {
	switch {
	case p == nil:
		return "", false
	case p.InForce():
		return p.Version, true
	case p.Standing != nil && p.Standing.binds(today) && !p.Archived():
		return p.Standing.Version, true
	}
	return "", false
}

// compared gives what changed of a document from one day to another, and whether anything
// did. Was is nil if it was not there.
func compared(was, p *Policy, from, to calendar.Date) (Change, bool) {
	before, bound := was.binding(from)
	version, binds := p.binding(to)
	switch {
	case !binds && !bound:
		return Change{}, false
	case !binds:
		return ended(was, p, to), true
	}
	c := Change{Kind: Added, Policy: p, Version: version}
	switch hidden := was != nil && p.hides(was.Version, from); {
	case bound && !hidden:
		if version == before && (!was.InForce() || !p.InForce() || sameText(was.Body(), p.Body())) {
			return c, false
		}
		c.Kind, c.Before = Amended, before
	case was != nil && was.Archived() && !hidden:
		c.Before = was.Version
	}
	starts := slices.DeleteFunc(p.changes(to), func(c Change) bool { return !c.Kind.Starts() || c.Day.After(to) })
	if c.Kind == Added || version != before {
		c.Steps = after(starts, c.Before, from)
	}
	told := c.Steps
	if c.Kind == Added && len(told) == 0 { // it was there, for others
		told = starts[max(0, len(starts)-1):]
	}
	for _, s := range told {
		c.Day, c.Told, c.Summary, c.Approvals, c.Material = s.Day, s.Told, s.Summary, s.Approvals, c.Material || s.Material
	}
	return c, true
}

// ended says how a document ended that was in force.
func ended(was, p *Policy, to calendar.Date) Change {
	if !p.Archived() {
		return Change{Kind: Removed, Policy: was, Version: was.Version}
	}
	ended := Change{Kind: ending(p.Judgement.State), Policy: p, Version: p.Version}
	for _, c := range p.changes(to) {
		if !c.Kind.Starts() && !c.Day.After(to) {
			ended.Day, ended.Told = c.Day, c.Told
		}
	}
	return ended
}

// ending gives the change that brings a document into the archive.
func ending(s State) ChangeKind {
	switch s {
	case Superseded:
		return Replaced
	case Retired:
		return Withdrawn
	}
	return Ended
}

// after gives the changes that follow the one by which a version came into force that was
// so on a day or, when there is none, those of later days.
func after(starts []Change, version string, day calendar.Date) []Change {
	for i, c := range slices.Backward(starts) {
		if c.Version == version && !c.Day.After(day) {
			return starts[i+1:]
		}
	}
	return slices.DeleteFunc(starts, func(c Change) bool { return !c.Day.After(day) })
}

// hides reports whether the document was not for these readers at some time after a
// version that was in force on a day: they must not know of that one either.
func (p *Policy) hides(version string, day calendar.Date) bool {
	if p.Past == nil || p.Past.from == 0 {
		return false
	}
	return !slices.ContainsFunc(p.changes(day), func(c Change) bool { return c.Version == version || version == "" && !c.Day.After(day) })
}

// sameText reports whether two texts say the same, however their lines are broken.
func sameText(a, b *markdown.Doc) bool {
	return slices.Equal(strings.Fields(a.Text), strings.Fields(b.Text)) &&
		slices.EqualFunc(a.Headings, b.Headings, func(x, y markdown.Heading) bool { return x.Level == y.Level && x.Text == y.Text })
}
