#include "base/alloc.h"
#include "control/amend_private.h"
#include "zone/read.h"

#include <stdlib.h>
#include <string.h>

/* What is wrong with a text. */
static bool
tell_errors(struct amend *amend, const struct amended *zone,
	    struct diag_sink *sink)
{
	struct told about = {.zone = amended_origin(zone)};

	for (size_t i = 0; i < sink->list.count; i++)
		amend_tell(amend, &sink->list.items[i], &about);
	return amend_fail(amend, COMMIT_INVALID, "the text has errors");
}

static bool
read_text(struct amend *amend, struct amended *zone,
	  const struct change *change)
{
	struct diag_sink sink = {.sources = &amend->sources};
	struct master_options options = {.origin = amended_origin(zone)};
	struct zone_builder *builder = zone_builder_new(options.origin);
	const char *text = change->text ? change->text : "";
	uint32_t file = sources_add_alone(
	    &amend->sources, change->yaml ? "body.yaml" : "body.zone", text,
	    change->text_size);
	bool good = zone_read(&amend->sources, file, &options, builder, &sink);

	if (!good) {
		zone_builder_free(builder);
		tell_errors(amend, zone, &sink);
	} else {
		if (zone->old && zone->old->zone)
			zone_builder_raise_serial(builder,
						  zone_serial(zone->old->zone));
		zone->text = zone_builder_freeze(builder);
		zone->text_file = file;
		zone->text_change = amend->change;
	}
	diag_free(&sink);
	return good;
}

bool
amend_put_zone(struct amend *amend, struct amended *zone,
	       const struct change *change)
{
	struct ledger *before = zone->ledger;

	amended_drop_text(zone);
	if (!read_text(amend, zone, change))
		return false;
	zone->ledger = before ? ledger_remade(before, zone->text.zone)
			      : ledger_of_zone(zone->text.zone);
	ledger_unref(before);
	zone->own_soa = true;
	zone->deleted = false;
	return true;
}

bool
amend_create_zone(struct amend *amend, struct amended *zone,
		  const struct change *change)
{
	char origin[NAME_TEXT_MAX];

	if (zone->ledger || (zone->old && !zone->deleted)) {
		name_to_text(amended_origin(zone), origin);
		return amend_fail(amend, COMMIT_CONFLICT,
				  "there is a zone %s already", origin);
	}
	return amend_put_zone(amend, zone, change);
}

bool
amend_delete_zone(struct amend *amend, struct amended *zone,
		  const struct change *change)
{
	char origin[NAME_TEXT_MAX];

	(void)change;
	if (!zone->ledger && (!zone->old || zone->deleted)) {
		name_to_text(amended_origin(zone), origin);
		return amend_fail(amend, COMMIT_NOT_FOUND,
				  "there is no zone %s", origin);
	}
	amended_drop_text(zone);
	ledger_unref(zone->ledger);
	zone->ledger = NULL;
	zone->deleted = true;
	return true;
}
