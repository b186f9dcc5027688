package render

import (
	"strconv"
	"strings"
	"time"

	"policybook/generator/calendar"
	"policybook/generator/handbook"
)

// The timeline is a picture of what the lists below it say: a bar for each
// document from its last review to the next. How a review stands shows in the
// colour of the bar and in the mark at its end. Lengths are in units of the view box.
const (
	timelineWidth   = 800
	timelineLeft    = 262 // where the bars begin; to the left stand the titles
	timelineTop     = 44  // where the rows begin
	timelineRow     = 20
	timelineOnPaper = 40 // rows that can be read on a sheet; the lists below a longer timeline say the same
	titleRoom       = 37 // characters of a title that fit
)

// A timeline spans whole quarters: at most two years back and three ahead.
type timeline struct {
	*markup
	start, end, today calendar.Date
	bottom            int
}

// timeline draws the reviews of documents, in the order given.
func (m *markup) timeline(list []*handbook.Policy) {
	if len(list) == 0 {
		return
	}
	t := newTimeline(m, list)
	paper := ""
	if len(list) > timelineOnPaper {
		paper = " screen-only"
	}
	m.raw(`<section class="table-scroll wide`, paper, `" tabindex="0" aria-label="`, m.word("timeline"), `"><svg class="timeline" role="img" aria-labelledby="timeline-title" aria-describedby="timeline-desc" direction="ltr" viewBox="0 0 `,
		strconv.Itoa(timelineWidth), " ", strconv.Itoa(t.bottom+6), `"><title id="timeline-title">`, m.word("timeline"), `</title><desc id="timeline-desc">`)
	m.timelineCounts(list)
	m.raw(`</desc>`)
	t.grid()
	for i, p := range list {
		t.row(p, timelineTop+i*timelineRow+timelineRow/2)
	}
	m.raw(`</svg></section><p class="meta timeline-key`, paper, `">`)
	for _, k := range []struct{ flag, mark string }{{"flag-overdue", "!"}, {"flag-due-soon", "◆"}, {"flag-current", "●"}} {
		m.raw(`<span class="`, k.flag, `"><b aria-hidden="true">`, k.mark, `</b> `, m.word("timeline-"+k.flag), `</span> `)
	}
	m.raw(`</p>`)
}

func newTimeline(m *markup, list []*handbook.Policy) timeline {
	t := timeline{markup: m, today: m.site.Today, bottom: timelineTop + len(list)*timelineRow}
	t.start, t.end = t.today, t.today
	for _, p := range list {
		if from := p.Record.Anchor(); !from.IsZero() && from.Before(t.start) {
			t.start = from
		}
		if p.Judgement.Due.Before(t.start) {
			t.start = p.Judgement.Due
		}
		if p.Judgement.Due.After(t.end) {
			t.end = p.Judgement.Due
		}
	}
	if earliest := t.today.Add(calendar.Period{Months: -24}); t.start.Before(earliest) {
		t.start = earliest
	}
	if latest := t.today.Add(calendar.Period{Months: 36}); t.end.After(latest) {
		t.end = latest
	}
	t.start = quarter(t.start)
	t.end = quarter(t.end).Add(calendar.Period{Months: 3})
	return t
}

// quarter gives the first day of a day's quarter.
func quarter(d calendar.Date) calendar.Date {
	return calendar.New(d.Year(), (d.Month()-1)/3*3+1, 1)
}

// x gives the place of a day, at the edge for days outside of the picture.
func (t timeline) x(d calendar.Date) int {
	const room = timelineWidth - timelineLeft - 10
	days := min(max(d.Sub(t.start), 0), t.end.Sub(t.start))
	return timelineLeft + days*room/max(1, t.end.Sub(t.start))
}

// timelineCounts says in words what the picture shows.
func (m *markup) timelineCounts(list []*handbook.Policy) {
	var late, soon int
	for _, p := range list {
		switch {
		case isLate(p):
			late++
		case p.Judgement.Flag != handbook.Current:
			soon++
		}
	}
	m.raw(m.word("timeline-text"), " ", m.counted(late, "late-review"), " ", m.counted(soon, "soon-review"), " ", m.counted(len(list)-late-soon, "current-review"))
}

// grid draws a line for each quarter, with its first month above where there is room, and the line of today.
func (t timeline) grid() {
	bottom := strconv.Itoa(t.bottom)
	t.raw(`<path class="grid" d="`)
	var labels []calendar.Date
	for d := t.start; !d.After(t.end); d = d.Add(calendar.Period{Months: 3}) {
		t.raw(`M`, strconv.Itoa(t.x(d)), ` 28V`, bottom)
		labels = append(labels, d)
	}
	t.raw(`"/>`)
	const room = 62 // for a label
	last := -room
	for _, d := range labels {
		if d.Month() != time.January && len(labels) > 9 {
			continue
		}
		if x := t.x(d); x-last >= room && x < timelineWidth-50 {
			t.raw(`<text class="scale" x="`, strconv.Itoa(x), `" y="38"> `)
			t.b = t.site.appendDate(t.b, t.site.message("short-month-year"), d)
			t.raw(`</text>`)
			last = x
		}
	}
	x := t.x(t.today)
	t.raw(`<path class="today" d="M`, strconv.Itoa(x), ` 18V`, bottom, `"/><text class="today" x="`, strconv.Itoa(x), `" y="13">`)
	t.b = t.site.appendDate(t.b, t.site.long, t.today)
	t.raw(`</text>`)
}

// row draws the bar of a document.
func (t timeline) row(p *handbook.Policy, y int) {
	from, to := p.Record.Anchor(), p.Judgement.Due
	if from.IsZero() || from.After(to) {
		from = t.start
	}
	at, x, end := strconv.Itoa(y), strconv.Itoa(t.x(from)), t.x(to)
	flag := p.Judgement.Flag
	if flag == handbook.DueToday {
		flag = handbook.DueSoon
	}
	t.raw(`<g class="flag-`, flag.String(), `"><text y="`, strconv.Itoa(y+4), `">`)
	t.text(shortened(p.Title))
	t.raw(`</text><path d="M`, x, ` `, at, `H`, strconv.Itoa(end), `"/>`)
	switch {
	case isLate(p): // the delay, up to today
		late := strconv.Itoa(t.x(t.today))
		t.raw(`<path class="delay" d="M`, strconv.Itoa(end), ` `, at, `H`, late, `"/><text class="mark" x="`, strconv.Itoa(t.x(t.today)+8), `" y="`, strconv.Itoa(y+5), `">!</text>`)
	case flag == handbook.DueSoon:
		t.raw(`<path class="mark" d="M`, strconv.Itoa(end), ` `, strconv.Itoa(y-6), `l6 6-6 6-6-6z"/>`)
	case to.After(t.end): // it goes on beyond the picture
		t.raw(`<path d="M`, strconv.Itoa(end), ` `, at, `l-4-4m4 4-4 4"/>`)
	default:
		t.raw(`<circle class="mark" cx="`, strconv.Itoa(end), `" cy="`, at, `" r="4"/>`)
	}
	t.raw(`</g>`)
}

// shortened cuts a title to the room that the timeline has for it. Wide
// characters take the room of two.
func shortened(title string) string {
	room := titleRoom
	for i, c := range title {
		if room--; c >= 0x1100 {
			room--
		}
		if room < 0 {
			return strings.TrimRight(title[:i], " ") + "…"
		}
	}
	return title
}
