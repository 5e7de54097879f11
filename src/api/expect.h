/*
 * Calls that wait for queries.
 */
#ifndef MXD_API_EXPECT_H
#define MXD_API_EXPECT_H

struct api;
struct call;
struct expects;

struct expects *expects_start(struct api *api);

/* The call is over; it need not have waited. */
void expects_forget(struct expects *expects, const struct call *call);

/* None waits any more; the memory is freed when the loop has run once more. */
void expects_stop(struct expects *expects);

#endif
