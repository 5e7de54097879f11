/*
 * The log of queries: a file of JSON, one query a line, written on the control
 * thread from what workers remember. No worker waits for it, nor does a query
 * wake it: it looks for new ones every QUERYLOG_MS.
 *
 * A file that cannot be written is told of once, and once more when it can be
 * again; what was overwritten meanwhile stands in the file as {"lost":N}.
 */
#ifndef MXD_CONTROL_QUERYLOG_H
#define MXD_CONTROL_QUERYLOG_H

#include "lab/recent.h"

#include <uv.h>

enum { QUERYLOG_MS = 20 };

struct querylog;

/* Nothing is written until querylog_open(). */
struct querylog *querylog_new(uv_loop_t *loop, const struct recent *recent);

/*
 * Write to that file from now on, at its end, or to none (NULL). What was open
 * is closed: so a file that was moved away is followed by a new one.
 */
void querylog_open(struct querylog *log, const char *path);

/* Write what is left, and close. The memory is freed when the loop has run
 * once more. NULL does nothing. */
void querylog_stop(struct querylog *log);

#endif
