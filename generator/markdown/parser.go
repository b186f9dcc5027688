package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The two parsers read the language of the package comment. They are set up at
// their first use and safe for concurrent use; what their parts learn about one
// text is in that text's hooks. To look for bare links is to stop at each word,
// so a text that can have none is read without.
var (
	plainParser = parser.NewParser(blocks, paragraphs, parser.WithInlineParsers(inlines...), transformers)
	linksParser = parser.NewParser(blocks, paragraphs, parser.WithInlineParsers(append(inlines,
		util.Prioritized(extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})), 999))...), transformers)
)

var (
	blocks = parser.WithBlockParsers(
		util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 100),
		util.Prioritized(container{extension.NewDefinitionListParser()}, 101),
		util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(container{parser.NewListParser()}, 300),
		util.Prioritized(container{legalListParser{}}, 310),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(legalItemParser{}, 410),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(container{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(container{footnoteParser{extension.NewFootnoteBlockParser()}}, 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	)
	paragraphs = parser.WithParagraphTransformers(
		util.Prioritized(alertTransformer{}, 50),
		util.Prioritized(pinTransformer{}, 60),
		util.Prioritized(definitionLimit{}, 90),
		util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
		util.Prioritized(tableTransformer{extension.NewTableParagraphTransformer()}, 200),
		util.Prioritized(inlineLimit{}, 300),
	)
	inlines = []util.PrioritizedValue{
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(footnoteLinkParser{extension.NewFootnoteParser()}, 101),
		util.Prioritized(linkParser{parser.NewLinkParser()}, 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
	}
	transformers = parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
		util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
	)
)

// hasBareLink reports whether a text may have a link without brackets.
func hasBareLink(src []byte) bool {
	return bytes.IndexByte(src, '@') >= 0 || hasBefore(src, '.', "www") || hasBefore(src, ':', "http", "https")
}

// hasBefore reports whether one of the words stands before a mark, which is
// rarer in prose than the letters of the words.
func hasBefore(src []byte, mark byte, words ...string) bool {
	for at := 0; ; at++ {
		n := bytes.IndexByte(src[at:], mark)
		if n < 0 {
			return false
		}
		at += n
		for _, word := range words {
			if bytes.HasSuffix(src[:at], []byte(word)) {
				return true
			}
		}
	}
}

// hooks holds what the parts of the parser learn about one text.
type hooks struct {
	src       []byte
	problems  []Problem
	notes     map[ast.Node]note   // of headings and list items
	alerts    map[ast.Node]string // kinds of the quotes that are callouts
	footnotes []ast.Node          // definitions
	spent     spent
	marks     []mark         // what is a problem if it is text
	lineEnd   map[string]int // by rule: the end of the line in which it was last reported
	conflict  int            // 1 + the offset of a conflict marker, 0 for none
	controls  bool           // src has characters that are left out
	limited   bool           // a limit is exceeded: nothing more needs to be read
}

// A note is what {…} says about a heading or a list item.
type note struct {
	id, class string
	offset    int // of the id in the source
}

var hooksKey = parser.NewContextKey()

// noIDs keeps goldmark from making ids: ours are given when all are known.
type noIDs struct{}

func (noIDs) Generate([]byte, ast.NodeKind) []byte { return nil }
func (noIDs) Put([]byte)                           {}

// parse reads h.src and fills h.
func (h *hooks) parse(by parser.Parser) ast.Node {
	pc := parser.NewContext(parser.WithIDs(noIDs{}))
	pc.Set(hooksKey, h)
	return by.Parse(text.NewReader(h.src), parser.WithContext(pc))
}

func hooksOf(pc parser.Context) *hooks {
	return pc.Get(hooksKey).(*hooks)
}

func (h *hooks) problem(offset int, rule, text, hint string) {
	h.report(Problem{Offset: offset, Rule: rule, Text: text, Hint: hint})
}

func (h *hooks) report(p Problem) {
	if len(h.problems) < maxProblems {
		h.problems = append(h.problems, p)
	}
}

func (h *hooks) setNote(n ast.Node, v note) {
	if h.notes == nil {
		h.notes = map[ast.Node]note{}
	}
	h.notes[n] = v
}

// offsetOf returns the offset of part in the source, and false if part is not
// a piece of it. goldmark hands out slices of the source, but copies text that
// is spread over several lines of a quote.
func (h *hooks) offsetOf(part []byte) (int, bool) {
	offset := cap(h.src) - cap(part)
	if len(part) == 0 || offset < 0 || offset+len(part) > len(h.src) || &h.src[offset] != &part[0] {
		return 0, false
	}
	return offset, true
}
