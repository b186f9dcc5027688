package handbook_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
	"policybook/generator/source"
)

// TestTasks judges one document, or one exception, at a time.
func TestTasks(t *testing.T) {
	t.Parallel()
	today := calendar.New(2026, time.November, 21)
	for _, c := range []struct{ name, front, exceptions, want string }{
		{"review late", "status: approved\nreview_date: 2026-11-20\n", "", "review 2026-11-20 ann"},
		{"review on the last day", "status: approved\nreview_date: 2026-12-21\n", "", "review 2026-12-21 ann"},
		{"review a day later", "status: approved\nreview_date: 2026-12-22\n", "", ""},
		{"counted from the last review", "status: approved\nlast_reviewed: 2025-12-01\n", "", "review 2026-12-01 ann"},
		{"not yet in force", "status: approved\neffective_date: 2026-12-01\nreview_date: 2026-12-10\n", "", "review 2026-12-10 ann"},
		{"draft", "review_date: 2026-11-20\nexpires: 2026-11-20\n", "", ""},
		{"in review", "status: review\nreview_date: 2026-11-20\n", "", ""},
		{"retired", "status: retired\nreview_date: 2026-11-20\nexpires: 2026-11-20\n", "", ""},
		{"ends", "status: approved\nreview_date: 2027-11-20\nexpires: 2026-12-21\n", "", "end 2026-12-21 ann"},
		{"ended, and is not reviewed", "status: approved\nreview_date: 2026-01-20\nexpires: 2026-10-01\n", "", "end 2026-10-01 ann"},
		{"ends before its review", "status: approved\nreview_date: 2026-12-20\nexpires: 2026-12-19\n", "", "end 2026-12-19 ann, review 2026-12-20 ann"},
		{"exception", "status: approved\nreview_date: 2027-11-20\n", "- {id: X, policy: P-1, expires: 2026-11-01, approved_by: bob}\n", "exception 2026-11-01 ann"},
		{"exception that is asked for", "status: approved\nreview_date: 2027-11-20\n", "- {id: X, policy: P-1, expires: 2026-12-01, status: requested}\n", "exception 2026-12-01 ann"},
		{"exception that is closed", "status: approved\nreview_date: 2027-11-20\n", "- {id: X, policy: P-1, expires: 2026-11-01, status: closed}\n- {id: Y, policy: P-1, expires: 2026-11-01, status: rejected}\n", ""},
		{"exception to nothing", "status: approved\nreview_date: 2027-11-20\n", "- {id: X, policy: P-9, expires: 2026-11-01, approved_by: bob}\n", "exception 2026-11-01 bob"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{"content/a/one.md": {Data: []byte("---\ntitle: One\nid: P-1\nowner: ann\n" + c.front + "---\nText.\n")}}
			if c.exceptions != "" {
				files["content/_data/exceptions.yaml"] = &fstest.MapFile{Data: []byte(c.exceptions)}
			}
			h := handbook.New(source.Read(files), handbook.Options{Today: today, Latest: today, Drafts: true})
			var got []string
			for _, task := range h.Tasks(today.AddDays(30)) {
				got = append(got, fmt.Sprintf("%s %s %s", task.Kind, task.Day, task.Owner.ID))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}
