/*
 * SRV records (RFC 2782), and those by which mail programs find their servers
 * (RFC 6186, RFC 8314).
 */
#include "base/alloc.h"
#include "base/bytes.h"
#include "check/finding.h"
#include "check/judges.h"
#include "dns/rrtype.h"

#include <stdlib.h>
#include <string.h>

enum { SRV_TARGET = 3 };

static bool
next_target(struct walk *srv)
{
	return srv->subject->node->cut == 0 && walk_next(srv);
}

void
srv_target_alias(struct check *check, const struct subject *srv)
{
	struct walk walk = {.subject = srv};
	char target[NAME_TEXT_MAX];

	while (next_target(&walk)) {
		const struct target *found = check_target(check, &walk);
		bool alias = found->kind == TARGET_ALIAS;

		if ((!alias && found->kind != TARGET_DNAME) ||
		    !finding_new(check))
			continue;

		struct spot spot = spot_field(check, srv, walk.i, SRV_TARGET);
		char *where = target_words(check, spot.pos, found,
					   alias ? TYPE_CNAME : TYPE_DNAME);

		name_to_text(walk.name, target);
		finding_tell(check, spot,
			     "target %s is an alias (%s %s); an SRV must name "
			     "a host with addresses",
			     target, alias ? "CNAME" : "DNAME", where);
		free(where);
	}
}

void
srv_target_no_address(struct check *check, const struct subject *srv)
{
	struct walk walk = {.subject = srv};
	char target[NAME_TEXT_MAX];

	while (next_target(&walk)) {
		const struct target *found = check_target(check, &walk);
		bool literal = check_literal(check, &walk);

		if (walk.name.labels == 0)
			continue;
		if (!literal && found->kind != TARGET_ABSENT &&
		    (found->kind != TARGET_NODE ||
		     node_has_address(found->node)))
			continue;
		if (!finding_new(check))
			continue;
		name_to_text(walk.name, target);
		finding_tell(check, spot_field(check, srv, walk.i, SRV_TARGET),
			     literal ? "an SRV names a host, not an address; "
				       "this one is read as the name %s"
				     : "target %s has neither A nor AAAA; give "
				       "it one",
			     target);
	}
}

/* _service._proto.name */
void
srv_owner(struct check *check, const struct subject *srv)
{
	struct name owner = node_owner(srv->node);
	char text[NAME_TEXT_MAX];
	bool right = owner.labels >= 2;

	for (unsigned i = 0; right && i < 2; i++) {
		struct name at = name_ancestor(owner, owner.labels - i);

		right = at.wire[0] > 1 && at.wire[1] == '_';
	}
	if (right || name_is_wildcard(owner) || srv->node->cut != 0 ||
	    !finding_new(check))
		return;
	name_to_text(owner, text);
	finding_tell(check, spot_type(check, srv, srv->node, srv->rrset, 0),
		     "nobody looks for an SRV at %s; its owner is "
		     "_service._proto.name, such as _submission._tcp",
		     text);
}

/* services of mail */

static const struct {
	const char *plain, *tls;
} services[] = {
    {"_imap", "_imaps"},
    {"_pop3", "_pop3s"},
    {"_submission", "_submissions"},
};

static bool
label_is(struct name name, const char *word)
{
	size_t len = strlen(word);

	if (name.wire[0] != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (bytes_fold(name.wire[1 + i]) != (uint8_t)word[i])
			return false;
	}
	return true;
}

/* The SRV RRset of another service of the same domain. */
static bool
has_service(const struct check *check, struct name owner, const char *word)
{
	struct name parent = name_ancestor(owner, owner.labels - 1u);
	uint8_t wire[NAME_WIRE_MAX];
	size_t len = strlen(word);
	struct name name = {wire, (uint8_t)(1 + len + parent.len),
			    owner.labels};
	struct target target;

	if (1 + len + parent.len > NAME_WIRE_MAX)
		return false;
	wire[0] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		wire[1 + i] = (uint8_t)word[i];
	memcpy(wire + 1 + len, parent.wire, parent.len);
	target = target_find(check->view, name);
	return target.kind == TARGET_UNKNOWN ||
	       (target.kind == TARGET_NODE &&
		node_rrset(target.node, TYPE_SRV));
}

static bool
offers_none(const struct subject *srv)
{
	struct rdata rdata = zone_first_rdata(srv->zone, srv->rrset);

	return srv->rrset->count == 1 && rdata.len == 7;
}

static void
judge_beside_none(struct check *check, const struct subject *srv)
{
	struct walk walk = {.subject = srv};

	while (srv->rrset->count > 1 && next_target(&walk)) {
		if (walk.name.labels == 0 && finding_new(check))
			finding_tell(
			    check, spot_field(check, srv, walk.i, SRV_TARGET),
			    "\".\" says that the service is not offered, and "
			    "another SRV beside it that it is; keep either");
	}
}

void
srv_mail_autoconfig(struct check *check, const struct subject *srv)
{
	struct name owner = node_owner(srv->node);

	if (srv->node->cut != 0 || owner.labels < 2)
		return;
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
		bool plain = label_is(owner, services[i].plain);

		if (!plain && !label_is(owner, services[i].tls))
			continue;
		judge_beside_none(check, srv);
		if (!plain || offers_none(srv) ||
		    has_service(check, owner, services[i].tls) ||
		    !finding_new(check))
			return;
		finding_tell(check,
			     spot_type(check, srv, srv->node, srv->rrset, 0),
			     "%s is offered and %s is not: programs are to "
			     "prefer TLS from the start; add it, or with "
			     "target \".\" if there is none",
			     services[i].plain, services[i].tls);
		return;
	}
}
