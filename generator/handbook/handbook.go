// Package handbook holds what a handbook means: the linked model.
//
// [New] takes what the authors wrote, file by file (package source), and links
// it: sections and documents, people, audiences and terms, who implements and
// replaces whom, where every link leads, which state each document is in on a
// given day. What a reader of this build must not see is left out before
// anything is linked, so that nothing else in the model can tell of it.
//
// A Handbook is immutable once made, and safe for concurrent use. What is wrong
// is in Handbook.Findings; the model is always complete enough to go on.
package handbook

import (
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/markdown"
	"policybook/generator/source"
)

// Options says for which day and for whom a handbook is made.
type Options struct {
	Today          calendar.Date // the day on which states are judged
	Latest         calendar.Date // no record may be later than this day; no date is Today
	Drafts         bool          // keep drafts and documents in review
	Next           bool          // take the next version of a document, which these readers may have, for the release in force
	Classification string        // the highest classification that is kept; "" is internal
	Audience       string        // keep only what binds this audience; "" keeps all
	History        *History      // what is known of the past; nil for nothing

	// Later is the handbook that came after this one, for the same readers, when this is
	// an earlier state of it: what that keeps from them this one does too. Nil is today's.
	Later *Handbook

	// Beside says that it stands beside today's, which tells of the past of each document:
	// it has no pages of its own for that.
	Beside bool
}

// Handbook is the linked model of one build. Lists are in reading order
// unless their comment says otherwise.
type Handbook struct {
	Config
	Today  calendar.Date
	Latest calendar.Date // no record may be later: Today, or the real day when Today is set back
	Commit *Commit       // at which the handbook stands; nil when it is not known
	Ahead  bool          // some document has a next version that these readers may have: Options.Next shows it
	Root   *Section      // the home page: its text, the documents outside any folder, the categories below

	Sections   []*Section  // every section below the root, parents before children
	Policies   []*Policy   // every document, section by section
	People     []*Person   // by id; also those that documents name and people.yaml does not know
	Audiences  []*Audience // in the order of audiences.yaml
	Terms      []*Term     // by term, letters of any case together
	Synonyms   [][]string  // words and phrases that the search takes for each other
	Goals      []*Goal
	Topics     []*Topic // by category, in the order of topics.yaml
	Exceptions []*Exception
	Standards  []*Standard   // by id
	Files      []*Attachment // published attachments, by path
	Redirects  []*Redirect   // by old path
	StartHere  []*Policy
	Pages      []string // output paths of the pages and files about the whole handbook, which texts may link to

	Findings diag.List           // found while reading and linking; not sorted, not judged
	LintPos  map[string]diag.Pos // where Lint is set, by rule

	hidden      []hidden        // documents that are kept from its readers by classification or audience
	hiddenTexts []string        // folders of sections whose texts are
	secrets     map[string]bool // what later handbooks keep from them: see laterSecrets

	opts    Options
	changes func() []Change // computed once
	phrases glossary        // of Terms
	kept    *linker         // what [Handbook.Again] takes from; nil when New made the handbook
	links   *linker         // where the links of earlier texts lead; nil when nothing is known of them
}

// Config is what handbook.yaml says.
type Config struct {
	Title        string
	Organization string
	BaseURL      string // with a final slash, or ""
	Language     string // a language tag; never empty
	Zone         string // name of the time zone in which a day begins and ends; never empty
	Repository   string
	Branch       string
	EditURL      string      // a pattern with {branch} and {path}, or ""
	Accent       string      // a checked CSS colour, or ""
	Logo         *Attachment // a picture, or nil
	Contact      string      // where readers ask: an e-mail address, a URL that may hold {title} and {url}, or ""
	Footer       string
	Lint         map[string]diag.Severity // levels of rules, by rule
}

// Section is a folder of the handbook. The first one on a path is a category.
type Section struct {
	Path     string // folder, such as security/access; "" is the root
	Slug     string // its folder in the output, safe on every file system; "" is the root
	Title    string
	Summary  string
	Weight   int
	Parent   *Section // nil for the root
	Sections []*Section
	Policies []*Policy        // documents that stand in it, in reading order
	Source   *source.Document // its _index.md, or nil
	Targets  []Target         // where the links of its text lead, by index of Source.Body.Links

	order int       // among the declared categories, which come first
	at    int32     // among all sections; 0 is the root
	found diag.List // in its links
}

