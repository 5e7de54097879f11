/*
 * What must be answered, said slowly: RFC 1034 §4.3.2 label by label over
 * unsorted lists of RRs, with RFC 4592, RFC 6672, RFC 2308, RFC 8482 and RFC
 * 9471. Shares no data structure and no line with what it is to check, only
 * the functions of dns/name.h and the canonical order of RDATA.
 */
#ifndef MXD_TESTS_MODEL_H
#define MXD_TESTS_MODEL_H

#include "dns/codes.h"
#include "dns/rdata.h"

#include <assert.h>
#include <stdlib.h>

enum {
	MODEL_RRS_MAX = 160,
	MODEL_ZONES_MAX = 4,
	MODEL_RDATA_MAX = 600,
	MODEL_LIST_MAX = 600,
	MODEL_STEPS = 16,
};

struct model_rr {
	struct name owner;
	uint16_t type;
	uint32_t ttl;
	uint16_t rdlength;
	uint8_t rdata[MODEL_RDATA_MAX];
};

struct model_zone {
	struct name apex;
	struct model_rr rrs[MODEL_RRS_MAX]; /* no RR twice */
	unsigned count;
};

struct model_list {
	struct model_rr rrs[MODEL_LIST_MAX];
	unsigned count;
};

struct model_reply {
	enum rcode rcode;
	bool authoritative;
	struct model_list answer, authority, additional;
	struct model_list hosts; /* the RRs whose hosts `additional` has */
	uint8_t names[MODEL_STEPS][NAME_WIRE_MAX]; /* made by DNAME */
	unsigned steps;
};

struct model {
	struct model_zone zones[MODEL_ZONES_MAX];
	unsigned count;
};

static inline bool
model_exists(const struct model_zone *zone, struct name name)
{
	for (unsigned i = 0; i < zone->count; i++) {
		if (name_is_within(zone->rrs[i].owner, name))
			return true;
	}
	return name_equal(name, zone->apex);
}

static inline bool
model_has(const struct model_zone *zone, struct name name, uint16_t type)
{
	for (unsigned i = 0; i < zone->count; i++) {
		if (zone->rrs[i].type == type &&
		    name_equal(zone->rrs[i].owner, name))
			return true;
	}
	return false;
}

static inline int
model_order(const void *a, const void *b)
{
	const struct model_rr *left = a;
	const struct model_rr *right = b;

	return rdata_compare(left->type, left->rdata, left->rdlength,
			     right->rdata, right->rdlength);
}

/* The RRset at `name` under that owner, in canonical order. */
static inline bool
model_add(struct model_list *list, const struct model_zone *zone,
	  struct name name, uint16_t type, struct name owner)
{
	unsigned start = list->count;

	for (unsigned i = 0; i < zone->count; i++) {
		if (zone->rrs[i].type != type ||
		    !name_equal(zone->rrs[i].owner, name))
			continue;
		assert(list->count < MODEL_LIST_MAX);
		list->rrs[list->count] = zone->rrs[i];
		list->rrs[list->count++].owner = owner;
	}
	qsort(list->rrs + start, list->count - start, sizeof list->rrs[0],
	      model_order);
	return list->count > start;
}

static inline const struct model_zone *
model_zone(const struct model *model, struct name name)
{
	const struct model_zone *best = NULL;

	for (unsigned i = 0; i < model->count; i++) {
		const struct model_zone *zone = &model->zones[i];

		if (name_is_within(name, zone->apex) &&
		    (!best || zone->apex.labels > best->apex.labels))
			best = zone;
	}
	return best;
}

/* The zone that a question is for: of DS at an apex, the one above it. */
static inline const struct model_zone *
model_zone_for(const struct model *model, struct name name, uint16_t type)
{
	const struct model_zone *zone = model_zone(model, name);
	const struct model_zone *above;

	if (!zone || type != TYPE_DS || name.labels != zone->apex.labels ||
	    name.labels == 0)
		return zone;
	above = model_zone(model, name_ancestor(name, name.labels - 1u));
	return above ? above : zone;
}

