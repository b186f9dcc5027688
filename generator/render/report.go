package render

// Report is a page that the handbook makes about itself, in the words of the
// interface.
type Report struct{ Title, Lead string }

// reports are the keys of the titles of such pages, by output path; with -lead
// behind them they are those of the sentences below.
var reports = map[string]string{
	"register.html": "register", "owners/index.html": "owners", "glossary.html": "glossary", "archive.html": "archive",
	"about-this-handbook.html": "about", "a-z.html": "a-z", "reviews.html": "review-calendar", "coverage.html": "coverage",
	"audiences/index.html": "audiences", "controls/index.html": "standards", "changes.html": "changes",
}

// Reports gives what readers see of the pages that a handbook makes about itself,
// by output path. A handbook need not have all of them.
func (t *Theme) Reports() map[string]Report {
	all := map[string]Report{}
	for path, key := range reports {
		all[path] = Report{t.words.word(key), t.words.word(key + "-lead")}
	}
	return all
}
