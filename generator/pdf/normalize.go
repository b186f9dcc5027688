package pdf

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// normalize makes what the browser wrote the same for the same page. Each thing is
// replaced by one of the same length, so that the offsets in the file stay true:
// the browser writes all that is changed here as plain text. Links that begin with
// root, unless it is "", become relative to the folder of the page in the site.
func normalize(pdf []byte, root, folder string) []byte {
	pdf = days.ReplaceAllFunc(pdf, func(b []byte) []byte { return bytes.Repeat([]byte(" "), len(b)) })
	pdf = renumber(pdf)
	if root == "" {
		return pdf
	}
	return links.ReplaceAllFunc(pdf, func(b []byte) []byte {
		address, ok := strings.CutPrefix(unescaper.Replace(string(b[len("/URI ("):len(b)-1])), root)
		if !ok {
			return b
		}
		short := "/URI (" + escaper.Replace(relative(folder, address)) + ")"
		return append([]byte(short), bytes.Repeat([]byte(" "), len(b)-len(short))...)
	})
}

var (
	days  = regexp.MustCompile(`/(?:Creation|Mod)Date \(D:[0-9]{14}[^)]*\)`)
	nodes = regexp.MustCompile(`\(node[0-9]{8}\)`)
	links = regexp.MustCompile(`/URI \((?:[^()\\]|\\.)*\)`)

	escaper   = strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`)
	unescaper = strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`)
)

// renumber numbers the elements of the page from one, in the order of their old
// numbers: a browser goes on counting where the page before has ended.
func renumber(pdf []byte) []byte {
	found := nodes.FindAll(pdf, -1)
	names := make([]string, len(found))
	for i, n := range found {
		names[i] = string(n)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return nodes.ReplaceAllFunc(pdf, func(b []byte) []byte {
		i, _ := slices.BinarySearch(names, string(b))
		return fmt.Appendf(nil, "(node%08d)", i+1)
	})
}

// relative gives the way from a folder of the site to a path of it that may have
// a query or an anchor.
func relative(folder, address string) string {
	end := strings.IndexAny(address, "?#")
	if end < 0 {
		end = len(address)
	}
	name, rest := address[:end], address[end:]
	up := 0
	for ; folder != "." && !strings.HasPrefix(name, folder+"/"); folder = path.Dir(folder) {
		up++
	}
	if folder != "." {
		name = strings.TrimPrefix(name, folder+"/")
	}
	if first, _, _ := strings.Cut(name, "/"); up == 0 && strings.Contains(first, ":") {
		name = "./" + name // not the scheme of an address
	}
	return strings.Repeat("../", up) + name + rest
}
