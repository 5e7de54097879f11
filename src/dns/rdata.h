/*
 * RDATA, driven by the rows of dns/rrtype.h.
 *
 * Wire form here is uncompressed, names as given, unless a function says
 * otherwise. At most RDATA_MAX octets.
 */
#ifndef MXD_DNS_RDATA_H
#define MXD_DNS_RDATA_H

#include "base/diag.h"
#include "dns/compress.h"
#include "dns/name.h"
#include "dns/rrtype.h"
#include "dns/token.h"

enum { RDATA_MAX = 65535 };

/*
 * Parse the presentation form, "\# length hex" included (for known types its
 * octets are checked like any others, RFC 3597 §5).
 *
 *   tokens  all of one RR's RDATA; all must be consumed
 *   origin  for relative names
 *   out     receives the wire form; its failure is "RDATA over 65535 octets"
 *   sink    receives what is wrong, at the token at fault, naming the type
 *           and the field: `MX preference "x": not a number from 0 to 65535`
 *
 * On failure there is one complaint, and octets may have been written: the
 * caller rewinds.
 */
bool rdata_from_text(uint16_t type, struct tokens *tokens, struct name origin,
		     struct writer *out, struct diag_sink *sink);

/*
 * Presentation form of checked wire form, fields separated by one blank.
 * The result is in new memory, NUL behind it, owned by the caller.
 */
char *rdata_to_text(uint16_t type, const uint8_t *rdata, uint16_t len);

/* Whether len octets are a well-formed RDATA of that type. */
bool rdata_check(uint16_t type, const uint8_t *rdata, uint16_t len);

/*
 * Append checked RDATA to a message with its RDLENGTH, names compressed where
 * the row allows it (RFC 3597 §4). On overflow the writer has failed; the
 * caller rewinds writer and table.
 */
void rdata_write(struct writer *w, struct compress *table,
		 const struct rrtype *type, const uint8_t *rdata, uint16_t len);

/*
 * Read one RR's RDATA of rdlength octets from a message, decompressing names
 * where RFC 3597 §4 allows compression; append its wire form to out. On failure
 * (malformed, or out is full) r has failed, and octets may have been written.
 */
bool rdata_read(struct reader *r, uint16_t type, uint16_t rdlength,
		struct writer *out);

/* Order and equality of canonical forms (RFC 4034 §6.3): < 0, 0, > 0. */
int rdata_compare(uint16_t type, const uint8_t *a, uint16_t a_len,
		  const uint8_t *b, uint16_t b_len);

/*
 * The name in the TARGET field of checked RDATA (exchange, SRV target, NS
 * name); false when the type has none. SVCB in ServiceMode with "." means the
 * owner (RFC 9460 §2.5): that is the caller's to say.
 */
bool rdata_target(const struct rrtype *type, const uint8_t *rdata, uint16_t len,
		  struct name *target);

/*
 * The octets of RDATA in front of the TARGET field: the same number in all
 * RDATA of a type that has one.
 */
unsigned rdata_before_target(const struct rrtype *type);

#endif
