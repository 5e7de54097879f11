/*
 * TXT records that are DKIM keys, and those that a semicolon cut short.
 */
#include "check/dkim.h"
#include "check/judges.h"
#include "check/record.h"

/* <selector>._domainkey.<domain>: the selector has one label or several. */
static bool
is_key_owner(struct name owner)
{
	return owner_label(owner, "_domainkey") > 0;
}

static void
tell_kind(struct check *check, const struct subject *txt, unsigned kind)
{
	struct record record = {.check = check, .subject = txt};

	while (record_next(&record)) {
		struct faults faults = {0};

		dkim_read(record.txt.text, record.txt.len, &faults);
		record_tell(&record, &faults, kind);
		faults_free(&faults);
	}
}

/* Providers keep keys at other names too, to which aliases lead. */
static void
tell_misplaced(struct check *check, const struct subject *txt)
{
	struct record record = {
	    .check = check, .subject = txt, .starts = "v=DKIM1"};
	struct name owner = node_owner(txt->node);
	bool surely = owner.labels == txt->zone->origin.labels ||
		      owner_label(owner, "_domainkey") == 0 ||
		      owner_label(owner, "domainkey") >= 0;

	while (record_next(&record))
		record_wrong(&record, surely ? RULE_WARN : RULE_NOTE,
			     (struct part){0, 7},
			     "a DKIM key stands at <selector>._domainkey.<"
			     "domain>; nobody looks for one here%s",
			     surely ? "" : ", unless an alias leads here");
}

void
dkim_syntax(struct check *check, const struct subject *txt)
{
	if (!is_key_owner(node_owner(txt->node))) {
		tell_misplaced(check, txt);
		return;
	}
	tell_kind(check, txt, DKIM_SYNTAX);
	record_only_one(check, txt, NULL,
			"another TXT record at this selector: which one a "
			"verifier takes is chance; keep one");
}

void
dkim_key(struct check *check, const struct subject *txt)
{
	if (is_key_owner(node_owner(txt->node)))
		tell_kind(check, txt, DKIM_KEY);
}

static bool
is_quoted(const struct check *check, struct spot spot)
{
	size_t len;
	const char *text = spot_text(check, spot, &len);

	return text && text[0] == '"';
}

void
txt_semicolon(struct check *check, const struct subject *txt)
{
	struct rdata rdata = zone_first_rdata(txt->zone, txt->rrset);
	struct spot spot;

	for (unsigned i = 0; i < txt->rrset->count && txt->node->cut == 0;
	     i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		if (record_is_cut(check, txt, i, rdata, &spot) &&
		    finding_new(check))
			finding_tell(check, spot, "%s",
				     is_quoted(check, spot)
					 ? "nothing but a version stands in "
					   "this record; a semicolon outside "
					   "of the quotes starts a comment"
					 : "the record ends here: a semicolon "
					   "without quotes starts a comment; "
					   "write the whole text in quotes");
	}
}
