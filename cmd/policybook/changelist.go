package main

import (
	"fmt"
	"io"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/diag"
	"policybook/generator/handbook"
)

// changeList is what changed from one state of the handbook to another.
type changeList struct {
	from, to *side
	changes  []handbook.Change
	today    *handbook.Handbook
	pages    map[string]*handbook.Policy // of today, by path
}

func (l *changeList) write(w io.Writer, format string) error {
	var err error
	switch format {
	case "text":
		_, err = io.WriteString(w, l.text())
	case "md":
		_, err = io.WriteString(w, l.markdown())
	case "json":
		err = l.json(w)
	}
	if err != nil {
		return environmentError{err}
	}
	return nil
}

// name says which state of the handbook it is.
func (s *side) label() string {
	if s.name == "" {
		return s.day.String()
	}
	return s.name + " (" + s.day.String() + ")"
}

// summary is one line about all of it.
func (l *changeList) summary() string {
	between := "from " + l.from.label() + " to " + l.to.label()
	if len(l.changes) == 0 {
		return "nothing changed " + between
	}
	var counts []string
	for _, group := range l.groups() {
		counts = append(counts, fmt.Sprintf("%d %s", len(group), group[0].Kind))
	}
	return "what changed " + between + ": " + strings.Join(counts, ", ")
}

