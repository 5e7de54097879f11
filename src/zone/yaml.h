/*
 * Zones in YAML, in octoDNS's format: owners relative to the zone, a record or
 * a list of records each, a record being a mapping of type, ttl and value or
 * values. docs/zone-yaml.md has all of it.
 *
 * A value becomes the tokens that its RDATA would have in a master file, and
 * these go the way of all RDATA (dns/rdata.h).
 */
#ifndef MXD_ZONE_YAML_H
#define MXD_ZONE_YAML_H

#include "zone/master.h"

enum {
	YAML_TTL = 3600, /* seconds, of a record that says nothing */

	/*
	 * The SOA that is made where none is written: all in seconds. The
	 * serial is when the latest of the zone's files was modified, so that
	 * it rises with each change; of a text that is no file's:
	 */
	YAML_SOA_SERIAL = 1,
	YAML_SOA_REFRESH = 3600,
	YAML_SOA_RETRY = 600,
	YAML_SOA_EXPIRE = 604800,
	YAML_SOA_MINIMUM = 3600,
};

/*
 * Read the whole text (and those it includes, which are added to *sources)
 * into the builder, like master_read(). options->origin must be set. An RR
 * stands at its value; where the fields of that are, is in *sources.
 */
bool yaml_read(struct sources *sources, uint32_t file,
	       const struct master_options *options,
	       struct zone_builder *builder, struct diag_sink *sink);

#endif
