/*
 * Which zone is counted by which number (view_zone.tally): the same one as long
 * as the process runs, also when the zone was gone meanwhile, so that no count
 * ever goes back. There are VIEW_TALLIES; zones that come when all are given
 * are counted together. For the control thread.
 */
#ifndef MXD_CONTROL_TALLIES_H
#define MXD_CONTROL_TALLIES_H

#include "base/vec.h"
#include "zone/view.h"

struct tally {
	uint16_t number;
	uint8_t len, labels;
	uint8_t wire[]; /* of the apex */
};

struct tallies {
	VEC(struct tally *) list; /* canonical order of the apexes */
};

/* Give the zones of a view that have none their numbers; no worker may have
 * been handed the view before, unless all of them have one. */
void tallies_give(struct tallies *tallies, struct view *view);

struct name tally_apex(const struct tally *tally);

void tallies_free(struct tallies *tallies);

#endif
