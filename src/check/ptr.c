/*
 * The way back from addresses to names, as far as reverse zones are loaded:
 * receivers ask for it of hosts that send mail (RFC 1912 §2.1).
 */
#include "base/alloc.h"
#include "base/writer.h"
#include "check/judges.h"
#include "check/mx.h"

#include <stdlib.h>
#include <string.h>

static const struct name in_addr_arpa = {(const uint8_t *)"\7in-addr\4arpa", 14,
					 2};
static const struct name ip6_arpa = {(const uint8_t *)"\3ip6\4arpa", 10, 2};

static void
put_label(struct writer *out, const char *text, size_t len)
{
	writer_put8(out, (uint8_t)len);
	writer_put(out, text, len);
}

/*
 * 1.2.0.192.in-addr.arpa. or 1.0.0.0. ... .ip6.arpa. (RFC 3596 §2.5). It is
 * asked for each address of each exchange, so it is not made by way of text.
 */
static struct name
reverse_name(struct rdata address, uint8_t into[static NAME_WIRE_MAX])
{
	static const char digits[] = "0123456789abcdef";
	bool v6 = address.len == 16;
	struct name tree = v6 ? ip6_arpa : in_addr_arpa;
	struct writer out = writer_init(into, NAME_WIRE_MAX);

	for (unsigned i = address.len; i-- > 0;) {
		unsigned octet = address.octets[i];
		char text[3] = {digits[octet / 100 % 10],
				digits[octet / 10 % 10], digits[octet % 10]};
		unsigned skip = octet >= 100 ? 0 : octet >= 10 ? 1 : 2;

		if (v6) {
			put_label(&out, &digits[octet & 15], 1);
			put_label(&out, &digits[octet >> 4], 1);
		} else {
			put_label(&out, text + skip, 3 - skip);
		}
	}
	writer_put(&out, tree.wire, tree.len);
	return (struct name){into, (uint8_t)out.at,
			     (uint8_t)(address.len * (v6 ? 2 : 1) + 2)};
}

/* What a rule on exchanges' addresses looks at. */
struct way_back {
	struct walk mx;
	struct addresses at;
	uint8_t wire[NAME_WIRE_MAX];
	struct name reverse;
	struct target target; /* of the reverse name, aliases followed */
};

static bool
has_below(const struct view *view, struct name tree)
{
	struct key key;

	key_init(&key, tree);
	return view_has_below(view, tree, &key);
}

bool
ptr_asked(const struct view *view)
{
	return has_below(view, in_addr_arpa) || has_below(view, ip6_arpa);
}

/* Whether a reverse zone is loaded, and not just the root or arpa. */
static bool
is_loaded(const struct view *view, struct name reverse)
{
	const struct view_zone *zone = view_find(view, reverse);

	return zone && zone->apex.labels > 1;
}

/* The next address of an exchange whose reverse zone is known. */
static bool
way_back_next(struct check *check, struct way_back *way)
{
	if (!check->reverse)
		return false;
	for (;;) {
		if (addresses_next(&way->at)) {
			way->reverse = reverse_name(way->at.rdata, way->wire);
			if (!is_loaded(check->view, way->reverse))
				continue;
			way->target = target_follow(check->view, way->reverse);
			if (way->target.kind == TARGET_NODE ||
			    way->target.kind == TARGET_ABSENT)
				return true;
			continue;
		}
		if (!mx_next(&way->mx))
			return false;
		way->at = mx_addresses(check, &way->mx);
	}
}

static const struct rrset *
ptr_of(const struct way_back *way)
{
	return way->target.kind == TARGET_NODE
		   ? node_rrset(way->target.node, TYPE_PTR)
		   : NULL;
}

