package redline

import (
	"fmt"
	"strings"
)

// Say gives words of a page, as text, in its language: for a key of [English]
// and, where that counts something, a number.
type Say func(key string, n int) string

// English is the Say of messages on a terminal. Its keys are all there are.
func English(key string, n int) string {
	number := func(one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprint(n, " ", many)
	}
	switch key {
	case "added", "removed", "changed", "moved", "renumbered": // what happened to a clause
		return key
	case "clauses-changed", "clauses-added", "clauses-removed", "clauses-moved", "clauses-renumbered":
		return number("clause ", "clauses ") + strings.TrimPrefix(key, "clauses-")
	case "more-added", "more-removed", "more-moved", "more-renumbered": // after a number of clauses that were said before
		return fmt.Sprint(n, " ", strings.TrimPrefix(key, "more-"))
	case "unchanged":
		return number("unchanged block", "unchanged blocks")
	case "no-changes": // of clauses
		return "no changes of the text"
	case "more-fields":
		return number("key", "keys") + " of the front matter"
	case "fields":
		return "front matter"
	case "field", "before", "after", "table":
		return key
	case "break":
		return "end of a paragraph"
	case "moved-here", "moved-away": // the block stood elsewhere, stands elsewhere now
		return map[string]string{"moved-here": "moved here", "moved-away": "moved"}[key]
	case "other-kind": // of a block with the same words
		return "shown in another way"
	case "callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution":
		title := strings.TrimPrefix(key, "callout-")
		return strings.ToUpper(title[:1]) + title[1:]
	}
	panic("redline: internal error: no words for " + key)
}

// kinds gives the entries by what happened to them.
func (s *Summary) kinds() []struct {
	key     string
	entries []Entry
} {
	return []struct {
		key     string
		entries []Entry
	}{{"changed", s.Changed}, {"added", s.Added}, {"removed", s.Removed}, {"moved", s.Moved}, {"renumbered", s.Renumbered}}
}

// Words gives the summary as a sentence without a full stop: "3 clauses changed,
// 1 added".
func (s *Summary) Words(say Say) string {
	var parts []string
	for _, x := range s.kinds() {
		switch n := len(x.entries); {
		case n == 0:
		case len(parts) == 0:
			parts = append(parts, say("clauses-"+x.key, n))
		default:
			parts = append(parts, say("more-"+x.key, n))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, say("no-changes", 0))
	}
	if s.Fields > 0 {
		parts = append(parts, say("more-fields", s.Fields))
	}
	return strings.Join(parts, ", ")
}
