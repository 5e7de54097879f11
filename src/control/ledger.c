#include "control/ledger.h"
#include "base/alloc.h"
#include "base/vec.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct ledger {
	uint32_t references;
	uint64_t next_id;
	struct name origin; /* in wire */
	VEC(struct record *) records;
	uint8_t wire[NAME_WIRE_MAX];
};

/* records */

static struct record *
record_new(uint64_t id, const struct record_data *data)
{
	size_t size = (size_t)data->owner.len + data->rdlength;
	struct record *record = xalloc(sizeof *record + size);

	*record = (struct record){
	    .id = id,
	    .references = 1,
	    .ttl = data->ttl,
	    .type = data->type,
	    .rdlength = data->rdlength,
	    .disabled = data->disabled,
	    .owner_len = data->owner.len,
	    .owner_labels = data->owner.labels,
	};
	memcpy(record->octets, data->owner.wire, data->owner.len);
	if (data->rdlength > 0)
		memcpy(record->octets + data->owner.len, data->rdata,
		       data->rdlength);
	return record;
}

static void
record_unref(struct record *record)
{
	if (--record->references == 0)
		free(record);
}

/* Canonical order of a record and of what one would say. */
static int
compare(const struct record *record, const struct record_data *data)
{
	int order = name_compare(record_owner(record), data->owner);

	if (order == 0)
		order = (int)record->type - (int)data->type;
	if (order == 0 && data->rdata)
		order = rdata_compare(record->type, record_rdata(record),
				      record->rdlength, data->rdata,
				      data->rdlength);
	return order;
}

int
record_compare(const struct record *a, const struct record *b)
{
	return compare(a, &(struct record_data){
			      .owner = record_owner(b),
			      .rdata = record_rdata(b),
			      .type = b->type,
			      .rdlength = b->rdlength,
			  });
}

/*
 * The place of the first record that does not stand before `data`; without
 * RDATA, of the first one of its owner and type. *found: it is the same.
 */
static size_t
place_of(const struct ledger *ledger, const struct record_data *data,
	 bool *found)
{
	size_t low = 0;
	size_t high = ledger->records.count;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(ledger->records.items[middle], data);

		if (order < 0) {
			low = middle + 1;
			continue;
		}
		*found |= order == 0;
		high = middle;
	}
	return low;
}

/* ledgers */

struct ledger *
ledger_new(struct name origin)
{
	struct ledger *ledger = xcalloc(1, sizeof *ledger);

	ledger->references = 1;
	ledger->next_id = 1;
	memcpy(ledger->wire, origin.wire, origin.len);
	ledger->origin = (struct name){ledger->wire, origin.len, origin.labels};
	return ledger;
}

/* RR after RR of a zone, in canonical order. Start with `zone` set. */
struct zone_walk {
	const struct zone *zone;
	uint32_t rank;
	unsigned rrset, rr; /* the next one's numbers */
	struct rdata rdata;
	struct record_data data; /* the RR at work */
};

static bool
zone_walk_next(struct zone_walk *walk)
{
	for (; walk->rank < walk->zone->node_count; walk->rank++) {
		const struct node *node =
		    zone_node_ranked(walk->zone, walk->rank);

		if (walk->rrset == node->rrset_count) {
			walk->rrset = 0;
			continue;
		}

		const struct rrset *rrset = &node_rrsets(node)[walk->rrset];

		walk->rdata = walk->rr == 0
				  ? zone_first_rdata(walk->zone, rrset)
				  : rdata_next(walk->rdata);
		walk->data = (struct record_data){
		    .owner = node_owner(node),
		    .rdata = walk->rdata.octets,
		    .type = rrset->type,
		    .rdlength = walk->rdata.len,
		    .ttl = rrset_ttl(rrset),
		};
		if (++walk->rr == rrset->count) {
			walk->rr = 0;
			walk->rrset++;
		}
		return true;
	}
	return false;
}

struct ledger *
ledger_of_zone(const struct zone *zone)
{
	struct ledger *ledger = ledger_new(zone->origin);
	struct zone_walk walk = {.zone = zone};

	VEC_RESERVE(&ledger->records, zone->rr_count);
	while (zone_walk_next(&walk))
		*VEC_PUSH(&ledger->records) =
		    record_new(ledger->next_id++, &walk.data);
	return ledger;
}

struct ledger *
ledger_remade(const struct ledger *before, const struct zone *zone)
{
	struct ledger *ledger = ledger_new(zone->origin);
	struct zone_walk walk = {.zone = zone};
	size_t at = 0;

	ledger->next_id = before->next_id;
	VEC_RESERVE(&ledger->records, zone->rr_count);
	while (zone_walk_next(&walk)) {
		int order = -1;
		uint64_t id;

		while (at < before->records.count) {
			order = compare(before->records.items[at], &walk.data);
			if (order >= 0)
				break;
			at++;
		}
		id = at < before->records.count && order == 0
			 ? before->records.items[at]->id
			 : ledger->next_id++;
		*VEC_PUSH(&ledger->records) = record_new(id, &walk.data);
	}
	return ledger;
}

struct ledger *
ledger_copy(const struct ledger *ledger)
{
	struct ledger *copy = ledger_new(ledger->origin);
	size_t count = ledger->records.count;

	copy->next_id = ledger->next_id;
	VEC_RESERVE(&copy->records, count + 1);
	for (size_t i = 0; i < count; i++) {
		copy->records.items[i] = ledger->records.items[i];
		copy->records.items[i]->references++;
	}
	copy->records.count = count;
	return copy;
}

