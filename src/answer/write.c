#include "answer/write.h"
#include "dns/rdata.h"

#include <assert.h>

enum {
	POINTER = 0xc000,
	HEAD_LEN = 8,                 /* TYPE, CLASS, TTL */
	FIXED_LEN = 2 + HEAD_LEN + 2, /* a pointer, RDLENGTH */
};

/* What must come back when an RRset does not fit. */
struct mark {
	size_t at;
	uint16_t names;
	uint16_t pointer;
};

static struct mark
mark(const struct reply *reply, const struct writing *writing)
{
	return (struct mark){reply->w.at, reply->names.count, writing->pointer};
}

/* Whether what was written since the mark has fitted; else it goes. */
static bool
settle(struct reply *reply, struct writing *writing, struct mark since)
{
	if (!reply->w.failed)
		return true;
	writer_rewind(&reply->w, since.at);
	reply->repeatable = false;
	reply->names.count = since.names;
	writing->pointer = since.pointer;
	return false;
}

static bool
count_rrs(struct reply *reply, enum section section, unsigned count)
{
	reply->header.count[section] =
	    (uint16_t)(reply->header.count[section] + count);
	return true;
}

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

/* A pointer to a name that is a part of the question, if it is. */
static uint16_t
pointer_to_question(const struct reply *reply, struct name name)
{
	uintptr_t offset = (uintptr_t)name.wire - (uintptr_t)reply->w.base;

	if (name.labels == 0 || offset < HEADER_LEN ||
	    offset >= (size_t)HEADER_LEN + reply->qname.len)
		return 0;
	return pointer_to(offset);
}

void
writing_init(struct writing *writing, const struct reply *reply,
	     const struct zone *zone, const struct rrset *rrset,
	     struct name owner)
{
	*writing = (struct writing){
	    .zone = zone,
	    .rrset = rrset,
	    .head = rrset->head,
	    .owner = owner,
	    .pointer = pointer_to_question(reply, owner),
	};
	/* Where the owner is a part of the question, so is the apex. */
	if (writing->pointer && zone->origin.labels > 0)
		writing->apex =
		    pointer_to((size_t)(owner.wire - reply->w.base) +
			       owner.len - zone->origin.len);
}

/* The table of suffixes, which begins with the question; most replies need
 * no other names. */
static struct compress *
names(struct reply *reply)
{
	if (reply->names.count == 0)
		compress_add(&reply->names, &reply->w, reply->qname,
			     HEADER_LEN);
	return &reply->names;
}

/* Owner, TYPE, CLASS and TTL. */
static void
put_head(struct reply *reply, struct writing *writing)
{
	size_t at = reply->w.at;

	if (writing->pointer) {
		writer_put16(&reply->w, writing->pointer);
	} else {
		compress_write(names(reply), &reply->w, writing->owner);
		if (!reply->w.failed)
			writing->pointer = pointer_to_name(reply, at);
	}
	writer_put(&reply->w, writing->head, HEAD_LEN);
}

/* RRs whose owner is pointed to, RDATA all of one length that goes as it is:
 * fits or does not fit as a whole. */
static void
put_alike(struct writer *w, const struct writing *writing, struct rdata rdata)
{
	size_t each = (size_t)FIXED_LEN + rdata.len;
	unsigned left = writing->rrset->count;
	uint8_t *at = writer_take(w, each * left);

	if (!at)
		return;
	for (;; at += each) {
		assert(rdata.len == each - FIXED_LEN);
		bytes_put16(at, writing->pointer);
		memcpy(at + 2, writing->head, HEAD_LEN);
		bytes_put16(at + 2 + HEAD_LEN, rdata.len);
		memcpy(at + FIXED_LEN, rdata.octets, rdata.len);
		if (--left == 0)
			return;
		rdata = rdata_next(rdata);
	}
}

/* Returns where the RDATA starts. */
static size_t
put_rr(struct reply *reply, struct writing *writing, const struct rrtype *type,
       struct rdata rdata)
{
	size_t at;

