#include "zone/yaml.h"
#include "base/alloc.h"
#include "dns/rdata.h"
#include "zone/yaml_private.h"

#include <stdlib.h>
#include <string.h>

/* --- owners ------------------------------------------------------------- */

bool
yaml_owner(struct yaml_run *run, struct yaml_at key,
	   uint8_t into[static NAME_WIRE_MAX], struct name *owner)
{
	const char *text = yaml_text_of(key);
	size_t len = key.node->count;
	const char *wrong = NULL;

	if (len == 0)
		return !name_from_text("@", 1, &run->options->origin, into,
				       owner);
	if (len == 1 && text[0] == '@')
		wrong = "the zone itself is written ''";
	else if (text[len - 1] == '.' && (len < 2 || text[len - 2] != '\\'))
		wrong = "an owner is relative to the zone here, without a dot "
			"at its end";
	else
		wrong = name_from_text(text, len, &run->options->origin, into,
				       owner);
	if (wrong)
		yamltree_error(run->sink, key.node, "owner \"%.*s\": %s",
			       yaml_shown(key), text, wrong);
	return wrong == NULL;
}

/* --- records ------------------------------------------------------------ */

static const char *
read_target(struct yaml_at at, uint8_t into[static NAME_WIRE_MAX],
	    struct name *target)
{
	const char *text = yaml_text_of(at);

	if (!yaml_is_scalar(at) || at.node->count == 0)
		return "takes a name";
	if (text[at.node->count - 1] != '.')
		return "no dot at its end; names in values are absolute";
	return name_from_text(text, at.node->count, &name_root, into, target);
}

static void
keep_alias(struct yaml_run *run, const struct yaml_record *record,
	   struct yaml_at at)
{
	struct zone_alias alias = {
	    .owner = record->owner,
	    .ttl = record->ttl,
	    .pos = at.node->pos,
	    .span = at.node->span,
	};
	bool scalar = at.node->kind == YAMLTREE_SCALAR;
	uint8_t wire[NAME_WIRE_MAX];
	const char *wrong = read_target(at, wire, &alias.target);
	struct source_part part = {.offset = alias.pos.offset,
				   .span = alias.span};

	if (wrong) {
		yamltree_error(run->sink, at.node, "ALIAS \"%.*s\": %s",
			       scalar ? yaml_shown(at) : 0,
			       scalar ? yaml_text_of(at) : "", wrong);
		return;
	}
	zone_builder_alias(run->builder, &alias);
	sources_add_part(run->sources, alias.pos, part);
}

static void
read_one(struct yaml_run *run, const struct yaml_record *record,
	 struct yaml_at at)
{
	if (!yaml_resolve(run, &at))
		return;
	if (record->is_alias)
		keep_alias(run, record, at);
	else
		yaml_read_value(run, record, at);
}

/* The values of a record. */
static void
read_values(struct yaml_run *run, const struct yaml_record *record)
{
	struct yaml_at values = record->values;

	if (!values.node) {
		read_one(run, record, record->value);
		return;
	}
	if (!yaml_resolve(run, &values))
		return;
	if (values.node->kind != YAMLTREE_SEQUENCE) {
		read_one(run, record, values);
		return;
	}
	if (values.node->count == 0)
		yamltree_error(run->sink, values.node,
			       "%s without a value; leave the record out",
			       record->mnemonic);
	for (uint32_t i = 0; i < values.node->count; i++)
		read_one(run, record, yaml_item(values, i));
}

static void
read_record(struct yaml_run *run, struct name owner, struct yaml_at at)
{
	struct yaml_record record = {.owner = owner};

	if (!yaml_resolve(run, &at))
		return;
	if (at.node->kind != YAMLTREE_MAPPING) {
		yamltree_error(run->sink, at.node,
			       "a record is a mapping of type, ttl and value "
			       "or values, as in {type: A, value: 192.0.2.1}");
		return;
	}
	if (yaml_read_record(run, at, &record))
		read_values(run, &record);
}

void
yaml_read_owner(struct yaml_run *run, struct name owner, struct yaml_at records)
{
	if (!yaml_resolve(run, &records))
		return;
	if (records.node->kind != YAMLTREE_SEQUENCE) {
		read_record(run, owner, records);
		return;
	}
	for (uint32_t i = 0; i < records.node->count; i++)
		read_record(run, owner, yaml_item(records, i));
}

static bool
find_root(struct yaml_run *run)
{
	size_t errors = run->sink->errors;

	run->root.tree = yaml_tree_of(run, run->zone_file);
	run->root.node = yamltree_root(run->root.tree);
	if (!run->root.node) {
		if (run->sink->errors == errors)
			diag_error(run->sink, (struct pos){run->zone_file, 0},
				   "there is nothing in this file");
		return false;
	}
	if (!yaml_resolve(run, &run->root))
		return false;
	if (run->root.node->kind == YAMLTREE_MAPPING)
		return true;
	yamltree_error(run->sink, run->root.node,
		       "a zone is a mapping of owners to their records, as in "
		       "\"www: {type: A, value: 192.0.2.1}\"");
	return false;
}

static void
read_root(struct yaml_run *run)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name owner;

	if (!find_root(run))
		return;
	for (uint32_t i = 0; i < run->root.node->count; i++) {
		if (yaml_owner(run, yaml_key(run->root, i), wire, &owner))
			yaml_read_owner(run, owner, yaml_value(run->root, i));
	}
}

static void
run_free(struct yaml_run *run)
{
	for (size_t i = 0; i < run->texts.count; i++) {
		if (!run->texts.items[i].list)
			sources_parted(run->sources, run->texts.items[i].file);
		yamltree_free(run->texts.items[i].tree);
		free(run->texts.items[i].tree);
	}
	free(run->texts.items);
	free(run->tokens.items);
	free(run->made.items);
	free(run->rdata);
}

bool
yaml_read(struct sources *sources, uint32_t file,
	  const struct master_options *options, struct zone_builder *builder,
	  struct diag_sink *sink)
{
	size_t errors = sink->errors;
	struct yaml_run run = {
	    .sources = sources,
	    .options = options,
	    .builder = builder,
	    .sink = sink,
	    .zone_file = file,
	    .rdata = xalloc(RDATA_MAX),
	};

	read_root(&run);
	if (sink->errors == errors)
		yaml_make(&run);
	run_free(&run);
	return sink->errors == errors;
}
