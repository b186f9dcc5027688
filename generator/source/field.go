package source

import (
	"slices"
	"strings"
)

// FieldKind says what a field holds and how it is checked.
type FieldKind uint8

// What a field can hold.
const (
	Text    FieldKind = iota // one line of text
	Prose                    // text, also of several lines
	Word                     // one of Field.Values
	Day                      // a date, YYYY-MM-DD
	Span                     // a duration such as 18 months or P18M; also `none` where Values says so
	Life                     // a lifespan: long-term, short-term, a duration, or until DATE
	Number                   // a whole number
	Truth                    // true or false
	Release                  // a version such as "2.1"
	Name                     // one id of a person, role, document or term
	Names                    // a list of ids; one alone may stand without brackets
	Texts                    // a list of texts; one alone may stand without brackets
	Group                    // a group of keys, Field.Fields; plain text means its first key
	Groups                   // a list of groups
	Mapping                  // free keys, each with a value of Field.Fields[0]
	Free                     // anything
)

// Need says when a field must be there.
type Need string

// When a field must be there. A document that is being written needs little.
const (
	Optional Need = ""
	Always   Need = "always"
	Approved Need = "when approved"
)

// Field describes one key of front matter, handbook.yaml or a data file. The
// tables of fields drive decoding, checks, `new`, the reference page of the
// user guide and the JSON Schema for editors.
type Field struct {
	Name    string
	Kind    FieldKind
	Need    Need
	Aliases []string // other names that existing content may use
	Doc     string   // what it means: one sentence
	Example string   // a value as it would stand in YAML
	Values  []string // Word: what it may say
	// Synonyms maps other words that existing content uses to a value of Values.
	Synonyms map[string]string
	Fields   []Field // Group, Groups: the keys; Mapping: the kind of every value
	Max      int     // longest text in code points; 0 is no limit of its own
	// Limits marks a field that keeps a document from readers. A misspelt one
	// must stop the build: it must never publish what it was to hold back.
	Limits bool
}

// Document types, in the order in which lists show them.
var documentTypes = []string{"policy", "standard", "procedure", "guideline", "plan", "form", "charter"}

