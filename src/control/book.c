#include "control/book.h"
#include "base/alloc.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* zones */

struct book_zone *
book_zone_new(struct zone *zone, struct zone *base, struct ledger *ledger)
{
	struct book_zone *made = xcalloc(1, sizeof *made);

	made->references = 1;
	memcpy(made->wire, zone->origin.wire, zone->origin.len);
	made->origin =
	    (struct name){made->wire, zone->origin.len, zone->origin.labels};
	made->zone = zone;
	made->base = base;
	made->ledger = ledger;
	return made;
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
	free(zone->refusal);
	free(zone);
}

/* As a view has it: what is served is what the file said. */
static struct book_zone *
zone_of_view(const struct view_zone *from)
{
	struct book_zone *made;

	if (from->zone)
		return book_zone_new(zone_ref(from->zone), zone_ref(from->zone),
				     NULL);
	made = xcalloc(1, sizeof *made);
	made->references = 1;
	memcpy(made->wire, from->apex.wire, from->apex.len);
	made->origin =
	    (struct name){made->wire, from->apex.len, from->apex.labels};
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

static struct book *
book_new(size_t count)
{
	struct book *book = xcalloc(1, sizeof *book);

	book->references = 1;
	book->zones = xcalloc(count + 1, sizeof(struct book_zone *));
	return book;
}

struct book *
book_of_view(struct view *view)
{
	struct book *book = book_new(view->count);

	book->view = view;
	book->count = view->count;
	for (uint32_t i = 0; i < view->count; i++)
		book->zones[i] = zone_of_view(&view->zones[i]);
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
	view_unref(book->view);
	free(book->zones);
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

static void
edit(struct book *book, const struct book_edit *edit)
{
	struct name origin =
	    edit->old ? edit->old->origin : edit->fresh->origin;
	uint32_t place = place_of(book, origin);
	struct book_zone **at = book->zones + place;
	size_t behind = book->count - place;

	if (edit->old && edit->fresh) {
		book_zone_unref(*at);
		*at = edit->fresh;
	} else if (edit->old) {
		book_zone_unref(*at);
		memmove(at, at + 1, (behind - 1) * sizeof(void *));
		book->count--;
	} else {
		memmove(at + 1, at, behind * sizeof(void *));
		*at = edit->fresh;
		book->count++;
	}
}

static struct view *
view_of(const struct book *book)
{
	struct view_zone *zones = xcalloc(book->count, sizeof *zones);
	struct view *view;

	for (uint32_t i = 0; i < book->count; i++)
		zones[i] = (struct view_zone){
		    .apex = book->zones[i]->origin,
		    .zone = book->zones[i]->zone,
		    .refusal = book->zones[i]->refusal,
		};
	view = view_new(zones, book->count);
	free(zones);
	return view;
}

struct book *
book_edited(const struct book *book, const struct book_edit *edits,
	    size_t count)
{
	struct book *edited = book_new(book->count + count);

	edited->count = book->count;
	for (uint32_t i = 0; i < book->count; i++) {
		edited->zones[i] = book->zones[i];
		edited->zones[i]->references++;
	}
	for (size_t i = 0; i < count; i++)
		edit(edited, &edits[i]);
	edited->view = view_of(edited);
	return edited;
}
