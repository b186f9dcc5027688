package main

import (
	"errors"
	"io/fs"

	"policybook/generator/handbook"
	"policybook/generator/history"
	"policybook/generator/source"
)

// past is the repository that the handbook stands in, or why there is none.
type past struct {
	*history.Repo
	none *history.None // nil with a Repo
}

// past finds the handbook's repository.
func (e *env) past() past {
	repo, err := history.Open(e.ctx, e.dir)
	if err != nil {
		none := new(history.None) // says nothing when the user has interrupted
		errors.As(err, &none)
		return past{nil, none}
	}
	return past{repo, nil}
}

// state tells whether what read gives would be the same.
func (p past) state() string {
	if p.none != nil {
		return p.none.Text
	}
	return p.State()
}

// read gives what is known of the handbook's past, nil for nothing or when the user interrupts.
func (e *env) read(p past, folder fs.FS) *handbook.History {
	switch {
	case p.none != nil && p.none.Text == "":
		return nil
	case p.none != nil:
		return history.Missing(p.none)
	}
	h, err := p.Read(e.ctx, source.Zone(folder))
	if err != nil {
		return nil
	}
	return h
}
