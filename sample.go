// Package policybook holds the sample handbook, that of an invented company, as
// it stands in content/. The guide to the program is one of its sections.
package policybook

import "embed"

// Sample is the sample handbook: a folder content with all that an author writes.
//
//go:embed all:content
var Sample embed.FS
