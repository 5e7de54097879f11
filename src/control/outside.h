/*
 * What becomes of names that are in no zone, as the settings say: zones behind
 * those served, servers that are asked; and which zones count as validated.
 */
#ifndef MXD_CONTROL_OUTSIDE_H
#define MXD_CONTROL_OUTSIDE_H

#include "config/config.h"
#include "control/listening.h"
#include "net/serving.h"

/* Counted, by the control thread alone: generations share it. */
struct outside_policy;

/*
 * Make it, with one reference. NULL where settings do not go together, or a
 * server to forward to is this one: the sink says so.
 */
struct outside_policy *outside_new(const struct config *config,
				   const struct listening *listening,
				   struct diag_sink *sink);

struct outside_policy *outside_ref(struct outside_policy *policy);
void outside_unref(struct outside_policy *policy);

/* Have this served; the policy must outlive it. */
void outside_apply(const struct outside_policy *policy, size_t workers,
		   struct serving *serving);

/* Say in the log what is unlike other servers: sink, forwarding, AD. */
void outside_log(const struct outside_policy *policy, const struct view *view);

#endif