// Fields is the front matter of a document.
var Fields = []Field{
	{Name: "title", Kind: Text, Need: Always, Aliases: []string{"name"}, Max: 200, Example: "Password policy", Doc: "What the document is called; without it, the first level-one heading."},
	{Name: "id", Kind: Text, Need: Approved, Aliases: []string{"document_id", "doc_id", "ref_id", "policy_number", "acronym"}, Max: 60, Example: "IT-POL-004", Doc: "Document number: unique ignoring case, never changed and never used again."},
	{Name: "type", Kind: Word, Aliases: []string{"document_type", "doc_type"}, Values: documentTypes, Example: "policy", Doc: "What kind of document it is; without it, a policy."},
	{Name: "category", Kind: Text, Aliases: []string{"section"}, Example: "security", Doc: "The section it stands in; without it, the first folder of its path."},
	{Name: "summary", Kind: Prose, Need: Approved, Aliases: []string{"description"}, Max: 300, Example: "How we choose, keep and change passwords.", Doc: "One plain sentence: what the document enables."},
	{Name: "owner", Kind: Name, Need: Always, Aliases: []string{"dri", "dris", "policy_owner", "owner_slack", "steward"}, Example: "ciso", Doc: "The one person or role who is accountable for keeping it right."},
	{Name: "sponsor", Kind: Name, Example: "managing-director", Doc: "Who in the leadership stands behind it."},
	{Name: "implementer", Kind: Name, Example: "service-desk-lead", Doc: "Who puts it into practice and maintains it."},
	{Name: "contact", Kind: Free, Aliases: []string{"questions"}, Example: "service-desk", Doc: "Whom readers ask."},
	{Name: "escalation", Kind: Name, Example: "it-director", Doc: "Who decides when the owner cannot."},
	{Name: "authors", Kind: Names, Example: "[security-analyst]", Doc: "Who wrote it."},
	{Name: "consulted", Kind: Names, Aliases: []string{"reviewers"}, Example: "[works-council, hr-director]", Doc: "Who gave input, end users above all."},
	{Name: "approvers", Kind: Names, Need: Approved, Aliases: []string{"approver"}, Example: "[it-director]", Doc: "Who must approve it."},
	{Name: "approvals", Kind: Groups, Need: Approved, Doc: "The record of approvals, one for each approved version.", Example: `[{by: it-director, date: 2026-01-12, version: "2.1"}]`, Fields: []Field{
		{Name: "by", Kind: Name, Need: Always, Doc: "Who approved."},
		{Name: "date", Kind: Day, Need: Always, Doc: "The day of the approval."},
		{Name: "version", Kind: Release, Doc: "The version that was approved."},
		{Name: "ref", Kind: Text, Doc: "Where it is recorded: minutes, ticket, pull request."},
	}},
	{Name: "approved_by", Kind: Name, Example: "it-director", Doc: "Short form of one approval, together with date_approved."},
	{Name: "date_approved", Kind: Day, Aliases: []string{"approved_date"}, Example: "2026-01-12", Doc: "Short form of one approval, together with approved_by."},
	{Name: "scope", Kind: Group, Need: Always, Aliases: []string{"applies_to", "audience", "covered_parties"}, Limits: true, Example: "[all-staff, contractors]", Doc: "Whom it binds: a text, a list of audiences, or a group of keys; `organization` is everyone.", Fields: []Field{
		{Name: "applies_to", Kind: Texts, Need: Always, Limits: true, Doc: "Audiences, `organization`, or a text."},
		{Name: "excludes", Kind: Texts, Limits: true, Doc: "Who or what is exempt."},
		{Name: "locations", Kind: Texts, Doc: "Where it applies."},
		{Name: "systems", Kind: Texts, Doc: "The systems it covers."},
		{Name: "note", Kind: Prose, Doc: "What else readers must know about its reach."},
	}},
	{Name: "status", Kind: Word, Limits: true, Values: []string{"draft", "review", "approved", "retired"}, Example: "approved", Doc: "The only stored state; in force, expired, superseded and the like follow from the dates. Without it, a draft.", Synonyms: map[string]string{
		"active": "approved", "published": "approved", "final": "approved",
		"in_review": "review", "in-review": "review", "proposed": "review", "pending": "review",
		"archived": "retired", "deprecated": "retired", "withdrawn": "retired", "obsolete": "retired"}},
	{Name: "draft", Kind: Truth, Limits: true, Example: "true", Doc: "Another way to write `status: draft`."},
	{Name: "published", Kind: Truth, Limits: true, Example: "true", Doc: "`published: false` is another way to write `status: draft`."},
	{Name: "basis", Kind: Word, Values: []string{"expressed", "implied"}, Example: "expressed", Doc: "An implied policy is a practice in force that nobody has written down yet."},
	{Name: "version", Kind: Release, Need: Approved, Example: `"2.1"`, Doc: "The version of the text, in quotes; a leading v is dropped."},
	{Name: "effective_date", Kind: Day, Need: Approved, Aliases: []string{"effective", "published_date", "date"}, Example: "2026-02-01", Doc: "The first day in force."},
	{Name: "lifespan", Kind: Life, Need: Always, Example: "long-term", Doc: "How long it is meant to live: long-term, short-term (which must end), a duration, or `until 2027-12-31`.", Synonyms: map[string]string{"permanent": "long-term", "indefinite": "long-term"}},
	{Name: "expires", Kind: Day, Aliases: []string{"expiry_date", "expiration_date", "sunset", "valid_to", "expire_by"}, Example: "2027-12-31", Doc: "The last day in force; it wins over the lifespan."},
	{Name: "last_reviewed", Kind: Day, Aliases: []string{"last_reviewed_on", "last_review_date", "last_reviewed_at", "last-reviewed", "reviewed"}, Example: "2026-01-12", Doc: "The day of the last review; never in the future."},
	{Name: "review_cycle", Kind: Span, Aliases: []string{"review_in", "review_frequency", "frequency", "expiration_in_days"}, Example: "12 months", Doc: "How often it is reviewed; without it, the handbook's review_cycle."},
	{Name: "review_date", Kind: Day, Need: Always, Aliases: []string{"next_review", "next_review_date", "review_by", "review_due", "renewal_date"}, Example: "2027-01-12", Doc: "The day the next review is due; without it, the last review or approval plus the review cycle."},
	{Name: "reviews", Kind: Groups, Example: "[{date: 2026-01-12, by: ciso, outcome: no-change}]", Doc: "The record of reviews.", Fields: []Field{
		{Name: "date", Kind: Day, Need: Always, Doc: "The day of the review."},
		{Name: "by", Kind: Name, Doc: "Who reviewed."},
		{Name: "outcome", Kind: Word, Values: []string{"no-change", "revised", "retire", "extended"}, Doc: "What the review decided."},
		{Name: "trigger", Kind: Text, Doc: "Why it was reviewed, if not by date."},
		{Name: "notes", Kind: Prose, Doc: "What was looked at."},
	}},
	{Name: "revisions", Kind: Groups, Aliases: []string{"majorRevisions", "changelog"}, Example: `[{version: "2.1", date: 2026-01-12, summary: Passkeys added, material: true}]`, Doc: "What changed from version to version.", Fields: []Field{
		{Name: "version", Kind: Release, Doc: "The version that the revision made."},
		{Name: "date", Kind: Day, Need: Always, Doc: "The day of the revision."},
		{Name: "summary", Kind: Prose, Aliases: []string{"comment"}, Doc: "What changed and why, in one sentence."},
		{Name: "material", Kind: Truth, Doc: "Whether readers must act differently."},
	}},
	{Name: "implements", Kind: Names, Aliases: []string{"parent", "parent_policy"}, Example: "IT-POL-004", Doc: "The policy that this procedure or standard puts into practice."},
	{Name: "procedure", Kind: Word, Values: []string{"none"}, Example: "none", Doc: "`none` for a policy that needs no procedure."},
	{Name: "related", Kind: Names, Aliases: []string{"related_documents"}, Example: "[IT-STD-002]", Doc: "Documents worth reading beside it."},
	{Name: "supersedes", Kind: Names, Example: "IT-POL-001", Doc: "The documents that it replaces."},
	{Name: "superseded_by", Kind: Name, Example: "IT-POL-009", Doc: "The document that replaces it."},
	{Name: "references", Kind: Groups, Example: "[{title: GDPR, url: https://eur-lex.europa.eu/eli/reg/2016/679/oj}]", Doc: "Law, contracts and sources.", Fields: []Field{
		{Name: "title", Kind: Text, Need: Always, Doc: "What it is called."},
		{Name: "url", Kind: Text, Doc: "Where it is found."},
	}},
	{Name: "satisfies", Kind: Mapping, Example: "{iso27001: [A.5.17]}", Doc: "The controls it meets, by standard.", Fields: []Field{{Kind: Texts}}},
	{Name: "classification", Kind: Word, Limits: true, Aliases: []string{"confidentiality"}, Values: []string{"public", "internal", "confidential", "restricted"}, Example: "internal", Doc: "Who may read it; decides which builds contain it."},
	{Name: "acknowledge", Kind: Word, Values: []string{"none", "once", "major", "annual"}, Example: "once", Doc: "Whether its readers must confirm that they read it, and when again."},
	{Name: "format", Kind: Group, Example: "{medium: paperless, register: formal}", Doc: "Paper or paperless, formal or informal.", Fields: []Field{
		{Name: "medium", Kind: Word, Values: []string{"paperless", "paper", "both"}, Doc: "Whether controlled paper copies exist."},
		{Name: "register", Kind: Word, Values: []string{"formal", "informal"}, Doc: "How it speaks."},
	}},
	{Name: "plan", Kind: Group, Example: "{need: Passwords were shared., approach: A manager for everyone.}", Doc: "The planning record: why and how it was made.", Fields: []Field{
		{Name: "need", Kind: Prose, Doc: "What it is needed for."},
		{Name: "approach", Kind: Prose, Doc: "How it meets the need."},
		{Name: "goals", Kind: Texts, Doc: "Ids of the goals it serves."},
		{Name: "impact", Kind: Prose, Doc: "Whom and what it changes."},
		{Name: "consequences", Kind: Prose, Doc: "What it costs or makes harder."},
		{Name: "resistance", Kind: Free, Doc: "What people may hold against it, and how that is met."},
		{Name: "development", Kind: Free, Doc: "Tasks, time and resources to make it."},
		{Name: "communication", Kind: Prose, Doc: "How it is introduced."},
		{Name: "incentives", Kind: Prose, Doc: "What makes it easy to follow."},
	}},
	{Name: "objectives", Kind: Texts, Example: "[No account is taken over by a guessed password]", Doc: "What it is to achieve."},
	{Name: "topics", Kind: Texts, Example: "[passwords]", Doc: "The topics of its category that it covers."},
	{Name: "tags", Kind: Texts, Example: "[access, accounts]", Doc: "Words that group documents across sections."},
	{Name: "keywords", Kind: Texts, Example: "[passphrase, login]", Doc: "Words that readers search for and the text does not use."},
	{Name: "kpis", Kind: Groups, Example: `[{name: Accounts with a second factor, target: "100 %"}]`, Doc: "How its success is measured.", Fields: []Field{
		{Name: "name", Kind: Text, Need: Always, Doc: "What is measured."},
		{Name: "target", Kind: Text, Doc: "The value to reach."},
		{Name: "source", Kind: Text, Doc: "Where the figure comes from."},
		{Name: "id", Kind: Text, Doc: "Id of its series under _data/kpis."},
		{Name: "kind", Kind: Word, Values: []string{"adherence", "impact"}, Doc: "Whether it shows that the policy is followed or that it works."},
	}},
	{Name: "rollout", Kind: Groups, Example: "[{phase: Pilot in IT, audience: it, start: 2026-10-01}]", Doc: "The phases in which it is introduced, small first.", Fields: []Field{
		{Name: "phase", Kind: Text, Need: Always, Doc: "What the phase is called."},
		{Name: "audience", Kind: Texts, Doc: "Who takes part."},
		{Name: "start", Kind: Day, Need: Always, Doc: "Its first day."},
		{Name: "end", Kind: Day, Doc: "Its last day."},
		{Name: "buy_in", Kind: Word, Values: []string{"leadership", "management", "staff"}, Doc: "Whose agreement it needs."},
	}},
	{Name: "buy_in", Kind: Group, Example: "{leadership: 2026-01-05, management: 2026-01-12, staff: 2026-02-01}", Doc: "When each level agreed, from the top down.", Fields: []Field{
		{Name: "leadership", Kind: Day, Doc: "The day the leadership agreed."},
		{Name: "management", Kind: Day, Doc: "The day the management agreed."},
		{Name: "staff", Kind: Day, Doc: "The day the staff was won."},
	}},
	{Name: "review_triggers", Kind: Texts, Example: "[A security incident, A new identity provider]", Doc: "Events that call for a review before its date."},
	{Name: "evaluation", Kind: Prose, Example: "The internal audit samples ten accounts each quarter.", Doc: "How it is judged whether the policy works."},
	{Name: "controlled_copies", Kind: Texts, Example: "[Reception binder]", Doc: "Where paper copies are kept and must be exchanged."},
	{Name: "aliases", Kind: Texts, Aliases: []string{"redirect_from", "old_paths"}, Example: "[/old/passwords/]", Doc: "Old paths that lead to it."},
	{Name: "slug", Kind: Text, Max: 100, Example: "passwords", Doc: "The name of its page; without it, the name of its file."},
	{Name: "weight", Kind: Number, Aliases: []string{"order"}, Example: "10", Doc: "Its place in the section: smaller comes first."},
	{Name: "toc", Kind: Truth, Example: "true", Doc: "Whether the page shows its contents."},
	{Name: "search", Kind: Truth, Limits: true, Example: "true", Doc: "Whether the search finds it."},
	{Name: "lang", Kind: Text, Example: "en", Doc: "The language of its text, if not the handbook's."},
}

