// Package search finds the rule that a reader asks for. It holds the analysis of
// texts and queries, an index in memory, the ranking, and the files with which a
// browser searches by itself; all of it bytes in, bytes out.
//
// # One ranking, three readers
//
// An [Index] gives what a search asks for: a dictionary, postings, the documents.
// [Memory] is one, made of the entries of a build. Package finder has another, on
// disk. [Search] ranks over either, and the theme's search.js does the same over
// the files of [Memory.Files], with the same results to nine digits:
// testdata/vectors.json holds both to it.
//
// # Analysis
//
// A token is a run of letters, digits and marks, with what follows an apostrophe;
// characters of Han, Hiragana, Katakana and Thai are tokens alone. It is folded:
// accents, case and compatible forms are gone. Stop words of the handbook's
// language are left out and take no position. English words are stemmed (Porter);
// those of other languages are not, here and in the browser alike.
//
// # Ranking
//
// Each word of a query stands for alternatives: its stem; for the last word, words
// that begin like it; for a word that nobody wrote, the nearest ones by typing;
// and what the handbook's synonyms say. A document is scored by the best
// alternative of each word (BM25F over title, headings and body), times the share
// of the query that it has, plus a bonus for a title that is what was asked for.
// The first ten are ranked again by how near the words stand to each other, for
// which their texts are read; these show the passage, too. A document number typed
// in whole comes first; what is superseded, retired or expired comes behind all that
// is not and has as much of the query.
//
// # Queries
//
//	password length      documents with both, or else the more telling of them
//	"clean desk"         these words in a row, in one section
//	-visitor             not with this word
//	owner:ciso           also category:, type:, state:, tag:, audience:
//	IT-POL-012           the document of that number
//
// # Files
//
// Each file below search/ is a classic script, HB("name","base64 of raw deflate",
// "check"), so that it loads from a disk and under a strict policy for scripts, and
// needs no compression by a server. The check is four hexadecimal digits of a hash
// of the base64; by those in docs.js a browser knows a file of another build.
//
//	docs.js     JSON: lengths and names of the documents, options, constants, synonyms, first terms and checks of the shards
//	facets.js   JSON: owner, section, kind, state, tags and audiences of each document
//	tN.js       a shard of the terms with their postings
//	words.js    the words that a mistyped one is held against
//	d/NAME.js   JSON: a document's text by sections, for passages
//
// Editions of a handbook have an index each, in their own folders; their texts stand in
// that of the whole site, once if they are equal in several editions ([Shared]):
//
//	e/NAME.js   JSON: a text of editions, named for what it holds; docs.js of an edition says where
//
// Lists of documents in JSON are written as differences. Documents are numbered in
// the order of their names, which follow from their addresses: a new document
// changes the name of another only when it takes it.
//
// A shard is, with numbers in LEB128: the number of terms; the terms in order of
// their bytes; then for each of them its documents, as differences; then for each
// of these count<<2, +2 when it has the term in a heading, +1 when in its title. A
// term is: how many bytes it shares with the one before, the number of bytes that
// follow, these; the number of words whose stem it is, each written so against the
// term itself; the number of documents. words.js is the number of words, and each
// written so against the one before, with a byte for the class of its [Word].
package search

// Label is a value for machines with its words for readers.
type Label struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Query is what a reader asks.
type Query struct {
	Text    string   // what was typed, as the package comment says; what is too long is cut
	Filters []Filter // what was chosen besides
	Offset  int      // hits to pass over
	Limit   int      // hits to give, at most 50; 0 is 10
}

// Filter asks for documents with a value in a field: one of the values, where
// several filters are of one field.
type Filter struct {
	Field string // owner, category, type, state, tag or audience, or another name for one of them: section, kind, status
	Value string // as in a facet, or in words
}

// Result is what a reader gets.
type Result struct {
	Query     string `json:"query"`
	Corrected string `json:"corrected"` // the query with its mistyped words corrected; "" when there are none
	Total     int    `json:"total"`     // of hits, whatever Offset and Limit
	Hits      []Hit  `json:"hits"`
	Facets    Facets `json:"facets"`
}

// Hit is a document that was found, by its best section.
type Hit struct {
	URL      string    `json:"url"` // from the site's root, with the section's anchor
	Title    string    `json:"title"`
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	State    string    `json:"state"`
	Archived bool      `json:"archived"` // superseded, retired or expired
	Section  Label     `json:"section"`
	Owner    Label     `json:"owner"`
	Record   string    `json:"record"`   // what the state was judged from
	Headings []string  `json:"headings"` // of the section and of those that it stands in, the outermost first
	Snippet  []Passage `json:"snippet"`
	Score    float64   `json:"score"`
}

// Passage is a piece of text; Mark says that it is a word that was asked for.
type Passage struct {
	Text string `json:"text"`
	Mark bool   `json:"mark"`
}

// Facets count the documents found by what they share. Each counts what passes
// the filters of the others, sorted by count, the highest first, then by label.
type Facets struct {
	Section []Facet `json:"section"` // categories
	Owner   []Facet `json:"owner"`
	Kind    []Facet `json:"kind"`
	State   []Facet `json:"state"`
}

// Facet is one value with the number of documents that have it.
type Facet struct {
	Label
	Count int `json:"count"`
}
