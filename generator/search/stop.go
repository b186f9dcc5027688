package search

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
)

//go:embed stopwords.txt
var stopLists string

// stopWords gives the words of a language that are too common to search for;
// none for a language without a list.
func stopWords(lang string) []string {
	_, list, _ := strings.Cut(stopLists, "\n"+lang+": ")
	list, _, _ = strings.Cut(list, "\n")
	return strings.Fields(list)
}

// stopList gives the stop words, folded and in order.
func (a *Analyzer) stopList() []string { return slices.Sorted(maps.Keys(a.stop)) }
