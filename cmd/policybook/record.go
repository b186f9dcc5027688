package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"policybook/generator/calendar"
	"policybook/generator/check"
	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// record is a document into whose front matter a verb writes what happened.
type record struct {
	*handbook.Policy
	env      *env
	tree     *source.Tree
	handbook *handbook.Handbook // everything, also drafts and restricted documents
	history  *handbook.History  // read when first asked for
	today    calendar.Date
	day      calendar.Date // on which it happened
	raw      []byte        // the file
	edits    []source.Edit
	notes    []string  // what else its owner should know
	after    diag.List // what is found once the edits are made; set by try
}

// refuse is a usage error with a hint.
func refuse(hint, format string, args ...any) error {
	return usage("%s: nothing was written\n  hint: %s", fmt.Sprintf(format, args...), hint)
}

// astray is a usage error of who names what is not there, with a hint.
func astray(hint, format string, args ...any) error {
	return usage("%s\n  hint: %s", fmt.Sprintf(format, args...), hint)
}

// open finds the document that is named by its number, its path or its file. date
// is the day on which something happened, or "" for today.
func (e *env) open(name, date string) (*record, error) {
	r, err := e.everything("")
	if err != nil {
		return nil, err
	}
	r.day = r.today
	if date != "" {
		if r.day, err = calendar.ParseDate(date, nil); err != nil {
			return nil, usage("--date: %v", err)
		}
	}
	if r.day.After(r.today) {
		return nil, refuse("record what has happened, on the day or later", "--date: %s lies in the future; today is %s", r.day, r.today)
	}
	d, err := r.find(name)
	if err != nil {
		return nil, err
	}
	if d.Broken {
		e.show(e.err, slices.DeleteFunc(check.Run(r.handbook), func(f diag.Finding) bool { return f.File != d.File() }), true)
		fmt.Fprintf(e.err, "%s: its front matter must be mended first: nothing was written\n", diag.Escape(d.File()))
		return nil, errFindings
	}
	for _, p := range r.handbook.Policies {
		if p.Source == d {
			r.Policy = p
		}
	}
	if r.raw, err = os.ReadFile(e.path(d.File())); err != nil {
		return nil, environmentError{err}
	}
	return r, nil
}

// everything reads the whole handbook, as of a day or, for "", as of today.
func (e *env) everything(date string) (*record, error) {
	if info, err := os.Stat(e.path(source.Root)); err != nil || !info.IsDir() {
		return nil, usage("there is no handbook in %s: `policybook init` writes one, -C names another folder", e.dir)
	}
	r := &record{env: e, tree: source.Read(os.DirFS(e.dir))}
	r.today = calendar.DateOf(e.now(), r.tree.Zone)
	if date != "" {
		var err error
		if r.today, err = calendar.ParseDate(date, nil); err != nil {
			return nil, usage("--date: %v", err)
		}
	}
	r.handbook = r.judge(r.tree)
	return r, nil
}

// past reads the handbook's history, once.
func (r *record) past() *handbook.History {
	if r.history == nil {
		r.history = r.env.read(r.env.past(), os.DirFS(r.env.dir))
	}
	return r.history
}

// judge links a tree, drafts and restricted documents too.
func (r *record) judge(tree *source.Tree) *handbook.Handbook {
	return handbook.New(tree, handbook.Options{Today: r.today, Latest: r.today, Drafts: true, Classification: "restricted"})
}

// inForce links what is in force: of a document whose next version stands in its file,
// the release; and the drafts of those that have none.
func (r *record) inForce() *handbook.Handbook {
	return handbook.New(r.tree, handbook.Options{Today: r.today, Latest: r.today, Drafts: true, Classification: "restricted", History: r.past()})
}

// find gives the document that somebody calls by its number, path or file.
func (r *record) find(name string) (*source.Document, error) {
	var numbered, placed []*source.Document
	var known []string
	place := r.place(name)
	pages := sources(r.handbook, nil)
	for _, d := range r.tree.Documents {
		if d.IsSection() {
			if d.Path == place+".md" || d.Path == place {
				return nil, astray("name one of its documents", "%s is the text of a section, not a document", d.File())
			}
			continue
		}
		stem := strings.TrimSuffix(d.Path, path.Ext(d.Path))
		id := d.Get("id").String()
		if id != "" && strings.EqualFold(id, name) {
			numbered = append(numbered, d)
		}
		if stem == place || pages[place+".html"] == d {
			placed = append(placed, d)
		}
		known = append(known, id, stem)
		if path.Base(stem) == name {
			known = append(known, name+"\x00"+stem)
		}
	}
	found := numbered
	if len(found) == 0 {
		found = placed
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, astray("name one by its file", "%q is %s as well as %s", name, found[0].File(), found[1].File())
	}
	return nil, astray(meant(name, known), "there is no document %q", name)
}