// Policy is a document of the handbook: a policy, a procedure, a standard or
// another type. Fields that the author left out are empty.
type Policy struct {
	Source *source.Document
	Path   string // page without .html, such as security/passwords; unique, never changed by an upgrade
	Page   string // output path of its page: Path and .html, or .next.html of a next version

	ID       string // document number as written
	Type     string // policy, standard, procedure, guideline, plan, form or charter
	Title    string
	Summary  string
	Version  string // without a leading v
	Status   Status
	Basis    string // expressed or implied
	Lang     string // language tag of its text; "" is the handbook's
	Category *Section
	Section  *Section

	Owner, Sponsor, Implementer, Escalation *Person // nil when not named
	Authors, Consulted, Approvers           []*Person
	Contact                                 []string
	Scope                                   Scope
	Classification                          string
	Acknowledge                             string
	Medium, Register                        string // format

	Record    Record    // what it says about time
	Judgement Judgement // its state and review flag on Handbook.Today
	Due       calendar.Date
	LastDay   calendar.Date // the last day in force; no date while it has no end

	LastReviewed calendar.Date // as written, also when that day lies ahead
	Past         *Past         // nil when nothing is known of it

	// Standing is what readers have while the file is a draft, in review or approved for a
	// day to come: the release in force, else the last one, as it ended or was retired. The
	// document is that release, and nothing in it tells of the file, unless Next: then it is
	// what stands in the file, the version that follows Standing.
	Standing *Release
	Next     bool

	Approvals []Approval
	Reviews   []Review
	Revisions []Revision
	Rollout   []Phase
	BuyIn     [3]calendar.Date // leadership, management, staff
	Plan      Plan
	KPIs      []KPI

	Objectives, Topics, Tags, Keywords, ReviewTriggers, ControlledCopies []string
	Evaluation                                                           string
	References                                                           []Reference
	Satisfies                                                            []Controls

	Implements    []*Policy // the policies it puts into practice
	ImplementedBy []*Policy // its procedures and standards
	Related       []*Policy // named by it or naming it
	Supersedes    []*Policy
	SupersededBy  *Policy
	CitedBy       []*Policy // documents whose text links to it
	Targets       []Target  // where its links lead, by index of Body().Links
	Terms         []*Term   // glossary terms that its text uses

	Weight int
	TOC    bool
	Search bool

	NoProcedure bool // it says that it needs none

	front     front
	leads     leads
	relatedTo []*Policy
	at        int32     // in Handbook.Policies
	titleKey  string    // by which it is sorted
	pageKey   string    // Page as all file systems compare it
	found     diag.List // in its front matter, but for the people that it names
	linkFound diag.List // in its links
	strangers bool      // it names people that people.yaml does not know
}

// Index is the place of the document in Handbook.Policies.
func (p *Policy) Index() int { return int(p.at) }

// Body is the parsed text.
func (p *Policy) Body() *markdown.Doc { return p.Source.Body }

// Has reports whether the author, or a default, gave the front matter field.
func (p *Policy) Has(field string) bool { return p.front.get(field) != nil }

// Pos is the place of a front matter field's value, or of the first line when
// the field is missing or comes from a default.
func (p *Policy) Pos(field string) diag.Pos { return posOf(p.Source.Get(field), p.Source.Start()) }

// InForce reports whether the document binds on the handbook's day: in force
// or in its pilot.
func (p *Policy) InForce() bool { return p.Judgement.State.Binding() }

// Archived reports whether the document stands in the archive: superseded,
// retired or expired.
func (p *Policy) Archived() bool {
	switch p.Judgement.State {
	case Superseded, Retired, Expired:
		return true
	}
	return false
}

// Scope says whom a document binds.
type Scope struct {
	Everyone  bool        // the whole organization
	Audiences []*Audience // by name
	Text      string      // in words, where no audiences are named
	Excludes  []string
	Locations []string
	Systems   []string
	Note      string

	vague bool // whom it excludes is said in words
}

