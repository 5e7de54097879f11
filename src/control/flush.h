/*
 * A zone back to its file.
 */
#ifndef MXD_CONTROL_FLUSH_H
#define MXD_CONTROL_FLUSH_H

#include "zone/zone.h"

#include <stdbool.h>

#define FLUSH_WHY_MAX 256

/*
 * Write a zone to the file at `path`, as YAML where the path says so, else as a
 * master file: to another file beside it first, which takes its place when it
 * is on the disk. A symbolic link stays one. What the file said before, its
 * comments too, is gone.
 *
 * On failure the file is as it was, and `why` says why in words.
 */
bool flush_zone(const struct zone *zone, const char *path,
		char why[static FLUSH_WHY_MAX]);

#endif