struct ledger *
ledger_ref(struct ledger *ledger)
{
	ledger->references++;
	return ledger;
}

void
ledger_unref(struct ledger *ledger)
{
	if (!ledger)
		return;
	assert(ledger->references > 0);
	if (--ledger->references > 0)
		return;
	for (size_t i = 0; i < ledger->records.count; i++)
		record_unref(ledger->records.items[i]);
	free(ledger->records.items);
	free(ledger);
}

/* reading */

struct name
ledger_origin(const struct ledger *ledger)
{
	return ledger->origin;
}

size_t
ledger_count(const struct ledger *ledger)
{
	return ledger->records.count;
}

const struct record *
ledger_at(const struct ledger *ledger, size_t i)
{
	assert(i < ledger->records.count);
	return ledger->records.items[i];
}

const struct record *
ledger_find(const struct ledger *ledger, uint64_t id, size_t *place)
{
	for (size_t i = 0; i < ledger->records.count; i++) {
		if (ledger->records.items[i]->id != id)
			continue;
		if (place)
			*place = i;
		return ledger->records.items[i];
	}
	return NULL;
}

size_t
ledger_rrset(const struct ledger *ledger, struct name owner, uint16_t type,
	     size_t *first)
{
	struct record_data of = {.owner = owner, .type = type};
	bool found;
	size_t at = place_of(ledger, &of, &found);

	*first = at;
	while (at < ledger->records.count &&
	       compare(ledger->records.items[at], &of) == 0)
		at++;
	return at - *first;
}

/* RDATA octet for octet: a name in another case is something else to say. */
static bool
says(const struct record *record, const struct record_data *data)
{
	return !record->disabled && record->ttl == data->ttl &&
	       record->type == data->type &&
	       record->owner_len == data->owner.len &&
	       record->rdlength == data->rdlength &&
	       memcmp(record->octets, data->owner.wire, data->owner.len) == 0 &&
	       memcmp(record_rdata(record), data->rdata, data->rdlength) == 0;
}

bool
ledger_is_zone(const struct ledger *ledger, const struct zone *zone)
{
	struct zone_walk walk = {.zone = zone};

	if (ledger->records.count != zone->rr_count)
		return false;
	for (size_t i = 0; zone_walk_next(&walk); i++) {
		if (!says(ledger->records.items[i], &walk.data))
			return false;
	}
	return true;
}

/* editing */

uint64_t
ledger_add(struct ledger *ledger, uint64_t id, const struct record_data *data)
{
	bool found;
	size_t place;

	assert(ledger->references == 1);
	place = place_of(ledger, data, &found);
	if (found)
		return 0;
	if (id == 0)
		id = ledger->next_id;
	ledger_reserve_ids(ledger, id + 1);
	VEC_RESERVE(&ledger->records, 1);

	struct record **at = ledger->records.items + place;

	memmove(at + 1, at, (ledger->records.count - place) * sizeof(void *));
	*at = record_new(id, data);
	ledger->records.count++;
	return id;
}

void
ledger_remove(struct ledger *ledger, size_t place)
{
	struct record **at = ledger->records.items + place;

	assert(ledger->references == 1 && place < ledger->records.count);
	record_unref(*at);
	ledger->records.count--;
	memmove(at, at + 1, (ledger->records.count - place) * sizeof(void *));
}

/* The SOA, and its place; or NULL. */
static const struct record *
soa_of(const struct ledger *ledger, size_t *place)
{
	if (ledger_rrset(ledger, ledger->origin, TYPE_SOA, place) == 0)
		return NULL;
	return ledger->records.items[*place];
}

uint32_t
ledger_serial(const struct ledger *ledger)
{
	size_t place;
	const struct record *soa = soa_of(ledger, &place);

	return soa ? bytes_get32(record_rdata(soa) + soa->rdlength -
				 SOA_SERIAL_FROM_END)
		   : 0;
}

void
ledger_set_serial(struct ledger *ledger, uint32_t serial)
{
	size_t place;
	const struct record *soa = soa_of(ledger, &place);
	struct record *raised;

	if (!soa)
		return;
	raised = record_new(soa->id, &(struct record_data){
					 .owner = record_owner(soa),
					 .rdata = record_rdata(soa),
					 .type = soa->type,
					 .rdlength = soa->rdlength,
					 .ttl = soa->ttl,
					 .disabled = soa->disabled,
				     });
	bytes_put32(raised->octets + raised->owner_len + raised->rdlength -
			SOA_SERIAL_FROM_END,
		    serial);
	record_unref(ledger->records.items[place]);
	ledger->records.items[place] = raised;
}

uint64_t
ledger_next_id(const struct ledger *ledger)
{
	return ledger->next_id;
}

void
ledger_reserve_ids(struct ledger *ledger, uint64_t next)
{
	if (next > ledger->next_id)
		ledger->next_id = next;
}

struct draft
ledger_draft(const struct ledger *ledger, uint32_t first_offset)
{
	struct zone_builder *builder = zone_builder_new(ledger->origin);

	for (size_t i = 0; i < ledger->records.count; i++) {
		const struct record *record = ledger->records.items[i];
		struct rr rr = {
		    .owner = record_owner(record),
		    .type = record->type,
		    .rdlength = record->rdlength,
		    .ttl = record->ttl,
		    .rdata = record_rdata(record),
		    .pos.offset = first_offset + (uint32_t)i,
		};

		if (!record->disabled)
			zone_builder_add(builder, &rr);
	}
	return zone_builder_freeze(builder);
}
