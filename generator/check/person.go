package check

import (
	"fmt"

	"policybook/generator/handbook"
)

func ownerInactive(p *pass, report report) {
	for _, d := range p.Policies {
		if o := d.Owner; o != nil && o.Known && !o.Active && !d.Archived() {
			report(d.Pos("owner"), fmt.Sprintf("the owner %s is no longer active", o.Label()),
				"name who takes over, or set `active: true` in people.yaml")
		}
	}
}

// individualOwner reports a person once, however many documents the person owns.
func individualOwner(p *pass, report report) {
	for _, o := range p.People {
		if !o.Known || o.Name == "" || o.Role != "" {
			continue
		}
		if n := ownedNow(o); n > 0 {
			report(o.Pos, fmt.Sprintf("%s owns %s as a person, not in a role", o.Label(), count(n, "document")),
				"roles outlive people: add `role:`, or let the documents name a role")
		}
	}
}

func ownedNow(o *handbook.Person) int {
	n := 0
	for _, d := range o.Owns {
		if !d.Archived() {
			n++
		}
	}
	return n
}
