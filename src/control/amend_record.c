#include "base/alloc.h"
#include "control/amend_private.h"
#include "dns/rdata.h"

#include <string.h>

static bool
is_soa(const struct amended *zone, struct name owner, uint16_t type)
{
	return type == TYPE_SOA &&
	       name_equal(owner, ledger_origin(zone->ledger));
}

/* records */

static bool
record_valid(struct amend *amend, const struct amended *zone,
	     const struct change_record *record)
{
	char owner[NAME_TEXT_MAX];
	char origin[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];

	name_to_text(record->owner, owner);
	name_to_text(ledger_origin(zone->ledger), origin);
	rrtype_to_text(record->type, type);
	if (!name_is_within(record->owner, ledger_origin(zone->ledger)))
		return amend_fail(amend, COMMIT_INVALID,
				  "%s is outside the zone %s", owner, origin);
	if (rrtype_get(record->type)->flags & RRTYPE_META || record->type == 0)
		return amend_fail(amend, COMMIT_INVALID,
				  "%s is no type of records in a zone", type);
	if (!rdata_check(record->type, record->rdata, record->rdlength))
		return amend_fail(amend, COMMIT_INVALID,
				  "the RDATA is not that of a %s record", type);
	if (record->has_ttl && record->ttl > INT32_MAX)
		return amend_fail(amend, COMMIT_INVALID,
				  "a TTL is at most 2147483647 seconds");
	return true;
}

static struct record_data
data_of(const struct change_record *record)
{
	return (struct record_data){
	    .owner = record->owner,
	    .rdata = record->rdata,
	    .type = record->type,
	    .rdlength = record->rdlength,
	    .ttl = record->has_ttl ? record->ttl : (uint32_t)CHANGE_TTL,
	    .disabled = record->disabled,
	};
}

/* Add a record under an id, or under a new one if that is 0. */
static bool
add_as(struct amend *amend, struct amended *zone, uint64_t id,
       const struct change_record *record)
{
	struct record_data data = data_of(record);
	char owner[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];
	uint64_t made;

	if (!record_valid(amend, zone, record))
		return false;
	made = ledger_add(zone->ledger, id, &data);
	if (made == 0) {
		name_to_text(record->owner, owner);
		return amend_fail(amend, COMMIT_CONFLICT,
				  "%s has such a record of type %s already",
				  owner, rrtype_to_text(record->type, type));
	}
	zone->own_soa |= is_soa(zone, record->owner, record->type);
	*VEC_PUSH(&amend->verdict->made) =
	    (struct commit_made){made, amend->change};
	return true;
}

bool
amend_add(struct amend *amend, struct amended *zone,
	  const struct change *change)
{
	return add_as(amend, zone, 0, change->records);
}

static const struct record *
record_at_work(struct amend *amend, const struct amended *zone, uint64_t id,
	       size_t *place)
{
	const struct record *record = ledger_find(zone->ledger, id, place);
	char origin[NAME_TEXT_MAX];

	if (record)
		return record;
	name_to_text(ledger_origin(zone->ledger), origin);
	amend_fail(amend, COMMIT_NOT_FOUND,
		   "zone %s has no record with the id %llu", origin,
		   (unsigned long long)id);
	return NULL;
}

bool
amend_replace(struct amend *amend, struct amended *zone,
	      const struct change *change)
{
	size_t place = 0;
	const struct record *old =
	    record_at_work(amend, zone, change->id, &place);

	if (!old)
		return false;
	zone->own_soa |= is_soa(zone, record_owner(old), old->type);
	ledger_remove(zone->ledger, place);
	return add_as(amend, zone, change->id, change->records);
}

bool
amend_delete(struct amend *amend, struct amended *zone,
	     const struct change *change)
{
	size_t place = 0;

	if (!record_at_work(amend, zone, change->id, &place))
		return false;
	ledger_remove(zone->ledger, place);
	return true;
}

/* RRsets */

/* The id of a record that says the same but for its TTL, of an RRset that
 * stands in another ledger; or 0. */
static uint64_t
same_in(const struct ledger *ledger, const struct change_record *record)
{
	size_t first;
	size_t count =
	    ledger_rrset(ledger, record->owner, record->type, &first);

	for (size_t i = first; i < first + count; i++) {
		const struct record *is = ledger_at(ledger, i);

		if (rdata_compare(is->type, record_rdata(is), is->rdlength,
				  record->rdata, record->rdlength) == 0)
			return is->id;
	}
	return 0;
}

static size_t
remove_rrset(struct ledger *ledger, struct name owner, uint16_t type)
{
	size_t first;
	size_t count = ledger_rrset(ledger, owner, type, &first);

	for (size_t i = 0; i < count; i++)
		ledger_remove(ledger, first);
	return count;
}

bool
amend_put_rrset(struct amend *amend, struct amended *zone,
		const struct change *change)
{
	struct ledger *before = ledger_copy(zone->ledger);
	bool good = true;

	zone->own_soa |= is_soa(zone, change->owner, change->type);
	remove_rrset(zone->ledger, change->owner, change->type);
	for (size_t i = 0; i < change->record_count && good; i++) {
		struct change_record record = change->records[i];

		record.owner = change->owner;
		record.type = change->type;
		good = record_valid(amend, zone, &record) &&
		       add_as(amend, zone, same_in(before, &record), &record);
	}
	ledger_unref(before);
	return good;
}

/* Those of an owner, whatever their types. */
static size_t
remove_owner(struct ledger *ledger, struct name owner)
{
	size_t removed = 0;
	size_t at;

	ledger_rrset(ledger, owner, 0, &at);
	while (at < ledger_count(ledger) &&
	       name_equal(record_owner(ledger_at(ledger, at)), owner)) {
		ledger_remove(ledger, at);
		removed++;
	}
	return removed;
}

bool
amend_delete_rrset(struct amend *amend, struct amended *zone,
		   const struct change *change)
{
	char owner[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];
	size_t removed =
	    change->type == TYPE_ANY
		? remove_owner(zone->ledger, change->owner)
		: remove_rrset(zone->ledger, change->owner, change->type);

	if (removed > 0)
		return true;
	name_to_text(change->owner, owner);
	return amend_fail(amend, COMMIT_NOT_FOUND, "%s has no %s record", owner,
			  rrtype_to_text(change->type, type));
}
