/*
 * The book: the zones that are served together, each with its ledger, and the
 * view that workers read of them.
 *
 * A book is a value. A change makes another one that shares the zones which it
 * does not concern; so keeping a book (a snapshot) costs a pointer for each
 * zone. The ledger of a zone is made when somebody first asks for it; until
 * then there is none, and the frozen zone is all there is.
 *
 * All of it is for the control thread.
 */
#ifndef MXD_CONTROL_BOOK_H
#define MXD_CONTROL_BOOK_H

#include "control/ledger.h"
#include "zone/view.h"

/* One zone of a book; immutable but for the ledger that is made once. */
struct book_zone {
	uint32_t references;         /* books that hold it */
	struct name origin;          /* wire form below */
	struct zone *zone;           /* what is served; NULL: refused */
	char *refusal;               /* why, or NULL */
	struct zone *base;           /* what its file said; NULL: it has none */
	bool changed;                /* it is no longer what its file says */
	struct ledger *ledger;       /* NULL: not made yet; see book_ledger() */
	char *path;                  /* of its file; NULL: it has none */
	struct stamps *stamps;       /* of the files that `base` was read from;
				      * NULL: to be read again */
	bool named;                  /* not by its text: ORIGIN=FILE */
	struct strangers *strangers; /* NULL: not looked for yet */
	uint8_t wire[NAME_WIRE_MAX];
};

struct book {
	uint32_t references;
	uint32_t count;
	struct book_zone **zones; /* in canonical order, as in view->zones */
	struct view *view;
	uint32_t gone_count;
	struct book_zone **gone; /* not served: without a ledger, deleted
				  * though there is a file; with one, changed
				  * and then left without its file */
};

/* Room for so many zones, and no view yet: for who fills one in. */
struct book *book_new(size_t count, size_t gone);

/* What is served as the files said it. The view's reference is taken over. */
struct book *book_of_view(struct view *view);

/* Of these zones, in any order, whose references are taken over. */
struct book *book_of_zones(struct book_zone *const *zones, size_t count,
			   struct book_zone *const *gone, size_t gone_count);

struct book *book_ref(struct book *book);
void book_unref(struct book *book);

/* The zone of exactly that name, or NULL. */
struct book_zone *book_find(const struct book *book, struct name origin);

/* The same among those that are gone. */
struct book_zone *book_find_gone(const struct book *book, struct name origin);

/*
 * Zones have an id too, for paths of URLs: 16 hexadecimal digits, always the
 * same for the same name.
 */
enum { BOOK_ID_MAX = 17 };
void book_zone_id(const struct book_zone *zone, char id[static BOOK_ID_MAX]);

/* The zone that a text means: its name, with or without the last dot, or its
 * id; or NULL. */
struct book_zone *book_find_text(const struct book *book, const char *text);

/* The ledger of a zone, made now if nobody asked before; NULL of a zone that
 * is refused. It is the zone's: do not unref. */
const struct ledger *book_ledger(struct book_zone *zone);

/*
 * Put one zone in the place of another, or between them when `old` is NULL;
 * `fresh` NULL takes one out. Of a zone that has a file it is remembered that
 * it is gone, until there is one again.
 */
struct book_edit {
	struct book_zone *old;
	struct book_zone *fresh;
};

/* Another book with the edits made, and its view. The references to what is
 * fresh are taken over. */
struct book *book_edited(const struct book *book, const struct book_edit *edits,
			 size_t count);

/*
 * The book that serves what `book` does, at a time when files say what `now`
 * knows of them: for a book that is served again later.
 */
struct book *book_restored(const struct book *book, const struct book *now);

/* The book in which a zone's file says what is served of it. */
struct book *book_flushed(const struct book *book, struct book_zone *zone);

/* A zone to put into a book; references to zone, base and ledger, each of
 * which may be NULL, are taken over. */
struct book_zone *book_zone_new(struct name origin, struct zone *zone,
				struct zone *base, struct ledger *ledger);
/* Which file it is of; `path` is copied. */
void book_zone_set_path(struct book_zone *zone, const char *path);

/* As it stands in a view: what is served is what its file said. */
struct book_zone *book_zone_of_view(const struct view_zone *from);

void book_zone_unref(struct book_zone *zone);

#endif