	if (type->flags & RRTYPE_COMPRESS) {
		put_head(reply, writing);
		at = reply->w.at + 2;
		rdata_write(&reply->w, names(reply), type, rdata.octets,
			    rdata.len);
		return at;
	}
	put_head(reply, writing);
	writer_put16(&reply->w, rdata.len);
	writer_put(&reply->w, rdata.octets, rdata.len);
	return reply->w.at - rdata.len;
}

bool
write_rrset(struct reply *reply, enum section section, struct writing *writing)
{
	const struct rrset *rrset = writing->rrset;
	struct rdata rdata = zone_first_rdata(writing->zone, rrset);
	struct mark start = mark(reply, writing);

	if (writing->pointer &&
	    (rrset->type == TYPE_A || rrset->type == TYPE_AAAA)) {
		put_alike(&reply->w, writing, rdata);
	} else {
		const struct rrtype *type = rrtype_get(rrset->type);
		unsigned left = rrset->count;

		put_rr(reply, writing, type, rdata);
		while (--left > 0) {
			rdata = rdata_next(rdata);
			put_rr(reply, writing, type, rdata);
		}
	}
	return settle(reply, writing, start) &&
	       count_rrs(reply, section, rrset->count);
}

/*
 * Most exchanges are right below the apex, and most questions end in its name:
 * then one label goes as it is, and a pointer into the question; there is
 * nothing to search or to remember. Returns where the RDATA starts.
 */
static size_t
put_below_apex(struct writer *w, const struct writing *writing,
	       const uint8_t *rdata, unsigned before)
{
	unsigned len = before + 1u + rdata[before];
	uint8_t *at = writer_take(w, FIXED_LEN + len + 2);

	if (!at)
		return 0;
	bytes_put16(at, writing->pointer);
	memcpy(at + 2, writing->head, HEAD_LEN);
	bytes_put16(at + 2 + HEAD_LEN, (uint16_t)(len + 2));
	memcpy(at + FIXED_LEN, rdata, len);
	bytes_put16(at + FIXED_LEN + len, writing->apex);
	return w->at - len - 2;
}

/* Whether that is how RR number i goes. An exchange that is the owner itself
 * is shorter still. */
static bool
is_below_apex(const struct writing *writing, unsigned i)
{
	const struct zone *zone = writing->zone;
	const struct node *node = zone_target(zone, writing->rrset, i);

	return node && node->parent == zone->apex &&
	       node->owner_labels > zone->origin.labels &&
	       (node->owner_len != writing->owner.len ||
		!name_equal(node_owner(node), writing->owner));
}

bool
write_hosts(struct reply *reply, enum section section, struct writing *writing,
	    struct places *places)
{
	const struct rrtype *type = rrtype_get(writing->rrset->type);
	struct rdata rdata = zone_first_rdata(writing->zone, writing->rrset);
	unsigned before = rdata_before_target(type);
	unsigned count = writing->rrset->count;
	bool compress = writing->apex && type->flags & RRTYPE_COMPRESS;
	struct mark start = mark(reply, writing);

	for (unsigned i = 0; i < count; i++) {
		size_t at;

		if (i > 0)
			rdata = rdata_next(rdata);
		if (compress && is_below_apex(writing, i))
			at = put_below_apex(&reply->w, writing, rdata.octets,
					    before);
		else
			at = put_rr(reply, writing, type, rdata);
		if (reply->w.failed)
			break;
		if (i < HOSTS_PLACED)
			places->pointer[places->count++] =
			    pointer_to_name(reply, at + before);
	}
	return settle(reply, writing, start) &&
	       count_rrs(reply, section, count);
}

bool
write_cname(struct reply *reply, struct writing writing, struct name target)
{
	struct mark start = mark(reply, &writing);
	uint8_t head[HEAD_LEN];

	memcpy(head, writing.head, HEAD_LEN);
	bytes_put16(head, TYPE_CNAME);
	writing.head = head;
	put_head(reply, &writing);

	uint8_t *rdlength = writer_take(&reply->w, 2);
	size_t at = reply->w.at;

	compress_write(names(reply), &reply->w, target);
	reply->repeatable = false;
	if (!settle(reply, &writing, start))
		return false;
	bytes_put16(rdlength, (uint16_t)(reply->w.at - at));
	return count_rrs(reply, SECTION_ANSWER, 1);
}
