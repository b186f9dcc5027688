package handbook

// What a document was before is told by snapshots, the states that its file has
// had. Where they come from is not known here: they are plain data. What they mean is
// settled here, as it needs the same keys, defaults and options as the document itself:
//
//   - A change of the text is another thing than a change of the front matter. The text
//     was last changed by the last commit that changed it, whatever was moved since.
//   - A version that is approved is a release. Its text is the last one that bore it.
//   - A release is in force from its own first day until the day before that of a
//     later one. What came later counts, also when it begins earlier: a version that is
//     replaced before its day was never in force.
//   - A version that comes back after another one (a revert) binds again, from the day
//     on which it came back.

import (
	"crypto/sha256"
	"slices"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/source"
)

// History is the past of a handbook. It is immutable.
type History struct {
	Documents map[string][]Snapshot // by the document's path below content/ today; oldest first
	Gone      [][]Snapshot          // of documents that are not there today, each as in Documents
	Findings  diag.List             // why something of it is not known

	// Text gives the bytes that Snapshot.Blob names. It is safe for concurrent use.
	Text func(blob string) ([]byte, error)
}

// of gives the snapshots of a document; there may be none, and no history.
func (h *History) of(path string) []Snapshot {
	if h == nil {
		return nil
	}
	return h.Documents[path]
}

// unknown gives what is said of a history that cannot be read at all, or nil.
func (h *History) unknown() *diag.Finding {
	if h == nil || len(h.Documents) > 0 || len(h.Findings) == 0 {
		return nil
	}
	return &h.Findings[0]
}

// begun gives the day of the first commit that is known, no date when none is.
func (h *History) begun() (first calendar.Date) {
	if h == nil {
		return first
	}
	note := func(snapshots []Snapshot) {
		if day := snapshots[0].Commit.Day; first.IsZero() || day.Before(first) {
			first = day
		}
	}
	for _, snapshots := range h.Documents {
		note(snapshots)
	}
	for _, snapshots := range h.Gone {
		note(snapshots)
	}
	return first
}

// Commit is a step of a handbook's history.
type Commit struct {
	ID      string        // its full name
	Time    time.Time     // when it came to be in the handbook
	Day     calendar.Date // that time in the handbook's time zone
	Subject string        // its first line; "" unless it is about one document alone
}

// Snapshot is a state of a document's file. Those that are alike in all that the
// author wrote may share values.
type Snapshot struct {
	Commit   *Commit
	Path     string            // of the file at that time, below content/
	Blob     string            // names its bytes in the repository
	Front    *source.Document  // its front matter, without its text
	Defaults []*source.Value   // of the sections above it, the nearest first, then of handbook.yaml, as long as it stood
	Text     [sha256.Size]byte // its [source.TextHash]
	Layout   bool              // the commit changed the layout of many files, and counts as no change
}

// PastFields are the fields of the front matter that a Snapshot must have.
var PastFields = []string{"id", "slug", "version", "status", "draft", "published", "effective_date", "expires", "lifespan", "approvals", "approved_by", "date_approved", "revisions", "classification", "scope", "superseded_by"}

// Past is what is known of a document's earlier states. It is immutable.
type Past struct {
	Last       *Commit   // the last that changed anything of what this build has; never nil
	Changed    *Commit   // the last that changed the text; never nil
	Releases   []Release // the approved versions in the order in which they were first released
	Unapproved *Commit   // the last that changed the text of the version in the file without anybody's approval; nil if none did

	// Elsewhere says that today's handbook tells of it, and this one has no page for it.
	Elsewhere bool

	since calendar.Date // the day of the first commit that is known
	born  bool          // by then the document had not been approved
	cut   bool          // what was before that was not for the readers of this build

	over   *Release // what readers had last, when no release is in force; nil for nothing
	places []place  // where it stood when it was approved, the last first
	from   int      // the first snapshot that these readers may know of
}

// Release is an approved version of a document.
type Release struct {
	Version   string
	Commit    *Commit // the last with that version and a text that was approved: its text
	Path      string  // of its file, below content/
	Blob      string  // names its bytes in the repository
	Days      []Stretch
	Approvals []ReleaseApproval
	Summary   string // what changed, in a line; ""  where nobody said
	Material  bool   // what is asked of readers changed

	Page    string // output path of the page with its text: that of the document, if it has this text
	Changes string // output path of the page that says what changed since the release before, "" for the first

	told     calendar.Date     // the day of the first commit that has it; no date when it is older than the repository
	text     [sha256.Size]byte // as of Snapshot, of Commit
	back     []comeback        // how it came to be in force again, by Days but for the first
	defaults []*source.Value   // as of Snapshot
	retired  []calendar.Date   // days on which the document was retired as this version
}

