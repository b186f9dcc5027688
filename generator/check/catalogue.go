package check

import (
	"slices"

	"policybook/generator/diag"
)

// Rules is everything that can be wrong with a handbook, by subject.
var Rules = slices.Concat(files, form, text, links, documents, approvals, reviews, plans, style, data, themes, levelRules)

// locked is an error of form, safety or truth, in a draft as well.
func locked(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Error, Doc: doc}, false, false, check, false}
}

// truth is an error that cannot be lowered, but counts less before approval.
func truth(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Error, Doc: doc}, false, true, check, false}
}

// owed is an error of completeness, in a draft as well.
func owed(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Error, Doc: doc}, true, false, check, false}
}

// required is an error of completeness that counts less before approval.
func required(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Error, Doc: doc}, true, true, check, false}
}

func warning(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Warning, Doc: doc}, true, true, check, false}
}

func notice(id, doc string, check func(*pass, report)) Rule {
	return Rule{diag.Rule{ID: id, Severity: diag.Notice, Doc: doc}, true, true, check, false}
}

// inTexts says that a rule looks at texts.
func inTexts(r Rule) Rule {
	r.texts = true
	return r
}

var files = []Rule{
	notice("bom", "A file begins without a byte order mark.", nil),
	locked("config-invalid", "handbook.yaml says what can be done: a time zone that exists, a colour that is one.", nil),
	warning("config-missing", "A handbook has a handbook.yaml.", nil),
	locked("content-missing", "A handbook has documents below content/.", nil),
	warning("data-unknown", "A file below _data has a name that the handbook reads.", nil),
	locked("encoding-invalid", "A file is UTF-8 text with line feeds.", nil),
	locked("file-empty", "A file has something in it.", nil),
	locked("file-name", "The name of a file is UTF-8 without control and invisible characters.", nil),
	warning("file-portable", "The name of a file can exist on every system, Windows included.", nil),
	locked("file-special", "A file is a file: links, pipes, sockets and devices are never followed.", nil),
	locked("file-unreadable", "A file can be read.", nil),
	{diag.Rule{ID: "edition-left-out", Severity: diag.Warning, Doc: "Each edition that handbook.yaml asks for can be shown."}, true, false, nil, false},
	{diag.Rule{ID: "history-unknown", Severity: diag.Warning, Doc: "The handbook's history can be read from its git repository, where it stands in one."}, true, false, nil, false},
	locked("limit-exceeded", "Nothing is so large or so deeply nested that no reader could use it.", nil),
}

var form = []Rule{
	locked("date-invalid", "A date is a day that exists, written as 2026-01-31.", nil),
	locked("duration-invalid", "A duration is a number and a unit, such as 18 months.", nil),
	locked("front-matter-ambiguous", "Front matter has one end, for this program and for others.", nil),
	locked("front-matter-fence", "Front matter stands between two lines of three hyphens, the first at the top of the file.", nil),
	required("front-matter-missing", "A document begins with front matter.", nil),
	locked("front-matter-syntax", "Front matter and data can be read as YAML, TOML, JSON or CSV.", nil),
	locked("front-matter-unclosed", "Front matter ends with its closing line.", nil),
	locked("key-duplicate", "A key stands once.", nil),
	locked("key-type", "A key has the kind of value that it takes.", nil),
	warning("key-unknown", "A key is one of the reference, or begins with x-.", nil),
	locked("restriction-misspelt", "A key that decides who may read a document is spelt right.", nil),
	locked("value-unknown", "A word is one of those that its key takes.", nil),
	notice("version-unquoted", "A version stands in quotes, so that 1.10 stays 1.10.", nil),
	locked("yaml-alias", "Values are written out, without anchors and aliases.", nil),
	locked("yaml-tag", "Values have no tags that change their type.", nil),
}

