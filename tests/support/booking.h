/*
 * Books of zones from texts, and changes from lines of master files:
 *
 *	book = book_of("example.", "@ SOA ... \n");
 *	amended = commit_to(book, add("example.", "@ 300 MX 10 mail"));
 *	cr_expect_eq(verdict.result.status, COMMIT_DONE);
 *
 * What changes point to lives until booking_stop().
 */
#ifndef MXD_TESTS_SUPPORT_BOOKING_H
#define MXD_TESTS_SUPPORT_BOOKING_H

#include "../support/zones.h"
#include "base/alloc.h"
#include "control/amend.h"
#include "dns/rrtype.h"
#include "dns/text.h"
#include "zone/print.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define APEX "@ 3600 SOA ns hostmaster 7 7200 3600 1209600 3600\n@ 3600 NS ns\n"

static struct verdict verdict;
static struct check_policy policy;
static VEC(void *) booked;

static inline void *
booking_keep(void *memory)
{
	*VEC_PUSH(&booked) = memory;
	return memory;
}

static inline struct name
name_of(const char *text)
{
	uint8_t *wire = booking_keep(xalloc(NAME_WIRE_MAX));
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, wire, &name),
		       "%s", text);
	return name;
}

struct text_of_zone {
	const char *origin, *text;
};

static inline struct book *
book_of_texts(const struct text_of_zone *texts, size_t count)
{
	struct view_zone *zones = xcalloc(count, sizeof *zones);
	struct book *book;

	for (size_t i = 0; i < count; i++)
		zones[i].zone = zones_from_text(texts[i].origin, texts[i].text);
	book = book_of_view(view_new(zones, count));
	for (size_t i = 0; i < count; i++)
		zone_unref(zones[i].zone);
	free(zones);
	return book;
}

static inline struct book *
book_of(const char *origin, const char *text)
{
	return book_of_texts(&(struct text_of_zone){origin, text}, 1);
}

/* The one RR of a line, by way of a zone. */
static inline struct change_record
record_of_line(const char *origin, const char *line)
{
	struct zone *zone = zones_from_text(origin, line);
	struct ledger *ledger = ledger_of_zone(zone);
	const struct record *record = ledger_at(ledger, 0);
	struct name owner = record_owner(record);
	struct change_record made = {
	    .type = record->type,
	    .rdlength = record->rdlength,
	    .ttl = record->ttl,
	    .has_ttl = true,
	};

	cr_assert_eq(ledger_count(ledger), 1);
	owner.wire =
	    booking_keep(xstrndup((const char *)owner.wire, owner.len));
	made.owner = owner;
	made.rdata = booking_keep(
	    xstrndup((const char *)record_rdata(record), record->rdlength));
	ledger_unref(ledger);
	zone_unref(zone);
	return made;
}

static inline struct change_record *
kept_record(const char *origin, const char *line)
{
	struct change_record *record = booking_keep(xalloc(sizeof *record));

	*record = record_of_line(origin, line);
	return record;
}

static inline struct change
add_record(const char *origin, const struct change_record *record)
{
	return (struct change){
	    .kind = CHANGE_ADD,
	    .zone = name_of(origin),
	    .records = record,
	    .record_count = 1,
	};
}

static inline struct change
add(const char *origin, const char *line)
{
	return add_record(origin, kept_record(origin, line));
}

static inline struct change
replace(const char *origin, uint64_t id, const char *line)
{
	struct change change = add(origin, line);

	change.kind = CHANGE_REPLACE;
	change.id = id;
	return change;
}

static inline struct change
delete_id(const char *origin, uint64_t id)
{
	return (struct change){
	    .kind = CHANGE_DELETE, .zone = name_of(origin), .id = id};
}

static inline struct change
delete_rrset(const char *origin, const char *owner, uint16_t type)
{
	return (struct change){
	    .kind = CHANGE_DELETE_RRSET,
	    .zone = name_of(origin),
	    .owner = name_of(owner),
	    .type = type,
	};
}

static inline struct book *
commit_all(const struct book *book, struct change *items, size_t count)
{
	struct changes changes = {.items = items, .count = count};

	struct book *amended;

	verdict_free(&verdict);
	amended = amend(book, &changes, &policy, &verdict);
	verdict_result(&verdict);
	return amended;
}

static inline struct book *
commit_to(const struct book *book, struct change change)
{
	return commit_all(book, &change, 1);
}

static inline void
put_line(void *context, const char *line, size_t len)
{
	text_put(context, line, len);
}

/* A zone of a book as a master file. */
static inline const char *
printed(const struct book *book, const char *origin)
{
	const struct book_zone *zone = book_find(book, name_of(origin));
	struct text text = {0};

	cr_assert(zone && zone->zone);
	zone_print(zone->zone, &(struct print_to){put_line, &text});
	return booking_keep(text_finish(&text));
}

static inline void
booking_stop(void)
{
	verdict_free(&verdict);
	for (size_t i = 0; i < booked.count; i++)
		free(booked.items[i]);
	free(booked.items);
	memset(&booked, 0, sizeof booked);
}

#endif
