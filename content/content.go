// Package content holds the sample handbook, that of an invented company. The guide
// to the program is one of its sections.
package content

import "embed"

// Sample is what stands in the handbook's folder content. Besides that it has this file.
//
//go:embed all:*
var Sample embed.FS
