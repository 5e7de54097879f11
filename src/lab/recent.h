/*
 * The last queries of all workers, seen as one sequence: in the order in which
 * their answers were ready.
 */
#ifndef MXD_LAB_RECENT_H
#define MXD_LAB_RECENT_H

#include "config/config.h"
#include "lab/ring.h"

enum { RECENT_WORKERS_MAX = CONFIG_WORKERS_MAX };

struct recent {
	size_t count; /* of workers */
	struct ring **rings;
	uint64_t *forgotten; /* of each ring: positions before are not shown */
};

/* A place between two queries of the sequence. */
struct recent_mark {
	uint64_t at[RECENT_WORKERS_MAX]; /* in each ring */
};

/* `capacity` queries of each worker. */
struct recent *recent_new(size_t workers, size_t capacity);
void recent_free(struct recent *recent);

/* Before the oldest that is there, and behind the newest. */
void recent_begin(const struct recent *recent, struct recent_mark *mark);
void recent_end(const struct recent *recent, struct recent_mark *mark);

/*
 * The query behind the mark, which moves on. False when there is none. To
 * *lost is added how many had been there and were overwritten or forgotten.
 */
bool recent_next(const struct recent *recent, struct recent_mark *mark,
		 struct sighting *sighting, uint64_t *lost);

/* The query before the mark, which moves back; false when there is none. */
bool recent_previous(const struct recent *recent, struct recent_mark *mark,
		     struct sighting *sighting);

/* Show no more what has been until now. */
void recent_forget(struct recent *recent);

/* A word for people and programs to keep: "120", with two workers "120.7"; in
 * new memory. */
char *recent_mark_to_text(const struct recent *recent,
			  const struct recent_mark *mark);

/* False when it is none of this server's. */
bool recent_mark_from_text(const struct recent *recent, const char *text,
			   struct recent_mark *mark);

#endif
