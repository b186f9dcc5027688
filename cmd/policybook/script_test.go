package main

import (
	"flag"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"policybook": main})
}

// TestScript runs testdata/script/<verb>_<case>.txtar.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true})
}
