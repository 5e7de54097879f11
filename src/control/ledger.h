/*
 * The ledger of a zone: its records as they are edited, one by one.
 *
 * A record is one RR and what DNS does not know of it: a number by which it is
 * found (its id), and whether it is disabled, which is kept but not served. A
 * ledger is a value: once shared it is never changed. Who edits takes a copy,
 * which has the same records and costs a pointer for each.
 *
 * Records stand in canonical order (RFC 4034 §6): by owner, type and RDATA;
 * the apex is first. No two have the same owner, type and RDATA. An id is not
 * 0, stays with its record for life, also when what the record says is
 * replaced, and is not given to another one of the same ledger or its copies.
 *
 * All of it is for the control thread.
 */
#ifndef MXD_CONTROL_LEDGER_H
#define MXD_CONTROL_LEDGER_H

#include "zone/builder.h"
#include "zone/zone.h"

/* One record; immutable, shared by ledgers. */
struct record {
	uint64_t id;
	uint32_t references; /* ledgers that hold it */
	uint32_t ttl;
	uint16_t type, rdlength;
	bool disabled; /* kept, not served */
	uint8_t owner_len, owner_labels;
	uint8_t octets[]; /* owner, then RDATA */
};

static inline struct name
record_owner(const struct record *record)
{
	return (struct name){record->octets, record->owner_len,
			     record->owner_labels};
}

static inline const uint8_t *
record_rdata(const struct record *record)
{
	return record->octets + record->owner_len;
}

/* Canonical order of two records: < 0, 0 or > 0. */
int record_compare(const struct record *a, const struct record *b);

struct ledger;

/* The records of a frozen zone, numbered from 1 in their order. */
struct ledger *ledger_of_zone(const struct zone *zone);

/* The same, but a record that another ledger of the zone has too, disabled or
 * not, has its id from there; ids of others are new to both. */
struct ledger *ledger_remade(const struct ledger *before,
			     const struct zone *zone);

/* No record yet. `origin` is copied. */
struct ledger *ledger_new(struct name origin);

/* The same records, to be edited. */
struct ledger *ledger_copy(const struct ledger *ledger);

struct ledger *ledger_ref(struct ledger *ledger);
void ledger_unref(struct ledger *ledger);

struct name ledger_origin(const struct ledger *ledger);
size_t ledger_count(const struct ledger *ledger);

/* Record number i in canonical order, i < ledger_count(). */
const struct record *ledger_at(const struct ledger *ledger, size_t i);

/* The record with that id, and its place if `place` is not NULL; or NULL. */
const struct record *ledger_find(const struct ledger *ledger, uint64_t id,
				 size_t *place);

/* Those of an owner and type: how many, and the place of the first one. */
size_t ledger_rrset(const struct ledger *ledger, struct name owner,
		    uint16_t type, size_t *first);

/* Whether it says just what a zone says, with no record disabled. */
bool ledger_is_zone(const struct ledger *ledger, const struct zone *zone);

/* Editing: of a ledger that is not shared yet. */

/* What a record says. Views; RDATA is checked wire form, uncompressed. */
struct record_data {
	struct name owner;
	const uint8_t *rdata;
	uint16_t type, rdlength;
	uint32_t ttl;
	bool disabled;
};

/*
 * Add a record. Returns its id: `id` itself, or a new one when that is 0. When
 * there is one of the same owner, type and RDATA already, nothing is done and 0
 * returned.
 */
uint64_t ledger_add(struct ledger *ledger, uint64_t id,
		    const struct record_data *data);

/* Take out the record at a place. */
void ledger_remove(struct ledger *ledger, size_t place);

/* The serial of the apex's SOA, 0 without one; and set it, if there is one. */
uint32_t ledger_serial(const struct ledger *ledger);
void ledger_set_serial(struct ledger *ledger, uint32_t serial);

/* The id that the next record gets; it can be moved on, not back. */
uint64_t ledger_next_id(const struct ledger *ledger);
void ledger_reserve_ids(struct ledger *ledger, uint64_t next);

/*
 * The zone that the records make, as a draft to be judged. An RR stands in no
 * text: its struct pos has file 0, and as its offset `first_offset` plus the
 * place of its record.
 */
struct draft ledger_draft(const struct ledger *ledger, uint32_t first_offset);

#endif
