package search

// Analyzer makes words of texts, for one language. It is immutable and safe for
// concurrent use.
type Analyzer struct {
	lang  string
	stem  bool            // English
	elide bool            // what stands before an apostrophe is an article
	stop  map[string]bool // folded
}

// Token is a word of a text. Text[Start:End] is what stands there.
type Token struct {
	Start, End int
	Word       string // folded
	Stem       string // "" for a stop word
}
