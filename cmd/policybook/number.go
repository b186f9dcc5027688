package main

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"policybook/generator/source"
)

// numbered matches a document number that ends in a count: IT-POL- and 007.
var numbered = regexp.MustCompile(`^(.*[^0-9]|)([0-9]{1,18})$`)

// series is the numbers that begin alike.
type series struct {
	prefix string // as the highest number writes it
	used   map[string]int
	last   int // the highest number
	width  int // of the longest, with its zeros
}

// codes are what document numbers most often call the types.
var codes = map[string]string{"policy": "POL", "standard": "STD", "procedure": "PRO", "guideline": "GDL", "plan": "PLN", "form": "FRM", "charter": "CHR"}

// nextID gives the next free number of a type: one more than the highest in the
// series that most documents of the type belong to. A type that has none yet
// gets a series like that of another type: IT-FRM-001 beside IT-POL-007. It
// gives "" for a handbook without numbers.
func nextID(tree *source.Tree, kind string) string {
	all := map[string]*series{}
	for _, d := range tree.Documents {
		m := numbered.FindStringSubmatch(d.Get("id").String())
		if m == nil || d.IsSection() {
			continue
		}
		key := strings.ToLower(m[1])
		s := all[key]
		if s == nil {
			s = &series{used: map[string]int{}}
			all[key] = s
		}
		if n, _ := strconv.Atoi(m[2]); n >= s.last {
			s.last, s.prefix = n, m[1]
		}
		s.width = max(s.width, len(m[2]))
		s.used[typeOf(tree, d)]++
	}
	if s := most(all, kind); s != nil {
		return s.next()
	}
	for _, other := range frontField("type").Values {
		s := most(all, other)
		if s == nil {
			continue
		}
		prefix := recode(s.prefix, other, kind)
		if known := all[strings.ToLower(prefix)]; known != nil {
			return known.next()
		}
		return (&series{prefix: prefix, width: s.width}).next()
	}
	return ""
}

func (s *series) next() string { return fmt.Sprintf("%s%0*d", s.prefix, s.width, s.last+1) }

// most gives the series that most documents of a type belong to, or nil.
func most(all map[string]*series, kind string) *series {
	var using []*series
	for _, s := range all {
		if s.used[kind] > 0 {
			using = append(using, s)
		}
	}
	slices.SortFunc(using, func(a, b *series) int {
		return cmp.Or(b.used[kind]-a.used[kind], strings.Compare(a.prefix, b.prefix))
	})
	if len(using) == 0 {
		return nil
	}
	return using[0]
}

// recode writes the code of one type where a prefix has that of another.
func recode(prefix, from, to string) string {
	parts := regexp.MustCompile(`[A-Za-z]+|[^A-Za-z]+`).FindAllString(prefix, -1)
	for i, p := range parts {
		if strings.EqualFold(p, codes[from]) {
			parts[i] = codes[to]
		}
	}
	return strings.Join(parts, "")
}

func typeOf(tree *source.Tree, d *source.Document) string {
	return cmp.Or(d.Get("type").String(), supplied(tree, path.Dir(d.Path), "type"), "policy")
}
