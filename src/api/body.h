/*
 * JSON of a peer that may be hostile (RFC 8259).
 */
#ifndef MXD_API_BODY_H
#define MXD_API_BODY_H

#include <jansson.h>
#include <stddef.h>

/* Objects and lists within each other, and room for a reason. */
enum { BODY_DEPTH_MAX = 16, BODY_WHY_MAX = 256 };

/*
 * Read a text of len octets. NULL when it is not JSON, nested too deep, or
 * when a member comes twice; then `why` says so, with line and column.
 */
json_t *body_parse(const char *text, size_t len, char why[static BODY_WHY_MAX]);

#endif
