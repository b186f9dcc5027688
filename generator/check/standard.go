package check

import "fmt"

func controlUnknown(p *pass, report report) {
	known := map[string]map[string]bool{} // control keys by standard
	for _, s := range p.Standards {
		keys := map[string]bool{}
		for _, c := range s.Controls {
			keys[c.Key] = true
		}
		known[s.ID] = keys
	}
	for _, d := range p.Policies {
		for _, s := range d.Satisfies {
			keys, ok := known[s.Standard]
			if !ok {
				report(s.Pos, fmt.Sprintf("there is no standard %q", s.Standard),
					fmt.Sprintf("put its controls into content/_data/standards/%s.yaml, or mend the name", s.Standard))
				continue
			}
			for _, c := range s.Controls {
				if !keys[c] {
					report(s.Pos, fmt.Sprintf("the standard %s has no control %q", s.Standard, c),
						fmt.Sprintf("write the key as it stands in content/_data/standards/%s.yaml", s.Standard))
				}
			}
		}
	}
}
