/*
 * Which queries are meant: what all of them have in common.
 */
#ifndef MXD_LAB_MATCH_H
#define MXD_LAB_MATCH_H

#include "base/prefix.h"
#include "lab/query_field.h"
#include "lab/sighting.h"

#define MATCH_FILTER(name, says) MATCH_##name,
enum match_filter { QUERY_FILTERS(MATCH_FILTER) MATCH_FILTERS };
#undef MATCH_FILTER

/* All that is given must fit; zero-initialised, everything does. */
struct match {
	unsigned given; /* a bit for each enum match_filter */
	bool below;     /* the name is the ancestor of those that are meant */
	uint8_t name[NAME_WIRE_MAX];
	uint16_t type;
	struct prefix client;
	enum transport transport;
	uint16_t rcode;
	uint8_t zone[NAME_WIRE_MAX];
	char fault[SIGHTING_FAULT_MAX];
};

/* "name", "type" ... */
const char *match_filter_name(enum match_filter filter);

/* One more condition. Returns NULL, or what the text must be ("must be a type
 * of records, such as MX"); then nothing has changed. */
const char *match_set(struct match *match, enum match_filter filter,
		      const char *text);

/* A bit for each filter that is given and does not fit. */
unsigned match_differs(const struct match *match,
		       const struct sighting *sighting);

#endif