// comeback is how a version came to be in force again.
type comeback struct {
	first    calendar.Date // from this day on
	before   calendar.Date // the last day on which it was in force before
	summary  string        // why, in a line; "" where nobody said
	material bool
}

// ReleaseApproval says who approved a release, and when.
type ReleaseApproval struct {
	By   string // an id of people.yaml, or text
	Date calendar.Date
}

// InForce gives the release that was in force on a day as far as the document
// itself says, and whether there was one. Whether another document had replaced
// it by then is not asked.
func (p *Past) InForce(day calendar.Date) (Release, bool) {
	for _, r := range p.Releases {
		if r.binds(day) {
			return r, true
		}
	}
	return Release{}, false
}

// binds reports whether the release was in force on a day as far as its document says.
func (r Release) binds(day calendar.Date) bool {
	return slices.ContainsFunc(r.Days, func(s Stretch) bool { return s.Has(day) })
}

// stage is what counts of a snapshot.
type stage struct {
	rev       *Snapshot
	day       calendar.Date // on which it came to be
	status    Status
	version   string
	effective calendar.Date
	last      calendar.Date // its last day, as it says itself
	approvals []ReleaseApproval
	revised   Revision // the last of its version, as it says itself; no Pos

	unnumbered bool // it bore no version: nobody said which text was approved
}

// past settles what is known of the document's past.
func (l *linker) past(p *Policy) {
	if p.Past = l.pastOf(p.Source.Path, p.Version); p.Past == nil {
		return
	}
	p.Past.Elsewhere = l.opts.Beside
	snapshots := l.opts.History.Documents[p.Source.Path]
	p.Past.Last = snapshots[len(snapshots)-1].Commit
	if r := p.Standing; r != nil && !p.Next { // readers get nothing that came later
		p.Past.Last = r.Commit
		at := slices.IndexFunc(snapshots, func(s Snapshot) bool { return s.Commit == r.Commit })
		p.Past.Changed = changed(snapshots[:at+1])
	}
	for i := range p.Past.Releases {
		p.Past.Releases[i].say(p)
	}
	p.Past.end(p, l.Today)
	p.namePages()
}

// pastOf gives what is known of the past of a document, nil for nothing. What was not
// for the readers of this build hides all that came before it. Version is that of the
// file today.
func (l *linker) pastOf(path, version string) *Past {
	if l.opts.History == nil {
		return nil
	}
	snapshots := l.opts.History.Documents[path]
	if len(snapshots) == 0 {
		return nil
	}
	stages := make([]stage, 0, len(snapshots))
	from := 0 // the first that these readers may know of
	for i := range snapshots {
		s, why := l.stage(&snapshots[i])
		begun := s.status == StatusRetired || s.status == StatusApproved && !s.effective.After(l.Today)
		if why == anotherAudience && !begun {
			continue // it is not for others yet
		}
		if why != "" && why != aDraft && why != inReview {
			stages, from = stages[:0], i+1
			continue
		}
		stages = append(stages, s)
	}
	known := snapshots[min(from, len(snapshots)-1):]
	past := &Past{Changed: changed(known), since: known[0].Commit.Day, cut: from > 0, from: from}
	past.born = len(stages) > 0 && stages[0].status != StatusApproved
	stages = countFromFirst(stages, version)
	all := runs(stages)
	past.Releases = releases(all)
	if len(past.Releases) > 0 && past.Releases[0].told == l.begun {
		past.Releases[0].told = calendar.Date{} // it is older than the repository
	}
	if len(all) > 0 && all[len(all)-1].end().version == version {
		past.Unapproved = unapproved(all)
	}
	if _, ok := past.InForce(l.Today); !ok {
		past.over = past.ended(stages, l.Today)
	}
	past.places = places(stages)
	return past
}

// ended gives what readers had last of a document of which nothing is in force on a day: a
// release whose time is over or, when the document was retired, its text at that time. It
// is nil when they never had any.
func (past *Past) ended(stages []stage, day calendar.Date) *Release {
	for _, s := range slices.Backward(stages) {
		retired := s.status == StatusRetired && !s.day.After(day)
		if !retired && s.status != StatusApproved {
			continue
		}
		if s.version == "" {
			return nil // a text without a version has no name by which it could be told from the file's
		}
		r := Release{Version: s.version}
		at := slices.IndexFunc(past.Releases, func(r Release) bool { return r.Version == s.version })
		if at >= 0 {
			r = past.Releases[at]
		}
		if retired {
			r.Commit, r.Path, r.Blob, r.defaults = s.rev.Commit, s.rev.Path, s.rev.Blob, s.rev.Defaults
			return &r
		}
		if slices.ContainsFunc(r.Days, func(s Stretch) bool { return !s.First.After(day) }) {
			return &r
		}
	}
	return nil
}

