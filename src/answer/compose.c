#include "answer/compose.h"
#include "answer/additional.h"
#include "answer/write.h"
#include "dns/rrtype.h"

/* The SOA of a negative answer, kept no longer than MINIMUM (RFC 2308 §5). */
static bool
write_negative(struct reply *reply, enum section section,
	       struct writing writing)
{
	uint8_t head[sizeof writing.rrset->head];
	uint32_t minimum = zone_minimum(writing.zone);

	memcpy(head, writing.head, sizeof head);
	if (minimum < rrset_ttl(writing.rrset))
		bytes_put32(head + 4, minimum);
	writing.head = head;
	return write_rrset(reply, section, &writing);
}

static bool
write_item(struct reply *reply, enum section section,
	   const struct plan_item *item, struct places *places)
{
	struct writing writing;

	writing_init(&writing, reply, item->zone, item->rrset, item->owner);
	if (places)
		return write_hosts(reply, section, &writing, places);
	switch (item->form) {
	case PLAN_CNAME:
		return write_cname(reply, writing, item->target);
	case PLAN_NEGATIVE:
		return write_negative(reply, section, writing);
	case PLAN_RRSET:
		break;
	}
	for (unsigned left = item->span; left > 0; left--) {
		if (!write_rrset(reply, section, &writing))
			return false;
		writing.rrset++;
		writing.head = writing.rrset->head;
	}
	return true;
}

static bool
write_items(struct reply *reply, const struct plan *plan, struct places *places)
{
	unsigned count = plan->answers + plan->authorities;

	for (unsigned i = 0; i < count; i++) {
		const struct plan_item *item = &plan->items[i];
		bool hosts = item == plan->hosts;

		if (!write_item(reply,
				i < plan->answers ? SECTION_ANSWER
						  : SECTION_AUTHORITY,
				item, hosts ? places : NULL))
			return false;
	}
	return true;
}

/* Beside addresses, SVCB brings along what its target has of the same type, by
 * which a client of AliasMode goes on (RFC 9460 §4.1); 0: there is none. Below
 * a cut only addresses are glue. */
static uint16_t
type_beside_addresses(const struct plan *plan, const struct node *host)
{
	uint16_t type = plan->hosts->rrset->type;

	if (type != TYPE_SVCB && type != TYPE_HTTPS)
		return 0;
	return host->cut == 0 ? type : 0;
}

/* The RRsets of one host that go along; whether they all fitted. They stand in
 * order of their types: A first. What the answer has is not repeated. */
static bool
write_addresses(struct reply *reply, const struct plan *plan,
		const struct host *host, uint16_t pointer)
{
	const struct rrset *rrset = node_rrsets(host->node);
	uint16_t beside = type_beside_addresses(plan, host->node);
	struct writing writing = {
	    .zone = host->zone, .owner = host->name, .pointer = pointer};
	bool fitted = true;

	for (unsigned left = host->node->rrset_count; left > 0; left--) {
		if (rrset->type == TYPE_A || rrset->type == TYPE_AAAA ||
		    (rrset->type == beside && rrset != plan->hosts->rrset)) {
			writing.rrset = rrset;
			writing.head = rrset->head;
			fitted &=
			    write_rrset(reply, SECTION_ADDITIONAL, &writing);
		}
		rrset++;
	}
	return fitted;
}

/* Whether the addresses all fitted. Where it does not matter, the search ends
 * as soon as nothing more can fit. */
static bool
write_additional(struct reply *reply, const struct plan *plan,
		 enum additional_pass pass, const struct places *places)
{
	struct additional walk;
	struct host host;
	size_t least = pass == ADDITIONAL_GLUE ? 0 : WRITE_RR_MIN;
	bool fitted = true;

	additional_begin(&walk, plan, pass);
	while (additional_next(&walk, &host)) {
		if (writer_left(&reply->w) < least) {
			reply->repeatable = false;
			break;
		}
		uint16_t pointer =
		    host.rr < places->count ? places->pointer[host.rr] : 0;

		fitted &= write_addresses(reply, plan, &host, pointer);
	}
	return fitted;
}

void
compose_plan(struct reply *reply, const struct plan *plan)
{
	struct places places;

	places.count = 0;
	if (!write_items(reply, plan, &places)) {
		reply->header.flags |= FLAG_TC;
		return;
	}
	if (!plan->hosts)
		return;
	if (plan->cut &&
	    !write_additional(reply, plan, ADDITIONAL_GLUE, &places)) {
		reply->header.flags |= FLAG_TC;
		return;
	}
	write_additional(reply, plan, ADDITIONAL_OPTIONAL, &places);
}
