/*
 * Zones at random, as the model and as the view that is served: names of few
 * labels, so that aliases, cuts, wildcards and hosts meet across the zones.
 */
#ifndef MXD_TESTS_RANDOM_VIEW_H
#define MXD_TESTS_RANDOM_VIEW_H

#include "model.h"

#include "zone/builder.h"
#include "zone/view.h"

static inline unsigned
pick(unsigned limit)
{
	return (unsigned)rand() % limit;
}

/* 60 octets: a few of them, and a DNAME's substitution is too long. */
#define LONG_LABEL                                                             \
	"\74"                                                                  \
	"012345678901234567890123456789012345678901234567890123456789"

/* Names of a random view: few labels, so that they meet. */
static inline struct name
random_name(struct name suffix, unsigned most, uint8_t wire[NAME_WIRE_MAX])
{
	static const char *const labels[] = {"\1a",  "\1b", "\1c",
					     "\2mx", "\1*", LONG_LABEL};
	uint8_t front[3 * sizeof LONG_LABEL];
	struct name name = {front, 0, 0};
	bool all_long = pick(30) == 0;

	for (unsigned count = pick(most + 1); count > 0; count--) {
		const char *label = labels[all_long ? 5 : pick(5)];

		memcpy(front + name.len, label, 1u + (unsigned)label[0]);
		name.len = (uint8_t)(name.len + 1 + label[0]);
		name.labels++;
	}
	memcpy(wire, front, name.len);
	memcpy(wire + name.len, suffix.wire, suffix.len);
	return (struct name){wire, (uint8_t)(name.len + suffix.len),
			     (uint8_t)(name.labels + suffix.labels)};
}

static const struct name apexes[MODEL_ZONES_MAX] = {
    {(const uint8_t *)"\1z", 3, 1},
    {(const uint8_t *)"\1a\1z", 5, 2},
    {(const uint8_t *)"\1b\1a\1z", 7, 3},
    {(const uint8_t *)"\1y", 3, 1},
};

/* Where something may be: in one of the zones, or outside all of them. */
static inline struct name
somewhere(uint8_t wire[NAME_WIRE_MAX])
{
	static const struct name outside = {(const uint8_t *)"\1x", 3, 1};
	unsigned which = pick(9);

	return random_name(which < 8 ? apexes[which % 4] : outside, 3, wire);
}

static inline void
put_name(struct model_rr *rr, unsigned most)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = most ? somewhere(wire) : name_root;

	memcpy(rr->rdata + rr->rdlength, name.wire, name.len);
	rr->rdlength = (uint16_t)(rr->rdlength + name.len);
}

static inline void
put_octets(struct model_rr *rr, unsigned len)
{
	while (len-- > 0)
		rr->rdata[rr->rdlength++] = (uint8_t)pick(4);
}

static inline void
random_rdata(struct model_rr *rr)
{
	rr->rdlength = 0;
	switch (rr->type) {
	case TYPE_A:
		put_octets(rr, 4);
		break;
	case TYPE_AAAA:
		put_octets(rr, 16);
		break;
	case TYPE_MX:
		put_octets(rr, 2);
		put_name(rr, pick(8));
		break;
	case TYPE_SRV:
		put_octets(rr, 6);
		put_name(rr, pick(8));
		break;
	case TYPE_DS:
		put_octets(rr, 24);
		break;
	case TYPE_TXT:
		rr->rdata[rr->rdlength++] = 30;
		put_octets(rr, 30);
		break;
	default: /* NS, CNAME, DNAME */
		put_name(rr, 1);
		break;
	}
}

/* What no zone that is served has: another RR beside a CNAME, two of a
 * singleton, data below a DNAME, the same RR twice (zone-cname-and-other,
 * zone-dname). */
static inline bool
clashes(const struct model_zone *zone, const struct model_rr *rr)
{
	for (unsigned i = 0; i < zone->count; i++) {
		const struct model_rr *other = &zone->rrs[i];
		bool same = name_equal(other->owner, rr->owner);

		if (same &&
		    (other->type == TYPE_CNAME || rr->type == TYPE_CNAME))
			return true;
		if (same && other->type == rr->type &&
		    (rr->type == TYPE_DNAME || model_order(other, rr) == 0))
			return true;
		if (!same && other->type == TYPE_DNAME &&
		    name_is_within(rr->owner, other->owner))
			return true;
		if (!same && rr->type == TYPE_DNAME &&
		    name_is_within(other->owner, rr->owner))
			return true;
	}
	return false;
}

