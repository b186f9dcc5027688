package render

import (
	"strconv"
	"strings"
)

// Every word that the interface prints stands in this file, but for the names of
// states and the words of a review, which belong to package handbook. Templates
// say {{t "key"}}.

var months = [...]string{"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December"}

var shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// english is the interface in English. A key with -one and -many is a number of
// things; # stands for the number. No word holds <, >, & or ".
var english = map[string]string{
	// every page
	"skip":               "Skip to main content",
	"menu":               "Menu",
	"nav":                "Handbook sections",
	"site-nav":           "Handbook",
	"breadcrumb":         "Breadcrumb",
	"home":               "Home",
	"edit":               "Edit this page",
	"as-of":              "States as of",
	"all-sections":       "All sections",
	"page-nav":           "Neighbouring documents",
	"document-one":       "1 document",
	"document-many":      "# documents",
	"all-documents":      "All # documents",
	"more-document-one":  "1 more",
	"more-document-many": "# more",
	"in-days-one":        "tomorrow",
	"in-days-many":       "in # days",

	// pages about the whole handbook
	"register":       "Register",
	"register-lead":  "Every document of the handbook: number, owner, status and the days that matter.",
	"register-as":    "The same as",
	"owners":         "Owners",
	"owners-lead":    "Who keeps which documents right.",
	"glossary":       "Glossary",
	"glossary-lead":  "Words that the handbook uses in one meaning.",
	"glossary-empty": "The handbook has no glossary.",
	"synonyms":       "Also called:",
	"used-in":        "Used in:",
	"archive":        "Archive",
	"archive-lead":   "Documents that no longer bind anyone: superseded, retired or expired.",
	"archive-empty":  "No document of the handbook is superseded, retired or expired.",
	"about":          "About this handbook",
	"about-link":     "About",
	"about-lead":     "How to read the states and review flags, and which day this edition shows.",
	"not-found":      "Page not found",
	"not-found-lead": "There is no page at this address. It may have moved, or the address may be misspelt.",
	"not-found-go":   "Look for the document in the",
	"or-start":       "or begin at the",
	"home-page":      "home page",
	"moved":          "This address leads to",

	// home
	"sections":        "Sections",
	"see-register":    "Every document, in the",
	"start-here":      "Start here",
	"due":             "Due for review",
	"recent":          "Changed lately",
	"other-documents": "More documents",

	// section
	"documents":       "Documents",
	"subsections":     "Sections",
	"section-empty":   "No document stands in this section yet.",
	"section-related": "Related procedures in other sections",

	// document
	"contents":           "On this page",
	"key-facts":          "Key facts",
	"all-details":        "All document details",
	"planning":           "Why and how it was made",
	"uncontrolled":       "Uncontrolled when printed",
	"prev":               "Previous:",
	"next":               "Next:",
	"version":            "Version",
	"status":             "Status",
	"owner":              "Owner",
	"scope":              "Applies to",
	"everyone":           "Everyone",
	"in-force-since":     "In force since",
	"in-force-from":      "In force from",
	"was-in-force-from":  "Was in force from",
	"planned-from":       "Planned from",
	"last-day":           "Last day in force",
	"next-review":        "Next review",
	"replaced-by":        "Replaced by",
	"number":             "Number",
	"type":               "Kind",
	"category":           "Section",
	"sponsor":            "Sponsor",
	"implementer":        "Carried out by",
	"authors":            "Written by",
	"consulted":          "Consulted",
	"approvers":          "Must be approved by",
	"contact":            "Questions to",
	"escalation":         "Escalation to",
	"excludes":           "Does not apply to",
	"locations":          "Places",
	"systems":            "Systems",
	"scope-note":         "Note on scope",
	"classification":     "Classification",
	"acknowledge":        "To be confirmed by readers",
	"format":             "Medium",
	"register-kind":      "Form",
	"controlled-copies":  "Controlled copies",
	"lifespan":           "Lifespan",
	"last-reviewed":      "Last reviewed",
	"review-cycle":       "Reviewed every",
	"review-triggers":    "Reviewed earlier when",
	"supersedes":         "Replaces",
	"controls":           "Satisfies",
	"topics":             "Topics",
	"tags":               "Tags",
	"need":               "Need",
	"approach":           "Approach",
	"goals":              "Goals",
	"objectives":         "Objectives",
	"impact":             "Impact",
	"consequences":       "Negative consequences",
	"resistance":         "Resistance",
	"development":        "Development",
	"communication":      "Introduction",
	"incentives":         "Incentives",
	"implemented-by":     "How it is carried out",
	"implements":         "Carries out",
	"related":            "Related documents",
	"cited-by":           "Cited by",
	"references":         "References",
	"exceptions":         "Granted exceptions",
	"exceptions-caption": "Exceptions granted from this document",
	"clause":             "Clause",
	"reason":             "Reason",
	"compensating":       "Compensating controls",
	"approved-by":        "Approved by",
	"expires":            "Expires",
	"success":            "How success is judged",
	"success-caption":    "Measures of success",
	"measure":            "Measure",
	"target":             "Target",
	"source":             "Source",
	"rollout":            "Rollout",
	"rollout-caption":    "Phases of the rollout",
	"phase":              "Phase",
	"for-whom":           "For",
	"begins":             "Begins",
	"ends":               "Ends",
	"buy-in-leadership":  "Agreed with leadership",
	"buy-in-management":  "Agreed with management",
	"buy-in-staff":       "Agreed with staff",
	"record":             "Record",
	"revisions":          "Revisions",
	"date":               "Date",
	"what-changed":       "What changed",
	"approvals":          "Approvals",
	"reference":          "Reference",
	"reviews":            "Reviews",
	"reviewed-by":        "Reviewed by",
	"outcome":            "Outcome",
	"notes":              "Notes",

	"type-policy":    "Policy",
	"type-standard":  "Standard",
	"type-procedure": "Procedure",
	"type-guideline": "Guideline",
	"type-plan":      "Plan",
	"type-form":      "Form",
	"type-charter":   "Charter",

	"classification-public":       "Public",
	"classification-internal":     "Internal",
	"classification-confidential": "Confidential",
	"classification-restricted":   "Restricted",

	"acknowledge-none":   "",
	"acknowledge-once":   "Once",
	"acknowledge-major":  "Once, and again after each material change",
	"acknowledge-annual": "Every year",

	"banner-superseded":        "This document no longer applies. Read instead:",
	"banner-retired":           "This document was withdrawn and no longer applies.",
	"banner-draft":             "This document is being written and binds nobody yet.",
	"banner-in-review":         "This document awaits approval and binds nobody yet.",
	"banner-not-yet-effective": "This document takes effect on",
	"banner-expired":           "This document no longer applies. Its last day was",
	"banner-pilot":             "This document is being introduced step by step and binds those whose phase has begun.",
	"banner-until-then":        "Until then this applies:",
	"banner-overdue-1":         "The review of this document was due on",
	"banner-overdue-2":         "It applies until it is changed or withdrawn.",
	"banner-implied":           "This is an implied policy: a practice in force that was written down after the fact.",

	// register, owners, archive
	"title":            "Title",
	"in-force":         "In force",
	"replacement":      "Replaced by",
	"state":            "State",
	"until":            "Until",
	"held-by":          "Held by",
	"late":             "Reviews late",
	"soon":             "Reviews due soon",
	"email":            "E-mail",
	"inactive":         "This owner is no longer active. Its documents need a new one.",
	"late-review-one":  "1 review is late.",
	"late-review-many": "# reviews are late.",
	"next-reviews":     "Next reviews",

	// about
	"about-edition":                 "This edition",
	"about-edition-1":               "It shows the handbook as it stands on",
	"about-edition-2":               "States and review flags are judged for that day.",
	"about-made-with":               "Made with",
	"about-states":                  "States",
	"about-states-lead":             "The state says whether a document binds its readers.",
	"about-flags":                   "Review flags",
	"about-flags-lead":              "The flag says whether the owner has looked at the document in time. A document whose review is late still applies.",
	"about-data":                    "For programs",
	"about-data-lead":               "The register is also published as data:",
	"meaning":                       "Meaning",
	"number-of":                     "Documents",
	"about-state-in-force":          "Approved and binding.",
	"about-state-pilot":             "Binding for those whose phase of the rollout has begun; later phases lie ahead.",
	"about-state-not-yet-effective": "Approved; its first day lies ahead.",
	"about-state-draft":             "Being written. It binds nobody.",
	"about-state-in-review":         "Waiting for approval. It binds nobody.",
	"about-state-expired":           "Its last day is over. It binds nobody.",
	"about-state-superseded":        "Replaced: a newer document is in force in its place.",
	"about-state-retired":           "Withdrawn by its owner.",
	"flag-unscheduled":              "Unscheduled",
	"flag-current":                  "Current",
	"flag-due-soon":                 "Due soon",
	"flag-due-today":                "Due today",
	"flag-overdue":                  "Overdue",
	"flag-lapsed":                   "Lapsed",
	"about-flag-unscheduled":        "Nothing says when the next review is due.",
	"about-flag-current":            "The next review is more than 30 days away.",
	"about-flag-due-soon":           "The next review is due within 30 days.",
	"about-flag-due-today":          "The review is due on the day that this edition shows.",
	"about-flag-overdue":            "The review is up to 90 days late.",
	"about-flag-lapsed":             "The review is more than 90 days late.",
}

// word gives a word of the interface, which has no character that is special in
// markup. Keys are our own, so one that is missing is our bug.
func word(key string) string {
	w, ok := english[key]
	if !ok {
		panic("render: internal error: there is no interface word " + key)
	}
	return w
}

// counted gives a number of things in words.
func counted(n int, key string) string {
	if n == 1 {
		return word(key + "-one")
	}
	return strings.Replace(word(key+"-many"), "#", strconv.Itoa(n), 1)
}
