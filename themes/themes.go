// Package themes holds the looks that are built in: templates, stylesheets,
// scripts and the words of the pages, one folder each.
//
// A team overrides the default theme file by file: a file of the same name in
// its own theme folder takes the place of ours, everything else stays. The words
// of the pages, in words/, are overridden one by one. What the templates are
// given is documented in package render, one struct for each kind of page.
//
// # Tests
//
// The tests of this package open the pages in Chromium, if the machine has one:
// what a reader sees, presses and prints, and what axe-core finds. They need
// pdftotext (poppler-utils) and .tools/axe-core/axe.min.js; .ci/run fetches what is
// missing. With CI=true a missing tool is a failure, else the test is skipped.
//
// Two checkers of HTML are run by hand, on a site built into a folder:
//
//	npx html-validate@10 --preset standard,a11y 'public/**/*.html'
//	java -jar vnu.jar --errors-only --skip-non-html public
//
// vnu.jar is in the npm package vnu-jar.
package themes

import "embed"

// FS holds the folder default/.
//
//go:embed default
var FS embed.FS
