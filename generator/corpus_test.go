package generator_test

import (
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator"
	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/themes"
)

// corpusDay is the day for which the corpus is written: on it, every document
// is in force and nearly every review lies ahead.
var corpusDay = calendar.New(2026, 6, 1)

// corpus gives the files of a handbook with n documents, path and text. It is
// the same handbook each time. Documents have about 900 words and come in
// fours: a policy and the procedure, standard and guideline that implement it.
func corpus(n int) iter.Seq2[string, string] {
	return func(yield func(path, text string) bool) {
		owners := max(8, n/40) // so that nobody owns more than one can review
		for _, side := range [][2]string{
			{"handbook.yaml", corpusConfig()}, {"_data/people.yaml", corpusPeople(owners)},
			{"_data/audiences.yaml", corpusAudiences}, {"_data/glossary.yaml", corpusGlossary()},
		} {
			if !yield("content/"+side[0], side[1]) {
				return
			}
		}
		for _, c := range corpusCategories {
			text := fmt.Sprintf("---\ntitle: %s\nsummary: What we have agreed about %s and its neighbours.\n---\n\nThe documents of this section, by kind.\n", c.title, c.subjects[0])
			if !yield("content/"+c.id+"/_index.md", text) {
				return
			}
		}
		for i := range n {
			d := document{i: i, n: n, owners: owners, Rand: rand.New(rand.NewPCG(2026, uint64(i)))}
			if !yield(fmt.Sprintf("content/%s/%s.md", category(i).id, slug(i)), d.text()) {
				return
			}
		}
	}
}