// SectionFields is the front matter of a section's _index.md.
var SectionFields = []Field{
	{Name: "title", Kind: Text, Max: 200, Example: "Security", Doc: "What the section is called; without it, the handbook's categories or the folder's name."},
	{Name: "summary", Kind: Prose, Aliases: []string{"description"}, Max: 300, Example: "Accounts, devices, incidents.", Doc: "One sentence about the section."},
	{Name: "weight", Kind: Number, Aliases: []string{"order"}, Example: "10", Doc: "Its place among its sisters: smaller comes first."},
	{Name: "classification", Kind: Word, Limits: true, Aliases: []string{"confidentiality"}, Values: []string{"public", "internal", "confidential", "restricted"}, Example: "internal", Doc: "Who may read the section's text; without it, what the defaults say."},
	{Name: "defaults", Kind: Mapping, Limits: true, Example: "{owner: ciso}", Doc: "Front matter that documents below this folder may leave out.", Fields: []Field{{Kind: Free}}},
	{Name: "aliases", Kind: Texts, Aliases: []string{"redirect_from", "old_paths"}, Example: "[/old/security/]", Doc: "Old paths that lead to it."},
}

// ConfigFields is handbook.yaml.
var ConfigFields = []Field{
	{Name: "title", Kind: Text, Need: Always, Max: 200, Example: "IT handbook", Doc: "What the handbook is called."},
	{Name: "organization", Kind: Text, Max: 200, Example: "Example Ltd", Doc: "Whose handbook it is."},
	{Name: "base_url", Kind: Text, Example: "https://handbook.example.com/", Doc: "Where it is published, for canonical links, the sitemap and the 404 page."},
	{Name: "language", Kind: Text, Example: "en", Doc: "The language of the handbook and of the words of its pages; without it, en."},
	{Name: "timezone", Kind: Text, Example: "Europe/Amsterdam", Doc: "The zone in which a day begins and ends; without it, UTC."},
	{Name: "repository", Kind: Text, Example: "https://git.example.com/it/handbook", Doc: "Where its source is kept, for the edit links."},
	{Name: "branch", Kind: Text, Example: "main", Doc: "The branch that the edit links lead to; without it, main."},
	{Name: "edit_url", Kind: Text, Example: "https://git.example.com/edit/{branch}/{path}", Doc: "The edit link where the repository's kind is not known."},
	{Name: "theme", Kind: Text, Max: 60, Example: "default", Doc: "The folder below themes/ that holds your own templates and styles; without it, default."},
	{Name: "accent", Kind: Text, Example: `"#0b5cad"`, Doc: "The one accent colour."},
	{Name: "logo", Kind: Text, Max: 200, Example: "logo.svg", Doc: "A picture beside the handbook's name: an SVG or PNG file below content/."},
	{Name: "contact", Kind: Text, Max: 500, Example: "servicedesk@example.com", Doc: "Where readers ask and report problems: an e-mail address, or a web address that may hold {title} and {url}; without it, a new issue in the repository where its kind is known."},
	{Name: "footer", Kind: Prose, Example: "Service desk, extension 200", Doc: "A line at the foot of every page."},
	{Name: "review_cycle", Kind: Span, Values: []string{"none"}, Example: "12 months", Doc: "How often documents are reviewed that do not say it; without it, 12 months. With none, each approved document must name its own."},
	{Name: "categories", Kind: Groups, Example: "[{id: security, title: Security}]", Doc: "The first-level sections, in their order.", Fields: []Field{
		{Name: "id", Kind: Text, Need: Always, Doc: "The name of its folder."},
		{Name: "title", Kind: Text, Doc: "What it is called."},
		{Name: "summary", Kind: Prose, Max: 300, Doc: "One sentence about it."},
	}},
	{Name: "start_here", Kind: Names, Example: "[IT-POL-001]", Doc: "Documents that the home page offers to new readers."},
	{Name: "editions", Kind: Group, Example: `{tags: "20*", keep: 3}`, Doc: "Tags of its git repository at which the handbook can still be read, each below editions/.", Fields: []Field{
		{Name: "tags", Kind: Texts, Need: Always, Doc: "Patterns of their names, with * for any signs but /."},
		{Name: "titles", Kind: Mapping, Doc: "What an edition is called, by tag; without it, what was written with the tag, or its name.", Fields: []Field{{Kind: Text}}},
		{Name: "keep", Kind: Number, Doc: "How many there are, the latest ones; without it, 5."},
	}},
	{Name: "defaults", Kind: Mapping, Limits: true, Example: "{owner: it-director, status: approved}", Doc: "Front matter that documents may leave out.", Fields: []Field{{Kind: Free}}},
	{Name: "lint", Kind: Mapping, Example: "{summary-missing: notice}", Doc: "The levels of rules: off, notice, warning or error.", Fields: []Field{{Kind: Text}}},
}