/* Where a walk from the apex down to a name ends. */
struct model_place {
	enum { MODEL_NAME, MODEL_CUT, MODEL_DNAME, MODEL_WILD, MODEL_NONE } is;
	struct name at; /* the node that has the data */
	uint8_t wire[NAME_WIRE_MAX];
};

static inline void
model_walk(const struct model_zone *zone, struct name name, uint16_t type,
	   struct model_place *place)
{
	for (unsigned labels = zone->apex.labels; labels <= name.labels;
	     labels++) {
		place->at = name_ancestor(name, labels);
		if (!model_exists(zone, place->at)) {
			struct name encloser = name_ancestor(name, labels - 1u);
			struct name star = {(const uint8_t *)"\1*", 3, 1};

			place->at = encloser;
			place->is = MODEL_DNAME;
			if (model_has(zone, encloser, TYPE_DNAME))
				return;
			place->is = MODEL_NONE;
			if (!name_join(star, 0, encloser, place->wire,
				       &place->at))
				return;
			if (model_exists(zone, place->at))
				place->is = MODEL_WILD;
			return;
		}
		if (labels > zone->apex.labels &&
		    model_has(zone, place->at, TYPE_NS) &&
		    !(labels == name.labels && type == TYPE_DS)) {
			place->is = MODEL_CUT;
			return;
		}
	}
	place->is = MODEL_NAME;
}

static inline void
model_deny(struct model_reply *reply, const struct model_zone *zone)
{
	struct model_list *list = &reply->authority;

	if (!model_add(list, zone, zone->apex, TYPE_SOA, zone->apex))
		return;

	struct model_rr *soa = &list->rrs[list->count - 1];
	uint32_t minimum = bytes_get32(soa->rdata + soa->rdlength - 4);

	if (minimum < soa->ttl)
		soa->ttl = minimum;
}

static inline void
model_addresses(struct model_list *list, const struct model_zone *zone,
		struct name name, struct name owner)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (name_equal(list->rrs[i].owner, owner))
			return; /* there already */
	}
	model_add(list, zone, name, TYPE_A, owner);
	model_add(list, zone, name, TYPE_AAAA, owner);
}

static inline void
model_optional(const struct model *model, struct model_list *list,
	       struct name host)
{
	const struct model_zone *zone = model_zone(model, host);
	struct model_place place;

	if (!zone)
		return;
	if (model_exists(zone, host)) {
		model_addresses(list, zone, host, host);
		return;
	}
	model_walk(zone, host, TYPE_A, &place);
	if (place.is == MODEL_WILD)
		model_addresses(list, zone, place.at, host);
}

/* The addresses of the hosts in the RRs; those at or below the cut of a
 * referral come first and from the zone that refers. */
static inline void
model_additional(const struct model *model, const struct model_zone *zone,
		 struct model_reply *reply, const struct model_list *from,
		 const struct name *cut)
{
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned i = 0; i < from->count; i++) {
			const struct model_rr *rr = &from->rrs[i];
			struct name host;

			if (!rdata_target(rrtype_get(rr->type), rr->rdata,
					  rr->rdlength, &host) ||
			    host.labels == 0)
				continue;

			bool glue = cut && name_is_within(host, *cut) &&
				    model_exists(zone, host);

			if (glue && pass == 0)
				model_addresses(&reply->additional, zone, host,
						host);
			else if (!glue && pass == 1)
				model_optional(model, &reply->additional, host);
		}
	}
}

