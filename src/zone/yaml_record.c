/* The keys of a record: type, ttl, value or values, and settings of tools. */
#include "base/alloc.h"
#include "base/nearest.h"
#include "dns/ttl.h"
#include "zone/yaml_private.h"

#include <stddef.h>
#include <stdlib.h>

static const struct {
	const char *name;
	size_t member; /* of struct yaml_record */
} record_keys[] = {
    {"type", offsetof(struct yaml_record, type_at)},
    {"ttl", offsetof(struct yaml_record, ttl_at)},
    {"value", offsetof(struct yaml_record, value)},
    {"values", offsetof(struct yaml_record, values)},
    {"octodns", offsetof(struct yaml_record, octodns)},
    {"mxd", offsetof(struct yaml_record, mxd)},
};

enum { RECORD_KEYS = sizeof record_keys / sizeof record_keys[0] };

/* A key that none of `names` is. */
static void
unknown_key(struct yaml_run *run, struct yaml_at key, const char *of,
	    const struct nearest *nearest)
{
	if (nearest->word)
		yamltree_error(run->sink, key.node,
			       "%s has no key \"%.*s\"; did you mean %s?", of,
			       yaml_shown(key), yaml_text_of(key),
			       nearest->word);
	else
		yamltree_error(run->sink, key.node, "%s has no key \"%.*s\"",
			       of, yaml_shown(key), yaml_text_of(key));
}

static bool
keep_key(struct yaml_run *run, struct yaml_at key, struct yaml_at value,
	 struct yaml_record *record)
{
	struct nearest nearest = nearest_to(yaml_text_of(key), key.node->count);

	for (size_t i = 0; i < RECORD_KEYS; i++) {
		if (yaml_is(key, record_keys[i].name)) {
			*(struct yaml_at *)((char *)record +
					    record_keys[i].member) = value;
			return true;
		}
		nearest_try(&nearest, record_keys[i].name);
	}
	if (yaml_is(key, "geo") || yaml_is(key, "dynamic"))
		yamltree_error(run->sink, key.node,
			       "%s: answers that depend on who asks are not "
			       "served; write value or values",
			       yaml_text_of(key));
	else
		unknown_key(run, key,
			    "a record (type, ttl, value, values, octodns, mxd)",
			    &nearest);
	return false;
}

/* octodns: {lenient, ignored, included, excluded}; whether to leave out. */
static bool
is_ignored(struct yaml_run *run, struct yaml_at octodns)
{
	static const char *const names[] = {"ignored", "lenient", "included",
					    "excluded", "healthcheck"};
	bool ignored = false;

	if (!octodns.node || yamltree_is_null(octodns.tree, octodns.node))
		return false;
	if (octodns.node->kind != YAMLTREE_MAPPING) {
		yamltree_error(run->sink, octodns.node,
			       "octodns takes a mapping, as in "
			       "{ignored: true}");
		return false;
	}
	for (uint32_t i = 0; i < octodns.node->count; i++) {
		struct yaml_at key = yaml_key(octodns, i);
		struct yaml_at value = yaml_value(octodns, i);
		struct nearest nearest =
		    nearest_to(yaml_text_of(key), key.node->count);
		bool known = false;

		for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
			known |= yaml_is(key, names[j]);
			nearest_try(&nearest, names[j]);
		}
		if (!known)
			unknown_key(run, key, "octodns", &nearest);
		else if (yaml_is(key, "ignored") &&
			 value.node->kind == YAMLTREE_SCALAR)
			ignored = yaml_is(value, "true") ||
				  yaml_is(value, "True") ||
				  yaml_is(value, "yes");
	}
	return ignored;
}

/* --- mxd: {allow: [RULE], allow-zone: [RULE]} --------------------------- */

/* Just past the last of a node's text, as far as it is behind `end`; anchors
 * that aliases lead to stand before them. */
static uint32_t
end_of(struct yaml_at at, uint32_t end)
{
	uint32_t count = at.node->count;

	if (end < at.node->pos.offset + at.node->span)
		end = at.node->pos.offset + at.node->span;
	if (at.node->kind == YAMLTREE_SCALAR)
		return end;
	if (at.node->kind == YAMLTREE_MAPPING)
		count *= 2; /* keys and values */
	for (uint32_t i = 0; i < count; i++)
		end = end_of(yaml_item(at, i), end);
	return end;
}

static void
allow(struct yaml_run *run, struct yaml_at id,
      const struct allowance *allowance)
{
	struct allowance one = *allowance;

	if (!yaml_is_scalar(id)) {
		yamltree_error(run->sink, id.node,
			       "allow takes the id of a rule, or a list of "
			       "them");
		return;
	}
	one.pos = yaml_inside(id);
	one.span = id.node->count;
	zone_builder_allow(run->builder, &one);
}

static void
read_allow(struct yaml_run *run, struct yaml_at ids,
	   const struct allowance *allowance)
{
	if (ids.node->kind != YAMLTREE_SEQUENCE) {
		allow(run, ids, allowance);
		return;
	}
	for (uint32_t i = 0; i < ids.node->count; i++)
		allow(run, yaml_item(ids, i), allowance);
}

