#include "net/serve.h"

struct answered
/* NOLINTNEXTLINE(readability-function-size): as answer() */
serve_query(const struct serving *serving, struct memo *memo,
	    const struct client *client, const uint8_t *query, size_t len,
	    uint8_t *reply, size_t size)
{
	return answer(serving->view, &serving->answer, memo, client, query, len,
		      reply, size);
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): as answer_relayed() */
serve_relayed(const struct serving *serving, const struct client *client,
	      const uint8_t *query, size_t len, const struct relayed *relayed,
	      uint8_t *reply, size_t size)
{
	return answer_relayed(serving->view, &serving->answer, client, query,
			      len, relayed, reply, size);
}
