/*
 * Master files (RFC 1035 §5, RFC 2308 §4, RFC 3597 §5): text to RRs.
 */
#ifndef MXD_ZONE_MASTER_H
#define MXD_ZONE_MASTER_H

#include "base/diag.h"
#include "zone/builder.h"

struct master_options {
	struct name origin;    /* zone's origin and first $ORIGIN; len 0: to be
				* found in the text */
	bool include_anywhere; /* $INCLUDE may leave the zone file's folder */
	unsigned threads;      /* that may read it together; 0 and 1: one */
};

/*
 * Find the origin that a text gives itself: an absolute SOA owner, or else
 * the first $ORIGIN; else the file's name ("example.com.zone", "db.example.com"
 * are of example.com). False when none of them does.
 */
bool master_origin(const struct sources *sources, uint32_t file,
		   uint8_t into[static NAME_WIRE_MAX], struct name *origin);

/* The owner of the SOA where the text says all of it; false where not. */
bool master_soa_owner(const struct sources *sources, uint32_t file,
		      uint8_t into[static NAME_WIRE_MAX], struct name *owner);

/*
 * Read the whole text (and those it $INCLUDEs, which are added to *sources)
 * into the builder. Goes on after an error with the next entry, so that all
 * of them are reported. Returns whether there was none.
 */
bool master_read(struct sources *sources, uint32_t file,
		 const struct master_options *options,
		 struct zone_builder *builder, struct diag_sink *sink);

/*
 * The position and length of field number `field` (from 0) of the RDATA whose
 * RR stands at rr (struct rr: the position of its TYPE).
 */
struct pos master_field(const struct sources *sources, struct pos rr,
			unsigned field, uint32_t *span);

#endif
