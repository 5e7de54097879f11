#include "control/book.h"
#include "base/alloc.h"
#include "control/stamps.h"
#include "control/strangers.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* zones */

struct book_zone *
book_zone_new(struct name origin, struct zone *zone, struct zone *base,
	      struct ledger *ledger)
{
	struct book_zone *made = xcalloc(1, sizeof *made);

	made->references = 1;
	memcpy(made->wire, origin.wire, origin.len);
	made->origin = (struct name){made->wire, origin.len, origin.labels};
	made->zone = zone;
	made->base = base;
	made->ledger = ledger;
	return made;
}

void
book_zone_set_path(struct book_zone *zone, const char *path)
{
	free(zone->path);
	zone->path = path ? xstrndup(path, strlen(path)) : NULL;
}

void
book_zone_unref(struct book_zone *zone)
{
	if (!zone)
		return;
	assert(zone->references > 0);
	if (--zone->references > 0)
		return;
	zone_unref(zone->zone);
	zone_unref(zone->base);
	ledger_unref(zone->ledger);
	strangers_free(zone->strangers);
	free(zone->refusal);
	free(zone->path);
	stamps_free(zone->stamps);
	free(zone);
}

struct book_zone *
book_zone_of_view(const struct view_zone *from)
{
	struct zone *zone = from->zone;
	struct book_zone *made =
	    book_zone_new(from->apex, zone ? zone_ref(zone) : NULL,
			  zone ? zone_ref(zone) : NULL, NULL);

	if (!zone)
		made->refusal = xstrndup(from->refusal, strlen(from->refusal));
	return made;
}

const struct ledger *
book_ledger(struct book_zone *zone)
{
	if (!zone->ledger && zone->zone)
		zone->ledger = ledger_of_zone(zone->zone);
	return zone->ledger;
}

/* The key is not secret: a URL may be kept. */
void
book_zone_id(const struct book_zone *zone, char id[static BOOK_ID_MAX])
{
	static const uint8_t key[crypto_shorthash_KEYBYTES] = "mxd: zone's id";
	uint8_t folded[NAME_WIRE_MAX];
	uint8_t sum[crypto_shorthash_BYTES];
	struct name name = name_fold(zone->origin, folded);

	_Static_assert(sizeof sum * 2 + 1 == BOOK_ID_MAX, "as hexadecimal");
	crypto_shorthash(sum, name.wire, name.len, key);
	sodium_bin2hex(id, BOOK_ID_MAX, sum, sizeof sum);
}

/* books */

struct book *
book_new(size_t count, size_t gone)
{
	struct book *book = xcalloc(1, sizeof *book);

	book->references = 1;
	book->zones = xcalloc(count + 1, sizeof(struct book_zone *));
	book->gone = xcalloc(gone + 1, sizeof(struct book_zone *));
	return book;
}

struct book *
book_of_view(struct view *view)
{
	struct book *book = book_new(view->count, 0);

	book->view = view;
	book->count = view->count;
	for (uint32_t i = 0; i < view->count; i++)
		book->zones[i] = book_zone_of_view(&view->zones[i]);
	return book;
}

struct book *
book_ref(struct book *book)
{
	book->references++;
	return book;
}

void
book_unref(struct book *book)
{
	if (!book)
		return;
	assert(book->references > 0);
	if (--book->references > 0)
		return;
	for (uint32_t i = 0; i < book->count; i++)
		book_zone_unref(book->zones[i]);
	for (uint32_t i = 0; i < book->gone_count; i++)
		book_zone_unref(book->gone[i]);
	view_unref(book->view);
	free(book->zones);
	free(book->gone);
	free(book);
}