// standing gives the release that readers get of a document whose file is a draft, in
// review, or approved for a day to come, which is ahead: the one in force, else what they
// had last. It is nil when they get the file itself, or nothing. On a day of the past they
// get what was in force, too, before it was retired, or before another version came back.
func (l *linker) standing(d *source.Document) (r *Release, ahead bool) {
	if l.opts.History == nil || d.Broken {
		return nil, false
	}
	f := l.front(d)
	s, version := status(f), f.text("version")
	if l.secret(f.text("classification")) {
		return nil, false // it is not for these readers any more, whatever it said before
	}
	ahead = s == StatusDraft || s == StatusReview || s == StatusApproved && day(f.get("effective_date")).After(l.Today)
	snapshots := l.opts.History.Documents[d.Path]
	if len(snapshots) == 0 || !ahead && !snapshots[len(snapshots)-1].Commit.Day.After(l.Today) {
		return nil, false
	}
	next := version
	if next == "" && s != StatusApproved && s != StatusRetired {
		next = unnamed // what was approved before it without a version is the first all the same
	}
	past := l.pastOf(d.Path, next)
	now, ok := past.InForce(l.Today)
	switch {
	case !ahead && !(ok && past.later(s, version, now, l.Today)):
		return nil, false
	case ok:
		r = &now
	default:
		r = past.over
	}
	if r == nil || s == StatusApproved && r.Version == version {
		return nil, false
	}
	return r, ahead
}

// later reports whether the file of a document is what it is, retired or a version that
// came back, since a later day than the one on which a release was in force.
func (past *Past) later(s Status, version string, now Release, day calendar.Date) bool {
	if s == StatusRetired {
		return slices.ContainsFunc(now.retired, func(d calendar.Date) bool { return d.After(day) })
	}
	return slices.ContainsFunc(past.Releases, func(r Release) bool {
		return r.Version == version && slices.ContainsFunc(r.Days, func(s Stretch) bool { return s.First.After(day) })
	})
}

// shown gives what this build has for a file: the document in it or, while that is
// being revised, what readers have of it. Next is the path of that one where the
// document in the file is shown all the same, else "".
func (l *linker) shown(d *source.Document) (shown *source.Document, standing *Release, next string) {
	r, ahead := l.standing(d)
	if r == nil {
		return d, nil, ""
	}
	e := l.earlier(d, r)
	if e == nil {
		return d, nil, ""
	}
	if !ahead || !l.admits(d) || !l.admits(e) {
		return e, r, ""
	}
	l.Ahead = true
	if !l.opts.Next {
		return e, r, ""
	}
	return d, r, pagePath(&Policy{Source: e})
}

// admits reports whether this build may contain a document.
func (l *linker) admits(d *source.Document) bool {
	before := len(l.Findings)
	p := &Policy{Source: d, front: l.front(d)}
	p.Status = status(p.front)
	why := l.leftOut(p)
	l.Findings = l.Findings[:before] // they are told of what is shown
	return why == ""
}

// earlier gives a document as it was released, or nil when that cannot be read.
func (l *linker) earlier(d *source.Document, r *Release) *source.Document {
	if old := l.old; old != nil && old.tree.Zone.String() == l.tree.Zone.String() {
		if was := old.now.policy(old.byFile[d.Path]); was != nil && was.Standing != nil && !was.Next && was.Standing.Blob == r.Blob {
			return was.Source
		}
	}
	raw, err := l.opts.History.Text(r.Blob)
	if err != nil {
		l.Findings.Add(d.Start(), "history-unknown", "version "+r.Version+", which readers have, cannot be read: "+err.Error(), "see `git fsck`")
		return nil
	}
	if e := source.Earlier(d.Path, r.Version, raw, l.tree.Zone); !e.Broken {
		return e
	}
	return nil
}

// lastCommit settles which commit the handbook is as of: the last one of a document
// that it has. Those of others are nobody's business.
func (l *linker) lastCommit() {
	for _, p := range l.Policies {
		if p.Past == nil {
			continue
		}
		if c := p.Past.Last; l.Commit == nil || c.Time.After(l.Commit.Time) || c.Time.Equal(l.Commit.Time) && c.ID > l.Commit.ID {
			l.Commit = c
		}
	}
}

