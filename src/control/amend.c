#include "base/alloc.h"
#include "base/log.h"
#include "control/amend_private.h"
#include "dns/rdata.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 1500 };

bool
amend_fail(struct amend *amend, enum commit_status status, const char *format,
	   ...)
{
	struct verdict *verdict = amend->verdict;
	char reason[REASON_MAX];
	va_list args;

	va_start(args, format);
	log_format(reason, sizeof reason, format, args);
	va_end(args);
	free(verdict->reason);
	verdict->reason = xasprintf("%s", reason);
	verdict->result.status = status;
	verdict->result.change = amend->change;
	return false;
}

static bool
no_such_zone(struct amend *amend, struct name origin)
{
	char zone[NAME_TEXT_MAX];

	name_to_text(origin, zone);
	return amend_fail(amend, COMMIT_NOT_FOUND, "there is no zone %s", zone);
}

/* zones at work */

/* The zone that a change is about, to be edited; NULL, with the reason told,
 * when there is none. */
static struct amended *
open_zone(struct amend *amend, struct name origin)
{
	struct book_zone *old = book_find(amend->book, origin);
	char zone[NAME_TEXT_MAX];

	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *opened = &amend->zones.items[i];

		if (opened->ledger &&
		    name_equal(ledger_origin(opened->ledger), origin))
			return opened;
		if (opened->old == old && !opened->ledger) {
			no_such_zone(amend, origin);
			return NULL;
		}
	}
	if (!old) {
		no_such_zone(amend, origin);
		return NULL;
	}
	if (!old->zone) {
		name_to_text(origin, zone);
		amend_fail(amend, COMMIT_CONFLICT,
			   "zone %s is not served, so that it cannot be "
			   "edited: %s",
			   zone, old->refusal);
		return NULL;
	}
	*VEC_PUSH(&amend->zones) = (struct amended){
	    .old = old,
	    .ledger = ledger_copy(book_ledger(old)),
	};
	return &amend->zones.items[amend->zones.count - 1];
}

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

static bool
replace(struct amend *amend, struct amended *zone, const struct change *change)
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

static bool delete (struct amend *amend, struct amended *zone,
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

static bool
put_rrset(struct amend *amend, struct amended *zone,
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

static bool
delete_rrset(struct amend *amend, struct amended *zone,
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

static bool
make_change(struct amend *amend, const struct change *change)
{
	struct amended *zone = open_zone(amend, change->zone);

	if (!zone)
		return false;
	switch (change->kind) {
	case CHANGE_ADD:
		return add_as(amend, zone, 0, change->records);
	case CHANGE_REPLACE:
		return replace(amend, zone, change);
	case CHANGE_DELETE:
		return delete (amend, zone, change);
	case CHANGE_PUT_RRSET:
		return put_rrset(amend, zone, change);
	case CHANGE_DELETE_RRSET:
		return delete_rrset(amend, zone, change);
	case CHANGE_PUT_ZONE:
	case CHANGE_CREATE_ZONE:
	case CHANGE_DELETE_ZONE:
		break;
	}
	return amend_fail(amend, COMMIT_INVALID, "not a change of a record");
}

/* serials */

/* Where SERIAL stands in the RDATA of an SOA: behind two names. */
static size_t
serial_offset(const struct record *soa)
{
	struct reader r = reader_init(record_rdata(soa), soa->rdlength);
	struct name name;

	name_view(&r, &name);
	name_view(&r, &name);
	return soa->rdlength - 20;
}

static void
raise_serial(struct amended *zone)
{
	struct ledger *ledger = zone->ledger;
	size_t place;
	size_t count =
	    ledger_rrset(ledger, ledger_origin(ledger), TYPE_SOA, &place);

	if (count == 0)
		return;

	const struct record *soa = ledger_at(ledger, place);
	uint8_t *rdata = xalloc(soa->rdlength);
	size_t at = serial_offset(soa);
	struct record_data data = {
	    .owner = ledger_origin(ledger),
	    .rdata = rdata,
	    .type = TYPE_SOA,
	    .rdlength = soa->rdlength,
	    .ttl = soa->ttl,
	    .disabled = soa->disabled,
	};
	uint64_t id = soa->id;

	memcpy(rdata, record_rdata(soa), soa->rdlength);
	/* Modulo 2^32 (RFC 1982 §3.1). */
	bytes_put32(rdata + at, bytes_get32(rdata + at) + 1);
	ledger_remove(ledger, place);
	ledger_add(ledger, id, &data);
	free(rdata);
}

/* The book as it would be. */
static struct book *
bind(struct amend *amend)
{
	size_t count = amend->zones.count;
	struct book_edit *edits = xcalloc(count, sizeof *edits);
	struct book *book;
	uint32_t offset = 1;

	for (size_t i = 0; i < count; i++) {
		struct amended *zone = &amend->zones.items[i];
		struct book_zone *fresh;

		if (!zone->own_soa)
			raise_serial(zone);
		zone->first_offset = offset;
		zone->draft = ledger_draft(zone->ledger, offset);
		offset += (uint32_t)ledger_count(zone->ledger);
		fresh = book_zone_new(zone_ref(zone->draft.zone), NULL,
				      ledger_ref(zone->ledger));
		if (zone->old->base)
			fresh->base = zone_ref(zone->old->base);
		fresh->changed = true;
		edits[i] = (struct book_edit){zone->old, fresh};
	}
	book = book_edited(amend->book, edits, count);
	free(edits);
	return book;
}

static void
tell_zones(struct amend *amend)
{
	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *zone = &amend->zones.items[i];
		struct name origin = zone->old->origin;
		char *wire = xstrndup((const char *)origin.wire, origin.len);

		*VEC_PUSH(&amend->verdict->owned) = wire;
		origin.wire = (uint8_t *)wire;
		*VEC_PUSH(&amend->verdict->zones) =
		    (struct commit_zone){origin, zone_serial(zone->draft.zone)};
	}
}

static void
amend_done(struct amend *amend)
{
	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *zone = &amend->zones.items[i];

		ledger_unref(zone->ledger);
		if (zone->draft.zone)
			draft_free(&zone->draft);
	}
	free(amend->zones.items);
}

struct book *
amend(const struct book *book, const struct changes *changes,
      const struct check_policy *policy, struct verdict *verdict)
{
	struct amend amend = {
	    .book = book,
	    .changes = changes,
	    .policy = policy,
	    .verdict = verdict,
	};
	struct book *amended = NULL;
	bool good = true;

	for (size_t i = 0; i < changes->count && good; i++) {
		amend.change = i;
		good = make_change(&amend, &changes->items[i]);
	}
	if (good) {
		amended = bind(&amend);
		good = amend_judge(&amend, amended);
	}
	if (good)
		tell_zones(&amend);
	else
		verdict->made.count = 0;
	if (!good && amended) {
		book_unref(amended);
		amended = NULL;
	}
	amend_done(&amend);
	return amended;
}
