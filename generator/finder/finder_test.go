package finder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"policybook/generator/search"
)

// The clock by which code is colored stops by itself, later.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// same compares an index with one in memory of the same entries.
func same(t interface {
	Helper()
	Errorf(string, ...any)
}, got, want search.Index) {
	t.Helper()
	check := func(what string, got, want any, errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Errorf("%s: %v", what, err)
		} else if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(search.Entry{}, "Sections", "Keywords")); diff != "" {
			t.Errorf("%s differs (-memory +disk):\n%s", what, diff)
		}
	}
	check("length", got.Len(), want.Len())
	if got.Len() != want.Len() {
		return
	}
	check("totals", got.Totals(), want.Totals())
	check("language", got.Analyzer().Lang, want.Analyzer().Lang)
	check("synonyms", got.Synonyms(), want.Synonyms())
	for i := range want.Len() {
		name := want.Entry(i).URL
		check("lengths of "+name, got.Lengths(i), want.Lengths(i))
		check("entry "+name, got.Entry(i), want.Entry(i))
		g, err1 := got.Texts(i)
		w, err2 := want.Texts(i)
		check("texts of "+name, g, w, err1, err2)
	}
	terms, err := want.Terms("")
	for _, prefix := range []string{"", "pa", "po", "#", "zzz", "ü"} {
		g, err1 := got.Terms(prefix)
		w, err2 := want.Terms(prefix)
		check("terms "+prefix, g, w, err1, err2)
	}
	for _, term := range append(terms, search.Term{Text: "unheard"}) {
		g, err1 := got.Postings(term.Text)
		w, err2 := want.Postings(term.Text)
		check("postings of "+term.Text, g, w, err, err1, err2)
	}
	g, err1 := got.Words()
	w, err2 := want.Words()
	check("words", g, w, err1, err2)
}

// update brings the index in a folder up to date and compares it with one in memory.
func update(t testing.TB, dir string, h Handbook) (Changes, error) {
	t.Helper()
	f, why, err := Create(dir, h.Language)
	if err != nil {
		t.Fatal(err)
	}
	did, err := f.Update(context.Background(), h)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, f, h)
	if err := f.Save("note"); err != nil {
		t.Fatal(err)
	}
	return did, why
}

func compare(t testing.TB, f *Finder, h Handbook) {
	t.Helper()
	x, err := f.Index()
	if err != nil {
		t.Fatal(err)
	}
	same(t, x, search.NewMemory(h.Entries, h.Synonyms, h.Language))
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// reopen opens an index that was saved, and compares it.
func reopen(t testing.TB, dir string, h Handbook) {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, f, h)
	if f.Note() != "note" {
		t.Errorf("the note is %q", f.Note())
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

var vocabulary = strings.Fields("password passwords policy policies the and access visitor visitors visit laptop notebook incident's incidents Über café naïve 東京 rule 2026 ISP-001 retention retain retained shall must")

func words(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		fmt.Fprintf(&b, "%s ", vocabulary[r.IntN(len(vocabulary))])
	}
	return b.String()
}

func entry(r *rand.Rand, n int) search.Entry {
	e := search.Entry{URL: fmt.Sprintf("s%d/doc-%d.html", n%3, n), Title: words(r, 4), Kind: "policy", State: []string{"in-force", "draft", ""}[r.IntN(3)],
		Archived: r.IntN(5) == 0, Section: search.Label{Value: fmt.Sprintf("s%d", n%3), Label: "Section"}, Owner: search.Label{Value: "ciso", Label: "Security officer"}, Record: words(r, 1)}
	e.Category = e.Section
	if r.IntN(2) == 0 {
		e.ID = fmt.Sprintf("IT-%d", n)
	}
	if r.IntN(3) == 0 {
		e.Tags, e.Keywords, e.Audience = []string{"tag", "two"}, []string{words(r, 2)}, []search.Label{{Value: "all", Label: "Everyone"}, {Value: "it", Label: "IT"}}
	}
	for i := range r.IntN(4) {
		e.Sections = append(e.Sections, search.Text{Anchor: fmt.Sprintf("a%d", i), Heading: words(r, 3), Level: i, Text: words(r, 60)})
	}
	return e
}

func handbook(r *rand.Rand, n int) Handbook {
	h := Handbook{Language: "en", Synonyms: [][]string{{"laptop", "notebook", "portable computer"}, {"unheard", "of"}}}
	for i := range n {
		h.Entries = append(h.Entries, entry(r, i))
	}
	return h
}

// An index that follows the changes of a handbook is one that is made at once.
func TestIncremental(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r, dir := rand.New(rand.NewPCG(seed, 1)), t.TempDir()
			h := handbook(r, r.IntN(30))
			if did, why := update(t, dir, h); why != nil || did != (Changes{Indexed: len(h.Entries)}) {
				t.Errorf("the first time it did %+v: %v", did, why)
			}
			for range 6 {
				want := change(r, &h)
				did, why := update(t, dir, h)
				if why != nil || did != want {
					t.Errorf("it did %+v, and %+v was changed: %v", did, want, why)
				}
				reopen(t, dir, h)
			}
		})
	}
}

