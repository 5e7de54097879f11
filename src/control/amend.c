#include "base/alloc.h"
#include "base/log.h"
#include "control/amend_private.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 1500 };

bool
amend_fail(struct amend *amend, enum commit_status status, const char *format,
	   ...)
{
	char reason[REASON_MAX];
	va_list args;

	va_start(args, format);
	log_format(reason, sizeof reason, format, args);
	va_end(args);
	verdict_fail(amend->verdict, status, "%s", reason);
	amend->verdict->result.change = amend->change;
	return false;
}

/* zones at work */

struct name
amended_origin(const struct amended *zone)
{
	return (struct name){zone->wire, zone->origin_len, zone->origin_labels};
}

void
amended_drop_text(struct amended *zone)
{
	if (zone->text.zone)
		draft_free(&zone->text);
	zone->text_file = 0;
}

/* The zone at work that goes by that name, or NULL. */
static struct amended *
find(struct amend *amend, struct name origin)
{
	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *zone = &amend->zones.items[i];

		if (name_equal(amended_origin(zone), origin))
			return zone;
	}
	return NULL;
}

struct amended *
amend_open(struct amend *amend, struct name origin)
{
	struct amended *zone = find(amend, origin);

	if (zone)
		return zone;
	zone = VEC_PUSH(&amend->zones);
	*zone = (struct amended){
	    .origin_len = origin.len,
	    .origin_labels = origin.labels,
	    .old = book_find(amend->book, origin),
	};
	memcpy(zone->wire, origin.wire, origin.len);
	if (zone->old && book_ledger(zone->old))
		zone->ledger = ledger_ref(zone->old->ledger);
	return zone;
}

/* The ledger of a zone whose records are to be edited; whether there is one.
 * What a text said of it before is then no longer all. */
static bool
open_ledger(struct amend *amend, struct amended *zone)
{
	char origin[NAME_TEXT_MAX];

	name_to_text(amended_origin(zone), origin);
	if (!zone->ledger && zone->old && !zone->deleted)
		return amend_fail(amend, COMMIT_CONFLICT,
				  "zone %s is not served, so that it cannot be "
				  "edited: %s",
				  origin, zone->old->refusal);
	if (!zone->ledger)
		return amend_fail(amend, COMMIT_NOT_FOUND,
				  "there is no zone %s", origin);
	amended_drop_text(zone);
	if (zone->old && zone->ledger == zone->old->ledger) {
		ledger_unref(zone->ledger);
		zone->ledger = ledger_copy(zone->old->ledger);
	}
	return true;
}

static bool
make_change(struct amend *amend, const struct change *change)
{
	static bool (*const record_changes[])(struct amend *, struct amended *,
					      const struct change *) = {
	    [CHANGE_ADD] = amend_add,
	    [CHANGE_REPLACE] = amend_replace,
	    [CHANGE_DELETE] = amend_delete,
	    [CHANGE_PUT_RRSET] = amend_put_rrset,
	    [CHANGE_DELETE_RRSET] = amend_delete_rrset,
	};
	static bool (*const zone_changes[])(struct amend *, struct amended *,
					    const struct change *) = {
	    [CHANGE_PUT_ZONE] = amend_put_zone,
	    [CHANGE_CREATE_ZONE] = amend_create_zone,
	    [CHANGE_DELETE_ZONE] = amend_delete_zone,
	};
	struct amended *zone = amend_open(amend, change->zone);

	if (change->kind >= CHANGE_PUT_ZONE)
		return zone_changes[change->kind](amend, zone, change);
	return open_ledger(amend, zone) &&
	       record_changes[change->kind](amend, zone, change);
}

/* The zone as it would be, as a draft to be judged. */
static void
make_draft(struct amend *amend, struct amended *zone)
{
	zone->first_offset = amend->next_offset;
	amend->next_offset += (uint32_t)ledger_count(zone->ledger);
	if (zone->text.zone) {
		zone->draft = zone->text;
		zone->text = (struct draft){0};
		return;
	}
	/* Modulo 2^32 (RFC 1982 §3.1). */
	if (!zone->own_soa)
		ledger_set_serial(zone->ledger,
				  ledger_serial(zone->ledger) + 1);
	zone->draft = ledger_draft(zone->ledger, zone->first_offset);
}

static struct book_zone *
make_book_zone(const struct amend *amend, const struct amended *zone)
{
	const struct book_zone *file =
	    zone->old ? zone->old
		      : book_find_gone(amend->book, amended_origin(zone));
	struct zone *base = file ? file->base : NULL;
	struct book_zone *made = book_zone_new(
	    amended_origin(zone), zone_ref(zone->draft.zone),
	    base ? zone_ref(base) : NULL, ledger_ref(zone->ledger));

	book_zone_set_path(made, file ? file->path : NULL);
	made->changed = true;
	return made;
}

/* The book as it would be. */
static struct book *
bind(struct amend *amend)
{
	struct book_edit *edits = xcalloc(amend->zones.count, sizeof *edits);
	struct book *book;
	size_t count = 0;

	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *zone = &amend->zones.items[i];
		struct book_edit *edit = &edits[count];

		if (zone->ledger)
			make_draft(amend, zone);
		edit->old = zone->old;
		if (zone->ledger)
			edit->fresh = make_book_zone(amend, zone);
		/* One that was made and deleted never was. */
		count += edit->old || edit->fresh;
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

		*VEC_PUSH(&amend->verdict->zones) = (struct commit_zone){
		    .origin =
			verdict_name(amend->verdict, amended_origin(zone)),
		    .serial = zone->ledger ? zone_serial(zone->draft.zone) : 0,
		};
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
		amended_drop_text(zone);
	}
	free(amend->zones.items);
	sources_free(&amend->sources);
}

static bool
make_changes(struct amend *amend)
{
	for (size_t i = 0; i < amend->changes->count; i++) {
		amend->change = i;
		if (!make_change(amend, &amend->changes->items[i]))
			return false;
	}
	return true;
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
	    .next_offset = 1,
	};
	struct book *amended = NULL;

	if (amend_policy_valid(&amend) && make_changes(&amend)) {
		amended = bind(&amend);
		if (amend_judge(&amend, amended)) {
			tell_zones(&amend);
		} else {
			book_unref(amended);
			amended = NULL;
		}
	}
	if (!amended)
		verdict->made.count = 0;
	amend_done(&amend);
	return amended;
}
