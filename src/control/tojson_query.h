/*
 * A query that was seen as JSON: for the API and for the log of queries.
 */
#ifndef MXD_CONTROL_TOJSON_QUERY_H
#define MXD_CONTROL_TOJSON_QUERY_H

#include "lab/sighting.h"

#include <jansson.h>

/* A time of lab/sighting.h, as 2026-01-02T03:04:05.678901Z. */
json_t *tojson_time(uint64_t ns);

/* An object with the members of QUERY_FIELDS. */
json_t *tojson_query(const struct sighting *seen);

#endif
