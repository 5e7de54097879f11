/*
 * DMARC policy records, and domains without one.
 */
#include "check/dmarc_find.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/taglist.h"
#include "dns/rrtype.h"

static bool
is_policy_owner(struct name owner)
{
	return owner_label(owner, "_dmarc") == 0;
}

/* DMARC record after DMARC record of the policies at an owner. */
static bool
next_policy(struct record *record)
{
	while (record_next(record)) {
		if (dmarc_is_record(record->txt.text, record->txt.len))
			return true;
	}
	return false;
}

static void
tell_kind(struct check *check, const struct subject *txt, unsigned kind)
{
	struct record record = {.check = check, .subject = txt};

	if (!is_policy_owner(node_owner(txt->node)))
		return;
	while (next_policy(&record)) {
		struct faults faults = {0};
		struct dmarc dmarc;

		dmarc_read(record.txt.text, record.txt.len, &dmarc, &faults);
		record_tell(&record, &faults, kind);
		dmarc_free(&dmarc);
		faults_free(&faults);
	}
}

static void
tell_others(struct check *check, const struct subject *txt)
{
	struct record record = {.check = check, .subject = txt};

	while (record_next(&record)) {
		const char *text = record.txt.text;
		size_t len = record.txt.len;

		if (!dmarc_is_record(text, len))
			record_wrong(&record, RULE_WARN, (struct part){0, len},
				     "receivers ignore this record: %s",
				     dmarc_why_not(text, len));
	}
}

void
dmarc_syntax(struct check *check, const struct subject *txt)
{
	struct name owner = node_owner(txt->node);

	if (owner_label(owner, "_dmarc") < 0)
		record_misplaced(check, txt, "v=DMARC1",
				 "a DMARC record stands at _dmarc.<domain>",
				 (const char *const[]){"dmarc", NULL});
	if (!is_policy_owner(owner))
		return;
	tell_others(check, txt);
	tell_kind(check, txt, DMARC_SYNTAX);
	record_lost_dot(check, txt);
	record_only_one(check, txt, "v=DMARC1",
			"another DMARC record at this name: receivers take "
			"neither; keep one");
}

void
dmarc_obsolete(struct check *check, const struct subject *txt)
{
	tell_kind(check, txt, DMARC_OBSOLETE);
}

/* Destinations in other organizations say that they take the reports. */
static void
judge_destination(struct record *record, struct name about, struct part host)
{
	const char *text = record->txt.text + host.at;
	uint8_t wire[NAME_WIRE_MAX];
	char shown[NAME_TEXT_MAX];
	struct name to;

	if (name_from_text(text, host.len, &name_root, wire, &to) ||
	    dmarc_reports(record->check->view, about, to) != TXT_NONE)
		return;
	name_to_text(about, shown);
	record_wrong(record, RULE_WARN, host,
		     "no reports are sent to %.*s, as it does not say that "
		     "it takes them; it needs TXT \"v=DMARC1\" at "
		     "%s_report._dmarc.%.*s.",
		     PART_SHOWN(record->txt.text, host), shown,
		     PART_SHOWN(record->txt.text, host));
}

/* What says that reports are taken is v=DMARC1, too (RFC 9990 §4). */
static void
judge_consent(struct check *check, const struct subject *txt)
{
	struct record record = {.check = check, .subject = txt};
	struct record first = record;

	if (!owner_is_report(node_owner(txt->node)) || next_policy(&record)) {
		txt_free(&record.txt);
		return;
	}
	if (record_next(&first))
		record_wrong(&first, RULE_WARN, (struct part){0, first.txt.len},
			     "this does not say that reports are taken; write "
			     "v=DMARC1");
	txt_free(&first.txt);
}

void
dmarc_report(struct check *check, const struct subject *txt)
{
	struct record record = {.check = check, .subject = txt};
	struct name owner = node_owner(txt->node);

	judge_consent(check, txt);
	tell_kind(check, txt, DMARC_REPORT);
	if (!is_policy_owner(owner))
		return;
	while (next_policy(&record)) {
		struct faults faults = {0};
		struct dmarc dmarc;

		dmarc_read(record.txt.text, record.txt.len, &dmarc, &faults);
		for (size_t i = 0; i < dmarc.count; i++)
			judge_destination(&record, owner_behind(owner, 1),
					  dmarc.items[i]);
		dmarc_free(&dmarc);
		faults_free(&faults);
	}
}

static void
tell_none(struct check *check, const struct subject *txt)
{
	struct record record = {.check = check, .subject = txt};

	while (next_policy(&record)) {
		struct faults faults = {0};
		struct dmarc dmarc;

		dmarc_read(record.txt.text, record.txt.len, &dmarc, &faults);
		if (dmarc.p == POLICY_NONE)
			record_wrong(&record, RULE_NOTE, dmarc.p_part,
				     "p=none asks receivers to do nothing "
				     "with mail that fails; p=quarantine or "
				     "p=reject protects the domain");
		dmarc_free(&dmarc);
		faults_free(&faults);
	}
}

static void
tell_missing(struct check *check, const struct subject *mx)
{
	struct name owner = node_owner(mx->node);
	char text[NAME_TEXT_MAX];

	if (mx->node->cut != 0 || dmarc_find(check->view, owner).found ||
	    !finding_new(check))
		return;
	name_to_text(owner, text);
	finding_tell(check, spot_type(check, mx, mx->node, mx->rrset, 0),
		     "%s has an MX, but no DMARC record in a zone that is "
		     "loaded; write one at _dmarc.%s",
		     text, text);
}

void
dmarc_none(struct check *check, const struct subject *name)
{
	struct subject at = *name;

	at.rrset = node_rrset(name->node, TYPE_TXT);
	if (at.rrset && is_policy_owner(node_owner(name->node)))
		tell_none(check, &at);
	at.rrset = node_rrset(name->node, TYPE_MX);
	if (at.rrset)
		tell_missing(check, &at);
}
