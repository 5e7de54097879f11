#include "check/route.h"
#include "dns/rrtype.h"

#include <stdlib.h>
#include <string.h>

/* What is known while the ladder is built. */
struct climb {
	struct route *route;
	const struct route_source *source;
	const struct route_options *options;
	VEC(struct route_address) mine; /* the sender's own addresses */
};

static void
set_case(struct route *route, enum route_case which)
{
	route->reply = &route->sender->replies[which];
	route->verdict = route->reply->verdict;
}

static void
look_up(const struct climb *climb, struct name name, uint16_t type,
	struct found *found)
{
	*found = (struct found){0};
	climb->source->look_up(climb->source->context, name, type, found);
}

/* The worse of what two look-ups of one host found: what stays of it. */
static enum route_host_state
state_of(const struct found *v4, const struct found *v6)
{
	if (v4->kind == FOUND_RECORDS || v6->kind == FOUND_RECORDS)
		return HOST_READY;
	if (v4->kind == FOUND_FAILED || v6->kind == FOUND_FAILED)
		return HOST_FAILED;
	if (v4->kind == FOUND_UNKNOWN || v6->kind == FOUND_UNKNOWN)
		return HOST_OUTSIDE;
	if (v4->kind == FOUND_NXDOMAIN)
		return HOST_NO_NAME;
	return HOST_NO_ADDRESS;
}

static void
take_addresses(struct route_host *host, const struct found *found)
{
	for (size_t i = 0; i < found->records.count; i++) {
		const struct found_rr *rr = &found->records.items[i];
		struct route_address *address = VEC_PUSH(&host->addresses);

		address->len = rr->len;
		memcpy(address->octets, rr->octets, rr->len);
	}
}

static void
find_addresses(const struct climb *climb, struct route_host *host)
{
	struct found v4;
	struct found v6;

	look_up(climb, host->name, TYPE_A, &v4);
	look_up(climb, host->name, TYPE_AAAA, &v6);
	host->state = state_of(&v4, &v6);
	host->alias = v4.alias || v6.alias;
	take_addresses(host, &v4);
	take_addresses(host, &v6);
	free(v4.records.items);
	free(v6.records.items);
}

static bool
share_address(const struct climb *climb, const struct route_host *host)
{
	for (size_t i = 0; i < host->addresses.count; i++) {
		const struct route_address *a = &host->addresses.items[i];

		for (size_t k = 0; k < climb->mine.count; k++) {
			const struct route_address *b = &climb->mine.items[k];

			if (a->len == b->len &&
			    memcmp(a->octets, b->octets, a->len) == 0)
				return true;
		}
	}
	return false;
}

static bool
is_me(const struct climb *climb, const struct route_host *host)
{
	return climb->options->has_me &&
	       (name_equal(host->name, climb->options->me) ||
		share_address(climb, host));
}

static bool
is_down(const struct climb *climb, const struct route_host *host)
{
	for (size_t i = 0; i < climb->options->down_count; i++) {
		if (name_equal(host->name, climb->options->down[i]))
			return true;
	}
	return false;
}

static void
judge_host(const struct climb *climb, struct route_host *host)
{
	/* The root is nobody's host (RFC 7505 §3): nothing to look up. */
	if (host->name.labels == 0)
		host->state = HOST_NO_ADDRESS;
	else
		find_addresses(climb, host);
	if (is_me(climb, host))
		host->state = HOST_SELF;
	else if (host->alias && !climb->route->implicit &&
		 !climb->route->sender->follows_alias)
		host->state = HOST_ALIAS;
	else if (route_host_takes(host) && is_down(climb, host))
		host->state = HOST_DOWN;
}

static void
add_host(struct route *route, uint16_t preference, const uint8_t *wire,
	 uint8_t len)
{
	struct route_host *host = VEC_PUSH(&route->hosts);

	*host = (struct route_host){.preference = preference};
	memcpy(host->wire, wire, len);
}

static int
by_preference(const void *a, const void *b)
{
	const struct route_host *left = a;
	const struct route_host *right = b;

	if (left->preference != right->preference)
		return left->preference < right->preference ? -1 : 1;
	return name_compare(name_at(left->wire), name_at(right->wire));
}

/* RFC 5321 §5.1: a relay that is an exchange itself sends only to those that
 * are preferred to it. */
static void
cut_behind_self(struct route *route)
{
	uint32_t limit = UINT32_MAX;

	for (size_t i = 0; i < route->hosts.count; i++) {
		struct route_host *host = &route->hosts.items[i];

		if (host->state == HOST_SELF && limit == UINT32_MAX)
			limit = host->preference;
	}
	for (size_t i = 0; i < route->hosts.count; i++) {
		struct route_host *host = &route->hosts.items[i];

		if (host->preference >= limit && host->state != HOST_SELF)
			host->state = HOST_BEHIND_SELF;
	}
}

