/* The records of an answer, each a line as in a master file. */
#include "base/alloc.h"
#include "fault/field_kind.h"
#include "zone/master.h"

#include <stdlib.h>
#include <string.h>

/* The one record of a zone of the root. */
static bool
take_record(const struct zone *zone, struct fault_record *record)
{
	const struct node *node;
	const struct rrset *rrset;
	struct rdata rdata;
	struct name owner;

	if (zone->rr_count != 1)
		return false;
	node = zone_node_ranked(zone, zone->node_count - 1);
	rrset = node_rrsets(node);
	rdata = zone_first_rdata(zone, rrset);
	owner = node_owner(node);
	record->octets = xalloc((size_t)owner.len + rdata.len);
	memcpy(record->octets, owner.wire, owner.len);
	memcpy(record->octets + owner.len, rdata.octets, rdata.len);
	record->owner = (struct name){record->octets, owner.len, owner.labels};
	record->rdata = record->octets + owner.len;
	record->rdlength = rdata.len;
	record->type = rrset->type;
	record->ttl = rrset_ttl(rrset);
	return true;
}

static bool
read_line(const char *line, struct fault_record *record,
	  char why[static FAULT_WHY_MAX])
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct master_options options = {.origin = name_root};
	struct zone_builder *builder = zone_builder_new(name_root);
	char *text = xasprintf("$TTL 300\n%s\n", line);
	uint32_t file =
	    sources_add_alone(&sources, "answer", text, strlen(text));
	struct draft draft;
	bool good;

	good = master_read(&sources, file, &options, builder, &sink);
	draft = zone_builder_freeze(builder);
	if (!good)
		field_say(why, "%s", sink.list.items[0].text);
	else if (!take_record(draft.zone, record))
		good = field_say(why, "must be one record, as in \"example.com "
				      "60 MX 10 mx.example\"");
	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
	free(text);
	return good;
}

static bool
set(const struct fault_field *field, void *at, const char *text, size_t len,
    char why[static FAULT_WHY_MAX])
{
	struct fault_effect *effect =
	    (struct fault_effect *)((uint8_t *)at - field->offset);
	struct fault_record record = {0};

	if (effect->records.count == FAULT_RECORDS_MAX)
		return field_say(why, "has more than %d records",
				 FAULT_RECORDS_MAX);
	if (len == 0 || strpbrk(text, "\n\r$;") || strchr(" \t", text[0]))
		return field_say(why, "must be one record, as in \"example.com "
				      "60 MX 10 mx.example\"");
	if (!read_line(text, &record, why))
		return false;
	record.text = xstrndup(text, len);
	*VEC_PUSH(&effect->records) = record;
	return true;
}

static bool
get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	const struct fault_effect *effect =
	    (const struct fault_effect *)((const uint8_t *)at -
					  offsetof(struct fault_effect,
						   records));
	size_t len;

	if (i >= effect->records.count)
		return false;
	len = strlen(effect->records.items[i].text);
	if (len >= FAULT_FIELD_TEXT_MAX)
		len = FAULT_FIELD_TEXT_MAX - 1;
	memcpy(text, effect->records.items[i].text, len);
	text[len] = '\0';
	return true;
}

const struct fault_kind field_records = {FORM_TEXTS, set, get};
