#include "control/server_private.h"

enum server_outcome
companion_start(struct server *server)
{
	const struct server_companion *companion = server->source->companion;
	struct diag_sink sink = {0};
	enum server_outcome outcome;

	if (!companion)
		return SERVER_STARTED;
	server->accompanied = true;
	outcome = companion->start(companion->context, server, &server->config,
				   &sink);
	diag_print(&sink, false);
	diag_free(&sink);
	return outcome;
}

void
companion_reload(struct server *server, const struct config *config)
{
	const struct server_companion *companion = server->source->companion;
	struct diag_sink sink = {0};

	if (!server->accompanied)
		return;
	companion->reload(companion->context, &server->config, config, &sink);
	diag_print(&sink, false);
	diag_free(&sink);
}

void
companion_stop(struct server *server)
{
	const struct server_companion *companion = server->source->companion;

	if (server->accompanied)
		companion->stop(companion->context);
}
