package history

import (
	"path"
	"strings"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// page is what was read from a document's file.
type page struct {
	front *source.Document // without text
	text  [32]byte         // hash of the text
}

// number is the document's number, by which it is known wherever it stands.
func (p *page) number() string {
	if p == nil {
		return ""
	}
	return strings.ToLower(p.front.Get("id").String())
}

// thread is one document through time.
type thread struct {
	snapshots []handbook.Snapshot
	open      bool // the last snapshot stands: nothing has come in its place yet
}

func (t *thread) number() string {
	return strings.ToLower(t.snapshots[len(t.snapshots)-1].Front.Get("id").String())
}

// follower goes through the steps of a handbook's history, the oldest first, and
// keeps what stands where.
type follower struct {
	pages    map[string]*page         // by blob; what has none is no document
	defaults map[string]*source.Value // of files that supply front matter, by blob; nil for none
	layout   map[string]bool          // commits that count as no change of a text
	zone     *time.Location           // in which a time is a day

	all     []*thread                // in the order in which they began
	threads map[string]*thread       // by path of the document
	gone    map[string]*thread       // documents that were removed, by path and by number
	here    map[string]*source.Value // defaults that apply now, by folder; those of handbook.yaml by its name
}

// configuration is the file that supplies front matter for all documents.
const configuration = "handbook.yaml"

// follow gives the past of every document that stands after the last step, and of those
// that are gone.
func (f *follower) follow(steps []step) (map[string][]handbook.Snapshot, [][]handbook.Snapshot) {
	f.all, f.threads, f.gone, f.here = nil, map[string]*thread{}, map[string]*thread{}, map[string]*source.Value{}
	for i := range steps {
		f.step(&steps[i])
	}
	all := make(map[string][]handbook.Snapshot, len(f.threads))
	here := map[*thread]bool{}
	for name, t := range f.threads {
		f.close(t)
		all[name], here[t] = t.snapshots, true
	}
	var gone [][]handbook.Snapshot
	for _, t := range f.all {
		if !here[t] {
			f.close(t)
			gone = append(gone, t.snapshots)
		}
	}
	return all, gone
}

func (f *follower) step(s *step) {
	commit := f.commit(s)
	// What stood until now stood under the defaults of that time.
	for _, c := range s.changes {
		f.close(f.threads[c.from])
	}
	moved := f.moves(s.changes)
	if documents(s.changes, moved) == 1 {
		commit.Subject = s.subject
	}
	old := map[string]*thread{}
	for _, c := range s.changes {
		if t := f.threads[c.from]; t != nil && c.from != c.to {
			delete(f.threads, c.from)
			old[c.from], f.gone[c.from] = t, t
			if n := t.number(); n != "" {
				f.gone["#"+n] = t
			}
		}
	}
	for _, c := range s.changes {
		f.supply(c)
		if c.to == "" || !isDocument(c.to) || f.pages[c.blob] == nil {
			continue
		}
		t := f.threads[c.to]
		if t == nil {
			from := moved[c.to]
			t = f.resume(c, old[from])
			delete(old, from)
			f.threads[c.to] = t
		}
		p := f.pages[c.blob]
		t.snapshots = append(t.snapshots, handbook.Snapshot{Commit: commit, Path: c.to, Blob: c.blob, Front: p.front, Text: p.text, Layout: f.layout[s.id]})
		t.open = true
	}
}

func (f *follower) commit(s *step) *handbook.Commit {
	return &handbook.Commit{ID: s.id, Time: s.time, Day: calendar.DateOf(s.time, f.zone)}
}

// moves gives, by new path, the path from which a document came in one step.
func (f *follower) moves(changes []change) map[string]string {
	left := map[string]string{} // number → path
	for _, c := range changes {
		if t := f.threads[c.from]; t != nil && c.from != c.to && t.number() != "" {
			left[t.number()] = c.from
		}
	}
	moved, taken := map[string]string{}, map[string]bool{}
	for _, c := range changes {
		n := f.pages[c.blob].number()
		if from := left[n]; c.from != c.to && n != "" && from != "" {
			moved[c.to], taken[from] = from, true
		}
	}
	for _, c := range changes {
		t := f.threads[c.from]
		if t == nil || c.from == c.to || c.to == "" || moved[c.to] != "" || taken[c.from] {
			continue
		}
		if n := f.pages[c.blob].number(); n == "" || t.number() == "" || n == t.number() {
			moved[c.to] = c.from
		}
	}
	return moved
}

// resume gives the thread of a document that comes to a path: the one that moved
// there, or one that was removed earlier, or a new one.
func (f *follower) resume(c change, moved *thread) *thread {
	if moved != nil {
		f.forget(moved)
		return moved
	}
	n := f.pages[c.blob].number()
	for _, t := range []*thread{f.gone["#"+n], f.gone[c.to]} {
		if t != nil && (n == "" || t.number() == "" || n == t.number()) {
			f.forget(t)
			return t
		}
	}
	t := new(thread)
	f.all = append(f.all, t)
	return t
}

// forget takes a document that is here again from those that are gone.
func (f *follower) forget(t *thread) {
	for _, key := range []string{"#" + t.number(), t.snapshots[len(t.snapshots)-1].Path} {
		if f.gone[key] == t {
			delete(f.gone, key)
		}
	}
}

// close notes which defaults applied to the last snapshot to the end.
func (f *follower) close(t *thread) {
	if t == nil || !t.open {
		return
	}
	t.open = false
	s := &t.snapshots[len(t.snapshots)-1]
	for dir := folder(s.Path); len(f.here) > 0; dir = folder(dir) {
		if d := f.here[dir]; d != nil {
			s.Defaults = append(s.Defaults, d)
		}
		if dir == "" {
			break
		}
	}
	if d := f.here[configuration]; d != nil {
		s.Defaults = append(s.Defaults, d)
	}
}

// supply keeps the defaults that a file supplies, or no longer does.
func (f *follower) supply(c change) {
	for _, name := range []string{c.from, c.to} {
		if !supplies(name) {
			continue
		}
		dir := folder(name)
		if name == configuration {
			dir = configuration
		}
		delete(f.here, dir)
		if d := f.defaults[c.blob]; name == c.to && d != nil {
			f.here[dir] = d
		}
	}
}

// documents counts the documents that a step changes.
func documents(changes []change, moved map[string]string) int {
	all := map[string]bool{}
	for _, c := range changes {
		name := c.from
		if c.to != "" && c.to != c.from {
			if name = moved[c.to]; name == "" {
				name = c.to
			}
		}
		if isDocument(name) {
			all[name] = true
		}
	}
	return len(all)
}

// isDocument reports whether a path below content/ is that of a document.
func isDocument(name string) bool {
	return strings.EqualFold(path.Ext(name), ".md") && !strings.HasPrefix(name, "_data/") && !(&source.Document{Path: name}).IsSection()
}

// supplies reports whether a file can supply front matter for others.
func supplies(name string) bool {
	return name == configuration || strings.EqualFold(path.Ext(name), ".md") && (&source.Document{Path: name}).IsSection()
}

// folder is the folder of a file or folder, "" at the root.
func folder(name string) string { return name[:max(0, strings.LastIndexByte(name, '/'))] }
