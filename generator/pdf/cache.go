package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"policybook/generator/output"
)

// A cache keeps printed pages, one to a file: a line of JSON (entry), then the PDF.
// A file is named for what the page is made from and looked at under, but for the
// files that it asks for, which are known only once it was printed.
type cache struct {
	folder  string
	browser string // name and version
}

type entry struct {
	Used map[string]string `json:"used"` // hex digests of the files that the page asked for; "" for one that did not exist
	Sum  string            `json:"sum"`  // hex digest of the PDF
}

const (
	cacheVersion = "1" // of what normalize does and of the files here
	cacheSuffix  = ".pdf.cache"
	cacheAge     = 30 * 24 * time.Hour // after which an entry that no build has needed goes
)

func (c cache) key(root, page string, html []byte) string {
	sum := sha256.New()
	for _, part := range []string{cacheVersion, c.browser, root, page} {
		sum.Write([]byte(part + "\x00"))
	}
	sum.Write(html)
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func (c cache) path(key string) string { return filepath.Join(c.folder, key+cacheSuffix) }

// load gives the PDF, if what is kept is whole and the site still gives the page
// the same files.
func (c cache) load(key string, site *output.Site) ([]byte, bool) {
	text, err := os.ReadFile(c.path(key))
	if err != nil {
		return nil, false
	}
	head, printed, _ := bytes.Cut(text, []byte("\n"))
	var e entry
	if json.Unmarshal(head, &e) != nil || e.Sum != sum(printed) {
		return nil, false
	}
	for name, want := range e.Used {
		text, ok, err := contents(site, name)
		if err != nil || ok != (want != "") || ok && sum(text) != want {
			return nil, false
		}
	}
	now := time.Now()
	os.Chtimes(c.path(key), now, now) // it was needed
	return printed, true
}

// store keeps a PDF. Failing costs the next build its hurry, no more.
func (c cache) store(key string, used map[string]string, printed []byte) {
	head, err := json.Marshal(entry{used, sum(printed)})
	if err != nil || os.MkdirAll(c.folder, 0o755) != nil {
		return
	}
	tmp, err := os.CreateTemp(c.folder, key+".*.tmp")
	if err != nil {
		return
	}
	_, err = tmp.Write(append(append(head, '\n'), printed...))
	if cerr := tmp.Close(); err != nil || cerr != nil || os.Rename(tmp.Name(), c.path(key)) != nil {
		os.Remove(tmp.Name())
	}
}

// clear removes what no build has needed for long, and what an interrupted one left.
func (c cache) clear() {
	files, _ := os.ReadDir(c.folder)
	for _, f := range files {
		info, err := f.Info()
		ours := strings.HasSuffix(f.Name(), cacheSuffix) || strings.HasSuffix(f.Name(), ".tmp")
		if err == nil && ours && time.Since(info.ModTime()) > cacheAge {
			os.Remove(filepath.Join(c.folder, f.Name()))
		}
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
