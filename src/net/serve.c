#include "net/serve.h"
#include "base/clock.h"
#include "lab/ring.h"

uint64_t
serve_time(const struct serve *serve)
{
	return serve->ring ? clock_real_ns() : 0;
}

/* What is no query at all has no answer, and met no fault. */
static void
watch(const struct serve *serve, const struct asker *asker,
      const uint8_t *query, size_t len, const struct answered *answered)
{
	struct sighting sighting;

	if (answered->forward || (answered->len == 0 && !answered->fault))
		return;
	sighting_make(&sighting, asker, query, len, answered);
	ring_put(serve->ring, &sighting);
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): as answer() */
serve_query(const struct serve *serve, const struct asker *asker,
	    const uint8_t *query, size_t len, uint8_t *reply, size_t size)
{
	const struct serving *serving = serve->serving;
	struct answered answered =
	    answer(serving->view, &serving->answer, serve->memo, &asker->client,
		   query, len, reply, size);

	if (serve->ring)
		watch(serve, asker, query, len, &answered);
	return answered;
}

void
serve_publish(const struct serve *serve)
{
	if (serve->ring)
		ring_publish(serve->ring, clock_real_ns());
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): as answer_relayed() */
serve_relayed(const struct serve *serve, const struct asker *asker,
	      const uint8_t *query, size_t len, const struct relayed *relayed,
	      uint8_t *reply, size_t size)
{
	const struct serving *serving = serve->serving;
	struct answered answered =
	    answer_relayed(serving->view, &serving->answer, &asker->client,
			   query, len, relayed, reply, size);

	if (serve->ring)
		watch(serve, asker, query, len, &answered);
	serve_publish(serve);
	return answered;
}
