/*
 * What load.c, load_read.c and load_again.c share.
 */
#ifndef MXD_CONTROL_LOAD_PRIVATE_H
#define MXD_CONTROL_LOAD_PRIVATE_H

#include "control/load.h"

/* One zone on its way into the view. */
struct candidate {
	uint8_t *wire; /* owned, of origin */
	struct name origin;
	uint32_t file;      /* its text */
	struct draft draft; /* zone NULL: its text has errors */
	char *refusal;      /* why it is not served, or NULL */
	bool settled;       /* it is what was served: not judged again */
	uint32_t *used;     /* owned: files of the zones that its ALIASes have
			     * data of */
	size_t used_count;
};

struct load {
	const struct load_options *options;
	const struct view *previous;
	struct sources *sources;
	struct diag_sink *sink;
	VEC(struct candidate) zones;
	bool failed; /* something is wrong that is no matter of one zone */
};

void candidate_free(struct candidate *zone);

/* Read all that the options name, and make drafts of it. */
void load_read(struct load *load);

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