var text = []Rule{
	locked("anchor-duplicate", "A pinned id stands once in a document.", nil),
	warning("attribute-dropped", "Headings have no attributes but an id and classes.", nil),
	locked("bidi-control", "Text reads in the direction in which it is written.", nil),
	warning("callout-escaped", "A callout begins with [!NOTE], without a backslash.", nil),
	locked("control-character", "Text has no control characters.", nil),
	warning("fence-unclosed", "A block of code ends with its closing fence.", nil),
	notice("heading-order", "Headings go down one level at a time, below one title.", nil),
	warning("footnote-unused", "A footnote is referred to, or it is not printed.", nil),
	warning("html-dropped", "Text is Markdown: raw HTML is not printed.", nil),
	warning("image-remote", "Images are files of the handbook, so that no page calls anything elsewhere.", nil),
	warning("invisible-character", "Text has no invisible characters.", nil),
	warning("link-empty", "A link has a destination.", nil),
	warning("link-lookalike", "The host of a link is not written in letters that look like others.", nil),
	locked("merge-conflict", "A text has no conflict markers of a merge.", nil),
	warning("reference-undefined", "A link by reference has its definition.", nil),
	locked("scheme-refused", "A link begins with http, https, mailto or tel, or leads into the handbook.", nil),
	warning("template-tag", "Text has no tags of other generators: nothing runs them.", nil),
}

var links = []Rule{
	warning("alias-collision", "An old path is claimed by one document, and no page stands there.", nil),
	locked("alias-invalid", "An old path is a path of this handbook.", nil),
	required("anchor-broken", "A link to a part of a document finds that part.", nil),
	locked("attachment-refused", "An attachment is safe to publish: no scripts, no hidden file, no placeholder, not too large.", nil),
	required("link-broken", "A link into the handbook leads to something.", nil),
	warning("link-audience", "In a build for one audience, a document links to none for another.", nil),
	locked("link-outside", "A link stays within content/.", nil),
	inTexts(warning("link-to-draft", "What readers get never leads to what they do not get.", linkToDraft)),
	locked("path-collision", "Every page has a path of its own on every file system.", nil),
	locked("slug-invalid", "The name of a page can stand in a path.", nil),
}

var documents = []Rule{
	locked("audience-unknown", "A scope names audiences of audiences.yaml.", nil),
	required("category-missing", "A document stands in a category.", nil),
	locked("category-unknown", "The category of a document is one of the handbook's.", nil),
	warning("category-undeclared", "A first folder is one of the categories of handbook.yaml, if they are listed there.", nil),
	locked("classification-unknown", "A classification is public, internal, confidential or restricted.", nil),
	locked("id-duplicate", "A document number is given once, in whatever case.", nil),
	required("id-missing", "A document has a number.", idMissing),
	locked("implements-unknown", "What a document implements exists.", nil),
	required("lifespan-missing", "A document says how long it is meant to live.", lifespanMissing),
	truth("lifespan-open-ended", "A short-term document says when it ends.", lifespanOpenEnded),
	warning("owner-inactive", "An owner is active.", ownerInactive),
	owed("owner-missing", "Every document, also a draft, has one owner.", ownerMissing),
	warning("owner-unknown", "An owner is in people.yaml.", nil),
	warning("person-unknown", "The people that a document names are in people.yaml.", nil),
	locked("related-unknown", "A related document exists.", nil),
	required("scope-missing", "A document says whom it binds.", scopeMissing),
	notice("scope-prose", "A scope names audiences where the handbook is built for one.", nil),
	{diag.Rule{ID: "status-missing", Severity: diag.Warning, Doc: "A document says its status; without one it is a draft."}, true, false, nil, false},
	warning("summary-missing", "A document says in one sentence what it enables.", summaryMissing),
	locked("supersede-asymmetric", "A document and its successor both say so.", supersedeAsymmetric),
	locked("implements-cycle", "No document implements itself, however many stand between.", nil),
	locked("supersede-cycle", "No document supersedes itself, however many stand between.", nil),
	locked("supersede-unknown", "What a document supersedes, or is superseded by, exists.", nil),
	owed("title-missing", "Every document, also a draft, has a title.", nil),
	required("version-missing", "A document has a version.", versionMissing),
}

var approvals = []Rule{
	required("approval-missing", "Everybody who must approve a document has, on record.", approvalMissing),
	locked("approval-of-other-version", "The version that was approved is the one that stands there.", approvalOfOtherVersion),
	warning("approvers-missing", "A document says who must approve it.", approversMissing),
	locked("self-approval", "Somebody besides the owner approves a document.", selfApproval),
	locked("unapproved-change", "An approved text changes with a new version, or with an approval after the change.", unapprovedChange),
	inTexts(warning("uncommitted-change", "An approved text stays as it was committed until its next version.", uncommittedChange)),
	locked("version-regressed", "Versions only go up.", versionRegressed),
}

