#include "check/record.h"
#include "base/bytes.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdlib.h>

enum { SAYS_MAX = 1000 };

/* The versions that records of mail start with. */
static const char *const versions[] = {"v=DKIM1", "v=DMARC1", "v=STSv1",
				       "v=TLSRPTv1", "v=BIMI1"};

static bool
is_version(struct rdata rdata)
{
	size_t len = rdata.len > 0 ? rdata.octets[0] : 0;

	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
		if (rdata.len == 1 + len && len == strlen(versions[i]) &&
		    txt_starts(rdata, versions[i]))
			return true;
	}
	return false;
}

static bool
starts_as_mail(struct rdata rdata)
{
	for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
		if (txt_starts(rdata, versions[i]))
			return true;
	}
	return false;
}

static bool
is_of_mail(struct name owner, struct rdata rdata)
{
	return owner_label(owner, "_domainkey") > 0 || starts_as_mail(rdata);
}

static bool
has_marked_label(struct name owner)
{
	for (const uint8_t *at = owner.wire; *at != 0; at += 1 + *at) {
		if (at[1] == '_')
			return true;
	}
	return false;
}

unsigned
record_texts(const struct subject *txt)
{
	struct rdata rdata = zone_first_rdata(txt->zone, txt->rrset);
	unsigned texts =
	    has_marked_label(node_owner(txt->node)) ? TEXT_MAIL : TEXT_ANY;

	for (unsigned i = 0; i < txt->rrset->count; i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		if (!txt_starts(rdata, "v=")) {
			if (txt_starts(rdata, " ") || txt_starts(rdata, "\""))
				texts |= TEXT_SPF;
			continue;
		}
		if (txt_starts(rdata, "v=spf1"))
			texts |= TEXT_SPF;
		else if (starts_as_mail(rdata))
			texts |= TEXT_MAIL;
	}
	return texts;
}

/* How many character-strings there are. */
static unsigned
strings(struct rdata rdata)
{
	unsigned count = 0;

	for (size_t at = 0; at < rdata.len; at += 1u + rdata.octets[at])
		count++;
	return count;
}

static bool
find_cut(const struct check *check, const struct subject *txt, unsigned i,
	 struct rdata rdata, struct spot *spot)
{
	struct name owner = node_owner(txt->node);
	const struct source *source;
	const char *text;
	size_t len;

	if (!is_of_mail(owner, rdata) || rdata.len == 0 ||
	    owner_is_report(owner))
		return false;
	*spot = spot_field(check, txt, i, strings(rdata) - 1);
	text = spot_text(check, *spot, &len);
	if (is_version(rdata))
		return true;
	if (!text || text[0] == '"')
		return false;
	source = sources_get(check->sink->sources, spot->pos.file);
	return spot->pos.offset + len < source->size && text[len] == ';';
}

bool
record_is_cut(struct check *check, const struct subject *txt, unsigned i,
	      struct rdata rdata, struct spot *spot)
{
	if (check->cut.octets != rdata.octets) {
		check->cut.octets = rdata.octets;
		check->cut.is_cut =
		    find_cut(check, txt, i, rdata, &check->cut.spot);
	}
	*spot = check->cut.spot;
	return check->cut.is_cut;
}

bool
record_next(struct record *record)
{
	const struct subject *subject = record->subject;
	struct spot spot;

	txt_free(&record->txt);
	record->txt = (struct txt){0};
	while (subject->node->cut == 0 &&
	       record->next < subject->rrset->count) {
		record->rdata =
		    record->next == 0
			? zone_first_rdata(subject->zone, subject->rrset)
			: rdata_next(record->rdata);
		record->i = record->next++;
		if (record->starts &&
		    !txt_starts(record->rdata, record->starts))
			continue;
		if (record_is_cut(record->check, subject, record->i,
				  record->rdata, &spot))
			continue;
		record->txt = txt_join(record->rdata);
		return true;
	}
	return false;
}

struct spot
record_spot(const struct record *record, struct part part)
{
	return txt_spot(record->check, record->subject, record->i, part.at,
			part.len);
}

void
record_wrong(struct record *record, enum rule_level level, struct part part,
	     const char *format, ...)
{
	char says[SAYS_MAX];
	va_list args;

	if (!finding_new_as(record->check, level))
		return;
	va_start(args, format);
	log_format(says, sizeof says, format, args);
	va_end(args);
	finding_tell(record->check, record_spot(record, part), "%s", says);
}

void
record_tell(struct record *record, const struct faults *faults, unsigned kind)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->items[i];

		if (fault->kind == kind)
			record_wrong(record, (enum rule_level)fault->level,
				     fault->part, "%s", fault->says);
	}
}

void
record_only_one(struct check *check, const struct subject *txt,
		const char *starts, const char *says)
{
	struct record record = {
	    .check = check, .subject = txt, .starts = starts};
	struct pos last = {0};
	unsigned count = 0;
	unsigned at = 0;

	while (txt->rrset->count > 1 && record_next(&record)) {
		struct pos pos =
		    draft_pos(txt->draft, txt->node, txt->rrset, record.i);

		if (count++ == 0 || pos.offset > last.offset) {
			last = pos;
			at = record.i;
		}
	}
	if (count > 1 && finding_new(check))
		finding_tell(check, txt_spot(check, txt, at, 0, 1), "%s", says);
}

static bool
is_sure(const struct subject *txt, const char *const *known)
{
	struct name owner = node_owner(txt->node);

	if (owner.labels == txt->zone->origin.labels)
		return true;
	for (; *known; known++) {
		if (owner_label(owner, *known) >= 0)
			return true;
	}
	return false;
}

void
record_misplaced(struct check *check, const struct subject *txt,
		 const char *version, const char *stands,
		 const char *const *known)
{
	struct record record = {
	    .check = check, .subject = txt, .starts = version};
	bool sure = is_sure(txt, known);

	if (owner_label(node_owner(txt->node), "*") == 0)
		return;
	while (record_next(&record))
		record_wrong(&record, sure ? RULE_WARN : RULE_NOTE,
			     (struct part){0, strlen(version)},
			     "%s; nobody looks for one here%s", stands,
			     sure ? "" : ", unless an alias leads here");
}

void
record_lost_dot(struct check *check, const struct subject *txt)
{
	struct name owner = node_owner(txt->node);
	struct name origin = txt->zone->origin;
	uint8_t wire[NAME_WIRE_MAX];
	char text[NAME_TEXT_MAX];
	struct name twice;

	if (txt->node->cut != 0 || origin.labels == 0 ||
	    !name_join(origin, 0, origin, wire, &twice) ||
	    !name_is_within(owner, twice) || !finding_new(check))
		return;
	name_to_text(owner, text);
	finding_tell(check, spot_type(check, txt, txt->node, txt->rrset, 0),
		     "the owner became %s; a name that is complete ends with "
		     "a dot",
		     text);
}

int
owner_label(struct name owner, const char *word)
{
	size_t len = strlen(word);
	const uint8_t *at = owner.wire;

	for (int i = 0; *at != 0; at += 1 + *at, i++) {
		if (at[0] == len &&
		    bytes_equal_folded(at + 1, (const uint8_t *)word, len))
			return i;
	}
	return -1;
}

bool
owner_is_report(struct name owner)
{
	int report = owner_label(owner, "_report");

	return report > 0 && owner_label(owner, "_dmarc") == report + 1;
}

struct name
owner_behind(struct name owner, unsigned labels)
{
	return name_ancestor(owner, owner.labels - labels);
}