// stage decodes a snapshot, and says why a build for these readers would leave it out, ""
// if it would not. What cannot be read is a draft.
func (l *linker) stage(rev *Snapshot) (stage, string) {
	s := stage{rev: rev, day: rev.Commit.Day}
	if rev.Front.Broken {
		return s, ""
	}
	q := &Policy{Source: rev.Front, front: front{own: rev.Front, defaults: rev.Defaults}}
	q.Status = status(q.front)
	before := len(l.Findings)
	why := l.leftOut(q)
	l.Findings = l.Findings[:before] // they are about a file that is no more
	f := q.front
	life, _ := ParseLifespan(f.text("lifespan"), nil)
	s.status, s.version, s.effective = q.Status, f.text("version"), day(f.get("effective_date"))
	s.last = Record{Effective: s.effective, Expires: day(f.get("expires")), Lifespan: life}.LastDay()
	for _, v := range f.get("approvals").All() {
		if of := v.Get("version").String(); of == "" || of == s.version {
			s.approvals = append(s.approvals, ReleaseApproval{By: v.Get("by").String(), Date: day(v.Get("date"))})
		}
	}
	for _, v := range f.get("revisions").All() {
		if v.Get("version").String() == s.version {
			s.revised = Revision{Summary: v.Get("summary").String(), Date: day(v.Get("date")), Material: v.Get("material").Bool()}
		}
	}
	if by, on := f.get("approved_by"), f.get("date_approved"); by != nil || on != nil {
		s.approvals = append(s.approvals, ReleaseApproval{By: by.String(), Date: day(on)})
	}
	return s, why
}

// firstVersion is what an approved text without a version counts as when the next one bears a number.
const firstVersion = "1.0"

// unnamed stands for the version of a draft that has none yet.
const unnamed = "next"

// countFromFirst gives the stages of a document that has versions now: what was
// approved before it had any is its first.
func countFromFirst(stages []stage, version string) []stage {
	if version == "" && !slices.ContainsFunc(stages, func(s stage) bool { return s.version != "" }) {
		return stages
	}
	for i := range stages {
		if stages[i].version != "" {
			break
		}
		stages[i].version, stages[i].unnumbered = firstVersion, true
	}
	return stages
}

// changed gives the last commit that changed the text.
func changed(snapshots []Snapshot) *Commit {
	last := snapshots[0].Commit
	for i := 1; i < len(snapshots); i++ {
		if snapshots[i].Text != snapshots[i-1].Text && !snapshots[i].Layout {
			last = snapshots[i].Commit
		}
	}
	return last
}

// run is a row of approved stages of one version. Drafts of the next version may
// stand in between.
type run struct {
	stages  []stage
	again   bool          // the version had been released before
	retired calendar.Date // the day on which the document was retired as this version; no date if it was not
	days    Stretch
}

func (r *run) end() *stage { return &r.stages[len(r.stages)-1] }

// runs gives the rows of approved versions.
func runs(stages []stage) (all []run) {
	known := map[string]bool{}
	over := false // it was retired
	for _, s := range stages {
		if s.status == StatusRetired && !over {
			over = true
			for i := range all {
				if all[i].retired.IsZero() {
					all[i].retired = s.day
				}
			}
		}
		if n := len(all) - 1; n >= 0 && (s.status == StatusDraft || s.status == StatusReview) && s.version == all[n].end().version && all[n].end().effective.After(s.day) {
			delete(known, s.version)
			all = all[:n] // it was taken back before its day
		}
		if s.status != StatusApproved || s.version == "" {
			continue
		}
		if len(all) == 0 || over || all[len(all)-1].end().version != s.version {
			over = false
			all = append(all, run{again: known[s.version]})
			known[s.version] = true
		}
		r := &all[len(all)-1]
		r.stages = append(r.stages, s)
	}
	for i := range all {
		r := &all[i]
		r.days = Stretch{First: r.end().effective, Last: r.end().last}
		if from := r.stages[0].day; r.days.First.IsZero() || r.again && r.days.First.Before(from) {
			r.days.First = from
		}
		if end := r.retired.AddDays(-1); !r.retired.IsZero() && (r.days.Last.IsZero() || end.Before(r.days.Last)) {
			r.days.Last = end
		}
	}
	return all
}