// writeCorpus writes a handbook of n documents to a folder.
func writeCorpus(tb testing.TB, dir string, n int) {
	tb.Helper()
	for path, text := range corpus(n) {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	const n = 50
	folder := fstest.MapFS{}
	for path, text := range corpus(n) {
		folder[path] = &fstest.MapFile{Data: []byte(text)}
	}
	for path, text := range corpus(n) {
		if text != string(folder[path].Data) {
			t.Errorf("%s is not the same each time", path)
		}
	}
	res := generator.Build(folder, corpusOptions(t))
	for _, f := range res.Findings {
		if f.Severity == diag.Error {
			t.Errorf("%v: %s [%s]", f.Pos, f.Text, f.Rule)
		}
	}
	if got := len(res.Handbook.Policies); got != n {
		t.Fatalf("got %d documents, want %d", got, n)
	}
	if got := res.Findings.Count(diag.Warning); got > n/10 {
		t.Errorf("got %d warnings, want at most %d: %s", got, n/10, res.Findings[0].Text)
	}
	words, links := 0, 0
	for _, p := range res.Handbook.Policies {
		words += len(strings.Fields(p.Body().Text))
		links += len(p.Targets)
	}
	if words/n < 800 || words/n > 1000 {
		t.Errorf("got %d words a document, want about 900", words/n)
	}
	if links/n < 8 {
		t.Errorf("got %d links a document, want at least 8", links/n)
	}
}

// corpusOptions are those of a plain build on the corpus' day.
func corpusOptions(tb testing.TB) generator.Options {
	theme, err := fs.Sub(themes.FS, "default")
	if err != nil {
		tb.Fatal(err)
	}
	return generator.Options{Theme: theme, Date: corpusDay}
}

// A document is written word by word, from its own random numbers.
type document struct {
	*rand.Rand
	strings.Builder
	i, n   int // it is the i-th of n
	owners int
}

var corpusKinds = []string{"policy", "procedure", "standard", "guideline"}

func kind(i int) string { return corpusKinds[i%len(corpusKinds)] }

// group is the number of the four documents that belong together.
func group(i int) int { return i / len(corpusKinds) }

func category(i int) corpusCategory { return corpusCategories[group(i)%len(corpusCategories)] }

func title(i int) string {
	g := group(i) / len(corpusCategories)
	c := category(i)
	subject := c.subjects[g%len(c.subjects)]
	where := corpusPlaces[g/len(c.subjects)%len(corpusPlaces)]
	return upper(subject) + " " + kind(i) + where
}

func slug(i int) string {
	return fmt.Sprintf("%s-%05d", strings.ReplaceAll(strings.ToLower(title(i)), " ", "-"), i)
}

func number(i int) string { return fmt.Sprintf("HB-%s-%05d", strings.ToUpper(kind(i)[:3]), i) }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (d *document) text() string {
	d.frontMatter()
	d.section("Purpose", d.paragraph(3))
	d.section("Scope", d.paragraph(2), d.bullets(4))
	d.section("Definitions", d.definitions())
	d.section("Roles and responsibilities", d.paragraph(2), d.table())
	if kind(d.i) == "procedure" {
		d.section("Steps", d.paragraph(1), d.clauses(9), "> [!IMPORTANT]\n> "+d.paragraph(2))
	} else {
		d.section("Requirements", d.paragraph(2), d.clauses(6), "> [!NOTE]\n> "+d.paragraph(2))
		d.section("Records", d.paragraph(3), d.bullets(4))
	}
	d.section("Implementation", d.paragraph(2), "### First month\n", d.paragraph(3), "### After that\n", d.paragraph(3))
	if d.i%10 == 0 {
		d.section("Configuration", d.paragraph(1), d.code())
	}
	d.section("Monitoring", d.paragraph(3)+"[^1]")
	d.section("Exceptions", d.paragraph(2), d.letters(3))
	d.section("Enforcement", d.paragraph(2))
	d.section("Checklist", d.tasks(5))
	d.section("Related documents", d.related(4))
	fmt.Fprintf(d, "[^1]: %s\n", d.paragraph(1))
	return d.String()
}

func (d *document) frontMatter() {
	approved := day(-30 - d.IntN(900))
	version := fmt.Sprintf("%d.%d", 1+d.IntN(5), d.IntN(10))
	owner := d.IntN(d.owners)
	approver := (owner + 1 + d.IntN(d.owners-1)) % d.owners
	w := func(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }
	w("---")
	w("title: %s", title(d.i))
	w("id: %s", number(d.i))
	w("type: %s", kind(d.i))
	w("summary: %s", d.sentence("How {role} can {do} {thing}, and who answers for {thing}."))
	w("owner: %s", role(owner))
	w("authors: [%s]", role(d.IntN(d.owners)))
	w("consulted: [%s, %s]", role(d.IntN(d.owners)), role(d.IntN(d.owners)))
	w("approvers: [%s]", role(approver))
	w("approvals:\n  - {by: %s, date: %s, version: %q, ref: M-%04d}", role(approver), approved, version, d.IntN(10000))
	w("scope: [%s]", strings.Join(d.some([]string{"staff", "contractors", "managers", "engineers", "office", "field"}, 2), ", "))
	w("status: approved")
	w("version: %q", version)
	w("effective_date: %s", approved)
	w("lifespan: long-term")
	w("review_date: %s", day(d.IntN(700)-3))
	if kind(d.i) != "policy" {
		w("implements: %s", number(d.i-d.i%len(corpusKinds)))
	}
	w("classification: internal")
	w("tags: [%s]", strings.Join(d.some(corpusTags, 3), ", "))
	w("objectives:\n  - %s", d.sentence("{role} can {do} {thing} {when}."))
	w("evaluation: %s", d.sentence("{role} samples {thing} {when}."))
	w("plan:\n  need: %s\n  approach: %s", d.sentence("{thing} was missing when {event}."), d.sentence("{role} must {do} {thing} {when}."))
	w("revisions:\n  - {version: %q, date: %s, summary: First approved text}", version, approved)
	w("---\n")
}

// day gives the day so many days after the corpus' day.
func day(n int) string {
	return time.Date(2026, 6, 1+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

func (d *document) section(heading string, blocks ...string) {
	fmt.Fprintf(d, "## %s\n\n", heading)
	for _, b := range blocks {
		d.WriteString(strings.TrimSuffix(b, "\n") + "\n\n")
	}
}

func (d *document) paragraph(sentences int) string {
	var out []string
	for range sentences {
		s := d.sentence(pick(d, corpusSentences))
		if d.IntN(6) == 0 {
			s = strings.TrimSuffix(s, ".") + " (see " + d.link(d.IntN(d.n), "") + ")."
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// sentence fills the {gaps} of a pattern.
func (d *document) sentence(pattern string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return upper(b.String())
		}
		gap, after, _ := strings.Cut(rest, "}")
		b.WriteString(pick(d, corpusWords[gap]))
		pattern = after
	}
}

func pick(d *document, list []string) string { return list[d.IntN(len(list))] }

// some gives k different words of a list.
func (d *document) some(list []string, k int) []string {
	out := make([]string, k)
	for i, j := range d.Perm(len(list))[:k] {
		out[i] = list[j]
	}
	return out
}

func (d *document) link(to int, anchor string) string {
	return fmt.Sprintf("[%s](../%s/%s.md%s)", title(to), category(to).id, slug(to), anchor)
}

func (d *document) list(n int, mark func(i int) string, pattern string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(mark(i) + d.sentence(pattern) + "\n")
	}
	return b.String()
}

func (d *document) bullets(n int) string {
	return d.list(n, func(int) string { return "- " }, "{thing} in the hands of {role};")
}

// clauses are numbered, one of them with a list of its own.
func (d *document) clauses(n int) string {
	text := d.list(n, func(i int) string { return fmt.Sprintf("%d. ", i+1) }, "{role} must {do} **{thing}** {when}.")
	return text + d.list(3, func(int) string { return "   - " }, "{thing} when {event};")
}

func (d *document) letters(n int) string {
	return d.list(n, func(i int) string { return string(rune('a'+i)) + ". " }, "{role} asks {role} {when}, and names {thing}.")
}

func (d *document) tasks(n int) string {
	return d.list(n, func(int) string { return pick(d, []string{"- [ ] ", "- [x] "}) }, "{do} {thing}")
}

func (d *document) related(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString("- " + d.link(d.IntN(d.n), pick(d, []string{"", "#scope", "#exceptions"})) + "\n")
	}
	return b.String()
}

func (d *document) definitions() string {
	var b strings.Builder
	for _, t := range d.some(corpusTerms, 3) {
		fmt.Fprintf(&b, "**%s** means %s that %s must %s.\n\n", upper(t), pick(d, corpusWords["thing"]), pick(d, corpusWords["role"]), pick(d, corpusWords["do"]))
	}
	return b.String()
}

func (d *document) table() string {
	var b strings.Builder
	b.WriteString("| Role | Duty | How often |\n| --- | --- | ---: |\n")
	for range 4 + d.IntN(3) {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.sentence("{role}"), d.sentence("{do} {thing}"), pick(d, []string{"daily", "weekly", "monthly", "each quarter", "each year"}))
	}
	return b.String()
}

func (d *document) code() string {
	var b strings.Builder
	b.WriteString("```yaml\n")
	for range 5 {
		fmt.Fprintf(&b, "%s: %d  # %s\n", strings.ReplaceAll(pick(d, corpusTags), " ", "_"), d.IntN(365), pick(d, corpusWords["event"]))
	}
	return b.String() + "```"
}

func corpusConfig() string {
	var b strings.Builder
	b.WriteString("title: Group handbook\norganization: Example Works\nbase_url: https://handbook.example.com/\ncategories:\n")
	for _, c := range corpusCategories {
		fmt.Fprintf(&b, "  - {id: %s, title: %s}\n", c.id, c.title)
	}
	return b.String()
}

// role is the id of the i-th role, one of a kind at each site.
func role(i int) string { return fmt.Sprintf("%s-%03d", corpusRoles[i%len(corpusRoles)], i) }

func corpusPeople(n int) string {
	var b strings.Builder
	for i := range n {
		name := strings.ReplaceAll(corpusRoles[i%len(corpusRoles)], "-", " ")
		fmt.Fprintf(&b, "- {id: %s, role: %s at site %d, email: %s@example.com}\n", role(i), upper(name), i/len(corpusRoles)+1, role(i))
	}
	return b.String()
}

const corpusAudiences = `- {id: staff, title: All staff}
- {id: contractors, title: Contractors}
- {id: managers, title: Managers}
- {id: engineers, title: Engineers}
- {id: office, title: Office staff}
- {id: field, title: Field staff}
`

func corpusGlossary() string {
	var b strings.Builder
	for i, t := range corpusTerms {
		fmt.Fprintf(&b, "- {term: %s, definition: What a document of this handbook means by %s., synonyms: [%s]}\n", upper(t), t, corpusTags[i])
	}
	return b.String()
}

type corpusCategory struct {
	id, title string
	subjects  []string
}

var corpusCategories = []corpusCategory{
	{"acceptable-use", "Acceptable use", []string{"electronic mail", "internet access", "personal devices", "social media", "printing", "instant messaging", "software downloads", "shared drives", "video meetings", "company phones"}},
	{"security", "Security", []string{"authentication", "encryption", "malware protection", "incident response", "network access", "vulnerability handling", "privileged accounts", "security logging", "removable media", "secure disposal"}},
	{"privacy", "Privacy", []string{"data subject requests", "retention", "camera footage", "consent records", "cross border transfers", "data minimisation", "breach notification", "employee files", "cookie banners", "impact assessments"}},
	{"technology-standards", "Technology standards", []string{"laptops", "servers", "databases", "cloud platforms", "wireless networks", "mobile applications", "interfaces", "operating systems", "virtual machines", "monitoring tools"}},
	{"service", "Service", []string{"service desk", "service levels", "user onboarding", "equipment loans", "remote support", "knowledge articles", "complaints", "service catalogue", "access requests", "outage notices"}},
	{"operations", "Operations", []string{"backups", "change control", "patching", "capacity planning", "job scheduling", "release windows", "configuration records", "on call duty", "restore tests", "certificate renewal"}},
	{"people", "People", []string{"hiring", "working hours", "parental leave", "performance talks", "training budgets", "relocation", "remote work", "grievances", "exit interviews", "secondments"}},
	{"finance", "Finance", []string{"expense claims", "purchase approval", "petty cash", "supplier payments", "asset capitalisation", "budget transfers", "credit cards", "stock counts", "revenue recognition", "tax records"}},
	{"procurement", "Procurement", []string{"tendering", "supplier audits", "contract renewal", "framework agreements", "software licences", "conflicts of interest", "delivery checks", "preferred suppliers", "consignment stock", "vendor access"}},
	{"facilities", "Facilities", []string{"visitor access", "badge issue", "fire drills", "key cabinets", "meeting rooms", "parking", "cleaning contracts", "energy use", "lone work", "first aid"}},
	{"continuity", "Continuity", []string{"crisis teams", "alternate sites", "call trees", "recovery tests", "pandemic staffing", "power failure", "supplier failure", "flood response", "crisis communication", "data centre loss"}},
	{"quality", "Quality", []string{"calibration", "document control", "internal audits", "corrective action", "customer returns", "batch records", "training records", "process changes", "measuring devices", "management review"}},
}

var corpusPlaces = []string{
	"", " at customer sites", " for suppliers", " in laboratories", " during travel", " for temporary staff", " in warehouses", " for joint ventures",
	" in the Nordic plants", " in the Iberian plants", " for the parent company", " at trade fairs", " in test environments", " for apprentices", " in rented offices",
	" on vessels", " for night shifts", " in clean rooms", " for acquired companies", " in retail shops", " for board members", " in call centres",
}

var corpusRoles = []string{
	"it-director", "security-officer", "privacy-officer", "service-desk-lead", "quality-manager", "plant-manager", "finance-controller", "procurement-lead",
	"facilities-manager", "people-partner", "network-lead", "platform-lead", "legal-counsel", "continuity-manager", "laboratory-head", "warehouse-lead",
}

var corpusTags = []string{
	"access", "accounts", "assets", "audit", "backup", "budget", "contracts", "devices", "evidence", "incidents", "invoices", "keys",
	"licences", "logging", "networks", "onboarding", "privacy", "records", "recovery", "risk", "suppliers", "training", "travel", "visitors",
}

var corpusTerms = []string{
	"custodian", "control owner", "handover", "joint approval", "retention schedule", "material change", "recovery point", "escalation path",
	"duty roster", "four eyes principle", "segregated zone", "baseline", "compensating measure", "tolerance", "sign off", "key holder",
}

// corpusSentences are what paragraphs are made of; {gaps} are filled from corpusWords.
var corpusSentences = []string{
	"{role} must {do} {thing} {when}.",
	"{role} must {do} {thing} and tell {role} {when}.",
	"When {event}, {role} must {do} {thing} {when}.",
	"If {event}, {role} and {role} agree who will {do} {thing}, because {reason}.",
	"{role} may {do} {thing} only *after* {role} has agreed in writing, because {reason}.",
	"We {do} {thing} {when}, because {reason}.",
	"No one may {do} {thing} when {event}, unless {role} has agreed.",
	"{role} keeps {thing} for as long as {reason}, and no longer.",
	"Questions about {thing} go to {role}, who answers them {when}.",
	"It has happened twice that {event} and nobody could {do} {thing}; since then {role} keeps **{thing}** at hand.",
	"{role} should {do} {thing} {when}, and {role} must {do} {thing} where {reason}.",
	"Before {event}, {role} asks for {thing}; a message marked `{tag}` is enough.",
	"{thing} belongs to {role}, even when {event}.",
	"Where {reason}, {role} can ask {role} to {do} {thing} {when}.",
}

var corpusWords = map[string][]string{
	"tag": corpusTags,
	"role": {
		"the system owner", "the line manager", "the service desk", "every employee", "the data steward", "the network team", "the project lead", "the contract owner",
		"the shift supervisor", "the internal auditor", "the account holder", "the process owner", "the duty engineer", "the works council", "the supplier", "the site manager",
		"the finance partner", "the training coordinator", "the release manager", "the reception", "the steering group", "the custodian", "the control owner", "each visitor's host",
	},
	"do": {
		"record", "approve", "encrypt", "inspect", "archive", "withdraw", "renew", "test", "label", "count", "hand over", "replace", "lock", "compare", "report", "publish", "sign",
		"return", "destroy", "copy", "restore", "measure", "classify", "register", "explain", "sample", "transfer", "suspend", "reopen", "translate", "trace", "store", "document", "check",
	},
	"thing": {
		"the access list", "the asset register", "the backup tape", "the recovery key", "the incident record", "the supplier's certificate", "the signed form", "the visitor badge",
		"the configuration file", "the change request", "the risk assessment", "the training record", "the purchase order", "the spare laptop", "the emergency number", "the audit trail",
		"the retention schedule", "the customer's file", "the test report", "the network diagram", "the maintenance contract", "the delivery note", "the safety sheet", "the software licence",
		"the master key", "the firewall rule", "the monthly statement", "the calibration label", "the handover note", "the duty roster", "the meeting record", "the personnel file",
		"the service account", "the encryption certificate", "the budget line", "the damaged device", "the cloud subscription", "the translation", "the photograph", "the survey result",
		"the door code", "the petty cash box", "the release checklist", "the database export", "the escalation path", "the shipping label", "the expense claim", "the vehicle log",
	},
	"when": {
		"within one working day", "within five working days", "before the end of the month", "before the change takes effect", "on the same day", "at the start of each quarter",
		"every six months", "once a year", "on the first Monday of the month", "after each shift", "at the end of the contract", "before anyone leaves the site", "within two hours",
		"during the weekly meeting", "as soon as the alarm is off", "by the tenth of the month", "during the handover", "after the second reminder", "before the first login", "at every move",
	},
	"event": {
		"a device is lost", "a contract ends", "somebody changes teams", "the supplier is late", "an alarm sounds", "a test fails", "the budget is spent", "a customer complains",
		"the power is out", "a password leaks", "two records differ", "the auditor asks", "a visitor arrives without notice", "the main site is closed", "a licence runs out",
		"a new system goes live", "the figures are disputed", "a key is missing", "a server is moved", "the law changes", "a shipment is damaged", "the network is slow",
	},
	"reason": {
		"an auditor must be able to follow the decision", "customers rely on it", "two people have to agree", "mistakes are found late otherwise", "the insurer asks for it",
		"the equipment is shared", "the contract says so", "a later reader has nothing else", "privacy law demands it", "the next shift depends on it", "spare parts are scarce",
		"nobody else has the number", "the figures go to the board", "the site has no other exit", "the warranty depends on it", "we promised it to the works council",
	},
}
