package render_test

import (
	"os"
	"strings"
	"testing"
)

// archiveFile is a file of a text archive: a line "-- name --", then its text.
type archiveFile struct{ name, text string }

// readArchive reads a text archive: a comment, then files.
func readArchive(t testing.TB, path string) (comment string, files []archiveFile) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := &comment
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(name, " --\n") {
			files = append(files, archiveFile{name: strings.TrimSuffix(name, " --\n")})
			text = &files[len(files)-1].text
			continue
		}
		*text += line
	}
	return comment, files
}

func writeArchive(t testing.TB, path, comment string, files []archiveFile) {
	t.Helper()
	text := comment
	for _, f := range files {
		text += "-- " + f.name + " --\n" + f.text
		if !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
