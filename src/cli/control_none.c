/*
 * In the place of the control API in a program that was built without it.
 */
#include "cli/control_api.h"

static enum server_outcome
on_start(void *context, struct server *server, const struct config *config,
	 struct diag_sink *sink)
{
	(void)context;
	(void)server;
	if (config->control.kind == CONTROL_OFF)
		return SERVER_STARTED;
	diag_error(sink, (struct pos){0},
		   "control: this mxd was built without the control API "
		   "(meson setup -Dcontrol=enabled)");
	return SERVER_NO_CONFIGURATION;
}

static void
on_reload(void *context, const struct config *old, const struct config *new,
	  struct diag_sink *sink)
{
	(void)context;
	(void)old;
	(void)new;
	(void)sink;
}

static void
on_stop(void *context)
{
	(void)context;
}

struct server_companion
control_api_new(void)
{
	return (struct server_companion){on_start, on_reload, on_stop, NULL};
}

void
control_api_free(const struct server_companion *companion)
{
	(void)companion;
}

char *
control_api_address(const struct server_companion *companion)
{
	(void)companion;
	return NULL;
}
