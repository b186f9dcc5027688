package generator

import (
	"fmt"
	"slices"

	"policybook/generator/diag"
	"policybook/generator/handbook"
	"policybook/generator/output"
	"policybook/generator/render"
	"policybook/generator/search"
	"policybook/generator/source"
)

// editions are the earlier states of a handbook that stand beside today's. They are
// immutable.
type editions struct {
	of       []Edition            // the latest first
	inputs   []*input             // in the same order
	linked   []*handbook.Handbook // the same
	options  []handbook.Options   // with which they were linked
	shown    *render.Editions
	searches *searches
	files    []output.File // of the whole site
	findings diag.List     // of those that cannot be shown
}

// editions compiles what stands beside a handbook, h, and takes from last what is the
// same: an edit of today's texts changes no edition, but for the ways that lead to and fro.
// Nil is none.
func (in *input) editions(h *handbook.Handbook, look *theme, opts Options, last *editions) *editions {
	if len(opts.Editions) == 0 || opts.AsOf != nil {
		return nil
	}
	e := &editions{of: opts.Editions}
	e.link(in, h, opts, last)
	var all []render.Edition
	var made []render.Input
	for i, was := range e.linked {
		if why := e.inputs[i].unreadable(); why != "" {
			e.leave(in, e.of[i].Title, why)
			continue
		}
		t := look.again(opts.Theme, e.inputs[i], was.Language)
		all = append(all, render.Edition{Name: e.of[i].Name, Title: e.of[i].Title, Handbook: was})
		made = append(made, render.Input{Handbook: was, Theme: t.Theme, Content: e.inputs[i].folder, Version: opts.Version})
	}
	if last != nil {
		e.searches = last.searches
	}
	e.make(in, h, all, made)
	return e
}

// link reads the editions and links each, which is followed by the one before it in the
// list. Each is read and linked after that one, so that a text which both have is parsed once.
func (e *editions) link(in *input, h *handbook.Handbook, opts Options, last *editions) {
	read := last != nil && len(last.of) == len(e.of) && &last.of[0] == &e.of[0]
	alike, later := in.tree, h
	for i := range e.of {
		var was *input
		if read {
			was = in.past(&e.of[i], last.inputs[i].tree)
		} else {
			was = in.past(&e.of[i], alike.Again(e.of[i].Folder))
		}
		judged := opts.past(&e.of[i], later)
		judged.Beside = true
		var old *handbook.Handbook
		if read && judged.Equal(last.options[i]) {
			old = last.linked[i]
		} else {
			old = later.Again(was.tree, judged)
		}
		e.inputs, e.linked, e.options = append(e.inputs, was), append(e.linked, old), append(e.options, judged)
		alike, later = was.tree, old
	}
}

// make gives each edition its site. One that has none is left out, and the others are
// made anew without a way to it.
func (e *editions) make(in *input, h *handbook.Handbook, all []render.Edition, made []render.Input) {
	for again := true; again; {
		e.searches = e.searches.again(made)
		again, e.files = false, e.searches.texts
		e.shown = render.NewEditions(h, all)
		for i := range made {
			made[i].Editions, made[i].Edition, made[i].More = e.shown, i+1, e.searches.each[i]
			site, _, err := render.Site(made[i])
			if err != nil {
				e.leave(in, all[i].Title, err.Error())
				all, made, again = slices.Delete(all, i, i+1), slices.Delete(made, i, i+1), true
				break
			}
			e.files = append(e.files, render.Inside(all[i].Name, site)...)
		}
	}
	if len(all) == 0 {
		e.shown = nil
	}
}

// searches have what is found in editions. They are immutable.
type searches struct {
	of    []render.Input
	each  [][]output.File // of the edition's site
	texts []output.File   // of the whole site
}

// again gives the searches of editions, which are s, unless it is nil, if these are the same.
func (s *searches) again(of []render.Input) *searches {
	same := func(a, b render.Input) bool { return a.Handbook == b.Handbook && a.Theme == b.Theme }
	if s != nil && slices.EqualFunc(s.of, of, same) {
		return s
	}
	n, shared := &searches{of: slices.Clone(of)}, search.Shared{}
	for _, one := range of {
		entries, _ := searched(one.Handbook, one.Theme)
		n.each = append(n.each, shared.Add(entries(), search.Synonyms(one.Handbook), one.Handbook.Language))
	}
	n.texts = slices.Clip(shared.Texts())
	return n
}

// leave tells that an edition is not shown.
func (e *editions) leave(in *input, title, why string) {
	e.findings.Add(in.tree.ConfigPos, "edition-left-out", fmt.Sprintf("the edition %s is left out: %s", diag.Quote(title), why),
		"what was can no longer be mended; `tags` and `keep` of `editions` decide which editions there are")
}

// past gives a handbook of the past with the theme of today's, which was read.
func (in *input) past(e *Edition, tree *source.Tree) *input {
	return &input{folder: e.Folder, themes: in.themes, theme: in.theme, look: in.look, tree: tree}
}

// past gives the options of the handbook of an edition, which is followed by later.
func (o Options) past(e *Edition, later *handbook.Handbook) handbook.Options {
	return handbook.Options{Today: e.Day, Latest: e.Day, Drafts: o.Drafts, Classification: o.Classification, Audience: o.Audience, History: e.History, Later: later}
}

// unreadable says why a handbook of the past cannot be shown, "" if it can: it has no
// document, or what decides who may read it cannot be read.
func (in *input) unreadable() string {
	if len(in.tree.Documents) == 0 {
		return "there is no document in it"
	}
	for _, f := range in.tree.Findings {
		if f.File == in.tree.ConfigPos.File && f.Rule != "key-unknown" && f.Rule != "config-invalid" {
			return "its handbook.yaml cannot be trusted: " + f.Text
		}
	}
	return ""
}
