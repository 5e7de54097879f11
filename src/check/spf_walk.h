/*
 * What a receiver does with an SPF record (RFC 7208 §4.6, §5), as far as the
 * zones seen together tell: nothing else is asked.
 */
#ifndef MXD_CHECK_SPF_WALK_H
#define MXD_CHECK_SPF_WALK_H

#include "check/spf.h"
#include "check/target.h"
#include "check/txt.h"

enum {
	SPF_LOOKUPS_MAX = 10, /* §4.6.4 */
	SPF_VOIDS_MAX = 2,
	SPF_DEPTH_MAX =
	    SPF_LOOKUPS_MAX + 1, /* records that include each other */
};

enum spf_found {
	SPF_UNKNOWN, /* the name is in no zone that is known */
	SPF_NONE,    /* it has no SPF record */
	SPF_FOUND,
};

/* The SPF record of a name, aliases followed; *txt is for txt_free() if found,
 * and else untouched. */
enum spf_found spf_find(const struct view *view, struct name name,
			struct txt *txt);

/*
 * The name that a term asks about: its domain, or else the owner. False when
 * macros make it, or when it is no name.
 */
bool spf_term_name(const char *text, const struct spf_term *term,
		   struct name owner, uint8_t into[static NAME_WIRE_MAX],
		   struct name *name);

/* See struct spf_cost. */
struct spf_cost spf_cost(const struct view *view, struct name owner,
			 const struct txt *txt);

enum spf_result { SPF_PASSES, SPF_FAILS, SPF_DEPENDS };

/* An address, 4 or 16 octets. */
struct spf_address {
	const uint8_t *octets;
	unsigned len;
};

/* Whether mail from that address passes; SPF_DEPENDS when names that are not
 * known, or macros, decide. */
enum spf_result spf_passes(const struct view *view, struct name owner,
			   const struct txt *txt, struct spf_address address);

#endif
