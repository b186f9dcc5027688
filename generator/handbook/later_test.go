package handbook

import (
	"testing"
	"testing/fstest"

	"policybook/generator/calendar"
	"policybook/generator/source"
)

// An audience that had another name once gets nothing that left some audience out then.
func TestAudienceThatHadAnotherName(t *testing.T) {
	t.Parallel()
	day := calendar.New(2026, 11, 21)
	was := source.Read(fstest.MapFS{
		"content/_data/audiences.yaml": {Data: []byte("- {id: outside}\n- {id: inside}\n")},
		"content/all.md":               {Data: []byte("---\ntitle: All\nowner: a\nscope: organization\nstatus: approved\n---\n")},
		"content/some.md":              {Data: []byte("---\ntitle: Some\nowner: a\nscope: {applies_to: organization, excludes: [outside]}\nstatus: approved\n---\n")},
	})
	for name, c := range map[string]struct {
		audience string
		want     int
	}{"of the same name": {"outside", 1}, "of another name": {"externals", 1}, "known as inside": {"inside", 2}} {
		later := New(source.Read(fstest.MapFS{}), Options{Today: day, Audience: c.audience})
		if got := len(New(was, Options{Today: calendar.New(2025, 1, 1), Audience: c.audience, Later: later}).Policies); got != c.want {
			t.Errorf("an audience %s reads %d documents, want %d", name, got, c.want)
		}
	}
}
