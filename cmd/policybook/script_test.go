package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"testing"
	"time"

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
	testscript.Run(t, testscript.Params{Dir: "testdata/script", UpdateScripts: *update, RequireExplicitExec: true, Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"fetch": fetch, "occupy": occupy}})
}

// condition knows [browser]: there is one that prints, as there must be in CI.
func condition(name string) (bool, error) {
	if name != "browser" {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	_, found := pdf.Find()
	return found || os.Getenv("CI") == "true", nil
}

// occupy takes a port, and puts its address into $TAKEN and the address of another one, that is free, into $FREE.
func occupy(ts *testscript.TestScript, _ bool, _ []string) {
	for _, name := range []string{"TAKEN", "FREE"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		ts.Setenv(name, l.Addr().String())
		if name == "TAKEN" {
			ts.Defer(func() { l.Close() })
		} else {
			l.Close()
		}
	}
}

// fetch waits until what a URL gives matches a pattern, with the status before it.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch URL PATTERN")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for last := ""; !pattern.MatchString(last); {
		select {
		case <-ctx.Done():
			ts.Fatalf("%s does not match %q:\n%s", args[0], args[1], last)
		case <-again.C:
			last = answer(ctx, args[0])
		}
	}
}

// answer gives the status and the body of an answer, or why there is none.
func answer(ctx context.Context, url string) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err.Error()
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s\n%s", resp.StatusCode, resp.Header.Get("Location"), body)
}
