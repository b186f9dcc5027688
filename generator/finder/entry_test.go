package finder

import (
	"reflect"
	"testing"

	"policybook/generator/search"
)

// An entry that differs in anything is indexed again.
func TestEveryFieldCounts(t *testing.T) {
	t.Parallel()
	whole := search.Entry{Audience: []search.Label{{}}, Tags: []string{""}, Keywords: []string{""}, Sections: []search.Text{{}}}
	var each func(at reflect.Value, name string)
	each = func(at reflect.Value, name string) {
		switch at.Kind() {
		case reflect.Struct:
			for i := range at.NumField() {
				each(at.Field(i), name+"."+at.Type().Field(i).Name)
			}
			return
		case reflect.Slice:
			at.Set(reflect.AppendSlice(reflect.Zero(at.Type()), at)) // one of its own
			each(at.Index(0), name)
			return
		}
		old := reflect.New(at.Type()).Elem()
		old.Set(at)
		before := hashOf(&whole)
		same := whole
		same.Audience, same.Tags = append([]search.Label{}, whole.Audience...), append([]string{}, whole.Tags...)
		same.Keywords, same.Sections = append([]string{}, whole.Keywords...), append([]search.Text{}, whole.Sections...)
		if !alike(&whole, &same) {
			t.Errorf("%s: an entry is not like its copy", name)
		}
		switch at.Kind() {
		case reflect.String:
			at.SetString("x")
		case reflect.Bool:
			at.SetBool(true)
		case reflect.Int:
			at.SetInt(3)
		default:
			t.Fatalf("%s is a %v, which this test does not know", name, at.Kind())
		}
		if alike(&whole, &same) || hashOf(&whole) == before {
			t.Errorf("%s does not count", name)
		}
		at.Set(old)
	}
	each(reflect.ValueOf(&whole).Elem(), "Entry")
}
