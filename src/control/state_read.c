#include "base/alloc.h"
#include "control/state_private.h"
#include "dns/rdata.h"

#include <stdlib.h>
#include <string.h>

static bool
add_checked(struct ledger *ledger, uint64_t id, const struct record_data *data)
{
	return name_is_within(data->owner, ledger_origin(ledger)) &&
	       rdata_check(data->type, data->rdata, data->rdlength) &&
	       ledger_add(ledger, id, data) != 0;
}

static bool
unpack_rr(struct reader *r, struct ledger *ledger)
{
	struct record_data data = {0};

	if (!name_view(r, &data.owner))
		return false;
	data.type = reader_get16(r);
	data.ttl = reader_get32(r);
	data.rdlength = reader_get16(r);
	data.rdata = reader_take(r, data.rdlength);
	return !r->failed && add_checked(ledger, 0, &data);
}

static struct zone *
freeze(const struct ledger *ledger)
{
	struct draft draft = ledger_draft(ledger, 0);
	struct zone *zone = zone_ref(draft.zone);

	draft_free(&draft);
	return zone;
}

static struct zone *
unpack(struct name origin, const void *octets, size_t len)
{
	struct ledger *ledger = ledger_new(origin);
	struct reader r = reader_init(octets, len);
	struct zone *zone = NULL;
	bool good = true;

	while (good && reader_left(&r) > 0)
		good = unpack_rr(&r, ledger);
	if (good)
		zone = freeze(ledger);
	ledger_unref(ledger);
	return zone;
}

/* reading */

/* The name that a column holds, and nothing else. */
static bool
read_name(struct query *row, int column, struct name *name)
{
	size_t len;
	const void *octets = query_octets(row, column, &len);
	struct reader r = reader_init(octets, len);

	return name_view(&r, name) && reader_left(&r) == 0;
}

static bool
read_record(struct query *row, struct ledger *ledger)
{
	uint64_t id = (uint64_t)query_number(row, 0);
	size_t rdlength;
	struct record_data data = {
	    .type = (uint16_t)query_number(row, 2),
	    .ttl = (uint32_t)query_number(row, 3),
	    .disabled = query_number(row, 4) != 0,
	    .rdata = query_octets(row, 5, &rdlength),
	};

	if (rdlength > RDATA_MAX || id == 0)
		return false;
	data.rdlength = (uint16_t)rdlength;
	return read_name(row, 1, &data.owner) && add_checked(ledger, id, &data);
}

static struct ledger *
read_ledger(struct state *state, int64_t zone, struct name origin,
	    uint64_t next_id)
{
	struct query *rows = database_query(state->database, ALL_RECORDS);
	struct ledger *ledger = ledger_new(origin);
	bool good = true;

	query_bind(rows, 1, zone);
	while (database_row(state->database, rows))
		good = good && read_record(rows, ledger);
	ledger_reserve_ids(ledger, next_id);
	if (good && !database_failed(state->database))
		return ledger;
	ledger_unref(ledger);
	return NULL;
}

/* One row of ALL_ZONES: deleted when it has no ledger. NULL: it is damaged. */
static struct book_zone *
read_zone(struct state *state, struct query *row)
{
	bool deleted = query_number(row, 2) != 0;
	bool has_base = !query_is_null(row, 4);
	struct zone *base = NULL;
	struct book_zone *zone;
	struct name origin;
	size_t len;

	if (!read_name(row, 1, &origin))
		return NULL;
	zone = book_zone_new(origin, NULL, NULL, NULL);
	if (has_base) {
		const void *octets = query_octets(row, 4, &len);

		base = unpack(zone->origin, octets, len);
	}
	zone->base = base;
	book_zone_set_path(zone, query_text(row, 5));
	if (!deleted)
		zone->ledger =
		    read_ledger(state, query_number(row, 0), zone->origin,
				(uint64_t)query_number(row, 3));
	if ((has_base && !base) || (!deleted && !zone->ledger) ||
	    (deleted && !base)) {
		book_zone_unref(zone);
		return NULL;
	}
	if (zone->ledger)
		zone->zone = freeze(zone->ledger);
	zone->changed = !deleted;
	return zone;
}

struct book *
state_read(struct state *state, uint64_t snapshot,
	   char why[static STATE_WHY_MAX])
{
	struct query *rows = database_query(state->database, ALL_ZONES);
	struct {
		VEC(struct book_zone *) served, gone;
	} list = {0};
	struct book *book = NULL;
	static const char damaged[] = "it is damaged";
	bool good = true;

	query_bind(rows, 1, (int64_t)snapshot);
	while (database_row(state->database, rows)) {
		struct book_zone *zone = read_zone(state, rows);

		good = good && zone;
		if (zone && zone->ledger)
			*VEC_PUSH(&list.served) = zone;
		else if (zone)
			*VEC_PUSH(&list.gone) = zone;
	}
	good = good && !database_failed(state->database);
	book = book_of_zones(list.served.items, list.served.count,
			     list.gone.items, list.gone.count);
	free(list.served.items);
	free(list.gone.items);
	if (good)
		return book;
	book_unref(book);
	memcpy(why, damaged, sizeof damaged);
	return NULL;
}