static inline void
add_rr(struct model_zone *zone, uint16_t type, uint32_t ttl, struct name owner)
{
	static uint8_t wires[MODEL_ZONES_MAX * MODEL_RRS_MAX][NAME_WIRE_MAX];
	static unsigned next;
	struct model_rr *rr = &zone->rrs[zone->count];
	uint8_t *wire = wires[next++ % (MODEL_ZONES_MAX * MODEL_RRS_MAX)];

	memcpy(wire, owner.wire, owner.len);
	rr->owner = (struct name){wire, owner.len, owner.labels};
	rr->type = type;
	rr->ttl = ttl;
	random_rdata(rr);
	if (!clashes(zone, rr))
		zone->count++;
}

static inline void
add_soa(struct model_zone *zone)
{
	struct model_rr *rr = &zone->rrs[zone->count++];

	*rr = (struct model_rr){
	    .owner = zone->apex, .type = TYPE_SOA, .ttl = 600 + pick(2) * 900};
	put_name(rr, 1);
	put_name(rr, 1);
	memset(rr->rdata + rr->rdlength, 0, 20);
	bytes_put32(rr->rdata + rr->rdlength + 16, 900);
	rr->rdlength = (uint16_t)(rr->rdlength + 20);
}

/* TTLs are the type's, so that an RRset has one. */
static inline void
random_zone(struct model_zone *zone, struct name apex)
{
	static const uint16_t types[] = {
	    TYPE_A,  TYPE_A,   TYPE_AAAA,  TYPE_MX,    TYPE_MX,
	    TYPE_MX, TYPE_SRV, TYPE_CNAME, TYPE_CNAME, TYPE_NS,
	    TYPE_DS, TYPE_TXT, TYPE_DNAME};
	unsigned count = pick(120);

	zone->apex = apex;
	zone->count = 0;
	add_soa(zone);
	while (count-- > 0) {
		uint8_t wire[NAME_WIRE_MAX];
		struct name owner = random_name(apex, 3, wire);
		uint16_t type = types[pick(13)];

		if (type == TYPE_CNAME && owner.labels == apex.labels)
			continue;
		add_rr(zone, type, type * 10u, owner);
	}
}

static inline struct zone *
build_zone(const struct model_zone *zone)
{
	struct zone_builder *builder = zone_builder_new(zone->apex);

	for (unsigned i = 0; i < zone->count; i++) {
		const struct model_rr *from = &zone->rrs[i];
		struct rr rr = {.owner = from->owner,
				.type = from->type,
				.rdlength = from->rdlength,
				.ttl = from->ttl,
				.rdata = from->rdata};

		zone_builder_add(builder, &rr);
	}

	struct draft draft = zone_builder_freeze(builder);
	struct zone *made = zone_ref(draft.zone);

	assert(draft.incident_count == 0);
	draft_free(&draft);
	return made;
}

static inline struct view *
random_view(struct model *model)
{
	struct view_zone zones[MODEL_ZONES_MAX] = {0};
	unsigned which = 1 + pick(15); /* any but none of the four */

	model->count = 0;
	for (unsigned i = 0; i < MODEL_ZONES_MAX; i++) {
		if (!(which & 1u << i))
			continue;
		random_zone(&model->zones[model->count], apexes[i]);
		zones[model->count].zone =
		    build_zone(&model->zones[model->count]);
		model->count++;
	}

	struct view *view = view_new(zones, model->count);

	for (unsigned i = 0; i < model->count; i++)
		zone_unref(zones[i].zone);
	return view;
}

/* Often a name that is there, or one below it. */
static inline struct name
random_question(const struct model *model, uint8_t wire[NAME_WIRE_MAX])
{
	const struct model_zone *zone = &model->zones[pick(model->count)];
	struct name owner = zone->rrs[pick(zone->count)].owner;

	if (pick(4) == 0 || owner.len > 60)
		return somewhere(wire);
	return random_name(owner, pick(3), wire);
}

#endif
