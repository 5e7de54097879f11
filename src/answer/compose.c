#include "answer/compose.h"
#include "answer/additional.h"
#include "dns/rdata.h"

enum {
	POINTER = 0xc000,
	HEAD_LEN = 8, /* TYPE, CLASS, TTL */
	HOSTS_PLACED = 128,
	RRSET_MIN = 2 + HEAD_LEN + 2 + 4, /* a pointer, an IPv4 address */
};

/* RRs to be written together. */
struct writing {
	const struct zone *zone;
	const struct rrset *rrset;
	const uint8_t *head; /* TYPE, CLASS, TTL */
	struct name owner;
	uint16_t pointer; /* to the owner, where it stands already; else 0 */
};

/* Where the hosts that RRs name stand: pointers to them, 0 if out of reach. */
struct places {
	unsigned count;
	unsigned skip; /* octets of RDATA before the name */
	uint16_t pointer[HOSTS_PLACED];
};

/* A pointer to what stands at that offset, if one can reach it. */
static uint16_t
pointer_to(size_t offset)
{
	return offset <= COMPRESS_OFFSET_MAX ? (uint16_t)(POINTER | offset) : 0;
}

/* The name at that offset may be nothing but a pointer itself; the root is
 * shorter than any. */
static uint16_t
pointer_to_name(const struct reply *reply, size_t offset)
{
	const uint8_t *at = reply->w.base + offset;

	if (at[0] == 0)
		return 0;
	return at[0] >= POINTER >> 8 ? bytes_get16(at) : pointer_to(offset);
}

/* Where the question has the owner, it need not be searched. */
static uint16_t
pointer_to_question(const struct reply *reply, struct name owner)
{
	const uint8_t *start = reply->qname.wire;

	if (owner.labels == 0 || owner.wire < start ||
	    owner.wire >= start + reply->qname.len)
		return 0;
	return pointer_to((size_t)(owner.wire - reply->w.base));
}

/* Owner, TYPE, CLASS and TTL. */
static void
write_head(struct reply *reply, struct writing *writing)
{
	size_t at = reply->w.at;

	if (writing->pointer) {
		writer_put16(&reply->w, writing->pointer);
	} else {
		compress_write(&reply->names, &reply->w, writing->owner);
		if (!reply->w.failed)
			writing->pointer = pointer_to_name(reply, at);
	}
	writer_put(&reply->w, writing->head, HEAD_LEN);
}

/* RRs with names in their RDATA, which `places` receives if given. */
static void
write_names(struct reply *reply, struct writing *writing,
	    const struct rrtype *type, struct places *places)
{
	struct rdata rdata = zone_first_rdata(writing->zone, writing->rrset);
	unsigned count = writing->rrset->count;

	for (unsigned i = 0; i < count; i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		write_head(reply, writing);

		size_t at = reply->w.at + 2;

		rdata_write(&reply->w, &reply->names, type, rdata.octets,
			    rdata.len);
		if (reply->w.failed)
			return;
		if (places && i < HOSTS_PLACED)
			places->pointer[places->count++] =
			    pointer_to_name(reply, at + places->skip);
	}
}

/* RRs whose RDATA goes as it is: addresses, text and most others. */
static void
write_plain(struct reply *reply, struct writing *writing)
{
	struct rdata rdata = zone_first_rdata(writing->zone, writing->rrset);
	unsigned left = writing->rrset->count;

	for (;;) {
		write_head(reply, writing);

		uint8_t *at = writer_take(&reply->w, 2u + rdata.len);

		if (!at)
			return;
		bytes_put16(at, rdata.len);
		memcpy(at + 2, rdata.octets, rdata.len);
		if (--left == 0)
			return;
		rdata = rdata_next(rdata);
	}
}

/* A whole RRset, or nothing of it. `places` receives its hosts, if given. */
static bool
write_rrset(struct reply *reply, enum section section, struct writing *writing,
	    struct places *places)
{
	const struct rrtype *type = rrtype_get(writing->rrset->type);
	size_t at = reply->w.at;
	uint16_t names = reply->names.count;

	if (places || type->flags & RRTYPE_COMPRESS)
		write_names(reply, writing, type, places);
	else
		write_plain(reply, writing);
	if (reply->w.failed) {
		writer_rewind(&reply->w, at);
		reply->names.count = names;
		return false;
	}
	reply->header.count[section] =
	    (uint16_t)(reply->header.count[section] + writing->rrset->count);
	return true;
}

