package serve

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
)

// keptViews is how many views besides the default one are kept compiled.
const keptViews = 4

// seen is a view that was asked for, as of some build.
type seen struct {
	view View
	shot *snapshot
}

// query gives the view that a request asks for: what it does not name is as by
// default.
func (v View) query(q url.Values) View {
	for key, field := range v.fields() {
		if q.Has(key) {
			*field = q.Get(key)
		}
	}
	return v
}

// encode gives the query that leads from the default view to v, without a
// question mark.
func (v View) encode(def View) string {
	q := url.Values{}
	plain := def.fields()
	for key, field := range v.fields() {
		if *field != *plain[key] {
			q.Set(key, *field)
		}
	}
	return q.Encode()
}

func (v *View) fields() map[string]*string {
	return map[string]*string{"date": &v.Date, "audience": &v.Audience, "classification": &v.Classification}
}

// snapshot gives what a request looks at. It answers the request itself, and
// gives nil, when there is no such thing.
func (s *Server) snapshot(w http.ResponseWriter, r *http.Request) *snapshot {
	ctx := r.Context()
	st := s.built(w, r)
	if st == nil {
		return nil
	}
	view := s.opts.Default.query(r.URL.Query())
	if view == s.opts.Default {
		return st.shown
	}
	shot, err := s.look(ctx, st, view)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		plain(w, r, http.StatusBadRequest, err.Error())
		return nil
	}
	return shot
}

// look compiles a view, unless it is still there from an earlier request.
func (s *Server) look(ctx context.Context, st *state, view View) (*snapshot, error) {
	select {
	case s.compile <- struct{}{}:
		defer func() { <-s.compile }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.opts.View == nil {
		return nil, errors.New("there are no such views")
	}
	var last *snapshot
	if i := slices.IndexFunc(s.views, func(k *seen) bool { return k.view == view }); i >= 0 {
		last = s.views[i].shot
		s.views = slices.Delete(s.views, i, i+1)
	}
	if last == nil || last.number < st.number {
		b, err := s.opts.View(ctx, view)
		if err != nil {
			return nil, err
		}
		last = newSnapshot(st.number, view, b, last)
	}
	s.views = append(s.views, &seen{view, last})
	if len(s.views) > keptViews {
		s.views = slices.Delete(s.views, 0, 1)
	}
	return last, nil
}
