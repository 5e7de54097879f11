/*
 * BIMI records: a logo beside the mails of a domain that DMARC protects
 * (draft-brand-indicators-for-message-identification).
 */
#include "check/dmarc_find.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/taglist.h"
#include "check/uri.h"

/* One record being read. */
struct bimi {
	struct record *record;
	struct taglist tags;
	struct faults faults;
	bool declined; /* it says that there is no logo */
};

/* l= and a= hold one https: URI or nothing. */
static bool
read_location(struct bimi *bimi, const char *name)
{
	const struct tag *tag = taglist_find(&bimi->tags, name);
	const char *text = bimi->tags.text;
	const char *wrong;
	struct uri uri;

	if (!tag || tag->value.len == 0)
		return false;
	wrong = uri_read(text, tag->value, false, &uri);
	if (!wrong && !part_is_folded(text, uri.scheme, "https"))
		wrong = "it is fetched by https: only";
	if (wrong)
		fault_add(&bimi->faults, 0, RULE_NOTE, tag->value,
			  "\"%.*s\" is no place of %s=: %s",
			  PART_SHOWN(text, tag->value), name, wrong);
	return true;
}

static void
read_tags(struct bimi *bimi)
{
	const char *text = bimi->tags.text;
	const struct tag *v = taglist_find(&bimi->tags, "v");
	struct part whole = {0, bimi->record->txt.len};
	bool logo;
	bool evidence;

	if (!v || v != bimi->tags.items || !part_is(text, v->value, "BIMI1")) {
		fault_add(&bimi->faults, 0, RULE_NOTE, v ? v->name : whole,
			  "a BIMI record starts with v=BIMI1");
		return;
	}
	if (!taglist_find(&bimi->tags, "l"))
		fault_add(&bimi->faults, 0, RULE_NOTE, v->name,
			  "there is no l=; write where the logo is, or l= "
			  "alone if there is none");
	logo = read_location(bimi, "l");
	evidence = read_location(bimi, "a");
	bimi->declined = !logo && !evidence;
}

/* What DMARC lacks; NULL: nothing. */
static const char *
policy_wrong(const struct dmarc_said *said)
{
	if (!said->found)
		return "there is no record";
	if (said->policy != POLICY_QUARANTINE && said->policy != POLICY_REJECT)
		return "here it says none";
	if (said->p == POLICY_NONE)
		return "of the organization it says p=none";
	if (said->sp == POLICY_NONE)
		return "of the organization's subdomains it says sp=none";
	return NULL;
}

/* Receivers show a logo only where DMARC protects the name, and all of the
 * organization that it is of. */
static void
judge_policy(struct bimi *bimi, struct name domain)
{
	struct dmarc_said said = dmarc_find(bimi->record->check->view, domain);
	const char *wrong = policy_wrong(&said);

	if (bimi->declined || (!said.found && said.unknown) || !wrong)
		return;
	fault_add(&bimi->faults, 0, RULE_NOTE, (struct part){0, 7},
		  "receivers show a logo only where DMARC says p=quarantine or "
		  "p=reject; %s",
		  wrong);
}

void
bimi(struct check *check, const struct subject *txt)
{
	struct name owner = node_owner(txt->node);
	struct record record = {.check = check, .subject = txt};
	int label = owner_label(owner, "_bimi");

	if (label < 1) {
		record_misplaced(
		    check, txt, "v=BIMI1",
		    "a BIMI record stands at <selector>._bimi.<domain>",
		    (const char *const[]){"_bimi", NULL});
		return;
	}
	while (record_next(&record)) {
		struct bimi at = {.record = &record};

		taglist_read(&at.tags, record.txt.text, record.txt.len,
			     &at.faults, 0);
		read_tags(&at);
		judge_policy(&at, owner_behind(owner, (unsigned)label + 1));
		record_tell(&record, &at.faults, 0);
		taglist_free(&at.tags);
		faults_free(&at.faults);
	}
	record_lost_dot(check, txt);
	record_only_one(check, txt, "v=BIMI1",
			"another BIMI record: receivers take neither; keep "
			"one");
}