/* The CNAME that a DNAME makes, the only RR that is in no zone: its TTL is the
 * DNAME's (RFC 6672 §3.1). */
static bool
write_cname(struct reply *reply, struct writing writing, struct name target)
{
	uint8_t head[HEAD_LEN];
	size_t start = reply->w.at;
	uint16_t names = reply->names.count;

	memcpy(head, writing.head, HEAD_LEN);
	bytes_put16(head, TYPE_CNAME);
	writing.head = head;
	write_head(reply, &writing);

	uint8_t *rdlength = writer_take(&reply->w, 2);
	size_t at = reply->w.at;

	compress_write(&reply->names, &reply->w, target);
	if (reply->w.failed) {
		writer_rewind(&reply->w, start);
		reply->names.count = names;
		return false;
	}
	bytes_put16(rdlength, (uint16_t)(reply->w.at - at));
	reply->header.count[SECTION_ANSWER]++;
	return true;
}

/* The SOA of a negative answer, kept no longer than MINIMUM (RFC 2308 §5). */
static bool
write_negative(struct reply *reply, enum section section,
	       struct writing writing)
{
	uint8_t head[HEAD_LEN];
	uint32_t minimum = zone_minimum(writing.zone);

	memcpy(head, writing.head, sizeof head);
	if (minimum < rrset_ttl(writing.rrset))
		bytes_put32(head + 4, minimum);
	writing.head = head;
	return write_rrset(reply, section, &writing, NULL);
}

static bool
write_item(struct reply *reply, enum section section,
	   const struct plan_item *item, struct places *places)
{
	struct writing writing = {
	    .zone = item->zone,
	    .rrset = item->rrset,
	    .head = item->rrset->head,
	    .owner = item->owner,
	    .pointer = pointer_to_question(reply, item->owner),
	};

	switch (item->form) {
	case PLAN_CNAME:
		return write_cname(reply, writing, item->target);
	case PLAN_NEGATIVE:
		return write_negative(reply, section, writing);
	case PLAN_RRSET:
		break;
	}
	for (unsigned left = item->span; left > 0; left--) {
		if (!write_rrset(reply, section, &writing, places))
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

/* What stands in front of the host in each of the item's RRs. */
static void
places_init(struct places *places, const struct plan_item *item)
{
	struct rdata rdata = zone_first_rdata(item->zone, item->rrset);
	struct name host;

	places->count = 0;
	if (rdata_target(rrtype_get(item->rrset->type), rdata.octets, rdata.len,
			 &host))
		places->skip = (unsigned)(host.wire - rdata.octets);
}

/* One kind of address of a host, if it has it. */
static bool
write_address(struct reply *reply, const struct host *host, uint16_t type,
	      uint16_t pointer)
{
	const struct rrset *rrset = node_rrset(host->node, type);

	if (!rrset)
		return true;

	struct writing writing = {host->zone, rrset, rrset->head, host->name,
				  pointer};

	return write_rrset(reply, SECTION_ADDITIONAL, &writing, NULL);
}

/* Whether the addresses all fitted. Where it does not matter, the search ends
 * as soon as nothing more can fit. */
static bool
write_addresses(struct reply *reply, const struct plan *plan,
		enum additional_pass pass, const struct places *places)
{
	struct additional walk;
	struct host host;
	size_t least = pass == ADDITIONAL_GLUE ? 0 : RRSET_MIN;
	bool fitted = true;

	additional_begin(&walk, plan, pass);
	while (writer_left(&reply->w) >= least &&
	       additional_next(&walk, &host)) {
		uint16_t pointer =
		    host.rr < places->count ? places->pointer[host.rr] : 0;

		fitted &= write_address(reply, &host, TYPE_A, pointer);
		fitted &= write_address(reply, &host, TYPE_AAAA, pointer);
	}
	return fitted;
}

void
compose_plan(struct reply *reply, const struct plan *plan)
{
	struct places places;

	compress_add(&reply->names, &reply->w, reply->qname, HEADER_LEN);
	if (plan->hosts)
		places_init(&places, plan->hosts);
	if (!write_items(reply, plan, &places)) {
		reply->header.flags |= FLAG_TC;
		return;
	}
	if (!plan->hosts)
		return;
	if (plan->cut &&
	    !write_addresses(reply, plan, ADDITIONAL_GLUE, &places)) {
		reply->header.flags |= FLAG_TC;
		return;
	}
	write_addresses(reply, plan, ADDITIONAL_OPTIONAL, &places);
}
