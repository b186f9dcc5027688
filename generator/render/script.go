package render

import (
	"bytes"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// dense gives a script that does the same in fewer bytes: every reader has to fetch them. One
// that is no script stays as it is, and the browser says what is wrong with it.
func dense(script string) string {
	var b bytes.Buffer
	if err := new(js.Minifier).Minify(minify.New(), &b, strings.NewReader(script), nil); err != nil {
		return script
	}
	return b.String() + "\n"
}