// Approval is one entry of the record of approvals.
type Approval struct {
	By           *Person
	Date         calendar.Date
	Version, Ref string
	Pos          diag.Pos
}

// Review is one entry of the record of reviews.
type Review struct {
	Date                    calendar.Date
	By                      *Person
	Outcome, Trigger, Notes string
	Pos                     diag.Pos
}

// Revision is one entry of the record of changes.
type Revision struct {
	Version, Summary string
	Date             calendar.Date
	Material         bool
	Pos              diag.Pos
}

// Phase is one step of a rollout.
type Phase struct {
	Name       string
	Audience   []string
	Start, End calendar.Date
	BuyIn      string
	Pos        diag.Pos
}

// Plan is the planning record.
type Plan struct {
	Need, Approach, Impact, Consequences, Resistance, Development, Communication, Incentives string
	Goals                                                                                    []string
}

// KPI is a measure of success.
type KPI struct {
	ID, Name, Target, Source, Kind string
	Pos                            diag.Pos
}

// Reference is a law, contract or source.
type Reference struct{ Title, URL string }

// Controls are the controls of one standard that a document satisfies.
type Controls struct {
	Standard string
	Controls []string
	Pos      diag.Pos
}

// Person is a person or a role that documents name.
type Person struct {
	ID     string
	Slug   string // name of the owner's page
	Name   string // of the person
	Role   string
	Email  string
	Known  bool // people.yaml has it
	Active bool
	Owns   []*Policy // in reading order
	Pos    diag.Pos

	at    int32 // in Handbook.People
	known int32 // in linker.known, if Known
}

// Label is what a reader should see: the role, else the name, else the id.
func (p *Person) Label() string {
	switch {
	case p == nil:
		return ""
	case p.Role != "":
		return p.Role
	case p.Name != "":
		return p.Name
	}
	return p.ID
}

// Audience is a group of readers.
type Audience struct {
	ID, Title string
	Slug      string // name of the audience's page
	Members   []string
	Pos       diag.Pos
}

// Term is an entry of the glossary.
type Term struct {
	Slug, Term, Definition, Acronym string
	Synonyms                        []string
	UsedIn                          []*Policy // in reading order
	Pos                             diag.Pos

	at int32 // in Handbook.Terms
}

// ID is the anchor of the term on the glossary's page.
func (t *Term) ID() string { return "term-" + t.Slug }

// Goal is something the organization wants to reach.
type Goal struct {
	ID, Title string
	Pos       diag.Pos
}

// Topic is something a category should cover.
type Topic struct {
	Category, Name string
	Pos            diag.Pos
}

// Exception is a granted departure from a policy.
type Exception struct {
	ID, Clause, Reason, Risk, Status string
	Policy                           *Policy // nil when left out of this build or unknown
	Requester, ApprovedBy            *Person
	CompensatingControls             []string
	Approved, Expires                calendar.Date
	Pos                              diag.Pos
}

// Granted reports whether the exception is in use on a day: somebody granted it
// by then, and its time is not over.
func (e *Exception) Granted(day calendar.Date) bool {
	return e.Status == "open" && e.ApprovedBy != nil && !e.Approved.IsZero() && !e.Approved.After(day) && !e.Expires.Before(day)
}

// Standard is a catalogue of controls.
type Standard struct {
	ID, Name string
	Slug     string // name of the standard's page
	Controls []Control
	Pos      diag.Pos
}

// Control is one demand of a standard.
type Control struct{ Key, Family, Name, Description string }

// Attachment is a file that a document refers to and that is published with it.
type Attachment struct {
	Source string // path below content/
	Path   string // path in the output
}

// Redirect leads from an old path to a page.
type Redirect struct {
	From string // output path of the page that redirects, ending in .html
	To   string // output path of the page it leads to
}

// Target is where a link leads. At most one of Policy, Section, File and URL is set;
// none is set for a link within the page.
type Target struct {
	Policy  *Policy
	Section *Section
	File    *Attachment
	Page    string // output path of a generated page, such as register.html
	URL     string // off the handbook
	Anchor  string // without #
	Broken  bool   // leads nowhere, and is shown as text
}
