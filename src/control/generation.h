/*
 * What is served from one reload to the next: a view, and the settings that
 * answers depend on. Workers read it; once none of them does, it is freed.
 */
#ifndef MXD_CONTROL_GENERATION_H
#define MXD_CONTROL_GENERATION_H

#include "config/config.h"
#include "control/outside.h"
#include "net/serving.h"

struct generation {
	struct serving serving;
	struct view *view;
	char *version_bind, *id_server; /* owned, or NULL */
	struct outside_policy *outside;
	struct faults *faults; /* or NULL */
	struct generation *older;
};

/*
 * Settings of the configuration, copied; the references to the view and to the
 * policy are taken over. `random_secret` is the secret of cookies when none is
 * configured.
 */
struct generation *
generation_new(const struct config *config, size_t workers, struct view *view,
	       struct outside_policy *outside,
	       const uint8_t random_secret[static COOKIE_SECRET_LEN]);

/* The same settings with another view, to which the reference is taken over. */
struct generation *generation_like(const struct generation *like,
				   struct view *view);

/* Serve by these faults instead, NULL: none; the reference is taken over.
 * Before anybody has the generation. */
void generation_fault(struct generation *generation, struct faults *faults);

void generation_free(struct generation *generation);

#endif
