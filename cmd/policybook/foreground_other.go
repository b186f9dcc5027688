//go:build !unix

package main

import "os"

// foreground reports whether keys pressed at a terminal are for this program.
func foreground(*os.File) bool { return true }