// DataFields is what stands in the files below _data/, by file name.
var DataFields = map[string]Field{
	"people": {Kind: Groups, Example: "- {id: ciso, name: Ann Example, role: Chief information security officer, email: ann@example.com}", Doc: "The people and roles that documents name.", Fields: []Field{
		{Name: "id", Kind: Text, Need: Always, Doc: "The id that documents use."},
		{Name: "name", Kind: Text, Doc: "The person's name."},
		{Name: "role", Kind: Text, Doc: "The role's name."},
		{Name: "email", Kind: Text, Doc: "Where to write to."},
		{Name: "active", Kind: Truth, Doc: "False for those who left."},
	}},
	"audiences": {Kind: Groups, Example: "- {id: staff, title: All staff}", Doc: "The groups of readers that a scope names.", Fields: []Field{
		{Name: "id", Kind: Text, Need: Always, Doc: "The id that a scope uses."},
		{Name: "title", Kind: Text, Doc: "What the group is called."},
		{Name: "members", Kind: Texts, Doc: "Who belongs to it."},
	}},
	"goals": {Kind: Groups, Example: "- {id: trust, title: Customers trust us with their data}", Doc: "The goals that policies serve.", Fields: []Field{
		{Name: "id", Kind: Text, Need: Always, Doc: "The id that a plan uses."},
		{Name: "title", Kind: Text, Doc: "What is to be reached."},
	}},
	"topics": {Kind: Mapping, Example: "{security: [passwords, backups]}", Doc: "The topics that each category should cover.", Fields: []Field{{Kind: Texts}}},
	"glossary": {Kind: Groups, Example: "- {term: Asset, definition: A thing of value., synonyms: [item]}", Doc: "The terms of the handbook.", Fields: []Field{
		{Name: "term", Kind: Text, Need: Always, Doc: "The term."},
		{Name: "definition", Kind: Prose, Need: Always, Doc: "What it means."},
		{Name: "synonyms", Kind: Texts, Doc: "Other words for it."},
		{Name: "acronym", Kind: Text, Doc: "Its short form."},
	}},
	"synonyms":  {Kind: Mapping, Example: "{laptop: [notebook, portable computer]}", Doc: "Words and phrases that the search takes for each other: those of one entry, its key among them.", Fields: []Field{{Kind: Texts}}},
	"standards": {Kind: Mapping, Example: "{A.5.1: {family: A.5, name: Policies}}", Doc: "A control catalogue: one file a standard.", Fields: []Field{{Kind: Free}}},
	"exceptions": {Kind: Groups, Example: "- {id: EX-1, policy: IT-POL-004, reason: Old device, approved_by: it-director, approved: 2026-01-12, expires: 2026-12-31}", Doc: "Who may depart from a policy, why and until when.", Fields: []Field{
		{Name: "id", Kind: Text, Need: Always, Doc: "The number of the exception."},
		{Name: "policy", Kind: Name, Need: Always, Doc: "The document it departs from."},
		{Name: "clause", Kind: Text, Doc: "The clause, if not the whole."},
		{Name: "requester", Kind: Name, Doc: "Who asked for it."},
		{Name: "reason", Kind: Prose, Doc: "Why it is needed."},
		{Name: "compensating_controls", Kind: Texts, Doc: "What is done instead."},
		{Name: "risk", Kind: Text, Doc: "The risk that remains."},
		{Name: "approved_by", Kind: Name, Doc: "Who granted it."},
		{Name: "approved", Kind: Day, Doc: "The day it was granted."},
		{Name: "expires", Kind: Day, Need: Always, Doc: "Its last day."},
		{Name: "status", Kind: Word, Values: []string{"open", "closed", "requested", "rejected"}, Doc: "Where it stands; without it, open."},
	}},
	"audits": {Kind: Groups, Example: "- {date: 2026-06-30, policy: IT-POL-004, sample: 20, passed: 19}", Doc: "Samples taken to see whether a policy is followed.", Fields: []Field{
		{Name: "date", Kind: Day, Need: Always, Doc: "The day of the audit."},
		{Name: "policy", Kind: Name, Need: Always, Doc: "The document that was audited."},
		{Name: "sample", Kind: Number, Doc: "How many cases were looked at."},
		{Name: "passed", Kind: Number, Doc: "How many were right."},
	}},
}

