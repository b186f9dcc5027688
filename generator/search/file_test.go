package search_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"policybook/generator/search"
)

// What stands in the files is what stands in the index.
func TestFilesHoldTheIndex(t *testing.T) {
	t.Parallel()
	ix, files := sample().Index(), hold(t)
	var docs struct {
		N                    int
		Names                []uint32
		Body, Heading, Title []int
		Archived             []int
		Shards               [][2]string
	}
	if err := json.Unmarshal(files["docs"], &docs); err != nil {
		t.Fatal(err)
	}
	if docs.N != ix.Len() || len(docs.Names) != docs.N || len(docs.Archived) == 0 {
		t.Errorf("%d documents, %d names, %d archived, want %d", docs.N, len(docs.Names), len(docs.Archived), ix.Len())
	}
	name := uint32(0)
	for i := range docs.N {
		name += docs.Names[i]
		if got, want := (search.Lengths{Title: docs.Title[i], Heading: docs.Heading[i], Body: docs.Body[i]}), ix.Lengths(i); got != want {
			t.Errorf("document %d: lengths %v, want %v", i, got, want)
		}
		var fragment struct {
			U string
			S [][4]any
		}
		if err := json.Unmarshal(files[fmt.Sprintf("d/%x", name)], &fragment); err != nil {
			t.Fatal(err)
		}
		texts, _ := ix.Texts(i)
		if fragment.U != ix.Entry(i).URL || len(fragment.S) != len(texts) {
			t.Errorf("document %d is %s with %d sections, want %s with %d", i, fragment.U, len(fragment.S), ix.Entry(i).URL, len(texts))
		}
	}
	var terms []search.Term
	postings := map[string][]search.Posting{}
	for i, s := range docs.Shards {
		part := shard(t, files[fmt.Sprintf("t%d", i)], postings)
		if len(part) > 0 && i > 0 && part[0].Text != s[0] {
			t.Errorf("shard %d begins with %q, not %q", i, part[0].Text, s[0])
		}
		terms = append(terms, part...)
	}
	want, _ := ix.Terms("")
	if diff := cmp.Diff(want, terms); diff != "" {
		t.Errorf("terms (-want +got):\n%.2000s", diff)
	}
	for _, term := range want {
		list, _ := ix.Postings(term.Text)
		if !slices.Equal(list, postings[term.Text]) {
			t.Errorf("%s: got %v, want %v", term.Text, postings[term.Text], list)
		}
	}
}

// shard unpacks a shard as the package comment says.
func shard(t *testing.T, b []byte, postings map[string][]search.Posting) (terms []search.Term) {
	t.Helper()
	number := func() int {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			t.Fatal("a shard ends too soon")
		}
		b = b[size:]
		return int(n)
	}
	word := func(other string) string {
		shared, rest := number(), number()
		w := other[:shared] + string(b[:rest])
		b = b[rest:]
		return w
	}
	before := ""
	for range number() {
		term := search.Term{Text: word(before)}
		for range number() {
			term.Words = append(term.Words, word(term.Text))
		}
		term.Count = number()
		terms, before = append(terms, term), term.Text
	}
	for _, term := range terms {
		doc := 0
		for range term.Count {
			doc += number()
			postings[term.Text] = append(postings[term.Text], search.Posting{Doc: doc})
		}
	}
	for _, term := range terms {
		for i := range term.Count {
			n := number()
			p := &postings[term.Text][i]
			p.Count, p.Heading, p.Title = n>>2, n&2 != 0, n&1 != 0
		}
	}
	if len(b) > 0 {
		t.Errorf("%d bytes are left of a shard", len(b))
	}
	return terms
}