/* Data of the node `at` for the name; true when it is an alias to follow. */
static inline bool
model_data(const struct model *model, const struct model_zone *zone,
	   struct model_reply *reply, struct name at, struct name *name,
	   uint16_t type)
{
	unsigned start = reply->answer.count;

	for (unsigned i = 0; i < start; i++) {
		if (reply->answer.rrs[i].type == type &&
		    name_equal(reply->answer.rrs[i].owner, *name))
			return false; /* said on the way here */
	}
	if (type == TYPE_ANY) {
		for (uint16_t any = 0; any < 256; any++) {
			uint16_t tried = any == 0 ? TYPE_MX : any;

			if (model_add(&reply->answer, zone, at, tried, *name))
				return false;
		}
	} else if (model_add(&reply->answer, zone, at, type, *name)) {
		reply->hosts.count = 0;
		model_add(&reply->hosts, zone, at, type, *name);
		model_additional(model, zone, reply, &reply->hosts, NULL);
		return false;
	}
	for (unsigned i = 0; i < reply->answer.count; i++) {
		if (reply->answer.rrs[i].type == TYPE_CNAME &&
		    name_equal(reply->answer.rrs[i].owner, *name))
			return false; /* a loop */
	}
	if (!model_add(&reply->answer, zone, at, TYPE_CNAME, *name)) {
		model_deny(reply, zone);
		return false;
	}

	const struct model_rr *cname = &reply->answer.rrs[start];
	struct reader r = reader_init(cname->rdata, cname->rdlength);

	return name_view(&r, name);
}

static inline bool
model_dname(struct model_reply *reply, const struct model_zone *zone,
	    struct name at, struct name *name, uint16_t type)
{
	struct model_list found = {.count = 0};
	struct name target, made;
	bool there = false;

	model_add(&found, zone, at, TYPE_DNAME, at);

	struct reader r =
	    reader_init(found.rrs[0].rdata, found.rrs[0].rdlength);

	name_view(&r, &target);
	for (unsigned i = 0; i < reply->answer.count; i++) {
		const struct model_rr *rr = &reply->answer.rrs[i];

		if (rr->type == TYPE_CNAME && name_equal(rr->owner, *name))
			return false; /* a loop */
		there |= rr->type == TYPE_DNAME && name_equal(rr->owner, at);
	}
	if (!there)
		model_add(&reply->answer, zone, at, TYPE_DNAME, at);
	if (!name_join(*name, at.labels, target, reply->names[reply->steps],
		       &made)) {
		reply->rcode = RCODE_YXDOMAIN;
		return false;
	}

	struct model_rr *cname = &reply->answer.rrs[reply->answer.count++];

	*cname = found.rrs[0];
	cname->owner = *name;
	cname->type = TYPE_CNAME;
	cname->rdlength = made.len;
	memcpy(cname->rdata, made.wire, made.len);
	*name = made;
	return type != TYPE_CNAME && type != TYPE_ANY;
}

/* One round of §4.3.2; true when there is another. */
static inline bool
model_step(const struct model *model, struct model_reply *reply,
	   struct name *name, uint16_t type)
{
	const struct model_zone *zone = model_zone_for(model, *name, type);
	static struct model_place place;

	if (!zone) {
		if (reply->answer.count == 0)
			reply->rcode = RCODE_REFUSED;
		return false;
	}
	reply->authoritative = true;
	model_walk(zone, *name, type, &place);
	switch (place.is) {
	case MODEL_CUT:
		model_add(&reply->authority, zone, place.at, TYPE_NS, place.at);
		model_additional(model, zone, reply, &reply->authority,
				 &place.at);
		reply->authoritative = reply->answer.count > 0;
		return false;
	case MODEL_DNAME:
		return model_dname(reply, zone, place.at, name, type);
	case MODEL_NAME:
	case MODEL_WILD:
		return model_data(model, zone, reply, place.at, name, type);
	case MODEL_NONE:
		break;
	}
	reply->rcode = RCODE_NXDOMAIN;
	model_deny(reply, zone);
	return false;
}

static inline void
model_answer(const struct model *model, struct name qname, uint16_t qtype,
	     struct model_reply *reply)
{
	reply->rcode = RCODE_NOERROR;
	reply->authoritative = false;
	reply->answer.count = 0;
	reply->authority.count = 0;
	reply->additional.count = 0;
	reply->steps = 0;
	while (reply->steps < MODEL_STEPS &&
	       model_step(model, reply, &qname, qtype))
		reply->steps++;
}

#endif
