/*
 * Files that are watched: when what a zone's files say has changed, all is read
 * again, as at SIGHUP.
 *
 * The system tells of folders in which something happened. That says little:
 * editors write beside and rename, others touch and change nothing. So, once it
 * has been quiet for a moment, the files are read, and only when their octets
 * are others than those that were loaded, or a folder has other files, it is
 * worth a reload.
 */
#ifndef MXD_CONTROL_WATCH_H
#define MXD_CONTROL_WATCH_H

#include "config/config.h"

#include <uv.h>

enum {
	WATCH_SUM_LEN = 32,
	WATCH_QUIET = 100, /* ms without an event, before files are read */
};

/* What was loaded: all files, and the folders that were named. */
struct watched {
	struct texts files;
	struct texts folders;
	uint8_t sum[WATCH_SUM_LEN]; /* of all that is in them */
};

/* Note what a configuration had loaded, from the texts. Zero-initialised. */
void watched_note(struct watched *watched, const struct config *config,
		  const struct sources *sources);
void watched_free(struct watched *watched);

struct watch;

/* `changed` is called when a reload is due. */
struct watch *watch_new(uv_loop_t *loop, void (*changed)(void *context),
			void *context);

/* Watch these from now on, which are taken over. */
void watch_set(struct watch *watch, struct watched *watched);

/* Close all handles; the memory goes with the last one. */
void watch_close(struct watch *watch);

#endif
