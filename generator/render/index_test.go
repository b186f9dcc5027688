package render

import (
	"strings"
	"testing"
)

// TestByLetter sorts by the rules of a language.
func TestByLetter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ language, names, want string }{
		{"en", "banana,apple,Avocado,élan,Echo,(cherry),“Date”", "A:apple,Avocado B:banana C:(cherry) D:“Date” E:Echo,élan"},
		{"en", "Rule 10,Rule 9,7 rules,12 rules,—", "0–9:—,7 rules,12 rules R:Rule 9,Rule 10"},
		{"de", "Zahl,Ärzte,Auto,Österreich,Ort,über", "A:Ärzte,Auto O:Ort,Österreich U:über Z:Zahl"},
		{"de", "Ägypten", "A:Ägypten"},
		{"sv", "Zebra,Ärende,Åtgärd,Avtal,Öppet", "A:Avtal Z:Zebra Å:Åtgärd Ä:Ärende Ö:Öppet"},
		{"ru", "Ёлка,Единица,Йод,Игра,Щит", "Е:Единица,Ёлка И:Игра Й:Йод Щ:Щит"},
		{"el", "Ωμέγα,άλφα,Βήτα", "Α:άλφα Β:Βήτα Ω:Ωμέγα"},
		{"ar", "باب,ألف,تاء", "أ:ألف ب:باب ت:تاء"},
		{"zh", "密码,备份,Backup", "B:Backup 漢字:备份,密码"},
		{"ko", "가방,나라,강", "\u1100:가방,강 \u1102:나라"},
		{"xx", "B,a", "A:a B:B"},
	} {
		var got []string
		ids := map[string]bool{}
		for _, g := range byLetter(c.language, "0–9", strings.Split(c.names, ","), func(s string) string { return s }) {
			got = append(got, g.letter+":"+strings.Join(g.items, ","))
			if ids[g.id] || strings.ContainsAny(g.id, " ") {
				t.Errorf("%s: the id %q is used twice, or is none", c.language, g.id)
			}
			ids[g.id] = true
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.language, c.names, got, c.want)
		}
	}
}