/* Which group lies wholly behind what this sender tries. */
static void
cut_over_limit(struct route *route)
{
	unsigned limit = route->sender->address_limit;
	size_t before = 0;
	size_t group;

	for (size_t i = 0; limit > 0 && i < route->hosts.count; i += group) {
		size_t inside = 0;

		group = route_group(route, i);
		for (size_t k = i; k < i + group; k++) {
			struct route_host *host = &route->hosts.items[k];

			if (!route_host_is_tried(host))
				continue;
			inside += host->addresses.count;
			if (before >= limit)
				host->state = HOST_OVER_LIMIT;
		}
		before += inside;
	}
}

/* Whether the sender is an exchange, and not of the first ones. */
static bool
is_backup(const struct route *route)
{
	for (size_t i = 0; i < route->hosts.count; i++) {
		const struct route_host *host = &route->hosts.items[i];

		if (host->state == HOST_SELF)
			return host->preference >
			       route->hosts.items[0].preference;
	}
	return false;
}

/* What the states of the hosts amount to. */
static void
conclude(struct route *route)
{
	unsigned counts[HOST_OVER_LIMIT + 1] = {0};

	for (size_t i = 0; i < route->hosts.count; i++)
		counts[route->hosts.items[i].state]++;
	if (counts[HOST_READY] + counts[HOST_OUTSIDE] > 0)
		route->verdict = ROUTE_DELIVER;
	else if (counts[HOST_DOWN] > 0)
		set_case(route, ROUTE_ALL_DOWN);
	else if (counts[HOST_FAILED] > 0)
		set_case(route, ROUTE_LOOKUP_FAILED);
	else if (counts[HOST_SELF] > 0)
		set_case(route,
			 is_backup(route) ? ROUTE_NO_PRIMARY : ROUTE_LOOP);
	else if (!route->implicit)
		set_case(route, ROUTE_NO_MX_ADDRESS);
	else if (counts[HOST_NO_NAME] > 0)
		set_case(route, ROUTE_NO_DOMAIN);
	else
		set_case(route, ROUTE_NO_ADDRESS);
}

static void
judge_hosts(struct climb *climb)
{
	struct route *route = climb->route;

	qsort(route->hosts.items, route->hosts.count,
	      sizeof *route->hosts.items, by_preference);
	for (size_t i = 0; i < route->hosts.count; i++) {
		struct route_host *host = &route->hosts.items[i];

		host->name = name_at(host->wire);
		judge_host(climb, host);
	}
	cut_behind_self(route);
	cut_over_limit(route);
	conclude(route);
}

/* The null MX (RFC 7505 §3): one record, whose exchange is the root. With
 * other MX beside it, it is an exchange without address. */
static bool
is_null_mx(const struct found *found)
{
	return found->records.count == 1 &&
	       found->records.items[0].octets[0] == 0;
}

static void
climb_from(struct climb *climb, struct name domain, const struct found *mx)
{
	struct route *route = climb->route;

	switch (mx->kind) {
	case FOUND_FAILED:
		set_case(route, ROUTE_LOOKUP_FAILED);
		return;
	case FOUND_UNKNOWN:
		route->verdict = ROUTE_UNKNOWN;
		return;
	case FOUND_NXDOMAIN:
		set_case(route, ROUTE_NO_DOMAIN);
		return;
	case FOUND_NODATA:
		route->implicit = true;
		add_host(route, 0, domain.wire, domain.len);
		break;
	case FOUND_RECORDS:
		if (is_null_mx(mx)) {
			set_case(route, ROUTE_NULL_MX);
			return;
		}
		for (size_t i = 0; i < mx->records.count; i++) {
			const struct found_rr *rr = &mx->records.items[i];

			add_host(route, rr->preference, rr->octets, rr->len);
		}
	}
	judge_hosts(climb);
}

static void
find_me(struct climb *climb)
{
	struct route_host me = {0};

	if (!climb->options->has_me)
		return;
	me.name = climb->options->me;
	find_addresses(climb, &me);
	climb->mine.items = me.addresses.items;
	climb->mine.count = me.addresses.count;
}

void
route_find(struct route *route, const struct route_source *source,
	   struct name domain, const struct route_options *options)
{
	struct climb climb = {
	    .route = route, .source = source, .options = options};
	struct found mx;

	*route = (struct route){.sender = options->sender};
	find_me(&climb);
	look_up(&climb, domain, TYPE_MX, &mx);
	route->alias = mx.alias;
	climb_from(&climb, domain, &mx);
	free(mx.records.items);
	free(climb.mine.items);
}

void
route_free(struct route *route)
{
	for (size_t i = 0; i < route->hosts.count; i++)
		free(route->hosts.items[i].addresses.items);
	free(route->hosts.items);
}

bool
route_host_is_tried(const struct route_host *host)
{
	return route_host_takes(host) || host->state == HOST_DOWN;
}

bool
route_host_takes(const struct route_host *host)
{
	return host->state == HOST_READY || host->state == HOST_OUTSIDE;
}

size_t
route_group(const struct route *route, size_t first)
{
	size_t end = first;

	while (end < route->hosts.count &&
	       route->hosts.items[end].preference ==
		   route->hosts.items[first].preference)
		end++;
	return end - first;
}