/* The place of the first zone that does not stand before that name. */
static uint32_t
place_of(const struct book *book, struct name origin)
{
	uint32_t low = 0;
	uint32_t high = book->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (name_compare(book->zones[middle]->origin, origin) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct book_zone *
book_find(const struct book *book, struct name origin)
{
	uint32_t at = place_of(book, origin);

	if (at == book->count || !name_equal(book->zones[at]->origin, origin))
		return NULL;
	return book->zones[at];
}

struct book_zone *
book_find_gone(const struct book *book, struct name origin)
{
	for (uint32_t i = 0; i < book->gone_count; i++) {
		if (name_equal(book->gone[i]->origin, origin))
			return book->gone[i];
	}
	return NULL;
}

static struct book_zone *
find_id(const struct book *book, const char *text)
{
	for (uint32_t i = 0; i < book->count; i++) {
		char id[BOOK_ID_MAX];

		book_zone_id(book->zones[i], id);
		if (strcmp(id, text) == 0)
			return book->zones[i];
	}
	return NULL;
}

struct book_zone *
book_find_text(const struct book *book, const char *text)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin;
	struct book_zone *found = NULL;
	size_t len = strlen(text);

	if (len > 0 && !name_from_text(text, len, &name_root, wire, &origin))
		found = book_find(book, origin);
	return found ? found : find_id(book, text);
}

/* another book */

static struct book_zone *
zone_ref_in_book(struct book_zone *zone)
{
	zone->references++;
	return zone;
}

/* What a file says is no longer to be served. */
static void
remember_gone(struct book *book, const struct book_zone *zone)
{
	struct book_zone *gone;

	if (!zone->base)
		return;
	gone = book_zone_new(zone->origin, NULL, zone_ref(zone->base), NULL);
	book_zone_set_path(gone, zone->path);
	book->gone[book->gone_count++] = gone;
}

static void
forget_gone(struct book *book, struct name origin)
{
	for (uint32_t i = 0; i < book->gone_count; i++) {
		if (!name_equal(book->gone[i]->origin, origin))
			continue;
		book_zone_unref(book->gone[i]);
		book->gone[i] = book->gone[--book->gone_count];
		return;
	}
}

static void
edit(struct book *book, const struct book_edit *edit)
{
	struct book_zone *old = edit->old;
	struct book_zone *fresh = edit->fresh;
	uint32_t place = place_of(book, old ? old->origin : fresh->origin);
	struct book_zone **at = book->zones + place;
	size_t behind = book->count - place;

	if (!old) {
		memmove(at + 1, at, behind * sizeof(void *));
		*at = fresh;
		book->count++;
		forget_gone(book, fresh->origin);
		return;
	}
	if (fresh) {
		*at = fresh;
	} else {
		memmove(at, at + 1, (behind - 1) * sizeof(void *));
		book->count--;
		remember_gone(book, old);
	}
	book_zone_unref(old);
}

/* `like` has the same apexes, or is NULL. */
static struct view *
view_of(const struct book *book, const struct view *like)
{
	struct view_zone *zones = xcalloc(book->count, sizeof *zones);
	struct view *view;

	for (uint32_t i = 0; i < book->count; i++)
		zones[i] = (struct view_zone){
		    .apex = book->zones[i]->origin,
		    .zone = book->zones[i]->zone,
		    .refusal = book->zones[i]->refusal,
		};
	view = like ? view_like(like, zones) : view_new(zones, book->count);
	free(zones);
	return view;
}

struct book *
book_edited(const struct book *book, const struct book_edit *edits,
	    size_t count)
{
	struct book *edited =
	    book_new(book->count + count, book->gone_count + count);
	const struct view *like = book->view;

	edited->count = book->count;
	for (uint32_t i = 0; i < book->count; i++)
		edited->zones[i] = zone_ref_in_book(book->zones[i]);
	edited->gone_count = book->gone_count;
	for (uint32_t i = 0; i < book->gone_count; i++)
		edited->gone[i] = zone_ref_in_book(book->gone[i]);
	for (size_t i = 0; i < count; i++) {
		edit(edited, &edits[i]);
		if (!edits[i].old || !edits[i].fresh)
			like = NULL;
	}
	edited->view = view_of(edited, like);
	return edited;
}

/* What was served of a zone, with what is known of its file now. */
static struct book_zone *
rebased(struct book_zone *zone, const struct book_zone *file)
{
	struct book_zone *made;
	struct zone *base = file ? file->base : NULL;

	if (zone->base == base || !zone->zone)
		return zone_ref_in_book(zone);
	made = book_zone_new(zone->origin, zone_ref(zone->zone),
			     base ? zone_ref(base) : NULL, NULL);
	book_ledger(zone);
	made->ledger = ledger_ref(zone->ledger);
	made->changed = !base || !ledger_is_zone(made->ledger, base);
	book_zone_set_path(made, file ? file->path : NULL);
	return made;
}

/* What `now` knows of a zone's file. */
static const struct book_zone *
file_of(const struct book *now, struct name origin)
{
	const struct book_zone *zone = book_find(now, origin);

	return zone ? zone : book_find_gone(now, origin);
}

struct book *
book_restored(const struct book *book, const struct book *now)
{
	struct book *restored =
	    book_new(book->count, now->count + now->gone_count);

	for (uint32_t i = 0; i < book->count; i++)
		restored->zones[restored->count++] = rebased(
		    book->zones[i], file_of(now, book->zones[i]->origin));
	for (uint32_t i = 0; i < now->count; i++) {
		if (!book_find(book, now->zones[i]->origin))
			remember_gone(restored, now->zones[i]);
	}
	for (uint32_t i = 0; i < now->gone_count; i++) {
		if (!book_find(book, now->gone[i]->origin))
			remember_gone(restored, now->gone[i]);
	}
	restored->view = view_ref(book->view);
	return restored;
}

struct book *
book_flushed(const struct book *book, struct book_zone *zone)
{
	struct book_zone *made = book_zone_new(
	    zone->origin, zone_ref(zone->zone), zone_ref(zone->zone), NULL);
	struct book_edit edit = {zone, made};

	book_ledger(zone);
	made->ledger = ledger_ref(zone->ledger);
	made->changed = !ledger_is_zone(made->ledger, made->base);
	book_zone_set_path(made, zone->path);
	return book_edited(book, &edit, 1);
}

static int
by_origin(const void *a, const void *b)
{
	const struct book_zone *left = *(struct book_zone *const *)a;
	const struct book_zone *right = *(struct book_zone *const *)b;

	return name_compare(left->origin, right->origin);
}

struct book *
book_of_zones(struct book_zone *const *zones, size_t count,
	      struct book_zone *const *gone, size_t gone_count)
{
	struct book *book = book_new(count, gone_count);

	for (size_t i = 0; i < count; i++)
		book->zones[book->count++] = zones[i];
	for (size_t i = 0; i < gone_count; i++)
		book->gone[book->gone_count++] = gone[i];
	if (count > 0)
		qsort(book->zones, count, sizeof *book->zones, by_origin);
	book->view = view_of(book, NULL);
	return book;
}
