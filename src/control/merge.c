#include "control/merge.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

/* The RRset at work in one ledger: records `at` to before `end`. */
struct side {
	const struct ledger *ledger;
	size_t at, end;
};

static const struct record *
first(const struct side *side)
{
	return side->at < ledger_count(side->ledger)
		   ? ledger_at(side->ledger, side->at)
		   : NULL;
}

/* Canonical order of RRsets; what is not there comes last. */
static int
compare(const struct record *a, const struct record *b)
{
	int order;

	if (!a || !b)
		return !a && !b ? 0 : !a ? 1 : -1;
	order = name_compare(record_owner(a), record_owner(b));
	return order != 0 ? order : (int)a->type - (int)b->type;
}

/* Find where the RRset of that record ends; nowhere, if it is another's. */
static void
delimit(struct side *side, const struct record *of)
{
	side->end = side->at;
	while (side->end < ledger_count(side->ledger) &&
	       compare(ledger_at(side->ledger, side->end), of) == 0)
		side->end++;
}

static bool
is_same_record(const struct record *a, const struct record *b)
{
	return a->ttl == b->ttl && a->disabled == b->disabled &&
	       rdata_compare(a->type, record_rdata(a), a->rdlength,
			     record_rdata(b), b->rdlength) == 0;
}

static bool
is_same_rrset(const struct side *a, const struct side *b)
{
	if (a->end - a->at != b->end - b->at)
		return false;
	for (size_t i = 0; i < a->end - a->at; i++) {
		if (!is_same_record(ledger_at(a->ledger, a->at + i),
				    ledger_at(b->ledger, b->at + i)))
			return false;
	}
	return true;
}

/* The id of the record that says the same, but for its TTL; or 0. */
static uint64_t
id_in(const struct side *side, const struct record *record)
{
	for (size_t i = side->at; i < side->end; i++) {
		const struct record *is = ledger_at(side->ledger, i);

		if (rdata_compare(is->type, record_rdata(is), is->rdlength,
				  record_rdata(record), record->rdlength) == 0)
			return is->id;
	}
	return 0;
}

static void
put(struct ledger *ledger, uint64_t id, const struct record *record)
{
	struct record_data data = {
	    .owner = record_owner(record),
	    .rdata = record_rdata(record),
	    .type = record->type,
	    .rdlength = record->rdlength,
	    .ttl = record->ttl,
	    .disabled = record->disabled,
	};

	ledger_add(ledger, id, &data);
}

/* The RRset at work, from the side whose word counts. */
static void
merge_rrset(struct merge *merge, const struct side *changed,
	    const struct side *base, const struct side *file)
{
	bool taken = !is_same_rrset(base, file);
	const struct side *from = taken ? file : changed;

	for (size_t i = from->at; i < from->end; i++) {
		const struct record *record = ledger_at(from->ledger, i);

		put(merge->ledger, taken ? id_in(changed, record) : record->id,
		    record);
		merge->soa |= taken && record->type == TYPE_SOA;
	}
	for (size_t i = changed->at; i < changed->end && taken; i++) {
		const struct record *record = ledger_at(changed->ledger, i);

		if (record->disabled && id_in(file, record) == 0)
			put(merge->ledger, record->id, record);
	}
	if (taken && from->end > from->at &&
	    ledger_at(from->ledger, from->at)->type == TYPE_SOA)
		return;
	merge->taken += taken;
	merge->lost += taken && !is_same_rrset(changed, base) &&
		       !is_same_rrset(changed, file);
}

static void
merge_all(struct merge *merge, struct side *changed, struct side *base,
	  struct side *file)
{
	for (;;) {
		const struct record *next = first(changed);

		if (compare(first(base), next) < 0)
			next = first(base);
		if (compare(first(file), next) < 0)
			next = first(file);
		if (!next)
			return;
		delimit(changed, next);
		delimit(base, next);
		delimit(file, next);
		merge_rrset(merge, changed, base, file);
		changed->at = changed->end;
		base->at = base->end;
		file->at = file->end;
	}
}

struct merge
merge_file(const struct ledger *ledger, const struct zone *base,
	   const struct zone *file)
{
	struct ledger *was =
	    base ? ledger_of_zone(base) : ledger_new(ledger_origin(ledger));
	struct ledger *is = ledger_of_zone(file);
	struct merge merge = {.ledger = ledger_new(ledger_origin(ledger))};
	struct side sides[] = {
	    {.ledger = ledger}, {.ledger = was}, {.ledger = is}};
	uint32_t before = ledger_serial(ledger);

	ledger_reserve_ids(merge.ledger, ledger_next_id(ledger));
	merge_all(&merge, &sides[0], &sides[1], &sides[2]);
	if ((merge.taken > 0 || merge.soa) &&
	    !serial_is_later(before, ledger_serial(merge.ledger)))
		ledger_set_serial(merge.ledger, before + 1);
	ledger_unref(was);
	ledger_unref(is);
	return merge;
}