// meant is the hint for a document that is not there.
func meant(name string, known []string) string {
	for _, k := range known {
		if base, stem, ok := strings.Cut(k, "\x00"); ok && base == name {
			return fmt.Sprintf("did you mean %q?", stem)
		}
	}
	if near := source.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "name it by its number (IT-POL-004), its path (security/passwords) or its file (content/security/passwords.md)"
}

// place brings the path of a document, its page or its file to a path below
// content/ without an extension.
func (r *record) place(name string) string {
	if _, err := os.Stat(name); err == nil {
		at, err := filepath.Abs(name)
		dir, err2 := filepath.Abs(r.env.dir)
		if rel, err3 := filepath.Rel(dir, at); errors.Join(err, err2, err3) == nil && filepath.IsLocal(rel) {
			name = rel
		}
	}
	clean := strings.TrimPrefix(path.Clean("/"+filepath.ToSlash(name)), "/")
	clean = strings.TrimPrefix(clean, source.Root+"/")
	for _, ext := range []string{".md", ".html"} {
		clean = strings.TrimSuffix(clean, ext)
	}
	return clean
}

// person gives the one with that id, who must be known where people.yaml names any.
func (r *record) person(flag, id string) (*handbook.Person, error) {
	var known []string
	hint := ""
	for _, p := range r.handbook.People {
		switch {
		case !p.Known:
			continue
		case strings.EqualFold(p.ID, id) && !p.Active && r.day == r.today:
			return nil, refuse("name who does it now", "--%s: %s has left (active: false in people.yaml)", flag, p.ID)
		case strings.EqualFold(p.ID, id):
			return p, nil
		case p.Name != "" && strings.EqualFold(p.Name, id) || strings.EqualFold(p.Email, id):
			hint = fmt.Sprintf("did you mean %q?", p.ID)
		}
		known = append(known, p.ID)
	}
	if len(known) == 0 {
		id, err := oneLine(id, 0)
		if err != nil {
			return nil, usage("--%s: %w", flag, err)
		}
		return &handbook.Person{ID: id, Active: true}, nil
	}
	if hint == "" {
		hint = "add them to content/_data/people.yaml"
		if near := source.Nearest(id, known); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
	}
	return nil, refuse(hint, "--%s: people.yaml has no %q", flag, id)
}

// name is what the document is called in messages and commits.
func (r *record) name() string {
	if r.ID != "" {
		return r.ID
	}
	return r.Path
}

// set changes a field of one text, unless it says that already.
func (r *record) set(field, text string) {
	if v := r.Source.Get(field); v == nil || v.Text != text {
		r.edits = append(r.edits, source.Edit{Field: field, Text: text})
	}
}

// setStatus changes the status, by whichever key says it.
func (r *record) setStatus(s handbook.Status) {
	if v := r.Source.Get("draft"); v.Bool() {
		r.set("draft", "false")
	}
	if v := r.Source.Get("published"); v != nil && !v.Bool() {
		r.set("published", "true")
	}
	r.set("status", s.String())
}

// reviewed moves the day of the next review, where the document names one, as the
// record has a new day to count from.
func (r *record) reviewed() {
	next := r.day.Add(r.cycle())
	if due := r.Record.ReviewDate; r.Source.Get("review_date") != nil && r.cycle() != (calendar.Period{}) && next.After(due) {
		r.set("review_date", next.String())
	}
}

func (r *record) cycle() calendar.Period {
	if r.Record.ReviewCycle != (calendar.Period{}) {
		return r.Record.ReviewCycle
	}
	return r.Record.DefaultCycle
}

// enter adds an entry to a list of the record, without the keys that are empty.
func (r *record) enter(field string, first bool, entry ...source.Pair) {
	entry = slices.DeleteFunc(entry, func(p source.Pair) bool { return p.Text == "" })
	r.edits = append(r.edits, source.Edit{Field: field, First: first, Entry: entry})
}

