package source

import (
	"bytes"
	"encoding/json"
	"io"

	"policybook/generator/diag"
)

// json reads one JSON object.
func (r *reader) json(text []byte) (Value, bool) {
	j := jsonReader{reader: r, text: text, places: newPlaces(r.file, text, r.line, nil), dec: json.NewDecoder(bytes.NewReader(text))}
	j.dec.UseNumber()
	v, err := j.value()
	if err == nil {
		if _, err = j.dec.Token(); err == io.EOF {
			return v, true
		}
	}
	at := j.here()
	if len(v.Items) == 0 {
		at = r.pos(1, 1) // not one key: the brace was most likely not meant to begin JSON
	}
	r.findings.Add(at, "front-matter-syntax", "cannot be read as JSON", `keys and texts stand in double quotes, with a comma between two keys and none after the last: {"title": "Passwords", "owner": "ciso"}`)
	return Value{}, false
}

type jsonReader struct {
	*reader
	text   []byte
	places *places
	dec    *json.Decoder
}

// here is the place of the token that comes next.
func (j *jsonReader) here() diag.Pos {
	o := int(j.dec.InputOffset())
	for o < len(j.text) && bytes.IndexByte([]byte(" \t\r\n,:"), j.text[o]) >= 0 {
		o++
	}
	return j.places.pos(o)
}

func (j *jsonReader) value() (Value, error) {
	v := Value{Pos: j.here()}
	j.depth++
	defer func() { j.depth-- }()
	if j.depth > maxDepth {
		return v, io.ErrUnexpectedEOF
	}
	tok, err := j.dec.Token()
	if err != nil {
		return v, err
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return j.object(v)
		}
		return j.array(v)
	case string:
		return j.scalar(v, tok, true), nil
	case json.Number:
		return j.scalar(v, tok.String(), false), nil
	case bool:
		word := "false"
		if tok {
			word = "true"
		}
		return j.scalar(v, word, false), nil
	}
	return v, nil
}

func (j *jsonReader) array(v Value) (Value, error) {
	v.Kind = List
	for j.dec.More() {
		item, err := j.value()
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, item)
	}
	_, err := j.dec.Token()
	return v, err
}

func (j *jsonReader) object(v Value) (Value, error) {
	v.Kind = Map
	for j.dec.More() {
		pos := j.here()
		tok, err := j.dec.Token()
		if err != nil {
			return v, err
		}
		key, _ := tok.(string)
		value, err := j.value()
		if err != nil {
			return v, err
		}
		j.member(&v, key, pos, true, func() Value { return value })
	}
	_, err := j.dec.Token()
	return v, err
}
