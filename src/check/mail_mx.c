/*
 * MX records: what an exchange must be.
 */
#include "base/alloc.h"
#include "check/judges.h"
#include "check/mx.h"

#include <stdlib.h>

/* "" or " by the wildcard *.example.com.": in new memory. */
static char *
wildcard_words(const struct target *target)
{
	struct name owner = node_owner(target->node);
	char text[NAME_TEXT_MAX];

	if (!name_is_wildcard(owner))
		return xasprintf("%s", "");
	name_to_text(owner, text);
	return xasprintf(", which the wildcard %s makes", text);
}

void
mx_exchange_alias(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		const struct target *target = check_target(check, &walk);

		if (target->kind != TARGET_ALIAS || !finding_new(check))
			continue;

		struct spot spot =
		    spot_field(check, mx, walk.i, FIELD_EXCHANGE);
		char *where = target_words(check, spot.pos, target, TYPE_CNAME);
		char *wildcard = wildcard_words(target);

		name_to_text(walk.name, exchange);
		finding_tell(check, spot,
			     "exchange %s is an alias (CNAME %s%s); an MX must "
			     "name a host with addresses",
			     exchange, where, wildcard);
		free(wildcard);
		free(where);
	}
}

void
mx_exchange_dname(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];
	char above[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		const struct target *target = check_target(check, &walk);

		if (target->kind != TARGET_DNAME || !finding_new(check))
			continue;

		struct spot spot =
		    spot_field(check, mx, walk.i, FIELD_EXCHANGE);
		char *where = target_words(check, spot.pos, target, TYPE_DNAME);

		name_to_text(walk.name, exchange);
		name_to_text(node_owner(target->node), above);
		finding_tell(
		    check, spot,
		    "exchange %s is an alias, as it lies below %s "
		    "(DNAME %s); an MX must name a host with addresses",
		    exchange, above, where);
		free(where);
	}
}

void
mx_exchange_is_address(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		if (!check_literal(check, &walk) || !finding_new(check))
			continue;
		name_to_text(walk.name, exchange);
		finding_tell(check,
			     spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			     "an MX names a host, not an address; this one is "
			     "read as the name %s",
			     exchange);
	}
}

/* A relative name of several labels is often an absolute one whose dot was
 * forgotten. */
static bool
may_lack_dot(const struct check *check, struct spot spot)
{
	size_t len;
	const char *written = spot_text(check, spot, &len);

	return written && memchr(written, '.', len) && written[len - 1] != '.';
}

void
mx_exchange_no_address(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		const struct target *target = check_target(check, &walk);
		bool absent = target->kind == TARGET_ABSENT;

		if (mx_is_null(walk.name) ||
		    (!absent && (target->kind != TARGET_NODE ||
				 node_has_address(target->node))) ||
		    check_literal(check, &walk) || !finding_new(check))
			continue;

		struct spot spot =
		    spot_field(check, mx, walk.i, FIELD_EXCHANGE);

		name_to_text(walk.name, exchange);
		finding_tell(check, spot, "exchange %s %s%s", exchange,
			     absent ? "does not exist; give it an A or AAAA "
				      "record"
				    : "has neither A nor AAAA; give it one",
			     absent && may_lack_dot(check, spot)
				 ? ", or end it with a dot if it is no name of "
				   "this zone"
				 : "");
	}
}

/*
 * Whether the name ends in an origin that has the zone's origin before it.
 * The origin may be the zone's or, by $ORIGIN, any name from there down to the
 * owner.
 */
static bool
ends_in_origin_twice(struct name name, struct name owner, struct name origin)
{
	if (origin.labels == 0)
		return false;
	for (unsigned labels = origin.labels; labels <= owner.labels;
	     labels++) {
		struct name behind = name_ancestor(owner, labels);
		uint8_t wire[NAME_WIRE_MAX];
		struct name twice;

		if (name.labels < labels + origin.labels)
			return false;
		if (name_join(origin, 0, behind, wire, &twice) &&
		    name_is_within(name, twice))
			return true;
	}
	return false;
}

void
mx_exchange_lost_dot(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char exchange[NAME_TEXT_MAX];

	while (mx_next(&walk)) {
		if (!ends_in_origin_twice(walk.name, node_owner(mx->node),
					  mx->zone->origin) ||
		    !finding_new(check))
			continue;
		name_to_text(walk.name, exchange);
		finding_tell(check,
			     spot_field(check, mx, walk.i, FIELD_EXCHANGE),
			     "the exchange became %s; a name that is complete "
			     "ends with a dot",
			     exchange);
	}
}

void
mx_null_not_alone(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	char owner[NAME_TEXT_MAX];

	while (mx->rrset->count > 1 && mx_next(&walk)) {
		if (!mx_is_null(walk.name) || !finding_new(check))
			continue;

		struct spot spot =
		    spot_field(check, mx, walk.i, FIELD_EXCHANGE);
		unsigned other = walk.i == 0 ? 1 : 0;
		char *where =
		    pos_words(check, spot.pos,
			      draft_pos(mx->draft, mx->node, mx->rrset, other));

		name_to_text(node_owner(mx->node), owner);
		finding_tell(check, spot,
			     "the null MX says that %s takes no mail, but it "
			     "has another MX %s; keep either",
			     owner, where);
		free(where);
	}
}

void
mx_null_preference(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};

	while (mx_next(&walk)) {
		uint16_t preference = mx_preference(&walk);

		if (!mx_is_null(walk.name) || preference == 0 ||
		    !finding_new(check))
			continue;
		finding_tell(
		    check, spot_field(check, mx, walk.i, FIELD_PREFERENCE),
		    "the null MX has preference %u; write 0", preference);
	}
}
