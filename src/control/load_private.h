/*
 * What load.c, load_read.c and load_again.c share.
 */
#ifndef MXD_CONTROL_LOAD_PRIVATE_H
#define MXD_CONTROL_LOAD_PRIVATE_H

#include "control/load.h"
#include "control/stamps.h"

struct book_zone;     /* control/book.h */
struct zone_argument; /* control/argument.h */

/* One zone on its way into the view. */
struct candidate {
	uint8_t *wire; /* owned, of origin */
	struct name origin;
	uint32_t file;      /* its text */
	struct draft draft; /* zone NULL: its text has errors */
	char *refusal;      /* why it is not served, or NULL */
	bool settled;       /* it is what was served: not judged again */
	const struct book_zone *shared; /* nothing is new, and nothing read of
					 * it: not judged; else NULL */
	struct stamps *stamps; /* of its files; NULL: to be read next time */
	bool named;            /* not by its text: ORIGIN=FILE */
	uint32_t *used; /* owned: files of the zones that its ALIASes have
			     * data of */
	size_t used_count;
};

struct load {
	const struct load_options *options;
	const struct view *previous;
	struct sources *sources;
	struct diag_sink *sink;
	VEC(struct candidate) zones;
	VEC(struct book_zone *) by_path; /* what may be shared */
	bool failed; /* something is wrong that is no matter of one zone */
};

/* Whether it is new, and so far nothing is wrong with it. */
static inline bool
candidate_is_judged(const struct candidate *zone)
{
	return !zone->refusal && !zone->settled && !zone->shared;
}

void candidate_free(struct candidate *zone);

/* Read all that the options name, and make drafts of it. */
void load_read(struct load *load);

/* load_share.c: zones whose files are as they were */

/* Find out what may be shared. */
void load_share_start(struct load *load);

/* Take the zone of an argument as it was, if none of its files is new; else
 * false. */
bool load_share(struct load *load, const struct zone_argument *argument);

/* Zones that others which are new may make break a rule are read again. */
void load_unshare(struct load *load);

/* Read the texts of these zones, which are there and have no draft, and make
 * drafts of them. */
void load_read_again(struct load *load, struct candidate *const *zones,
		     size_t count);

/* By origin, as views have zones. */
void load_sort(struct load *load);

/* The version of a zone that was served until now, or NULL. */
struct zone *load_previous(const struct load *load, struct name origin);

/*
 * A view of the zones. Where a zone fails, its previous version takes its
 * place: as what the others are judged by, and as what is served.
 */
struct view *load_view(const struct load *load);

/* Put addresses in the place of ALIASes (control/alias.h); a zone with one that
 * leads nowhere is refused. */
void load_aliases(struct load *load);

/* Refuse zones that have addresses of one that is refused itself: until no
 * more are. */
void load_hold_aliases(struct load *load);

/*
 * Zones that fail keep their previous versions, but these were never judged
 * beside the new versions of the others. Whatever new version breaks a rule
 * in that company, or has a version that is kept break one, is refused as
 * well; until nothing more is.
 */
void load_again(struct load *load);

#endif
