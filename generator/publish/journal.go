package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const ( // in a stage
	journalName  = "journal.json"
	journalDraft = "journal.json.new"
)

// A journal is written before the first change of the output and says how to end or undo it. One of both is set.
type journal struct {
	// Exchange: the inode of the new tree, and of each foreign file that was linked into it, by its quoted path (names
	// need not be Unicode). The stage's tree having another inode means that the exchange has happened.
	Swap    uint64            `json:"swap,omitempty"`
	Carried map[string]uint64 `json:"carried,omitempty"`

	Steps []step `json:"steps,omitempty"` // one by one
}

// writeJournal puts a whole journal into the stage, or none.
func (b *build) writeJournal(j journal) error {
	data, err := json.Marshal(j)
	if err != nil {
		panic(err) // strings and integers
	}
	draft := b.path(journalDraft)
	if err := b.disk.write(draft, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		return err
	}
	return b.disk.rename(draft, b.path(journalName))
}

// settle brings the output to a whole state and removes the stage. That is the same work after a build that has ended
// well, has failed or was killed: without a journal the output was not begun or is complete; after an exchange the old
// tree is swept; steps that are still in the journal are undone.
func (p *publisher) settle(stage, out string) error {
	if !exists(stage) {
		return nil
	}
	if err := checkStage(stage); err != nil {
		return err
	}
	var j journal
	if data, err := os.ReadFile(filepath.Join(stage, journalName)); err == nil {
		if err := json.Unmarshal(data, &j); err != nil {
			return fmt.Errorf("%s is damaged: look for files of yours in this folder, then remove it: %w", filepath.Join(stage, journalName), err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if j.Steps != nil {
		if err := p.goBack(stage, out, j.Steps); err != nil {
			return err
		}
		if err := p.disk.remove(filepath.Join(stage, journalName)); err != nil {
			return err
		}
	}
	if tree := filepath.Join(stage, newTree); j.Swap != 0 {
		if info, err := os.Lstat(tree); err == nil && inode(info) != j.Swap {
			if err := p.sweep(tree, out, j.Carried); err != nil {
				return err
			}
		}
	}
	return p.disk.removeAll(stage)
}

// checkStage refuses a folder that only has the name of a stage.
func checkStage(stage string) error {
	entries, err := os.ReadDir(stage)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains([]string{newTree, oldTree, journalName, journalDraft}, e.Name()) {
			return &RefusedError{filepath.Join(stage, e.Name()), "was not written by policybook and is in the way of the build", "move it away"}
		}
	}
	return nil
}
