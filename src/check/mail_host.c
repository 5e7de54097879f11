/*
 * MX records: the exchanges as hosts, their names and addresses.
 */
#include "base/alloc.h"
#include "check/hostname.h"
#include "check/judges.h"
#include "check/mx.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

void
mx_exchange_hostname(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		const char *wrong = hostname_wrong(walk.name);

		if (!wrong || check_literal(check, &walk) ||
		    !finding_new(check))
			continue;
		name_to_text(walk.name, exchange);
		finding_tell(check,
			     spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			     "exchange %s is no host name: it %s; many senders "
			     "refuse it",
			     exchange, wrong);
	}
}

/* networks */

struct network {
	uint8_t octets[16];
	uint8_t len, bits;
};

/* RFC 5735 §4, RFC 4291 §2.5: the sender itself. */
static const struct network loopback[] = {
    {{127}, 4, 8},
    {{0}, 4, 8},
    {{[15] = 1}, 16, 128},
    {{0}, 16, 128},
};

/* RFC 6890: private, shared and link-local use. */
static const struct network private[] = {
    {{10}, 4, 8},           {{172, 16}, 4, 12},  {{192, 168}, 4, 16},
    {{100, 64}, 4, 10},     {{169, 254}, 4, 16}, {{0xfc}, 16, 7},
    {{0xfe, 0x80}, 16, 10},
};

static bool
is_within(const struct network *network, struct rdata address)
{
	unsigned whole = network->bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> network->bits % 8);

	if (address.len != network->len ||
	    memcmp(address.octets, network->octets, whole) != 0)
		return false;
	return network->bits % 8 == 0 ||
	       (address.octets[whole] & mask) == network->octets[whole];
}

static bool
is_in_any(const struct network *networks, size_t count, struct rdata address)
{
	for (size_t i = 0; i < count; i++) {
		if (is_within(&networks[i], address))
			return true;
	}
	return false;
}

static void
address_to_text(struct rdata address, char text[static INET6_ADDRSTRLEN])
{
	inet_ntop(address.len == 4 ? AF_INET : AF_INET6, address.octets, text,
		  INET6_ADDRSTRLEN);
}

static bool
is_localhost(struct name name)
{
	static const struct name localhost = {(const uint8_t *)"\11localhost",
					      11, 1};

	return name_is_within(name, localhost);
}

void
mx_exchange_loopback(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char text[INET6_ADDRSTRLEN];

	while (mx_next(&walk)) {
		struct addresses at = mx_addresses(check, &walk);

		if (is_localhost(walk.name)) {
			if (finding_new(check))
				finding_tell(check,
					     spot_field(check, mx, walk.i,
							FIELD_EXCHANGE),
					     "every sender takes localhost for "
					     "itself; name a host");
			continue;
		}
		while (addresses_next(&at)) {
			if (!is_in_any(loopback,
				       sizeof loopback / sizeof loopback[0],
				       at.rdata) ||
			    !finding_new(check))
				continue;
			address_to_text(at.rdata, text);
			finding_tell(
			    check,
			    spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			    "the exchange has the address %s, which every "
			    "sender takes for itself",
			    text);
		}
	}
}

void
mx_exchange_private(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char text[INET6_ADDRSTRLEN];

	while (mx_next(&walk)) {
		struct addresses at = mx_addresses(check, &walk);

		while (addresses_next(&at)) {
			if (!is_in_any(private,
				       sizeof private / sizeof private[0],
				       at.rdata) ||
			    !finding_new(check))
				continue;
			address_to_text(at.rdata, text);
			finding_tell(
			    check,
			    spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			    "the exchange has the address %s, which only its "
			    "own network reaches",
			    text);
		}
	}
}

/* families of addresses */

/* Which kinds of address the exchanges have, all together; nothing, when one
 * of them is not known or the set is a null MX. */
struct families {
	bool v4, v6;
};

static struct families
families_of(struct check *check, const struct subject *mx)
{
	struct families families = {false, false};
	struct walk walk = {.subject = mx};

	while (mx_next(&walk)) {
		const struct target *target = check_target(check, &walk);

		if (target->kind != TARGET_NODE)
			return (struct families){false, false};
		families.v4 |= node_rrset(target->node, TYPE_A) != NULL;
		families.v6 |= node_rrset(target->node, TYPE_AAAA) != NULL;
	}
	return families;
}

void
mx_exchange_v6_only(struct check *check, const struct subject *mx)
{
	struct families families = families_of(check, mx);

	if (families.v6 && !families.v4 && finding_new(check))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "no exchange has an A record: senders without "
			     "IPv6 cannot deliver; give one of them an A");
}

void
mx_exchange_v4_only(struct check *check, const struct subject *mx)
{
	struct families families = families_of(check, mx);

	if (families.v4 && !families.v6 && finding_new(check))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "no exchange has an AAAA record: senders without "
			     "IPv4 cannot deliver");
}

void
mx_exchange_outside(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		if (mx_is_null(walk.name) ||
		    check_target(check, &walk)->kind != TARGET_UNKNOWN ||
		    check_literal(check, &walk) || !finding_new(check))
			continue;
		name_to_text(walk.name, exchange);
		finding_tell(check,
			     spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			     "exchange %s is in no zone that is loaded: "
			     "whether it has an address is not checked",
			     exchange);
	}
}

/* redundancy */

enum { ADDRESSES_MAX = 64 }; /* of one RRset, that are compared */

struct owned_address {
	struct rdata address;
	const struct node *host;
};

static const struct owned_address *
find_owned(const struct owned_address *all, size_t count,
	   const struct addresses *at)
{
	for (size_t i = 0; i < count; i++) {
		if (all[i].host != at->node &&
		    all[i].address.len == at->rdata.len &&
		    memcmp(all[i].address.octets, at->rdata.octets,
			   at->rdata.len) == 0)
			return &all[i];
	}
	return NULL;
}

static void
tell_shared(struct check *check, const struct walk *mx,
	    const struct owned_address *other)
{
	char host[NAME_TEXT_MAX];
	char text[INET6_ADDRSTRLEN];

	name_to_text(node_owner(other->host), host);
	address_to_text(other->address, text);
	finding_tell(check,
		     spot_field(check, mx->subject, mx->i, FIELD_EXCHANGE),
		     "the exchange has the address %s, and so has %s: when "
		     "one is down, so is the other",
		     text, host);
}

void
mx_exchange_same_address(struct check *check, const struct subject *mx)
{
	struct owned_address seen[ADDRESSES_MAX];
	struct walk walk = {.subject = mx};
	size_t count = 0;

	while (mx_next(&walk) && count < ADDRESSES_MAX) {
		struct addresses at = mx_addresses(check, &walk);
		size_t before = count;

		while (addresses_next(&at) && count < ADDRESSES_MAX) {
			const struct owned_address *other =
			    find_owned(seen, before, &at);

			if (other && finding_new(check)) {
				tell_shared(check, &walk, other);
				break;
			}
			seen[count++] =
			    (struct owned_address){at.rdata, at.node};
		}
	}
}