// releases gives the releases of a document, and settles the days of its runs.
func releases(all []run) (out []Release) {
	var until calendar.Date // the day before the first one of those that follow
	for i := len(all) - 1; i >= 0; i-- {
		d := &all[i].days
		if !until.IsZero() && (d.Last.IsZero() || until.Before(d.Last)) {
			d.Last = until
		}
		if before := d.First.AddDays(-1); until.IsZero() || before.Before(until) {
			until = before
		}
	}
	for _, r := range all {
		at := slices.IndexFunc(out, func(o Release) bool { return o.Version == r.end().version })
		if at < 0 {
			at = len(out)
			out = append(out, Release{Version: r.end().version, Summary: r.stages[0].rev.Commit.Subject, told: r.stages[0].day})
		}
		o, end := &out[at], r.end()
		o.Approvals = end.approvals
		if r.days.Last.IsZero() || !r.days.Last.Before(r.days.First) {
			if n := len(o.Days); n > 0 {
				o.back = append(o.back, comeback{r.days.First, o.Days[n-1].Last, r.stages[0].rev.Commit.Subject, o.Material})
			}
			o.Days = append(o.Days, r.days)
		}
		if end.revised.Summary != "" {
			o.note(end.revised)
		}
		if !r.retired.IsZero() {
			o.retired = append(o.retired, r.retired)
		}
	}
	for i := range out { // a change that nobody approved is not of the version
		o := &out[i]
		rev := approved(stagesOf(all, o.Version)).rev
		o.Commit, o.Path, o.Blob, o.defaults, o.text = rev.Commit, rev.Path, rev.Blob, rev.Defaults, rev.Text
	}
	return out
}

// stagesOf gives the approved stages of a version, from the first one that bears its
// number: what was written before there were any is the way to its text.
func stagesOf(all []run, version string) (stages []stage) {
	for _, r := range all {
		if r.end().version == version {
			stages = append(stages, r.stages...)
		}
	}
	numbered := slices.IndexFunc(stages, func(s stage) bool { return !s.unnumbered })
	return stages[max(0, numbered):]
}

// approved gives the last of the stages of a version whose text was approved. That is the
// first text, what differs from such a one in its layout, and what somebody approved with
// the change or since; it may come back. Of a version without a number it is the last.
func approved(stages []stage) *stage {
	last := &stages[len(stages)-1]
	if last.unnumbered {
		return last
	}
	since := last.approvals
	good := map[[sha256.Size]byte]bool{stages[0].rev.Text: true}
	last = &stages[0]
	for i := 1; i < len(stages); i++ {
		s, was := &stages[i], &stages[i-1]
		switch {
		case good[s.rev.Text]:
		case s.rev.Layout && good[was.rev.Text],
			s.rev.Text != was.rev.Text && slices.ContainsFunc(s.approvals, func(a ReleaseApproval) bool { return !slices.Contains(was.approvals, a) }),
			slices.ContainsFunc(since, func(a ReleaseApproval) bool { return !a.Date.Before(s.day) }):
			good[s.rev.Text] = true
		}
		if good[s.rev.Text] {
			last = s
		}
	}
	return last
}

// unapproved gives the last commit that changed the text of the version of the last run,
// unless that text was approved.
func unapproved(all []run) *Commit {
	stages := stagesOf(all, all[len(all)-1].end().version)
	if approved(stages).rev == stages[len(stages)-1].rev {
		return nil
	}
	for i := len(stages) - 1; i > 0; i-- {
		if s := stages[i].rev; s.Text != stages[i-1].rev.Text && !s.Layout {
			return s.Commit
		}
	}
	return nil
}

// end lets the release that was in force when the document was retired end on the day
// that its record names. The commit that retired it may be of that day or of a later one.
func (past *Past) end(p *Policy, today calendar.Date) {
	var day calendar.Date
	for _, r := range p.Reviews {
		if r.Outcome == "retire" && (day.IsZero() || r.Date.Before(day)) {
			day = r.Date
		}
	}
	if p.Status != StatusRetired || day.IsZero() {
		return
	}
	if own := p.Record.LastDay(); !own.IsZero() && own.Before(day) {
		day = own
	}
	var last *Stretch
	for i := range past.Releases {
		for j := range past.Releases[i].Days {
			if d := &past.Releases[i].Days[j]; !d.First.After(today) && (last == nil || d.First.After(last.First)) {
				last = d
			}
		}
	}
	if last != nil && !day.Before(last.First) && !last.Last.Before(day.AddDays(-1)) {
		last.Last = day
	}
}

// say takes over what the document says of a release today.
func (r *Release) say(p *Policy) {
	for _, v := range p.Revisions {
		if v.Version == r.Version {
			r.note(v)
		}
	}
}

// note takes over what the document says of a release, or of its coming back when that is
// said of a day since.
func (r *Release) note(v Revision) {
	for i := range slices.Backward(r.back) {
		if b := &r.back[i]; v.Date.After(b.before) {
			b.summary, b.material = v.Summary, v.Material
			return
		}
	}
	r.Summary, r.Material = v.Summary, v.Material
}
