package render

import (
	"slices"

	"policybook/generator/handbook"
)

// The navigation shows the categories, the way down to the current section and a
// stretch of that section's documents. Its length is bounded, whatever the size
// of the handbook.
const (
	navLinks       = 60 - 15 // on a phone, those to the pages about the whole handbook stand below
	navCategories  = 24      // categories shown
	navSubsections = 10      // sections shown inside an open one
	navDocuments   = 30      // documents shown of a section with no more than that
	navStretch     = 24      // documents shown of a larger one, around the page's own
)

// navRoom tells how many documents of a section its navigation shows.
func navRoom(section *handbook.Section) int {
	room := navLinks - 1
	for at := section; at != nil; at = at.Parent {
		shown := navSubsections
		if at.Parent == nil {
			shown = navCategories
		}
		room -= min(shown, len(at.Sections))
	}
	room = max(room, 10)
	if len(section.Policies) <= min(room, navDocuments) {
		return len(section.Policies)
	}
	return min(room, navStretch)
}

// navChunk tells which of the steps through a section's documents the one at
// index is in; all of one step have the same navigation.
func navChunk(section *handbook.Section, index int) int {
	if navRoom(section) == len(section.Policies) {
		return 0
	}
	return index / navStep(section)
}

// navStep tells how many documents of a large section share a stretch: less
// than it shows, so that each has some before and behind it.
func navStep(section *handbook.Section) int { return navRoom(section) * 2 / 3 }

// navigation gives the categories, those on the way to section open.
func (s *site) navigation(from string, section *handbook.Section, chunk int) []Link {
	var way []*handbook.Section // from the root to section
	for at := section; at != nil; at = at.Parent {
		way = append(way, at)
	}
	slices.Reverse(way)
	return s.navItems(from, way, chunk)
}

// navItems gives what the navigation shows inside the first section of way.
func (s *site) navItems(from string, way []*handbook.Section, chunk int) []Link {
	at, limit := way[0], navSubsections
	if at.Parent == nil {
		limit = navCategories
	}
	var next *handbook.Section
	if len(way) > 1 {
		next = way[1]
	}
	var links []Link
	shown := window(at.Sections, slices.Index(at.Sections, next), limit)
	for _, sub := range shown {
		link := Link{Title: sub.Title, URL: s.to(from, sectionPath(sub))}
		if sub == next {
			link.Items = s.navItems(from, way[1:], chunk)
		}
		links = append(links, link)
	}
	cut := len(shown) < len(at.Sections)
	if next == nil {
		documents := window(at.Policies, chunk*navStep(at)+navStep(at)/2, navRoom(at))
		for _, p := range documents {
			links = append(links, Link{Title: p.Title, URL: s.to(from, policyPath(p))})
		}
		cut = cut || len(documents) < len(at.Policies)
	}
	if cut {
		links = append(links, Link{Title: s.allIn(at), URL: s.to(from, sectionPath(at)), More: true})
	}
	return links
}

// allIn names the link from a list that was cut to the page that has all of it.
func (s *site) allIn(section *handbook.Section) string {
	if len(section.Sections) > 0 {
		return s.word("all-sections")
	}
	return s.counted(len(section.Policies), "all-documents")
}

// window gives at most n items of list, those around the item at index at if there is one.
func window[T any](list []T, at, n int) []T {
	first := max(0, min(at-n/2, len(list)-n))
	return list[first:min(first+n, len(list))]
}
