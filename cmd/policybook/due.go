package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/ical"
)

func dueCommand(e *env) *cobra.Command {
	var f struct {
		within, by, format, date string
		most                     int
	}
	c := &cobra.Command{
		Use:   "due",
		Short: "List what is due, what is overdue first",
		Long: "due lists, owner by owner, the reviews that are due, the documents and the exceptions that end, and all of these that\n" +
			"are overdue. The text shows the first five of each owner; --by shows all of one.\n" +
			"Of a document whose next version is written or waits for its day, the version in force is judged.\n" +
			"The exit code is 0, also when something is overdue. With --max it is 1 when more than that are: a limit for a\n" +
			"scheduled job, which fails before readers can no longer rely on the handbook.",
		Example: "  policybook due\n  policybook due --within 90d --by ciso\n  policybook due --max 0\n  policybook due --within \"6 months\" --format csv > due.csv",
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains(dueFormats, f.format) {
				return usage("--format is one of %s, not %q", strings.Join(dueFormats, ", "), f.format)
			}
			var ahead calendar.Period
			if f.within != "0d" {
				var err error
				if ahead, err = calendar.ParsePeriod(f.within); err != nil {
					return usage("--within: %v", err)
				}
			}
			limit := -1
			if c.Flags().Changed("max") {
				if limit = f.most; limit < 0 {
					return usage("--max is how many may be overdue: 0 or more, not %d", limit)
				}
			}
			r, err := e.everything(f.date)
			if err != nil {
				return err
			}
			done := e.progress("reading the history")
			r.handbook = r.inForce()
			done()
			l := &dueList{handbook: r.handbook, until: r.today.Add(ahead)}
			if ahead == (calendar.Period{}) {
				l.until = r.today
			}
			if f.by != "" {
				if l.owner, err = r.owner(f.by); err != nil {
					return err
				}
			}
			e.unread(r)
			return e.due(l, f.format, limit)
		},
	}
	c.Flags().StringVar(&f.within, "within", "30d", "how far to look ahead: 30d, 6 weeks, 3 months")
	c.Flags().StringVar(&f.by, "by", "", "only what this owner must see to, all of it")
	c.Flags().IntVar(&f.most, "max", 0, "exit with 1 when more than this many are overdue (default: no limit)")
	c.Flags().StringVar(&f.format, "format", "text", strings.Join(dueFormats, ", "))
	c.Flags().StringVar(&f.date, "date", "", "judge as on this day (YYYY-MM-DD) instead of today")
	return c
}

var dueFormats = []string{"text", "md", "json", "csv", "ics"}

// unread says which documents are missing as they cannot be read.
func (e *env) unread(r *record) {
	for _, d := range r.tree.Documents {
		if d.Broken {
			fmt.Fprintf(e.err, "%s cannot be read and is missing here; `policybook check` says why\n", diag.Escape(d.File()))
		}
	}
}

// owner gives somebody who is named in the handbook.
func (r *record) owner(id string) (*handbook.Person, error) {
	var known []string
	for _, p := range r.handbook.People {
		if strings.EqualFold(p.ID, id) {
			return p, nil
		}
		if len(p.Owns) > 0 {
			known = append(known, p.ID)
		}
	}
	return nil, usage("--by: nobody is called %q: %s", id, suggest(id, known))
}

// dueList is what is due by a day.
type dueList struct {
	handbook *handbook.Handbook
	owner    *handbook.Person // whose tasks alone are listed, or nil
	until    calendar.Date
	tasks    []handbook.Task
	late     int // of tasks
}

func (e *env) due(l *dueList, format string, limit int) error {
	for _, t := range l.handbook.Tasks(l.until) {
		if l.owner == nil || t.Owner == l.owner {
			l.tasks = append(l.tasks, t)
			if t.Day.Before(l.handbook.Today) {
				l.late++
			}
		}
	}
	var err error
	switch format {
	case "text":
		err = l.text(e.out)
	case "md":
		err = l.markdown(e.out)
	case "json":
		err = l.json(e.out)
	case "csv":
		err = l.csv(e.out)
	case "ics":
		err = l.calendar(e.out)
	}
	if err != nil {
		return environmentError{err}
	}
	if limit >= 0 && l.late > limit {
		fmt.Fprintf(e.err, "policybook: %d overdue, and --max allows %d\n", l.late, limit)
		return errFindings
	}
	return nil
}

