package markdown

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
)

// Code is colored by classes. A lexer may take long for hostile code, and a
// limit on its time would make the output depend on the machine, so what is
// large is left plain.
const (
	maxColored  = 4 << 10  // bytes of a block
	maxCodeLine = 300      // bytes of a line
	maxColoring = 16 << 10 // bytes of all blocks of a text
)

// languages are those that are colored: what stands in handbooks, by the names
// that authors use. The values are chroma's names.
var languages = map[string]string{
	"bash": "Bash", "sh": "Bash", "shell": "Bash", "zsh": "Bash", "console": "Bash Session", "shell-session": "Bash Session",
	"powershell": "PowerShell", "ps1": "PowerShell", "pwsh": "PowerShell", "bat": "Batchfile", "cmd": "Batchfile",
	"yaml": "YAML", "yml": "YAML", "toml": "TOML", "json": "JSON", "ini": "INI", "conf": "INI",
	"xml": "XML", "html": "HTML", "css": "CSS", "diff": "Diff", "patch": "Diff", "sql": "SQL",
	"javascript": "JavaScript", "js": "JavaScript", "typescript": "TypeScript", "ts": "TypeScript",
	"go": "Go", "golang": "Go", "python": "Python", "py": "Python",
	"dockerfile": "Docker", "docker": "Docker", "hcl": "HCL", "terraform": "Terraform", "tf": "Terraform",
	"nginx": "Nginx configuration file", "apache": "ApacheConf", "makefile": "Makefile", "make": "Makefile",
}

func (r *renderer) fencedCode(n *ast.FencedCodeBlock) {
	language := sanitizeLanguage(string(unescape(n.Language(r.src))))
	r.code(n, language)
	end := r.offset(n)
	if n.Lines().Len() > 0 {
		end = n.Lines().At(n.Lines().Len() - 1).Stop
	} else if i := bytes.IndexByte(r.src[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(r.src)
	}
	if len(bytes.TrimSpace(r.src[end:])) == 0 {
		r.problem(r.offset(n), "fence-unclosed", "the code block is never closed: all text below it is code",
			"end it with a line of the same characters that it begins with")
	}
}

// sanitizeLanguage returns the name of a language in lower case, "" if it has
// characters that no such name has.
func sanitizeLanguage(s string) string {
	s = strings.ToLower(s)
	if len(s) > 30 || strings.ContainsFunc(s, func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+#-_.", r))
	}) {
		return ""
	}
	return s
}

func (r *renderer) indentedCode(n *ast.CodeBlock) { r.code(n, "") }

func (r *renderer) code(n ast.Node, language string) {
	lines := n.Lines()
	if lines.Len() > 0 && r.conflict > 0 && lines.At(0).Start < r.conflict && r.conflict <= lines.At(lines.Len()-1).Stop {
		r.conflict = 0 // an example of one
	}
	r.html(`<pre tabindex="0"><code`)
	if language != "" {
		r.html(` class="language-`, language, `"`)
	}
	r.html(">")
	r.endBlock()
	mark, text := len(r.out), len(r.plain)
	for i := range lines.Len() {
		line := lines.At(i)
		r.rawText(line.Value(r.src), line.Start)
	}
	if name := languages[language]; name != "" && r.mayColor(r.plain[text:]) {
		r.color(name, string(r.plain[text:]), mark)
	}
	r.endBlock()
	r.html("</code></pre>\n")
}

func (r *renderer) mayColor(code []byte) bool {
	if len(code) > maxColored || r.colored+len(code) > maxColoring {
		return false
	}
	for line := range bytes.Lines(code) {
		if len(line) > maxCodeLine {
			return false
		}
	}
	return true
}

// color replaces the output from mark on, which is the given code, by code
// with classes. If the lexer does not give back what it was given, the output
// stays.
func (r *renderer) color(lexer, code string, mark int) {
	r.colored += len(code)
	l := coloring().Get(lexer)
	if l == nil {
		return
	}
	next, err := chroma.Coalesce(l).Tokenise(&chroma.TokeniseOptions{State: "root"}, code)
	if err != nil {
		return
	}
	out := make([]byte, 0, 2*len(code))
	seen := 0
	for token := next(); token != chroma.EOF; token = next() {
		if seen+len(token.Value) > len(code) { // some lexers end the last line
			token.Value = code[seen:]
		}
		if code[seen:seen+len(token.Value)] != token.Value {
			return
		}
		seen += len(token.Value)
		class := class(token.Type)
		if class == "" {
			out = appendEscaped(out, token.Value)
			continue
		}
		out = append(append(append(out, `<span class="`...), class...), `">`...)
		out = appendEscaped(out, token.Value)
		out = append(out, "</span>"...)
	}
	if seen == len(code) {
		r.out = append(r.out[:mark], out...)
	}
}

// class returns chroma's class of a token, "" for text and white space.
func class(t chroma.TokenType) string {
	if t == chroma.TextWhitespace {
		return ""
	}
	for ; t != 0; t = t.Parent() {
		if class, ok := chroma.StandardTypes[t]; ok {
			return class
		}
	}
	return ""
}

func (r *renderer) codeSpan(n *ast.CodeSpan) {
	r.html("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		segment := c.(*ast.Text).Segment
		value := segment.Value(r.src)
		if line, ok := bytes.CutSuffix(value, []byte("\n")); ok {
			r.rawText(line, segment.Start)
			r.html(" ")
			r.plain = append(r.plain, ' ')
			continue
		}
		r.rawText(value, segment.Start)
	}
	r.html("</code>")
}
