package history

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tag names a commit.
type Tag struct {
	Name    string
	Commit  string    // its full name
	Time    time.Time // when the tag was made; if nobody wrote that down, or others had followed by then, when the commit was
	Subject string    // the first line of what was written with the tag; "" for a mere name
}

// Tags gives the tags whose names match a pattern of [path.Match], all of them for "", the
// oldest first. Tags of anything else than commits are left out.
func (r *Repo) Tags(ctx context.Context, pattern string) ([]Tag, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("%q is no pattern: %w", pattern, err)
	}
	const format = "%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(creatordate:unix)%00%(contents:subject)%00%(committerdate:unix)%00%(*committerdate:unix)%00"
	out, err := r.output(ctx, "for-each-ref", "--format="+format, "refs/tags")
	if err != nil {
		return nil, err
	}
	var tags []Tag
	f := strings.Split(out, "\x00")
	for ; len(f) > 9; f = f[9:] {
		t := Tag{Name: strings.TrimPrefix(f[0], "\n"), Commit: f[2]}
		kind, committed := f[1], f[7]
		if kind == "tag" {
			kind, t.Commit, t.Subject, committed = f[3], f[4], strings.ToValidUTF8(f[6], "�"), f[8]
		}
		seconds, err := strconv.ParseInt(f[5], 10, 64)
		if match, _ := path.Match(pattern, t.Name); !match && pattern != "" || err != nil || kind != "commit" {
			continue
		}
		t.Time = time.Unix(seconds, 0).UTC()
		if at, err := strconv.ParseInt(committed, 10, 64); err == nil && at < seconds {
			last, err := r.stood(ctx, t.Time)
			if err != nil {
				return nil, err
			}
			if last != t.Commit {
				t.Time = time.Unix(at, 0).UTC()
			}
		}
		tags = append(tags, t)
	}
	slices.SortFunc(tags, func(a, b Tag) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return tags, nil
}
