/*
 * Where every query passes, by whichever transport it came: the one place that
 * sees what was asked and what was answered.
 */
#ifndef MXD_NET_SERVE_H
#define MXD_NET_SERVE_H

#include "net/serving.h"

/*
 * Answer one query from what is served: see answer(), also for `memo`. Where it
 * says so, what is in `reply` is to be asked elsewhere (net/forward.h), and the
 * query passes here again once that has come to something.
 */
struct answered serve_query(const struct serving *serving, struct memo *memo,
			    const struct client *client, const uint8_t *query,
			    size_t len, uint8_t *reply, size_t size);

struct answered serve_relayed(const struct serving *serving,
			      const struct client *client, const uint8_t *query,
			      size_t len, const struct relayed *relayed,
			      uint8_t *reply, size_t size);

#endif
