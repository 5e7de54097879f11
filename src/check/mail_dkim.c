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

void
dkim_syntax(struct check *check, const struct subject *txt)
{
	if (!is_key_owner(node_owner(txt->node))) {
		/* Providers keep keys at other names too. */
		record_misplaced(
		    check, txt, "v=DKIM1",
		    "a DKIM key stands at <selector>._domainkey.<domain>",
		    (const char *const[]){"_domainkey", "domainkey", NULL});
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
	struct rdata_walk walk = {.zone = txt->zone, .rrset = txt->rrset};
	struct spot spot;

	while (txt->node->cut == 0 && rdata_walk_next(&walk)) {
		if (record_is_cut(check, txt, walk.i, walk.rdata, &spot) &&
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