// summary is one line about all of it.
func (l *dueList) summary() string {
	if len(l.tasks) == 0 {
		return fmt.Sprintf("nothing is due until %s", l.until)
	}
	return fmt.Sprintf("%d overdue, %d more due until %s (as of %s)", l.late, len(l.tasks)-l.late, l.until, l.handbook.Today)
}

// batch is what one owner must see to.
type batch struct {
	owner *handbook.Person
	tasks []handbook.Task
}

// name is what the owner is called: the role or name, and the id.
func (b batch) name() string {
	switch {
	case b.owner == nil:
		return "nobody owns these"
	case b.owner.Label() == b.owner.ID:
		return b.owner.ID
	}
	return b.owner.Label() + " (" + b.owner.ID + ")"
}

// batches gives the tasks owner by owner, who is most late first.
func (l *dueList) batches() []batch {
	var out []batch
	for _, t := range l.tasks {
		i := slices.IndexFunc(out, func(b batch) bool { return b.owner == t.Owner })
		if i < 0 {
			i, out = len(out), append(out, batch{owner: t.Owner})
		}
		out[i].tasks = append(out[i].tasks, t)
	}
	return out
}

// batchSize is how many tasks of an owner a list for reading shows: few enough to
// be done in one go.
const batchSize = 5

func (l *dueList) text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, l.summary())
	for _, batch := range l.batches() {
		shown := batch.tasks
		if l.owner == nil {
			shown = shown[:min(len(shown), batchSize)]
		}
		fmt.Fprintf(&b, "\n%s\n", diag.Escape(batch.name()))
		command := ""
		for _, t := range shown {
			fmt.Fprintf(&b, "  %s  %-23s %s\n", t.Day, l.when(t), diag.Escape(l.what(t)))
			if t.Kind == handbook.ReviewDue && t.Policy.Standing == nil && command == "" {
				command = "policybook review " + shellWord(cmp.Or(t.Policy.ID, t.Policy.Path)) + " --outcome no-change"
				if batch.owner != nil {
					command += " --by " + shellWord(batch.owner.ID)
				}
			}
		}
		if more := len(batch.tasks) - len(shown); more > 0 {
			fmt.Fprintf(&b, "  and %d more: policybook due --by %s\n", more, diag.Escape(shellWord(ownerID(batch.owner))))
		}
		if command != "" {
			fmt.Fprintf(&b, "  when it is reviewed: %s\n", diag.Escape(command))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func ownerID(p *handbook.Person) string {
	if p == nil {
		return ""
	}
	return p.ID
}

// when says how late a task is, or how far ahead.
func (l *dueList) when(t handbook.Task) string {
	switch days := t.Day.Sub(l.handbook.Today); {
	case days < 0:
		return "overdue by " + count(-days, "day")
	case days == 0:
		return "today"
	default:
		return "in " + count(days, "day")
	}
}

// what says what is to be done.
func (l *dueList) what(t handbook.Task) string {
	document := "a document that is not there"
	if t.Policy != nil {
		document = cmp.Or(t.Policy.ID, t.Policy.Path) + " " + t.Policy.Title
	}
	late := t.Day.Before(l.handbook.Today)
	switch {
	case t.Kind == handbook.ReviewDue && t.Policy.Standing != nil:
		return "review " + document + " " + t.Policy.Standing.Version + ": approve its next version, or let that begin sooner"
	case t.Kind == handbook.ReviewDue:
		return "review " + document
	case t.Kind == handbook.ExceptionEnds && late:
		return "exception " + t.Exception.ID + " to " + document + " ended and is still open"
	case t.Kind == handbook.ExceptionEnds:
		return "exception " + t.Exception.ID + " to " + document + " ends"
	case late && t.Policy.Standing != nil:
		return document + " ended: approve its next version, or let that begin sooner"
	case late:
		return document + " ended and is still marked approved"
	}
	return document + " ends"
}

var markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "\n", " ")

// markdown writes a list to tick off, for an issue or a message.
func (l *dueList) markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", l.summary())
	for _, batch := range l.batches() {
		fmt.Fprintf(&b, "\n## %s\n\n", markdownSigns.Replace(batch.name()))
		for _, t := range batch.tasks {
			what := markdownSigns.Replace(l.what(t))
			if address := l.address(t.Policy); address != "" {
				what = "[" + what + "](" + address + ")"
			}
			fmt.Fprintf(&b, "- [ ] **%s**, %s: %s\n", t.Day, l.when(t), what)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// address gives the address of a document's page, or "" where it has none.
func (l *dueList) address(p *handbook.Policy) string {
	if p == nil || l.handbook.BaseURL == "" {
		return ""
	}
	return l.handbook.BaseURL + (&url.URL{Path: p.Page}).EscapedPath()
}

// dueItem is a task for other programs.
type dueItem struct {
	Day       string `json:"day"`
	Days      int    `json:"days"` // until that day; negative when it is late
	Kind      string `json:"kind"`
	ID        string `json:"id"`
	Title     string `json:"title"`
	Owner     string `json:"owner"`
	File      string `json:"file"`
	Page      string `json:"page"`
	Exception string `json:"exception,omitempty"`
}

func (l *dueList) items() []dueItem {
	out := make([]dueItem, 0, len(l.tasks))
	for _, t := range l.tasks {
		item := dueItem{Day: t.Day.String(), Days: t.Day.Sub(l.handbook.Today), Kind: t.Kind.String(), Owner: ownerID(t.Owner)}
		if p := t.Policy; p != nil {
			item.ID, item.Title, item.File, item.Page = p.ID, p.Title, p.Source.File(), p.Page
		}
		if t.Exception != nil {
			item.Exception = t.Exception.ID
		}
		out = append(out, item)
	}
	return out
}

func (l *dueList) json(w io.Writer) error {
	return writeJSON(w, struct {
		Today   string    `json:"today"`
		Until   string    `json:"until"`
		Overdue int       `json:"overdue"`
		Due     []dueItem `json:"due"`
	}{l.handbook.Today.String(), l.until.String(), l.late, l.items()})
}

func (l *dueList) csv(w io.Writer) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"day", "days", "kind", "id", "title", "owner", "file", "page", "exception"}}
	for _, i := range l.items() {
		rows = append(rows, []string{i.Day, strconv.Itoa(i.Days), i.Kind, cell(i.ID), cell(i.Title), cell(i.Owner), i.File, i.Page, cell(i.Exception)})
	}
	return c.WriteAll(rows)
}

// calendar writes an event for each task. A review has the name that it has in the
// calendars of the site, so that a program that has both shows it once.
func (l *dueList) calendar(w io.Writer) error {
	h := l.handbook
	c := ical.Calendar{Host: ical.Host(h.BaseURL), Day: h.Today}
	c.Begin(h.Title, ": due")
	for _, t := range l.tasks {
		key, title := "", "a document that is not there"
		e := ical.Event{Day: t.Day, URL: l.address(t.Policy)}
		if p := t.Policy; p != nil {
			key, title = cmp.Or(p.ID, p.Path), p.Title
			if p.ID != "" {
				title += " (" + p.ID + ")"
			}
		}
		switch t.Kind {
		case handbook.ReviewDue:
			e.Title = "Review: " + title
		case handbook.DocumentEnds:
			e.Title = "Last day: " + title
		case handbook.ExceptionEnds:
			key = t.Exception.ID
			e.Title = "Last day of the exception " + key + ": " + title
		}
		e.Name = t.Kind.String() + "-" + url.PathEscape(key)
		if t.Owner != nil {
			e.Text = "Owner: " + t.Owner.Label()
		}
		c.Add(e)
	}
	c.End()
	_, err := w.Write(c.B)
	return err
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}
