/*
 * Looking ahead finds the queries that a zone here may answer, and bears
 * whatever octets come.
 */
#include "../support/decoded.h"
#include "../support/random_view.h"

#include "answer/ahead.h"

#include <criterion/criterion.h>

enum { VIEWS = 200, BATCHES = 20, QUERY_MAX = 300 };

struct batch {
	uint8_t octets[AHEAD_MAX][QUERY_MAX];
	size_t len[AHEAD_MAX];
	unsigned count, served; /* queries, and those that a zone may answer */
};

static bool
is_served(const struct view *view, struct name name)
{
	const struct view_zone *zone = view_find(view, name);

	return zone && zone->zone;
}

static void
random_batch(struct batch *batch, const struct model *model,
	     const struct view *view)
{
	static const uint16_t types[] = {TYPE_A,   TYPE_MX, TYPE_NS,
					 TYPE_SRV, TYPE_DS, TYPE_ANY};

	batch->count = 2 + pick(AHEAD_MAX - 1);
	batch->served = 0;
	for (unsigned i = 0; i < batch->count; i++) {
		uint8_t wire[NAME_WIRE_MAX];
		struct test_query query;

		query_init(&query, random_question(model, wire),
			   types[pick(6)]);
		batch->len[i] =
		    query_write(&query, batch->octets[i], QUERY_MAX);
		if (pick(5) == 0)
			batch->len[i] = pick(HEADER_LEN + query.name.len + 4u);
		else if (is_served(view, query.name))
			batch->served++;
	}
}

/* From memory of the exact size, so that a sanitizer sees reads past the end.
 */
static unsigned
look_ahead(const struct batch *batch, const struct view *view)
{
	struct ahead ahead[AHEAD_MAX];
	uint8_t *copies[AHEAD_MAX];
	unsigned looking;

	for (unsigned i = 0; i < batch->count; i++) {
		copies[i] = malloc(batch->len[i] + 1);
		cr_assert_not_null(copies[i]);
		memcpy(copies[i] + 1, batch->octets[i], batch->len[i]);
		ahead[i] = (struct ahead){copies[i] + 1, batch->len[i]};
	}
	looking = answer_look_ahead(view, ahead, batch->count);
	for (unsigned i = 0; i < batch->count; i++)
		free(copies[i]);
	return looking;
}

Test(answer_ahead, looks_into_the_zones_that_are_asked)
{
	static struct model model;
	static struct batch batch;

	srand(7);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		/* As if it were too large for the caches. */
		view->octets = SIZE_MAX;
		for (unsigned b = 0; b < BATCHES; b++) {
			random_batch(&batch, &model, view);
			cr_assert_eq(look_ahead(&batch, view), batch.served);
		}
		view_unref(view);
	}
}

Test(answer_ahead, leaves_alone_what_stays_in_the_caches)
{
	static struct model model;
	static struct batch batch;
	struct view *view;

	srand(8);
	view = random_view(&model);
	random_batch(&batch, &model, view);
	cr_expect_eq(look_ahead(&batch, view), 0);
	view_unref(view);
}