// change changes some entries, adds some and removes some.
func change(r *rand.Rand, h *Handbook) (did Changes) {
	var next []search.Entry
	for _, e := range h.Entries {
		switch r.IntN(6) {
		case 0:
			did.Removed++
			continue
		case 1:
			e.Title += " changed"
			did.Indexed++
		}
		next = append(next, e)
	}
	for range r.IntN(3) {
		next = append(next, entry(r, 100+r.IntN(1<<30)))
		did.Indexed++
	}
	r.Shuffle(len(next), func(i, j int) { next[i], next[j] = next[j], next[i] })
	h.Entries = next
	return did
}

func TestNone(t *testing.T) {
	t.Parallel()
	if _, err := Open(filepath.Join(t.TempDir(), "search")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// An index that is damaged, cut short, of another version or of another language is
// said to be so, and made anew; nothing of it is opened.
func TestDamaged(t *testing.T) {
	t.Parallel()
	h := handbook(rand.New(rand.NewPCG(7, 7)), 20)
	german := h
	german.Language = "de"
	write := func(text string) func(string) error {
		return func(name string) error { return os.WriteFile(name, []byte(text), 0o600) }
	}
	cut := func(name string) error { return os.Truncate(name, 100) }
	flip := func(name string) error {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		raw[len(raw)/2] ^= 0x55
		return os.WriteFile(name, raw, 0o600)
	}
	for name, c := range map[string]struct {
		files  string
		damage func(string) error
		h      Handbook
		says   string
	}{
		"state missing":      {"state", os.Remove, h, ""},
		"state empty":        {"state", write(""), h, "too early"},
		"state cut":          {"state", cut, h, "checksum"},
		"state flipped":      {"state", flip, h, "checksum"},
		"state older":        {"state", write("policybook search index 0\nxxxx"), h, "another version"},
		"state of others":    {"state", write("{}"), h, "too early"},
		"root cut":           {"index/root.bolt", cut, h, "changed by others"},
		"root cut to pages":  {"index/root.bolt", func(name string) error { return os.Truncate(name, 8192) }, h, "changed by others"},
		"root empty":         {"index/root.bolt", write(""), h, "changed by others"},
		"root flipped":       {"index/root.bolt", flip, h, "changed by others"},
		"root missing":       {"index/root.bolt", os.Remove, h, "changed by others"},
		"segment cut":        {"index/*.zap", cut, h, "changed by others"},
		"segment flipped":    {"index/*.zap", flip, h, "changed by others"},
		"segment missing":    {"index/*.zap", os.Remove, h, "changed by others"},
		"folder missing":     {"index", os.RemoveAll, h, "changed by others"},
		"folder is a file":   {"index", func(name string) error { return errors.Join(os.RemoveAll(name), write("x")(name)) }, h, "changed by others"},
		"state is a folder":  {"state", func(name string) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o700)) }, h, "directory"},
		"everything missing": {"", os.RemoveAll, h, ""},
		"another language":   {"", func(string) error { return nil }, german, "another language"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "search")
			update(t, dir, h)
			files, err := filepath.Glob(filepath.Join(dir, c.files))
			if err != nil || len(files) == 0 {
				t.Fatalf("no files: %v", err)
			}
			for _, file := range files {
				if err := c.damage(file); err != nil {
					t.Fatal(err)
				}
			}
			if f, err := Open(dir); c.h.Language == "en" && err == nil {
				t.Error("it can be opened", f.Close())
			} else if err == nil {
				f.Close()
			}
			did, why := update(t, dir, c.h)
			if did.Indexed != len(h.Entries) {
				t.Errorf("%d entries were indexed", did.Indexed)
			}
			if why == nil && c.says != "" || why != nil && (c.says == "" || !strings.Contains(why.Error(), c.says)) {
				t.Errorf("it says %v, not %q", why, c.says)
			}
			reopen(t, dir, c.h)
		})
	}
}