// try makes the edits, and gives the file and the errors that the handbook would
// have and has not now.
func (r *record) try() ([]byte, diag.List, error) {
	text, err := source.Rewrite(r.raw, r.edits...)
	if err != nil {
		fmt.Fprintf(r.env.err, "%s: %s: nothing was written\n  hint: edit the file by hand\n", diag.Escape(r.Source.File()), diag.Escape(err.Error()))
		return nil, nil, errFindings
	}
	type key struct{ file, rule string }
	known := map[key]int{}
	for _, f := range check.Run(r.handbook) {
		if f.Severity == diag.Error {
			known[key{f.File, f.Rule}]++
		}
	}
	var worse diag.List
	r.after = check.Run(r.judge(r.tree.With(r.Source.Path, text)))
	for _, f := range r.after {
		if known[key{f.File, f.Rule}]--; f.Severity == diag.Error && known[key{f.File, f.Rule}] < 0 {
			worse = append(worse, f)
		}
	}
	return text, worse, nil
}

// save writes what try made, says what is new and how to keep it.
func (r *record) save(text []byte, worse diag.List, commit string) error {
	file, e := r.Source.File(), r.env
	if len(worse) > 0 {
		fmt.Fprintf(e.err, "%s would have %s that it has not now: nothing was written\n", diag.Escape(r.name()), count(len(worse), "error"))
		for _, f := range worse {
			fmt.Fprintf(e.err, "  %s [%s]\n    hint: %s\n", diag.Escape(f.Text), f.Rule, diag.Escape(f.Hint))
		}
		return errFindings
	}
	if err := replaceFile(e.path(file), r.raw, text); err != nil {
		return environmentError{fmt.Errorf("nothing was written: %w", err)}
	}
	fmt.Fprintf(e.out, "wrote %s\n", diag.Escape(file))
	for _, c := range r.edits {
		fmt.Fprintln(e.out, "  "+diag.Escape(r.change(c)))
	}
	for _, n := range r.notes {
		fmt.Fprintln(e.out, diag.Escape(n))
	}
	git := "git"
	if dir := filepath.Clean(e.dir); dir != "." {
		git += " -C " + shellWord(dir)
	}
	fmt.Fprint(e.out, "\nkeep it:\n")
	if e.unknown(file) {
		fmt.Fprintf(e.out, "  %s add -- %s\n", git, shellWord(file))
	}
	fmt.Fprintf(e.out, "  %s commit -m %s -- %s\n", git, shellText(r.name()+": "+commit), shellWord(file))
	return nil
}

// unknown reports whether there is a repository that does not know a file yet.
func (e *env) unknown(file string) bool {
	p := e.past()
	return p.none == nil && !p.Tracked(e.ctx, file) || p.none != nil && p.none.Text != ""
}

// change says what an edit did.
func (r *record) change(c source.Edit) string {
	if len(c.Entry) > 0 {
		var said []string
		for _, p := range c.Entry {
			said = append(said, p.Key+" "+p.Text)
		}
		return c.Field + ": " + strings.Join(said, ", ")
	}
	if old := r.Source.Get(c.Field); old != nil {
		return fmt.Sprintf("%s: %s (was %s)", c.Field, c.Text, old.Text)
	}
	return c.Field + ": " + c.Text
}

// replaceFile puts a text into a file, whole or not at all, if the file still
// holds old. It keeps the mode.
func replaceFile(name string, old, text []byte) (err error) {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("the file is read-only")}
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".policybook-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(text); err != nil {
		return err
	}
	if err = errors.Join(tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	now, err := os.ReadFile(name)
	if err == nil && !bytes.Equal(now, old) {
		err = &fs.PathError{Op: "write", Path: name, Err: errors.New("somebody else changed the file just now")}
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

var (
	shellSafe  = regexp.MustCompile(`^[\pL\pN_./:@%+=,-]+$`)
	shellPlain = regexp.MustCompile(`^[\pL\pN_./:@%+=,;()? '-]+$`)
)

// shellWord writes a text as one word for a shell, in quotes where it needs them.
func shellWord(s string) string {
	if shellSafe.MatchString(s) {
		return s
	}
	return shellText(s)
}

// shellText writes a text in quotes for a shell.
func shellText(s string) string {
	if shellPlain.MatchString(s) {
		return `"` + s + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