// find gives the field with that name or alias, or nil. Case matters.
func find(fields []Field, key string) *Field {
	if i := index(fields, key); i >= 0 {
		return &fields[i]
	}
	return nil
}

// index gives the place of the field with that name or alias, or -1.
func index(fields []Field, key string) int {
	for i := range fields {
		if f := &fields[i]; f.Name == key || slices.Contains(f.Aliases, key) {
			return i
		}
	}
	return -1
}

// nearest gives the known key that a misspelt one most likely means, and its
// field, or "" when none is close.
func nearest(fields []Field, key string) (string, *Field) {
	best, name, at := 3, "", (*Field)(nil)
	fold := strings.ToLower(strings.ReplaceAll(key, "-", "_"))
	for i := range fields {
		for _, n := range append([]string{fields[i].Name}, fields[i].Aliases...) {
			d := distance(fold, strings.ToLower(n))
			if d < best && d*2 < len(fold) {
				best, name, at = d, n, &fields[i]
			}
		}
	}
	return name, at
}

// Nearest gives the candidate that a misspelt word most likely means, or "".
func Nearest(word string, candidates []string) string {
	best, name := 4, ""
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < best && d*2 < len(word) {
			best, name = d, c
		}
	}
	return name
}

// distance counts the insertions, deletions, changes and swaps of neighbours
// that turn a into b; words over 64 bytes are never near.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 99
	}
	var rows [3][65]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur, prev, before := &rows[i%3], &rows[(i-1)%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
