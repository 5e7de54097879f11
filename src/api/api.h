/*
 * The control API: HTTP beside DNS, on the control thread, for programs that
 * read and change what is served. docs/api.md has its routes.
 */
#ifndef MXD_API_API_H
#define MXD_API_API_H

#include "control/server.h"

struct api;

/* Release with api_free() when the server has ended. */
struct api *api_new(void);
void api_free(struct api *api);

/*
 * What starts and ends it with the server. Without `control` in the
 * configuration it does nothing.
 */
struct server_companion api_companion(struct api *api);

/* Where it answers, in new memory; NULL: nowhere. */
char *api_address(const struct api *api);

#endif