// A file is one call, whose text cannot leave its quotes, with the check that
// docs.js has.
func TestFilesAreScripts(t *testing.T) {
	t.Parallel()
	script := regexp.MustCompile(`^HB\("([a-z0-9/]+)","([A-Za-z0-9+/]*=*)","([0-9a-f]{4})"\);\n$`)
	checks := map[string]string{}
	for _, f := range sample().Site.Files() {
		name, ok := strings.CutPrefix(f.Path, "search/")
		if !ok || name == "search.js" || name == "inflate.js" {
			continue
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		m := script.FindStringSubmatch(b.String())
		if m == nil || m[1]+".js" != name {
			t.Errorf("%s: %.80s", name, b.String())
			continue
		}
		checks[m[1]] = m[3]
	}
	var docs struct {
		Shards        [][2]string
		Words, Facets string
	}
	if err := json.Unmarshal(hold(t)["docs"], &docs); err != nil {
		t.Fatal(err)
	}
	for i, s := range docs.Shards {
		if got := checks[fmt.Sprintf("t%d", i)]; got != s[1] {
			t.Errorf("shard %d: check %s, in docs.js %s", i, got, s[1])
		}
	}
	if docs.Words != checks["words"] || docs.Facets != checks["facets"] {
		t.Errorf("checks %s, %s; in docs.js %s, %s", checks["words"], checks["facets"], docs.Words, docs.Facets)
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	urls := search.URLs(sample().Handbook)
	for i, e := range sample().Entries() {
		if e.URL != urls[i] {
			t.Errorf("entry %d is %s, its URL %s", i, e.URL, urls[i])
		}
		if _, ok := sample().Site.Lookup(e.URL); !ok {
			t.Errorf("%s can be found and is no page", e.URL)
		}
		if e.Title == "" {
			t.Errorf("%s has no title", e.URL)
		}
	}
	if len(urls) != len(sample().Entries()) {
		t.Errorf("%d URLs, %d entries", len(urls), len(sample().Entries()))
	}
}

// A new document has a name of its own and changes no other, but for one in
// thousands, whose name it takes.
func TestOrder(t *testing.T) {
	t.Parallel()
	var urls []string
	for i := range 2000 {
		urls = append(urls, fmt.Sprintf("section-%d/page-%d.html", i%7, i))
	}
	named := func(urls []string) map[string]uint64 {
		order, names := search.Order(urls)
		all := map[string]uint64{}
		for i, at := range order {
			all[urls[at]] = names[i]
		}
		if !slices.IsSorted(names) || len(all) != len(urls) || len(slices.Compact(slices.Clone(names))) != len(urls) {
			t.Fatal("names are not in order, or not one for each")
		}
		return all
	}
	before, after := named(urls), named(append([]string{"a/new.html"}, urls...))
	changed := 0
	for url, name := range before {
		if after[url] != name {
			changed++
		}
	}
	if changed > 1 {
		t.Errorf("%d names changed", changed)
	}
}

// What a text says of it does not depend on the other texts, and the order in
// which entries are given changes nothing.
func TestOrderOfEntries(t *testing.T) {
	t.Parallel()
	entries := sample().Entries()
	other := slices.Clone(entries)
	slices.Reverse(other)
	a := search.NewMemory(entries, search.Synonyms(sample().Handbook), "en")
	b := search.NewMemory(other, search.Synonyms(sample().Handbook), "en")
	for _, q := range []string{"password", "bakcup", "owner:ciso", `"second factor"`} {
		if diff := cmp.Diff(find(t, a, search.Query{Text: q}), find(t, b, search.Query{Text: q})); diff != "" {
			t.Errorf("%s:\n%s", q, diff)
		}
	}
}

// What finder indexes of one entry is what the index in memory has of it.
func TestDocument(t *testing.T) {
	t.Parallel()
	ix := sample().Index()
	for i := range ix.Len() {
		d := ix.Analyzer().Document(ix.Entry(i))
		if d.Lengths != ix.Lengths(i) {
			t.Errorf("%s: lengths %v, want %v", ix.Entry(i).URL, d.Lengths, ix.Lengths(i))
		}
		for _, u := range d.Uses {
			list, _ := ix.Postings(u.Term)
			if !slices.Contains(list, search.Posting{Doc: i, Count: u.Count, Heading: u.Heading, Title: u.Title}) {
				t.Errorf("%s: %v is not in the index", ix.Entry(i).URL, u)
			}
		}
	}
}
