/*
 * What is printed of the complaints about zones that are to be served.
 */
#ifndef MXD_CONTROL_COMPLAINTS_H
#define MXD_CONTROL_COMPLAINTS_H

#include "base/diag.h"
#include "config/config.h"

/*
 * Print and forget all errors and warnings, and notes only of rules that the
 * configuration allows: who serves a zone has not asked what might be better
 * about it, as with `mxd check`.
 */
void complaints_print(struct diag_sink *sink, const struct texts *allow);

#endif