void
ptr_missing(struct check *check, const struct subject *mx)
{
	struct way_back way = {.mx = {.subject = mx}};
	char exchange[NAME_TEXT_MAX];
	char reverse[NAME_TEXT_MAX];

	while (way_back_next(check, &way)) {
		if (ptr_of(&way) || !finding_new(check))
			continue;
		name_to_text(way.mx.name, exchange);
		name_to_text(way.reverse, reverse);
		finding_tell(check,
			     spot_field(check, mx, way.mx.i, FIELD_EXCHANGE),
			     "the exchange's address has no PTR: receivers "
			     "distrust its mail; add \"%s PTR %s\"",
			     reverse, exchange);
	}
}

static bool
names_host(const struct zone *zone, const struct rrset *ptr, struct name host)
{
	struct rdata rdata = {0};

	for (unsigned i = 0; i < ptr->count; i++) {
		rdata =
		    i == 0 ? zone_first_rdata(zone, ptr) : rdata_next(rdata);
		if (name_equal(rdata_alias(rdata), host))
			return true;
	}
	return false;
}

/* The names of the exchanges that share the address will do, too: one host
 * may have several names. */
static bool
names_an_exchange(struct check *check, const struct way_back *way)
{
	const struct zone *zone = check->view->zones[way->target.zone].zone;
	struct walk walk = {.subject = way->mx.subject};

	if (names_host(zone, ptr_of(way), way->mx.name))
		return true;
	while (mx_next(&walk)) {
		struct addresses at = mx_addresses(check, &walk);

		if (!names_host(zone, ptr_of(way), walk.name))
			continue;
		while (addresses_next(&at)) {
			if (at.rdata.len == way->at.rdata.len &&
			    memcmp(at.rdata.octets, way->at.rdata.octets,
				   at.rdata.len) == 0)
				return true;
		}
	}
	return false;
}

void
ptr_mismatch(struct check *check, const struct subject *mx)
{
	struct way_back way = {.mx = {.subject = mx}};
	char exchange[NAME_TEXT_MAX];
	char reverse[NAME_TEXT_MAX];
	char named[NAME_TEXT_MAX];
	const struct zone *zone;

	while (way_back_next(check, &way)) {
		if (!ptr_of(&way) || names_an_exchange(check, &way) ||
		    !finding_new(check))
			continue;
		zone = check->view->zones[way.target.zone].zone;
		name_to_text(way.mx.name, exchange);
		name_to_text(way.reverse, reverse);
		name_to_text(rdata_alias(zone_first_rdata(zone, ptr_of(&way))),
			     named);
		finding_tell(check,
			     spot_field(check, mx, way.mx.i, FIELD_EXCHANGE),
			     "the PTR at %s names %s; receivers want it to "
			     "name the exchange, %s",
			     reverse, named, exchange);
	}
}

void
ptr_alias(struct check *check, const struct subject *ptr)
{
	struct walk walk = {.subject = ptr};
	char name[NAME_TEXT_MAX];

	while (ptr->node->cut == 0 && walk_next(&walk)) {
		const struct target *target = check_target(check, &walk);

		if (target->kind != TARGET_ALIAS || !finding_new(check))
			continue;

		struct spot spot = spot_field(check, ptr, walk.i, 0);
		char *where = target_words(check, spot.pos, target, TYPE_CNAME);

		name_to_text(walk.name, name);
		finding_tell(check, spot,
			     "%s is an alias (CNAME %s); a PTR names a host by "
			     "its own name",
			     name, where);
		free(where);
	}
}

void
ptr_lost_dot(struct check *check, const struct subject *ptr)
{
	struct walk walk = {.subject = ptr};
	char name[NAME_TEXT_MAX];

	while (ptr->zone->origin.labels > 0 && ptr->node->cut == 0 &&
	       walk_next(&walk)) {
		if (!name_is_within(walk.name, ptr->zone->origin) ||
		    !finding_new(check))
			continue;
		name_to_text(walk.name, name);
		finding_tell(check, spot_field(check, ptr, walk.i, 0),
			     "the PTR names %s, in the reverse zone itself; a "
			     "name that is complete ends with a dot",
			     name);
	}
}