// groups gives the changes kind by kind.
func (l *changeList) groups() (out [][]handbook.Change) {
	for i, c := range l.changes {
		if i == 0 || c.Kind != l.changes[i-1].Kind {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// heading is the name of a kind at the head of its changes.
func heading(k handbook.ChangeKind) string {
	name := k.String()
	return strings.ToUpper(name[:1]) + name[1:]
}

// what says what happened to the document, behind its name.
func what(c handbook.Change) string {
	var parts []string
	switch {
	case c.Version != "" && c.Version == c.Before && c.Kind == handbook.Amended:
		parts = append(parts, "another text of version "+c.Version)
	case c.Kind == handbook.Amended && c.Before != "":
		parts = append(parts, "version "+c.Version+" in place of "+c.Before)
	case c.Version != "":
		parts = append(parts, "version "+c.Version)
	}
	if c.Kind == handbook.Added && c.Before != "" {
		parts = append(parts, "once more")
	}
	if c.Kind == handbook.Replaced && c.Policy.SupersededBy != nil {
		parts = append(parts, "by "+named(c.Policy.SupersededBy))
	}
	if !c.Day.IsZero() && c.Kind.Starts() {
		parts = append(parts, "in force since "+c.Day.String())
	} else if !c.Day.IsZero() {
		parts = append(parts, "on "+c.Day.String())
	}
	return strings.Join(parts, ", ")
}

// named gives the number and the title of a document.
func named(p *handbook.Policy) string { return strings.TrimSpace(p.ID + " " + p.Title) }

// reason says why a version is another, with a mark if readers must act differently.
func reason(c handbook.Change) string {
	if c.Material {
		return strings.TrimSpace("Material. " + c.Summary)
	}
	return c.Summary
}

// concerned says whom a document binds, and who keeps it.
func concerned(p *handbook.Policy) string {
	var parts []string
	if s := bound(p.Scope); s != "" {
		parts = append(parts, "for "+s)
	}
	if p.Owner != nil {
		parts = append(parts, "owner: "+p.Owner.Label())
	}
	return strings.Join(parts, "; ")
}

func bound(s handbook.Scope) string {
	if s.Everyone {
		return "everyone"
	}
	var titles []string
	for _, a := range s.Audiences {
		titles = append(titles, a.Title)
	}
	if len(titles) == 0 {
		return s.Text
	}
	return strings.Join(titles, ", ")
}

// steps gives the versions in between, if there was more than one.
func steps(c handbook.Change) (lines []string) {
	if len(c.Steps) < 2 {
		return nil
	}
	for _, s := range c.Steps {
		line := s.Day.String() + ": version " + s.Version
		if why := reason(s); why != "" {
			line += ": " + why
		}
		lines = append(lines, line)
	}
	return lines
}

// page gives a document's page in the output of today, or "" where it has none.
func (l *changeList) page(c handbook.Change) string {
	if c.Kind == handbook.Removed || l.pages[c.Policy.Page] == nil {
		return ""
	}
	return c.Policy.Page
}

// address gives the address of that page, or "" when nobody said where it is published.
func (l *changeList) address(c handbook.Change) string {
	if l.page(c) == "" {
		return ""
	}
	return (&dueList{handbook: l.today}).address(c.Policy)
}

func (l *changeList) text() string {
	var b strings.Builder
	fmt.Fprintln(&b, diag.Escape(l.summary()))
	for _, group := range l.groups() {
		fmt.Fprintf(&b, "\n%s\n", heading(group[0].Kind))
		for _, c := range group {
			fmt.Fprintf(&b, "  %s\n", diag.Escape(strings.TrimSuffix(named(c.Policy)+": "+what(c), ": ")))
			lines := steps(c)
			if len(lines) == 0 {
				lines = []string{reason(c)}
			}
			for _, line := range append(lines, concerned(c.Policy), l.address(c)) {
				if line != "" {
					fmt.Fprintf(&b, "    %s\n", diag.Escape(line))
				}
			}
		}
	}
	return b.String()
}

// markdown writes the changes for a newsletter.
func (l *changeList) markdown() string {
	var b strings.Builder
	text := markdownSigns.Replace
	fmt.Fprintf(&b, "# %s: changes\n\n%s.\n", text(l.to.handbook.Title), text(strings.ToUpper(l.summary()[:1])+l.summary()[1:]))
	for _, group := range l.groups() {
		fmt.Fprintf(&b, "\n## %s\n\n", heading(group[0].Kind))
		for _, c := range group {
			name := text(named(c.Policy))
			if address := l.address(c); address != "" {
				name = "[" + name + "](" + address + ")"
			}
			fmt.Fprintf(&b, "- %s", strings.TrimSuffix("**"+name+"**: "+text(what(c)), ": "))
			if why := reason(c); why != "" && len(c.Steps) < 2 {
				fmt.Fprintf(&b, ". %s", strings.TrimSuffix(text(why), "."))
			}
			fmt.Fprint(&b, ".")
			if who := concerned(c.Policy); who != "" {
				fmt.Fprintf(&b, " (%s)", text(who))
			}
			fmt.Fprintln(&b)
			for _, line := range steps(c) {
				fmt.Fprintf(&b, "  - %s\n", text(line))
			}
		}
	}
	return b.String()
}

// changeJSON is a change for other programs; days are YYYY-MM-DD, and what is not known is "".
type changeJSON struct {
	Kind         string         `json:"kind"` // added, amended, superseded, retired, expired or removed
	ID           string         `json:"id"`
	Title        string         `json:"title"`
	Version      string         `json:"version"`
	Before       string         `json:"before"` // the version in whose place it came
	Day          string         `json:"day"`    // the first on which it holds
	Summary      string         `json:"summary"`
	Material     bool           `json:"material"`
	Approvals    []approvalJSON `json:"approvals"`
	Owner        string         `json:"owner"`
	Everyone     bool           `json:"everyone"`
	Audiences    []string       `json:"audiences"`
	SupersededBy string         `json:"superseded_by,omitempty"`
	Page         string         `json:"page"` // in the output of today; "" for none
	URL          string         `json:"url"`
	Steps        []stepJSON     `json:"steps"` // the versions that came into force, the oldest first
}

type approvalJSON struct {
	By   string        `json:"by"`
	Date calendar.Date `json:"date"`
}

type stepJSON struct {
	Version  string        `json:"version"`
	Day      calendar.Date `json:"day"`
	Summary  string        `json:"summary"`
	Material bool          `json:"material"`
}

type sideJSON struct {
	Tag    string        `json:"tag"`
	Day    calendar.Date `json:"day"`
	Commit string        `json:"commit"` // "" for the folder as it is
}

func (l *changeList) json(w io.Writer) error {
	changes := make([]changeJSON, 0, len(l.changes))
	for _, c := range l.changes {
		p := c.Policy
		j := changeJSON{Kind: c.Kind.String(), ID: p.ID, Title: p.Title, Version: c.Version, Before: c.Before, Day: c.Day.String(), Summary: c.Summary,
			Material: c.Material, Approvals: []approvalJSON{}, Owner: ownerID(p.Owner), Everyone: p.Scope.Everyone, Audiences: []string{}, Page: l.page(c), URL: l.address(c), Steps: []stepJSON{}}
		if by := p.SupersededBy; c.Kind == handbook.Replaced && by != nil {
			j.SupersededBy = by.ID
		}
		for _, a := range p.Scope.Audiences {
			j.Audiences = append(j.Audiences, a.ID)
		}
		for _, a := range c.Approvals {
			j.Approvals = append(j.Approvals, approvalJSON{a.By, a.Date})
		}
		for _, s := range c.Steps {
			j.Steps = append(j.Steps, stepJSON{s.Version, s.Day, s.Summary, s.Material})
		}
		changes = append(changes, j)
	}
	return writeJSON(w, struct {
		Title   string       `json:"title"`
		Since   sideJSON     `json:"since"`
		Until   sideJSON     `json:"until"`
		Changes []changeJSON `json:"changes"`
	}{l.to.handbook.Title, l.from.json(), l.to.json(), changes})
}

func (s *side) json() sideJSON { return sideJSON{s.name, s.day, s.commit} }
