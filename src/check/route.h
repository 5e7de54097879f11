/*
 * The ladder that a sender climbs to deliver mail (RFC 5321 §5.1, RFC 7505):
 * from a domain to the hosts to try, in order, or to the reason why there is
 * none.
 *
 * It is worked out of look-ups that a source answers: the zones at hand
 * (route_source_view()) or a running server (net/query.h).
 */
#ifndef MXD_CHECK_ROUTE_H
#define MXD_CHECK_ROUTE_H

#include "base/vec.h"
#include "check/sender.h"
#include "zone/view.h"

enum found_kind {
	FOUND_RECORDS,
	FOUND_NODATA,
	FOUND_NXDOMAIN,
	FOUND_FAILED,  /* SERVFAIL, REFUSED, no answer */
	FOUND_UNKNOWN, /* not in the zones at hand */
};

/* The data of one MX, A or AAAA record. */
struct found_rr {
	uint16_t preference; /* MX */
	uint8_t len;         /* of the exchange's wire form, or 4, or 16 */
	uint8_t octets[NAME_WIRE_MAX];
};

/* What a look-up found. `records` is the caller's to free. */
struct found {
	enum found_kind kind;
	bool alias; /* a CNAME or DNAME led to it */
	VEC(struct found_rr) records;
};

struct route_source {
	/* Look up MX, A or AAAA of a name, aliases followed, into a struct
	 * that is all zero. */
	void (*look_up)(void *context, struct name name, uint16_t type,
			struct found *found);
	void *context;
};

/* The zones of a view; a zone that was refused is FOUND_FAILED. */
struct route_source route_source_view(const struct view *view);

struct route_address {
	uint8_t len; /* 4 or 16 */
	uint8_t octets[16];
};

/* Why a host is tried, or is not. */
enum route_host_state {
	HOST_READY,
	HOST_OUTSIDE,     /* tried; its addresses are not known here */
	HOST_DOWN,        /* tried in vain: the caller says it is down */
	HOST_ALIAS,       /* owner of a CNAME, which this sender rejects */
	HOST_NO_ADDRESS,  /* there is no A and no AAAA */
	HOST_NO_NAME,     /* there is no such name */
	HOST_FAILED,      /* its addresses cannot be looked up now */
	HOST_SELF,        /* the sender itself */
	HOST_BEHIND_SELF, /* not preferred to the sender itself */
	HOST_OVER_LIMIT,  /* behind as many addresses as this sender tries */
};

struct route_host {
	uint16_t preference;
	enum route_host_state state;
	bool alias; /* its name is an alias */
	uint8_t wire[NAME_WIRE_MAX];
	struct name name; /* in `wire` once the route is whole */
	VEC(struct route_address) addresses;
};

struct route_options {
	const struct sender *sender;
	struct name me; /* the sender's own name */
	bool has_me;
	const struct name *down; /* hosts that do not answer */
	size_t down_count;
};

struct route {
	const struct sender *sender;
	enum route_verdict verdict;
	const struct sender_reply *reply; /* NULL: deliver, or unknown */
	bool implicit; /* no MX: the domain is its own exchange */
	bool alias;    /* the domain is an alias */
	VEC(struct route_host) hosts; /* as they are tried */
};

/*
 * Climb the ladder. What is random with a sender is in canonical order here:
 * hosts of equal preference stand in the order of their names.
 */
void route_find(struct route *route, const struct route_source *source,
		struct name domain, const struct route_options *options);

void route_free(struct route *route);

/* Whether the sender connects to a host of that state. */
bool route_host_is_tried(const struct route_host *host);

/* Whether it delivers there when it gets that far. */
bool route_host_takes(const struct route_host *host);

/* How many hosts from `first` on have its preference. */
size_t route_group(const struct route *route, size_t first);

/*
 * Send `messages` messages along the route, each with a random order of its
 * own made from `seed`: counts[i] receives how many host i gets. Returns how
 * many no host gets.
 */
uint64_t route_walk(const struct route *route, uint64_t messages, uint64_t seed,
		    uint64_t *counts);

#endif
