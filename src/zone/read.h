/*
 * Zone texts of any format: which one it is, the path says.
 *
 *	*.yaml, *.yml   zone/yaml.h
 *	anything else   a master file, zone/master.h
 */
#ifndef MXD_ZONE_READ_H
#define MXD_ZONE_READ_H

#include "zone/master.h"

/* Whether a path is that of a YAML zone. */
bool zone_path_is_yaml(const char *path);

/* master_origin(), or the origin that a YAML file's name says. */
bool zone_origin(const struct sources *sources, uint32_t file,
		 uint8_t into[static NAME_WIRE_MAX], struct name *origin);

/* Whether reading a text may add others to the sources: YAML, and master files
 * with $INCLUDE. The other texts can be read by several threads. */
bool zone_names_texts(const struct sources *sources, uint32_t file);

/* master_read() or yaml_read(); of options, the origin must be set for the
 * latter. */
bool zone_read(struct sources *sources, uint32_t file,
	       const struct master_options *options,
	       struct zone_builder *builder, struct diag_sink *sink);

/* Where field number `field` of the RDATA of an RR stands, see
 * master_field(). */
struct pos zone_field(const struct sources *sources, struct pos rr,
		      unsigned field, uint32_t *span);

#endif
