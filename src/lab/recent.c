#include "lab/recent.h"
#include "base/alloc.h"
#include "dns/text.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

struct recent *
recent_new(size_t workers, size_t capacity)
{
	struct recent *recent = xcalloc(1, sizeof *recent);

	assert(workers <= RECENT_WORKERS_MAX);
	recent->count = workers;
	recent->rings = xcalloc(workers, sizeof(struct ring *));
	recent->forgotten = xcalloc(workers, sizeof *recent->forgotten);
	for (size_t i = 0; i < workers; i++)
		recent->rings[i] = ring_new(capacity);
	return recent;
}

void
recent_free(struct recent *recent)
{
	if (!recent)
		return;
	for (size_t i = 0; i < recent->count; i++)
		ring_free(recent->rings[i]);
	free(recent->rings);
	free(recent->forgotten);
	free(recent);
}

static uint64_t
first_of(const struct recent *recent, size_t i)
{
	uint64_t begin = ring_begin(recent->rings[i]);

	return begin > recent->forgotten[i] ? begin : recent->forgotten[i];
}

void
recent_begin(const struct recent *recent, struct recent_mark *mark)
{
	for (size_t i = 0; i < recent->count; i++)
		mark->at[i] = first_of(recent, i);
}

void
recent_end(const struct recent *recent, struct recent_mark *mark)
{
	for (size_t i = 0; i < recent->count; i++)
		mark->at[i] = ring_end(recent->rings[i]);
}

static uint64_t
answered_at(const struct sighting *sighting)
{
	return sighting->time + sighting->latency;
}

/* The next of one ring, past what is lost. */
static bool
next_of(const struct recent *recent, size_t i, uint64_t *at,
	struct sighting *sighting, uint64_t *lost)
{
	uint64_t first;

	while (*at < ring_end(recent->rings[i])) {
		first = first_of(recent, i);
		if (*at < first) {
			*lost += first - *at;
			*at = first;
		}
		if (*at < ring_end(recent->rings[i]) &&
		    ring_get(recent->rings[i], *at, sighting))
			return true;
	}
	return false;
}

bool
recent_next(const struct recent *recent, struct recent_mark *mark,
	    struct sighting *sighting, uint64_t *lost)
{
	struct sighting candidate;
	size_t chosen = recent->count;

	for (size_t i = 0; i < recent->count; i++) {
		if (!next_of(recent, i, &mark->at[i], &candidate, lost))
			continue;
		if (chosen == recent->count ||
		    answered_at(&candidate) < answered_at(sighting)) {
			*sighting = candidate;
			chosen = i;
		}
	}
	if (chosen == recent->count)
		return false;
	mark->at[chosen]++;
	return true;
}

bool
recent_previous(const struct recent *recent, struct recent_mark *mark,
		struct sighting *sighting)
{
	struct sighting candidate;
	size_t chosen = recent->count;

	for (size_t i = 0; i < recent->count; i++) {
		uint64_t at = mark->at[i];

		if (at <= first_of(recent, i) ||
		    !ring_get(recent->rings[i], at - 1, &candidate))
			continue;
		if (chosen == recent->count ||
		    answered_at(&candidate) > answered_at(sighting)) {
			*sighting = candidate;
			chosen = i;
		}
	}
	if (chosen == recent->count)
		return false;
	mark->at[chosen]--;
	return true;
}

void
recent_forget(struct recent *recent)
{
	for (size_t i = 0; i < recent->count; i++)
		recent->forgotten[i] = ring_end(recent->rings[i]);
}

char *
recent_mark_to_text(const struct recent *recent, const struct recent_mark *mark)
{
	struct text text = {0};

	for (size_t i = 0; i < recent->count; i++) {
		if (i > 0)
			text_put_char(&text, '.');
		text_put_number(&text, mark->at[i], 1);
	}
	return text_finish(&text);
}

bool
recent_mark_from_text(const struct recent *recent, const char *text,
		      struct recent_mark *mark)
{
	struct recent_mark read;

	for (size_t i = 0; i < recent->count; i++) {
		char *end;

		if (i > 0 && *text++ != '.')
			return false;
		if (*text < '0' || *text > '9')
			return false;
		errno = 0;
		read.at[i] = strtoull(text, &end, 10);
		if (errno != 0 || read.at[i] > ring_end(recent->rings[i]))
			return false;
		text = end;
	}
	if (*text != '\0')
		return false;
	*mark = read;
	return true;
}
