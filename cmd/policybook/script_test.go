package main

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"policybook/generator/pdf"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"policybook": main})
}

// TestScript runs testdata/script/<verb>_<case>.txtar.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, Condition: condition})
}

// condition knows [browser]: there is one that prints, as there must be in CI.
func condition(name string) (bool, error) {
	if name != "browser" {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	_, found := pdf.Find()
	return found || os.Getenv("CI") == "true", nil
}
