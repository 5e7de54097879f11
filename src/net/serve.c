#include "net/serve.h"

size_t
/* NOLINTNEXTLINE(readability-function-size): as answer() */
serve_query(const struct serving *serving, struct memo *memo,
	    const struct client *client, const uint8_t *query, size_t len,
	    uint8_t *reply, size_t size)
{
	struct answered answered = answer(serving->view, &serving->answer, memo,
					  client, query, len, reply, size);

	return answered.len;
}