// Files that are damaged while they are in use cost the answer, and nothing else.
func TestCutWhileOpen(t *testing.T) {
	t.Parallel()
	dir, h := t.TempDir(), handbook(rand.New(rand.NewPCG(8, 8)), 300)
	update(t, dir, h)
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	x, err := f.Index()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "index/*.zap"))
	for _, file := range files {
		if err := os.Truncate(file, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.Search(search.Query{Text: "password policy"}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("it says %v", err)
	}
	x.Close()
	f.Close()
}

// An index that another process has is waited for, and not for ever.
func TestInUse(t *testing.T) {
	t.Parallel()
	dir, h := t.TempDir(), handbook(rand.New(rand.NewPCG(9, 9)), 5)
	update(t, dir, h)
	one, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Open(dir)
	if err != nil {
		t.Fatalf("two cannot search at once: %v", err)
	}
	if _, _, err := Create(dir, "en"); !errors.Is(err, ErrInUse) {
		t.Errorf("changing what is searched: %v", err)
	}
	if err := errors.Join(one.Close(), two.Close()); err != nil {
		t.Fatal(err)
	}
	writer, _, err := Create(dir, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Update(context.Background(), Handbook{Language: "en"}); err != nil {
		t.Fatal(err)
	}
	if f, err := Open(dir); err == nil {
		t.Error("what is being changed can be searched", f.Close())
	}
	if _, _, err := Create(dir, "en"); !errors.Is(err, ErrInUse) {
		t.Errorf("changing it twice at once: %v", err)
	}
	if err := writer.Save("note"); err != nil {
		t.Fatal(err)
	}
	reopen(t, dir, Handbook{Language: "en"})
}

// What was not saved, as after a kill, is made anew.
func TestNotSaved(t *testing.T) {
	t.Parallel()
	dir, h := t.TempDir(), handbook(rand.New(rand.NewPCG(10, 10)), 5)
	update(t, dir, h)
	f, _, err := Create(dir, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Update(context.Background(), Handbook{Language: "en", Entries: h.Entries[1:]}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if did, why := update(t, dir, h); why == nil || did.Indexed != 5 {
		t.Errorf("%d were indexed: %v", did.Indexed, why)
	}
	reopen(t, dir, h)
}

// A note can be changed by who searches.
func TestNote(t *testing.T) {
	t.Parallel()
	dir, h := t.TempDir(), handbook(rand.New(rand.NewPCG(11, 11)), 5)
	f, _, err := Create(dir, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Update(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	if err := f.Save("first"); err != nil {
		t.Fatal(err)
	}
	if f, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	if err := f.Save("note"); err != nil {
		t.Fatal(err)
	}
	reopen(t, dir, h)
}

// An index that is updated again and again has few segments.
func TestTidy(t *testing.T) {
	t.Parallel()
	r, dir := rand.New(rand.NewPCG(12, 12)), t.TempDir()
	h := handbook(r, 10)
	for i := range 40 {
		h.Entries[i%10].Title = fmt.Sprint("Title ", i)
		update(t, dir, h)
	}
	reopen(t, dir, h)
	if files, _ := filepath.Glob(filepath.Join(dir, "index/*.zap")); len(files) > 20 {
		t.Errorf("there are %d segments", len(files))
	}
}

func TestLive(t *testing.T) {
	t.Parallel()
	dir, r := t.TempDir(), rand.New(rand.NewPCG(13, 13))
	var said []string
	say := func(text string) { said = append(said, text) }
	l := Follow(dir, say)
	h := handbook(r, 30)
	var version int
	for i := range 10 {
		change(r, &h)
		h.Entries = append(h.Entries, search.Entry{URL: fmt.Sprintf("now%d.html", i), Title: fmt.Sprintf("number%d now", i)})
		now := h
		now.Entries = slices.Clone(h.Entries)
		version = l.Show(func() Handbook { return now })
		if i%3 == 0 {
			continue // several at once
		}
		for n, want := range map[int]int{i: 1, i + 1: 0} {
			res, err := l.Search(t.Context(), version, search.Query{Text: fmt.Sprintf("number%d", n)})
			if err != nil || res.Total != want && want == 0 || res.Total < want {
				t.Errorf("number%d after %d: %d found, %v", n, i, res.Total, err)
			}
		}
	}
	other := Follow(dir, say)
	other.Show(func() Handbook { return h })
	if _, err := other.Search(t.Context(), 1, search.Query{Text: "now"}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one at once: %v", err)
	}
	other.Close()
	if want := []string{"searches are answered from memory: " + ErrInUse.Error()}; !slices.Equal(said, want) {
		t.Errorf("it said %q, want %q", said, want)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := l.Search(ended, version+1, search.Query{Text: "now"}); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for what never comes: %v", err)
	}
	l.Close()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, f, h)
	f.Close()
}
