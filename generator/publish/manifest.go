package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"policybook/generator/output"
)

const (
	manifestName = "manifest.json"
	generator    = "policybook"
)

// A manifest lists the files of a site but itself, sorted by path.
type manifest struct {
	Generator string  `json:"generator"`
	Files     []entry `json:"files"`
}

type entry struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"` // in bytes
	SHA256 string `json:"sha256"`
}

// encode gives one line per file, so that two manifests can be compared by eye.
func (m manifest) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"generator\":%q,\"files\":[", m.Generator)
	for i, e := range m.Files {
		if i > 0 {
			b.WriteByte(',')
		}
		line, err := json.Marshal(e)
		if err != nil {
			panic(err) // strings and an integer
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// decode reads a manifest that this package wrote. Its paths decide what is deleted, so a damaged one is an error, and
// so is one that only has the same name (as web applications have).
func decode(data []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return manifest{}, err
	}
	if m.Generator != generator {
		return manifest{}, errors.New("another program's manifest")
	}
	for _, e := range m.Files {
		if err := output.Valid(e.Path); err != nil {
			return manifest{}, err
		}
	}
	return m, nil
}

// paths returns all files of ours, the manifest too, sorted.
func (m manifest) paths() []string {
	paths := make([]string, 0, len(m.Files)+1)
	for _, e := range m.Files {
		paths = append(paths, e.Path)
	}
	paths = append(paths, manifestName)
	slices.Sort(paths)
	return paths
}
