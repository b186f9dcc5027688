package handbook

import (
	"maps"
	"slices"

	"policybook/generator/diag"
)

// What is kept from some readers today is kept from them in every earlier state of
// the handbook too, by whatever path or number it was known then: an edition is made
// with the handbook that came after it, and leaves out what that leaves out by
// classification or audience. That a document is a draft today hides nothing of
// what it was.

// hidden is a document that a handbook keeps from its readers.
type hidden struct {
	path   string // below content/
	number string // folded; "" for none
	whole  bool   // it is kept from them as it is now, and so as it ever was
	until  int    // else so many of its first snapshots are

	gone []Snapshot // all of a document that is not in the handbook any more, without a path
}

// withholdGone remembers what was kept from the readers of this build of documents that
// are not in the handbook any more: whoever deletes one tells nobody of it.
func (l *linker) withholdGone() {
	if l.opts.History == nil {
		return
	}
	for _, snapshots := range l.opts.History.Gone {
		for i := len(snapshots) - 1; i >= 0; i-- {
			if _, why := l.stage(&snapshots[i]); why != "" && why != aDraft && why != inReview {
				l.hidden = append(l.hidden, hidden{whole: i == len(snapshots)-1, until: i + 1, gone: snapshots})
				break
			}
		}
	}
}

// withhold remembers what is kept from the readers of this build, so that earlier
// editions keep it from them too. Why is the reason for which the document is left out.
func (l *linker) withhold(p *Policy, why string) {
	if why != aDraft && why != inReview {
		l.hidden = append(l.hidden, hidden{path: p.Source.Path, number: fold(p.front.text("id")), whole: true})
	} else if past := l.pastOf(p.Source.Path, ""); past != nil && past.from > 0 {
		l.hidden = append(l.hidden, hidden{path: p.Source.Path, until: past.from})
	}
}

// laterSecrets gives what a handbook, if there is one, and those that came after it keep
// from their readers, and so those before it: documents by number after a #, by commit
// and path of each of their snapshots, and by path for who has none of these; sections by
// folder, with a slash at the end. False is what they may have of a document that was
// kept from them for a time.
func laterSecrets(later *Handbook) map[string]bool {
	if later == nil {
		return nil
	}
	all := maps.Clone(later.secrets)
	if all == nil {
		all = map[string]bool{}
	}
	for _, p := range later.Policies {
		if p.Past != nil && p.Past.from > 0 {
			later.keys(all, hidden{path: p.Source.Path, until: p.Past.from})
		}
	}
	for _, h := range later.hidden {
		later.keys(all, h)
	}
	for _, dir := range later.hiddenTexts {
		all[dir+"/"] = true
	}
	return all
}

// Equal reports whether handbooks of the past that are made with these options and with
// others are the same: what came after them need only keep the same from its readers.
func (o Options) Equal(other Options) bool {
	a, b := o.Later, other.Later
	o.Later, other.Later = nil, nil
	return o == other && (a == b || a != nil && b != nil && sameAddresses(a, b) && maps.Equal(laterSecrets(a), laterSecrets(b)))
}

func sameAddresses(a, b *Handbook) bool {
	return a.BaseURL == b.BaseURL && a.Repository == b.Repository && a.Branch == b.Branch && a.EditURL == b.EditURL && a.Contact == b.Contact && a.Accent == b.Accent
}

// keys adds all that a document is known by to those that are kept from readers.
func (h *Handbook) keys(all map[string]bool, d hidden) {
	if d.whole && d.number != "" {
		all["#"+d.number] = true
	}
	snapshots := d.gone
	if snapshots == nil {
		snapshots = h.opts.History.of(d.path)
	}
	if d.whole && d.path != "" {
		all[d.path] = true
	}
	for i := range snapshots {
		if d.whole { // an edition of another branch has states that this one has not
			all[snapshots[i].Path] = true
			if n := fold(snapshots[i].Front.Get("id").String()); n != "" {
				all["#"+n] = true
			}
		}
		if key := snapshots[i].key(); d.whole || i < d.until {
			all[key] = true
		} else if !all[key] {
			all[key] = false
		}
	}
}

// key tells a state of a document's file from all others.
func (s *Snapshot) key() string { return s.Commit.ID + " " + s.Path }

// hiddenLater reports whether a document of the past is one that a later handbook keeps
// from these readers, or one of which nobody can tell: it stands in a section that cannot
// be read, which may say that its documents are not for them.
func (l *linker) hiddenLater(p *Policy) bool {
	if l.opts.Later == nil {
		return false
	}
	for dir := folder(p.Source.Path); ; dir = folder(dir) {
		if l.unsure[dir] {
			return true
		}
		if dir == "" {
			break
		}
	}
	if n := fold(p.front.text("id")); n != "" && l.secrets["#"+n] {
		return true
	}
	snapshots := l.opts.History.of(p.Source.Path)
	for i := len(snapshots) - 1; i >= 0; i-- {
		if secret, known := l.secrets[snapshots[i].key()]; known {
			return secret
		}
	}
	return l.secrets[p.Source.Path]
}

// today takes from the handbook that came after this one, if there was one, what is
// true whatever is read: where the handbook is published and kept, whom to ask, and
// what it looks like.
func (l *linker) today() {
	if later := l.opts.Later; later != nil {
		l.BaseURL, l.Repository, l.Branch, l.EditURL = later.BaseURL, later.Repository, later.Branch, later.EditURL
		l.Contact, l.Accent = later.Contact, later.Accent
	}
}

// OfThePast reports whether this is an earlier state of a handbook, which nobody can
// mend and nobody should subscribe to: it was made with the one that came after it.
func (h *Handbook) OfThePast() bool { return h.opts.Later != nil }

// unsureAudience reports whether a document of the past, in which something was found,
// leaves open whether the audience of this build may read it: its scope names an audience
// that nobody knew, or leaves some out when this one had another name.
func (l *linker) unsureAudience(p *Policy, found diag.List) bool {
	if l.opts.Later == nil || l.opts.Audience == "" {
		return false
	}
	return l.audiences[l.opts.Audience] == nil && len(p.Scope.Excludes) > 0 || slices.ContainsFunc(found, func(f diag.Finding) bool { return f.Rule == "audience-unknown" })
}
