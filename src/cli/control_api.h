/*
 * The control API of `mxd serve`, where it is built in (-Dcontrol).
 */
#ifndef MXD_CLI_CONTROL_API_H
#define MXD_CLI_CONTROL_API_H

#include "control/server.h"

/* It starts and stops with the server; release with control_api_free(). */
struct server_companion control_api_new(void);
void control_api_free(const struct server_companion *companion);

/* Where it answers, in new memory; NULL: nowhere. */
char *control_api_address(const struct server_companion *companion);

#endif
