/*
 * What the handlers share.
 */
#ifndef MXD_API_API_PRIVATE_H
#define MXD_API_API_PRIVATE_H

#include "api/api.h"
#include "api/bearer.h"
#include "api/door.h"
#include "api/http.h"
#include "control/commit.h"

enum { API_COMMITS = COMMIT_FAILED + 1 };

struct api {
	struct server *server;
	struct http *http;       /* NULL: not started */
	struct expects *expects; /* likewise */
	struct door door;
	struct bearers bearers;
	struct texts hosts; /* names of this machine */
	bool challtestsrv;
	uint64_t commits[API_COMMITS]; /* by enum commit_status */
};

#endif