var reviews = []Rule{
	locked("date-in-future", "Reviews and approvals on record have happened.", dateInFuture),
	truth("effective-after-expiry", "A document begins before it ends.", effectiveAfterExpiry),
	required("effective-missing", "An approved document says from which day it is in force.", effectiveMissing),
	warning("expired-published", "An expired document is retired, replaced or extended.", expiredPublished),
	required("lapsed", "No review is overdue by more than 90 days.", lapsed),
	truth("review-before-anchor", "The next review comes after the last one.", reviewBeforeAnchor),
	warning("review-load", "No owner has more than ten reviews in one month.", reviewLoad),
	required("review-missing", "An approved document says when it is reviewed next, or how often.", reviewMissing),
	warning("review-overdue", "Reviews are done by their day.", reviewOverdue),
}

var plans = []Rule{
	inTexts(warning("approach-missing", "A policy says how it meets the need.", approachMissing)),
	warning("buyin-order", "Agreement is won from the top down: leadership, management, staff.", buyInOrder),
	inTexts(warning("enforcement-missing", "A policy says what follows when it is broken.", enforcementMissing)),
	inTexts(warning("evaluation-missing", "A policy says how it is judged whether it works.", evaluationMissing)),
	inTexts(warning("exceptions-missing", "A policy says how an exception is granted.", exceptionsMissing)),
	notice("implied-policy", "A practice in force is written down.", impliedPolicy),
	notice("individual-owner", "Documents are owned by roles: they outlive people.", individualOwner),
	warning("input-missing", "A policy names those who gave input.", inputMissing),
	warning("kpi-target-missing", "A measure says which value is good.", kpiTargetMissing),
	inTexts(warning("need-missing", "A policy says what it is needed for.", needMissing)),
	inTexts(warning("procedure-missing", "An approved policy leads to a procedure, or has steps of its own.", procedureMissing)),
	warning("resistance-unanswered", "A plan that expects resistance says how it is met.", resistanceUnanswered),
	warning("rollout-order", "The phases of a rollout follow each other.", rolloutOrder),
	inTexts(warning("steps-missing", "A procedure is a numbered list of steps.", stepsMissing)),
}

var style = []Rule{
	inTexts(notice("acronym-undefined", "A text says what its acronyms mean, or the glossary does.", acronymUndefined)),
	inTexts(warning("duplicate-text", "A paragraph stands in one document, and others link to it.", duplicateText)),
	inTexts(notice("long-section", "No section is longer than 700 words.", longSection)),
	inTexts(notice("passive-owner", "A duty says whose it is.", passiveOwner)),
	inTexts(notice("readability", "Sentences have 26 words at most, on average.", readability)),
	inTexts(warning("unfinished-text", "An approved text has no marks left in it for what is still to do.", unfinishedText)),
	inTexts(notice("vague-language", "A text says how much and by when, rather than adequate and timely.", vagueLanguage)),
}

var data = []Rule{
	locked("control-unknown", "The controls that a document satisfies are in the standard's file.", controlUnknown),
	owed("exception-expired", "An exception is closed when its time is over.", exceptionExpired),
	owed("exception-unapproved", "An open exception was granted by somebody else than who asked for it.", exceptionUnapproved),
	locked("exception-too-long", "An exception lasts for a year at most.", exceptionTooLong),
	locked("exception-unknown", "An exception names a document of the handbook.", nil),
	inTexts(notice("glossary-unused", "The terms of the glossary are used.", glossaryUnused)),
	warning("goal-unknown", "The goals of a plan are in goals.yaml.", nil),
	warning("term-conflict", "A word stands for one term of the glossary.", termConflict),
	warning("topic-unknown", "The topics of a document are in topics.yaml.", nil),
}

var themes = []Rule{
	warning("language-unknown", "The interface has words in the handbook's language.", nil),
	locked("theme-invalid", "The files of a theme can be read as what they are.", nil),
	warning("theme-accent-unused", "The team's colour stands in the stylesheet.", nil),
	notice("theme-outdated", "A file copied from the default theme is a copy of the present one.", nil),
	warning("theme-override-unknown", "A file of a team's theme, or a word, replaces one of the default theme.", nil),
}

var levelRules = []Rule{
	locked("lint-locked", "Errors of form, safety and truth keep their level.", nil),
	warning("lint-unknown", "`lint:` names rules that exist.", nil),
}
