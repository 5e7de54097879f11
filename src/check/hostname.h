/*
 * Host names (RFC 952, RFC 1123 §2.1, RFC 3696 §2): what mail software takes
 * for one, which is less than what DNS takes for a name.
 */
#ifndef MXD_CHECK_HOSTNAME_H
#define MXD_CHECK_HOSTNAME_H

#include "dns/name.h"

/* NULL, or why the name is none, as the end of a sentence that starts with
 * it. A wildcard is judged without its asterisk. */
const char *hostname_wrong(struct name name);

#endif
