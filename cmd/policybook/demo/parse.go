package demo

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"policybook/generator/history"
)

// parse reads a story. It gives how many of its commits made the sample, and what is
// other in the sample.
func parse(text string) (commits []Commit, sample int, but []*edit, err error) {
	sample = -1
	sections := strings.Split("\n"+text, "\n== ")
	for _, s := range sections[1:] {
		first, rest, _ := strings.Cut(strings.TrimRight(s, "\n"), "\n")
		var c Commit
		if first == "the sample" {
			sample = len(commits)
			but, err = parseEdits(strings.Split(strings.TrimLeft(rest, "\n"), "\n"))
		} else {
			c, err = parseCommit(first, strings.Split(rest, "\n"))
			commits = append(commits, c)
		}
		if err != nil {
			return nil, 0, nil, fmt.Errorf("the story: %s: %w", first, err)
		}
	}
	if sample < 0 {
		return nil, 0, nil, errors.New("the story never comes to the sample")
	}
	return commits, sample, but, nil
}

// parseCommit reads "DAY TIME NAME <ADDRESS>", a message, and edits.
func parseCommit(first string, lines []string) (c Commit, err error) {
	const clock = "2006-01-02 15:04"
	if c.By, err = parseSignature(first, clock); err != nil {
		return c, err
	}
	for ; len(lines) > 0 && verb(lines[0]) == ""; lines = lines[1:] {
		tag, ok := strings.CutPrefix(lines[0], "tag ")
		if !ok {
			c.Message += lines[0] + "\n"
			continue
		}
		f := strings.SplitN(tag, " ", 3)
		if len(f) != 3 {
			return c, fmt.Errorf("%q is no tag with a day and a title", tag)
		}
		c.Tag, c.Title = f[0], f[2]
		if c.Tagged, err = time.Parse(clock, f[1]+" 09:00"); err != nil {
			return c, err
		}
	}
	c.Message = strings.TrimSpace(c.Message) + "\n"
	c.edits, err = parseEdits(lines)
	return c, err
}

// parseEdits reads edits, each with its verb and path and the lines below.
func parseEdits(lines []string) (edits []*edit, err error) {
	for len(lines) > 0 {
		e := &edit{verb: verb(lines[0])}
		e.path = strings.TrimPrefix(lines[0], e.verb+" ")
		if e.verb == "move" {
			e.path, e.to, _ = strings.Cut(e.path, " ")
		}
		n := 1
		for n < len(lines) && verb(lines[n]) == "" {
			n++
		}
		if e.hunks, err = parseHunks(lines[1:n]); err != nil {
			return nil, fmt.Errorf("%s: %w", e.path, err)
		}
		edits, lines = append(edits, e), lines[n:]
	}
	return edits, nil
}

// parseSignature reads "DAY TIME NAME <ADDRESS>".
func parseSignature(line, clock string) (s history.Signature, err error) {
	if len(line) < len(clock) {
		return s, errors.New("there is no time")
	}
	who, err := mail.ParseAddress(line[len(clock):])
	if err != nil {
		return s, err
	}
	at, err := time.Parse(clock, line[:len(clock)])
	return history.Signature{Name: who.Name, Email: who.Address, Time: at}, err
}

// verb gives the word with which a line begins an edit, or "".
func verb(line string) string {
	for _, v := range [...]string{"edit", "new", "move", "delete"} {
		if strings.HasPrefix(line, v+" ") {
			return v
		}
	}
	return ""
}

// parseHunks reads lines that stay, go and come.
func parseHunks(lines []string) (hunks []hunk, err error) {
	var h hunk
	end := func() {
		if h != (hunk{}) {
			hunks = append(hunks, h)
		}
		h = hunk{}
	}
	for _, l := range lines {
		switch {
		case l == "", l == "@@":
			end()
		case l[0] == ' ':
			h.old += l[1:] + "\n"
			h.new += l[1:] + "\n"
		case l[0] == '-':
			h.old += l[1:] + "\n"
		case l[0] == '+':
			h.new += l[1:] + "\n"
		default:
			return nil, fmt.Errorf("%q is no line that stays, goes or comes", l)
		}
	}
	end()
	return hunks, nil
}
