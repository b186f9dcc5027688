// Package themes holds the looks that are built in: templates, stylesheets and
// the words of the pages, one folder each.
//
// A team overrides the default theme file by file: a file of the same name in
// its own theme folder takes the place of ours, everything else stays. The words
// of the pages, in words/, are overridden one by one. What the templates are
// given is documented in package render, one struct for each kind of page.
package themes

import "embed"

// FS holds the folder default/.
//
//go:embed default
var FS embed.FS
