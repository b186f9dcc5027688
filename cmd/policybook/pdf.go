package main

import (
	"errors"
	"io"
	"os/exec"
	"path/filepath"

	"policybook/generator"
	"policybook/generator/output"
	"policybook/generator/pdf"
)

// browser gives the program that prints: the one that was named, else one that is
// installed in a usual place.
func browser(named string) (string, error) {
	if named != "" {
		program, err := exec.LookPath(named)
		if err != nil {
			return "", usage("--browser: %v", err)
		}
		return filepath.Abs(program)
	}
	program, ok := pdf.Find()
	if !ok {
		return "", environmentError{errors.New("--pdf needs Chromium, Google Chrome or Microsoft Edge, and none was found: nothing published\n" +
			"  hint: install one (`apt-get install chromium`, `dnf install chromium`, `brew install --cask chromium`,\n" +
			"  `winget install Google.Chrome`), or say where it is with --browser PATH")}
	}
	return program, nil
}

// printing makes a build print with a browser, which start starts once it is known
// what there is to print.
func (e *env) printing(opts *generator.Options, browser string) (start func(generator.Result) (stop func(), err error)) {
	if browser == "" {
		return func(generator.Result) (func(), error) { return func() {}, nil }
	}
	var printer *pdf.Printer
	opts.Print = func(w io.Writer, site *output.Site, page string) error { return printer.Print(w, site, page) }
	return func(built generator.Result) (func(), error) {
		var err error
		printer, err = pdf.Start(e.ctx, pdf.Options{
			Browser: browser, BaseURL: built.Handbook.BaseURL, Cache: filepath.Join(e.dir, cacheFolder, "pdf"),
		})
		if err != nil {
			return nil, environmentError{err}
		}
		return printer.Close, nil
	}
}
