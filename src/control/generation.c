#include "control/generation.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((size_t)CONFIG_SECRET_LEN == COOKIE_SECRET_LEN,
	       "what is configured is a key of SipHash");

static char *
copy(const char *text)
{
	return text ? xstrndup(text, strlen(text)) : NULL;
}

static void
set_answers(struct generation *generation, const struct config *config,
	    const uint8_t *random_secret)
{
	struct answer_settings *answer = &generation->serving.answer;

	generation->version_bind = copy(config->version_bind);
	generation->id_server = copy(config->id_server);
	*answer = (struct answer_settings){
	    .udp_size = (uint16_t)config->udp_size,
	    /* Units of 100 ms (RFC 7828 §3.1). */
	    .tcp_keepalive = (uint16_t)(config->tcp_idle_timeout * 10),
	    .version_bind = generation->version_bind,
	    .id_server = generation->id_server,
	    .refused_names_zones = config->refused_names_zones,
	};
	memcpy(answer->cookie_secret,
	       config->cookie_secret.random ? random_secret
					    : config->cookie_secret.key,
	       COOKIE_SECRET_LEN);
	if (config->nsid) {
		answer->nsid_len = (uint8_t)strlen(config->nsid);
		memcpy(answer->nsid, config->nsid, answer->nsid_len);
	}
}

/* The kernel spreads connections evenly; each worker has its share. */
static uint32_t
share(uint32_t limit, size_t workers)
{
	return (uint32_t)((limit + workers - 1) / workers);
}

struct generation *
generation_new(const struct config *config, size_t workers, struct view *view,
	       struct outside_policy *outside,
	       const uint8_t random_secret[static COOKIE_SECRET_LEN])
{
	struct generation *generation = xcalloc(1, sizeof *generation);

	generation->view = view;
	generation->serving.view = view;
	generation->outside = outside;
	set_answers(generation, config, random_secret);
	outside_apply(outside, workers, &generation->serving);
	generation->serving.tcp = (struct tcp_settings){
	    .idle_ms = config->tcp_idle_timeout * 1000,
	    .connections = share(config->tcp_connections, workers),
	    .per_client = share(config->tcp_connections_per_client, workers),
	};
	generation->serving.delayed = share(config->faults_delayed, workers);
	return generation;
}

struct generation *
generation_like(const struct generation *like, struct view *view)
{
	struct generation *generation = xcalloc(1, sizeof *generation);
	struct answer_settings *answer = &generation->serving.answer;

	generation->view = view;
	generation->outside = outside_ref(like->outside);
	generation->faults = faults_ref(like->faults);
	generation->serving = like->serving;
	generation->serving.view = view;
	generation->version_bind = copy(like->version_bind);
	generation->id_server = copy(like->id_server);
	answer->version_bind = generation->version_bind;
	answer->id_server = generation->id_server;
	return generation;
}

void
generation_fault(struct generation *generation, struct faults *faults)
{
	faults_unref(generation->faults);
	generation->faults = faults;
	generation->serving.faults = faults;
}

void
generation_free(struct generation *generation)
{
	view_unref(generation->view);
	outside_unref(generation->outside);
	faults_unref(generation->faults);
	free(generation->version_bind);
	free(generation->id_server);
	free(generation);
}