static void
read_mxd(struct yaml_run *run, struct yaml_at record, struct yaml_at mxd)
{
	struct allowance allowance = {
	    .from = record.node->pos.offset,
	    .to = end_of(record, 0),
	};

	if (mxd.node->kind != YAMLTREE_MAPPING) {
		yamltree_error(run->sink, mxd.node,
			       "mxd takes a mapping, as in {allow: [spf-all]}");
		return;
	}
	for (uint32_t i = 0; i < mxd.node->count; i++) {
		struct yaml_at key = yaml_key(mxd, i);
		struct nearest nearest = {.word = NULL};

		allowance.zone = yaml_is(key, "allow-zone");
		if (allowance.zone || yaml_is(key, "allow"))
			read_allow(run, yaml_value(mxd, i), &allowance);
		else
			unknown_key(run, key, "mxd (allow, allow-zone)",
				    &nearest);
	}
}

/* --- type, ttl, value --------------------------------------------------- */

static bool
unknown_type(struct yaml_run *run, struct yaml_at at)
{
	const char *text = yaml_text_of(at);
	struct nearest nearest = nearest_to(text, at.node->count);
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (!(rows[i].flags & RRTYPE_META))
			nearest_try(&nearest, rows[i].mnemonic);
	}
	if (nearest.word)
		yamltree_error(run->sink, at.node,
			       "unknown type \"%.*s\"; did you mean %s?",
			       yaml_shown(at), text, nearest.word);
	else
		yamltree_error(run->sink, at.node,
			       "unknown type \"%.*s\"; write a mnemonic like "
			       "MX, or TYPE and its number",
			       yaml_shown(at), text);
	return false;
}

static bool
read_type(struct yaml_run *run, struct yaml_at record_at,
	  struct yaml_record *record)
{
	struct yaml_at at = record->type_at;

	if (!at.node) {
		yamltree_error(run->sink, record_at.node,
			       "type is missing; write one, as in type: MX");
		return false;
	}
	if (!yaml_is_scalar(at)) {
		yamltree_error(run->sink, at.node,
			       "type must be a mnemonic like MX");
		return false;
	}
	record->mnemonic = yaml_text_of(at);
	if (yaml_is(at, "ALIAS")) {
		record->is_alias = true;
		return true;
	}
	if (!rrtype_from_text(record->mnemonic, at.node->count, &record->type))
		return unknown_type(run, at);
	if (record->type == 0 ||
	    rrtype_get(record->type)->flags & RRTYPE_META) {
		yamltree_error(run->sink, at.node,
			       "type %s is asked for or sent in messages, and "
			       "never stands in a zone",
			       record->mnemonic);
		return false;
	}
	return true;
}

static bool
read_ttl(struct yaml_run *run, struct yaml_record *record)
{
	struct yaml_at at = record->ttl_at;
	const char *wrong;

	record->ttl = YAML_TTL;
	if (!at.node)
		return true;
	if (!yaml_is_scalar(at)) {
		yamltree_error(run->sink, at.node,
			       "ttl must be a number of seconds");
		return false;
	}
	wrong = ttl_from_text(yaml_text_of(at), at.node->count, &record->ttl);
	if (!wrong && record->ttl > INT32_MAX)
		wrong = "over 2147483647 (RFC 2181 section 8)";
	if (wrong)
		yamltree_error(run->sink, at.node, "ttl \"%.*s\": %s",
			       yaml_shown(at), yaml_text_of(at), wrong);
	return wrong == NULL;
}

/* value or values, as the type has them. */
static bool
check_values(struct yaml_run *run, struct yaml_at record_at,
	     const struct yaml_record *record)
{
	bool single = record->is_alias ||
		      rrtype_get(record->type)->flags & RRTYPE_SINGLETON;
	const char *mnemonic = record->mnemonic;

	if (record->value.node && record->values.node)
		yamltree_error(run->sink, record->values.node,
			       "value and values are both here; write one of "
			       "them");
	else if (single && record->values.node)
		yamltree_error(run->sink, record->values.node,
			       "%s has one value; write value", mnemonic);
	else if (!record->value.node && !record->values.node)
		yamltree_error(run->sink, record_at.node,
			       "%s: value is missing; write value or values",
			       mnemonic);
	else if (record->value.node &&
		 record->value.node->kind == YAMLTREE_SEQUENCE)
		yamltree_error(run->sink, record->value.node,
			       "value takes one value; of several write "
			       "values");
	else
		return true;
	return false;
}

bool
yaml_read_record(struct yaml_run *run, struct yaml_at at,
		 struct yaml_record *record)
{
	bool good = true;

	for (uint32_t i = 0; i < at.node->count; i++)
		good &=
		    keep_key(run, yaml_key(at, i), yaml_value(at, i), record);
	if (!good || is_ignored(run, record->octodns))
		return false;
	if (record->mxd.node)
		read_mxd(run, at, record->mxd);
	good = read_type(run, at, record);
	good &= read_ttl(run, record);
	return good && check_values(run, at, record);
}
