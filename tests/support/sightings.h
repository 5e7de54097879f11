/*
 * Queries that were seen, made by hand.
 */
#ifndef MXD_TESTS_SUPPORT_SIGHTINGS_H
#define MXD_TESTS_SUPPORT_SIGHTINGS_H

#include "dns/rrtype.h"
#include "lab/sighting.h"

#include <criterion/criterion.h>
#include <string.h>

/* An answer NOERROR to 192.0.2.7 over UDP, from no zone. */
static inline struct sighting
sighting_of(const char *text, const char *type)
{
	struct sighting seen = {
	    .time = 1,
	    .client = {192, 0, 2, 7},
	    .class = CLASS_IN,
	    .reply_len = 100,
	    .bits = SIGHTING_NAME,
	    .zone_labels = SIGHTING_NO_ZONE,
	};
	struct name name;

	cr_assert_null(
	    name_from_text(text, strlen(text), &name_root, seen.name, &name));
	cr_assert(rrtype_from_text(type, strlen(type), &seen.type));
	return seen;
}

#endif
