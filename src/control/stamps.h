/*
 * Whether files are still those that were read.
 */
#ifndef MXD_CONTROL_STAMPS_H
#define MXD_CONTROL_STAMPS_H

#include "base/source.h"

struct stamps;

/*
 * Those of a text and of all that it named: sources->followed from number
 * `followed` on. `now` is when, in ns since 1970, or 0.
 *
 * NULL when one is of no file, or changed so shortly before that whoever
 * changes it again need not leave another time.
 */
struct stamps *stamps_of(const struct sources *sources, uint32_t file,
			 size_t followed, int64_t now);
void stamps_free(struct stamps *stamps);

/* Whether all files are there, and none was written to. */
bool stamps_hold(const struct stamps *stamps);

/* The files, the text's own first: paths and stamps. NULL behind the last. */
const char *stamps_path(const struct stamps *stamps, size_t i);
const struct stamp *stamps_first(const struct stamps *stamps);

#endif
