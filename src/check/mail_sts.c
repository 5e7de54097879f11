/*
 * Records that ask for TLS between mail servers, and for reports about it:
 * MTA-STS (RFC 8461 §3.1) and TLS-RPT (RFC 8460 §3).
 */
#include "check/dmarc_find.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/taglist.h"
#include "check/target.h"
#include "check/uri.h"

enum { ID_MAX = 32 };

/* Version first, as it is written here, then its end. */
static bool
has_version(const struct record *record, const char *version)
{
	size_t len = strlen(version);

	return record->txt.len >= len &&
	       memcmp(record->txt.text, version, len) == 0 &&
	       (record->txt.len == len ||
		strchr("; \t", record->txt.text[len]));
}

/* At least one record of that version; others are ignored, but one that is
 * nearly of it is told. */
static void
tell_versions(struct check *check, const struct subject *txt,
	      const char *version)
{
	struct record record = {.check = check, .subject = txt};
	struct record first = record;
	bool found = false;
	bool told = false;

	while (record_next(&record)) {
		size_t len = strlen(version);

		if (has_version(&record, version)) {
			found = true;
			continue;
		}
		if (!txt_starts(record.rdata, version))
			continue;
		record_wrong(&record, RULE_WARN, (struct part){0, len},
			     "the record starts with %s, written in just this "
			     "case, and a semicolon behind it",
			     version);
		told = true;
	}
	if (found || told || !record_next(&first))
		return;
	record_wrong(&first, RULE_WARN, (struct part){0, first.txt.len},
		     "there is no record here that starts with %s", version);
	txt_free(&first.txt);
}

static bool
is_id(const char *text, struct part id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = text[id.at + i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9'))
			return false;
	}
	return id.len >= 1 && id.len <= ID_MAX;
}

static void
read_sts(struct record *record)
{
	struct faults faults = {0};
	struct taglist fields = {.fields = true};
	const struct tag *id;
	const char *text = record->txt.text;

	taglist_read(&fields, text, record->txt.len, &faults, 0);
	id = taglist_find(&fields, "id");
	if (!id)
		fault_add(&faults, 0, RULE_WARN, (struct part){0, 7},
			  "there is no id=; write one, and change it with the "
			  "policy");
	else if (!is_id(text, id->value))
		fault_add(&faults, 0, RULE_WARN,
			  id->value.len > 0 ? id->value : id->name,
			  "\"%.*s\" is no id; it has 1 to 32 letters and "
			  "digits",
			  PART_SHOWN(text, id->value));
	record_tell(record, &faults, 0);
	taglist_free(&fields);
	faults_free(&faults);
}

/* Senders fetch the policy from https://mta-sts.<domain>/. */
static void
judge_host(struct check *check, const struct subject *txt)
{
	struct name domain = owner_behind(node_owner(txt->node), 1);
	uint8_t wire[NAME_WIRE_MAX];
	char text[NAME_TEXT_MAX];
	struct name host;
	struct target target;

	if (txt->node->cut != 0 ||
	    name_from_text("mta-sts", 7, &domain, wire, &host))
		return;
	target = target_find(check->view, host);
	if ((target.kind != TARGET_ABSENT &&
	     (target.kind != TARGET_NODE || node_has_address(target.node))) ||
	    !finding_new(check))
		return;
	name_to_text(host, text);
	finding_tell(check, spot_type(check, txt, txt->node, txt->rrset, 0),
		     "senders fetch the policy from %s, which has no address; "
		     "give it one, or an alias",
		     text);
}

void
mta_sts(struct check *check, const struct subject *txt)
{
	struct record record = {
	    .check = check, .subject = txt, .starts = "v=STSv1"};

	if (owner_label(node_owner(txt->node), "_mta-sts") != 0) {
		record_misplaced(
		    check, txt, "v=STSv1",
		    "an MTA-STS record stands at _mta-sts.<domain>",
		    (const char *const[]){"mta-sts", NULL});
		return;
	}
	tell_versions(check, txt, "v=STSv1");
	record_only_one(check, txt, "v=STSv1",
			"another MTA-STS record: senders take neither; keep "
			"one");
	record_lost_dot(check, txt);
	while (record_next(&record)) {
		if (has_version(&record, "v=STSv1"))
			read_sts(&record);
	}
	judge_host(check, txt);
}

static void
read_destinations(struct record *record, const struct tag *rua,
		  struct faults *faults)
{
	const char *text = record->txt.text;
	struct part rest = rua->value;
	struct part item;
	struct uri uri;

	while (part_next(text, &rest, ',', &item)) {
		const char *wrong = uri_read(text, item, false, &uri);

		if (!wrong && !part_is_folded(text, uri.scheme, "mailto") &&
		    !part_is_folded(text, uri.scheme, "https"))
			wrong = "reports go to mailto: or https: only";
		if (wrong)
			fault_add(faults, 0, RULE_WARN,
				  item.len > 0 ? item : rua->name,
				  "\"%.*s\" is no destination of rua=: %s",
				  PART_SHOWN(text, item), wrong);
	}
}

static void
read_report(struct record *record)
{
	struct faults faults = {0};
	struct taglist fields = {.fields = true};
	const struct tag *rua;

	taglist_read(&fields, record->txt.text, record->txt.len, &faults, 0);
	rua = taglist_find(&fields, "rua");
	if (rua)
		read_destinations(record, rua, &faults);
	else
		fault_add(&faults, 0, RULE_WARN, (struct part){0, 10},
			  "there is no rua=, so no report goes anywhere; write "
			  "rua=mailto: and an address");
	record_tell(record, &faults, 0);
	taglist_free(&fields);
	faults_free(&faults);
}

void
tls_rpt(struct check *check, const struct subject *txt)
{
	struct name owner = node_owner(txt->node);
	struct record record = {
	    .check = check, .subject = txt, .starts = "v=TLSRPTv1"};

	if (owner_label(owner, "_smtp") != 0 ||
	    owner_label(owner, "_tls") != 1) {
		record_misplaced(
		    check, txt, "v=TLSRPTv1",
		    "a TLS-RPT record stands at _smtp._tls.<domain>",
		    (const char *const[]){"_tls", "_smtp", NULL});
		return;
	}
	tell_versions(check, txt, "v=TLSRPTv1");
	record_only_one(check, txt, "v=TLSRPTv1",
			"another TLS-RPT record: senders take neither; keep "
			"one");
	record_lost_dot(check, txt);
	while (record_next(&record)) {
		if (has_version(&record, "v=TLSRPTv1"))
			read_report(&record);
	}
}
