#include "control/stamps.h"
#include "base/alloc.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

/* The coarsest clock of a file system that is still in use ticks every two
 * seconds. */
static const int64_t tick = 2000000000;

struct stamped {
	char *path;
	struct stamp stamp;
};

struct stamps {
	size_t count;
	struct stamped files[];
};

static bool
is_certain(const struct stamp *stamp, int64_t now)
{
	return stamp->inode != 0 && now - stamp->changed > tick &&
	       now - stamp->modified > tick;
}

struct stamps *
stamps_of(const struct sources *sources, uint32_t file, size_t followed,
	  int64_t now)
{
	size_t count = 1 + sources->followed.count - followed;
	struct stamps *stamps =
	    xcalloc(1, sizeof *stamps + count * sizeof stamps->files[0]);

	if (now == 0)
		now = (int64_t)clock_real_ns();
	for (size_t i = 0; i < count; i++) {
		const struct source *source = sources_get(
		    sources,
		    i == 0 ? file : sources->followed.items[followed + i - 1]);

		if (!is_certain(&source->stamp, now)) {
			stamps_free(stamps);
			return NULL;
		}
		stamps->files[i].path =
		    xstrndup(source->path, strlen(source->path));
		stamps->files[i].stamp = source->stamp;
		stamps->count++;
	}
	return stamps;
}

void
stamps_free(struct stamps *stamps)
{
	for (size_t i = 0; stamps && i < stamps->count; i++)
		free(stamps->files[i].path);
	free(stamps);
}

bool
stamps_hold(const struct stamps *stamps)
{
	for (size_t i = 0; i < stamps->count; i++) {
		struct stamp now;

		if (!stamp_now(stamps->files[i].path, &now) ||
		    !stamp_equal(&now, &stamps->files[i].stamp))
			return false;
	}
	return true;
}

const char *
stamps_path(const struct stamps *stamps, size_t i)
{
	return i < stamps->count ? stamps->files[i].path : NULL;
}

const struct stamp *
stamps_first(const struct stamps *stamps)
{
	return &stamps->files[0].stamp;
}
