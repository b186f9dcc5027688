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

// weakWords gives the words of a language in which questions are put, and which say
// little of what they are about.
func weakWords(lang string) []string {
	if lang != "en" {
		return nil
	}
	return strings.Fields("allowed can find get know may must need responsible rule rules tell want")
}

// weakList gives the weak words in order.
func (a *Analyzer) weakList() []string { return slices.Sorted(maps.Keys(a.weak)) }

// stopList gives the stop words, folded and in order.
func (a *Analyzer) stopList() []string { return slices.Sorted(maps.Keys(a.stop)) }
