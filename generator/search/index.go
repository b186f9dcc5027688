package search

import "strings"

// Entry is something that can be found: a document, or another page of the
// handbook.
type Entry struct {
	URL      string // path of its page from the site's root, such as security/passwords.html
	Title    string
	ID       string // document number, or ""
	Kind     string // type of a document; section, owner, audience, glossary or page for the others
	State    string // in-force and so on; "" for what has none
	Archived bool   // superseded, retired or expired
	Section  Label  // folder and title of the section it stands in; empty at the root
	Category Label  // the section's first level
	Owner    Label  // id and role
	Record   string // what the state was judged from, as [handbook.Record.String] has it
	Tags     []string
	Keywords []string // words that find it and need not stand in it
	Audience []Label  // ids and titles of the audiences that it binds
	Sections []Text   // the lead, which has no anchor and no heading, then section by section
}

// Text is a section of an entry: what stands below one heading, up to the next.
type Text struct {
	Anchor  string // id of the heading; "" for the lead
	Heading string
	Level   int    // of the heading, 2..6; 0 for the lead
	Text    string // plain; blocks are separated by "\n"
}

// Lengths count the words of an entry, without stop words. They are rounded down to
// four binary digits: nobody's rank depends on more, and files get shorter.
type Lengths struct{ Title, Heading, Body int }

// Index is what is searched. Documents are numbered 0..Len-1, in the order of
// [Order]. It is immutable and safe for concurrent use.
type Index interface {
	Analyzer() *Analyzer
	Synonyms() [][]string // groups that mean the same; each member is the stems of a phrase, separated by blanks
	Len() int
	Totals() Lengths               // of all documents
	Lengths(doc int) Lengths       // of one
	Entry(doc int) *Entry          // perhaps without Sections
	Texts(doc int) ([]Text, error) // its Sections

	// Terms gives the terms that begin with prefix, in order of their bytes.
	Terms(prefix string) ([]Term, error)

	// Postings gives the documents that have a term, in order; none for an unknown one.
	Postings(term string) ([]Posting, error)

	// Words gives the words against which mistyped ones are held, in order.
	Words() ([]Word, error)
}

// Term is an entry of the dictionary.
type Term struct {
	Text  string   // a stem, or the key of a document number with "#" behind it
	Words []string // the words whose stem it is, in order; none for a number
	Count int      // of documents
}

// Posting says where a document has a term.
type Posting struct {
	Doc     int
	Count   int // in the body; at most 31
	Heading bool
	Title   bool
}

// Word is a word of the texts with how common its stem is.
type Word struct {
	Text  string
	Class int // binary logarithm of the number of documents, rounded down
}

// numberSign stands behind the key of a document number in the dictionary. No word
// has it.
const numberSign = "#"

func isNumberTerm(term string) bool { return strings.HasSuffix(term, numberSign) }
