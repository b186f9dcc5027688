//go:build !linux

package watch

// shared is known on Linux only: elsewhere the user says --poll.
func shared(string) string { return "" }
