package search

import "strings"

// porter gives the stem of an English word by the algorithm of Martin Porter of
// 1980, with the two rules that its author changed later (bli and logi). An
// apostrophe is a consonant.
func porter(word string) string {
	if len(word) < 3 {
		return word
	}
	w := plural(word)
	w = past(w)
	if stem, ok := strings.CutSuffix(w, "y"); ok && hasVowel(stem) {
		w = stem + "i"
	}
	w = replaceSuffix(w, doubleSuffixes, 1)
	w = replaceSuffix(w, adjectiveSuffixes, 1)
	w = dropSuffix(w)
	if stem, ok := strings.CutSuffix(w, "e"); ok {
		if m := measure(stem); m > 1 || m == 1 && !endsShort(stem) {
			w = stem
		}
	}
	if strings.HasSuffix(w, "ll") && measure(w) > 1 {
		w = w[:len(w)-1]
	}
	return w
}

// plural drops the ending of a plural (step 1a).
func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "ies"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"):
		return w
	}
	return strings.TrimSuffix(w, "s")
}

// past drops the ending of a participle (step 1b).
func past(w string) string {
	if stem, ok := strings.CutSuffix(w, "eed"); ok {
		if measure(stem) > 0 {
			return w[:len(w)-1]
		}
		return w
	}
	stem, ok := strings.CutSuffix(w, "ed")
	if !ok {
		stem, ok = strings.CutSuffix(w, "ing")
	}
	if !ok || !hasVowel(stem) {
		return w
	}
	switch {
	case strings.HasSuffix(stem, "at"), strings.HasSuffix(stem, "bl"), strings.HasSuffix(stem, "iz"):
		return stem + "e"
	case endsDouble(stem) && !strings.ContainsAny(stem[len(stem)-1:], "lsz"):
		return stem[:len(stem)-1]
	case measure(stem) == 1 && endsShort(stem):
		return stem + "e"
	}
	return stem
}

// doubleSuffixes are those of step 2, adjectiveSuffixes those of step 3: the
// longer before those that they end in.
var (
	doubleSuffixes = [][2]string{{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"bli", "ble"}, {"alli", "al"},
		{"entli", "ent"}, {"eli", "e"}, {"ousli", "ous"}, {"ization", "ize"}, {"ation", "ate"}, {"ator", "ate"}, {"alism", "al"}, {"iveness", "ive"},
		{"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"}, {"iviti", "ive"}, {"biliti", "ble"}, {"logi", "log"}}
	adjectiveSuffixes = [][2]string{{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}}
	lastSuffixes      = []string{"al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"}
)

func replaceSuffix(w string, suffixes [][2]string, least int) string {
	for _, s := range suffixes {
		if stem, ok := strings.CutSuffix(w, s[0]); ok {
			if measure(stem) >= least {
				return stem + s[1]
			}
			return w
		}
	}
	return w
}

// dropSuffix drops the last suffix (step 4).
func dropSuffix(w string) string {
	for _, s := range lastSuffixes {
		stem, ok := strings.CutSuffix(w, s)
		if !ok {
			continue
		}
		if measure(stem) > 1 && (s != "ion" || strings.HasSuffix(stem, "s") || strings.HasSuffix(stem, "t")) {
			return stem
		}
		return w
	}
	return w
}

// isVowel reports whether w[i] is a vowel: y is one behind a consonant.
func isVowel(w string, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	case 'y':
		return i > 0 && !isVowel(w, i-1)
	}
	return false
}

func hasVowel(w string) bool {
	for i := range len(w) {
		if isVowel(w, i) {
			return true
		}
	}
	return false
}

// measure counts the consonants that follow a vowel.
func measure(w string) int {
	n, vowel := 0, false
	for i := range len(w) {
		v := w[i] == 'a' || w[i] == 'e' || w[i] == 'i' || w[i] == 'o' || w[i] == 'u' || w[i] == 'y' && i > 0 && !vowel
		if vowel && !v {
			n++
		}
		vowel = v
	}
	return n
}

func endsDouble(w string) bool {
	n := len(w)
	return n > 1 && w[n-1] == w[n-2] && !isVowel(w, n-1)
}

// endsShort reports whether w ends in consonant, vowel and a consonant that is
// not w, x or y.
func endsShort(w string) bool {
	n := len(w)
	return n > 2 && !isVowel(w, n-3) && isVowel(w, n-2) && !isVowel(w, n-1) && !strings.ContainsAny(w[n-1:], "wxy")
}
